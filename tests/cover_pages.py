"""Covers of many titles laid out together, a page each, and what is to be read on them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2.raw as pdfium
from markupsafe import Markup
from PIL import Image

from sasshi import editions
from sasshi.content import read_guide
from sasshi.fonts.faces import Face, load_faces
from sasshi.make.job import Job, Request, is_vertical, tokens_of
from sasshi.make.open_job import open_typesetter
from sasshi.make.page_source import page_source, rendered
from sasshi.make.plan import plan
from sasshi.model import Edition, Meta
from sasshi.pdf.rotate import rotate_pages
from sasshi.problems import Problem
from sasshi.render.elements import ELEMENTS
from sasshi.render.views import CommonView, PageView
from sasshi.render.writer import Writer
from tests.conftest import ROOT
from tests.reopen import MM_PER_PT, open_pdf

THEMES = ("base", "shizuka", "hidamari", "kaname", "matsuri")
#: The parts of a cover are told apart by these colours.
COLOURS = {"title": (255, 0, 0), "subtitle": (0, 128, 0), "imprint": (0, 0, 255)}
CSS = """
.cover-title { color: rgb(255,0,0) !important } .cover-subtitle { color: rgb(0,128,0) !important }
.cover-imprint, .cover-band p { color: rgb(0,0,255) !important }
"""
GUIDE = "---\ntitle: 題\n---\n\n## 章\n\n本文。\n\n- [ ] 規則。\n"


@dataclass(frozen=True, slots=True)
class Covers:
    """A PDF with a cover on each page, and what the typesetter had to say."""

    pdf: bytes
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as printed: its em box's middle, its own edges, in mm; its size in points."""

    text: str
    part: str
    x: float
    y: float
    left: float
    top: float
    right: float
    bottom: float
    size: float


@cache
def job_of(theme: str, writing: str, lang: str, folder: Path) -> Job:
    """Plan a small guide with a theme."""
    path = folder / "covers.md"
    path.write_text(GUIDE, encoding="utf-8")
    guide, _ = read_guide(path)
    assert guide is not None
    guide = replace(guide, meta=replace(guide.meta, lang=lang))
    request = Request(
        ROOT / "content", ROOT / "templates", folder,
        theme=theme, tokens=(("writing", writing),), editions=("all",),
    )  # fmt: skip
    (job,), _ = plan(request, [guide])
    return job


def cover_html(job: Job, edition: Edition, meta: Meta, *, art: bool) -> str:
    """Render the cover alone."""
    page = Writer(job.theme, CommonView(tokens_of(job, edition), job.words, meta.lang), ELEMENTS)
    draw = page.ornament if art else lambda *_, **__: Markup("")
    view = PageView(meta, job.guide.name, edition, 1, None, (), (), draw, ())
    return page.template("partials/cover.html", view)


def covers(
    theme: str,
    metas: Sequence[Meta],
    folder: Path,
    edition: str = "booklet",
    writing: str = "horizontal",
    css: str = CSS,
    *,
    art: bool = True,
) -> Covers:
    """Lay out the covers of guides that are all in one language, a page each.

    Drawings take four fifths of the time: without ``art`` there are none.
    """
    job = job_of(theme, writing, metas[0].lang, folder)
    wanted = editions.BY_NAME[edition]
    head, _, rest = rendered(job, wanted).partition("<body")
    html = "".join(cover_html(job, wanted, meta, art=art) for meta in metas)
    whole = f"{head}<body{rest[: rest.index('>') + 1]}{html}</body></html>"
    vertical = is_vertical(job, wanted)
    with open_typesetter(job, _faces(), whole, vertical=vertical) as setter:
        pages = setter.typeset(page_source(job, wanted, whole), css)
        data, _ = pages.to_pdf(None, packed=False)
    return Covers(rotate_pages(data) if vertical else data, pages.problems)


@cache
def _faces() -> tuple[Face, ...]:
    return tuple(load_faces(ROOT / "templates" / "fonts"))


def glyphs(page: Any) -> list[Glyph]:
    """Give the printed characters of a page in the file's order."""
    return list(_glyphs(page, page.get_textpage()))


def _glyphs(page: Any, text: Any) -> Iterator[Glyph]:
    height = page.get_height()
    for index in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, index))
        if pdfium.FPDFText_IsGenerated(text, index) or not char.strip():
            continue
        colour = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFText_GetFillColor(text, index, *colour)
        rgb = tuple(each.value for each in colour[:3])
        part = next((name for name, value in COLOURS.items() if value == rgb), "")
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(text, index, matrix)
        scale = (matrix.b**2 + matrix.d**2) ** 0.5
        size = pdfium.FPDFText_GetFontSize(text, index) * scale
        left, bottom, right, top = text.get_charbox(index)
        outer = text.get_charbox(index, loose=True)
        across, down = (outer[0] + outer[2]) / 2, height - (outer[1] + outer[3]) / 2
        x, y, x1, y1, x2, y2 = (
            value * MM_PER_PT
            for value in (across, down, left, height - top, right, height - bottom)
        )
        yield Glyph(char, part, x, y, x1, y1, x2, y2, size)


def rows(printed: Sequence[Glyph]) -> list[str]:
    """Read lines from top to bottom, each from left to right."""
    return [
        "".join(g.text for g in sorted(row, key=lambda g: g.left))
        for row in _bands(printed, "y", 0.6)
    ]


def columns(printed: Sequence[Glyph]) -> list[str]:
    """Read columns from right to left, each from top to bottom; what is side by side as a line."""
    found = []
    for column in reversed(_bands(printed, "x", 0.6)):
        cells = _bands(column, "y", 0.12)
        found.append("".join(g.text for cell in cells for g in sorted(cell, key=lambda g: g.left)))
    return found


def _bands(printed: Sequence[Glyph], axis: str, apart_em: float) -> list[list[Glyph]]:
    """Gather characters whose middles are no further apart than part of an em."""
    found: list[list[Glyph]] = []
    for glyph in sorted(printed, key=lambda g: getattr(g, axis)):
        near = apart_em * glyph.size * MM_PER_PT
        if found and getattr(glyph, axis) - getattr(found[-1][-1], axis) < near:
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def without_text(pdf: bytes, dpi: float) -> list[Image.Image]:
    """Draw pages in grey as they are without their text."""
    document = open_pdf(pdf)
    pictures = []
    for page in document:
        for each in list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])):
            page.remove_obj(each)
        pictures.append(page.render(scale=dpi / 72, grayscale=True).to_pil())
    return pictures
