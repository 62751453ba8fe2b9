"""Make the pictures of ``docs/typography.md``: each sample set the plain way, and by sasshi.

Run::

    .venv/bin/python -m tools.make_typography_pictures

A sample is ``docs/samples/NAME-LANG.md``, a chapter. The picture shows the plain way above and
ours below, of the same text, size, type area and fonts.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from bench.plain import set_plainly
from tests.typesetting.pages import Char, read
from tests.typesetting.works import FONTS, set_guides

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "docs" / "samples"
IMAGES = ROOT / "docs" / "images"

DPI = 170
#: The type area of the theme's defaults on a right-hand page, and a margin around it, in mm.
LEFT, WIDTH, AROUND = 17.5, 110.6, 4.5
SIZE, LEADING = 9.5 * 25.4 / 72, 17 * 25.4 / 72
#: A picture's greys, and the colours of what is drawn into it.
GREYS, RULE, GRID = 10, "#9A9A9A", "#C9D6E4"


def main(names: Sequence[str]) -> None:
    """Make a picture of each sample, or of those named."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for path in sorted(SAMPLES.glob("*.md")):
        if names and path.stem not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            guide = as_guide(path, Path(folder) / "sample")
            (work,) = set_guides([guide], Path(folder), chapters="right")
            pdfs = [set_plainly(guide, FONTS), work.pdf]
        save([strip(pdf, grid=path.stem.startswith("grid")) for pdf in pdfs], path.stem)


def as_guide(sample: Path, folder: Path) -> Path:
    """Make a guide of one chapter of a sample."""
    folder.mkdir()
    front = f"---\ntitle: sasshi\nlang: {sample.stem[-2:]}\n---\n"
    (folder / "index.md").write_text(front, encoding="utf-8")
    (folder / "10-sample.md").write_bytes(sample.read_bytes())
    return folder


def strip(pdf: bytes, *, grid: bool) -> Image.Image:
    """Cut the text below the chapter's title out of its page; perhaps with the line grid."""
    found = text_of([char for page in read(pdf) for char in page if char.block])
    lines = [char for char in found if char.size > 7]  # no readings
    number, first = lines[0].page, min(char.baseline for char in lines)
    last = max(char.baseline for char in lines)
    picture = pypdfium2.PdfDocument(pdf)[number - 1].render(scale=DPI / 72).to_pil()
    picture = picture.convert("RGB")
    if grid:
        pen, baseline = ImageDraw.Draw(picture), first
        while baseline < last + SIZE:
            y = (baseline + 0.3 * SIZE) / 25.4 * DPI
            pen.line((0, y, picture.width, y), fill=GRID, width=1)
            baseline += LEADING
    edges = (LEFT - AROUND, first - 1.8 * SIZE, LEFT + WIDTH + AROUND, last + SIZE)
    cut: Image.Image = picture.crop(tuple(round(edge / 25.4 * DPI) for edge in edges))
    return cut


def text_of(chars: Sequence[Char]) -> list[Char]:
    """Give the characters of the chapter's text: neither title nor number, nor other chapters.

    Ours says which part of the file is the text; the plain way's file is nothing else.
    """
    paths = [char.block.path.split("/") if char.block else [] for char in chars]
    ours = any("Part" in path for path in paths)
    return [
        char
        for char, path in zip(chars, paths, strict=True)
        if ("Part" in path or not ours) and not {"H1", "NonStruct"} & set(path)
    ]


def save(parts: Sequence[Image.Image], name: str) -> None:
    """Write pictures below each other, a rule between them, in few greys."""
    width, height = max(part.width for part in parts), sum(part.height for part in parts)
    whole = Image.new("RGB", (width, height + 2), "white")
    y = 0
    for part in parts:
        whole.paste(part, (0, y))
        y += part.height + 2
    y = parts[0].height
    ImageDraw.Draw(whole).line((0, y, width, y), fill=RULE, width=2)
    path = IMAGES / f"typography-{name}.png"
    whole.quantize(GREYS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT).as_posix()}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
