"""What is read from laid-out pages, and written there: page numbers, spread lines, styles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sasshi.engine.internals import boxes, split_first_line
from sasshi.engine.planted import LINE_END

Box = Any
#: In em; a line that is spread more is reported (JLREQ 3.8.4 would rather not).
MOST_SPREAD = 0.125


def walk(box: Box) -> Iterator[Box]:
    """Walk a page's boxes depth first, each before its children."""
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(getattr(child, "_box", child))


def fill_page_numbers(document: Any) -> None:
    """Write page numbers where ``data-page-of="ID"`` asks for them, right-aligned.

    The placeholder is laid out like any text and keeps its place; only its text changes.
    """
    numbers: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            numbers.setdefault(anchor, number)
    for page in document.pages:
        for box, target in placeholders(page):
            if target in numbers:
                set_text(box, str(numbers[target]))


def placeholders(page: Any) -> Iterator[tuple[Box, str]]:
    """Find the texts of a page that are to become page numbers, each with the id it is about."""
    for box in walk(page._page_box):
        if isinstance(box, boxes.TextBox) and box.element is not None:
            target = box.element.get("data-page-of")
            if target is not None:
                yield box, target


def set_text(box: Box, text: str) -> None:
    """Give a text box other text, its right edge unmoved."""
    layout, _, _, width, _, _ = split_first_line(text, box.style, None, None, 0)
    box.position_x += box.width - width
    box.text, box.pango_layout, box.width = text, layout, width


def notes_apart(document: Any) -> Iterator[tuple[int, Any]]:
    """Find notes that are not on the page of their call: the page of the call, and the note.

    They are longer than a page, or what cannot be parted calls more than one has room for.
    Those that are called next are apart for that reason alone, and not given.
    """
    behind = False
    for number, page in enumerate(document.pages, 1):
        areas = (box for box in page._page_box.children if isinstance(box, boxes.FootnoteAreaBox))
        here = {note.element for area in areas for note in area.children}
        for box in walk(page._page_box):
            if box.footnote is not None:
                apart = box.element not in here
                if apart and not behind:
                    yield number, box.element
                behind = apart


def loose_lines(document: Any) -> Iterator[tuple[int, Any, float]]:
    """Find lines spread by more than an eighth of an em a character: page, element, em."""
    for number, page in enumerate(document.pages, 1):
        for box in walk(page._page_box):
            end = LINE_END.of(box)
            if end is not None and end.spread_em > MOST_SPREAD:
                yield number, box.element, end.spread_em


def styles(document: Any) -> dict[tuple[str, int, bool], Any]:
    """Give each (first family, weight, italic) that text is set in, with an element set so."""
    first_box: dict[tuple[str, int, bool], Any] = {}
    for page in document.pages:
        for box in walk(page._page_box):
            if isinstance(box, boxes.TextBox):
                style = box.style
                italic = style["font_style"] != "normal"
                key = (style["font_family"][0], style["font_weight"], italic)
                first_box.setdefault(key, box)
    return {key: box.element for key, box in first_box.items()}
