"""Any PDF → its pages as they are printed: their boxes, their size, where the spine is."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pikepdf

from sasshi.model import PT_PER_MM
from sasshi.pdf.impose.annotations import NOTHING, Drawings, drawings_of
from sasshi.pdf.impose.boxes import PageArea, page_area
from sasshi.pdf.impose.damage import damages, plain_reason
from sasshi.pdf.impose.fields import FormFields, is_dynamic, read_fields
from sasshi.pdf.impose.layers import Layers, read_layers
from sasshi.pdf.impose.order import Refused
from sasshi.pdf.impose.page_forms import PageContent, page_content
from sasshi.pdf.impose.page_runs import page_runs
from sasshi.pdf.impose.sheet import Size
from sasshi.pdf.impose.typefaces import GlyphsOf
from sasshi.pdf.impose.values import name_of
from sasshi.problems import Problem, warning

#: How a PDF ends, here with a table of objects that there is not.
_END = b"\nstartxref\n0\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page to be imposed: the area of it that is printed, its size in mm as it is seen.

    ``content`` is what is on it, ``upon`` are its annotations and fields, drawn upon that.
    """

    page: pikepdf.Page
    area: PageArea
    size: Size
    content: PageContent
    upon: Drawings = NOTHING


@dataclass(frozen=True, slots=True)
class Source:
    """An open PDF, its pages and layers, the side of the spine if it is said, what is wrong."""

    pdf: pikepdf.Pdf
    pages: tuple[SourcePage, ...]
    layers: Layers
    binding: str | None
    problems: tuple[Problem, ...]


@contextmanager
def open_source(data: bytes, ours: GlyphsOf | None = None) -> Iterator[Source]:
    """Open a PDF that is to be imposed; it stays open while its pages live in the targets.

    ``ours`` makes fonts for what is filled into forms and cannot be written otherwise.

    Raises:
        Refused: the bytes are not a PDF that can be read.

    """
    if b"startxref" not in data[-2048:]:
        data += _END  # or the last object of a file that breaks off behind it is lost, too
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield _read(pdf, data, ours)
    except pikepdf.PasswordError as locked:
        raise Refused("pdf-locked", "it is locked with a password") from locked
    except pikepdf.PdfError as broken:  # some damage is seen only when sheets are written
        raise Refused("pdf-broken", plain_reason(str(broken))) from broken


def _read(pdf: pikepdf.Pdf, data: bytes, ours: GlyphsOf | None) -> Source:
    layers, fields = read_layers(pdf), read_fields(pdf, ours)
    pages = tuple(_source_page(page, layers, fields) for page in pdf.pages)
    contents = [page.content for page in pages]
    problems = [*damages(pdf, data, contents), *_undrawn(pages)]
    if is_dynamic(pdf):
        problems.append(warning("form-dynamic"))
    return Source(pdf, pages, layers, _binding(pdf), tuple(problems))


def _source_page(page: pikepdf.Page, layers: Layers, fields: FormFields) -> SourcePage:
    area = page_area(page)
    seen = area.seen
    size = (seen.urx - seen.llx) / PT_PER_MM, (seen.ury - seen.lly) / PT_PER_MM
    return SourcePage(page, area, size, page_content(page), drawings_of(page, layers, fields))


def _undrawn(pages: Sequence[SourcePage]) -> Iterator[Problem]:
    """Say what should be drawn upon pages, and cannot be: each kind once."""
    lacking: dict[str, list[int]] = {}
    for number, page in enumerate(pages, 1):
        for kind in dict.fromkeys(page.upon.lacking):
            lacking.setdefault(kind, []).append(number)
    for kind, numbers in lacking.items():
        yield warning("annotation-undrawn", kind=kind, pages=page_runs(numbers))


def _binding(pdf: pikepdf.Pdf) -> str | None:
    """Read where the spine is: ``/Direction`` says how pages follow each other (12.2)."""
    preferences = pdf.Root.get("/ViewerPreferences")
    if not isinstance(preferences, pikepdf.Dictionary):
        return None
    return {"/R2L": "right", "/L2R": "left"}.get(name_of(preferences.get("/Direction")))
