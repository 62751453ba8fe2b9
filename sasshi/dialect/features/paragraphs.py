"""Paragraphs: whatever is no other block."""

from __future__ import annotations

from collections.abc import Sequence

from sasshi.dialect.attributes import set_attributes, take_end
from sasshi.dialect.block_parser import BlockRule, BlockState
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line


def register(grammar: Grammar) -> None:
    """Add paragraphs, which take whatever the features before them leave."""
    grammar.add(BlockRule(_take))


def _take(state: BlockState, position: int) -> int:
    end = state.end_of_text(position)
    _add(state, state.lines[position:end])
    return end


def _add(state: BlockState, lines: Sequence[Line]) -> None:
    """Add a paragraph; attributes may stand on the last of several lines."""
    draft, parent, first = state.draft, state.parent, lines[0]
    text, listed = take_end(lines[-1].text)
    if listed and not text.strip() and len(lines) > 1:
        paragraph = draft.leaf(parent, "p", lines[:-1])
        set_attributes(draft, paragraph, listed, lines[-1].number)
    else:
        draft.leaf(parent, "p", lines)
    if parent.tag == "div" and first.indent >= 4:
        draft.warning("indented-text", first.number)
