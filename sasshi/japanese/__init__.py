"""Japanese typesetting by JLREQ, as arithmetic on the plain values of a paragraph."""

from sasshi.japanese.adjust import adjust
from sasshi.japanese.breaking import break_lines
from sasshi.japanese.kinsoku import may_end
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.phrases import phrases
from sasshi.japanese.vertical import stand

__all__ = ["ParagraphMetrics", "adjust", "break_lines", "may_end", "phrases", "stand"]
