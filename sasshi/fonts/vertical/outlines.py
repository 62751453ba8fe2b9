"""Outlines of glyphs as bytes of the ``glyf`` table, moved and turned (OpenType, "glyf").

Decoded point by point, a thousand characters would take a second. But a quarter turn only
swaps the two arrays of a simple glyph and the sign of one: everything but the first point is
copied, for outlines are stored as differences from point to point.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

#: Bits of a point's flag.
_ON_CURVE, _X_SHORT, _Y_SHORT, _REPEAT, _X_SAME, _Y_SAME, _OVERLAP = 1, 2, 4, 8, 16, 32, 64

#: How many bytes the difference in x or y takes, by flag.
_X_LENGTH = bytes(1 if f & _X_SHORT else 0 if f & _X_SAME else 2 for f in range(256))
_Y_LENGTH = bytes(1 if f & _Y_SHORT else 0 if f & _Y_SAME else 2 for f in range(256))


def _turned_flag(flag: int) -> int:
    """Give the flag of a point after x and y became −y and x.

    Of a short difference ``_X_SAME`` is the sign, of a long one it says that there is none.
    """
    kept = flag & (_ON_CURVE | _OVERLAP)
    x = (_Y_SHORT if flag & _X_SHORT else 0) | (_Y_SAME if flag & _X_SAME else 0)
    same = bool(flag & _Y_SAME) != bool(flag & _Y_SHORT)
    y = (_X_SHORT if flag & _Y_SHORT else 0) | (_X_SAME if same else 0)
    return kept | x | y


_TURNED = bytes(_turned_flag(flag) for flag in range(256))


def moved(glyph: bytes, dx: int, dy: int, *, turn: bool) -> bytes:
    """Move a simple glyph; with ``turn`` after a quarter turn counter-clockwise about (0, 0).

    A point (x, y), in font units, becomes (x + dx, y + dy) or (dx - y, dy + x). Instructions go:
    hints are for the way the glyph stood.
    """
    if glyph[:2] <= b"\0\0":
        return b""
    contours, *box = struct.unpack(">5h", glyph[:10])
    ends = glyph[10 : 10 + 2 * contours]
    flags, (x, xs), (y, ys) = _points(glyph, 10 + 2 * contours, ends)
    if turn:
        x, y, xs, ys = -y, x, _negated(ys, bytes(flags[1:].translate(_Y_LENGTH))), xs
        flags = flags.translate(_TURNED)
        box = [-box[3], box[0], -box[1], box[2]]
    flags[0] &= _ON_CURVE | _OVERLAP
    corners = (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)
    head = struct.pack(">5h", contours, *corners)
    first_x, first_y = struct.pack(">h", x + dx), struct.pack(">h", y + dy)
    return b"".join((head, ends, b"\0\0", flags, first_x, xs, first_y, ys))


def _points(
    glyph: bytes, at: int, ends: bytes
) -> tuple[bytearray, tuple[int, bytes], tuple[int, bytes]]:
    """Read flags, x and y of a glyph's points; of each coordinate the first and the differences."""
    start = at + 2 + int.from_bytes(glyph[at : at + 2], "big")
    flags, start = _flags(glyph, start, int.from_bytes(ends[-2:], "big") + 1)
    middle = start + sum(flags.translate(_X_LENGTH))
    xs, ys = glyph[start:middle], glyph[middle : middle + sum(flags.translate(_Y_LENGTH))]
    x = _first(xs, flags[0], _X_SHORT, _X_SAME)
    return flags, x, _first(ys, flags[0], _Y_SHORT, _Y_SAME)


def _flags(glyph: bytes, at: int, points: int) -> tuple[bytearray, int]:
    """Read the flags, repetitions written out; give them and where in the glyph they end."""
    flags = bytearray()
    while len(flags) < points:
        flag = glyph[at]
        at += 1
        if flag & _REPEAT:
            flags += bytes((flag & ~_REPEAT,)) * (glyph[at] + 1)
            at += 1
        else:
            flags.append(flag)
    return flags, at


def _first(deltas: bytes, flag: int, short: int, same: int) -> tuple[int, bytes]:
    """Take the first difference, from (0, 0), off an array of them."""
    if flag & short:
        return (deltas[0] if flag & same else -deltas[0]), deltas[1:]
    if flag & same:
        return 0, deltas
    return int.from_bytes(deltas[:2], "big", signed=True), deltas[2:]


def _negated(deltas: bytes, lengths: bytes) -> bytes:
    """Change the sign of the long differences; that of short ones is in their flags."""
    if 2 not in lengths:
        return deltas
    out, at = bytearray(deltas), 0
    for length in lengths:
        if length == 2:
            value = -int.from_bytes(deltas[at : at + 2], "big", signed=True)
            out[at : at + 2] = value.to_bytes(2, "big", signed=True)
        at += length
    return bytes(out)


def is_composite(glyph: bytes) -> bool:
    """Tell whether a glyph is put together of others."""
    return glyph[:1] >= b"\x80"


def drawn_out(
    font: Any, glyph: int, ends: tuple[int, int] | None = None, *, axis: int = 0
) -> bytes:
    """Give a composite glyph as a simple one, as HarfBuzz draws it.

    With ``ends`` (font units) a bar is made so long that it reaches from the one to the other at
    least, along x (``axis`` 0) or y (1): each half moves as a whole, and keeps its form.
    """
    pen = _Pen()
    font.draw_glyph_with_pen(glyph, pen)
    if ends:
        pen.lengthen(ends, axis)
    return pen.glyph()


class _Pen:
    """Takes the strokes of an outline and gives a simple glyph; the protocol is fontTools'."""

    def __init__(self) -> None:
        self.contours: list[list[tuple[int, int, int]]] = []

    def moveTo(self, point: tuple[float, float]) -> None:
        self.contours.append([])
        self.lineTo(point)

    def lineTo(self, point: tuple[float, float]) -> None:
        self._add(point, _ON_CURVE)

    def qCurveTo(self, *points: tuple[float, float]) -> None:
        for point in points[:-1]:
            self._add(point, 0)
        self.lineTo(points[-1])

    def curveTo(self, *points: tuple[float, float]) -> None:
        """Refuse: ``glyf`` has no cubic curves."""
        raise ValueError("cubic curves are no part of a TrueType outline")

    def closePath(self) -> None:
        """Do not repeat the first point where the contour comes back to it."""
        contour = self.contours[-1]
        if len(contour) > 1 and contour[0] == contour[-1]:
            contour.pop()

    def _add(self, point: tuple[float, float], flag: int) -> None:
        self.contours[-1].append((round(point[0]), round(point[1]), flag))

    def lengthen(self, ends: tuple[int, int], axis: int) -> None:
        places = [point[axis] for contour in self.contours for point in contour] or [*ends]
        first, last = min(places), max(places)
        down, up = min(0, ends[0] - first), max(0, ends[1] - last)
        for contour in self.contours:
            for number, (x, y, flag) in enumerate(contour):
                step = down if 2 * (x, y)[axis] < first + last else up
                contour[number] = (x, y + step, flag) if axis else (x + step, y, flag)

    def glyph(self) -> bytes:
        """Give what was drawn, every difference long."""
        points = [point for contour in self.contours for point in contour]
        if not points:
            return b""
        xs, ys, flags = zip(*points, strict=True)
        box = (len(self.contours), min(xs), min(ys), max(xs), max(ys))
        ends, count = [], 0
        for contour in self.contours:
            count += len(contour)
            ends.append(count - 1)
        return b"".join(
            (
                struct.pack(f">5h{len(ends)}HH", *box, *ends, 0),
                bytes(flags),
                _differences(xs),
                _differences(ys),
            )
        )


def _differences(values: Sequence[int]) -> bytes:
    steps = [after - before for before, after in zip((0, *values), values, strict=False)]
    return struct.pack(f">{len(steps)}h", *steps)
