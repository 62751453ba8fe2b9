"""What is wrong on finished pages: every fault with its page, line and text.

Read from the PDF alone. What the source is needed for (a word broken where it has no hyphen,
text that cannot be copied as it was written) is counted if the source's text is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from tests.typesetting.breaks import breaks
from tests.typesetting.copied import added_spaces, lost_text
from tests.typesetting.edges import blank_after, blank_before, with_edges
from tests.typesetting.faults import Fault, Kind, at
from tests.typesetting.lines import Line, Paragraph, main_size, paragraphs
from tests.typesetting.marks import CLOSING, STOPS
from tests.typesetting.pages import MM_PER_PT, Char, read
from tests.typesetting.readings import readings
from tests.typesetting.spacing import Spacing, gaps, spacing, wide_spaces
from tests.typesetting.unmarked import unmarked

TOLERANCE_MM = 0.1
#: Text in these fills the measure; headings, cells and captions are set ragged.
JUSTIFIED = frozenset({"", "P", "LBody", "LI", "Note", "FENote", "Span"})
#: A last line of one Latin word is short up to so many letters.
SHORT_WORD = 4
LADDER = 3
#: The role of the text itself, beside covers, contents and notes.
MAIN = "Part"


@dataclass(frozen=True)
class Measured:
    """The pages of a file, what they were found to be, and what is wrong with them.

    ``copied`` are the pages as a reader of the file sees them, ``pages`` without what is put
    into gaps for such readers: see ``unmarked``.
    """

    pages: tuple[tuple[Char, ...], ...]
    source: str | None = None
    copied: tuple[tuple[Char, ...], ...] = ()

    @cached_property
    def size(self) -> float:
        """Give the size of the running text, in pt."""
        return main_size(char for page in self.pages for char in page if not char.made)

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """Give the justified paragraphs of text size or smaller."""
        found = with_edges(paragraphs(self.pages))
        return tuple(p for p in found if _is_text(p) and p.size <= self.size + 0.1)

    @cached_property
    def full_lines(self) -> int:
        return sum(len(each.full_lines) for each in self.paragraphs)

    @cached_property
    def spacing(self) -> Spacing:
        return spacing(self.paragraphs)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """Find everything, in the order of the pages."""
        found: list[Fault] = []
        for paragraph in self.paragraphs:
            found += flush(paragraph)
            found += breaks(paragraph, self.source)
            found += gaps(paragraph)
            found += wide_spaces(paragraph)
            found += readings(paragraph)
            found += endings(paragraph)
        found += off_grid(self.paragraphs, self.size)
        found += added_spaces(self.copied or self.pages)
        if self.source is not None:
            found += lost_text(self.pages, self.source)
        return tuple(sorted(found, key=lambda fault: (fault.page, fault.y_mm, fault.kind)))

    @property
    def counts(self) -> dict[Kind, int]:
        """Give the number of faults of each kind, none left out."""
        found = Counter(fault.kind for fault in self.faults)
        return {kind: found[kind] for kind in Kind}


def _is_text(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is to be justified; a Span that is no note is a line of code."""
    code = paragraph.role == "Span" and MAIN in paragraph.path.split("/")
    return paragraph.role in JUSTIFIED and not code


@lru_cache(maxsize=16)
def measure(data: bytes, source: str | None = None) -> Measured:
    """Measure a PDF; ``source`` is the text it was made from, a line for each piece."""
    return Measured(read(unmarked(data)), source, read(data))


def flush(paragraph: Paragraph) -> Iterator[Fault]:
    """Find full lines that do not end at the edge, and lines that do not begin there."""
    em = paragraph.em
    for line in paragraph.full_lines:
        off = line.right - line.edges[1]
        if min(abs(off), abs(off - blank_after(line.chars[-1], em))) > TOLERANCE_MM:
            yield at(line, Kind.RIGHT, f"{off:+.2f} mm")
    for line in paragraph.lines[1:]:
        off = line.left + blank_before(line.chars[0], em) - line.edges[0]
        if abs(off) > TOLERANCE_MM:
            yield at(line, Kind.LEFT, f"{off:+.2f} mm")


def endings(paragraph: Paragraph) -> Iterator[Fault]:
    """Find last lines that are too short, and hyphens below each other."""
    if len(paragraph.lines) > 1:
        last = paragraph.lines[-1]
        solid = [c for c in last.text if c not in CLOSING and c not in STOPS]
        if paragraph.japanese and len(solid) <= 1:
            yield at(last, Kind.WIDOW, "")
        letters = sum(char.isalnum() for char in solid)
        if not paragraph.japanese and " " not in last.text and letters <= SHORT_WORD:
            yield at(last, Kind.SHORT_WORD, "")
    row = 0
    for line in paragraph.lines:
        row = row + 1 if not paragraph.japanese and line.text.endswith(("-", "‐")) else 0
        if row == LADDER:
            yield at(line, Kind.LADDER, "")


def off_grid(found: Sequence[Paragraph], size: float) -> Iterator[Fault]:
    """Find lines of the running text whose baselines are not on the grid that most are on.

    Where a file says which of its parts are the text (``main``), covers and contents are not.
    """
    text = [p for p in found if MAIN in p.path.split("/")] or found
    body = [line for p in text if abs(p.size - size) < 0.05 for line in p.lines]
    step, offset = grid(body)
    if not step:
        return
    for line in body:
        off = (line.baseline - offset + step / 2) % step - step / 2
        if abs(abs(off) - step / 2) <= TOLERANCE_MM:
            yield at(line, Kind.HALF_GRID, f"{off:+.2f} mm")
        elif abs(off) > TOLERANCE_MM:
            yield at(line, Kind.GRID, f"{off:+.2f} mm")
        stray = max(abs(char.baseline - line.baseline) for char in line.chars)
        if stray > TOLERANCE_MM:
            yield at(line, Kind.GRID, f"not on one baseline: {stray:.2f} mm")


def grid(lines: Iterable[Line]) -> tuple[float, float]:
    """Give the leading, and the first baseline of the grid, in mm."""
    rows = list(lines)
    steps = Counter(
        round((b.baseline - a.baseline) / MM_PER_PT, 1)
        for a, b in pairwise(rows)
        if a.page == b.page and b.baseline > a.baseline
    )
    if not steps:
        return 0.0, 0.0
    step = steps.most_common(1)[0][0] * MM_PER_PT
    offsets = Counter(round(line.baseline % step, 2) for line in rows)
    near = {o: sum(offsets[round(o + d / 100, 2)] for d in range(-5, 6)) for o in offsets}
    return step, max(near, key=lambda o: (near[o], offsets[o]))
