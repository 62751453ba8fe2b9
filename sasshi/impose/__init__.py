"""Imposition: pages → sheets to print, fold, staple and cut."""

from sasshi.impose.assemble import Imposition, Sheets, impose
from sasshi.impose.order import (
    BOUND,
    SCHEMES,
    Refused,
    Side,
    pad_to_sheets,
    sheet_order,
    signatures,
)
from sasshi.impose.sheet import PAPERS

__all__ = [
    "BOUND",
    "PAPERS",
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
