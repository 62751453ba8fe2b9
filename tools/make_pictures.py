"""Make the pictures of the READMEs from the built guides.

Run after ``make``::

    .venv/bin/python tools/make_pictures.py [FOLDER WITH THE PDFS]

Pages are found by what stands on them, so that a page more or less changes nothing. The same
PDFs give the same pictures.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"

#: Guide, the letters its pictures begin with, the bookmark of the spread to show.
GUIDES = (
    ("second-partner", "ja", "すこやかに保つ約束"),
    ("tool-library", "en", "House rules"),
)
FRAME = "#9A9A9A"
FOLD = "#D5D5D5"
GROUND = "#FFFFFF"
#: A picture of more bytes than this gets along with 256 colours.
MOST = 120_000


def main(built: Path) -> None:
    """Make four pictures of each guide."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for guide, lang, bookmark in GUIDES:
        booklet = pypdfium2.PdfDocument(built / f"{guide}-booklet.pdf")
        sheets = pypdfium2.PdfDocument(built / f"{guide}-booklet-print.pdf")
        checklist = pypdfium2.PdfDocument(built / f"{guide}-checklist.pdf")
        left = left_page(booklet, bookmark)
        spread = [draw(booklet, left, 480), draw(booklet, left + 1, 480)]
        sides = [framed(draw(sheets, side, 472), folded=True) for side in (0, 1)]
        save(framed(draw(booklet, 0, 420)), f"{lang}-cover")
        save(framed(beside(spread, 0), folded=True), f"{lang}-spread")
        save(framed(draw(checklist, 0, 640)), f"{lang}-checklist")
        save(beside(sides, 16), f"{lang}-sheet")


def left_page(booklet: pypdfium2.PdfDocument, title: str) -> int:
    """Give the index of the left page of the spread that a bookmark leads to."""
    for bookmark in booklet.get_toc():
        target = bookmark.get_dest()
        if bookmark.get_title() == title and target is not None:
            page = int(target.get_index())
            return page if page % 2 else page - 1
    raise SystemExit(f"no bookmark {title!r}")


def draw(pdf: pypdfium2.PdfDocument, page: int, width: int) -> Image.Image:
    """Draw a page ``width`` pixels wide."""
    opened = pdf[page]
    picture: Image.Image = opened.render(scale=width / opened.get_width()).to_pil()
    return picture.convert("RGB")


def beside(pictures: Sequence[Image.Image], gap: int) -> Image.Image:
    """Put pictures side by side."""
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) - 1)
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), GROUND)
    x = 0
    for picture in pictures:
        whole.paste(picture, (x, 0))
        x += picture.width + gap
    return whole


def framed(picture: Image.Image, *, folded: bool = False) -> Image.Image:
    """Put a thin frame around a picture of paper; ``folded`` shows the fold in its middle."""
    pen = ImageDraw.Draw(picture)
    middle, right, bottom = picture.width // 2, picture.width - 1, picture.height - 1
    if folded:
        pen.line((middle, 0, middle, bottom), fill=FOLD)
    pen.rectangle((0, 0, right, bottom), outline=FRAME)
    return picture


def save(picture: Image.Image, name: str) -> None:
    """Write a picture, with fewer colours if it would be large."""
    path = IMAGES / f"{name}.png"
    picture.save(path, optimize=True)
    if path.stat().st_size > MOST:
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT).as_posix()}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "output")
