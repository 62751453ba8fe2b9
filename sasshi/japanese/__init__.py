"""Japanese typesetting by JLREQ, as arithmetic on the plain values of a paragraph."""

from sasshi.japanese.compose import compose
from sasshi.japanese.composer import Composer
from sasshi.japanese.kinsoku import may_end
from sasshi.japanese.lines import adjust
from sasshi.japanese.phrases import columns, phrases
from sasshi.japanese.vertical import stand
from sasshi.japanese.wrap import em_width, lines, longest_piece

__all__ = [
    "Composer",
    "adjust",
    "columns",
    "compose",
    "em_width",
    "lines",
    "longest_piece",
    "may_end",
    "phrases",
    "stand",
]
