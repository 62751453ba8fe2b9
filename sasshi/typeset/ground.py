"""Where each text stands on a page, and in which colour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import boxes

Box = Any
Color = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Inked:
    """A text on a page: its box in px (left, top, right, bottom), its colour as red, green, blue.

    Each part of the colour is from 0 to 1, and so is ``alpha``.
    """

    page: int
    element: Any
    text: str
    box: tuple[float, float, float, float]
    color: Color
    alpha: float


def inked(document: Any) -> Iterator[Inked]:
    """Give every text that can be seen; not what is turned, which stands elsewhere on the page."""
    for number, page in enumerate(document.pages, 1):
        for box in _texts(page._page_box):
            color = box.style["color"].to("srgb")
            red, green, blue = (min(1.0, max(0.0, part)) for part in color.coordinates)
            em = box.style["font_size"]  # the letters are in the middle of what the line takes
            x, y = box.position_x, box.position_y + (box.height - em) / 2
            edges = (x, y, x + box.width, y + em)
            alpha = float(color.alpha)
            if alpha > 0:
                yield Inked(number, box.element, box.text, edges, (red, green, blue), alpha)


def _texts(box: Box) -> Iterator[Box]:
    box = getattr(box, "_box", box)
    if box.style["transform"]:
        return
    shown = isinstance(box, boxes.TextBox) and box.style["visibility"] == "visible"
    if shown and box.text.strip() and box.width > 0:
        yield box
    for child in getattr(box, "children", ()):
        yield from _texts(child)
