"""Lists: bullets and numbers; what more there may be at the head of an item, features register.

What is indented by two or more spaces beyond its marker belongs to an item. That takes in
the four spaces of Markdown, the two of CommonMark, and what people type between the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sasshi.dialect.block_parser import BlockRule, BlockState, Start, Within
from sasshi.dialect.draft import block
from sasshi.dialect.features.dividers import DIVIDER
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

#: Spaces beyond the marker's own indentation that make a line part of the item.
STEP = 2

_ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|(?P<number>\d{1,9})[.)])(?: +(?P<text>.*)|$)")


class ItemRule(NamedTuple):
    """A mark at the head of an item that makes it one of its own kind, as ``[ ]`` does.

    The item gets the tag, and ``settle`` once its blocks are read, its whole list
    ``settle_list``. ``look`` is called with the line and the text of items without a mark.
    """

    mark: re.Pattern[str]
    tag: str
    settle: Callable[[BlockState, Element], None]
    settle_list: Callable[[Element], None]
    look: Callable[[BlockState, int, str], None]


@dataclass(slots=True)
class TightItems:
    """Items whose first paragraph is in the end to be none."""

    items: list[Element] = field(default_factory=list)


def register(grammar: Grammar) -> None:
    """Add lists. A numbered one begins right under text only with 1: the line may hold a year."""
    first = Start(r" *(?:[-*+]|1[.)]) +\S")
    within_item = Start(r" *(?:[-*+]|\d{1,9}[.)])(?: |$)", Within.ITEM)
    grammar.add(BlockRule(_take, (first, within_item)), FinishingRule(_unwrap))


def _take(state: BlockState, position: int) -> int:
    lines = state.lines
    first = _ITEM.match(lines[position].text)
    if not first:
        return position
    ordered = first["number"] is not None
    holder = block(state.parent, "ol" if ordered else "ul", lines[position].number)
    if ordered and int(first["number"]) != 1:
        holder.set("start", str(int(first["number"])))
    at = position
    loose = False
    previous_end = position
    while at < len(lines):
        item = _ITEM.match(lines[at].text)
        if lines[at].blank:
            at += 1
            continue
        if not item or (item["number"] is not None) is not ordered or DIVIDER.match(lines[at].text):
            break
        loose = loose or previous_end < at
        end = state.end_of_item(at, len(item["indent"]) + STEP)
        loose = _take_item(state, lines[at:end], item, holder) or loose
        at = previous_end = end
    _settle(state, holder, loose)
    return previous_end


def _take_item(
    state: BlockState, lines: Sequence[Line], item: re.Match[str], holder: Element
) -> bool:
    """Add one item; tell whether empty lines part the blocks within it."""
    first = lines[0]
    text = item["text"] or ""
    rules = state.grammar.of(ItemRule)
    kind, mark = next(((r, m) for r in rules if (m := r.mark.match(text))), (None, None))
    width = first.indent + min(4, len(item[0]) - first.indent - len(text)) if text else 0
    inner = [Line(first.number, text[mark.end() :] if mark else text)]
    inner += [line.cut(max(width, first.indent + STEP)) for line in lines[1:]]
    element = block(holder, kind.tag if kind else "li", first.number)
    if kind is None:
        for rule in rules:
            rule.look(state, first.number, text)
    state.nest(inner, element, levels=2)
    if kind:
        kind.settle(state, element)
        return False
    return (
        any(line.blank and not inner[at - 1].blank for at, line in enumerate(inner) if at)
        and sum(child.tag == "p" for child in element) > 1
    )


def _settle(state: BlockState, holder: Element, loose: bool) -> None:
    """In a tight list, remember the paragraphs that are not to be any."""
    for rule in state.grammar.of(ItemRule):
        if any(child.tag == rule.tag for child in holder):
            rule.settle_list(holder)
    for item in holder:
        if item.tag == "li" and not loose and len(item) and item[0].tag == "p":
            state.draft.kept(TightItems).items.append(item)


def _unwrap(finish: Finish) -> None:
    """Let the text of tight items stand in the item itself, without a paragraph."""
    for item in finish.draft.kept(TightItems).items:
        if not len(item) or item[0].tag != "p":
            continue
        paragraph = item[0]
        item.remove(paragraph)
        for name, value in paragraph.attrib.items():
            if name != "data-line":
                item.set(name, value)
        item.text = paragraph.text
        for position, child in enumerate(list(paragraph)):
            item.insert(position, child)
