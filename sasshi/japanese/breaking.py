"""Line breaking: where the lines of a paragraph end, for the paragraph as a whole.

Each way to break it has a cost: what its lines would have to be spread or reduced (JLREQ 3.8),
hyphens, and a last line of a single character. The cheapest is found by dynamic programming
over the places where a line may begin (Knuth and Plass, Breaking Paragraphs into Lines, 1981),
the cheapest first (Dijkstra), with few candidates for each line: Japanese may be broken nearly
everywhere, and only those ends that nearly fill the measure are worth a look.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from heapq import heappop, heappush
from math import inf
from typing import NamedTuple

from sasshi.japanese.classes import CharClass
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Break, Em, Line, Px

#: So many ends that fit are looked at for each line, from the longest down.
CANDIDATES = 5
#: Reducing, trimming and hanging never bring in more than this.
MOST_BROUGHT_IN_EM: Em = 3.0
#: Costs. A line spread by an eighth of an em at each place costs 100; one reduced as far as it
#: goes costs as much as one spread by a twenty-fifth: a little of it is hardly seen, and JLREQ
#: would rather reduce than spread, but commas without any blank are.
SPREAD, EIGHTH_EM, REDUCE = 100.0, 0.125, 10.0
#: A Latin line whose word spaces grow by a quarter em costs 10; reducing them costs little.
WORDS, REDUCE_WORDS = 10.0, 1.0
QUARTER_EM: Em = 0.25
HYPHEN, HYPHEN_AGAIN = 4.0, 60.0
RUNT, SHORT_LAST = 2000.0, 60.0
RAGGED, ANOTHER_LINE = 100.0, 1e3
EMERGENCY, OVERFULL = 1e5, 1e7
#: Asked for at every end: a member of an enumeration takes long to be named.
_HYPHEN, _EMERGENCY, _FORCED = Break.HYPHEN, Break.EMERGENCY, Break.FORCED
_CLOSERS = frozenset(
    {CharClass.CLOSING, CharClass.FULL_STOP, CharClass.COMMA, CharClass.DIVIDING, CharClass.MARK}
)


#: A line's end that is worth a look: its cost, the character, whether its mark hangs.
_End = tuple[float, int, bool]


class _Way(NamedTuple):
    """The cheapest way so far to begin a line at some place: its cost, its last line, the rest.

    The line runs from ``start`` to where it may be broken after ``end``.
    """

    cost: float
    start: int = 0
    end: int = -1
    hangs: bool = False
    before: _Way | None = None


def break_lines(metrics: ParagraphMetrics, start: int = 0) -> tuple[Line, ...]:
    """Break a paragraph, or what follows of it from ``start``, into lines.

    A line that cannot be broken within the measure stands beyond it. What is cheapest so far
    is followed first: so most places where a line could begin are never looked at.
    """
    total = len(metrics.paragraph.chars)
    begin = metrics.skip_spaces(start)
    if _is_only_line(metrics, begin):
        return (metrics.line(begin, total - 1),)
    best = {begin: _Way(0.0)}
    waiting = [(0.0, begin)]
    while waiting:
        cost, here = heappop(waiting)
        way = best[here]
        if here >= total:
            return _lines(metrics, way)
        if cost > way.cost:  # a cheaper way was found since
            continue
        for more, end, hangs in _ends(metrics, here, way):
            after, whole = metrics.next_start(end), cost + more
            known = best.get(after)
            if known is None or (whole, here) < (known.cost, known.start):
                best[after] = _Way(whole, here, end, hangs, way)
                heappush(waiting, (whole, after))
    return ()


def _lines(metrics: ParagraphMetrics, way: _Way | None) -> tuple[Line, ...]:
    backwards: list[Line] = []
    while way is not None and way.before is not None:
        backwards.append(metrics.line(way.start, way.end, way.hangs))
        way = way.before
    return tuple(reversed(backwards))


def _is_only_line(metrics: ParagraphMetrics, start: int) -> bool:
    """Tell whether one line takes all the rest without being reduced."""
    end = len(metrics.paragraph.chars) - 1
    if metrics.forced or start > end or metrics.last_seen[end] < start:
        return False
    return metrics.natural_width(start, metrics.last_seen[end]) <= metrics.measure(start) + 0.01


def _ends(metrics: ParagraphMetrics, start: int, way: _Way) -> list[_End]:
    """Give the ends worth a look of a line that begins here, where ``way`` leads."""
    paragraph, ends, measure = metrics.paragraph, metrics.possible_ends, metrics.measure(start)
    breaks, candidates = paragraph.breaks, list[_End]()
    again = way.end >= 0 and breaks[way.end] is _HYPHEN
    dear = {_EMERGENCY: EMERGENCY, _HYPHEN: HYPHEN_AGAIN if again else HYPHEN}
    first, last = _reachable(metrics, start, measure)
    for number in range(last, first - 1, -1):
        end = ends[number]
        how = breaks[end]
        if how is _EMERGENCY and len(candidates) >= CANDIDATES:
            continue
        seen = metrics.last_seen[end]
        if seen < start:
            candidates.append((0.0, end, False))
        else:
            extra = paragraph.hyphen if how is _HYPHEN else 0.0
            closes = how is _FORCED or end == ends[-1]
            for hangs in (False, True) if metrics.may_hang(seen) else (False,):
                width = metrics.natural_width(start, seen, hangs=hangs) + extra
                cost = _cost(metrics, start, seen, measure - width, closes)
                if cost < inf:
                    candidates.append((cost + dear.get(how, 0.0), end, hangs))
        if len(candidates) >= CANDIDATES and min(candidates)[0] < EMERGENCY:
            break
    return candidates or [(OVERFULL, ends[first], False)]


def _reachable(metrics: ParagraphMetrics, start: int, measure: Px) -> tuple[int, int]:
    """Give the first and the last end that a line may have, by their numbers."""
    ends, forced = metrics.possible_ends, metrics.forced
    first = bisect_left(ends, start)
    room = metrics.width_sums[start] + measure + MOST_BROUGHT_IN_EM * metrics.paragraph.sizes[start]
    beyond = bisect_right(metrics.reaches, room, start)
    stop = bisect_left(forced, start)
    if stop < len(forced):
        beyond = min(beyond, forced[stop] + 1)
    return first, max(first, bisect_left(ends, beyond, first) - 1)


def _cost(metrics: ParagraphMetrics, start: int, end: int, slack: Px, last: bool) -> float:
    """Give the cost of a line that has to be made longer by ``slack``; infinite if it cannot be."""
    style = metrics.style
    if slack < -0.01:
        cost = _reduce(metrics, start, end, -slack)
        cost += 0.0 if style.justify else ANOTHER_LINE
    elif style.justify:
        cost = 0.0 if last else _spread(metrics, start, end, max(0.0, slack))
    else:
        even = not last or style.balance
        share = max(0.0, slack) / max(style.measure, 1.0)
        cost = ANOTHER_LINE + (RAGGED * share**2 if even else 0.0)
    return cost + _short(metrics, start, end) if last and start > 0 else cost


def _reduce(metrics: ParagraphMetrics, start: int, end: int, over: Px) -> float:
    """Give the cost of reducing a line; infinite if it has not as much to lose."""
    room = metrics.reducible(start, end)
    if over > room + 0.01:
        return inf
    weight = REDUCE if metrics.open_sums[end] > metrics.open_sums[start] else REDUCE_WORDS
    return weight * (over / room) ** 2


def _spread(metrics: ParagraphMetrics, start: int, end: int, slack: Px) -> float:
    words = metrics.word_sums[end] - metrics.word_sums[start]
    gaps = metrics.gap_sums[end] - metrics.gap_sums[start]
    opens = metrics.open_sums[end] - metrics.open_sums[start]
    if not opens:
        return WORDS * (slack / (QUARTER_EM * words)) ** 3 if words else EMERGENCY / 10
    first = QUARTER_EM * (words + gaps)
    rest = max(0.0, slack - first)
    return SPREAD * (rest / opens / EIGHTH_EM) ** 2 + min(slack, first) / (first or 1.0)


def _short(metrics: ParagraphMetrics, start: int, end: int) -> float:
    """Give the cost of a paragraph's last line: a single character, or a short word."""
    classes = [each for each in metrics.boundaries.classes[start : end + 1] if each not in _CLOSERS]
    if len(classes) <= 1:
        return RUNT
    word = len(classes) < 6 and set(classes) == {CharClass.WESTERN}
    return SHORT_LAST if word and metrics.style.justify else 0.0
