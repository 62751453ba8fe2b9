"""What is read from laid-out pages: page numbers, what is too wide, the styles of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import boxes, split_first_line
from sasshi.engine.planted import LINE_END, STOOD
from sasshi.typeset.css_properties import css_classes, css_word

Box = Any
#: In em; a line that is spread more is reported (JLREQ 3.8.4 would rather not).
MOST_SPREAD = 0.125
#: In em: closing marks may stand beyond the edge by so much, commas and full stops that hang
#: as a whole by so much.
MOST_BEYOND, MOST_HUNG = 0.6, 1.1
#: In px: less is not seen, and may come from rounding.
MOST_CUT = 1.0


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


@dataclass(frozen=True, slots=True)
class Overflow:
    """Something that stands beyond the edge of what holds it, by so many px."""

    page: int
    element: Any
    px: float


def overflows(document: Any) -> Iterator[Overflow]:
    """Find text and pictures wider than the column, cell or page that holds them.

    The engine logs nothing about it. Art that is meant to bleed carries the class ``bleed``.
    """
    for number, page in enumerate(document.pages, 1):
        for child in page._page_box.children:
            if not isinstance(child, boxes.MarginBox):
                for element, beyond in _beyond(child, page.width):
                    yield Overflow(number, element, beyond)


def _beyond(box: Box, limit: float) -> Iterator[tuple[Any, float]]:
    """Walk a box whose content is to end before ``limit`` px; give what does not."""
    if hasattr(box, "_box"):
        box = box._box
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        # Half an em of a closing mark may stand there, or a whole hanging one (``line-end``).
        hangs = css_word(box.style, "line-end", "half") == "hang"
        beyond = box.position_x + box.width - limit
        beyond -= (MOST_HUNG if hangs else MOST_BEYOND) * box.style["font_size"]
        if beyond > 0 and box.element_tag != "rt" and "bleed" not in css_classes(box):
            yield box.element, beyond
        return
    if isinstance(box, boxes.BlockContainerBox) and box.element_tag != "rt":
        limit = box.content_box_x() + box.width
    for child in getattr(box, "children", ()):
        yield from _beyond(child, limit)


def cut_off(document: Any) -> Iterator[Overflow]:
    """Find blocks that stand on turned pages and are larger than the page's type area.

    They cannot be continued on the next page, as lines and tables are. Each is given with what
    first stands beyond the foot of the columns, or beside them.
    """
    for number, page in enumerate(document.pages, 1):
        area = page._page_box
        foot, side = area.content_box_x() + area.width, area.content_box_y() + area.height
        for box in walk(area):
            if not STOOD.is_on(box):
                continue
            beyond = list(_below(box, box.position_y + foot - box.position_x))
            if beyond:
                yield Overflow(number, beyond[0][0], max(px for _, px in beyond))
            elif box.position_y + box.margin_width() > side + MOST_CUT:
                yield Overflow(number, box.element, box.position_y + box.margin_width() - side)


def _below(box: Box, limit: float) -> Iterator[tuple[Any, float]]:
    """Find what holds nothing more (texts, pictures, ruled lines) and ends below ``limit`` px."""
    for inner in walk(box):
        if not getattr(inner, "children", ()) and "bleed" not in css_classes(inner):
            beyond = inner.position_y + inner.margin_height() - limit
            if beyond > MOST_CUT:
                yield inner.element, beyond


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
