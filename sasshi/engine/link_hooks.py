"""Where the engine gathers what a PDF holds besides its pages: links and bookmarks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from sasshi.engine.callbacks import Box, Own
from sasshi.engine.internals import boxes, rectangle_aabb

#: What a heading's bookmark is by the engine's own style sheet.
_WHOLE_TEXT = (("content()", "text"),)
#: Beside a heading's text: readings, brackets around them where there is no ruby, notes.
_BESIDE = frozenset({"rt", "rp"})
_NOTES = frozenset({"footnote", "footnote-again"})


def own_links(own: Own) -> Own:
    """Have a link be one annotation, of the box that it is on; and bookmarks be plain titles.

    The engine hands a link down to every box within, and each gets an annotation of its own.
    """

    def gather_anchors(
        box: Box,
        anchors: Any,
        links: list[Any],
        bookmarks: Any,
        forms: Any,
        parent_matrix: Any = None,
        parent_form: Any = None,
        parent_link: Any = None,
    ) -> None:
        if box.bookmark_label:
            box.bookmark_label = _bookmark(box)
        at = len(links)
        own(box, anchors, links, bookmarks, forms, parent_matrix, parent_form)
        if box.link and isinstance(box, boxes.InlineBox) and at < len(links):
            kind, target, rectangle, _ = links[at]
            links[at] = kind, target, _with_pictures(box, rectangle, parent_matrix), box

    return gather_anchors


def _with_pictures(box: Box, rectangle: tuple[float, ...], matrix: Any) -> tuple[float, ...]:
    """Give the rectangle of a linked text, pictures and blocks in it included."""
    areas = [rectangle]
    for inner in _atoms(box):
        areas.append(rectangle_aabb(matrix, *inner.hit_area()))
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _atoms(box: Box) -> Iterator[Box]:
    for child in box.children:
        if isinstance(child, boxes.AtomicInlineLevelBox):
            yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _atoms(child)


def _bookmark(box: Box) -> str:
    """Give a heading's title without readings and notes, unless a theme says what it is."""
    label, element = str(box.bookmark_label), box.element
    if element is None or tuple(box.style["bookmark_label"]) != _WHOLE_TEXT:
        return label
    if not any(map(_is_beside, element.iter())):
        return label
    return " ".join("".join(_plain(element)).split())


def _is_beside(element: Element) -> bool:
    return element.tag in _BESIDE or bool(_NOTES & set(element.get("class", "").split()))


def _plain(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not _is_beside(child):
            yield from _plain(child)
        yield child.tail or ""
