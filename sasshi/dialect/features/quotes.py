"""Quotations: lines behind ``>``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sasshi.dialect.block_parser import BlockRule, BlockState, Start, Within
from sasshi.dialect.draft import block
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

_MARK = re.compile(r" *> ?")


def register(grammar: Grammar) -> None:
    """Add quotations."""
    grammar.add(BlockRule(_take, (Start(r" *>"),)))


def _take(state: BlockState, position: int) -> int:
    if not _MARK.match(state.lines[position].text):
        return position
    end, inside = quoted(state, position)
    element = block(state.parent, "blockquote", state.lines[position].number)
    state.nest(inside, element)
    return end


def quoted(state: BlockState, position: int) -> tuple[int, Sequence[Line]]:
    """Give the position behind the quotation that begins here, and its lines without marks."""
    end = position + 1
    while end < len(state.lines) and _goes_on(state, end):
        end += 1
    return end, [_unmarked(line) for line in state.lines[position:end]]


def _goes_on(state: BlockState, at: int) -> bool:
    """Tell whether the line belongs to the quotation above: by ``>``, or as lazy text."""
    line = state.lines[at]
    if _MARK.match(line.text):
        return not state.begins(at, Within.QUOTED)
    if line.blank or not state.is_open(_unmarked(state.lines[at - 1])):
        return False
    return not state.begins(at, Within.QUOTE)


def _unmarked(line: Line) -> Line:
    return Line(line.number, _MARK.sub("", line.text, count=1))
