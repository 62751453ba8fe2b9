"""Lines to write on: ``/// lines | 3``."""

from __future__ import annotations

import re
from xml.etree.ElementTree import SubElement

from sasshi.dialect.block_parser import BlockState
from sasshi.dialect.draft import block
from sasshi.dialect.features.directives import Directive, DirectiveRule
from sasshi.dialect.grammar import Grammar

MAX_LINES = 60


def register(grammar: Grammar) -> None:
    """Add lines to write on."""
    grammar.add(DirectiveRule("lines", _make))


def _make(state: BlockState, directive: Directive) -> None:
    argument, line = directive.argument, directive.line
    count = int(argument) if re.fullmatch(r"[0-9]{1,4}", argument) else 0
    if not 1 <= count <= MAX_LINES:
        state.draft.error("lines-count", line, found=argument, limit=MAX_LINES)
        return
    holder = block(state.parent, "div", line, **{"class": "lines"})
    for _ in range(count):
        SubElement(holder, "div", {"class": "line"})
