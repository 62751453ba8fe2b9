"""Finished pages → PDF/X-4 (ISO 15930-7): in inks, with bleed and marks, and nothing to click."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from sasshi.model.color import Color
from sasshi.pdf.file import open_pdf, save_pdf
from sasshi.pdf.shop.colors import recolor
from sasshi.pdf.shop.crop_marks import set_crop_marks
from sasshi.pdf.shop.pdfx_metadata import read_date, set_intent, set_metadata
from sasshi.pdf.shop.pictures import set_pictures
from sasshi.pdf.shop.press_profile import PressProfile

#: What stays of a document besides its pages: bookmarks, links and tags are for screens.
_KEPT = {"/Type", "/Pages", "/Lang", "/ViewerPreferences"}
_SCREEN = ("/Annots", "/StructParents", "/Tabs", "/AA", "/Trans", "/Dur", "/Thumb")


@dataclass(frozen=True, slots=True)
class SeparationOptions:
    """How pages are separated, and what the file says of itself.

    ``profile`` is the ICC profile of the press, ``black`` are the colours in which text is to be
    solid black, ``date`` is as the guide has it.
    """

    profile: bytes
    bleed_mm: float = 3.0
    black: tuple[Color, ...] = ()
    date: str | None = None


def separate(pdf: bytes, options: SeparationOptions) -> bytes:
    """Make a PDF ready for a print shop; the same bytes give the same bytes.

    The pages' own BleedBox, if they have one, is what is drawn; around it stand the marks.

    Raises:
        ValueError: the bytes are not a PDF that can be read, or the profile is none of a press.

    """
    with open_pdf(pdf) as document:
        press = PressProfile(options.profile, options.black)
        _drop_what_is_for_screens(document)
        recolor(document, press)
        set_pictures(document, press)
        set_crop_marks(document, options.bleed_mm)
        set_intent(document, options.profile, press.name)
        set_metadata(document, read_date(options.date), pdf)
        return save_pdf(document, force_version="1.6", packed=False)


def _drop_what_is_for_screens(document: pikepdf.Pdf) -> None:
    """Leave what a press has no use for (ISO 15930-7, 6.14, 6.15)."""
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
