"""Labels beside the marks of a drawing: each where it meets least of what is there already.

Lengths are points, the unit of drawings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sasshi.model import SIDES

#: Left, top, right, bottom; from the top left of the drawing.
Box = tuple[float, float, float, float]

#: Between a mark and its label.
GAP_PT = 4.0
#: What a square point costs beyond one that covers something: outside the field is worse, a line
#: crossed is better.
_OUTSIDE, _CROSSED = 100.0, 0.2


def beside(
    marks: Sequence[Box],
    sizes: Sequence[tuple[float, float]],
    wanted: Sequence[str | None],
    field: Box,
    lines: Sequence[Box] = (),
) -> tuple[Box, ...]:
    """Place a label beside each mark, within the field; ``sizes`` are the labels' (width, height).

    ``wanted`` names the side (``SIDES``) where the author has chosen one. ``lines`` may be crossed
    where there is no better place. Gives the labels' boxes, in the order of the marks.
    """
    placed: list[Box] = []
    for mark, size, side in zip(marks, sizes, wanted, strict=True):
        others = [*(other for other in marks if other is not mark), *placed]
        choices = list(_choices(mark, size, [side] if side in SIDES else SIDES))
        placed.append(min(choices, key=lambda box: _cost(box, others, lines, field)))
    return tuple(placed)


def _choices(mark: Box, size: tuple[float, float], sides: Sequence[str | None]) -> Iterator[Box]:
    """Give the places of a label, the best first: beside a mark's middle, or above its ends."""
    left, top, right, bottom = mark
    width, height = size
    middle = (top + bottom - height) / 2
    along = ((left + right - width) / 2, left, right - width)
    corners = {
        "right": [(right + GAP_PT, middle)],
        "left": [(left - GAP_PT - width, middle)],
        "above": [(x, top - GAP_PT / 2 - height) for x in along],
        "below": [(x, bottom + GAP_PT / 2) for x in along],
    }
    for side in sides:
        for x, y in corners[side or "right"]:
            yield x, y, x + width, y + height


def _cost(box: Box, others: Sequence[Box], lines: Sequence[Box], field: Box) -> float:
    area = (box[2] - box[0]) * (box[3] - box[1])
    return (
        sum(_common(box, other) for other in others)
        + _CROSSED * sum(_common(box, line) for line in lines)
        + _OUTSIDE * (area - _common(box, field))
    )


def _common(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(width, 0.0) * max(height, 0.0)
