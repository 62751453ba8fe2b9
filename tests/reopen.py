"""Finished PDFs opened again: characters and lines with their places, in mm from the top left."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

MM_PER_PT = 25.4 / 72
#: Characters whose baselines are no further apart than this, in mm, stand on one line.
SAME_LINE_MM = 0.15


@dataclass(frozen=True, slots=True)
class Char:
    """One character: its advance from ``left`` to ``right`` on its ``baseline``, size in pt."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """The characters on one baseline of one page (counted from 1), from left to right."""

    page: int
    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.text for char in self.chars)

    @property
    def left(self) -> float:
        return self.chars[0].left

    @property
    def right(self) -> float:
        return max(char.right for char in self.chars)

    @property
    def baseline(self) -> float:
        return self.chars[0].baseline

    def of(self, family: str, size: float | None = None) -> Line | None:
        """Give what is set in fonts whose names begin so, in about this size."""
        chars = tuple(
            char
            for char in self.chars
            if char.font.startswith(family) and (size is None or abs(char.size - size) < 0.05)
        )
        return Line(self.page, chars) if chars else None


def open_pdf(data: bytes) -> Any:
    """Open a PDF with PDFium."""
    return pypdfium2.PdfDocument(data)


@functools.cache
def chars(data: bytes) -> tuple[tuple[Char, ...], ...]:
    """Give the visible characters of each page, as PDFium finds them."""
    document = open_pdf(data)
    return tuple(tuple(_chars(page)) for page in document)


def _chars(page: Any) -> Iterator[Char]:
    text, height = page.get_textpage(), page.get_height()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if pdfium.FPDFText_IsGenerated(text, index) or code < 0x20:
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        scale = (matrix.b**2 + matrix.d**2) ** 0.5
        name = ctypes.create_string_buffer(80)
        pdfium.FPDFText_GetFontInfo(text, index, name, 80, ctypes.c_int())
        yield Char(
            chr(code),
            x.value * MM_PER_PT,
            text.get_charbox(index, loose=True)[2] * MM_PER_PT,
            (height - y.value) * MM_PER_PT,
            pdfium.FPDFText_GetFontSize(text, index) * scale,
            name.value.decode().partition("+")[2],
        )


@functools.cache
def lines(data: bytes) -> tuple[Line, ...]:
    """Give the lines of all pages, from top to bottom; columns side by side are one line."""
    found: list[Line] = []
    for number, page in enumerate(chars(data), 1):
        rows: list[list[Char]] = []
        for char in sorted(page, key=lambda c: (c.baseline, c.left)):
            if rows and char.baseline - rows[-1][0].baseline < SAME_LINE_MM:
                rows[-1].append(char)
            else:
                rows.append([char])
        found += [Line(number, tuple(sorted(row, key=lambda c: c.left))) for row in rows]
    return tuple(found)


def by_page(found: Sequence[Line]) -> dict[int, list[Line]]:
    """Give the lines of each page that has some."""
    return {page: list(group) for page, group in groupby(found, key=lambda line: line.page)}


def text_of(data: bytes, page: int | None = None) -> str:
    """Give the text in the file's order, as search and screen readers find it, no white space.

    White space is what an extractor guesses between lines; ``spaced_text`` keeps it.
    """
    return "".join(spaced_text(data, page).split())


@functools.cache
def spaced_text(data: bytes, page: int | None = None) -> str:
    """Give the text of a page (counted from 1), or of all of them, as PDFium extracts it."""
    document = open_pdf(data)
    pages = document if page is None else [document[page - 1]]
    return "\n".join(each.get_textpage().get_text_range() for each in pages)


@functools.lru_cache(maxsize=200)
def picture(data: bytes, page: int, dpi: float) -> Image.Image:
    """Draw a page (counted from 1) in grey."""
    image = open_pdf(data)[page - 1].render(scale=dpi / 72, grayscale=True).to_pil()
    assert isinstance(image, Image.Image)
    return image


def ink(data: bytes, page: int, dpi: float = 100, paper: int = 250) -> tuple[float, ...] | None:
    """Give left, top, right and bottom in mm of what is printed on a page; ``None`` if nothing."""
    dark = picture(data, page, dpi).point([255 if grey < paper else 0 for grey in range(256)])
    box = dark.getbbox()
    return tuple(edge * 25.4 / dpi for edge in box) if box else None
