"""The characters of a finished PDF, as PDFium finds them, with the block each belongs to.

Places are in mm from the page's top left corner. A character's advance, from ``x`` to
``right``, is its width in the font: space that the typesetter added or took away is the
distance to the next character.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from tests.typesetting.structure import Block, blocks

MM_PER_PT = 25.4 / 72
#: What PDFium gives for a hyphen at a line's end.
LINE_END_HYPHENS = (0x02, 0xFFFE)


class Char(NamedTuple):
    """One character; ``made`` ones are not in the file: the reader guesses spaces and line ends."""

    text: str
    page: int
    x: float
    right: float
    baseline: float
    size: float
    font: str
    block: Block | None
    made: bool


class _Style(NamedTuple):
    """What all characters of one text object share; size in pt."""

    size: float
    font: str
    block: Block | None


def read(data: bytes) -> tuple[tuple[Char, ...], ...]:
    """Give the characters of each page in drawing order."""
    document = pypdfium2.PdfDocument(data)
    found = blocks(data)
    return tuple(tuple(_page(page, number, found[number])) for number, page in enumerate(document))


def _page(page: Any, number: int, known: Mapping[int, Block]) -> Iterator[Char]:
    """Walk a page's characters; what is shared is asked once for each text object."""
    textpage, height = page.get_textpage(), page.get_height()
    raw = textpage.raw
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    styles: dict[int, _Style] = {}
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        target = pdfium.FPDFText_GetTextObject(raw, index)
        if pdfium.FPDFText_IsGenerated(raw, index) or not target:
            yield Char(chr(code or 32), number + 1, 0.0, 0.0, 0.0, 0.0, "", None, made=True)
            continue
        key = ctypes.addressof(target.contents)
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(raw, index, target, known)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        yield Char(
            "-" if code in LINE_END_HYPHENS else chr(code),
            number + 1,
            x.value * MM_PER_PT,
            box.right * MM_PER_PT,
            (height - y.value) * MM_PER_PT,
            *style,
            made=False,
        )


def _style(raw: Any, index: int, target: Any, known: Mapping[int, Block]) -> _Style:
    """Ask for the size, font and block of a text object."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    name = ctypes.create_string_buffer(80)
    pdfium.FPDFText_GetFontInfo(raw, index, name, 80, ctypes.c_int())
    family = name.value.decode()
    return _Style(
        pdfium.FPDFText_GetFontSize(raw, index) * (matrix.b**2 + matrix.d**2) ** 0.5,
        family.partition("+")[2] or family,
        known.get(pdfium.FPDFPageObj_GetMarkedContentID(target)),
    )
