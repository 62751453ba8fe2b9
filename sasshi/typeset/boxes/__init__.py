"""The one part that touches WeasyPrint's private boxes.

Pinned to WeasyPrint 70.0; ``tests/test_engine.py`` says clearly what has moved when another
version comes. Done here, since the engine cannot: lines are broken and adjusted by JLREQ
(``paragraph``, ``lines``, ``texts``), blocks end on the line grid (``flow``), and the page numbers
of the contents are filled in after layout (``checks``; ``target-counter`` would cost a second
layout).
"""

from sasshi.typeset.boxes.blocks import blocks
from sasshi.typeset.boxes.checks import (
    Overflow,
    cut_off,
    fill_page_numbers,
    loose_lines,
    overflows,
    placeholders,
    set_text,
    styles,
    walk,
)
from sasshi.typeset.boxes.drawing import (
    KeepGlyphs,
    SpaceOf,
    SpreadLayout,
    quick_writing,
    square_groups,
    uncopied_spaces,
)
from sasshi.typeset.boxes.flow import Grid, own_layout
from sasshi.typeset.boxes.lines import Typesetting
from sasshi.typeset.boxes.paragraph import SETTINGS, Rules

__all__ = [
    "SETTINGS",
    "Grid",
    "KeepGlyphs",
    "Overflow",
    "Rules",
    "SpaceOf",
    "SpreadLayout",
    "Typesetting",
    "blocks",
    "cut_off",
    "fill_page_numbers",
    "loose_lines",
    "overflows",
    "own_layout",
    "placeholders",
    "quick_writing",
    "set_text",
    "square_groups",
    "styles",
    "uncopied_spaces",
    "walk",
]
