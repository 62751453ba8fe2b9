"""Lists: bullets, numbers, rules to tick (task lists), and definitions.

What is indented by two or more spaces beyond its marker belongs to an item. That takes in
the four spaces of Markdown, the two of CommonMark, and what people type between the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from sasshi.dialect.draft import Draft, block
from sasshi.dialect.source_lines import Line
from sasshi.dialect.starts import (
    DEFINITION,
    DIVIDER,
    ITEM,
    end_of_item,
    is_definition,
    starts_block,
)

#: Spaces beyond the marker's own indentation that make a line part of the item.
STEP = 2

_TASK = re.compile(r"\[[ xX\u3000]\](?:[ \u3000]+|$)")
_MISTYPED = re.compile(r"\[ *[xX]? *\](?=[\s\u3000])|\[[ xX]\](?=\S)(?![(\[:])")


def take_list(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take a list with all its items, numbered or not, with boxes to tick or not."""
    first = ITEM.match(lines[position].text)
    if not first:
        return position
    ordered = first["number"] is not None
    holder = block(parent, "ol" if ordered else "ul", lines[position].number)
    if ordered and int(first["number"]) != 1:
        holder.set("start", str(int(first["number"])))
    at = position
    loose = False
    previous_end = position
    while at < len(lines):
        item = ITEM.match(lines[at].text)
        if lines[at].blank:
            at += 1
            continue
        if not item or (item["number"] is not None) is not ordered or DIVIDER.match(lines[at].text):
            break
        loose = loose or previous_end < at
        end = end_of_item(lines, at, len(item["indent"]) + STEP)
        loose = _take_item(draft, lines[at:end], item, holder, depth) or loose
        at = previous_end = end
    _settle(draft, holder, loose)
    return previous_end


def _take_item(
    draft: Draft, lines: Sequence[Line], item: re.Match[str], holder: Element, depth: int
) -> bool:
    """Add one item; tell whether empty lines part the blocks within it."""
    first = lines[0]
    text = item["text"] or ""
    task = _TASK.match(text)
    width = first.indent + min(4, len(item[0]) - first.indent - len(text)) if text else 0
    inner = [Line(first.number, text[task.end() :] if task else text)]
    inner += [line.cut(max(width, first.indent + STEP)) for line in lines[1:]]
    element = block(holder, "rule" if task else "li", first.number)
    if mistyped := None if task else _MISTYPED.match(text):
        draft.warning("rule-mistyped", first.number, found=mistyped[0])
    draft.nest(inner, element, depth + 2)
    if task:
        _settle_rule(draft, element)
        return False
    return (
        any(line.blank and not inner[at - 1].blank for at, line in enumerate(inner) if at)
        and sum(child.tag == "p" for child in element) > 1
    )


def _settle_rule(draft: Draft, rule: Element) -> None:
    """Name the rule itself, the first paragraph of the item, apart from its explanation."""
    if len(rule) and rule[0].tag == "p":
        rule[0].tag = "rule-text"
    else:
        draft.error("rule-empty", int(rule.get("data-line", "1")))


def _settle(draft: Draft, holder: Element, loose: bool) -> None:
    """Mark a list of rules; in a tight list remember the paragraphs that are not to be any."""
    if any(child.tag == "rule" for child in holder):
        holder.tag = "ul"
        holder.set("class", "rules")
    for item in holder:
        if item.tag == "li" and not loose and len(item) and item[0].tag == "p":
            draft.tight.append(item)


def take_definitions(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take terms, one on a line, and the definitions below them."""
    terms = position
    while terms < len(lines) and not lines[terms].blank and not is_definition(lines[terms]):
        if terms > position and starts_block(lines, terms):
            return position
        terms += 1
    at = terms
    while at < len(lines) and lines[at].blank:
        at += 1
    if at == len(lines) or terms == position or not is_definition(lines[at]):
        return position
    holder = _definition_list(lines[position].number, parent)
    for line in lines[position:terms]:
        draft.leaf(holder, "dt", [line])
    end = at
    while at < len(lines) and (lines[at].blank or is_definition(lines[at])):
        if not lines[at].blank:
            end = _take_definition(draft, lines, at, holder, depth)
        at = max(end, at + 1)
    return end


def _definition_list(line: int, parent: Element) -> Element:
    """Give the definition list that ends right above, or a new one."""
    if len(parent) and parent[-1].tag == "dl":
        return parent[-1]
    return block(parent, "dl", line)


def _take_definition(
    draft: Draft, lines: Sequence[Line], at: int, holder: Element, depth: int
) -> int:
    first = lines[at]
    end = end_of_item(lines, at, first.indent + STEP)
    inner = [Line(first.number, DEFINITION.sub("", first.text, count=1))]
    inner += [line.cut(first.indent + 4) for line in lines[at + 1 : end]]
    element = block(holder, "dd", first.number)
    draft.nest(inner, element, depth + 2)
    if sum(child.tag == "p" for child in element) == 1 and element[0].tag == "p":
        draft.tight.append(element)
    return end
