"""A PDF that is printed as it is → what its printer is to be told: paper and sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf

from sasshi.model import PT_PER_MM
from sasshi.pdf.file import open_pdf

#: How far a page in mm may be from a paper's size and still be meant for it.
_SAME_MM = 2.0
_DUPLEX = {
    "/DuplexFlipShortEdge": "short",
    "/DuplexFlipLongEdge": "long",
    "/Simplex": "none",
}

Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """How a PDF wants to be printed: the size of its paper in mm, upright, and its sides.

    ``duplex`` is the edge on which sheets turn, ``short`` or ``long``, or ``none`` for one side.
    """

    paper_mm: Size
    duplex: str


def print_setup(pdf: bytes) -> PrintSetup:
    """Read how a PDF wants to be printed: by what it says, or else as its pages lie.

    Pages of several sizes go onto the paper of the most frequent one. What says nothing and has
    several pages is printed on both sides, to be turned like a book or, lying, like a pad.

    Raises:
        ValueError: the bytes are not a PDF that can be read, or it has no page.

    """
    with open_pdf(pdf) as document:
        sizes = Counter(_size(page) for page in document.pages)
        if not sizes:
            raise ValueError("it has no page")
        (wide, tall), _ = sizes.most_common(1)[0]
        preferences = document.Root.get("/ViewerPreferences")
        said = preferences.get("/Duplex") if isinstance(preferences, pikepdf.Dictionary) else None
        usual = "none" if sizes.total() == 1 else "short" if wide > tall else "long"
        return PrintSetup((min(wide, tall), max(wide, tall)), _DUPLEX.get(str(said), usual))


def _size(page: pikepdf.Page) -> Size:
    """Give the size of a page as it is seen, in whole mm."""
    box = pikepdf.Rectangle(page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1)) / PT_PER_MM
    size = round(box.width * unit), round(box.height * unit)
    return size[::-1] if page.rotation % 180 else size


def named_paper(size_mm: Size, papers: Mapping[str, Size]) -> str | None:
    """Name the paper that pages of a size are meant for; ``None`` if there is none."""
    for name, paper in papers.items():
        if all(abs(a - b) <= _SAME_MM for a, b in zip(size_mm, paper, strict=True)):
            return name
    return None
