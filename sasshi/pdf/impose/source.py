"""Any PDF → its pages as they are printed: their boxes, their size, where the spine is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf

from sasshi.model import PT_PER_MM
from sasshi.pdf.impose.boxes import PageArea, page_area
from sasshi.pdf.impose.damage import damages
from sasshi.pdf.impose.layers import Layers, read_layers
from sasshi.pdf.impose.order import Refused
from sasshi.pdf.impose.sheet import Size
from sasshi.problems import Problem

#: How a PDF ends, here with a table of objects that there is not.
_END = b"\nstartxref\n0\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page to be imposed, the area of it that is printed, and its size in mm as it is seen."""

    page: pikepdf.Page
    area: PageArea
    size: Size


@dataclass(frozen=True, slots=True)
class Source:
    """An open PDF, its pages and layers, the side of the spine if it is said, what is wrong."""

    pdf: pikepdf.Pdf
    pages: tuple[SourcePage, ...]
    layers: Layers
    binding: str | None
    problems: tuple[Problem, ...]


@contextmanager
def open_source(data: bytes) -> Iterator[Source]:
    """Open a PDF that is to be imposed; it stays open while its pages live in the targets.

    Raises:
        Refused: the bytes are not a PDF that can be read.

    """
    with _opened(data) as pdf:
        pages = tuple(_source_page(page) for page in pdf.pages)
        yield Source(pdf, pages, read_layers(pdf), _binding(pdf), tuple(damages(pdf, data)))


def _opened(data: bytes) -> pikepdf.Pdf:
    if b"startxref" not in data[-2048:]:
        data += _END  # or the last object of a file that breaks off behind it is lost, too
    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PasswordError as locked:
        raise Refused("pdf-locked", "it is locked with a password") from locked
    except pikepdf.PdfError as broken:
        reason = str(broken).rpartition(">: ")[2]
        raise Refused("pdf-broken", reason) from broken


def _source_page(page: pikepdf.Page) -> SourcePage:
    area = page_area(page)
    seen = area.seen
    size = (seen.urx - seen.llx) / PT_PER_MM, (seen.ury - seen.lly) / PT_PER_MM
    return SourcePage(page, area, size)


def _binding(pdf: pikepdf.Pdf) -> str | None:
    """Read where the spine is: ``/Direction`` says how pages follow each other (12.2)."""
    preferences = pdf.Root.get("/ViewerPreferences")
    if not isinstance(preferences, pikepdf.Dictionary):
        return None
    return {"/R2L": "right", "/L2R": "left"}.get(str(preferences.get("/Direction")))
