"""The values that flow through a build, in one direction, frozen.

Lengths are millimetres and say so in their names. Element trees are plain
``xml.etree.ElementTree`` elements; nobody changes a tree after handing it on.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sasshi.model.callout_kinds import CALLOUTS, CalloutKind
from sasshi.model.edition import Edition
from sasshi.model.guide import (
    Chapter,
    ChecklistMeta,
    Contact,
    Doc,
    Guide,
    Meta,
    Rule,
    ShopMeta,
    Sign,
    TokenValue,
    is_cjk,
)
from sasshi.model.layouts import LAYOUTS, Layout
from sasshi.model.sheets import (
    DUPLEX,
    FLIPS,
    MARKS,
    MOST_SHIFT_MM,
    MOST_THICKNESS_MM,
    ORDERS,
    PAPERS,
    SCHEMES,
)
from sasshi.model.units import MM_PER_PT, MM_PER_PX, PT_PER_MM, PX_PER_MM, PX_PER_PT, Mm, Pt, Px
from sasshi.problems import Place

__all__ = [
    "ASCENT",
    "CALLOUTS",
    "DEFAULT_THEME",
    "DUPLEX",
    "FLIPS",
    "LAYOUTS",
    "MARKS",
    "MIDDLE",
    "MM_PER_PT",
    "MM_PER_PX",
    "MOST_SHIFT_MM",
    "MOST_THICKNESS_MM",
    "ORDERS",
    "PAPERS",
    "PT_PER_MM",
    "PX_PER_MM",
    "PX_PER_PT",
    "QR_BYTES",
    "SCHEMES",
    "SIDES",
    "Block",
    "CalloutKind",
    "Chapter",
    "ChecklistMeta",
    "Contact",
    "Doc",
    "Edition",
    "Guide",
    "Layout",
    "Meta",
    "Mm",
    "PagePdf",
    "Product",
    "Pt",
    "Px",
    "Rule",
    "ShopMeta",
    "Sign",
    "TokenValue",
    "is_cjk",
    "stamp",
]

#: In em: where the baseline stands in the em box of Japanese fonts (880 and 120 of 1000), and
#: how far above it the middle of a column is. One for all faces, so that they stand on one line.
ASCENT, MIDDLE = 0.88, 0.38
#: Where a label stands beside its mark in a drawing, the best first.
SIDES = ("right", "left", "above", "below")

#: The bytes that a QR code of 57 modules holds at the level M: on paper each is still 0.3 mm wide.
QR_BYTES = 213

#: The theme where none is named.
DEFAULT_THEME = "shizuka"


@dataclass(frozen=True, slots=True)
class Product:
    """A finished file, still in memory: its name in ``output/``, its bytes."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text on a page: left, top, width and height in mm from the page's upper left.

    ``place`` is where it comes from, ``words`` what it says.
    """

    box_mm: tuple[float, float, float, float]
    place: Place
    words: str
    tag: str


@dataclass(frozen=True, slots=True)
class PagePdf:
    """One page; ``pdf`` holds it alone, on its side if ``lying``, ``key`` changes with that."""

    key: str
    pdf: bytes
    lying: bool
    size_mm: tuple[float, float]
    blocks: tuple[Block, ...]


def stamp(path: Path) -> object:
    """Tell one state of a file from another; ``None`` if there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
