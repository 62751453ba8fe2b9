"""The table of editions: what can be made from a guide, one row each.

A row says how large the pages are, which template and tokens they have, how many they must fit,
how they come onto sheets, and by which steps all that is done (``sasshi.make.steps``). A new
edition, a poster on A3 say, is a row here and a template of that name in a theme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sasshi.model import Edition
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


#: Pages of a guide, set in lines or in columns: those stand once they are rotated.
PAGES = ("render", "typeset", "rotate")

CHECKLIST = Edition(
    "checklist",
    "checklist.html",
    A4,
    steps=("render", "typeset"),
    needs_rules=True,
    type_area=False,
    pages=1,
    smallest_token="checklist-smallest",
    largest_token="checklist-largest",
)


def _cards(name: str, scheme: str, scale: float) -> Edition:
    """Give a checklist that is legible when its page is scaled, several to a sheet."""
    smallest_pt, largest_pt = LEGIBLE_PT / scale, LARGEST_PT / scale
    return replace(
        CHECKLIST,
        name=name,
        steps=(*CHECKLIST.steps, "impose"),
        usual=False,
        smallest_pt=smallest_pt,
        tokens=(
            ("checklist-smallest", f"{smallest_pt:g}pt"),
            ("checklist-largest", f"{largest_pt:g}pt"),
        ),
        scheme=scheme,
        marks=("cut",),
    )


EDITIONS = (
    Edition("booklet", "booklet.html", A5_HALF_OF_A4, steps=PAGES),
    Edition(
        "print",
        "",
        A5_HALF_OF_A4,
        steps=("impose", "instruction"),
        source="booklet",
        file="booklet-print",
    ),
    CHECKLIST,
    _cards("checklist-2up", "2up", 0.5**0.5),
    _cards("checklist-4up", "4up", 0.5),
    Edition(
        "mini",
        "mini.html",
        A5_HALF_OF_A4,
        steps=(*PAGES, "impose"),
        usual=False,
        pages=8,
        smallest_token="small",
        smallest_pt=MINI_PT,
        tokens=(
            ("writing", "horizontal"),
            *(("size", "16pt"), ("leading", "26pt"), ("chars", 21), ("lines", 20)),
            *(("small", f"{MINI_PT}pt"), ("small-leading", "23pt"), ("gutter", "15mm")),
        ),
        scheme="mini",
        marks=("fold", "cut"),
    ),
    Edition("ink-saver", "", A5_HALF_OF_A4, steps=("ink",), source="booklet", usual=False),
    Edition(
        "web",
        "web.html",
        A4,
        steps=("render", "pack"),
        usual=False,
        tokens=(("writing", "horizontal"),),
        suffix="html",
    ),
    Edition(
        "konbini",
        "",
        A4,
        steps=("impose", "lighten"),
        source="booklet",
        usual=False,
        scheme="1up",
        pdf_version="1.7",
        most_mb=10,
    ),
    Edition(
        "large-print",
        "booklet.html",
        A5_HALF_OF_A4,
        steps=PAGES,
        usual=False,
        smallest_pt=LARGE_PT,
        tokens=(
            ("writing", "horizontal"),
            ("chapters", "page"),
            *((f"{part}-face", "gothic") for part in ("text", "head", "label")),
            *(("size", f"{LARGE_PT}pt"), ("leading", "20pt"), ("chars", 29), ("lines", 26)),
            *(("small", f"{LARGE_PT}pt"), ("small-leading", "18pt"), ("gutter", "16mm")),
            *(("head", "17pt"), ("display", "28pt")),
        ),
        zoom=A4[0] / A5_HALF_OF_A4[0],
    ),
    Edition(
        "shop",
        "booklet.html",
        A5_HALF_OF_A4,
        steps=(*PAGES, "separate"),
        usual=False,
        bleed_mm=3.0,
        pdf_variant="",  # that of print shops, PDF/X-4, is made when inks are separated
    ),
)

#: Pages about printing: the instruction beside a print file, and the sheet that tries a printer.
HOWTO = Edition("howto", "howto.html", A4, type_area=False)
TEST_SHEET = Edition("test-sheet", "test-sheet.html", A4, type_area=False)
#: Any PDF, laid out on sheets.
IMPOSED = Edition("imposed", "", A4, steps=("impose", "instruction"), type_area=False)

BY_NAME = {edition.name: edition for edition in EDITIONS}
#: Tokens by which editions are made to fit, but for those that a row sets itself: every theme has
#: them, from ``base``.
FIT_TOKENS = tuple(
    name
    for edition in EDITIONS
    for name in (edition.largest_token, edition.smallest_token)
    if name and name not in dict(edition.tokens)
)


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


def filename(guide: str, edition: Edition, part: str = "") -> str:
    """Name a file: ``guide-booklet.pdf``, or a part of one, ``guide-booklet-print-howto.pdf``."""
    names = (guide, edition.file or edition.name, part)
    return f"{'-'.join(filter(None, names))}.{edition.suffix}"


def _nearest(name: str) -> str:
    """Give the known edition most like this name, or all of them."""
    return closest(name, BY_NAME, 0.4) or ", ".join(BY_NAME)
