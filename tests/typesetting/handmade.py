"""Small PDFs written by hand, every character where a test wants it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.typesetting.pages import MM_PER_PT

HEIGHT_PT = 600.0
NAME = Name("/Handmade")
#: Of an unembedded font whose glyphs are numbered like Unicode; ASCII takes half an em.
WIDTHS = [32, 126, 500]


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of text: where it begins, in mm, and em to add after some of its characters."""

    text: str
    x: float
    y: float
    block: int = 0
    page: int = 1
    size: float = 10.0
    gaps: Mapping[int, float] = field(default_factory=dict)


def pdf(rows: Sequence[Row], *, tagged: bool = True) -> bytes:
    """Write the rows; in a tagged file those with the same page and block are a paragraph."""
    document = pikepdf.new()
    font = _font(document)
    parents = Array()
    for number in range(1, max(row.page for row in rows) + 1):
        page = document.add_blank_page(page_size=(400, HEIGHT_PT))
        own = [row for row in rows if row.page == number]
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = document.make_stream(_content(own))
        page.StructParents = number - 1
        parents.append(number - 1)
        parents.append(_elements(document, own))
    if tagged:
        tree = Dictionary(Type=Name.StructTreeRoot, ParentTree=Dictionary(Nums=parents))
        document.Root.StructTreeRoot = document.make_indirect(tree)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _content(rows: Iterable[Row]) -> bytes:
    """Write each row as a marked content with its number."""
    parts = []
    for number, row in enumerate(rows):
        x, y = row.x / MM_PER_PT, HEIGHT_PT - row.y / MM_PER_PT
        pieces = [
            f"<{ord(char):04x}>{-1000 * row.gaps.get(index, 0):.1f}"
            for index, char in enumerate(row.text)
        ]
        parts.append(
            f"/Span <</MCID {number}>> BDC BT /F {row.size} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm "
            f"[{' '.join(pieces)}] TJ ET EMC\n"
        )
    return "".join(parts).encode()


def _elements(document: pikepdf.Pdf, rows: Iterable[Row]) -> Any:
    """Make a paragraph for each block, and give that of each row."""
    blocks: dict[int, Any] = {}
    for row in rows:
        if row.block not in blocks:
            blocks[row.block] = document.make_indirect(Dictionary(S=Name.P))
    return Array([blocks[row.block] for row in rows])


def _font(document: pikepdf.Pdf) -> Any:
    """Make a font whose characters say what they are, and how wide."""
    cmap = "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
    for start in range(0, 256, 64):
        ranges = (f"<{n:02x}00> <{n:02x}ff> <{n:02x}00>\n" for n in range(start, start + 64))
        cmap += f"64 beginbfrange\n{''.join(ranges)}endbfrange\n"
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=NAME,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([_glyphs(document)]),
            ToUnicode=document.make_stream(cmap.encode()),
        )
    )


def _glyphs(document: pikepdf.Pdf) -> Any:
    """Give the widths of the font; there is nothing to be drawn."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=NAME,
        Flags=4,
        FontBBox=Array([0, -120, 1000, 880]),
        Ascent=880,
        Descent=-120,
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=NAME,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            DW=1000,
            W=Array(WIDTHS),
            FontDescriptor=document.make_indirect(descriptor),
        )
    )
