"""A paragraph made ready for breaking, with sums that measure any of its lines at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, compress, islice
from operator import add, sub

from sasshi.japanese.classes import CharClass
from sasshi.japanese.paragraph import Break, Line, LineStyle, Paragraph, Px
from sasshi.japanese.spacing import HALF_EM, SpaceKind, boundaries_of

#: What is not seen at a line's end. A no-break space is: it was put there to take its place.
_INVISIBLE = frozenset(" \n")
_MAY_HANG = frozenset({CharClass.COMMA, CharClass.FULL_STOP})


class ParagraphMetrics:
    """A paragraph, how it is set, and the sums that measure its lines.

    ``last_seen`` gives for each character the last one up to it that is to be seen, ``forced``
    those after which a line's end is asked for. Sums run from the paragraph's start up to each
    character, so that the difference of two belongs to what is between them.
    """

    def __init__(self, paragraph: Paragraph, style: LineStyle) -> None:
        self.paragraph = paragraph
        self.style = style
        self.boundaries = boundaries_of(paragraph)
        natural = self.boundaries.natural
        for i, pad in paragraph.pads.items():
            natural[i] += pad.trail
            if i:
                natural[i - 1] += pad.lead
        self.width_sums: list[Px] = list(
            accumulate(map(add, paragraph.widths, natural), initial=0.0)
        )
        self.last_seen = self._last_seen()
        self.forced = [i for i, char in enumerate(paragraph.chars) if char == "\n"]
        self._first_start = self.skip_spaces(0)

    @cached_property
    def possible_ends(self) -> Sequence[int]:
        """The characters after which a line may end."""
        last = len(self.paragraph.chars) - 1
        return [*compress(range(last), self.paragraph.breaks), last]

    @cached_property
    def reaches(self) -> Sequence[Px]:
        """Where the last character to be seen up to each ends, from the paragraph's start."""
        own = list(map(sub, islice(self.width_sums, 1, None), self.boundaries.natural))
        if isinstance(self.last_seen, range):
            return own
        return [own[seen] if seen >= 0 else 0.0 for seen in self.last_seen]

    @cached_property
    def shrink_sums(self) -> Sequence[Px]:
        """By how much a line may be reduced up to each character."""
        return list(accumulate(self.boundaries.shrink, initial=0.0))

    @cached_property
    def word_sums(self) -> Sequence[Px]:
        """The ems of the word spaces up to each character."""
        return self._sum_ems(SpaceKind.WORD, SpaceKind.WORD)

    @cached_property
    def gap_sums(self) -> Sequence[Px]:
        """The ems of the gaps up to each character."""
        return self._sum_ems(SpaceKind.GAP, SpaceKind.GAP)

    @cached_property
    def open_sums(self) -> Sequence[Px]:
        """The ems of all other places that may be spread up to each character."""
        return self._sum_ems(SpaceKind.DOT, SpaceKind.OPEN)

    def is_first(self, start: int) -> bool:
        """Tell whether a line that begins at a character is the paragraph's first."""
        return start <= self._first_start

    def is_last(self, line: Line) -> bool:
        """Tell whether a line is the paragraph's last, or ends where that is asked for."""
        chars, after = self.paragraph.chars, line.after
        return after >= len(chars) or (after > 0 and chars[after - 1] == "\n")

    def measure(self, start: int) -> Px:
        """Give the length of a line that begins at a character."""
        return self.style.measure - (self.style.indent if self.is_first(start) else 0.0)

    def unbroken_widths(self) -> list[Px]:
        """Give the widths of the lines, with the indent, if they end only where that is asked for.

        There is at least one character.
        """
        widths: list[Px] = []
        for line in self._unbroken():
            seen = line.end >= line.start
            width = self.natural_width(line.start, line.end) if seen else 0.0
            widths.append(width + (self.style.indent if self.is_first(line.start) else 0.0))
        return widths

    def _unbroken(self) -> Iterator[Line]:
        start, last = 0, len(self.paragraph.chars) - 1
        for end in [*self.forced, last]:
            if start <= end:
                yield self.line(min(self.skip_spaces(start), end), end)
            start = end + 1

    def _sum_ems(self, first: SpaceKind, last: SpaceKind) -> list[Px]:
        """Sum up an em for each boundary of some kinds."""
        kinds = self.boundaries.kinds
        if first is last and first not in kinds:
            return [0.0] * (len(kinds) + 1)
        wanted = frozenset(range(first, last + 1))
        pairs = zip(self.paragraph.sizes, kinds, strict=True)
        return list(accumulate([em if kind in wanted else 0.0 for em, kind in pairs], initial=0.0))

    def _last_seen(self) -> Sequence[int]:
        chars = self.paragraph.chars
        if _INVISIBLE.isdisjoint(chars):
            return range(len(chars))
        last_seen, last = [], -1
        for i, char in enumerate(chars):
            last = last if char in _INVISIBLE else i
            last_seen.append(last)
        return last_seen

    def before_start(self, start: int, first: bool) -> Px:
        """Give by how much a line's first character stands before the line's start (3.1.5)."""
        blank = self.boundaries.blank_before[start]
        if not blank or self.style.line_start == "full":
            return 0.0
        half = HALF_EM * self.paragraph.sizes[start]
        more = half if first and self.style.line_start == "half" and self.style.indent else 0.0
        return blank + more

    def beyond_end(self, end: int, hangs: bool) -> Px:
        """Give by how much a line's last character may stand beyond the line's end (3.1.9)."""
        blank = self.boundaries.blank_after[end]
        if not blank or self.style.line_end == "full":
            return 0.0
        return self.paragraph.widths[end] if hangs else blank

    def may_hang(self, end: int) -> bool:
        """Tell whether the last character may hang as a whole (ぶら下げ): commas, full stops."""
        return self.style.line_end == "hang" and self.boundaries.classes[end] in _MAY_HANG

    def natural_width(self, start: int, end: int, *, hangs: bool = False) -> Px:
        """Give what the characters take, set as they are; without a hyphen."""
        boundaries = self.boundaries
        width = self.width_sums[end + 1] - boundaries.natural[end] - self.width_sums[start]
        if self.paragraph.pads:
            width += sum(self.edge_pads(start, end))
        if boundaries.blank_before[start]:
            width -= self.before_start(start, self.is_first(start))
        return width - self.beyond_end(end, hangs) if boundaries.blank_after[end] else width

    def edge_pads(self, start: int, end: int) -> tuple[Px, Px]:
        """Give what readings at a line's edges need beyond its first and last character.

        The characters stand at the edges, and their readings with them (JLREQ 3.3.8).
        """
        first, last = self.paragraph.pads.get(start), self.paragraph.pads.get(end)
        if first and last and first.ruby and first.ruby is last.ruby:
            return first.ruby.lacks(start, end), 0.0
        return first.head if first else 0.0, last.tail if last else 0.0

    def reducible(self, start: int, end: int) -> Px:
        """Give by how much a line may be reduced."""
        return self.shrink_sums[end] - self.shrink_sums[start]

    def skip_spaces(self, start: int) -> int:
        """Pass over the spaces at a line's start."""
        chars = self.paragraph.chars
        while start < len(chars) and chars[start] == " ":
            start += 1
        return start

    def next_start(self, end: int) -> int:
        """Give where the line begins that follows one that may be broken after ``end``."""
        return end + 1 if self.paragraph.chars[end] == "\n" else self.skip_spaces(end + 1)

    def line(self, start: int, end: int, hangs: bool = False) -> Line:
        """Make the line from one character to another, spaces at its end left out."""
        seen = self.last_seen[end]
        inside = end + 1 < len(self.paragraph.chars)
        hyphen = inside and self.paragraph.breaks[end] is Break.HYPHEN
        hang = self.paragraph.widths[seen] if hangs else 0.0
        return Line(start, max(seen, start - 1), self.next_start(end), hyphen, hang)
