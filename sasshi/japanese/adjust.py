"""Line adjustment (JLREQ 3.8): where what a line lacks or has too much is put.

Spaces are whole thousandths of an em, since that is what a PDF's text operators hold: so a line
ends exactly where it should.
"""

from __future__ import annotations

from sasshi.japanese.breaking import QUARTER_EM
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Adjustment, Em, Line, Px, Thousandths
from sasshi.japanese.spacing import SpaceKind

#: The order in which the boundaries of a line are reduced (JLREQ 3.8.3).
_REDUCED = (SpaceKind.WORD, SpaceKind.DOT, SpaceKind.MARK, SpaceKind.GAP)
#: The first of the kinds that are spread evenly.
_FIRST_OPEN = SpaceKind.DOT


def adjust(metrics: ParagraphMetrics, line: Line, wider: Px = 0.0) -> Adjustment:
    """Say what goes between the characters of a line so that it fills its measure.

    The last line of a paragraph, and lines that do not end flush, are only reduced.
    ``wider`` is by how much its texts are wider than they were measured.
    """
    hangs = line.hang > 0
    taken = metrics.natural_width(line.start, line.end, hangs=hangs) + wider
    slack = metrics.measure(line.start) - taken
    flush = metrics.style.justify and not metrics.is_last(line)
    return distribute(metrics, line, slack, flush=flush)


def distribute(metrics: ParagraphMetrics, line: Line, slack: Px, *, flush: bool) -> Adjustment:
    """Say what goes between the characters of a line that lacks ``slack`` (below 0: has more).

    What stands there by nature comes first (gaps, squeezed marks, 3.1 and 3.2). A ``flush``
    line is then spread: word spaces and kanji–Latin gaps by up to a quarter em, then evenly
    between characters, never inside a word, a number, a ruby pair or a pair like ―― (3.8.4).
    A line that is too long is reduced where it may be, in the order of 3.8.3.
    """
    added = metrics.boundaries.natural[line.start : line.end]
    if added:
        lead, trail = metrics.edge_pads(line.start, line.end)
        added[0] += lead
        added[-1] += trail
    spread = 0.0
    if slack < -0.01:
        _reduce(metrics, line, -slack, added)
    elif flush and slack > 0.01:
        spread = _fill(metrics, line, slack, added)
    shift = -metrics.before_start(line.start, metrics.is_first(line.start))
    beyond = metrics.beyond_end(line.end, line.hang > 0)
    return Adjustment(shift, _thousandths(metrics, line, added), spread, beyond)


def _reduce(metrics: ParagraphMetrics, line: Line, over: Px, added: list[Px]) -> None:
    """Take away from what is added at the boundaries of a line, kind by kind."""
    kinds = metrics.boundaries.kinds[line.start : line.end]
    room = metrics.boundaries.shrink[line.start : line.end]
    for kind in _REDUCED:
        own = [i for i in _of_kind(kinds, kind) if room[i]]
        total = sum(room[i] for i in own)
        if not total:
            continue
        share = min(1.0, over / total)
        for i in own:
            added[i] -= share * room[i]
        over -= share * total
        if over <= 0.01:
            return


def _fill(metrics: ParagraphMetrics, line: Line, slack: Px, added: list[Px]) -> Em:
    """Add at the boundaries of a line, kind by kind; say how much comes between characters."""
    kinds = metrics.boundaries.kinds[line.start : line.end]
    sizes = metrics.paragraph.sizes[line.start : line.end]
    words = _of_kind(kinds, SpaceKind.WORD)
    gaps = _of_kind(kinds, SpaceKind.GAP)
    opens = [i for i, kind in enumerate(kinds) if kind >= _FIRST_OPEN]
    spread = 0.0
    for own, most in ((words, QUARTER_EM if opens else None), (gaps, QUARTER_EM), (opens, None)):
        if not own or slack <= 0.01:
            continue
        share = slack / len(own)
        if most is not None:
            share = min(share, most * min(sizes[i] for i in own))
        for i in own:
            added[i] += share
        if own is opens:
            spread = share / max(sizes)
        slack -= share * len(own)
    if slack > 0.01 and words:
        for i in words:
            added[i] += slack / len(words)
    return spread


def _of_kind(kinds: list[SpaceKind], wanted: SpaceKind) -> list[int]:
    return [i for i, kind in enumerate(kinds) if kind is wanted] if wanted in kinds else []


def _thousandths(metrics: ParagraphMetrics, line: Line, added: list[Px]) -> list[Thousandths]:
    """Round what is added so that the errors do not add up."""
    units: list[Thousandths] = []
    if not any(added):
        return [0] * len(added)
    wanted = given = 0.0
    for px, size in zip(added, metrics.paragraph.sizes[line.start : line.end], strict=True):
        wanted += px
        unit = round((wanted - given) * 1000 / size)
        given += unit * size / 1000
        units.append(unit)
    return units
