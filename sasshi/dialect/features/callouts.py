"""Callouts: a quotation whose first line is ``> [!KIND]``, perhaps with a title of its own.

The kinds are the rows of ``CALLOUTS`` in ``sasshi/model/callout_kinds.py``.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sasshi.dialect.block_parser import BlockRule, BlockState, Start, Within
from sasshi.dialect.draft import block
from sasshi.dialect.features.quotes import quoted
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line
from sasshi.model import CALLOUTS

_FIRST = r" *> ?\s*\[!([^\]\n]*)\](.*)$"
_CALLOUT = re.compile(_FIRST)
_KINDS = tuple(kind.name.upper() for kind in CALLOUTS)


def register(grammar: Grammar) -> None:
    """Add callouts; they come before quotations, which they would be."""
    grammar.add(BlockRule(_take, (Start(_FIRST, Within.QUOTED),)))


def _take(state: BlockState, position: int) -> int:
    match = _CALLOUT.match(state.lines[position].text)
    if not match:
        return position
    end, inside = quoted(state, position)
    kind, title = match[1].strip(), match[2].lstrip("+-").strip()
    state.nest(inside[1:], _callout(state, kind, title, inside[0].number))
    return end


def _callout(state: BlockState, kind: str, title: str, line: int) -> Element:
    if kind.upper() not in _KINDS:
        codes = ("unknown-callout", "unknown-callout-near")
        state.draft.unknown(codes, line, kind, _KINDS)
    element = block(state.parent, "callout", line, kind=kind.lower())
    if title:
        state.draft.leaf(element, "callout-title", [Line(line, title)])
    return element
