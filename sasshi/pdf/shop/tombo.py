"""Crop marks as Japanese printers use them (トンボ), and the boxes of a page.

At each corner two lines show where the page is cut (内トンボ), and two where its bleed ends
(外トンボ); a cross in the middle of each side (十字トンボ) shows where plates must meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pikepdf

from sasshi.model import PT_PER_MM

#: In mm: how far marks reach beyond the bleed, half the length of a cross, and how far beyond the
#: bleed its arms cross.
LENGTH, ARM, CROSSING = 9.0, 8.0, 5.0
#: White around the marks in mm, and the width of their lines in points (0.1 mm).
AROUND, LINE = 1.0, 0.28

#: A line through points, in mm from the lower left of the trimmed page.
Line = tuple[tuple[float, float], ...]


def tombo(width: float, height: float, bleed: float) -> Iterator[Line]:
    """Give the marks of a page, all in mm and all beyond its bleed."""
    end = bleed + LENGTH
    for x, right in ((0.0, -1.0), (width, 1.0)):
        for y, up in ((0.0, -1.0), (height, 1.0)):
            cut_x, cut_y = x + right * bleed, y + up * bleed
            far_x, far_y = x + right * end, y + up * end
            yield (far_x, y), (cut_x, y), (cut_x, far_y)
            yield (far_x, cut_y), (x, cut_y), (x, far_y)
    for y, up in ((0.0, -1.0), (height, 1.0)):
        yield from _cross((width / 2, y), (0.0, up), bleed)
    for x, right in ((0.0, -1.0), (width, 1.0)):
        yield from _cross((x, height / 2), (right, 0.0), bleed)


def _cross(edge: tuple[float, float], out: tuple[float, float], bleed: float) -> Iterator[Line]:
    """Set a cross outside the middle of an edge."""
    (x, y), (right, up) = edge, out
    near, far, middle = bleed, bleed + LENGTH, bleed + CROSSING
    yield (x + right * near, y + up * near), (x + right * far, y + up * far)
    at_x, at_y = x + right * middle, y + up * middle
    yield (at_x - up * ARM, at_y - right * ARM), (at_x + up * ARM, at_y + right * ARM)


def set_marks(document: pikepdf.Pdf, bleed_mm: float) -> None:
    """Draw marks around every page, on all plates, and set the boxes (PDF 32000-1, 14.11.2)."""
    space = document.make_indirect(_all_plates())
    for page in document.pages:
        trim = pikepdf.Rectangle(page.trimbox)
        width, height = (edge / PT_PER_MM for edge in (trim.width, trim.height))
        drawn = "\n".join(_drawn(line, trim) for line in tombo(width, height, bleed_mm))
        marks = f"q /Plates CS 1 SCN {LINE} w 0 J 0 j [] 0 d\n{drawn}\nQ"
        bleed = _grown(trim, bleed_mm)
        clip = f"{bleed.llx:.4f} {bleed.lly:.4f} {bleed.width:.4f} {bleed.height:.4f} re W n"
        content = page.obj.Contents.read_bytes()
        whole = b"q %b\n%b\nQ\n%b" % (clip.encode(), content, marks.encode())
        page.obj.Contents = document.make_stream(whole)
        if "/ColorSpace" not in page.resources:
            page.resources.ColorSpace = pikepdf.Dictionary()
        page.resources.ColorSpace.Plates = space
        _set_boxes(page, trim, bleed, _grown(trim, bleed_mm + LENGTH + AROUND))


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
