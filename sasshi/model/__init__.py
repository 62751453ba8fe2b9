"""The values that flow through a build, in one direction, frozen.

Lengths are millimetres and say so in their names. Element trees are plain
``xml.etree.ElementTree`` elements; nobody changes a tree after handing it on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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

#: The theme where none is named.
DEFAULT_THEME = "shizuka"
#: How a chapter is set: each names a partial. What a callout may be.
LAYOUTS = ("chapter", "summary", "rules", "worksheet")
CALLOUTS = ("note", "tip", "important", "warning", "caution")


@dataclass(frozen=True, slots=True)
class Edition:
    """One row of the table of editions: what is made from a guide, by which steps, and how.

    ``steps`` are names of functions in ``sasshi.make.steps``, in order. The first takes the
    guide, or the finished pages of the edition that ``source`` names.

    ``page_mm`` is (width, height) of a page as it is laid out; ``zoom`` is what it is then
    multiplied with, ``bleed_mm`` what is printed beyond it on each side, to be cut off. Text that
    stands in the theme's ``type_area`` is set in columns if the guide is; without it, the style
    sheets alone say where text stands. ``tokens`` are values that the edition has whatever the
    guide says; no text is smaller than ``smallest_pt``.

    An edition of so many ``pages`` (0: as many as it takes) has its type as large as it goes,
    between the values of the tokens ``smallest_token`` and ``largest_token``; without the latter,
    up to 1.3 × the smallest.

    ``scheme``, ``paper`` and ``marks`` say how pages come onto sheets. Without a scheme that is
    as the print options of the job say.

    ``usual`` editions are made if none is asked for by name; those that ``needs_rules``, of guides
    that have some. ``file`` is the middle of the file's name: without it, the edition's name.
    """

    name: Annotated[str, Doc("its name", "名前", "booklet")]
    template: Annotated[str, Doc("its template", "テンプレート", "booklet.html")]
    page_mm: Annotated[
        tuple[float, float], Doc("width and height of a page", "ページの幅と高さ", "(148.5, 210.0)")
    ]
    steps: Annotated[
        tuple[str, ...],
        Doc("how it is made, in order", "作る手順(順に)", '("render", "typeset", "rotate")'),
    ] = ()
    source: Annotated[
        str | None, Doc("the edition whose pages it takes", "ページの元になる版", "booklet")
    ] = None
    usual: Annotated[bool, Doc("made if none is named", "指定しなくても作る版か", "true")] = True
    needs_rules: Annotated[
        bool, Doc("made of guides that have rules only", "規則のあるガイドだけで作る版か", "false")
    ] = False
    type_area: Annotated[
        bool, Doc("stands in the theme's type area", "テーマの版面に組む版か", "true")
    ] = True
    pages: Annotated[int, Doc("fits so many pages; 0: any", "収めるページ数(0 は自由)", "8")] = 0
    smallest_token: Annotated[
        str, Doc("token: its smallest type", "文字の下限を決めるトークン", "checklist-smallest")
    ] = ""
    largest_token: Annotated[
        str, Doc("token: its largest type", "文字の上限を決めるトークン", "checklist-largest")
    ] = ""
    smallest_pt: Annotated[float, Doc("no text is smaller", "文字の下限", "0.0")] = 0.0
    tokens: Annotated[
        tuple[tuple[str, TokenValue], ...],
        Doc("its own settings; use the variable tokens", "固有の設定(通常は変数 tokens)"),
    ] = ()
    zoom: Annotated[float, Doc("enlarged by", "拡大率", "1.0")] = 1.0
    bleed_mm: Annotated[float, Doc("bleed in mm", "塗り足し (mm)", "3.0")] = 0.0
    pdf_variant: Annotated[
        str, Doc("kind of PDF; none if empty", "PDF の種類(空ならなし)", "pdf/ua-1")
    ] = "pdf/ua-1"
    scheme: Annotated[str, Doc("how it is imposed", "面付けの方法", "2up")] = ""
    paper: Annotated[str, Doc("paper of its sheets", "面付けの用紙", "A4")] = "A4"
    marks: Annotated[tuple[str, ...], Doc("marks on its sheets", "面付けの印", '("cut",)')] = ()
    pdf_version: Annotated[str, Doc("PDF version of its sheets", "面付けした PDF の版", "1.5")] = (
        "1.5"
    )
    file: Annotated[
        str, Doc("its file's name after the guide's", "ファイル名のガイド名の後", "booklet-print")
    ] = ""
    suffix: Annotated[str, Doc("kind of file", "ファイルの種類", "pdf")] = "pdf"

    def in_columns(self, tokens: Mapping[str, TokenValue]) -> bool:
        """Tell whether it is set in columns: a booklet may be, one page to tick is not."""
        return tokens.get("writing") == "vertical" and self.type_area


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
