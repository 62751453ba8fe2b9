"""Headings by a line of ``===`` or ``---`` below: refused, since a line across looks the same."""

from __future__ import annotations

import re

from sasshi.dialect.block_parser import BlockRule, BlockState, Start, Within
from sasshi.dialect.grammar import Grammar

_FIRST = r" *(?:=+|-{3,}) *$"
_UNDERLINE = re.compile(_FIRST)


def register(grammar: Grammar) -> None:
    """Add the message about them; it comes right before paragraphs, which they would be."""
    grammar.add(BlockRule(_take, (Start(_FIRST, Within.PARAGRAPH),)))


def _take(state: BlockState, position: int) -> int:
    end = state.end_of_text(position)
    if end == len(state.lines) or not _UNDERLINE.match(state.lines[end].text):
        return position
    line, above = state.lines[end], state.lines[end - 1].text.strip()
    state.draft.error("underlined-heading", line.number, found=line.text.strip(), text=above)
    return end + 1
