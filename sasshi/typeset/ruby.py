"""Ruby: the room that readings need, and where each stands over its word (JLREQ 3.3)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sasshi.model import Pad, Ruby

if TYPE_CHECKING:
    from sasshi.typeset.paragraph import Flow

Box = Any
#: In em of the base: how far a reading may stand over kana beside its word, an em of its own.
_OVER_KANA = 0.5


@dataclass(slots=True)
class Reading:
    """The reading of a ruby over characters ``first`` up to ``end``, and its width in px.

    It is ``layout`` that was measured; it can serve only once, since it is spread.
    """

    rt: Box
    text: Box
    first: int
    end: int
    width: float
    layout: Any = None


@dataclass(slots=True)
class Word:
    """What is read as one: a base with its reading, or a compound with a reading for each part.

    A line may end between the parts. The readings may reach ``left`` px before the word's
    characters and ``right`` px beyond.
    """

    readings: list[Reading]
    left: float = 0.0
    right: float = 0.0

    @property
    def first(self) -> int:
        """Give the word's first character."""
        return self.readings[0].first

    @property
    def end(self) -> int:
        """Give up to which character it goes."""
        return self.readings[-1].end


def word_of(words: Sequence[Word], reading: Reading) -> Word:
    """Find the word that a reading is of."""
    return words[bisect_right(words, reading.first, key=lambda word: word.first) - 1]


def compounds(words: Sequence[Word]) -> list[Word]:
    """Join what is marked up as a compound (熟語, JLREQ 3.3.7); kana without a reading part it."""
    found: list[Word] = []
    for word in words:
        if found and found[-1].end == word.first:
            found[-1].readings += word.readings
        else:
            found.append(word)
    return found


def pads(flow: Flow) -> dict[int, Pad]:
    """Give words with a reading that is wider than its base the room that they need."""
    needs = [(word, _excess(flow, word)) for word in flow.words]
    wide = [(word, excess) for word, excess in needs if max(excess) > 0]
    ends = {i for word, _ in wide for i in (word.first, word.end - 1)}
    return dict(pad for word, excess in wide for pad in _pads(flow, word, excess, ends))


def _excess(flow: Flow, word: Word) -> list[float]:
    """Give for each character of a word by how many px its reading is wider than its base.

    That of a base of several characters goes to the first.
    """
    excess = [0.0] * (word.end - word.first)
    for reading in word.readings:
        base = sum(flow.widths[reading.first : reading.end])
        excess[reading.first - word.first] = reading.width - base
    return excess


def _pads(
    flow: Flow, word: Word, excess: Sequence[float], ends: Set[int]
) -> Iterator[tuple[int, Pad]]:
    """Make room around and between the characters of a word (JLREQ 3.3.6 to 3.3.8).

    Its readings may stand over each other's characters, then over kana beside the word; what
    they need beyond that is shared by its characters. A part that a line begins or ends with
    is set by itself.
    """
    first, end = word.first, word.end
    before = _over_kana(flow, first, -1, ends)
    beyond = _over_kana(flow, end - 1, 1, ends)
    lead, trail = _shares(sum(excess), before, beyond, end - first)
    word.left, word.right = lead + before, trail + beyond
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


def _shares(excess: float, before: float, beyond: float, count: int) -> tuple[float, float]:
    """Give the px that each of a word's characters needs before and after itself.

    ``before`` and ``beyond`` are what may stand over kana; what one side lacks may stand on
    the other.
    """
    half = excess / 2
    if excess <= before + beyond:
        return 0.0, 0.0
    lacking = max(0.0, half - before), max(0.0, half - beyond)
    share = (excess - before - beyond) / sum(lacking) / count
    return lacking[0] * share, lacking[1] * share


def _over_kana(flow: Flow, i: int, step: int, ends: Set[int]) -> float:
    """Give how many px a reading may stand over what is beside a word's outer character.

    Over kana without a reading of its own; over half as much of it if it is alone between two
    wide readings, whose ``ends`` would meet there and be taken for one.
    """
    beside = i + step
    if not 0 <= beside < len(flow.texts) or flow.rigid[beside]:
        return 0.0
    if not "\u3041" <= flow.texts[beside][0] <= "\u30ff":
        return 0.0
    most = _OVER_KANA * flow.sizes[i]
    return most / 2 if beside + step in ends else most


def places(
    bases: Sequence[tuple[float, float]], widths: Sequence[float], left: float, right: float
) -> list[float]:
    """Give where the readings over some bases begin: each as near its base's middle as all allow.

    They do not overlap, and stand between ``left`` and ``right``. Least squares under an order
    (isotonic regression): neighbours that would overlap are pooled, and share what they are off.
    """
    offsets = list(accumulate(widths, initial=0.0))
    pools: list[tuple[float, int]] = []
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
