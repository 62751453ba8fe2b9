"""What is to be said about laid-out pages, with its place in the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sasshi.model import PX_PER_MM
from sasshi.problems import Place, Problem, error, note
from sasshi.typeset.boxes import loose_lines, notes_apart, walk
from sasshi.typeset.overflow import Overflow, cut_off, overflows


def too_wide(document: Any) -> list[Problem]:
    """Report what is too wide, each source line once."""
    return _overflows(document, "too-wide", list(overflows(document)))


def too_tall(document: Any) -> list[Problem]:
    """Report what is too tall for a page that will be turned, each source line once."""
    return _overflows(document, "too-tall", list(cut_off(document)))


def _overflows(document: Any, code: str, beyond: Sequence[Overflow]) -> list[Problem]:
    problems: dict[Place, Problem] = {}
    above = parents(document) if beyond else {}
    for overflow in beyond:
        place = source(overflow.element, above, overflow.page)
        text, mm = _text(overflow.element), f"{overflow.px / PX_PER_MM:.1f}"
        problem = error(code, place, mm=mm, page=overflow.page, text=text)
        problems.setdefault(replace(place, page=None), problem)
    return list(problems.values())


def _text(element: Any) -> str:
    """Give how the text of an element begins."""
    return " ".join("".join(element.itertext()).split())[:30]


def apart(document: Any) -> list[Problem]:
    """Report notes that have no room on the page of their call."""
    notes = list(notes_apart(document))
    above = parents(document) if notes else {}
    return [
        error("note-too-long", source(note, above, page), text=_text(note), page=page)
        for page, note in notes
    ]


def loose(document: Any) -> list[Problem]:
    """Tell of lines that had to be spread more than is good."""
    lines = list(loose_lines(document))
    above = parents(document) if lines else {}
    return [
        note("line-spread", source(element, above, page), em=f"{em:.2f}", page=page)
        for page, element, em in lines
    ]


def places_of(document: Any, characters: Iterable[str]) -> dict[str, Place]:
    """Find where the first text of each character comes from; of those in drawings, nowhere."""
    places: dict[str, Place] = {}
    missing, above = set(characters), parents(document)
    for number, page in enumerate(document.pages, 1):
        for box in walk(page._page_box):
            text = getattr(box, "text", None) or ""
            for char in missing.intersection(text):
                places[char] = source(box.element, above, number)
            missing -= places.keys()
            if not missing:
                return places
    return places


def parents(document: Any) -> dict[Any, Any]:
    """Give each element's parent."""
    return {child: parent for parent in document._html.etree_element.iter() for child in parent}


def source(element: Any, above: Mapping[Any, Any], page: int | None = None) -> Place:
    """Find where an element comes from: the nearest ``data-line`` and ``data-path`` around it."""
    line: str | None = None
    while element is not None:
        line = line or element.get("data-line")
        if element.get("data-path"):
            return Place(element.get("data-path"), int(line) if line else None, page=page)
        element = above.get(element)
    return Place(line=int(line) if line else None, page=page)
