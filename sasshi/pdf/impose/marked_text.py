"""Text that is marked, from highlights to wavy lines → what viewers draw of it.

ISO 32000-2, 12.5.6.10. What it leaves open is as most viewers have it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pikepdf

from sasshi.pdf.impose.paint import (
    Box,
    Mark,
    Point,
    annotation_box,
    box_around,
    color,
    path_through,
    points_of,
)
from sasshi.pdf.impose.values import numbers

_BLACK, _YELLOW = "0 G", "1 1 0 rg"
#: Of the height of a marked line of text: the thickness of a line below it or through it.
_LINE = 0.06
#: In pt: a line is at least so thick.
_HAIR = 0.5


@dataclass(frozen=True, slots=True)
class _Quad:
    """A marked line of text: where it begins and ends, below and above."""

    below: tuple[Point, Point]
    above: tuple[Point, Point]

    @property
    def height(self) -> float:
        return math.dist(self.below[0], self.above[0])

    def at(self, share: float) -> tuple[Point, Point]:
        """Give the line at a share of the height from below."""
        (a, b), (c, d) = self.below, self.above
        return _between(a, c, share), _between(b, d, share)


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])


def _quads(annotation: pikepdf.Object) -> list[_Quad]:
    """Read the marked lines: from the upper left, as programs write them, or as ISO has them."""
    points = points_of(numbers(annotation.get("/QuadPoints")))
    quads = []
    for a, b, c, d in zip(points[::4], points[1::4], points[2::4], points[3::4], strict=False):
        if math.dist(a, c) > math.dist(a, d) and math.dist(b, d) > math.dist(b, c):
            c, d = d, c  # counter-clockwise, as the standard says and nobody does
        upper_first = a[1] + b[1] >= c[1] + d[1]
        quads.append(_Quad((c, d), (a, b)) if upper_first else _Quad((a, b), (c, d)))
    if quads:
        return quads
    left, bottom, right, top = annotation_box(annotation)
    return [_Quad(((left, bottom), (right, bottom)), ((left, top), (right, top)))]


def draw_highlight(annotation: pikepdf.Object) -> Mark | None:
    """Draw a highlight: its colour multiplied with the text below it."""
    quads = _quads(annotation)
    paint = color(annotation.get("/C"), _YELLOW)
    if not paint:
        return None
    boxes = (path_through([*quad.below, *quad.above[::-1]]) for quad in quads)
    return Mark(f"{paint} {' '.join(f'{each} h f' for each in boxes)}", _around(quads), "Multiply")


def line_drawer(share: float) -> Callable[[pikepdf.Object], Mark | None]:
    """Give what draws a line at a share of the height of each line of text."""

    def draw(annotation: pikepdf.Object) -> Mark | None:
        quads = _quads(annotation)
        paint = color(annotation.get("/C"), _BLACK, stroke=True)
        lines = (
            f"{max(_HAIR, _LINE * quad.height):.3f} w {path_through(quad.at(share))} S"
            for quad in quads
        )
        return Mark(f"{paint} {' '.join(lines)}", _around(quads)) if paint else None

    return draw


def draw_wavy_line(annotation: pikepdf.Object) -> Mark | None:
    """Draw a wavy line below the text."""
    quads = _quads(annotation)
    paint = color(annotation.get("/C"), _BLACK, stroke=True)
    lines = []
    for quad in quads:
        low, high = quad.at(0.03), quad.at(0.12)
        steps = max(2, round(math.dist(*quad.below) / max(1.0, 0.09 * quad.height)))
        wave = [_between(*(low if step % 2 else high), step / steps) for step in range(steps + 1)]
        lines.append(f"{max(_HAIR, _LINE * quad.height / 2):.3f} w {path_through(wave)} S")
    return Mark(f"{paint} {' '.join(lines)}", _around(quads)) if paint else None


def _around(quads: Sequence[_Quad]) -> Box:
    points = [point for quad in quads for point in (*quad.below, *quad.above)]
    return box_around(points, max(quad.height for quad in quads) / 4)
