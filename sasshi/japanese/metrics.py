"""A paragraph made ready for breaking, with sums that measure any of its lines at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, islice
from operator import add, sub

from sasshi.japanese.classes import CharClass
from sasshi.japanese.spacing import SpaceKind, boundaries
from sasshi.model import Break, Line, LineStyle, Paragraph

#: What is not seen at a line's end. A no-break space is: it was put there to take its place.
_INVISIBLE = frozenset(" \n")
_MAY_HANG = frozenset({CharClass.COMMA, CharClass.FULL_STOP})


class ParagraphMetrics:
    """A paragraph with the sums that measure its lines."""

    def __init__(self, par: Paragraph, setting: LineStyle) -> None:
        self.par = par
        self.setting = setting
        self.at = at = boundaries(par)
        for i, pad in par.pads.items():
            at.natural[i] += pad.trail
            if i:
                at.natural[i - 1] += pad.lead
        self.begin: list[float] = list(accumulate(map(add, par.widths, at.natural), initial=0.0))
        self.seen = self._seen()
        self.forced = [i for i, char in enumerate(par.chars) if char == "\n"]
        self.opening = self.skip(0)

    @cached_property
    def ends(self) -> Sequence[int]:
        """The characters after which a line may end."""
        last = len(self.par.chars) - 1
        return [*compress(range(last), self.par.breaks), last]

    @cached_property
    def reach(self) -> Sequence[float]:
        """Where the last character to be seen up to each ends, from the paragraph's start."""
        own = list(map(sub, islice(self.begin, 1, None), self.at.natural))
        if isinstance(self.seen, range):
            return own
        return [own[seen] if seen >= 0 else 0.0 for seen in self.seen]

    @cached_property
    def shrink(self) -> Sequence[float]:
        """The px up to each character by which a line may be reduced."""
        return list(accumulate(self.at.shrink, initial=0.0))

    @cached_property
    def words(self) -> Sequence[float]:
        """The ems of the word spaces up to each character, in px."""
        return self._sum(SpaceKind.WORD, SpaceKind.WORD)

    @cached_property
    def gaps(self) -> Sequence[float]:
        """The ems of the gaps up to each character, in px."""
        return self._sum(SpaceKind.GAP, SpaceKind.GAP)

    @cached_property
    def opens(self) -> Sequence[float]:
        """The ems of all other places that may be spread up to each character, in px."""
        return self._sum(SpaceKind.DOT, SpaceKind.OPEN)

    def is_first(self, start: int) -> bool:
        """Tell whether a line that begins at a character is the paragraph's first."""
        return start <= self.opening

    def room(self, start: int) -> float:
        """Give the px that a line has which begins at a character."""
        return self.setting.measure - (self.setting.indent if self.is_first(start) else 0.0)

    def unbroken(self) -> Iterator[Line]:
        """Give the paragraph's lines if they end only where that is asked for."""
        start, last = 0, len(self.par.chars) - 1
        for end in [*self.forced, last]:
            if start <= end:
                yield self.line(min(self.skip(start), end), end)
            start = end + 1

    def _sum(self, first: SpaceKind, last: SpaceKind) -> list[float]:
        """Sum up, in px, an em for each place of some kinds."""
        places = self.at.place
        if first is last and first not in places:
            return [0.0] * (len(places) + 1)
        kinds = frozenset(range(first, last + 1))
        pairs = zip(self.par.sizes, places, strict=True)
        ems = [em if place in kinds else 0.0 for em, place in pairs]
        return list(accumulate(ems, initial=0.0))

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
        return self.setting.line_end == "hang" and self.at.kinds[end] in _MAY_HANG

    def natural(self, start: int, end: int, *, hang: bool = False) -> float:
        """Give the px that the characters take, set as they are; without a hyphen."""
        width = self.begin[end + 1] - self.at.natural[end] - self.begin[start]
        if self.par.pads:
            width += sum(self.edge_pads(start, end))
        if self.at.head[start]:
            width -= self.head(start, self.is_first(start))
        return width - self.tail(end, hang) if self.at.tail[end] else width

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

    def skip(self, start: int) -> int:
        """Pass over the spaces at a line's start."""
        chars = self.par.chars
        while start < len(chars) and chars[start] == " ":
            start += 1
        return start

    def after(self, end: int) -> int:
        """Give where the next line begins."""
        return end + 1 if self.par.chars[end] == "\n" else self.skip(end + 1)

    def line(self, start: int, end: int, hangs: bool = False) -> Line:
        """Make the line from one character to another, spaces at its end left out."""
        seen = self.seen[end]
        inside = end + 1 < len(self.par.chars)
        hyphen = inside and self.par.breaks[end] is Break.HYPHEN
        hang = self.par.widths[seen] if hangs else 0.0
        return Line(start, max(seen, start - 1), self.after(end), hyphen, hang)
