"""Lists: bullets and numbers; what more there may be at the head of an item, features register.

What is indented by two or more spaces beyond its marker belongs to an item. That takes in
the four spaces of Markdown, the two of CommonMark, and what people type between the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.block_parser import BlockRule, BlockState, Start, Within
from sasshi.dialect.draft import block
from sasshi.dialect.features.dividers import DIVIDER
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

#: Spaces beyond the marker's own indentation that make a line part of the item.
STEP = 2

_ITEM = re.compile(
    r"(?P<indent> *)(?:(?P<bullet>[-*+])|(?P<number>\d{1,9})(?P<behind>[.)]))(?: +(?P<text>.*)|$)"
)


class ItemRule(NamedTuple):
    """A mark at the head of an item that makes it one of its own kind, as ``[ ]`` does.

    The item gets the tag, and ``settle`` once its blocks are read, a list of such items
    ``settle_list``. ``well_typed`` gives a line with a mistyped mark as it should be, and what was
    typed: it is taken for that, with the note ``mistyped``.
    """

    mark: re.Pattern[str]
    tag: str
    settle: Callable[[BlockState, Element], None]
    settle_list: Callable[[Element], None]
    well_typed: Callable[[str], tuple[str, str] | None]
    mistyped: str


@dataclass(slots=True)
class TightItems:
    """Items whose first paragraph is in the end to be none."""

    items: list[Element] = field(default_factory=list)


def register(grammar: Grammar) -> None:
    """Add lists. A numbered one begins right under text only with 1: the line may hold a year."""
    first = Start(r" *(?:[-*+]|1[.)]) +\S")
    within_item = Start(r" *(?:[-*+]|\d{1,9}[.)])(?: |$)", Within.ITEM)
    grammar.add(BlockRule(take_list, (first, within_item)), FinishingRule(_unwrap))


def take_list(state: BlockState, position: int) -> int:
    """Take the list that begins at a line; it gives the position behind it."""
    lines = state.lines
    first = _item(state, lines[position])
    if not first:
        return position
    ordered = first["number"] is not None
    holder = block(state.parent, "ol" if ordered else "ul", lines[position].number)
    at = previous_end = position
    loose = False
    while at < len(lines):
        if lines[at].blank:
            at += 1
            continue
        item = _item(state, lines[at])
        apart = previous_end < at
        if not item or DIVIDER.match(lines[at].text) or _begins_another(first, item, apart=apart):
            break
        loose = loose or apart
        end = state.end_of_item(at, len(item["indent"]) + STEP)
        loose = _take_item(state, lines[at:end], item, holder) or loose
        at = previous_end = end
    _settle(state, holder, int(first["number"] or 1), loose=loose)
    return previous_end


def _item(state: BlockState, line: Line) -> re.Match[str] | None:
    """Read the head of an item; a mark that is mistyped as what it should be."""
    for rule in state.grammar.of(ItemRule):
        if mended := rule.well_typed(line.text):
            return _ITEM.match(mended[0])
    return _ITEM.match(line.text)


def _begins_another(first: re.Match[str], item: re.Match[str], *, apart: bool) -> bool:
    """Tell whether an item begins another list: ``1)`` below ``1.`` does (CommonMark 5.3).

    Another bullet does so below an empty line only: many change them without a thought.
    """
    if (first["number"] is None) is not (item["number"] is None):
        return True
    if first["number"] is not None:
        return first["behind"] != item["behind"]
    return apart and first["bullet"] != item["bullet"]


def _take_item(
    state: BlockState, lines: Sequence[Line], item: re.Match[str], holder: Element
) -> bool:
    """Add one item; tell whether empty lines part the blocks within it."""
    first = lines[0]
    text = item["text"] or ""
    rules = state.grammar.of(ItemRule)
    kind, mark = next(((r, m) for r in rules if (m := r.mark.match(text))), (None, None))
    indent = len(item["indent"])
    width = indent + min(4, len(item[0]) - indent - len(text)) if text else 0
    inner = [Line(first.number, text[mark.end() :] if mark else text)]
    inner += [line.cut(max(width, indent + STEP)) for line in lines[1:]]
    element = block(holder, kind.tag if kind else "li", first.number)
    if kind and (mended := kind.well_typed(first.text)):
        state.draft.note(kind.mistyped, first.number, found=mended[1])
    state.nest(inner, element, levels=2)
    if kind:
        kind.settle(state, element)
        return False
    return (
        any(line.blank and not inner[at - 1].blank for at, line in enumerate(inner) if at)
        and sum(child.tag == "p" for child in element) > 1
    )


def _settle(state: BlockState, holder: Element, first: int, *, loose: bool) -> None:
    """In a tight list, remember the paragraphs that are not to be any; part items by kind.

    In a numbered list that mixes items of a kind with plain ones, each run of them becomes a list
    of its own, so that the plain ones keep their numbers.
    """
    for item in holder:
        if item.tag == "li" and not loose and len(item) and item[0].tag == "p":
            state.draft.kept(TightItems).items.append(item)
    rules = [r for r in state.grammar.of(ItemRule) if any(i.tag == r.tag for i in holder)]
    if not rules or holder.tag == "ul":
        _number(holder, first)
        for rule in rules:
            rule.settle_list(holder)
        return
    items = list(enumerate(holder, first))
    runs = [list(run) for _, run in groupby(items, key=lambda each: each[1].tag)]
    state.parent.remove(holder)
    for run in runs:
        number, item = run[0]
        part = SubElement(state.parent, holder.tag, {"data-line": item.get("data-line", "1")})
        part.extend(each for _, each in run)
        _number(part, number)
        for rule in rules:
            if item.tag == rule.tag:
                rule.settle_list(part)


def _number(holder: Element, first: int) -> None:
    if holder.tag == "ol" and first != 1:
        holder.set("start", str(first))


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
