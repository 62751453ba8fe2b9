"""A line of a title, measured: how long each of its characters is, in a line or in a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from sasshi.japanese.classes import is_ideographic, is_japanese
from sasshi.japanese.title_breaks import break_costs, clusters
from sasshi.model import is_cjk
from sasshi.render.title_widths import em_of

#: Between Latin and Japanese letters in a line (JLREQ 3.2.6), in em.
_GAP: Final = 0.25
#: In em: what a blank takes in a column, and what one of Japanese does.
_BLANK, _WIDE_BLANK = 0.5, 0.75
#: Breaks no dearer than this are where a title has its parts: after its marks and blanks.
_PART: Final = 0.6
#: What lies on its side in a column: a Latin word, a number, each with its marks.
_TURNED: Final = re.compile("[!-~\u00a1-\u024f\u0300-\u052f\u2013\u2019]+")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
#: What stands in a cell of its own there: a letter, a number of two digits, a pair of marks.
_STANDING: Final = re.compile(r"[0-9]{1,2}|[A-Za-z!?]|[!?]{2}")


class Cell(NamedTuple):
    """What follows one another in a column: ``char``, ``pair`` (縦中横), ``turned``, ``blank``.

    ``em`` is how much of the column it takes, ``wide`` how wide its text is, both in em.
    """

    kind: str
    text: str
    em: float
    wide: float = 1.0


@dataclass(frozen=True, slots=True)
class TitleStyle:
    """How a title is set."""

    lang: str
    face: str
    spacing: float
    upright: bool


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line as written: its clusters, how far into it each begins, in em; the breaks' costs."""

    parts: tuple[str, ...]
    begins: tuple[float, ...]
    costs: tuple[float, ...]

    def width(self, start: int, end: int) -> float:
        """Give the length of a line from one cluster up to another, without blanks at its end."""
        while end > start and self.parts[end - 1].isspace():
            end -= 1
        return self.begins[end] - self.begins[start]

    def is_rest(self, start: int, end: int) -> bool:
        """Tell whether a line would be one or two Japanese letters, and no part of its own."""
        ends = [self.costs[at - 1] for at in (start, end) if 0 < at < len(self.parts)]
        short = sum(not part.isspace() for part in self.parts[start:end]) <= 2
        return short and max(ends) > _PART and is_japanese(self.parts[start][0])


def plain(text: str) -> str:
    """Make one blank of several, and of a line's end; a wide one stays."""
    return _BLANKS.sub(" ", text).strip()


@lru_cache(maxsize=500)
def title_line(text: str, how: TitleStyle) -> TitleLine:
    """Measure a text, and weigh its breaks."""
    parts = tuple(clusters(text))
    lengths = _down(text, how) if how.upright else _along(parts, how)
    begins = tuple(accumulate(lengths, initial=0.0))
    return TitleLine(parts, begins, tuple(break_costs(parts, how.lang)))


def _along(parts: Sequence[str], how: TitleStyle) -> Iterator[float]:
    """Give how long each cluster is in a line, in em."""
    cjk = is_cjk(how.lang)
    for at, part in enumerate(parts):
        gap = at + 1 < len(parts) and _takes_gap(part[0], parts[at + 1][0])
        yield em_of(part[0], how.face, cjk) + how.spacing + (_GAP if gap else 0.0)


def _down(text: str, how: TitleStyle) -> Iterator[float]:
    """Give how long each cluster is in a column; a word's length is its first letter's."""
    for cell in cells_of(text, how):
        yield cell.em
        yield from (0.0 for _ in clusters(cell.text)[1:])


def cells_of(text: str, how: TitleStyle) -> Iterator[Cell]:
    """Cut a text into what stands in a column."""
    cjk, at = is_cjk(how.lang), 0
    for word in [*_TURNED.finditer(text), None]:
        for part in clusters(text[at : word.start() if word else len(text)]):
            if part.isspace():
                yield Cell("blank", part, _BLANK if part == " " else _WIDE_BLANK)
            else:
                yield Cell("char", part, 1.0 + how.spacing)
        if word is None:
            return
        at = word.end()
        wide = sum(em_of(char, how.face, cjk) for char in word[0])
        if not _STANDING.fullmatch(word[0]):
            yield Cell("turned", word[0], wide + how.spacing, wide)
        else:
            kind = "pair" if len(word[0]) == 2 else "char"
            yield Cell(kind, word[0], 1.0 + how.spacing, wide)


def _takes_gap(before: str, after: str) -> bool:
    """Tell whether a line has a gap between two characters: Latin beside kana or kanji."""
    sides = is_ideographic(before), is_ideographic(after)
    other = after if sides[0] else before
    return sides[0] is not sides[1] and other.isalnum()
