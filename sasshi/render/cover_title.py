"""A title broken for its place: whole phrases and words, in type as large as there is room for.

A theme says what room a title has, in steps: type that grows smaller, then more room. Nothing is
laid out for it: the widths are those of our own fonts, and never less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import Any, Final

from sasshi.japanese.title_breaks import COMPOUND, WHOLE
from sasshi.model import Meta
from sasshi.problems import BuildError, Place, error
from sasshi.render.title_measure import Cell, TitleLine, TitleStyle, cells_of, plain, title_line

#: How much a line as long as another is worth against a break at a better place.
_EVEN: Final = 9.0
#: Widths are rounded, and so is what the engine lays out: a line may be so much too long, in pt.
_TOLERANCE_PT: Final = 0.05


@dataclass(frozen=True, slots=True)
class FittedTitle:
    """A title in its lines, or in columns from right to left.

    ``room`` counts which of the rooms it stands in, ``size`` is its type's, ``widths`` are its
    lines' lengths and ``depth`` what they take together, all in points. ``columns`` are the
    lines in cells, where it stands upright. ``line`` is where it is written.
    """

    lines: tuple[str, ...]
    room: int
    size: float
    widths: tuple[float, ...]
    depth: float
    columns: tuple[tuple[Cell, ...], ...] = ()
    line: int | None = None

    @property
    def wide(self) -> float:
        """Give the length of the longest line, in points."""
        return max(self.widths, default=0.0)


def fit_title(
    texts: str | Sequence[str],
    rooms: Sequence[Sequence[float]],
    lang: str = "ja",
    face: str = "mincho",
    *,
    leading: float = 1.4,
    spacing: float = 0.0,
    upright: bool = False,
    least: float = 0.0,
    key: str = "title",
    line: int | None = None,
) -> FittedTitle:
    """Break a title, or each of the lines given, into as few lines as the first room that it fits.

    A room is a size in points, the length of a line, and what all lines may take. Type is no
    smaller than ``least`` points. ``leading`` and ``spacing`` are in em.

    Raises:
        BuildError: it fits none of the rooms; ``key`` and ``line`` say where it is written.

    """
    given = tuple(map(plain, (texts,) if isinstance(texts, str) else texts))
    how = TitleStyle(lang, face, spacing, upright)
    for most in (0.0, WHOLE, COMPOUND, inf):
        if not most and isinstance(texts, str):
            continue
        for number, (wanted, measure, depth) in enumerate(rooms):
            size = max(wanted, least)
            lines = _broken(given, how, measure / size, int(depth / size / leading + 0.01), most)
            if lines:
                return replace(_fitted(lines, how, number, size, leading), line=line)
    count = sum(map(len, given))
    raise BuildError([error("title-too-long", Place(None, line), key=key, count=count)])


def fitted(
    meta: Meta, key: str, rooms: Sequence[Sequence[float]], face: str = "mincho", **how: Any
) -> FittedTitle:
    """Fit a text of the front matter, as ``fit_title`` does; nothing where there is none.

    ``title`` means its lines on the cover, if they are given, and ``checklist.title`` the
    guide's title, if the checklist has none of its own.
    """
    own: Mapping[str, tuple[tuple[str, str | Sequence[str] | None], ...]] = {
        "title": (("cover_title", meta.cover_title), ("title", meta.title)),
        "checklist.title": ((key, meta.checklist.title), ("title", meta.title)),
    }
    for name, text in own.get(key, ((key, getattr(meta, key, None)),)):
        if text:
            line = meta.lines.get(name)
            return fit_title(text, rooms, meta.lang, face, key=name, line=line, **how)
    return FittedTitle((), 0, 0.0, (), 0.0)


def shortened(text: str, measure: float, lang: str = "ja", face: str = "gothic") -> str:
    """Cut a text that is longer than so many em after a phrase or a word, and say so by an "…"."""
    how = TitleStyle(lang, face, 0.0, upright=False)
    title = title_line(plain(text), how)
    if title.width(0, len(title.parts)) <= measure:
        return text
    room = measure - 1.0
    ends = [at for at in range(1, len(title.parts)) if title.width(0, at) <= room]
    whole = [at for at in ends if title.costs[at - 1] <= WHOLE and 2 * at >= len(ends)]
    end = max(whole or ends or [0])
    return "".join(title.parts[:end]).rstrip(" \u3000、。・,.;:") + "…"


def _broken(
    texts: Sequence[str], how: TitleStyle, measure: float, most_lines: int, most_cost: float
) -> tuple[str, ...]:
    """Break each text into lines of at most ``measure`` em; nothing if they are too many.

    No break costs more than ``most_cost``: with none, each text is a line.
    """
    found: list[str] = []
    for at, text in enumerate(texts):
        left = most_lines - len(found) - (len(texts) - at - 1)
        lines = _filled(title_line(text, how), measure + _TOLERANCE_PT / 10, left, most_cost)
        if not lines:
            return ()
        found += lines
    return tuple(found)


def _filled(title: TitleLine, measure: float, most_lines: int, most_cost: float) -> tuple[str, ...]:
    """Break one text: as few lines as it takes, or one more where that is much better."""
    end = len(title.parts)
    ends = [at for at in range(1, end) if title.costs[at - 1] <= min(most_cost, 1e6)]
    stops = [0, *(ends if most_cost else ()), end]
    best: tuple[float, tuple[int, ...]] | None = None
    fewest = 0
    for count in range(1, most_lines + 1):
        if fewest and count > fewest + 1:
            break
        way = _cheapest(title, stops, measure, count, rests=most_cost > WHOLE)
        if way and not fewest:
            fewest = count
        if way and (best is None or way[0] + 3.0 < best[0]):
            best = way
    if best is None:
        return ()
    return tuple("".join(title.parts[a:b]).strip() for a, b in pairwise((*best[1], end)))


def _cheapest(
    title: TitleLine, stops: Sequence[int], measure: float, count: int, *, rests: bool
) -> tuple[float, tuple[int, ...]] | None:
    """Find the cheapest way into so many lines: its cost, and where each line begins.

    With ``rests``, a line may be no more than a rest of the one before, as of two kana.
    """
    end = stops[-1]
    even = title.width(0, end) / count
    ways: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for number in range(count):
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, starts) in ways.items():
            for stop in stops:
                if stop <= start or (stop == end) is not (number == count - 1):
                    continue
                width = title.width(start, stop)
                if width > measure:
                    break
                if not rests and count > 1 and title.is_rest(start, stop):
                    continue
                here = cost + _EVEN * ((width - even) / measure) ** 2
                here += title.costs[stop - 1] if stop < end else 0.0
                if stop not in longer or here < longer[stop][0]:
                    longer[stop] = here, (*starts, start)
        ways = longer
    return ways.get(end)


def _fitted(
    lines: tuple[str, ...], how: TitleStyle, room: int, size: float, leading: float
) -> FittedTitle:
    """Say how large a title came out."""
    titles = [title_line(line, how) for line in lines]
    widths = tuple(title.width(0, len(title.parts)) * size for title in titles)
    columns = tuple(tuple(cells_of(line, how)) for line in lines) if how.upright else ()
    return FittedTitle(lines, room, size, widths, len(lines) * size * leading, columns)
