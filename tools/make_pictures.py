"""Make the pictures of the READMEs from the built guides.

Run after ``make`` and ``python build.py --edition mini``::

    .venv/bin/python tools/make_pictures.py [FOLDER WITH THE PDFS]

Pages are found by what stands on them, so that a page more or less changes nothing. The same
PDFs give the same pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

from sasshi.workshop.page_pictures import beside, draw, framed, left_page

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"

#: Guide, the letters its pictures begin with, the bookmark of the spread to show.
GUIDES = (
    ("second-partner", "ja", "すこやかに保つ約束"),
    ("tool-library", "en", "House rules"),
)
#: A picture of more bytes than this gets along with 256 colours.
MOST = 120_000


def main(built: Path) -> None:
    """Make four pictures of each guide, and one of its sheet to fold as a mini booklet."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for guide, lang, bookmark in GUIDES:
        booklet = pypdfium2.PdfDocument(built / f"{guide}-booklet.pdf")
        sheets = pypdfium2.PdfDocument(built / f"{guide}-booklet-print.pdf")
        mini = pypdfium2.PdfDocument(built / f"{guide}-mini.pdf")
        checklist = pypdfium2.PdfDocument(built / f"{guide}-checklist.pdf")
        left = left_page(booklet, {bookmark})
        if left is None:
            raise SystemExit(f"no bookmark {bookmark!r}")
        spread = [draw(booklet, page, width_px=480) for page in (left, left + 1)]
        sides = [framed(draw(sheets, side, width_px=472), folded=True) for side in (0, 1)]
        save(framed(draw(booklet, 0, width_px=420)), f"{lang}-cover")
        save(framed(beside(spread, 0), folded=True), f"{lang}-spread")
        save(framed(draw(checklist, 0, width_px=640)), f"{lang}-checklist")
        save(beside(sides, 16), f"{lang}-sheet")
        save(framed(draw(mini, 0, width_px=700)), f"{lang}-mini")


def save(picture: Image.Image, name: str) -> None:
    """Write a picture, with fewer colours if it would be large."""
    path = IMAGES / f"{name}.png"
    picture.save(path, optimize=True)
    if path.stat().st_size > MOST:
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT).as_posix()}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "output")
