"""Space between the characters of a line: what stands there, what it may lose and take.

JLREQ 3.1 and 3.2 for what stands there, 3.8.3 for reducing and 3.8.4 for spreading a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from sasshi.japanese.classes import (
    CharClass,
    beside,
    char_class,
    has_latin_twin,
    is_ideographic,
    is_japanese,
    some_of,
)
from sasshi.model import Paragraph

#: Brackets, commas and full stops take half an em, and a blank half beside it (JLREQ 3.1.2).
HALF = 0.5
#: Between kanji or kana and Latin: a quarter em, from an eighth to a half (JLREQ 3.2.6, 3.8).
GAP, LEAST_GAP = 0.25, 0.125
#: A word space is reduced to a quarter em (JLREQ 3.8.3), between Latin words by a fifth.
LEAST_WORD_SPACE, LATIN_SHRINK = 0.25, 0.2

_LAST_BLANK = frozenset({CharClass.CLOSING, CharClass.FULL_STOP, CharClass.COMMA})
_HAVE_BLANKS = _LAST_BLANK | {CharClass.OPENING, CharClass.MIDDLE_DOT}
_NO_BLANKS = (0.0, 0.0)
_PLAIN = frozenset(
    {CharClass.KANA, CharClass.IDEOGRAPH, CharClass.SMALL_KANA, CharClass.LONG_VOWEL}
)
_NOT_PLAIN = frozenset(CharClass) - _PLAIN
_FREE = frozenset({CharClass.ATOM, CharClass.RETURN})


class SpaceKind(IntEnum):
    """What kind of place for space the boundary after a character is, in the order of use."""

    CLOSED = 0
    WORD = 1
    DOT = 2
    MARK = 3
    GAP = 4
    OPEN = 5


@dataclass(slots=True)
class Boundaries:
    """For each character of a paragraph: the boundary after it, in px.

    ``natural`` is added to the characters' own widths (below zero where blanks meet),
    ``shrink`` is what the boundary may lose, ``place`` what kind it is. ``head`` and ``tail``
    are the blanks that a character has at its outer side: a line that it begins or ends may do
    without. ``kinds`` are the classes of the characters.
    """

    kinds: list[CharClass]
    natural: list[float]
    shrink: list[float]
    place: list[SpaceKind]
    head: list[float]
    tail: list[float]


def boundaries(par: Paragraph) -> Boundaries:
    """Work out the boundaries between the characters of a paragraph."""
    size = len(par.chars)
    found = Boundaries(
        kinds=list(map(char_class, par.chars)),
        natural=[0.0] * size,
        shrink=[0.0] * size,
        place=[SpaceKind.OPEN] * (size - 1)
        + [SpaceKind.CLOSED],  # most are kana and kanji side by side
        head=[0.0] * size,
        tail=[0.0] * size,
    )
    marks = some_of(found.kinds, _NOT_PLAIN)
    for i in marks:
        if found.kinds[i] in _HAVE_BLANKS:
            found.head[i], found.tail[i] = _blanks(par, i, found.kinds[i])
    if any(par.rigid):
        for i, (one, other) in enumerate(pairwise(par.rigid)):
            if one and one == other:
                found.place[i] = SpaceKind.CLOSED
    for i in beside(marks, size):
        found.place[i] = SpaceKind.CLOSED
        _between(par, i, found)
    return found


def _blanks(par: Paragraph, i: int, kind: CharClass) -> tuple[float, float]:
    """Give the blank px before and after the ink of a full-width mark, by its width.

    A proportional font has none where it is already half an em wide.
    """
    em = par.sizes[i]
    over = par.widths[i] - HALF * em
    if over <= 0.05 * em or (has_latin_twin(par.chars[i]) and over < 0.4 * em):
        return _NO_BLANKS
    if kind is CharClass.OPENING:
        return over, 0.0
    return (over / 2, over / 2) if kind is CharClass.MIDDLE_DOT else (0.0, over)


def _between(par: Paragraph, i: int, found: Boundaries) -> None:
    """Work out one boundary."""
    before, after = found.kinds[i], found.kinds[i + 1]
    if before in _FREE or after in _FREE:
        if before is not CharClass.RETURN and after is not CharClass.RETURN:
            found.place[i] = SpaceKind.OPEN
        return
    if par.rigid[i] and par.rigid[i] == par.rigid[i + 1]:
        return
    last, first = found.tail[i], found.head[i + 1]
    if last or first:
        kept = _kept(before, after, last, first)
        found.natural[i] = kept - last - first
        if kept:
            _mark(before, after, i, kept, found)
        return
    if before is CharClass.SPACE:
        found.place[i] = SpaceKind.WORD
        found.shrink[i] = _word_shrink(par, i)
        return
    if _is_gap(par, before, after, i):
        em = par.sizes[i] if before is not CharClass.WESTERN else par.sizes[i + 1]
        found.place[i] = SpaceKind.GAP
        found.natural[i], found.shrink[i] = GAP * em, (GAP - LEAST_GAP) * em
        return
    if _opens(par, before, after, i):
        found.place[i] = SpaceKind.OPEN


def _word_shrink(par: Paragraph, i: int) -> float:
    """Give what a word space may lose: down to a quarter em; between Latin words a fifth of it."""
    over = par.widths[i] - LEAST_WORD_SPACE * par.sizes[i]
    latin = not (i and is_japanese(par.chars[i - 1])) and not is_japanese(par.chars[i + 1])
    return max(0.0, over, LATIN_SHRINK * par.widths[i] if latin else 0.0)


def _kept(before: CharClass, after: CharClass, last: float, first: float) -> float:
    """Give what is left of the blanks where two marks meet (JLREQ 3.1.4, table 1)."""
    if before in _LAST_BLANK:
        if after in _LAST_BLANK:
            return 0.0
        if after is CharClass.MIDDLE_DOT:
            return first
        return max(last, first) if after is CharClass.OPENING else last
    if before is CharClass.OPENING:
        return 0.0 if after is CharClass.OPENING else first
    if before is CharClass.MIDDLE_DOT:
        return last if after is CharClass.OPENING else last + first
    return first


def _mark(before: CharClass, after: CharClass, i: int, kept: float, found: Boundaries) -> None:
    """Note what the blank beside a mark may lose: all of it, but that of a full stop nothing."""
    dot = before is CharClass.MIDDLE_DOT or after is CharClass.MIDDLE_DOT
    found.place[i] = SpaceKind.DOT if dot else SpaceKind.MARK
    if before is not CharClass.FULL_STOP:  # JLREQ 3.8.3: it marks the end of a sentence
        found.shrink[i] = kept


def _is_gap(par: Paragraph, before: CharClass, after: CharClass, i: int) -> bool:
    """Tell whether Japanese and Latin meet here (JLREQ 3.2.6); code and URLs keep to themselves."""
    if par.rigid[i] < 0 or par.rigid[i + 1] < 0:
        return False
    if before is CharClass.WESTERN:
        return is_ideographic(par.chars[i + 1])
    return after is CharClass.WESTERN and is_ideographic(par.chars[i])


def _opens(par: Paragraph, before: CharClass, after: CharClass, i: int) -> bool:
    """Tell whether a line may be spread here (JLREQ 3.8.4 d): never at the inner side of a mark."""
    if before is after is CharClass.INSEPARABLE and par.chars[i] == par.chars[i + 1]:
        return False
    if before is CharClass.OPENING or after in _LAST_BLANK:
        return False
    return is_japanese(par.chars[i]) or is_japanese(par.chars[i + 1])
