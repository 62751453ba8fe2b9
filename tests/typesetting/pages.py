"""The characters of a finished PDF, as PDFium finds them, with the block each belongs to.

Places are in mm from the page's top left corner. A character's advance, from ``x`` to
``right``, is its width in the font: space that the typesetter added or took away is the
distance to the next character.
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from tests.typesetting.structure import Block, blocks

MM_PER_PT = 25.4 / 72
#: Characters no further apart than this, in mm, share a glyph: a ligature.
SAME_GLYPH_MM = 0.001
#: What PDFium gives for a hyphen at a line's end.
HYPHEN = ord("-")
LINE_END_HYPHENS = (0x02, 0xFFFE)


class Char(NamedTuple):
    """One character; ``made`` ones are not in the file: the reader guesses spaces and line ends.

    ``piece`` is the text object it is drawn with, unique on its page.
    """

    text: str
    page: int
    x: float
    right: float
    baseline: float
    size: float
    font: str
    block: Block | None
    piece: int
    made: bool


def read(data: bytes) -> tuple[tuple[Char, ...], ...]:
    """Give the characters of each page in drawing order."""
    document = pypdfium2.PdfDocument(data)
    found = blocks(data)
    return tuple(
        tuple(_Page(page, number, found[number - 1]).chars())
        for number, page in enumerate(document, 1)
    )


class _Widths(dict[int, float]):
    """The advances in em of the characters of one font, asked for once each."""

    def __init__(self, font: Any) -> None:
        self._font = font

    def __missing__(self, code: int) -> float:
        width = ctypes.c_float()
        pdfium.FPDFFont_GetGlyphWidth(self._font, code, ctypes.c_float(1), width)
        self[code] = width.value
        return width.value


class _Style(NamedTuple):
    """What all characters of one text object share; size in pt."""

    size: float
    font: str
    block: Block | None
    piece: int
    widths: _Widths
    level: bool


class _Page:
    """A page being read; what characters share is asked once for each text object or font."""

    def __init__(self, page: Any, number: int, known: Mapping[int, Block]) -> None:
        self._text = page.get_textpage()  # to be kept while it is read
        self._raw, self._height = self._text.raw, page.get_height()
        self._number, self._known = number, known
        self._styles: dict[int, _Style] = {}
        self._widths: dict[int, _Widths] = {}
        self._x, self._y, self._box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()

    def chars(self) -> list[Char]:
        """Give the characters; those of a ligature all have its place and width."""
        found: list[Char] = []
        for index in range(pdfium.FPDFText_CountChars(self._raw)):
            char = self._char(index)
            last = found[-1] if found else None
            if last and char.piece == last.piece != 0 and abs(char.x - last.x) < SAME_GLYPH_MM:
                right = self._box.right * MM_PER_PT
                found[-1], char = last._replace(right=right), char._replace(right=right)
            found.append(char)
        return found

    def _char(self, index: int) -> Char:
        """Read a character; its box holds all of its glyph, which may overhang its advance."""
        code = pdfium.FPDFText_GetUnicode(self._raw, index)
        target = pdfium.FPDFText_GetTextObject(self._raw, index)
        if not target or pdfium.FPDFText_IsGenerated(self._raw, index):
            text = chr(code or 32)
            return Char(text, self._number, 0.0, 0.0, 0.0, 0.0, "", None, 0, made=True)
        code = HYPHEN if code in LINE_END_HYPHENS else code
        style = self._style(index, target)
        pdfium.FPDFText_GetCharOrigin(self._raw, index, self._x, self._y)
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, self._box)
        left = self._x.value
        width = style.widths[code] * style.size or self._box.right - left
        return Char(
            chr(code),
            self._number,
            left * MM_PER_PT,
            (left + width) * MM_PER_PT,
            (self._height - self._y.value) * MM_PER_PT,
            *style[:4],
            made=not style.level,  # what stands across is in no line
        )

    def _style(self, index: int, target: Any) -> _Style:
        """Ask for the size, font and block of a character's text object."""
        key = ctypes.addressof(target.contents)
        if key in self._styles:
            return self._styles[key]
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._raw, index, matrix)
        name = ctypes.create_string_buffer(80)
        pdfium.FPDFText_GetFontInfo(self._raw, index, name, 80, ctypes.c_int())
        family = name.value.decode()
        font = pdfium.FPDFTextObj_GetFont(target)
        self._styles[key] = _Style(
            pdfium.FPDFText_GetFontSize(self._raw, index) * (matrix.b**2 + matrix.d**2) ** 0.5,
            family.partition("+")[2] or family,
            self._known.get(pdfium.FPDFPageObj_GetMarkedContentID(target)),
            key,
            self._widths.setdefault(ctypes.addressof(font.contents), _Widths(font)),
            matrix.a > 0 and abs(matrix.b) < 1e-6,
        )
        return self._styles[key]
