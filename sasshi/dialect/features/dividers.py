"""A line across, between two parts of a text: three or more ``-``, ``*`` or ``_``."""

from __future__ import annotations

import re

from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.draft import block
from sasshi.dialect.grammar import Grammar

_FIRST = r" *(?P<divider>[-*_])(?: *(?P=divider)){2,} *$"
DIVIDER = re.compile(_FIRST)


def register(grammar: Grammar) -> None:
    """Add lines across."""
    grammar.add(BlockRule(_take, (Start(_FIRST),), alone=_FIRST))


def _take(state: BlockState, position: int) -> int:
    line = state.lines[position]
    if not DIVIDER.match(line.text):
        return position
    block(state.parent, "hr", line.number)
    return position + 1
