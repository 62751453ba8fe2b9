"""What viewers show of a PDF, as pictures: PDFium, as it prints, and Poppler, on the screen."""

from __future__ import annotations

import functools
import io
import shutil
import subprocess
from itertools import product

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from sasshi.pdf.impose import Imposition, impose, sheet_order
from tests.reopen import MM_PER_PT

DPI = 100
VIEWERS = ("pdfium", "poppler")
#: Pictures are compared this many times smaller, so that a line that lies between two pixels
#: here, and on one there, is the same.
_COARSER = 4
#: By how many of 255 tones the coarse pictures of one thing may differ.
SAME_TONE = 100


def has(viewer: str) -> bool:
    """Tell whether there is such a viewer on this machine."""
    return viewer == "pdfium" or shutil.which("pdftoppm") is not None


@functools.lru_cache(maxsize=64)
def printed(data: bytes, page: int, viewer: str = "pdfium", dpi: float = DPI) -> Image.Image:
    """Draw a page (from 1) as it is printed: with annotations and fields, in colour."""
    return _by_pdfium(data, page, dpi) if viewer == "pdfium" else _by_poppler(data, page, dpi)


def _by_pdfium(data: bytes, number: int, dpi: float) -> Image.Image:
    document = pypdfium2.PdfDocument(data)
    document.init_forms()
    page = document[number - 1]
    width, height = (round(edge * dpi / 72) for edge in page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    where = (bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT | pdfium.FPDF_PRINTING)
    pdfium.FPDF_RenderPageBitmap(*where)
    if document.formenv:
        pdfium.FPDF_FFLDraw(document.formenv, *where)
    image = bitmap.to_pil().convert("RGB")
    assert isinstance(image, Image.Image)
    return image


def _by_poppler(data: bytes, number: int, dpi: float) -> Image.Image:
    command = ["pdftoppm", "-png", "-cropbox", "-r", str(dpi), "-f", str(number), "-l", str(number)]
    done = subprocess.run([*command, "-"], input=data, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> int:
    """Give by how many of 255 tones two pictures differ where they differ most.

    One may be a pixel off. Their edges are left out: there lies what is cut within a pixel.
    """
    least = 255
    for x, y in product((0, -1, 1), repeat=2):
        least = min(least, _apart(one, ImageChops.offset(other, x, y)))
        if least <= SAME_TONE:
            break
    return least


def _apart(one: Image.Image, other: Image.Image) -> int:
    apart = ImageChops.difference(one.reduce(_COARSER), other.reduce(_COARSER))
    return max(apart.crop((1, 1, apart.width - 1, apart.height - 1)).tobytes())


def count(image: Image.Image, color: tuple[int, int, int]) -> int:
    """Count the pixels of about a colour."""
    apart = ImageChops.difference(image.convert("RGB"), Image.new("RGB", image.size, color))
    near = (band.point([255] * 60 + [0] * 196) for band in apart.split())
    return functools.reduce(ImageChops.multiply, near).histogram()[255]


def cell(
    sheets: bytes, side: int, column: int, size_mm: tuple[float, float], viewer: str = "pdfium"
) -> Image.Image:
    """Cut the page out of one side (from 0) of a sheet that is folded once, beside its fold."""
    sheet = printed(sheets, side + 1, viewer)
    wide, tall = (edge / 25.4 * DPI for edge in size_mm)
    left = sheet.width / 2 - (wide if column == 0 else 0)
    top = (sheet.height - tall) / 2
    box = tuple(round(edge) for edge in (left, top, left + wide, top + tall))
    return sheet.crop((box[0], box[1], box[2], box[3]))


def unlike(source: bytes, how: Imposition, viewer: str = "pdfium") -> list[int]:
    """Impose pages that fit, fold the sheets in mind, and give for each page how it differs.

    Each is compared as the same viewer prints it: on the source's page, and on the place of the
    sheet where the order of pages has it.
    """
    sheets = impose(source, how)
    found: dict[int, int] = {}
    sides = sheet_order(sheets.pages, binding=sheets.binding)
    for number, side in enumerate(sides):
        for each in side.cells:
            if each.page is not None:
                whole = printed(source, each.page + 1, viewer)
                size = (whole.width / DPI * 25.4, whole.height / DPI * 25.4)
                part = cell(sheets.data, number, each.column, size, viewer)
                found[each.page] = difference(whole, part.resize(whole.size))
    return [found[page] for page in sorted(found)]


__all__ = ["DPI", "MM_PER_PT", "SAME_TONE", "VIEWERS", "cell", "difference", "has", "printed"]
