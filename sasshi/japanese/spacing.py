"""Space between the characters of a line: what stands there, what it may lose and take.

JLREQ 3.1 and 3.2 for what stands there, 3.8.3 for reducing and 3.8.4 for spreading a line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from sasshi.japanese.classes import (
    AMBIGUOUS_SYMBOLS,
    CharClass,
    boundaries_beside,
    char_class,
    has_latin_twin,
    is_ideographic,
    is_japanese,
    positions_of,
)
from sasshi.japanese.paragraph import Em, Paragraph, Px

#: Brackets, commas and full stops take half an em, and a blank half beside it (JLREQ 3.1.2).
HALF_EM: Em = 0.5
#: Between kanji or kana and Latin: a quarter em, from an eighth to a half (JLREQ 3.2.6, 3.8).
GAP_EM: Em = 0.25
LEAST_GAP_EM: Em = 0.125
#: A word space is reduced to a quarter em (JLREQ 3.8.3), between Latin words by a fifth of it.
LEAST_WORD_SPACE_EM: Em = 0.25
LATIN_SHRINK = 0.2

_BLANK_LAST = frozenset({CharClass.CLOSING, CharClass.FULL_STOP, CharClass.COMMA})
_HAVE_BLANKS = _BLANK_LAST | {CharClass.OPENING, CharClass.MIDDLE_DOT}
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
    """For each character of a paragraph: the boundary after it.

    ``natural`` is added to the characters' own widths (below zero where blanks meet),
    ``shrink`` is what the boundary may lose, ``kinds`` what kind it is. ``blank_before`` and
    ``blank_after`` are the blanks that a character has at its outer side: a line that it begins
    or ends may do without. ``classes`` are those of the characters.
    """

    classes: list[CharClass]
    kinds: list[SpaceKind]
    natural: list[Px]
    shrink: list[Px]
    blank_before: list[Px]
    blank_after: list[Px]


def boundaries_of(paragraph: Paragraph) -> Boundaries:
    """Work out the boundaries between the characters of a paragraph."""
    size = len(paragraph.chars)
    boundaries = Boundaries(
        classes=list(map(char_class, paragraph.chars)),
        # most are kana and kanji side by side
        kinds=[SpaceKind.OPEN] * (size - 1) + [SpaceKind.CLOSED],
        natural=[0.0] * size,
        shrink=[0.0] * size,
        blank_before=[0.0] * size,
        blank_after=[0.0] * size,
    )
    marks = positions_of(boundaries.classes, _NOT_PLAIN)
    for i in marks:
        if boundaries.classes[i] in _HAVE_BLANKS:
            blanks = _blanks(paragraph, i, boundaries.classes[i])
            boundaries.blank_before[i], boundaries.blank_after[i] = blanks
    if any(paragraph.rigid):
        for i, (one, other) in enumerate(pairwise(paragraph.rigid)):
            if one and one == other:
                boundaries.kinds[i] = SpaceKind.CLOSED
    for i in boundaries_beside(marks, size):
        boundaries.kinds[i] = SpaceKind.CLOSED
        _set_boundary(paragraph, i, boundaries)
    for first, end in _joined(paragraph.calls):
        if first and boundaries.classes[first - 1] in _BLANK_LAST:
            _move_blank(first - 1, end - 1, boundaries)
    return boundaries


def _joined(calls: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give calls of notes that follow each other as one."""
    ends = dict(calls)
    for first, end in calls:
        if first not in ends.values():
            while end in ends:
                end = ends[end]
            yield first, end


def _move_blank(mark: int, call: int, boundaries: Boundaries) -> None:
    """Move the blank after a mark behind the call of a note that follows it, up to ``call``.

    The call belongs to what ends there (JLREQ 4.2.3); what is after it meets the mark.
    """
    before, last = boundaries.classes[mark], boundaries.blank_after[mark]
    boundaries.kinds[mark] = SpaceKind.CLOSED
    boundaries.natural[mark], boundaries.shrink[mark] = -last, 0.0
    after = boundaries.classes[call + 1] if call + 1 < len(boundaries.classes) else CharClass.RETURN
    if not last or after is CharClass.RETURN:
        return
    first = boundaries.blank_before[call + 1]
    kept = _blank_kept(before, after, last, first)
    boundaries.natural[call] = kept - first
    if kept:
        _set_blank(before, after, call, kept, boundaries)


def _blanks(paragraph: Paragraph, i: int, char_class: CharClass) -> tuple[Px, Px]:
    """Give the blanks before and after the ink of a full-width mark, by its width.

    A proportional font has none where it is already half an em wide.
    """
    em = paragraph.sizes[i]
    over = paragraph.widths[i] - HALF_EM * em
    if over <= 0.05 * em or (has_latin_twin(paragraph.chars[i]) and over < 0.4 * em):
        return _NO_BLANKS
    if char_class is CharClass.OPENING:
        return over, 0.0
    return (over / 2, over / 2) if char_class is CharClass.MIDDLE_DOT else (0.0, over)


def _set_boundary(paragraph: Paragraph, i: int, boundaries: Boundaries) -> None:
    before, after = boundaries.classes[i], boundaries.classes[i + 1]
    if before in _FREE or after in _FREE:
        if before is not CharClass.RETURN and after is not CharClass.RETURN:
            boundaries.kinds[i] = SpaceKind.OPEN
        return
    if paragraph.rigid[i] and paragraph.rigid[i] == paragraph.rigid[i + 1]:
        return
    last, first = boundaries.blank_after[i], boundaries.blank_before[i + 1]
    if last or first:
        kept = _blank_kept(before, after, last, first)
        boundaries.natural[i] = kept - last - first
        if kept:
            _set_blank(before, after, i, kept, boundaries)
        return
    if before is CharClass.SPACE:
        boundaries.kinds[i] = SpaceKind.WORD
        boundaries.shrink[i] = _word_shrink(paragraph, i)
        return
    if _is_gap(paragraph, before, after, i):
        em = paragraph.sizes[i] if before is not CharClass.WESTERN else paragraph.sizes[i + 1]
        boundaries.kinds[i] = SpaceKind.GAP
        boundaries.natural[i], boundaries.shrink[i] = GAP_EM * em, (GAP_EM - LEAST_GAP_EM) * em
        return
    if _opens(paragraph, before, after, i):
        boundaries.kinds[i] = SpaceKind.OPEN


def _word_shrink(paragraph: Paragraph, i: int) -> Px:
    """Give what a word space may lose: down to a quarter em; between Latin words a fifth of it."""
    chars = paragraph.chars
    over = paragraph.widths[i] - LEAST_WORD_SPACE_EM * paragraph.sizes[i]
    latin = not (i and is_japanese(chars[i - 1])) and not is_japanese(chars[i + 1])
    return max(0.0, over, LATIN_SHRINK * paragraph.widths[i] if latin else 0.0)


def _blank_kept(before: CharClass, after: CharClass, last: Px, first: Px) -> Px:
    """Give what is left of the blanks where two marks meet (JLREQ 3.1.4, table 1)."""
    if before in _BLANK_LAST:
        if after in _BLANK_LAST:
            return 0.0
        if after is CharClass.MIDDLE_DOT:
            return first
        return max(last, first) if after is CharClass.OPENING else last
    if before is CharClass.OPENING:
        return 0.0 if after is CharClass.OPENING else first
    if before is CharClass.MIDDLE_DOT:
        return last if after is CharClass.OPENING else last + first
    return first


def _set_blank(
    before: CharClass, after: CharClass, i: int, kept: Px, boundaries: Boundaries
) -> None:
    """Note what the blank beside a mark may lose: all of it, but that of a full stop nothing."""
    dot = before is CharClass.MIDDLE_DOT or after is CharClass.MIDDLE_DOT
    boundaries.kinds[i] = SpaceKind.DOT if dot else SpaceKind.MARK
    if before is not CharClass.FULL_STOP:  # JLREQ 3.8.3: it marks the end of a sentence
        boundaries.shrink[i] = kept


def _is_gap(paragraph: Paragraph, before: CharClass, after: CharClass, i: int) -> bool:
    """Tell whether Japanese and Latin meet here (JLREQ 3.2.6); code and URLs keep to themselves."""
    if paragraph.rigid[i] < 0 or paragraph.rigid[i + 1] < 0:
        return False
    if before is CharClass.WESTERN:
        return is_ideographic(paragraph.chars[i + 1])
    return after is CharClass.WESTERN and is_ideographic(paragraph.chars[i])


def _opens(paragraph: Paragraph, before: CharClass, after: CharClass, i: int) -> bool:
    """Tell whether a line may be spread here (JLREQ 3.8.4 d): never at the inner side of a mark."""
    one, other = paragraph.chars[i], paragraph.chars[i + 1]
    if before is after is CharClass.INSEPARABLE and one == other:
        return False
    if before is CharClass.OPENING or after in _BLANK_LAST:
        return False
    symbols = one in AMBIGUOUS_SYMBOLS and other in AMBIGUOUS_SYMBOLS
    return symbols or is_japanese(one) or is_japanese(other)
