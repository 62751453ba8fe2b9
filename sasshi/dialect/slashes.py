"""Blocks between lines of ``///``: drawings, lines to write on, fields to fill in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.draft import Draft, block
from sasshi.dialect.figures import read_figure
from sasshi.dialect.source_lines import Line
from sasshi.schema.yaml_text import Value, read_yaml

KINDS = ("figure", "lines", "fields")
MAX_LINES = 60

_OPEN = re.compile(r" */// *([^|]*?) *(?:\|(.*))?$")
_CLOSE = re.compile(r" */// *$")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


def take_slashes(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take a block from ``/// kind | argument`` to ``///``."""
    opening = lines[position]
    match = _OPEN.match(opening.text)
    if not match:
        return position
    if not match[1]:
        draft.error("block-stray-end", opening.number)
        return position + 1
    end = position + 1
    while end < len(lines) and not _CLOSE.match(lines[end].text):
        if _OPEN.match(lines[end].text):
            break
        end += 1
    if end == len(lines) or not _CLOSE.match(lines[end].text):
        draft.error("block-open", opening.number, found=opening.text.strip())
        return end
    _build(draft, match, [line.cut(opening.indent) for line in lines[position:end]], parent)
    return end + 1


def _build(draft: Draft, match: re.Match[str], lines: Sequence[Line], parent: Element) -> None:
    kind, argument = match[1], (match[2] or "").strip()
    line, inside = lines[0].number, lines[1:]
    if kind not in KINDS:
        draft.unknown(("unknown-block", "unknown-block-near"), line, kind, KINDS)
    elif kind == "figure":
        _drawing(draft, argument, line, inside, parent)
    else:
        if any(not each.blank for each in inside):
            first = next(each for each in inside if not each.blank)
            draft.error("block-content", first.number, kind=kind, found=first.text.strip())
        if kind == "lines":
            _lines(draft, argument, line, parent)
        else:
            _fields(draft, argument, line, parent)


def _drawing(draft: Draft, name: str, line: int, inside: Sequence[Line], parent: Element) -> None:
    if not _NAME.fullmatch(name):
        draft.error("drawing-name", line, name=name)
        return
    first = inside[0].number if inside else line
    text = "\n".join(each.text for each in _with_gaps(inside))
    value, problems = read_yaml(text, draft.path, first)
    draft.problems.extend(problems)
    if problems:
        return
    if value is not None and not isinstance(value.data, dict):
        draft.error("drawing-data", value.line, found=value.raw)
        return
    data = read_figure(draft, name, Value(value.data if value else {}, line))
    if data is not None:
        block(parent, "drawing", line, name=name, data=json.dumps(data, ensure_ascii=False))


def _with_gaps(lines: Sequence[Line]) -> list[Line]:
    """Fill in an empty line for each comment that was left out, so that lines count true."""
    full: list[Line] = []
    for line in lines:
        while full and full[-1].number + 1 < line.number:
            full.append(Line(full[-1].number + 1, ""))
        full.append(line)
    return full


def _lines(draft: Draft, argument: str, line: int, parent: Element) -> None:
    count = int(argument) if re.fullmatch(r"[0-9]{1,4}", argument) else 0
    if not 1 <= count <= MAX_LINES:
        draft.error("lines-count", line, found=argument, limit=MAX_LINES)
        return
    holder = block(parent, "div", line, **{"class": "lines"})
    for _ in range(count):
        SubElement(holder, "div", {"class": "line"})


def _fields(draft: Draft, argument: str, line: int, parent: Element) -> None:
    labels = [label.strip() for label in re.split("[;；]", argument)]
    if not all(labels):
        draft.error("fields-empty", line, found=argument)
        return
    holder = block(parent, "div", line, **{"class": "fields"})
    for label in labels:
        field = SubElement(holder, "div", {"class": "field"})
        draft.leaf(field, "span", [Line(line, label)]).set("class", "field-label")
        SubElement(field, "span", {"class": "blank"})
