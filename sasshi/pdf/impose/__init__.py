"""Imposition: pages → sheets to print, fold, staple and cut."""

from sasshi.pdf.impose.assemble import Imposition, Sheets, impose
from sasshi.pdf.impose.order import (
    SCHEMES,
    Refused,
    Side,
    pad_to_sheets,
    sheet_order,
    signatures,
)

__all__ = [
    "SCHEMES",
    "Imposition",
    "Refused",
    "Sheets",
    "Side",
    "impose",
    "pad_to_sheets",
    "sheet_order",
    "signatures",
]
