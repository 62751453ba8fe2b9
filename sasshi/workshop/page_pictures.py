"""Pages of finished PDFs → pictures of paper, framed and side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pypdfium2
from PIL import Image, ImageDraw

_FRAME, _FOLD, _GROUND = "#9A9A9A", "#D5D5D5", "#FFFFFF"


def left_page(booklet: pypdfium2.PdfDocument, titles: Collection[str]) -> int | None:
    """Give the index of the left page of the spread that a bookmark of some title leads to."""
    for bookmark in booklet.get_toc():
        target = bookmark.get_dest()
        if bookmark.get_title() in titles and target is not None:
            page = int(target.get_index())
            return page if page % 2 else page - 1
    return None


def draw(
    pdf: pypdfium2.PdfDocument,
    page: int,
    *,
    width_px: int | None = None,
    height_px: int | None = None,
) -> Image.Image:
    """Draw a page, counted from 0, so many pixels wide, or high."""
    opened = pdf[page]
    scale = width_px / opened.get_width() if width_px else (height_px or 0) / opened.get_height()
    picture: Image.Image = opened.render(scale=scale).to_pil()
    return picture.convert("RGB")


def beside(pictures: Sequence[Image.Image], gap_px: int) -> Image.Image:
    """Put pictures side by side, their heads in line."""
    width = sum(picture.width for picture in pictures) + gap_px * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), _GROUND)
    x = 0
    for picture in pictures:
        whole.paste(picture, (x, 0))
        x += picture.width + gap_px
    return whole


def framed(picture: Image.Image, *, folded: bool = False) -> Image.Image:
    """Put a thin frame around a picture of paper; ``folded`` shows the fold in its middle."""
    pen = ImageDraw.Draw(picture)
    middle, right, bottom = picture.width // 2, picture.width - 1, picture.height - 1
    if folded:
        pen.line((middle, 0, middle, bottom), fill=_FOLD)
    pen.rectangle((0, 0, right, bottom), outline=_FRAME)
    return picture
