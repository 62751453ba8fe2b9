"""Line adjustment (JLREQ 3.8): where what a line lacks or has too much is put.

Pure arithmetic. Spaces are whole thousandths of an em, since that is what a PDF's text
operators hold: so a line ends exactly where it should.
"""

from __future__ import annotations

from sasshi.japanese.breaking import QUARTER
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.spacing import SpaceKind
from sasshi.model import Adjustment, Line

#: The order in which the places of a line are reduced (JLREQ 3.8.3).
_REDUCED = (SpaceKind.WORD, SpaceKind.DOT, SpaceKind.MARK, SpaceKind.GAP)
#: The first of the places that are spread evenly.
_FIRST_OPEN = SpaceKind.DOT


def adjust(metrics: ParagraphMetrics, line: Line, slack: float, *, flush: bool) -> Adjustment:
    """Say what goes between the characters of a line that lacks ``slack`` px (below 0: has more).

    What stands there by nature comes first (gaps, squeezed marks, 3.1 and 3.2). A ``flush``
    line is then spread: word spaces and kanji–Latin gaps by up to a quarter em, then evenly
    between characters, never inside a word, a number, a ruby pair or a pair like ―― (3.8.4).
    A line that is too long is reduced where it may be, in the order of 3.8.3.
    """
    added = metrics.at.natural[line.start : line.end]
    if added:
        lead, trail = metrics.edge_pads(line.start, line.end)
        added[0] += lead
        added[-1] += trail
    spread = 0.0
    if slack < -0.01:
        _reduce(metrics, line, -slack, added)
    elif flush and slack > 0.01:
        spread = _fill(metrics, line, slack, added)
    shift = -metrics.head(line.start, metrics.is_first(line.start))
    return Adjustment(shift, _units(metrics, line, added), spread)


def _reduce(metrics: ParagraphMetrics, line: Line, over: float, added: list[float]) -> None:
    """Take px away from the places of a line, kind by kind."""
    places = metrics.at.place[line.start : line.end]
    room = metrics.at.shrink[line.start : line.end]
    for kind in _REDUCED:
        own = [i for i in _places(places, kind) if room[i]]
        total = sum(room[i] for i in own)
        if not total:
            continue
        share = min(1.0, over / total)
        for i in own:
            added[i] -= share * room[i]
        over -= share * total
        if over <= 0.01:
            return


def _fill(metrics: ParagraphMetrics, line: Line, slack: float, added: list[float]) -> float:
    """Give px to the places of a line, kind by kind; say how many em come between characters."""
    places = metrics.at.place[line.start : line.end]
    sizes = metrics.par.sizes[line.start : line.end]
    words = _places(places, SpaceKind.WORD)
    gaps = _places(places, SpaceKind.GAP)
    opens = [i for i, place in enumerate(places) if place >= _FIRST_OPEN]
    spread = 0.0
    for own, most in ((words, QUARTER if opens else None), (gaps, QUARTER), (opens, None)):
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


def _places(places: list[SpaceKind], kind: SpaceKind) -> list[int]:
    """Give where places of a kind are."""
    return [i for i, place in enumerate(places) if place is kind] if kind in places else []


def _units(metrics: ParagraphMetrics, line: Line, added: list[float]) -> list[int]:
    """Turn px into thousandths of an em, so that the errors do not add up."""
    units: list[int] = []
    if not any(added):
        return [0] * len(added)
    wanted = given = 0.0
    for px, size in zip(added, metrics.par.sizes[line.start : line.end], strict=True):
        wanted += px
        unit = round((wanted - given) * 1000 / size)
        given += unit * size / 1000
        units.append(unit)
    return units
