"""Imposition: pages → sheets to print, fold, staple and cut."""

from sasshi.pdf.impose.assemble import Sheets, impose
from sasshi.pdf.impose.options import DEFAULT_CREEP_MM, Imposition
from sasshi.pdf.impose.order import (
    MOST_NESTED,
    SCHEMES,
    Refused,
    Scheme,
    Side,
    pad_to_sheets,
    sheet_order,
    signatures,
)
from sasshi.pdf.impose.typefaces import Glyphs, GlyphsOf

__all__ = [
    "DEFAULT_CREEP_MM",
    "MOST_NESTED",
    "SCHEMES",
    "Glyphs",
    "GlyphsOf",
    "Imposition",
    "Refused",
    "Scheme",
    "Sheets",
    "Side",
    "impose",
    "pad_to_sheets",
    "sheet_order",
    "signatures",
]
