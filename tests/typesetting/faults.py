"""The kinds of faults, and one fault."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.typesetting.lines import Line


class Kind(StrEnum):
    """What may be wrong with a line; the value is the row's name in the table of counts."""

    RIGHT = "full lines not flush at the right"
    LEFT = "lines not flush at the left"
    FIRST = "marks at a line's start (kinsoku)"
    LAST = "brackets at a line's end (kinsoku)"
    TORN = "pairs, numbers and words broken"
    GAP_MISSING = "kanji–Latin gaps missing"
    GAP_EXTRA = "gaps that should not be there"
    UNSQUEEZED = "marks in a row not closed up"
    LOOSE = "lines spread by more than 1/8 em a character"
    WIDE_SPACES = "Latin lines with word spaces over half an em"
    UNEVEN = "lines spread unevenly"
    RUBY_TOUCHES = "readings over each other"
    RUBY_OVERHANGS = "readings over a neighbouring kanji, or far over kana"
    RUBY_OUT = "readings beyond the measure"
    GRID = "lines off the grid"
    HALF_GRID = "lines half a line off the grid"
    WIDOW = "last lines of one character"
    SHORT_WORD = "last lines of one short word"
    LADDER = "three and more hyphens below each other"
    ADDED_SPACE = "spaces added in copied text"
    ADDED_AT_GAP = "spaces added in copied text at kanji–Latin gaps"
    LOST = "pieces of text not to be copied whole"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: page from 1, baseline in mm from the top, the line's text, and by how much."""

    kind: Kind
    page: int
    y_mm: float
    text: str
    detail: str

    def __str__(self) -> str:
        return f"p. {self.page}, {self.y_mm:.0f} mm: {self.text}" + (
            f" ({self.detail})" if self.detail else ""
        )


def at(line: Line, kind: Kind, detail: str) -> Fault:
    """Name a line's fault."""
    return Fault(kind, line.page, line.baseline, line.text, detail)
