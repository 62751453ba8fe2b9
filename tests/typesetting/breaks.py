"""Where lines must not be broken (JLREQ 3.1.7–3.1.10)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from tests.typesetting.faults import Fault, Kind, at
from tests.typesetting.lines import Line, Paragraph
from tests.typesetting.marks import (
    AFTER_NUMBERS,
    BEFORE_NUMBERS,
    INSEPARABLE,
    NOT_FIRST,
    NOT_LAST,
    is_western,
)

#: So many characters on both sides of a break tell where in the source it is.
CONTEXT = 8


def breaks(paragraph: Paragraph, source: str | None) -> Iterator[Fault]:
    """Find the forbidden breaks of a paragraph."""
    solid = None if source is None else _flat(source)
    for line, after in pairwise(paragraph.lines):
        last, first = line.text[-1], after.text[0]
        if first in NOT_FIRST:
            yield at(after, Kind.FIRST, first)
        elif _begins_with_mark(after, paragraph.em):
            yield at(after, Kind.FIRST, "a reference mark")
        if last in NOT_LAST:
            yield at(line, Kind.LAST, last)
        if _is_torn(last, first) or (solid is not None and _breaks_word(line, after, solid)):
            yield at(line, Kind.TORN, f"{last}|{first}")


def _begins_with_mark(line: Line, em: float) -> bool:
    """Tell whether a line begins with the mark of a note; readings stand higher."""
    low = [char for char in line.asides if 0 < line.baseline - char.baseline < 0.6 * em]
    return any(char.right <= line.left + 0.3 * em for char in low)


def _is_torn(last: str, first: str) -> bool:
    """Tell whether two characters belong together, whatever the source."""
    if last in INSEPARABLE and first == last:
        return True
    if last.isdecimal() and (first in AFTER_NUMBERS or (last.isascii() and first.isdecimal())):
        return True
    return last in BEFORE_NUMBERS and first.isdecimal()


def _breaks_word(line: Line, after: Line, source: str) -> bool:
    """Tell whether a break is inside a word of the source: there is no space, no hyphen."""
    tail, head = line.text[-CONTEXT:], after.text[:CONTEXT]
    if not (is_western(tail[-1]) and is_western(head[0])):
        return False
    return " ".join(tail.split()) + " ".join(head.split()) in source


@lru_cache(maxsize=16)
def _flat(source: str) -> str:
    return " ".join(source.split())
