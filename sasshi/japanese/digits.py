"""Numbers of one and two digits among Japanese: in a cell of their own (JLREQ 3.2.4, 3.2.5)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from sasshi.japanese.paragraph import Pad, Px

#: A number of one or two digits where nothing Latin is beside it, as a regular expression.
FEW_DIGITS = r"(?<![0-9A-Za-z.,:/%+\-])[0-9]{1,2}(?![0-9A-Za-z%]|[.,:/\-][0-9A-Za-z])"
_FEW_DIGITS = re.compile(FEW_DIGITS)


def widen_digits(
    text: str,
    starts: Sequence[int],
    widths: Sequence[Px],
    sizes: Sequence[Px],
    rigid: list[int],
) -> dict[int, Pad]:
    """Set a single digit in an em, and two in about one, without gaps (3.2.4).

    Args:
        text: the paragraph's.
        starts: where each of its characters begins in it, and its length.
        widths: those of the characters.
        sizes: their ems.
        rigid: their rigid stretches; each number becomes one, in place.

    Returns:
        What the first and the last digit of each number need beside themselves.

    """
    pads: dict[int, Pad] = {}
    for number in _FEW_DIGITS.finditer(text):
        first, end = bisect_left(starts, number.start()), bisect_left(starts, number.end())
        if any(rigid[first:end]):
            continue
        rigid[first:end] = [-first - 1] * (end - first)
        room = max(0.0, sizes[first] - sum(widths[first:end])) / 2
        pads[first], pads[end - 1] = Pad(room, 0.0, room), Pad(0.0, room, 0.0, room)
        if end - first == 1:
            pads[first] = Pad(room, room, room, room)
    return pads
