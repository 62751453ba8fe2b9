"""Pages one by one: each as a PDF of its own, with the places of its blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import Any

from sasshi.model import MM_PER_PX, Block, PagePdf
from sasshi.pages.blocks import blocks
from sasshi.problems import Place
from sasshi.typeset.typesetter import Typeset


def page_pdfs(typeset: Typeset) -> Iterator[PagePdf]:
    """Draw each of the pages by itself."""
    place_of = typeset.place_of()
    for page in typeset.document.pages:
        yield page_pdf(typeset, page, place_of)


def page_pdf(typeset: Typeset, page: Any, place_of: Callable[[Any], Place]) -> PagePdf:
    """Draw one page by itself, without links, bookmarks and bleed.

    ``place_of`` tells where an element comes from.
    """
    page.links, page.bookmarks, page.anchors = [], [], {}
    page.bleed = dict.fromkeys(page.bleed, 0)
    lying = typeset.lying
    places = tuple(
        Block(
            _box_mm(each.edges, page.height if lying else None),
            place_of(each.element),
            each.words,
            each.element.tag,
        )
        for each in blocks(page)
    )
    size = page.width * MM_PER_PX, page.height * MM_PER_PX
    pdf = typeset.page_to_pdf(page)
    key = blake2b(pdf, digest_size=12).hexdigest()
    return PagePdf(key, pdf, lying, size[::-1] if lying else size, places)


def _box_mm(
    edges: tuple[float, float, float, float], lying_px: float | None
) -> tuple[float, float, float, float]:
    """Give a box in mm from its edges; on a page of so many px that lies, as it will stand."""
    left, top, right, bottom = edges
    if lying_px is not None:
        left, top, right, bottom = lying_px - bottom, left, lying_px - top, right
    sides = left, top, right - left, bottom - top
    x, y, width, height = (round(side * MM_PER_PX, 2) for side in sides)
    return x, y, width, height
