"""Paths of a content stream: where they lie on the page, and how large they are, in points."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pikepdf

from sasshi.model import PT_PER_MM, Pt

#: The side of a square that stays filled (4 mm). What is larger is an area, unless it is a line:
#: at most so broad in the mean (1 mm).
LARGEST_FILL_PT, BROADEST_LINE_PT = 4 * PT_PER_MM, 1 * PT_PER_MM

Matrix = tuple[float, float, float, float, float, float]
UNCHANGED: Matrix = (1, 0, 0, 1, 0, 0)
_Point = tuple[float, float]


@dataclass(slots=True)
class Path:
    """A path as it is built: its instructions, and the points of each part of it on the page.

    Curves are taken for the lines between their points: near enough to tell how large a path is.
    """

    matrix: Matrix = UNCHANGED
    instructions: list[pikepdf.ContentStreamInstruction] = field(default_factory=list)
    parts: list[list[_Point]] = field(default_factory=list)

    def add(self, each: pikepdf.ContentStreamInstruction) -> None:
        """Add an instruction that builds it: ``m``, ``l``, ``c``, ``re`` and the like (8.5.2)."""
        name, numbers = str(each.operator), floats(each)
        self.instructions.append(each)
        if name == "re":
            x, y, wide, tall = numbers
            if not (wide or tall):
                return
            numbers = [x, y, x + wide, y, x + wide, y + tall, x, y + tall]
        if name in ("m", "re") or not self.parts:
            self.parts.append([])
        a, b, c, d, e, f = self.matrix
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            self.parts[-1].append((a * x + c * y + e, b * x + d * y + f))

    @property
    def box(self) -> tuple[Pt, Pt, Pt, Pt]:
        """The box around it: left, bottom, right, top."""
        points = [point for part in self.parts if len(part) > 1 for point in part]
        xs, ys = zip(*points, strict=True)
        return Pt(min(xs)), Pt(min(ys)), Pt(max(xs)), Pt(max(ys))

    @property
    def is_rectangle(self) -> bool:
        """Whether it is one, along the axes that it is built in."""
        names = {str(each.operator) for each in self.instructions}
        return len(self.parts) == 1 and names == {"re"}

    def holds(self, other: Path) -> bool:
        """Tell whether the other lies within the box of this one, to a tenth of a point."""
        mine, others = self.box, other.box
        least = all(a <= b + 0.1 for a, b in zip(mine[:2], others[:2], strict=True))
        return least and all(a >= b - 0.1 for a, b in zip(mine[2:], others[2:], strict=True))

    def is_area(self) -> bool:
        """Tell whether it is large, and no line or frame: a part around all others has holes."""
        parts = sorted((p for p in self.parts if len(p) > 2), key=lambda part: -abs(_area(part)))
        if not parts:
            return False
        first, *others = (Path(parts=[part]) for part in parts)
        nested = all(first.holds(other) for other in others)
        sizes = [abs(_area(part)) for part in parts]
        area = sizes[0] + sum(sizes[1:]) * (-1 if nested else 1)
        around = sum(math.dist(a, b) for part in parts for a, b in _edges(part))
        return area > LARGEST_FILL_PT**2 and 2 * area > BROADEST_LINE_PT * around


def _edges(part: Sequence[_Point]) -> Iterator[tuple[_Point, _Point]]:
    return zip(part, (*part[1:], part[0]), strict=True)


def _area(part: Sequence[_Point]) -> float:
    """Give the area of a polygon, below 0 if it runs clockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(part)) / 2


def floats(each: pikepdf.ContentStreamInstruction) -> list[float]:
    """Give the operands of an instruction, all of them numbers."""
    return [float(operand) for operand in each.operands]


def in_units_of(matrix: Matrix, length_pt: float) -> float:
    """Give a length on the page in the units of a matrix, a mean one if it stretches."""
    a, b, c, d, _, _ = matrix
    return length_pt / (abs(a * d - b * c) ** 0.5 or 1.0)


def inverse(matrix: Matrix) -> Matrix:
    """Give what undoes a matrix."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c or 1.0
    return (
        d / size,
        -b / size,
        -c / size,
        a / size,
        (c * f - d * e) / size,
        (b * e - a * f) / size,
    )


def times(first: Sequence[float], then: Matrix) -> Matrix:
    """Multiply two matrices: what ``cm`` does."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
