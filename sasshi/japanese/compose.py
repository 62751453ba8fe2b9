"""Line breaking: where the lines of a paragraph end, for the paragraph as a whole.

Each way to break it has a cost: what its lines would have to be spread or reduced (JLREQ 3.8),
hyphens, and a last line of a single character. The cheapest is found by dynamic programming
over the places where a line may begin (Knuth and Plass, Breaking Paragraphs into Lines, 1981),
the cheapest first (Dijkstra), with few candidates for each line: Japanese may be broken nearly
everywhere, and only those ends that nearly fill the measure are worth a look.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate
from math import inf

from sasshi.japanese.classes import Kind
from sasshi.japanese.spacing import Place, boundaries
from sasshi.model import Break, Line, Paragraph, Setting

#: So many ends that fit are looked at for each line, from the longest down.
CANDIDATES = 5
#: In em: reducing, trimming and hanging never bring in more than this.
MOST_BROUGHT_IN = 3.0
#: Costs. A line spread by an eighth of an em at each place costs 100; one reduced as far as it
#: goes costs as much as one spread by a twenty-fifth: a little of it is hardly seen, and JLREQ
#: would rather reduce than spread, but commas without any blank are.
SPREAD, EIGHTH, REDUCE = 100.0, 0.125, 10.0
#: A Latin line whose word spaces grow by a quarter em costs 10; reducing them costs little.
WORDS, REDUCE_WORDS = 10.0, 1.0
QUARTER = 0.25
HYPHEN, HYPHEN_AGAIN = 4.0, 60.0
RUNT, SHORT_LAST = 2000.0, 60.0
RAGGED, ANOTHER_LINE = 100.0, 1e3
EMERGENCY, OVERFULL = 1e5, 1e7
#: What is not seen at a line's end. A no-break space is: it was put there to take its place.
_INVISIBLE = frozenset(" \n")
_CLOSERS = frozenset({Kind.CLOSING, Kind.FULL_STOP, Kind.COMMA, Kind.DIVIDING, Kind.MARK})


class Composer:
    """A paragraph made ready: sums from its start, so that any line is measured at once."""

    def __init__(self, par: Paragraph, setting: Setting) -> None:
        self.par = par
        self.setting = setting
        self.at = at = boundaries(par)
        for i, pad in par.pads.items():
            at.natural[i] += pad.trail
            if i:
                at.natural[i - 1] += pad.lead
        self.begin = [0.0, *accumulate(w + n for w, n in zip(par.widths, at.natural, strict=True))]
        self.shrink = [0.0, *accumulate(at.shrink)]
        self.words = self._sum(Place.WORD, Place.WORD)
        self.gaps = self._sum(Place.GAP, Place.GAP)
        self.opens = self._sum(Place.DOT, Place.OPEN)
        self.seen = self._seen()
        last = len(par.chars) - 1
        self.ends = [i for i, way in enumerate(par.breaks) if way or i == last]
        self.reach = [self._reach(end) for end in self.ends]
        self.forced = [n for n, i in enumerate(self.ends) if par.breaks[i] is Break.FORCED]

        self.opening = _skip(self, 0)

    def is_first(self, start: int) -> bool:
        """Tell whether a line that begins at a character is the paragraph's first."""
        return start <= self.opening

    def room(self, start: int) -> float:
        """Give the px that a line has which begins at a character."""
        return self.setting.measure - (self.setting.indent if self.is_first(start) else 0.0)

    def unbroken(self) -> Iterator[Line]:
        """Give the paragraph's lines if they end only where that is asked for."""
        start, last = 0, len(self.par.chars) - 1
        for end in [*(self.ends[number] for number in self.forced), last]:
            if start <= end:
                yield _line(self, min(_skip(self, start), end), end)
            start = end + 1

    def _sum(self, first: Place, last: Place) -> list[float]:
        """Sum up, in px, an em for each place of some kinds."""
        places = self.at.place
        if first is last and first not in places:
            return [0.0] * (len(places) + 1)
        pairs = zip(self.par.sizes, places, strict=True)
        return [0.0, *accumulate([em if first <= place <= last else 0.0 for em, place in pairs])]

    def _seen(self) -> Sequence[int]:
        """Give for each character the last one up to it that is to be seen."""
        chars = self.par.chars
        if _INVISIBLE.isdisjoint(chars):
            return range(len(chars))
        found, last = [], -1
        for i, char in enumerate(chars):
            last = last if char in _INVISIBLE else i
            found.append(last)
        return found

    def _reach(self, end: int) -> float:
        """Give where the last character that is to be seen ends, from the paragraph's start."""
        seen = self.seen[end]
        return self.begin[seen + 1] - self.at.natural[seen] if seen >= 0 else 0.0

    def head(self, start: int, first: bool) -> float:
        """Give by how many px a line's first character moves to the left of the line's start."""
        blank = self.at.head[start]
        if not blank or self.setting.line_start == "full":
            return 0.0
        half = 0.5 * self.par.sizes[start]
        more = half if first and self.setting.line_start == "half" and self.setting.indent else 0.0
        return blank + more

    def tail(self, end: int, hang: bool) -> float:
        """Give by how many px a line's last character may stand beyond the line's end."""
        blank = self.at.tail[end]
        if not blank or self.setting.line_end == "full":
            return 0.0
        return self.par.widths[end] if hang else blank

    def may_hang(self, end: int) -> bool:
        """Tell whether the last character may hang as a whole (ぶら下げ): commas, full stops."""
        kind = self.at.kinds[end]
        return self.setting.line_end == "hang" and kind in (Kind.COMMA, Kind.FULL_STOP)

    def natural(self, start: int, end: int, *, hang: bool = False) -> float:
        """Give the px that the characters take, set as they are; without a hyphen."""
        width = self.begin[end + 1] - self.at.natural[end] - self.begin[start]
        width += sum(self.edge_pads(start, end))
        return width - self.head(start, self.is_first(start)) - self.tail(end, hang)

    def edge_pads(self, start: int, end: int) -> tuple[float, float]:
        """Give the px that readings at a line's edges need beyond its first and last character.

        The characters stand at the edges, and their readings with them (JLREQ 3.3.8).
        """
        first, last = self.par.pads.get(start), self.par.pads.get(end)
        if first and last and first.ruby and first.ruby is last.ruby:
            return first.ruby.lacks(start, end), 0.0
        return first.head if first else 0.0, last.tail if last else 0.0

    def reducible(self, start: int, end: int) -> float:
        """Give the px by which a line may be reduced."""
        return self.shrink[end] - self.shrink[start]


@dataclass(frozen=True, slots=True)
class _Way:
    """The cheapest way so far to begin a line at some place: its cost, its last line, the rest.

    The line runs from ``start`` to where it may be broken after ``end``.
    """

    cost: float
    start: int = 0
    end: int = -1
    hangs: bool = False
    before: _Way | None = None


def compose(composer: Composer, start: int = 0) -> tuple[Line, ...]:
    """Break a paragraph, or what follows of it from ``start``, into lines.

    A line that cannot be broken within the measure stands beyond it. What is cheapest so far
    is followed first: so most places where a line could begin are never looked at.
    """
    total = len(composer.par.chars)
    begin = _skip(composer, start)
    if _is_only_line(composer, begin):
        return (_line(composer, begin, total - 1),)
    best = {begin: _Way(0.0)}
    waiting = [(0.0, begin)]
    while waiting:
        cost, here = heappop(waiting)
        way = best[here]
        if here >= total:
            return _lines(composer, way)
        if cost > way.cost:  # a cheaper way was found since
            continue
        for more, end, hangs in _ends(composer, here, way):
            after, whole = _after(composer, end), cost + more
            known = best.get(after)
            if known is None or (whole, here) < (known.cost, known.start):
                best[after] = _Way(whole, here, end, hangs, way)
                heappush(waiting, (whole, after))
    return ()


def _lines(composer: Composer, way: _Way | None) -> tuple[Line, ...]:
    """Give the lines of a way in order."""
    found: list[Line] = []
    while way is not None and way.before is not None:
        found.append(_line(composer, way.start, way.end, way.hangs))
        way = way.before
    return tuple(reversed(found))


def _is_only_line(composer: Composer, start: int) -> bool:
    """Tell whether one line takes all the rest without being reduced."""
    end = len(composer.par.chars) - 1
    if composer.forced or start > end or composer.seen[end] < start:
        return False
    return composer.natural(start, composer.seen[end]) <= composer.room(start) + 0.01


def _skip(composer: Composer, start: int) -> int:
    """Pass over the spaces at a line's start."""
    chars = composer.par.chars
    while start < len(chars) and chars[start] == " ":
        start += 1
    return start


def _after(composer: Composer, end: int) -> int:
    """Give where the next line begins."""
    forced = composer.par.breaks[end] is Break.FORCED
    return end + 1 if forced else _skip(composer, end + 1)


def _line(composer: Composer, start: int, end: int, hangs: bool = False) -> Line:
    """Make the line from one character to another, spaces at its end left out."""
    seen = composer.seen[end]
    hyphen = composer.par.breaks[end] is Break.HYPHEN
    hang = composer.par.widths[seen] if hangs else 0.0
    return Line(start, max(seen, start - 1), _after(composer, end), hyphen, hang)


def _ends(composer: Composer, start: int, way: _Way) -> list[tuple[float, int, bool]]:
    """Give the ends worth a look of a line that begins here: cost, place, if its mark hangs.

    ``way`` is the way that leads here.
    """
    ends, measure = composer.ends, composer.room(start)
    again = way.end >= 0 and composer.par.breaks[way.end] is Break.HYPHEN
    first = bisect_left(ends, start)
    room = composer.begin[start] + measure + MOST_BROUGHT_IN * composer.par.sizes[start]
    last = max(first, min(bisect_right(composer.reach, room, first), len(ends)) - 1)
    stop = bisect_left(composer.forced, first)
    if stop < len(composer.forced):
        last = min(last, composer.forced[stop])
    found: list[tuple[float, int, bool]] = []
    for number in range(last, first - 1, -1):
        end, enough = ends[number], len(found) >= CANDIDATES
        if enough and composer.par.breaks[end] is Break.EMERGENCY:
            continue
        seen = composer.seen[end]
        if seen < start:
            found.append((0.0, end, False))
        else:
            for hangs in (False, True) if composer.may_hang(seen) else (False,):
                cost = _cost_of(composer, start, end, measure, hangs, again)
                if cost < inf:
                    found.append((cost, end, hangs))
        if len(found) >= CANDIDATES and min(found)[0] < EMERGENCY:
            break
    return found or [(OVERFULL, ends[first], False)]


def _cost_of(
    composer: Composer, start: int, end: int, measure: float, hangs: bool, again: bool
) -> float:
    """Give the cost of the line up to a place; ``again`` tells that a hyphen ends the one before.

    Infinite if the line does not fit.
    """
    par, seen = composer.par, composer.seen[end]
    way = par.breaks[end]
    width = composer.natural(start, seen, hang=hangs)
    if way is Break.HYPHEN:
        width += par.hyphen
    last = way is Break.FORCED or end == len(par.chars) - 1
    cost = _cost(composer, start, seen, measure - width, last)
    if way is Break.EMERGENCY:
        cost += EMERGENCY
    elif way is Break.HYPHEN:
        cost += HYPHEN_AGAIN if again else HYPHEN
    return cost


def _cost(composer: Composer, start: int, end: int, slack: float, last: bool) -> float:
    """Give the cost of a line that has to be made ``slack`` px longer; infinite if it cannot be."""
    room = 0.0
    if slack < -0.01:
        room = composer.reducible(start, end)
        if -slack > room + 0.01:
            return inf
    setting = composer.setting
    cost = _short(composer, start, end) if last and start > 0 else 0.0
    if slack < -0.01:
        weight = REDUCE if composer.opens[end] > composer.opens[start] else REDUCE_WORDS
        return cost + weight * (slack / room) ** 2
    slack = max(0.0, slack)
    if not setting.justify:
        cost += ANOTHER_LINE
        even = not last or setting.balance
        return cost + (RAGGED * (slack / max(setting.measure, 1.0)) ** 2 if even else 0.0)
    return cost if last else cost + _spread(composer, start, end, slack)


def _spread(composer: Composer, start: int, end: int, slack: float) -> float:
    """Give the cost of spreading a line by so many px."""
    words, gaps, opens = (
        sums[end] - sums[start] for sums in (composer.words, composer.gaps, composer.opens)
    )
    if not opens:
        return WORDS * (slack / (QUARTER * words)) ** 3 if words else EMERGENCY / 10
    first = QUARTER * (words + gaps)
    rest = max(0.0, slack - first)
    return SPREAD * (rest / opens / EIGHTH) ** 2 + min(slack, first) / (first or 1.0)


def _short(composer: Composer, start: int, end: int) -> float:
    """Give the cost of a paragraph's last line: a single character, or a short word."""
    kept = [kind for kind in composer.at.kinds[start : end + 1] if kind not in _CLOSERS]
    if len(kept) <= 1:
        return RUNT
    word = len(kept) < 6 and set(kept) == {Kind.WESTERN}
    return SHORT_LAST if word and composer.setting.justify else 0.0
