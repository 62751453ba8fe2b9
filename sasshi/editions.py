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

EDITIONS = (
    Edition("booklet", "booklet.html", A5_HALF_OF_A4),
    Edition("print", "", A5_HALF_OF_A4, imposes="booklet"),
    Edition("checklist", "checklist.html", A4, fit=True),
    Edition(
        "shop", "booklet.html", A5_HALF_OF_A4, pdf_variant=PRINT_SHOP, usual=False, bleed_mm=3.0
    ),
)

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
    """Name a product: ``guide-booklet.pdf``, the imposed one ``guide-booklet-print.pdf``."""
    middle = f"{edition.imposes}-{edition.name}" if edition.imposes else edition.name
    return f"{guide}-{middle}.pdf"


def _nearest(name: str) -> str:
    """Give the known edition most like this name, or all of them."""
    return closest(name, BY_NAME, 0.4) or ", ".join(BY_NAME)
