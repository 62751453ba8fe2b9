"""Headings: one to six ``#``, a space, the title, perhaps attributes."""

from __future__ import annotations

import re

from sasshi.dialect.attributes import set_attributes, take_end
from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

_HEADING = re.compile(r" *(#{1,6})(?:[ \u3000]+(.*?))??(?:[ ]+#+)?[ \u3000]*$")
_FIRST = r" *#{1,6}(?:[ \u3000]|$)"
_UNSPACED = re.compile(r" *(#{1,6})(?=[^\W\d_])")
_BRACES = re.compile(r"(?<!\\)\{[^{}|]*(?<!\\)\} *$")


def register(grammar: Grammar) -> None:
    """Add headings."""
    grammar.add(BlockRule(_take, (Start(_FIRST),), alone=_FIRST))


def _take(state: BlockState, position: int) -> int:
    line, draft = state.lines[position], state.draft
    match = _HEADING.match(line.text)
    if not match:
        if missed := _UNSPACED.match(line.text):
            draft.warning("heading-without-space", line.number, marks=missed[1])
        return position
    title, listed = take_end(match[2] or "")
    title = re.sub(r"(?<! )[ ]+#+$", "", title) if listed else title
    if not title.strip(" \u3000"):
        draft.error("heading-empty", line.number, marks=match[1])
    heading = draft.leaf(state.parent, f"h{len(match[1])}", [Line(line.number, title)])
    if listed:
        set_attributes(draft, heading, listed, line.number)
    elif unread := _BRACES.search(title):
        draft.warning("attributes-unread", line.number, found=unread[0].strip())
    return position + 1
