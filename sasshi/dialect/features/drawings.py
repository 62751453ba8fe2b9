"""Drawings: ``/// figure | NAME`` with the drawing's data in YAML, checked by its schema.

What each drawing takes is a row of ``SCHEMAS`` in ``dialect.drawing_schemas``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from sasshi.dialect.block_parser import BlockState
from sasshi.dialect.draft import Draft, block
from sasshi.dialect.drawing_schemas import schema_of
from sasshi.dialect.features.directives import Directive, DirectiveRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line
from sasshi.dialect.typography import for_data
from sasshi.problems import has_errors
from sasshi.schema.reader import read
from sasshi.schema.yaml_text import Value, read_yaml

_NAME = re.compile(r"[a-z][a-z0-9-]*")


def register(grammar: Grammar) -> None:
    """Add drawings."""
    grammar.add(DirectiveRule("figure", _make, holds_lines=True))


def _make(state: BlockState, directive: Directive) -> None:
    draft, name, line = state.draft, directive.argument, directive.line
    if not _NAME.fullmatch(name):
        draft.error("drawing-name", line, name=name)
        return
    first = directive.inside[0].number if directive.inside else line
    text = "\n".join(each.text for each in _with_gaps(directive.inside))
    value, problems = read_yaml(text, draft.path, first)
    draft.problems.extend(problems)
    if has_errors(problems):
        return
    if value is not None and not isinstance(value.data, dict):
        draft.error("drawing-data", value.line, found=value.raw)
        return
    data = _read(draft, name, Value(value.data if value else {}, line))
    if data is not None:
        block(state.parent, "drawing", line, name=name, data=json.dumps(data, ensure_ascii=False))


def _read(draft: Draft, name: str, value: Value) -> dict[str, Any] | None:
    given = value.data if isinstance(value.data, dict) else {}
    if "alt" not in given:
        draft.error("figure-alt-missing", value.line, name=name)
    reading = read(schema_of(name, given), value, draft.path, for_data(draft.lang))
    draft.problems += reading.problems
    return reading.data if "alt" in given else None


def _with_gaps(lines: Sequence[Line]) -> list[Line]:
    """Fill in an empty line for each comment that was left out, so that lines count true."""
    full: list[Line] = []
    for line in lines:
        while full and full[-1].number + 1 < line.number:
            full.append(Line(full[-1].number + 1, ""))
        full.append(line)
    return full
