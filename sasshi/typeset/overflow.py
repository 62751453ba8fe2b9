"""What is larger than the page, or than the column or cell that holds it, on laid-out pages.

Too wide a text, table or picture (``overflows``), and too high a block on pages that will be
turned (``cut_off``). ``page_problems`` puts it into words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import boxes
from sasshi.engine.planted import STOOD
from sasshi.typeset.boxes import walk
from sasshi.typeset.css_properties import css_classes, css_word

Box = Any
#: In em: closing marks may stand beyond the edge by so much, commas and full stops that hang
#: as a whole by so much.
MOST_BEYOND, MOST_HUNG = 0.6, 1.1
#: In px: less is not seen, and may come from rounding.
MOST_CUT = 1.0


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
