"""The data that drawings take: a row of ``SCHEMAS`` for each, ``figures/NAME.svg`` draws it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sasshi.model import SIDES
from sasshi.problems import Problem
from sasshi.schema.fields import (
    Anything,
    Choice,
    Field,
    Items,
    Number,
    ReadTable,
    Switch,
    Table,
    Text,
)

MARKS = ("full", "half", "empty", "dash")


def _check_map(table: ReadTable) -> Iterator[Problem]:
    """Let one point at most be the one that the map is about."""
    chosen = [at for at, point in enumerate(table.read["points"], 1) if point.get("main")]
    for at in chosen[1:]:
        first = table.line_of(f"points[{chosen[0]}]")
        yield table.error("figure-two-main", f"points[{at}]", first=first)


def _check_question(table: ReadTable) -> Iterator[Problem]:
    """Let one of the two answers leave the path, so that the other goes on."""
    if ("yes" in table.given) == ("no" in table.given):
        yield table.error("figure-answers", name=table.name)


def _check_comparison(table: ReadTable) -> Iterator[Problem]:
    """Let each row have a cell for each column, and each mark its word in the legend."""
    wanted, told = len(table.read["columns"]), set(table.read["legend"])
    for at, row in enumerate(table.read["rows"], 1):
        cells = f"rows[{at}].cells"
        count = len(row["cells"])
        if count != wanted:
            yield table.error("figure-cells", cells, name=cells, count=count, wanted=wanted)
        for number, cell in enumerate(row["cells"], 1):
            if cell["mark"] not in told:
                told.add(cell["mark"])
                yield table.error("figure-legend", f"{cells}[{number}]", mark=cell["mark"])


#: Room for texts, in em: so much that a drawing with the most of everything fits its page.
WORD, MARKED, LABEL, PHRASE, SENTENCE = Text(5), Text(6), Text(12), Text(18), Text(40)

_AXIS = Table({"name": LABEL, "low": LABEL, "high": LABEL}, ("name", "low", "high"))
_PLACE = Number(-1, 1)
_POINT = Table(
    {"label": LABEL, "x": _PLACE, "y": _PLACE, "main": Switch(), "side": Choice(SIDES)},
    ("label", "x", "y"),
)
_SIDE = Table({"title": Text(9), "items": Items(SENTENCE, 2, 5)}, ("title", "items"))
_QUESTION = Table(
    {"question": SENTENCE, "yes": PHRASE, "no": PHRASE}, ("question",), check=_check_question
)
_CELL = Table({"mark": Choice(MARKS), "text": LABEL}, ("mark",), short="mark")
_ROW = Table({"name": PHRASE, "cells": Items(_CELL, 2, 4)}, ("name", "cells"))
_STEP = Table({"title": PHRASE, "text": SENTENCE, "when": MARKED}, ("title",), short="title")

#: What every drawing takes; it says in words what it shows, for those who cannot see it.
_COMMON: dict[str, Field] = {"alt": Text(1000), "caption": Text(80)}
_PLAIN = Table(_COMMON)

#: The keys of each drawing, and which of them it cannot do without.
SCHEMAS: dict[str, Table] = {
    "map": Table(
        {**_COMMON, "x": _AXIS, "y": _AXIS, "points": Items(_POINT, 2, 8)},
        ("x", "y", "points"),
        check=_check_map,
    ),
    "balance": Table({**_COMMON, "left": _SIDE, "right": _SIDE}, ("left", "right")),
    "path": Table(
        {
            **_COMMON,
            "questions": Items(_QUESTION, 2, 5),
            "end": PHRASE,
            "words": Table({"yes": WORD, "no": WORD}),
        },
        ("questions", "end"),
    ),
    "comparison": Table(
        {
            **_COMMON,
            "head": LABEL,
            "columns": Items(LABEL, 2, 4),
            "rows": Items(_ROW, 2, 8),
            "legend": Table(dict.fromkeys(MARKS, LABEL)),
        },
        ("columns", "rows", "legend"),
        check=_check_comparison,
    ),
    "steps": Table({**_COMMON, "steps": Items(_STEP, 2, 7)}, ("steps",)),
    **dict.fromkeys(("talk", "near", "shelter", "rings"), _PLAIN),
}


def schema_of(name: str, given: Iterable[str]) -> Table:
    """Give the schema of a drawing; one that a theme adds takes whatever keys are given."""
    return SCHEMAS.get(name) or Table({**dict.fromkeys(given, Anything()), **_COMMON})
