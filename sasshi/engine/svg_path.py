"""The outline of an SVG path as short straight lines, to walk along (SVG 2, chapter 9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from math import atan2, cos, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
_TOKEN = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)")
_ARC_TOKEN = re.compile(r"[01]")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
#: Into so many lines each curve is cut.
_STEPS = 48


class Walk:
    """A path to walk along: ``length``, and where one is after some of it."""

    def __init__(self, data: str) -> None:
        self._lines: list[tuple[Point, Point, float]] = []
        self.length = 0.0
        for start, end in _lines(data):
            step = hypot(end[0] - start[0], end[1] - start[1])
            if step:
                self._lines.append((start, end, self.length))
                self.length += step

    def at(self, distance: float) -> tuple[float, float, float] | None:
        """Give the point after a distance and the direction there in radians; beyond it, none."""
        if not 0 <= distance <= self.length:
            return None
        for start, end, begins in reversed(self._lines):
            if begins <= distance:
                dx, dy = end[0] - start[0], end[1] - start[1]
                part = (distance - begins) / hypot(dx, dy)
                return start[0] + part * dx, start[1] + part * dy, atan2(dy, dx)
        return None


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Give each command with its numbers; repeated numbers repeat it."""
    command, numbers, at = "", list[float](), 0
    while at < len(data):
        flags = command.upper() == "A" and len(numbers) in (3, 4)
        token = (_ARC_TOKEN if flags else _TOKEN).match(data, at)
        if token is None:
            at += 1
            continue
        at = token.end()
        if not flags and token[1]:
            command, numbers = token[1], []
            if command in "Zz":
                yield command, []
            continue
        numbers.append(float(token[0]))
        if command and len(numbers) == _TAKES[command.upper()]:
            yield command, numbers
            command, numbers = {"M": "L", "m": "l"}.get(command, command), []


def _lines(data: str) -> Iterator[tuple[Point, Point]]:
    x = y = 0.0
    first: Point = (0.0, 0.0)
    handle: tuple[str, Point] | None = None
    for command, numbers in _commands(data):
        kind, base = command.upper(), (x, y) if command.islower() else (0.0, 0.0)
        here, bend = (x, y), None
        if kind == "M":
            x, y = first = (base[0] + numbers[0], base[1] + numbers[1])
        elif kind == "Z":
            x, y = first
            yield here, first
        elif kind == "A":
            x, y = base[0] + numbers[5], base[1] + numbers[6]
            yield from _joined([here, *_arc(here, (x, y), numbers)])
        else:
            points = _absolute(kind, numbers, here, base)
            if kind in "ST":
                alike = handle is not None and handle[0] == {"S": "C", "T": "Q"}[kind]
                old = handle[1] if handle and alike else here
                points.insert(0, (2 * x - old[0], 2 * y - old[1]))
            x, y = points[-1]
            if len(points) > 1:
                bend = ({3: "C", 2: "Q"}[len(points)], points[-2])
            yield from _joined(_curve([here, *points]))
        handle = bend


def _absolute(kind: str, numbers: list[float], here: Point, base: Point) -> list[Point]:
    if kind == "H":
        return [(base[0] + numbers[0], here[1])]
    if kind == "V":
        return [(here[0], base[1] + numbers[0])]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [(base[0] + px, base[1] + py) for px, py in pairs]


def _joined(points: list[Point]) -> Iterator[tuple[Point, Point]]:
    return pairwise(points)


def _curve(points: list[Point]) -> list[Point]:
    """Give points of a Bézier curve (de Casteljau), or the two of a straight line."""
    if len(points) == 2:
        return points
    made = []
    for step in range(_STEPS + 1):
        part, row = step / _STEPS, points
        while len(row) > 1:
            row = [
                (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])) for a, b in pairwise(row)
            ]
        made.append(row[0])
    return made


def _arc(start: Point, end: Point, numbers: list[float]) -> list[Point]:
    """Give points of an elliptical arc (SVG 2, B.2.4)."""
    rx, ry, turn = abs(numbers[0]), abs(numbers[1]), radians(numbers[2])
    if not rx or not ry or start == end:
        return [end]
    cosine, sine = cos(turn), sin(turn)
    dx, dy = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    px, py = cosine * dx + sine * dy, cosine * dy - sine * dx
    scale = sqrt(max(1.0, (px / rx) ** 2 + (py / ry) ** 2))
    rx, ry = rx * scale, ry * scale
    below = (rx * py) ** 2 + (ry * px) ** 2
    root = sqrt(max(0.0, ((rx * ry) ** 2 - below) / below))
    root = -root if numbers[3] == numbers[4] else root
    cx, cy = root * rx * py / ry, -root * ry * px / rx
    first = atan2((py - cy) / ry, (px - cx) / rx)
    swept = atan2((-py - cy) / ry, (-px - cx) / rx) - first
    if numbers[4] and swept < 0:
        swept += 2 * pi
    elif not numbers[4] and swept > 0:
        swept -= 2 * pi
    middle = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    points = []
    for step in range(1, _STEPS + 1):
        angle = first + swept * step / _STEPS
        ex, ey = cx + rx * cos(angle), cy + ry * sin(angle)
        points.append((middle[0] + cosine * ex - sine * ey, middle[1] + sine * ex + cosine * ey))
    return points
