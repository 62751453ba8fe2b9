"""Directives: a block from ``/// kind | argument`` to ``///``, for what Markdown has no marks for.

Each kind is a feature of its own, which registers a ``DirectiveRule``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

_OPEN = re.compile(r" */// *([^|]*?) *(?:\|(.*))?$")
_CLOSE = re.compile(r" */// *$")


class Directive(NamedTuple):
    """A directive as it stands in the source: its line, its argument, the lines inside it."""

    line: int
    argument: str
    inside: Sequence[Line]


class DirectiveRule(NamedTuple):
    """What a kind of directive becomes; only some hold lines inside."""

    kind: str
    make: Callable[[BlockState, Directive], None]
    holds_lines: bool = False


def register(grammar: Grammar) -> None:
    """Add the block that all directives are."""
    grammar.add(BlockRule(_take, (Start(r" *///"),)))


def _take(state: BlockState, position: int) -> int:
    opening, lines = state.lines[position], state.lines
    match = _OPEN.match(opening.text)
    if not match:
        return position
    if not match[1]:
        state.draft.error("block-stray-end", opening.number)
        return position + 1
    end = position + 1
    while end < len(lines) and not _CLOSE.match(lines[end].text):
        if _OPEN.match(lines[end].text):
            break
        end += 1
    if end == len(lines) or not _CLOSE.match(lines[end].text):
        state.draft.error("block-open", opening.number, found=opening.text.strip())
        return end
    inside = [line.cut(opening.indent) for line in lines[position + 1 : end]]
    _make(state, match[1], Directive(opening.number, (match[2] or "").strip(), inside))
    return end + 1


def _make(state: BlockState, kind: str, directive: Directive) -> None:
    rules = {rule.kind: rule for rule in state.grammar.of(DirectiveRule)}
    if kind not in rules:
        codes = ("unknown-block", "unknown-block-near")
        state.draft.unknown(codes, directive.line, kind, tuple(rules))
        return
    filled = next((line for line in directive.inside if not line.blank), None)
    if filled and not rules[kind].holds_lines:
        text = filled.text.strip()
        state.draft.error("block-content", filled.number, kind=kind, found=text)
    rules[kind].make(state, directive)
