"""Definition lists: terms, one on a line, and below them ``:   what they mean``."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sasshi.dialect.block_parser import BlockRule, BlockState, Start, Within
from sasshi.dialect.draft import block
from sasshi.dialect.features.lists import STEP, TightItems
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

_FIRST = r" *: +(?=\S)"
_DEFINITION = re.compile(_FIRST)


def register(grammar: Grammar) -> None:
    """Add definition lists."""
    grammar.add(BlockRule(_take, (Start(_FIRST, Within.PARAGRAPH | Within.ITEM),)))


def _take(state: BlockState, position: int) -> int:
    lines = state.lines
    terms = position
    while terms < len(lines) and not lines[terms].blank and not _is_definition(lines[terms]):
        if terms > position and state.begins(terms, Within.TERMS):
            return position
        terms += 1
    at = terms
    while at < len(lines) and lines[at].blank:
        at += 1
    if at == len(lines) or terms == position or not _is_definition(lines[at]):
        return position
    holder = _holder(lines[position].number, state.parent)
    for line in lines[position:terms]:
        state.draft.leaf(holder, "dt", [line])
    end = at
    while at < len(lines) and (lines[at].blank or _is_definition(lines[at])):
        if not lines[at].blank:
            end = _take_definition(state, at, holder)
        at = max(end, at + 1)
    return end


def _is_definition(line: Line) -> bool:
    return bool(_DEFINITION.match(line.text))


def _holder(line: int, parent: Element) -> Element:
    """Give the definition list that ends right above, or a new one."""
    if len(parent) and parent[-1].tag == "dl":
        return parent[-1]
    return block(parent, "dl", line)


def _take_definition(state: BlockState, at: int, holder: Element) -> int:
    first = state.lines[at]
    end = state.end_of_item(at, first.indent + STEP)
    inner = [Line(first.number, _DEFINITION.sub("", first.text, count=1))]
    inner += [line.cut(first.indent + 4) for line in state.lines[at + 1 : end]]
    element = block(holder, "dd", first.number)
    state.nest(inner, element, levels=2)
    if sum(child.tag == "p" for child in element) == 1 and element[0].tag == "p":
        state.draft.kept(TightItems).items.append(element)
    return end
