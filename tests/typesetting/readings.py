"""Where readings (ruby) must not go (JLREQ 3.3.8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise

from tests.typesetting.faults import Fault, Kind, at
from tests.typesetting.lines import Line, Paragraph
from tests.typesetting.marks import is_ideographic, is_kana
from tests.typesetting.pages import MM_PER_PT, Char

#: A reading stands higher than this over the baseline, in em; the mark of a note does not.
HIGHER = 0.6
#: A reading may lie over kana by one of its own characters, half an em.
OVER_KANA = 0.5
#: What is less than this, in em, is no overlap.
SLIGHT = 0.05


def readings(paragraph: Paragraph) -> Iterator[Fault]:
    """Find readings that touch each other, lie over other words, or leave the measure."""
    em = paragraph.em
    for line in paragraph.lines:
        found = _readings(line, em)
        for before, after in pairwise(found):
            over = (before[-1].right - after[0].x) / em
            if over > SLIGHT:
                yield at(line, Kind.RUBY_TOUCHES, f"{_text(before)}|{_text(after)} {over:.2f} em")
        bases = {char for reading in found for char in _base(line, reading)}
        for reading in found:
            yield from _overhang(line, reading, bases, em)
            left, right = line.edges[0] - reading[0].x, reading[-1].right - line.edges[1]
            if max(left, right) > SLIGHT * em:
                out = max(left, right) / em
                yield at(line, Kind.RUBY_OUT, f"{_text(reading)} {out:.2f} em")


def _readings(line: Line, em: float) -> list[tuple[Char, ...]]:
    """Give the readings over a line from left to right."""
    high = [char for char in line.asides if line.baseline - char.baseline > HIGHER * em]
    pieces = groupby(sorted(high, key=lambda c: (c.piece, c.x)), key=lambda c: c.piece)
    return sorted((tuple(group) for _, group in pieces), key=lambda reading: reading[0].x)


def _base(line: Line, reading: Sequence[Char]) -> set[Char]:
    """Give the word that the middle of a reading stands over: drawn at once, and of one kind.

    Kana that are drawn with it and wholly below the reading are of the word, too (お茶).
    """
    left, right = reading[0].x, reading[-1].right
    found: set[Char] = set()
    for _, group in groupby(line.chars, key=lambda c: (c.piece, is_kana(c.text))):
        word = set(group)
        if any(char.x <= (left + right) / 2 <= char.right for char in word):
            found |= word
    pieces = {char.piece for char in found}
    slight = SLIGHT * line.chars[0].size * MM_PER_PT
    below = (
        c
        for c in line.chars
        if c.piece in pieces and left < c.x + slight and c.right < right + slight
    )
    return found.union(below)


def _overhang(line: Line, reading: Sequence[Char], bases: Set[Char], em: float) -> Iterator[Fault]:
    """Find characters that a reading covers although they are not of its word.

    A kanji with a reading of its own may be of the same word (東京): there readings may lie
    over either, and must only not touch.
    """
    left, right = reading[0].x, reading[-1].right
    for char in line.chars:
        covered = (min(right, char.right) - max(left, char.x)) / em
        if char in bases or not is_ideographic(char.text):
            continue
        inside = left < (char.x + char.right) / 2 < right
        far = OVER_KANA if is_kana(char.text) else 0.0 if not inside else 1.0
        if covered > far + SLIGHT:
            yield at(
                line, Kind.RUBY_OVERHANGS, f"{_text(reading)} over {char.text} {covered:.2f} em"
            )


def _text(chars: Sequence[Char]) -> str:
    return "".join(char.text for char in chars)
