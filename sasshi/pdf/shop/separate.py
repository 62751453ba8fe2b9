"""Finished pages → PDF/X-4 (ISO 15930-7): in inks, with bleed and marks, and nothing to click."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from sasshi.pdf.file import open_pdf, save_pdf
from sasshi.pdf.shop.colors import recolor
from sasshi.pdf.shop.metadata import read_date, set_intent, set_metadata
from sasshi.pdf.shop.pictures import set_pictures
from sasshi.pdf.shop.press import Color, Press
from sasshi.pdf.shop.tombo import set_marks

#: What stays of a document besides its pages: bookmarks, links and tags are for screens.
_KEPT = {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}
_SCREEN = ("/Annots", "/StructParents", "/Tabs", "/AA", "/Trans", "/Dur", "/Thumb")


@dataclass(frozen=True, slots=True)
class Order:
    """What the shop is told: its press by an ICC profile, the bleed, the date as the guide says it.

    ``black`` are the colours in which text is to be solid black.
    """

    profile: bytes
    bleed_mm: float = 3.0
    black: tuple[Color, ...] = ()
    date: str | None = None


def separate(pdf: bytes, order: Order) -> bytes:
    """Make a PDF ready for a print shop; the same bytes give the same bytes.

    The pages' own BleedBox, if they have one, is what is drawn; around it stand the marks.

    Raises:
        ValueError: the bytes are not a PDF that can be read, or the profile is none of a press.

    """
    with open_pdf(pdf) as document:
        press = Press(order.profile, order.black)
        _undress(document)
        recolor(document, press)
        set_pictures(document, press)
        set_marks(document, order.bleed_mm)
        set_intent(document, order.profile, press.name)
        set_metadata(document, read_date(order.date), pdf)
        return save_pdf(document, force_version="1.6", packed=False)


def _undress(document: pikepdf.Pdf) -> None:
    """Take away what is only for screens (ISO 15930-7, 6.14, 6.15)."""
    for key in [key for key in document.Root.keys() if key not in _KEPT]:  # noqa: SIM118
        del document.Root[key]
    for page in document.pages:
        page.contents_coalesce()
        for key in _SCREEN:
            if key in page.obj:
                del page.obj[key]
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and "/StructParents" in item:
            del item["/StructParents"]
