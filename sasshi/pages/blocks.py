"""Where the blocks of the source stand on a laid-out page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import boxes, rectangle_aabb

Box = Any
#: In px from the upper left of a page: left, top, right, bottom.
Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """An element of the source on a page: and its edges."""

    element: Any
    edges: Edges

    @property
    def words(self) -> str:
        """Give what it says, also where it goes on on the next page; blocks inside it do so."""
        return " ".join("".join(_said(self.element)).split())


def blocks(page: Any) -> Iterator[PlacedBlock]:
    """Find the blocks of a page that know their line in the source, in the order of the page."""
    places: dict[Any, Edges] = {}
    for box, matrix in _boxes(page._page_box, None):
        element = box.element
        if element is None or not element.get("data-line") or "::" in box.element_tag:
            continue
        if not isinstance(box, (boxes.TextBox, boxes.LineBox)):
            area = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
            edges = rectangle_aabb(matrix, *area)
            places[element] = _around(places.get(element, edges), edges)
    return (PlacedBlock(element, edges) for element, edges in places.items())


def _said(element: Any) -> Iterator[str]:
    """Give the text of an element without readings, notes, and blocks that have their own."""
    yield element.text or ""
    for child in element:
        apart = child.get("data-line") or child.tag == "rt"
        if not apart and "footnote" not in child.get("class", "").split():
            yield from _said(child)
        yield child.tail or ""


def _boxes(box: Box, matrix: Any) -> Iterator[tuple[Box, Any]]:
    """Walk boxes, each with how it is turned and moved."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.MarginBox):
        return
    own = box.transformation_matrix
    if own:
        matrix = own @ matrix if matrix else own
    yield box, matrix
    for child in box.all_children():
        yield from _boxes(child, matrix)


def _around(one: Edges, other: Edges) -> Edges:
    """Give the edges of what holds both."""
    (left, top, right, bottom), (x1, y1, x2, y2) = one, other
    return min(left, x1), min(top, y1), max(right, x2), max(bottom, y2)
