"""Tables, with the width of every column worked out beforehand.

The engine needs given widths: an automatic table is measured again and again for the narrowest
and the widest of each cell, and takes about fifty times as long.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.draft import Draft, block
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.source_lines import Line

#: No column narrower than this, in percent, as long as there is room for all of them.
NARROWEST = 12
#: A picture in a cell counts as a text of so many half-width characters.
PICTURE = 16

_RULER = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")
#: What may hold a bar that parts no cells: an escape, a code span, ruby.
_PIECES = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|\{[^{}|\s][^{}]*\|[^{}]*\}|(?P<bar>\|)")
#: A box to tick, ``[ ]`` or ``[x]``: outside cells it is the head of a rule, or text.
_BOX = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|(?:^[-*+] +)?\[(?P<mark>[ xX\u3000])\](?![(\[:])")
#: What stands for boxes until inline text is read: nobody types these (Unicode 23.7).
_EMPTY, _TICKED = "\ufdd0", "\ufdd1"


def register(grammar: Grammar) -> None:
    """Add tables."""
    grammar.add(
        BlockRule(_take, (Start(_begins),)),
        pattern_rule(Binding.PIECES, f"[{_EMPTY}{_TICKED}]", _make_box),
        FinishingRule(_finish),
    )


def _begins(lines: Sequence[Line], position: int) -> bool:
    """Tell whether here stand a row and below it a line of ``| --- | --- |``."""
    if position + 1 >= len(lines) or "|" not in lines[position].text:
        return False
    ruler = lines[position + 1].text
    if "-" not in ruler or not _RULER.match(ruler):
        return False
    return len(split_row(lines[position].text)) == len(split_row(ruler))


def _take(state: BlockState, position: int) -> int:
    lines = state.lines
    if not _begins(lines, position):
        return position
    end = position + 2
    while end < len(lines) and "|" in lines[end].text:
        end += 1
    header, ruler, *rows = ((line, split_row(line.text)) for line in lines[position:end])
    sides = [_side(cell) for cell in ruler[1]]
    for _, cells in rows:
        while len(cells) > len(ruler[1]) and not cells[-1]:
            del cells[-1]
    sides += [None] * (max((len(cells) for _, cells in rows), default=0) - len(sides))
    table = block(state.parent, "table", lines[position].number)
    _row(state.draft, header, SubElement(table, "thead"), "th", sides)
    body = SubElement(table, "tbody")
    for row in rows:
        if len(row[1]) > len(ruler[1]):
            counts = {"cells": len(row[1]), "columns": len(ruler[1])}
            state.draft.warning("table-cells", row[0].number, **counts)
        _row(state.draft, row, body, "td", sides)
    return end


def split_row(text: str) -> list[str]:
    r"""Split a row at its bars, but not at ``\|``, in code, or in ``{漢字|かんじ}``."""
    text = text.strip(" ")
    cells: list[str] = []
    start = 0
    for match in _PIECES.finditer(text):
        if match["bar"]:
            cells.append(text[start : match.start()])
            start = match.end()
    cells.append(text[start:])
    if text.startswith("|"):
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip(" ") for cell in cells]


def _side(cell: str) -> str | None:
    """Give the alignment that ``:--``, ``:-:`` or ``--:`` asks for."""
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "left" if left else "right" if right else None


def _row(
    draft: Draft,
    typed: tuple[Line, Sequence[str]],
    parent: Element,
    tag: str,
    sides: Sequence[str | None],
) -> None:
    line, cells = typed
    row = block(parent, "tr", line.number)
    for column, side in enumerate(sides):
        text = cells[column] if column < len(cells) else ""
        text = re.sub(r"`[^`]+`", lambda code: code[0].replace(r"\|", "|"), text)
        cell = draft.leaf(row, tag, [Line(line.number, _BOX.sub(_stand_in, text))])
        if side:
            cell.set("class", side)


def _stand_in(match: re.Match[str]) -> str:
    """Give what stands for a box; escapes and code stay as they are."""
    mark = match["mark"]
    return match[0] if mark is None else _TICKED if mark in "xX" else _EMPTY


def _make_box(match: re.Match[str], text: str) -> Made:
    classes = "box ticked" if match[0] == _TICKED else "box"
    return Element("span", {"class": classes}), match.start(), match.end()


def _finish(finish: Finish) -> None:
    for table in finish.tree.iter("table"):
        _set_widths(table)


def _set_widths(table: Element) -> None:
    """Put the ``<colgroup>`` with the columns' widths before the rows."""
    rows = [list(row) for row in table.iter("tr")]
    columns = [[_units(cell) for cell in column] for column in zip(*rows, strict=True)]
    group = Element("colgroup")
    for width in column_widths(columns):
        SubElement(group, "col", {"style": f"width:{width}%"})
    table.insert(0, group)


def _units(cell: Element) -> int:
    """Measure the text of a cell in half-width characters; ruby readings do not count."""
    readings = {id(reading) for reading in cell.iter("rt")}
    texts = [each.text for each in cell.iter() if id(each) not in readings]
    texts += [each.tail for each in cell.iter() if each is not cell]
    return PICTURE * sum(1 for _ in cell.iter("img")) + sum(
        2 if unicodedata.east_asian_width(char) in "WFA" else 1
        for text in texts
        for char in text or ""
    )


def column_widths(columns: Sequence[Sequence[int]]) -> list[int]:
    """Give whole percents that add up to 100, from the lengths of the cells of each column.

    A column's need grows with the square root of its text (twice the text: one and a half
    times the width, and the rows stay of a like height), and with its longest cell.
    """
    needs = [
        math.sqrt(sum(lengths) / len(lengths) + 1) + math.sqrt(max(lengths) + 1)
        for lengths in columns
    ]
    least = min(NARROWEST, 100 // len(columns))
    shares = [need * 100 / sum(needs) for need in needs]
    lifted = [max(share, least) for share in shares]
    spare = 100 - least * len(columns)
    excess = sum(share - least for share in lifted)
    exact = [least + (share - least) * spare / excess if excess else share for share in lifted]
    widths = [math.floor(width) for width in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: widths[at] - exact[at])
    for at in by_remainder[: 100 - sum(widths)]:
        widths[at] += 1
    return widths
