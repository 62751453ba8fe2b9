"""Japanese typesetting by JLREQ, as arithmetic on the plain values of a paragraph.

- ``paragraph``: the values that go in and come out.
- ``classes``: which class a character is of.
- ``kinsoku``: which characters may not begin a line, or end one.
- ``spacing``: what stands between characters, and what that may lose or take.
- ``metrics``, ``breaking``: a paragraph measured, and broken as a whole at the least cost.
- ``adjust``: a line filled.
- ``ruby``, ``digits``, ``vertical``: readings, numbers in cells, what stands upright in columns.
- ``phrases``: where headings and titles are broken.
- ``line_breaker``: all that layout asks of these, as one protocol.
"""

from sasshi.japanese.line_breaker import JapaneseLineBreaker, LineBreaker
from sasshi.japanese.phrases import phrases
from sasshi.japanese.vertical import stand

__all__ = ["JapaneseLineBreaker", "LineBreaker", "phrases", "stand"]
