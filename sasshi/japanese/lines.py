"""Line adjustment (JLREQ 3.8): where the slack of a laid-out line goes.

Pure arithmetic on plain values: the engine's boxes are turned into ``Run`` values by the
caller, and the answer is how much to add after which character. Lengths are in CSS pixels;
the spaces to add in thousandths of the run's em, whole numbers, since that is what a PDF's
text operators hold: so the line ends exactly where it should.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sasshi.japanese.classes import (
    INSEPARABLE,
    is_ideographic,
    is_japanese,
    is_western,
)
from sasshi.model import Adjustment, Run

#: JLREQ 3.8.4: a Latin word space and a kanji–Latin gap grow by a quarter em at most first.
FIRST_LIMIT = 0.25
#: Brackets, commas and full stops take half an em, and a blank half beside it (JLREQ 3.1.2).
HALF = 0.5


@dataclass(frozen=True, slots=True)
class _Place:
    """A place between two characters where a line may be spread."""

    run: int
    index: int
    before: str
    after: str


def adjust(runs: Sequence[Run], slack: float, last: bool) -> Adjustment:
    """Say how a line of these runs is made to end ``slack`` px further right.

    The line's first opening bracket loses the blank half before it (JLREQ 3.1.5), the last
    closing mark of a full line the blank half after it (3.1.9). What is left to fill goes
    first into word spaces and kanji–Latin gaps, up to a quarter em each, then evenly between
    characters, never inside a Latin word, a number or a pair like ―― (3.8.4).
    """
    spaces: tuple[dict[int, int], ...] = tuple({} for _ in runs)
    filled = [run for run in runs if run.text]
    if not filled:
        return Adjustment(0.0, spaces)
    shift = 0.0
    if filled[0].edges[0] > HALF:
        shift = -(filled[0].edges[0] - HALF) * filled[0].font_size
    if last:
        return Adjustment(shift, spaces)
    slack -= shift
    end = filled[-1]
    if end.edges[1] > HALF:
        slack += (end.edges[1] - HALF) * end.font_size
    places = _places(runs)
    slack = _spread(runs, [p for p in places if p.before == " "], slack, FIRST_LIMIT, spaces)
    slack = _spread(runs, [p for p in places if _is_gap(p)], slack, FIRST_LIMIT, spaces)
    slack = _spread(runs, [p for p in places if _may_open(p)], slack, None, spaces)
    if slack > 0.01:
        _spread(runs, [p for p in places if p.before == " "], slack, None, spaces)
    return Adjustment(shift, spaces)


def _places(runs: Sequence[Run]) -> list[_Place]:
    """List the places between the characters of a line, across its runs."""
    chars = [
        (number, index, char, run.rigid)
        for number, run in enumerate(runs)
        for index, char in enumerate(run.text)
    ]
    return [
        _Place(number, index, char, following)
        for (number, index, char, rigid), (next_number, _, following, next_rigid) in pairwise(chars)
        if not (rigid and (next_rigid or number == next_number))
    ]


def _is_gap(place: _Place) -> bool:
    """Tell whether Japanese and Latin meet here (JLREQ 3.2.6)."""
    return (is_ideographic(place.before) and is_western(place.after)) or (
        is_western(place.before) and is_ideographic(place.after)
    )


def _may_open(place: _Place) -> bool:
    """Tell whether a line may be spread here (JLREQ 3.8.4 d, with cl-08 kept together)."""
    before, after = place.before, place.after
    if before in INSEPARABLE and after == before:
        return False
    return is_japanese(before) or is_japanese(after)


def _spread(
    runs: Sequence[Run],
    places: Sequence[_Place],
    slack: float,
    limit_em: float | None,
    spaces: tuple[dict[int, int], ...],
) -> float:
    """Share the slack over the places, evenly in px; give what is left.

    Rounded so that the errors do not add up: each place gets what is missing up to it.
    """
    if slack <= 0.01 or not places:
        return slack
    sizes = [runs[place.run].font_size for place in places]
    share = slack / len(places)
    if limit_em is not None:
        share = min(share, limit_em * min(sizes))
    wanted = given = 0.0
    for place, size in zip(places, sizes, strict=True):
        wanted += share
        units = round((wanted - given) * 1000 / size)
        target = spaces[place.run]
        target[place.index] = target.get(place.index, 0) + units
        given += units * size / 1000
    return slack - given
