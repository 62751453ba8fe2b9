"""The values that flow through a build, in one direction, frozen.

Lengths are millimetres and say so in their names. Element trees are plain
``xml.etree.ElementTree`` elements; nobody changes a tree after handing it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

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
    "BLANK_AFTER",
    "CALLOUTS",
    "CLOSING",
    "COMMAS",
    "DEFAULT_THEME",
    "DUPLEX",
    "FLIPS",
    "FULL_STOPS",
    "LAYOUTS",
    "MARKS",
    "MIDDLE",
    "MM_PER_PT",
    "MM_PER_PX",
    "MOST_SHIFT_MM",
    "MOST_THICKNESS_MM",
    "OPENING",
    "ORDERS",
    "PAPERS",
    "PT_PER_MM",
    "PX_PER_MM",
    "PX_PER_PT",
    "QR_BYTES",
    "SCHEMES",
    "SIDES",
    "Block",
    "Chapter",
    "ChecklistMeta",
    "Contact",
    "Doc",
    "Edition",
    "Guide",
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

#: Opening brackets: the blank half of the full-width ones comes first (JLREQ cl-01).
OPENING = frozenset("‘“（〔［｛〈《「『【⦅〘〖«〝")
#: Closing brackets, full stops and commas (cl-02, cl-06, cl-07): the blank half comes last.
CLOSING = frozenset("’”）〕］｝〉》」』】⦆〙〗»〟")
FULL_STOPS, COMMAS = frozenset("。．"), frozenset("、，")
BLANK_AFTER = CLOSING | FULL_STOPS | COMMAS
#: In em: where the baseline stands in the em box of Japanese fonts (880 and 120 of 1000), and
#: how far above it the middle of a column is. One for all faces, so that they stand on one line.
ASCENT, MIDDLE = 0.88, 0.38
#: Where a label stands beside its mark in a drawing, the best first.
SIDES = ("right", "left", "above", "below")

#: The bytes that a QR code of 57 modules holds at the level M: on paper each is still 0.3 mm wide.
QR_BYTES = 213

#: The PDF variant that print shops take: ISO 15930-7.
PRINT_SHOP = "pdf/x-4"
#: The theme where none is named.
DEFAULT_THEME = "shizuka"
#: How a chapter is set: each names a partial. What a callout may be.
LAYOUTS = ("chapter", "summary", "rules", "worksheet")
CALLOUTS = ("note", "tip", "important", "warning", "caution")


@dataclass(frozen=True, slots=True)
class Edition:
    """One row of the table of editions: what is made from a guide, and how.

    ``page_mm`` is (width, height) of a page as it is laid out; ``zoom`` is what it is then
    multiplied with. ``fit`` asks for exactly one page, ``pages`` for so many.
    ``source`` names the edition whose finished pages are taken, ``None`` for a typeset edition.
    ``usual`` ones are made if none is asked for by name. ``scheme`` says how pages come onto
    sheets, with ``marks``; ``finish`` what is done to them before. ``tokens`` are settings that
    the edition has whatever the guide says. No text is smaller than ``smallest_pt``.
    ``bleed_mm`` is what is printed beyond the page on each side, to be cut off.
    """

    name: Annotated[str, Doc("its name", "名前", "booklet")]
    template: Annotated[str, Doc("its template", "テンプレート", "booklet.html")]
    page_mm: Annotated[
        tuple[float, float], Doc("width and height of a page", "ページの幅と高さ", "(148.5, 210.0)")
    ]
    fit: Annotated[bool, Doc("fits exactly one page", "1 ページに収める版か", "false")] = False
    source: Annotated[
        str | None, Doc("the edition whose pages it takes", "ページの元になる版", "booklet")
    ] = None
    pdf_variant: Annotated[str, Doc("kind of PDF", "PDF の種類", "pdf/ua-1")] = "pdf/ua-1"
    usual: Annotated[bool, Doc("made if none is named", "指定しなくても作る版か", "true")] = True
    pages: Annotated[int, Doc("fits so many pages; 0: any", "収めるページ数(0 は自由)", "8")] = 0
    zoom: Annotated[float, Doc("enlarged by", "拡大率", "1.0")] = 1.0
    smallest_pt: Annotated[float, Doc("no text is smaller", "文字の下限", "0.0")] = 0.0
    tokens: Annotated[
        tuple[tuple[str, TokenValue], ...],
        Doc("its own settings; use the variable tokens", "固有の設定(通常は変数 tokens)"),
    ] = ()
    scheme: Annotated[str, Doc("how it is imposed", "面付けの方法", "saddle")] = ""
    pdf_version: Annotated[str, Doc("PDF version of its sheets", "面付けした PDF の版", "1.5")] = (
        "1.5"
    )
    marks: Annotated[tuple[str, ...], Doc("marks on its sheets", "面付けの印", '("cut",)')] = ()
    finish: Annotated[str, Doc("what is done to its pages", "ページの仕上げ", "ink-saver")] = ""
    suffix: Annotated[str, Doc("kind of file", "ファイルの種類", "pdf")] = "pdf"
    bleed_mm: Annotated[float, Doc("bleed in mm", "塗り足し (mm)", "3.0")] = 0.0

    def in_columns(self, tokens: Mapping[str, TokenValue]) -> bool:
        """Tell whether it is set in columns: a booklet may be, one page to tick is not."""
        return tokens.get("writing") == "vertical" and not self.fit

    @property
    def for_shop(self) -> bool:
        """Whether it goes to a print shop, in inks."""
        return self.pdf_variant == PRINT_SHOP


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
