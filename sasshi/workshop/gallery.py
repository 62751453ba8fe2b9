"""A picture of each theme: cover, spread and checklist of one guide, side by side."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image

from sasshi.fonts.faces import load_faces
from sasshi.make import Request, plan, produce, read_guides, write
from sasshi.model import Guide, Product
from sasshi.problems import BuildError, Problem, has_errors
from sasshi.theme import theme_folders
from sasshi.workshop.page_pictures import beside, draw, framed, left_page

#: How high the pages are in the picture, and how far apart.
HEIGHT_PX, GAP_PX = 340, 12
#: A picture needs no more colours.
COLORS = 256


def gallery(request: Request, images: Path) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
    """Build a guide with each theme, and write ``theme-NAME.png``; give what came up, too.

    Raises:
        SasshiError: the guide cannot be built with one of the themes.

    """
    guides, problems = read_guides(request)
    faces = load_faces(request.templates / "fonts")
    if has_errors(problems):
        raise BuildError(problems)
    for name in theme_folders(request.templates):
        jobs, problems = plan(replace(request, theme=name), guides)
        products, more = produce(jobs, faces, lambda progress: None)
        problems += more
        if has_errors(problems):
            raise BuildError(problems)
        data = _picture(guides[0], products)
        (path,) = write([Product(f"theme-{name}.png", data)], images)
        yield path, tuple(problems)


def _picture(guide: Guide, products: Iterable[Product]) -> bytes:
    """Draw the pages that show a theme."""
    made = {product.filename: product.data for product in products}
    titles = {chapter.title_text for chapter in guide.chapters if chapter.layout == "rules"}
    with pypdfium2.PdfDocument(made[f"{guide.name}-booklet.pdf"]) as booklet:
        left = left_page(booklet, titles) or 1
        spread = beside([draw(booklet, page, height_px=HEIGHT_PX) for page in (left, left + 1)], 0)
        parts = [framed(draw(booklet, 0, height_px=HEIGHT_PX)), framed(spread, folded=True)]
    checklist = made.get(f"{guide.name}-checklist.pdf")
    if checklist is not None:
        with pypdfium2.PdfDocument(checklist) as page:
            parts.append(framed(draw(page, 0, height_px=HEIGHT_PX)))
    file = io.BytesIO()
    few = beside(parts, GAP_PX).quantize(COLORS, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()
