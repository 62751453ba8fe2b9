"""The space between characters: gaps, closed-up marks, spread lines, word spaces."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.typesetting.faults import Fault, Kind, at
from tests.typesetting.lines import WORD_SPACE, Line, Paragraph
from tests.typesetting.marks import (
    CLOSING,
    OPENING,
    STOPS,
    is_full_width,
    is_ideographic,
    meet,
)
from tests.typesetting.pages import Char

#: A kanji–Latin gap is a quarter em, and may be closed up to an eighth (JLREQ 3.2.6, 3.8.3).
LEAST_GAP = 0.125
#: More than this beyond what the line is spread by, in em, is a gap.
MOST_EXTRA = 0.125
#: A line spread by more than this at each character, in em, is seen to be.
LOOSE = 0.125
#: A Latin word space is about a quarter em; twice that makes rivers and holes.
WIDE_SPACE = 0.5
#: Places of one kind in one line may differ by this much, in em: the rounding of a PDF's text.
EVEN = 0.03
#: What is compared are rounded numbers.
ROUNDING = 0.01
_LITERAL = re.compile(r"https?://[!-~]+|www\.[!-~]+|[\w.+-]+@[\w.-]+\w", re.ASCII)

_Pair = tuple[Char, Char]


@dataclass(frozen=True, slots=True)
class Spread:
    """How numbers are spread: all in em."""

    count: int
    mean: float
    deviation: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ± {self.deviation:.3f} ({self.least:.3f}–{self.most:.3f})"


@dataclass(frozen=True, slots=True)
class Spacing:
    """Space added at each character of full Japanese lines, and the word spaces of Latin ones."""

    added: Spread
    words: Spread


def spacing(found: Iterable[Paragraph]) -> Spacing:
    """Measure the spacing of the full lines."""
    added: list[float] = []
    words: list[float] = []
    for paragraph in found:
        for line in paragraph.full_lines:
            if paragraph.japanese:
                added += plain_gaps(line, paragraph.em)
            else:
                words += word_spaces(line, paragraph.em)
    return Spacing(_spread(added), _spread(words))


def _spread(values: Sequence[float]) -> Spread:
    if not values:
        return Spread(0, 0.0, 0.0, 0.0, 0.0)
    mean = statistics.fmean(values)
    return Spread(len(values), mean, statistics.pstdev(values, mean), min(values), max(values))


def plain_gaps(line: Line, em: float) -> list[float]:
    """Give the space in em between kana and kanji that nothing but the line's width asks for."""
    bases = _bases(line)
    return [
        (after.x - before.right) / em
        for before, after in pairwise(line.chars)
        if is_ideographic(before.text)
        and is_ideographic(after.text)
        and before.font == after.font
        and abs(before.size - after.size) < 0.05
        and before not in bases
        and after not in bases
        and not _parted(before, after, line)
    ]


def _bases(line: Line) -> set[Char]:
    """Give the characters under a reading: a long one parts them and their neighbours."""
    return {
        char
        for char in line.chars
        for aside in line.asides
        if aside.x < char.right and aside.right > char.x
    }


def word_spaces(line: Line, em: float) -> list[float]:
    """Give the widths in em from each word to the next, whether a space is drawn there or not."""
    solid = [char for char in line.chars if char.text.strip()]
    found = [(after.x - before.right) / em for before, after in pairwise(solid)]
    return [space for space in found if space > WORD_SPACE]


def gaps(paragraph: Paragraph) -> Iterator[Fault]:
    """Find what is wrong between the characters of each line."""
    em = paragraph.em
    literal = _literal(paragraph)
    for line in paragraph.lines:
        bases = _bases(line)
        plain = plain_gaps(line, em)
        spread = statistics.median(plain) if plain else 0.0
        if paragraph.japanese:
            yield from _spread_faults(line, plain, last=line is paragraph.lines[-1])
        for before, after in pairwise(line.chars):
            if before in literal or after in literal or _parted(before, after, line):
                continue
            space = (after.x - before.right) / em
            kind = _fault((before, after), space, spread, em)
            if kind is Kind.GAP_EXTRA and (before in bases or after in bases):
                continue
            if kind is not None:
                yield at(line, kind, f"{before.text}|{after.text} {space:.2f} em")


def wide_spaces(paragraph: Paragraph) -> Iterator[Fault]:
    """Find full Latin lines that have holes in them."""
    for line in () if paragraph.japanese else paragraph.full_lines:
        widest = max(word_spaces(line, paragraph.em), default=0.0)
        if widest > WIDE_SPACE + ROUNDING:
            yield at(line, Kind.WIDE_SPACES, f"{widest:.2f} em")


def _parted(before: Char, after: Char, line: Line) -> bool:
    """Tell whether the mark of a note stands between two characters."""
    middle = (before.right + after.x) / 2
    return any(aside.x < middle < aside.right for aside in line.asides)


def _spread_faults(line: Line, plain: Sequence[float], *, last: bool) -> Iterator[Fault]:
    """Find lines that are spread too far, or not evenly."""
    if not plain:
        return
    if not last and max(plain) > LOOSE + ROUNDING:
        yield at(line, Kind.LOOSE, f"{max(plain):.3f} em")
    if max(plain) - min(plain) > EVEN:
        yield at(line, Kind.UNEVEN, f"{min(plain):.3f}–{max(plain):.3f} em")


def _fault(pair: _Pair, space: float, spread: float, em: float) -> Kind | None:
    """Judge the space in em between two characters of a line spread by so much."""
    before, after = pair[0].text, pair[1].text
    if not before.strip() or not after.strip():
        return None
    if meet(before, after):
        return Kind.GAP_MISSING if space < LEAST_GAP - ROUNDING else None
    if _closes_up(pair, em):
        return Kind.UNSQUEEZED if space > spread - 0.5 + MOST_EXTRA else None
    beside = is_full_width(before) or is_full_width(after)
    marks = not (is_ideographic(before) and is_ideographic(after))
    if beside and marks and space > max(spread, 0) + MOST_EXTRA:
        return Kind.GAP_EXTRA
    return None


def _closes_up(pair: _Pair, em: float) -> bool:
    """Tell whether one of two marks loses its blank half (JLREQ 3.1.4)."""
    before, after = pair
    if min(before.right - before.x, after.right - after.x) < 0.9 * em:
        return False
    closes = before.text in CLOSING or before.text in STOPS
    if after.text in OPENING:
        return closes or before.text in OPENING
    return closes and (after.text in CLOSING or after.text in STOPS)


def _literal(paragraph: Paragraph) -> set[Char]:
    """Give the characters of code, URLs and addresses, which are set as they are written."""
    chars = [char for line in paragraph.lines for char in line.chars]
    found = {char for char in chars if _is_code(char, paragraph)}
    text = "".join(char.text if len(char.text) == 1 else " " for char in chars)
    for match in _LITERAL.finditer(text):
        found.update(chars[match.start() : match.end()])
    return found


def _is_code(char: Char, paragraph: Paragraph) -> bool:
    """Tell whether a character is a little smaller than its paragraph, as code is."""
    return char.size < 0.95 * paragraph.size
