"""Characters → lines → paragraphs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from tests.typesetting.marks import is_full_width
from tests.typesetting.pages import MM_PER_PT, Char

#: Ruby and reference marks are smaller than this share of the text they stand in; code is not.
ASIDE = 0.72
#: A size that this share of the most frequent one's characters have is that of the text.
MANY = 0.3
#: A baseline further away than this, in em, is another line's.
SAME_LINE = 0.3
#: A line larger by this factor than the one above is not of its paragraph.
LARGER = 1.08
#: More than this between two Latin characters, in em, parts two words.
WORD_SPACE = 0.12
#: A number further than this from what follows, in em, is the label of an item or a note.
LABEL = 0.3
LABELS = frozenset("0123456789.")
#: An untagged line that begins one em from the edge, or about so, begins a paragraph.
INDENT = 0.6
#: An untagged line belongs to the paragraph above if it is no further down, in em.
FURTHEST = 2.2


@dataclass(frozen=True)
class Line:
    """One line of a paragraph from left to right, without white space at its ends.

    ``asides`` are its readings and reference marks. ``edges`` are those of its measure, in mm,
    once they are known. ``forced`` tells that it ends where the author wanted: what follows
    would have had room.
    """

    chars: tuple[Char, ...]
    asides: tuple[Char, ...] = ()
    edges: tuple[float, float] = (0.0, 0.0)
    forced: bool = False

    @property
    def page(self) -> int:
        return self.chars[0].page

    @cached_property
    def text(self) -> str:
        """Give its text, with spaces also where there is only room for one."""
        parts = [self.chars[0].text]
        for before, after in pairwise(self.chars):
            wide = after.x - before.right > WORD_SPACE * before.size * MM_PER_PT
            if wide and before.text.isascii() and not before.text.isspace():
                parts.append(" " * (after.text.isascii() and not after.text.isspace()))
            parts.append(after.text)
        return "".join(parts)

    @property
    def left(self) -> float:
        return self.chars[0].x

    @property
    def right(self) -> float:
        return self.chars[-1].right

    @cached_property
    def baseline(self) -> float:
        return Counter(round(char.baseline, 2) for char in self.chars).most_common(1)[0][0]


@dataclass(frozen=True)
class Paragraph:
    """The lines of one block of text; ``size`` in pt; ``role`` empty in an untagged file."""

    lines: tuple[Line, ...]
    size: float
    path: str

    @property
    def em(self) -> float:
        """Give the size of its text in mm."""
        return self.size * MM_PER_PT

    @property
    def role(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)

    @cached_property
    def japanese(self) -> bool:
        text = self.text
        return 4 * sum(map(is_full_width, text)) >= len(text)

    @property
    def full_lines(self) -> tuple[Line, ...]:
        """Give the lines that are to fill the measure."""
        return tuple(line for line in self.lines[:-1] if not line.forced)


def paragraphs(pages: Sequence[Sequence[Char]]) -> tuple[Paragraph, ...]:
    """Give the paragraphs of a file: by its tags, or by the geometry where it has none."""
    found: list[Paragraph] = []
    for page in pages:
        chars = [char for char in page if not char.made]
        tagged = any(char.block for char in chars)
        found += _tagged(chars) if tagged else _untagged(chars)
    return tuple(found)


def _tagged(chars: Iterable[Char]) -> Iterator[Paragraph]:
    """Group the characters of a page by their blocks, in the order of their first ones."""
    groups: dict[int, list[Char]] = defaultdict(list)
    for char in chars:
        if char.block is not None:
            groups[char.block.number].append(char)
    for group in groups.values():
        assert group[0].block is not None
        size = main_size(group)
        rows = _unlabelled(_lines(group, size), size * MM_PER_PT)
        for part in _by_size(rows):
            yield Paragraph(part, main_size(part[0].chars), group[0].block.path)


def _by_size(rows: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    """Part the lines of a block where a line of another size begins, as titles in it do."""
    group: list[Line] = []
    for row in rows:
        if group and not _alike(main_size(group[0].chars), main_size(row.chars)):
            yield tuple(group)
            group = []
        group.append(row)
    if group:
        yield tuple(group)


def _alike(size: float, other: float) -> bool:
    return max(size, other) < LARGER * min(size, other)


def _unlabelled(rows: tuple[Line, ...], em: float) -> tuple[Line, ...]:
    """Leave out the number of an item or a note, which stands in the margin."""
    if not rows:
        return rows
    chars = rows[0].chars
    rest = next((i for i, char in enumerate(chars) if char.text not in LABELS), len(chars))
    if rest in (0, len(chars)) or chars[rest].x - chars[rest - 1].right < LABEL * em:
        return rows
    return (Line(_stripped(chars[rest:]), rows[0].asides), *rows[1:])


def main_size(chars: Iterable[Char]) -> float:
    """Give the size of the text, in pt: of those that many characters have, the largest.

    Code is smaller than the text it stands in, and there may be more of it.
    """
    sizes = Counter(round(char.size, 2) for char in chars if char.text.strip())
    most = max(sizes.values(), default=0)
    return max((size for size in sizes if sizes[size] > MANY * most), default=0.0)


def _lines(chars: Sequence[Char], size: float) -> tuple[Line, ...]:
    """Group characters into lines by their baselines; asides go to the line they touch."""
    rows: list[list[Char]] = []
    em = size * MM_PER_PT
    main = [char for char in chars if char.size >= ASIDE * size]
    for char in sorted(main, key=lambda c: c.baseline):
        if rows and char.baseline - rows[-1][0].baseline < SAME_LINE * em:
            rows[-1].append(char)
        else:
            rows.append([char])
    small = [char for char in chars if char.size < ASIDE * size]
    found = []
    for row in rows:
        ordered = _stripped(sorted(row, key=lambda c: c.x))
        if ordered:
            base = ordered[0].baseline
            near = tuple(c for c in small if -0.1 * em <= base - c.baseline < 1.5 * em)
            found.append(Line(ordered, near))
    return tuple(found)


def _stripped(chars: Sequence[Char]) -> tuple[Char, ...]:
    """Leave out white space at both ends."""
    solid = [i for i, char in enumerate(chars) if char.text.strip()]
    return tuple(chars[solid[0] : solid[-1] + 1]) if solid else ()


def _usual(values: Sequence[float]) -> float:
    """Give what most values are about, in quarters of a millimetre; the outermost of several."""
    rounded = Counter(round(value * 4) / 4 for value in values)
    return max(rounded, key=lambda value: (rounded[value], value))


def _untagged(chars: Sequence[Char]) -> Iterator[Paragraph]:
    """Join lines that stand below each other in one size; an indented line begins anew.

    A short line ends its paragraph, as far as the edges of the page's text can tell.
    """
    size = main_size(chars)
    em = size * MM_PER_PT
    rows = _lines(chars, size)
    if not rows:
        return
    left, right = _usual([row.left for row in rows]), _usual([row.right for row in rows])
    group: list[Line] = []
    for row in rows:
        if group and (
            abs(row.left - left - em) < INDENT * em
            or right - group[-1].right > 3 * em
            or row.baseline - group[-1].baseline > FURTHEST * em
        ):
            yield Paragraph(tuple(group), main_size(group[0].chars), "")
            group = []
        group.append(row)
    yield Paragraph(tuple(group), main_size(group[0].chars), "")
