"""Imposition: which page goes where on which side of which sheet, and the sheets themselves."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
        ValueError: the PDF has no page, or cannot be read.

    """
    import pikepdf

    width, height = (Decimal(f"{side * PT_PER_MM:.4f}") for side in sheet_mm)
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as target:
        forms = [target.copy_foreign(page.as_form_xobject()) for page in source.pages]
        boxes = [[Decimal(value) for value in page.trimbox.as_list()] for page in source.pages]
        for side in sheet_order(len(forms), binding=binding):
            _add_side(target, side.pages, forms, boxes, (width, height))
        _copy_metadata(source, target)
        out = io.BytesIO()
        target.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _add_side(
    target: "pikepdf.Pdf",  # type: ignore[name-defined]  # noqa: F821, UP037
    pages: Sequence[int | None],
    forms: Sequence["pikepdf.Object"],  # type: ignore[name-defined]  # noqa: F821, UP037
    boxes: Sequence[Sequence[Decimal]],
    sheet: tuple[Decimal, Decimal],
) -> None:
    """Add one side of a sheet to the target: the pages meet at the fold in its middle."""
    import pikepdf

    width, height = sheet
    names = pikepdf.Dictionary()
    content: list[str] = []
    for place, page in enumerate(pages):
        if page is None:
            continue
        left, bottom, right, top = boxes[page]
        x = width / 2 - (right - left if place == 0 else 0) - left
        y = (height - (top - bottom)) / 2 - bottom
        names[f"/P{place}"] = forms[page]
        clip = f"{left:f} {bottom:f} {right - left:f} {top - bottom:f} re W n"
        content.append(f"q 1 0 0 1 {x:.4f} {y:.4f} cm {clip} /P{place} Do Q")
    sheet_page = target.add_blank_page(page_size=(width, height))
    sheet_page.Resources = pikepdf.Dictionary(XObject=names)
    sheet_page.Contents = target.make_stream("\n".join(content).encode())


def _copy_metadata(source: "pikepdf.Pdf", target: "pikepdf.Pdf") -> None:  # type: ignore[name-defined]  # noqa: F821, UP037
    """Carry title, author and language over; make a viewer print at full size, on both sides."""
    import pikepdf

    for key in ("/Title", "/Author", "/Subject", "/Keywords"):
        if key in source.docinfo:
            target.docinfo[key] = str(source.docinfo[key])
    if "/Lang" in source.Root:
        target.Root.Lang = str(source.Root.Lang)
    target.Root.ViewerPreferences = pikepdf.Dictionary(
        PrintScaling=pikepdf.Name.None_ if hasattr(pikepdf.Name, "None_") else pikepdf.Name("/None"),
        Duplex=pikepdf.Name.DuplexFlipShortEdge,
        DisplayDocTitle=True,
    )
