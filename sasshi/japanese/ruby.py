"""Ruby: the room that readings need, and where each stands over its word (JLREQ 3.3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from sasshi.japanese.paragraph import Em, Pad, Paragraph, Px, Ruby

#: How far a reading may stand over kana beside its word, in its base's em: an em of its own.
_OVER_KANA_EM: Em = 0.5


class Reading(NamedTuple):
    """What is read over characters ``first`` up to ``end``, and how wide it is."""

    first: int
    end: int
    width: Px


class Word(NamedTuple):
    """What is read as one: a base with its reading, or a compound with a reading for each part.

    A line may end between the parts. The readings may reach ``left`` before the word's
    characters and ``right`` beyond.
    """

    readings: tuple[Reading, ...]
    left: Px = 0.0
    right: Px = 0.0

    @property
    def first(self) -> int:
        """The word's first character."""
        return self.readings[0].first

    @property
    def end(self) -> int:
        """Up to which character it goes."""
        return self.readings[-1].end


def word_of(words: Sequence[Word], reading: Reading) -> Word:
    """Find the word that a reading is of; ``words`` are in the order of their characters."""
    return words[bisect_right(words, reading.first, key=lambda word: word.first) - 1]


def make_room(
    words: Sequence[Word], paragraph: Paragraph
) -> tuple[tuple[Word, ...], dict[int, Pad]]:
    """Give words with a reading that is wider than its base the room that they need.

    Returns:
        The words, with how far their readings may reach, and what their characters need beside
        themselves.

    """
    needs = [(word, _excess(word, paragraph.widths)) for word in words]
    wide = [word for word, excess in needs if max(excess) > 0]
    ends = {i for word in wide for i in (word.first, word.end - 1)}
    roomy: list[Word] = []
    pads: dict[int, Pad] = {}
    for word, excess in needs:
        if max(excess) > 0:
            before = _over_kana(paragraph, word.first, -1, ends)
            beyond = _over_kana(paragraph, word.end - 1, 1, ends)
            count = word.end - word.first
            lead, trail = _shares(sum(excess), before, beyond, count)
            word = word._replace(left=lead + before, right=trail + beyond)
            pads.update(_pads(word, excess, lead, trail))
        roomy.append(word)
    return tuple(roomy), pads


def _excess(word: Word, widths: Sequence[Px]) -> list[Px]:
    """Give for each character of a word by how much its reading is wider than its base.

    That of a base of several characters goes to the first.
    """
    excess = [0.0] * (word.end - word.first)
    for reading in word.readings:
        base = sum(widths[reading.first : reading.end])
        excess[reading.first - word.first] = reading.width - base
    return excess


def _pads(word: Word, excess: Sequence[Px], lead: Px, trail: Px) -> Iterator[tuple[int, Pad]]:
    """Make room around and between the characters of a word (3.3.6 to 3.3.8).

    Its readings may stand over each other's characters, then over kana beside the word; what
    they need beyond that is shared by its characters. A part that a line begins or ends with
    is set by itself.
    """
    first, end = word.first, word.end
    ruby = Ruby(first, [0.0, *accumulate(excess)], lead + trail)
    for i in range(first, end):
        yield (
            i,
            Pad(
                lead=lead if i == first else 0.0,
                trail=trail if i == end - 1 else lead + trail,
                head=ruby.lacks(i, end - 1, word.right),
                tail=ruby.lacks(first, i, word.left),
                ruby=ruby,
            ),
        )


def _shares(excess: Px, before: Px, beyond: Px, count: int) -> tuple[Px, Px]:
    """Give what each of a word's ``count`` characters needs before and after itself.

    ``before`` and ``beyond`` are what may stand over kana; what one side lacks may stand on
    the other.
    """
    half = excess / 2
    if excess <= before + beyond:
        return 0.0, 0.0
    lacking = max(0.0, half - before), max(0.0, half - beyond)
    share = (excess - before - beyond) / sum(lacking) / count
    return lacking[0] * share, lacking[1] * share


def _over_kana(paragraph: Paragraph, i: int, step: int, ends: Set[int]) -> Px:
    """Give how far a reading may stand over what is beside a word's outer character.

    Over kana without a reading of its own; over half as much of it if it is alone between two
    wide readings, whose ``ends`` would meet there and be taken for one.
    """
    beside = i + step
    if not 0 <= beside < len(paragraph.chars) or paragraph.rigid[beside]:
        return 0.0
    if not "\u3041" <= paragraph.chars[beside] <= "\u30ff":
        return 0.0
    most = _OVER_KANA_EM * paragraph.sizes[i]
    return most / 2 if beside + step in ends else most


def places(bases: Sequence[tuple[Px, Px]], widths: Sequence[Px], left: Px, right: Px) -> list[Px]:
    """Give where the readings over some bases begin: each as near its base's middle as all allow.

    They do not overlap, and stand between ``left`` and ``right``. Least squares under an order
    (isotonic regression): neighbours that would overlap are pooled, and share what they are off.
    """
    offsets = list(accumulate(widths, initial=0.0))
    pools: list[tuple[Px, int]] = []
    for (start, end), width, offset in zip(bases, widths, offsets, strict=False):
        total, count = (start + end - width) / 2 - offset, 1
        while pools and pools[-1][0] * count > total * pools[-1][1]:
            more, others = pools.pop()
            total, count = total + more, count + others
        pools.append((total, count))
    low, high = left, right - offsets[-1]
    if low > high:  # by an error of rounding
        low = high = (low + high) / 2
    shifts = [min(max(total / count, low), high) for total, count in pools for _ in range(count)]
    return [shift + offset for shift, offset in zip(shifts, offsets, strict=False)]
