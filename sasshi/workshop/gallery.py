"""A picture of each theme: cover, spread and checklist of one guide, side by side."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from sasshi.fonts import load_faces
from sasshi.make import Request, plan, produce, read_guides, write
from sasshi.model import Guide, Product
from sasshi.problems import BuildError, Problem, has_errors
from sasshi.theme import theme_folders

#: How high the pages are in the picture, and how far apart, in pixels.
HEIGHT, GAP = 340, 12
#: A picture needs no more colours.
COLORS = 256
_FRAME, _FOLD, _GROUND = "#9A9A9A", "#D5D5D5", "#FFFFFF"


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
        jobs, found = plan(replace(request, theme=name), guides)
        products, more = produce(jobs, faces, lambda step: None)
        if has_errors([*found, *more]):
            raise BuildError([*found, *more])
        data = _picture(guides[0], products)
        (path,) = write([Product(f"theme-{name}.png", data, 1)], images)
        yield path, (*found, *more)


def _picture(guide: Guide, products: Iterable[Product]) -> bytes:
    """Draw the pages that show a theme."""
    made = {product.filename: product.data for product in products}
    with pypdfium2.PdfDocument(made[f"{guide.name}-booklet.pdf"]) as booklet:
        left = _left_page(booklet, guide)
        spread = _beside([_draw(booklet, left), _draw(booklet, left + 1)], 0)
        parts = [_framed(_draw(booklet, 0)), _framed(spread, folded=True)]
    checklist = made.get(f"{guide.name}-checklist.pdf")
    if checklist is not None:
        with pypdfium2.PdfDocument(checklist) as page:
            parts.append(_framed(_draw(page, 0)))
    file = io.BytesIO()
    few = _beside(parts, GAP).quantize(COLORS, dither=Image.Dither.NONE)
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def _left_page(booklet: pypdfium2.PdfDocument, guide: Guide) -> int:
    """Give the left page of the spread of rules, or of the first one inside where there is none."""
    titles = {chapter.title_text for chapter in guide.chapters if chapter.layout == "rules"}
    for bookmark in booklet.get_toc():
        target = bookmark.get_dest()
        if bookmark.get_title() in titles and target is not None:
            page = int(target.get_index())
            return page if page % 2 else page - 1
    return 1


def _draw(pdf: pypdfium2.PdfDocument, page: int) -> Image.Image:
    """Draw a page."""
    opened = pdf[page]
    picture: Image.Image = opened.render(scale=HEIGHT / opened.get_height()).to_pil()
    return picture.convert("RGB")


def _beside(pictures: list[Image.Image], gap: int) -> Image.Image:
    """Put pictures side by side."""
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), _GROUND)
    x = 0
    for picture in pictures:
        whole.paste(picture, (x, 0))
        x += picture.width + gap
    return whole


def _framed(picture: Image.Image, *, folded: bool = False) -> Image.Image:
    """Put a thin frame around a picture of paper; ``folded`` shows the fold in its middle."""
    pen = ImageDraw.Draw(picture)
    if folded:
        pen.line((picture.width // 2, 0, picture.width // 2, picture.height), fill=_FOLD)
    pen.rectangle((0, 0, picture.width - 1, picture.height - 1), outline=_FRAME)
    return picture
