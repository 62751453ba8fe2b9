"""The table of editions: what can be made from a guide, one row each."""

from __future__ import annotations

from collections.abc import Iterable

from sasshi.model import PRINT_SHOP, Edition
from sasshi.problems import UsageError, closest, error

#: Two pages side by side make exactly one A4 sheet; true A5 leaves a white line at the spine.
A5_HALF_OF_A4 = (148.5, 210.0)
A4 = (210.0, 297.0)
#: What asks for every edition, the unusual ones too.
ALL = "all"

#: In points: no text of a checklist is printed smaller; that of several on a sheet is no larger.
LEGIBLE_PT, LARGEST_PT = 7.5, 9.5

#: Text of this size is 16 pt (16.26) when A5 pages are enlarged to A4: all of large print.
LARGE_PT = 11.5

#: Text of this size is legible on the pages of a mini booklet, which are half of A5.
MINI_PT = 2 * LEGIBLE_PT


def _several(name: str, scheme: str, scale: float) -> Edition:
    """Give a checklist that is legible when its page is scaled, several to a sheet."""
    smallest, largest = LEGIBLE_PT / scale, LARGEST_PT / scale
    return Edition(
        name,
        "checklist.html",
        A4,
        fit=True,
        usual=False,
        smallest_pt=smallest,
        tokens=(
            ("checklist-smallest", f"{smallest:g}pt"),
            ("checklist-largest", f"{largest:g}pt"),
        ),
        scheme=scheme,
        marks=("cut",),
    )


EDITIONS = (
    Edition("booklet", "booklet.html", A5_HALF_OF_A4),
    Edition("print", "", A5_HALF_OF_A4, source="booklet", scheme="saddle"),
    Edition("checklist", "checklist.html", A4, fit=True),
    _several("checklist-2up", "2up", 0.5**0.5),
    _several("checklist-4up", "4up", 0.5),
    Edition(
        "mini",
        "mini.html",
        A5_HALF_OF_A4,
        usual=False,
        pages=8,
        scheme="mini",
        marks=("fold", "cut"),
        smallest_pt=MINI_PT,
        tokens=(
            ("writing", "horizontal"),
            *(("size", "16pt"), ("leading", "26pt"), ("chars", 21), ("lines", 20)),
            *(("small", f"{MINI_PT}pt"), ("small-leading", "23pt"), ("gutter", "15mm")),
        ),
    ),
    Edition("ink-saver", "", A5_HALF_OF_A4, source="booklet", finish="ink-saver", usual=False),
    Edition(
        "web",
        "web.html",
        A4,
        usual=False,
        suffix="html",
        tokens=(("writing", "horizontal"),),
    ),
    Edition("konbini", "", A4, source="booklet", scheme="1up", pdf_version="1.7", usual=False),
    Edition(
        "large-print",
        "booklet.html",
        A5_HALF_OF_A4,
        usual=False,
        zoom=A4[0] / A5_HALF_OF_A4[0],
        smallest_pt=LARGE_PT,
        tokens=(
            ("writing", "horizontal"),
            ("chapters", "page"),
            *((f"{part}-face", "gothic") for part in ("text", "head", "label")),
            *(("size", f"{LARGE_PT}pt"), ("leading", "20pt"), ("chars", 29), ("lines", 26)),
            *(("small", f"{LARGE_PT}pt"), ("small-leading", "18pt"), ("gutter", "16mm")),
            *(("head", "17pt"), ("display", "28pt")),
        ),
    ),
    Edition(
        "shop", "booklet.html", A5_HALF_OF_A4, pdf_variant=PRINT_SHOP, usual=False, bleed_mm=3.0
    ),
)

#: Pages about printing: the instruction beside a print file, and the sheet that tries a printer.
HOWTO = Edition("howto", "howto.html", A4, fit=True)
TEST_SHEET = Edition("test-sheet", "test-sheet.html", A4, fit=True)

BY_NAME = {edition.name: edition for edition in EDITIONS}


def chosen(names: Iterable[str]) -> tuple[Edition, ...]:
    """Give the editions of these names in the table's order; none named means the usual ones.

    Raises:
        UsageError: naming every unknown edition with the nearest known one.

    """
    wanted = tuple(names)
    unknown = [name for name in wanted if name not in (*BY_NAME, ALL)]
    if unknown:
        raise UsageError(error("unknown-edition", name=n, nearest=_nearest(n)) for n in unknown)
    if ALL in wanted:
        return EDITIONS
    return tuple(e for e in EDITIONS if (e.name in wanted if wanted else e.usual))


def filename(guide: str, edition: Edition) -> str:
    """Name a product: ``guide-booklet.pdf``, the one to fold ``guide-booklet-print.pdf``."""
    middle = f"{edition.source}-{edition.name}" if edition.name == "print" else edition.name
    return f"{guide}-{middle}.{edition.suffix}"


def _nearest(name: str) -> str:
    """Give the known edition most like this name, or all of them."""
    return closest(name, BY_NAME, 0.4) or ", ".join(BY_NAME)
