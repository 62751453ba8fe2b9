"""Crop marks as Japanese printers use them (トンボ), and the boxes of a page for a print shop.

At each corner two lines show where the page is cut (内トンボ), and two where its bleed ends
(外トンボ); a cross in the middle of each side (十字トンボ) shows where plates must meet. Their
colour is the one that is on every plate (``_all_plates``). Marks on sheets that are printed at
home are in ``sasshi.pdf.impose.sheet_marks``.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pikepdf

from sasshi.model import PT_PER_MM, Mm

#: How far marks reach beyond the bleed, half the length of a cross, and how far beyond the
#: bleed its arms cross.
LENGTH_MM, ARM_MM, CROSSING_MM = 9.0, 8.0, 5.0
#: White around the marks, and the width of their lines (0.1 mm).
AROUND_MM, LINE_PT = 1.0, 0.28
#: How much of the colour that is on every plate: all of it.
TINT = 1

#: A line through points, from the lower left of the trimmed page.
Line = tuple[tuple[Mm, Mm], ...]


def crop_marks(width_mm: float, height_mm: float, bleed_mm: float) -> Iterator[Line]:
    """Give the marks of a page, all of them beyond its bleed."""
    end = bleed_mm + LENGTH_MM
    for x, right in ((0.0, -1.0), (width_mm, 1.0)):
        for y, up in ((0.0, -1.0), (height_mm, 1.0)):
            cut_x, cut_y = x + right * bleed_mm, y + up * bleed_mm
            far_x, far_y = x + right * end, y + up * end
            yield _line((far_x, y), (cut_x, y), (cut_x, far_y))
            yield _line((far_x, cut_y), (x, cut_y), (x, far_y))
    for y, up in ((0.0, -1.0), (height_mm, 1.0)):
        yield from _cross((width_mm / 2, y), (0.0, up), bleed_mm)
    for x, right in ((0.0, -1.0), (width_mm, 1.0)):
        yield from _cross((x, height_mm / 2), (right, 0.0), bleed_mm)


def _cross(
    edge_mm: tuple[float, float], out: tuple[float, float], bleed_mm: float
) -> Iterator[Line]:
    (x, y), (right, up) = edge_mm, out
    near, far, middle = bleed_mm, bleed_mm + LENGTH_MM, bleed_mm + CROSSING_MM
    yield _line((x + right * near, y + up * near), (x + right * far, y + up * far))
    at_x, at_y = x + right * middle, y + up * middle
    arm_x, arm_y = up * ARM_MM, right * ARM_MM
    yield _line((at_x - arm_x, at_y - arm_y), (at_x + arm_x, at_y + arm_y))


def _line(*points_mm: tuple[float, float]) -> Line:
    return tuple((Mm(x), Mm(y)) for x, y in points_mm)


def set_crop_marks(document: pikepdf.Pdf, bleed_mm: float) -> None:
    """Draw marks around every page, on all plates, and set the boxes (PDF 32000-1, 14.11.2)."""
    space = document.make_indirect(_all_plates())
    for page in document.pages:
        trim = pikepdf.Rectangle(page.trimbox)
        width_mm, height_mm = (edge / PT_PER_MM for edge in (trim.width, trim.height))
        lines = crop_marks(width_mm, height_mm, bleed_mm)
        drawn = "\n".join(_drawn(line, trim) for line in lines)
        marks = f"q /Plates CS {TINT} SCN {LINE_PT} w 0 J 0 j [] 0 d\n{drawn}\nQ"
        bleed = _grown(trim, bleed_mm)
        clip = f"{bleed.llx:.4f} {bleed.lly:.4f} {bleed.width:.4f} {bleed.height:.4f} re W n"
        content = page.obj.Contents.read_bytes()
        whole = b"q %b\n%b\nQ\n%b" % (clip.encode(), content, marks.encode())
        page.obj.Contents = document.make_stream(whole)
        if "/ColorSpace" not in page.resources:
            page.resources.ColorSpace = pikepdf.Dictionary()
        page.resources.ColorSpace.Plates = space
        _set_boxes(page, trim, bleed, _grown(trim, bleed_mm + LENGTH_MM + AROUND_MM))


def _all_plates() -> pikepdf.Array:
    """Give the colour that is on every plate (8.6.6.4), spot colours too."""
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[1, 1, 1, 1])
    name, inks = pikepdf.Name.All, pikepdf.Name.DeviceCMYK
    return pikepdf.Array([pikepdf.Name.Separation, name, inks, tint])


def _drawn(line: Line, trim: pikepdf.Rectangle) -> str:
    points = [f"{trim.llx + x * PT_PER_MM:.4f} {trim.lly + y * PT_PER_MM:.4f}" for x, y in line]
    return f"{points[0]} m {' '.join(f'{point} l' for point in points[1:])} S"


def _set_boxes(
    page: pikepdf.Page, trim: pikepdf.Rectangle, bleed: pikepdf.Rectangle, media: pikepdf.Rectangle
) -> None:
    for key in ("/CropBox", "/ArtBox"):
        if key in page.obj:
            del page.obj[key]
    for key, box in (("/TrimBox", trim), ("/BleedBox", bleed), ("/MediaBox", media)):
        edges = (box.llx, box.lly, box.urx, box.ury)
        page.obj[key] = pikepdf.Array([Decimal(f"{edge:.4f}") for edge in edges])


def _grown(box: pikepdf.Rectangle, by_mm: float) -> pikepdf.Rectangle:
    by = by_mm * PT_PER_MM
    return pikepdf.Rectangle(box.llx - by, box.lly - by, box.urx + by, box.ury + by)
