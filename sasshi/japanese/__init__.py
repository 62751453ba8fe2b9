"""Japanese typesetting by JLREQ, as arithmetic on the plain values of a paragraph."""

from sasshi.japanese.compose import Composer, compose
from sasshi.japanese.kinsoku import may_end
from sasshi.japanese.lines import adjust
from sasshi.japanese.phrases import columns, phrases

__all__ = ["Composer", "adjust", "columns", "compose", "may_end", "phrases"]
