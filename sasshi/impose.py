"""Imposition: which page goes where on which side of which sheet, and the sheets themselves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pikepdf

PT_PER_MM = 72 / 25.4

A4_LANDSCAPE = (297.0, 210.0)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet, pages from left to right, counted from 0; ``None`` is a blank."""

    sheet: int
    front: bool
    pages: tuple[int | None, ...]


def pad_to_sheets(pages: int, *, multiple: int = 4) -> tuple[int | None, ...]:
    """Give the pages in reading order with the blanks that make their number a multiple.

    The blanks stand before the last page, so that the back cover stays the back cover. A
    single page is a cover, and the blanks follow it.
    """
    if pages < 1:
        raise ValueError("a booklet has at least one page")
    blanks: tuple[int | None, ...] = (None,) * (-pages % multiple)
    order: tuple[int | None, ...] = tuple(range(pages))
    return order + blanks if pages == 1 else order[:-1] + blanks + order[-1:]


def sheet_order(pages: int, *, binding: str = "left") -> tuple[Side, ...]:
    """Order pages for saddle stitch: sheets laid one on the other, folded once, stapled.

    The outermost sheet comes first. On each front stand the last and the first page that are
    left, on its back the second and the last but one; bound on the right the two change places.
    Sheets are turned over on their short edge.
    """
    left = list(pad_to_sheets(pages))
    sides: list[Side] = []
    while left:
        first, second, *middle, before_last, last = left
        pairs = [(last, first), (second, before_last)]
        for front, pair in zip((True, False), pairs, strict=True):
            spread = pair if binding == "left" else pair[::-1]
            sides.append(Side(len(sides) // 2, front, spread))
        left = middle
    return tuple(sides)


def impose_booklet(
    pdf: bytes, *, sheet_mm: tuple[float, float] = A4_LANDSCAPE, binding: str = "left"
) -> bytes:
    """Impose a PDF for saddle stitch, two pages a side, each at the spine at its own size.

    Pages become form XObjects, so that fonts and images are shared and text stays text. Every
    page is cut to its TrimBox and placed against the fold, centred from top to bottom.

    Raises:
        ValueError: the bytes are not a PDF that can be read, or it has no page.

    """
    # The source stays open while its pages live in the target.
    with _opened(pdf) as source, pikepdf.new() as target:
        pages = [_page(target, page) for page in source.pages]
        for side in sheet_order(len(pages), binding=binding):
            placed = [None if number is None else pages[number] for number in side.pages]
            _add_side(target, placed, (sheet_mm[0] * PT_PER_MM, sheet_mm[1] * PT_PER_MM))
        _copy_metadata(source, target)
        out = io.BytesIO()
        streams = pikepdf.ObjectStreamMode.generate
        target.save(out, deterministic_id=True, object_stream_mode=streams)
    return out.getvalue()


def _opened(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF; what is no PDF is a ``ValueError``."""
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PdfError as broken:
        raise ValueError(f"not a PDF that can be read: {broken}") from broken


@dataclass(frozen=True, slots=True)
class _Page:
    """A source page in the target: its form, and its TrimBox in points."""

    form: pikepdf.Object
    left: float
    bottom: float
    width: float
    height: float


def _page(target: pikepdf.Pdf, page: pikepdf.Page) -> _Page:
    """Bring a page into the target."""
    left, bottom, right, top = (float(value) for value in page.trimbox.as_list())
    form = target.copy_foreign(page.as_form_xobject())
    return _Page(form, left, bottom, right - left, top - bottom)


def _add_side(
    target: pikepdf.Pdf, pages: Sequence[_Page | None], sheet_pt: tuple[float, float]
) -> None:
    """Add one side of a sheet: its two pages meet at the fold in the middle."""
    width, height = sheet_pt
    forms = pikepdf.Dictionary()
    content: list[str] = []
    for place, page in enumerate(pages):
        if page is None:
            continue
        x = width / 2 - (page.width if place == 0 else 0) - page.left
        y = (height - page.height) / 2 - page.bottom
        clip = f"{page.left:.4f} {page.bottom:.4f} {page.width:.4f} {page.height:.4f} re W n"
        content.append(f"q 1 0 0 1 {x:.4f} {y:.4f} cm {clip} /P{place} Do Q")
        forms[f"/P{place}"] = page.form
    side = target.add_blank_page(page_size=(Decimal(f"{width:.4f}"), Decimal(f"{height:.4f}")))
    side.Resources = pikepdf.Dictionary(XObject=forms)
    side.Contents = target.make_stream("\n".join(content).encode())


def _copy_metadata(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    """Carry title, author and language over; ask for printing at full size, on both sides."""
    for key in ("/Title", "/Author", "/Subject", "/Keywords"):
        if key in source.docinfo:
            target.docinfo[key] = str(source.docinfo[key])
    if "/Lang" in source.Root:
        target.Root.Lang = str(source.Root.Lang)
    target.Root.ViewerPreferences = pikepdf.Dictionary(
        PrintScaling=pikepdf.Name("/None"),
        Duplex=pikepdf.Name.DuplexFlipShortEdge,
        DisplayDocTitle=True,
    )
