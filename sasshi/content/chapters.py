"""Parsed texts → the parts of a guide: its lead, and its chapters with title and sections.

Pure: trees and problems in, trees and problems out. Ids, links and numbers need the whole
guide and come after, in ``crosslinks``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from sasshi.dialect import Parsed
from sasshi.dialect.draft import line_of
from sasshi.model import LAYOUTS, Chapter, Rule
from sasshi.problems import Place, Problem, closest, error, warning

_LAYOUTS = {layout.name: layout for layout in LAYOUTS}
_HEADING = re.compile(r"h([1-6])")


@dataclass(frozen=True, slots=True)
class Source:
    """One parsed file: its name in the guide's folder, and its path as shown to people."""

    name: str
    shown: str
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter in the making; its elements are still to get ids, links and numbers."""

    source: Source
    title: Element
    body: Element
    layout: str
    short: str
    numbered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A guide's lead (``None`` if empty) and its chapters, and what was wrong with them."""

    lead: Element | None
    chapters: tuple[Part, ...]
    problems: tuple[Problem, ...]


def level_of(element: Element) -> int:
    """Give the level of a heading, 0 for anything else."""
    match = _HEADING.fullmatch(element.tag)
    return int(match[1]) if match else 0


def plain_text(element: Element) -> str:
    """Give the text of an element without the readings of its ruby and its footnotes."""
    return " ".join("".join(_texts(element)).split(" ")).strip()


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield " "
        elif child.tag != "rt" and not child.get("class", "").startswith("footnote"):
            yield from _texts(child)
        yield child.tail or ""


def parts_of_folder(lead: Source, chapters: Sequence[Source]) -> Parts:
    """Make the parts of a guide whose chapters are files of their own."""
    problems: list[Problem] = []
    for heading in lead.parsed.tree.iter("h1"):
        problems.append(_at(lead, heading, "title-in-text", text=plain_text(heading)))
    made = [_chapter_of_file(source, problems) for source in chapters]
    body = lead.parsed.tree if len(lead.parsed.tree) else None
    return Parts(body, tuple(part for part in made if part), tuple(problems))


def _chapter_of_file(source: Source, problems: list[Problem]) -> Part | None:
    tree = source.parsed.tree
    first = tree[0] if len(tree) else None
    if first is None or first.tag != "h1":
        line = line_of(first) if first is not None else 1
        problems.append(error("chapter-without-title", Place(source.shown, line)))
        return None
    body = Element("div", dict(tree.attrib))
    body.extend(tree[1:])
    for heading in body.iter("h1"):
        problems.append(_at(source, heading, "second-title", text=plain_text(heading)))
    return _part(source, first, body, problems)


def parts_of_file(source: Source) -> Parts:
    """Make the parts of a guide in a single file, a chapter for each ``##`` heading."""
    problems: list[Problem] = []
    lead = Element("div", {"data-line": source.parsed.tree.get("data-line", "1")})
    bodies: list[tuple[Element, Element]] = []
    for element in source.parsed.tree:
        if element.tag == "h1":
            problems.append(_at(source, element, "title-in-text", text=plain_text(element)))
        elif element.tag == "h2":
            body = Element("div", {"data-line": element.get("data-line", "1")})
            bodies.append((element, body))
        else:
            (bodies[-1][1] if bodies else lead).append(element)
    for title, body in bodies:
        title.tag = "h1"
        for heading in body.iter():
            if level := level_of(heading):
                heading.tag = f"h{max(2, level - 1)}"
    parts = tuple(_part(source, title, body, problems) for title, body in bodies)
    return Parts(lead if len(lead) else None, parts, tuple(problems))


def _part(source: Source, title: Element, body: Element, problems: list[Problem]) -> Part:
    layout = title.attrib.pop("layout", LAYOUTS[0].name)
    if layout not in _LAYOUTS:
        near = closest(layout.lower(), _LAYOUTS)
        code = "unknown-layout-near" if near else "unknown-layout"
        words = {"name": layout, "nearest": near or "", "known": ", ".join(_LAYOUTS)}
        problems.append(_at(source, title, code, **words))
    classes = title.get("class", "").split()
    known = _LAYOUTS.get(layout)
    numbered = known is not None and known.numbered and "unnumbered" not in classes
    _set_classes(title, [name for name in classes if name != "unnumbered"])
    problems += _check_sections(source, title, body)
    short = title.attrib.pop("short", "") or plain_text(title)
    return Part(source, title, body, layout, short, numbered, line_of(title))


def _set_classes(element: Element, classes: Sequence[str]) -> None:
    if classes:
        element.set("class", " ".join(classes))
    else:
        element.attrib.pop("class", None)


def _check_sections(source: Source, title: Element, body: Element) -> Iterator[Problem]:
    """Check what only the whole chapter shows: that it has text, and steps no level over."""
    if not len(body):
        place = Place(source.shown, line_of(title))
        yield warning("chapter-empty", place, title=plain_text(title))
    level = 1
    for element in body.iter():
        here = level_of(element)
        if here > level + 1:
            place = Place(source.shown, line_of(element))
            yield warning("heading-skips", place, text=plain_text(element))
        level = here or level


def _at(source: Source, element: Element, code: str, **params: object) -> Problem:
    return error(code, Place(source.shown, line_of(element)), **params)


def misplaced(parts: Parts, lead: Source) -> Iterator[Problem]:
    """Find what is well-formed, but stands where it has no effect."""
    bodies = [(part.source, part.body) for part in parts.chapters]
    if parts.lead is not None:
        bodies.append((lead, parts.lead))
        for rule in parts.lead.iter("rule"):
            yield _at(lead, rule, "rule-in-lead")
    for source, body in bodies:
        line = 1
        for element in body.iter():
            line = int(element.get("data-line", line))
            for name in ("layout", "short"):
                if name in element.attrib:
                    yield error("attribute-place", Place(source.shown, line), name=name)


def freeze(parts: Sequence[Part]) -> tuple[Chapter, ...]:
    """Number chapters and rules, once ids and links are set, and make them final."""
    chapters: list[Chapter] = []
    first_rule = 1
    numbers = iter(range(1, len(parts) + 1))
    for part in parts:
        rules = tuple(_rules(part, first_rule))
        first_rule += len(rules)
        chapters.append(
            Chapter(
                id=part.title.get("id", ""),
                title=part.title,
                title_text=plain_text(part.title),
                short=part.short,
                layout=part.layout,
                number=next(numbers) if part.numbered else None,
                body=part.body,
                rules=rules,
                path=part.source.shown,
                line=part.line,
            )
        )
    return tuple(chapters)


def _rules(part: Part, first: int) -> Iterator[Rule]:
    """Number the rules of a chapter, and give each with the heading it stands below."""
    heading = plain_text(part.title)
    number = first
    for element in part.body.iter():
        if level_of(element):
            heading = plain_text(element)
        elif element.tag == "rule" and (text := element.find("rule-text")) is not None:
            element.set("number", str(number))
            note = tuple(child for child in element if child is not text)
            place = Place(part.source.shown, line_of(element))
            yield Rule(number, text, note, heading, place)
            number += 1
