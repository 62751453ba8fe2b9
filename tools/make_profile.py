"""Make the shipped CMYK profile, ``sasshi/pdf/shop/coated.icc``, from published numbers alone.

No press has been measured for it. The colours of paper, solid inks and their overprints are
those that ISO 12647-2 (2004/Amd 1:2007, paper types 1 and 2, on white) aims at; tones between
them follow the Neugebauer equations with Yule and Nielsen's n. So it is a fair picture of offset
on coated paper anywhere, and the exact picture of none: a shop that has a profile should name it.

The file is an ICC.1:2001-04 (version 2) output profile. Run ``tools/make_profile.py`` to
write it anew; it takes a minute, and the same numbers give the same bytes.
"""

from __future__ import annotations

import itertools
import math
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "sasshi" / "pdf" / "shop" / "coated.icc"
DESCRIPTION = "sasshi generic coated offset"
COPYRIGHT = "No copyright: CC0 1.0. A generic approximation, made from published aim values."

Vector = tuple[float, float, float]
Inks = tuple[float, float, float, float]

#: The PCS illuminant (ICC.1, 6.1.7): D50.
D50: Vector = (0.9642, 1.0, 0.8249)
PAPER: Vector = (95.0, 0.0, -2.0)
BLACK: Vector = (16.0, 0.0, 0.0)
#: CIELAB of the solids and overprints, by which of cyan, magenta and yellow are printed.
SOLIDS: dict[tuple[int, int, int], Vector] = {
    (0, 0, 0): PAPER,
    (1, 0, 0): (55.0, -37.0, -50.0),
    (0, 1, 0): (48.0, 74.0, -3.0),
    (0, 0, 1): (89.0, -5.0, 93.0),
    (0, 1, 1): (47.0, 68.0, 48.0),
    (1, 0, 1): (50.0, -65.0, 27.0),
    (1, 1, 0): (24.0, 22.0, -46.0),
    (1, 1, 1): (23.0, 0.0, 0.0),
}
#: What the surface reflects however much ink is on it; of overprints with black no aim is
#: published, so black lets through of the ink below it what is above this.
SURFACE = 0.008
#: By how much a dot of half the area is darker than half the solid's, coloured inks and black.
GAIN = (0.15, 0.15, 0.15, 0.17)
#: In which of X, Y and Z each ink is darkest, and its tone best seen.
SEEN_IN = (0, 1, 2, 1)
YULE_NIELSEN = 1.7
#: The most ink, of 4 (100 % of each): below what presses take for coated paper, 300 % or more.
MOST_INK = 2.8
#: Nodes along each side of the tables: inks to colours, colours to inks, and in gamut or not.
INK_NODES, COLOR_NODES, GAMUT_NODES = 9, 21, 11
#: Exponent that puts more nodes near grey, where eyes are sharp.
NEAR_GREY = 1.4
CURVE = 257


# ---- inks to colours


def to_xyz(lab: Vector) -> Vector:
    """Give CIEXYZ of a CIELAB colour under D50, white being 1."""
    y = (lab[0] + 16) / 116
    x, z = y + lab[1] / 500, y - lab[2] / 200
    x, y, z = (t**3 if t > 6 / 29 else (t - 4 / 29) * 3 * (6 / 29) ** 2 for t in (x, y, z))
    return x * D50[0], y * D50[1], z * D50[2]


def to_lab(xyz: Iterable[float]) -> Vector:
    """Give CIELAB under D50."""
    x, y, z = (
        (t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29)
        for t in (value / white for value, white in zip(xyz, D50, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@cache
def primaries() -> tuple[Vector, ...]:
    """Give the roots that Yule and Nielsen add up, of the 16 ways to print solids on a spot.

    Relative to paper (ICC.1, 6.3.2); in the order of binary numbers, cyan first.
    """
    paper, black = to_xyz(PAPER), to_xyz(BLACK)
    found = []
    for *cmy, k in itertools.product((0, 1), repeat=4):
        xyz = to_xyz(SOLIDS[cmy[0], cmy[1], cmy[2]])
        if k:
            xyz = _under_black(xyz, paper, black)
        x, y, z = (
            max(0.0, value / white) ** (1 / YULE_NIELSEN)
            for value, white in zip(xyz, paper, strict=True)
        )
        found.append((x, y, z))
    return tuple(found)


def _under_black(xyz: Vector, paper: Vector, black: Vector) -> Vector:
    """Give the colour of black printed over a solid."""
    x, y, z = (
        SURFACE * w + (b - SURFACE * w) * value / w
        for value, w, b in zip(xyz, paper, black, strict=True)
    )
    return x, y, z


@cache
def dot_gain(ink: int) -> tuple[float, ...]:
    """Give the effective areas of an ink's dots, for areas from 0 to 1 in the file.

    Murray and Davies' tone value rises by the gain at a half; n is in the equations already.
    """
    solid = primaries()[8 >> ink][SEEN_IN[ink]]
    areas = []
    for step in range(CURVE):
        tone = step / (CURVE - 1)
        tone += 4 * GAIN[ink] * tone * (1 - tone)
        seen = (1 - tone * (1 - solid**YULE_NIELSEN)) ** (1 / YULE_NIELSEN)
        areas.append((1 - seen) / (1 - solid))
    return tuple(areas)


def effective(inks: Inks) -> Inks:
    """Give the effective areas of inks' dots."""
    c, m, y, k = (_between(dot_gain(i), ink * (CURVE - 1)) for i, ink in enumerate(inks))
    return c, m, y, k


def _between(curve: Sequence[float], at: float) -> float:
    low = min(int(at), len(curve) - 2)
    return curve[low] + (curve[low + 1] - curve[low]) * (at - low)


def neugebauer(areas: Inks) -> Vector:
    """Give the CIELAB colour of dots of such areas, relative to paper (Yule-Nielsen modified)."""
    nodes: Sequence[Vector] = primaries()
    for area in areas:
        half, rest = len(nodes) // 2, 1 - area
        nodes = [
            (rest * a[0] + area * b[0], rest * a[1] + area * b[1], rest * a[2] + area * b[2])
            for a, b in zip(nodes[:half], nodes[half:], strict=True)
        ]
    return to_lab(value**YULE_NIELSEN * white for value, white in zip(nodes[0], D50, strict=True))


# ---- colours to inks


def separated(cmy: Vector) -> Inks:
    """Replace the grey in three inks by black, nearly all of it, and keep to the most ink.

    The deepest greys keep some of the three, so that black is deep.
    """
    k = 0.98 * min(cmy) ** 1.3
    c, m, y = ((ink - k) / (1 - k) for ink in cmy)
    share = min(1.0, (MOST_INK - k) / max(c + m + y, 1e-9))
    return c * share, m * share, y * share, k


def printed(cmy: Vector) -> Vector:
    """Give the CIELAB colour of three inks once their grey is black."""
    return neugebauer(effective(separated(cmy)))


@cache
def _known() -> tuple[tuple[Vector, Vector], ...]:
    """Give a grid of printed colours, each with its inks, to begin a search from."""
    steps = [i / 8 for i in range(9)]
    grid = [(c, m, y) for c in steps for m in steps for y in steps]
    return tuple((printed(cmy), cmy) for cmy in grid)


def inks_for(lab: Vector) -> tuple[Inks, float]:
    """Find the inks that print a colour best, and how far off they are (ΔE*ab).

    Levenberg and Marquardt's way down from the nearest colour of a grid. What cannot be printed
    keeps its hue rather than its lightness, and its lightness rather than its chroma.
    """
    hue = math.atan2(lab[2], lab[1])
    weigh = _weights(hue)
    start = min(_known(), key=lambda known: _square(weigh(_minus(known[0], lab))))[1]
    cmy, rest = start, weigh(_minus(printed(start), lab))
    damping = 1e-3
    for _ in range(24):
        if _square(rest) < 1e-4 or damping > 1e3:
            break
        columns = [_slope(cmy, i, lab, weigh, rest) for i in range(3)]
        tried = _clipped(cmy, _step(columns, rest, damping))
        found = weigh(_minus(printed(tried), lab))
        if _square(found) < _square(rest) - 1e-9:
            cmy, rest, damping = tried, found, damping / 4
        else:
            damping *= 6
    return separated(cmy), math.sqrt(_square(_minus(printed(cmy), lab)))


def _weights(hue: float) -> Callable[[Vector], Vector]:
    cos, sin = math.cos(hue), math.sin(hue)

    def weigh(off: Vector) -> Vector:
        return off[0], 0.6 * (off[1] * cos + off[2] * sin), 1.4 * (off[2] * cos - off[1] * sin)

    return weigh


def _slope(
    cmy: Vector, ink: int, lab: Vector, weigh: Callable[[Vector], Vector], rest: Vector
) -> Vector:
    step = 1e-3 if cmy[ink] < 0.5 else -1e-3
    moved = list(cmy)
    moved[ink] += step
    there = weigh(_minus(printed((moved[0], moved[1], moved[2])), lab))
    return tuple((a - b) / step for a, b in zip(there, rest, strict=True))  # type: ignore[return-value]


def _step(columns: Sequence[Vector], rest: Vector, damping: float) -> Vector:
    """Solve the damped normal equations by Cramer's rule."""
    matrix = [[_dot(a, b) for b in columns] for a in columns]
    for i in range(3):
        matrix[i][i] += damping * (matrix[i][i] + 1.0)
    right = [-_dot(column, rest) for column in columns]
    whole = _determinant(matrix)
    steps = []
    for i in range(3):
        changed = [[right[r] if c == i else matrix[r][c] for c in range(3)] for r in range(3)]
        steps.append(_determinant(changed) / whole)
    return steps[0], steps[1], steps[2]


def _determinant(m: Sequence[Sequence[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def _clipped(cmy: Vector, step: Vector) -> Vector:
    c, m, y = (min(1.0, max(0.0, ink + by)) for ink, by in zip(cmy, step, strict=True))
    return c, m, y


def _minus(a: Vector, b: Vector) -> Vector:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _dot(a: Vector, b: Vector) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _square(a: Vector) -> float:
    return _dot(a, a)


def compressed(lab: Vector) -> Vector:
    """Bring the range from white to no light into the range from paper to deepest black."""
    low = to_xyz(printed((1.0, 1.0, 1.0)))[1]
    x, y, z = (
        (value + (white - value) * low) for value, white in zip(to_xyz(lab), D50, strict=True)
    )
    return to_lab((x, y, z))


# ---- the file


def node_lab(indexes: Sequence[int], nodes: int) -> Vector:
    """Give the colour at a node of a table whose input curves are ``_input_curves``."""
    lightness, *ab = (index / (nodes - 1) for index in indexes)
    a, b = (math.copysign(abs(2 * t - 1) ** NEAR_GREY, t - 0.5) * 128 for t in ab)
    return 100 * lightness, a, b


def _lab16(lab: Vector) -> tuple[int, int, int]:
    """Encode a colour (ICC.1:2001-04, 6.3.4.2, for lut16Type)."""
    return (
        _word(lab[0] * 652.8),
        _word((lab[1] + 128) * 256),
        _word((lab[2] + 128) * 256),
    )


def _word(value: float) -> int:
    return min(65535, max(0, round(value)))


def lut16(
    inputs: Sequence[Sequence[float]], nodes: int, table: Iterable[int], outputs: int
) -> bytes:
    """Write a ``lut16Type`` (6.5.7); its output curves are straight."""
    head = struct.pack(">4sxxxxBBBx", b"mft2", len(inputs), outputs, nodes)
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    sizes = struct.pack(">HH", len(inputs[0]), 2)
    curves = b"".join(struct.pack(">H", _word(v * 65535)) for curve in inputs for v in curve)
    cells = b"".join(struct.pack(">H", cell) for cell in table)
    return head + matrix + sizes + curves + cells + struct.pack(">HH", 0, 65535) * outputs


def _input_curves() -> tuple[Sequence[float], ...]:
    """Give the curves from encoded CIELAB to places between nodes."""
    lightness = [min(1.0, step / (CURVE - 1) * 65535 / 65280) for step in range(CURVE)]
    chroma = []
    for step in range(CURVE):
        value = (step / (CURVE - 1) * 65535 / 256 - 128) / 128
        at = math.copysign(min(1.0, abs(value)) ** (1 / NEAR_GREY), value)
        chroma.append((at + 1) / 2)
    return lightness, chroma, chroma


def _a_to_b() -> bytes:
    """Write the table from inks to colours; the input curves are the dot gain."""
    steps = [i / (INK_NODES - 1) for i in range(INK_NODES)]
    nodes = itertools.product(steps, repeat=4)
    table = (word for areas in nodes for word in _lab16(neugebauer(areas)))  # type: ignore[arg-type]
    return lut16([dot_gain(ink) for ink in range(4)], INK_NODES, table, 3)


def _b_to_a(wanted: Callable[[Vector], Vector]) -> bytes:
    """Write a table from colours to inks."""

    def table() -> Iterator[int]:
        for indexes in itertools.product(range(COLOR_NODES), repeat=3):
            inks, _ = inks_for(wanted(node_lab(indexes, COLOR_NODES)))
            yield from (_word(ink * 65535) for ink in inks)

    return lut16(_input_curves(), COLOR_NODES, table(), 4)


def _gamut() -> bytes:
    """Write the table that is 0 for what can be printed (6.4.16)."""
    nodes = itertools.product(range(GAMUT_NODES), repeat=3)
    found = (inks_for(node_lab(indexes, GAMUT_NODES))[1] for indexes in nodes)
    return lut16(_input_curves(), GAMUT_NODES, (65535 if off > 4 else 0 for off in found), 1)


def _text(text: str) -> bytes:
    return struct.pack(">4sxxxx", b"text") + text.encode("ascii") + b"\0"


def _description(text: str) -> bytes:
    """Write a ``textDescriptionType`` (6.5.17), in ASCII only."""
    ascii_ = text.encode("ascii") + b"\0"
    return struct.pack(">4sxxxxI", b"desc", len(ascii_)) + ascii_ + bytes(4 + 4 + 2 + 1 + 67)


def _xyz(xyz: Vector) -> bytes:
    return struct.pack(">4sxxxx3i", b"XYZ ", *(round(value * 65536) for value in xyz))


def profile() -> bytes:
    """Make the whole profile."""
    a_to_b, exact, pleasing = _a_to_b(), _b_to_a(lambda lab: lab), _b_to_a(compressed)
    return _file(
        {
            b"desc": _description(DESCRIPTION),
            b"cprt": _text(COPYRIGHT),
            b"wtpt": _xyz(to_xyz(PAPER)),
            b"A2B0": a_to_b,
            b"A2B1": a_to_b,
            b"A2B2": a_to_b,
            b"B2A0": pleasing,
            b"B2A1": exact,
            b"B2A2": pleasing,
            b"gamt": _gamut(),
        }
    )


def _file(tags: dict[bytes, bytes]) -> bytes:
    """Put tags into a file (6.1, 6.2); equal ones are written once."""
    places: dict[bytes, int] = {}
    body, start = b"", 128 + 4 + 12 * len(tags)
    for data in tags.values():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
    entries = [struct.pack(">4sII", name, places[data], len(data)) for name, data in tags.items()]
    table = struct.pack(">I", len(tags)) + b"".join(entries)
    head = struct.pack(
        ">I4sI4s4s4s6H4s4sI4s4sQI3i4s44x",
        *(start + len(body), b"\0\0\0\0", 0x02400000, b"prtr", b"CMYK", b"Lab "),
        *(2026, 11, 1, 0, 0, 0),
        *(b"acsp", b"\0\0\0\0", 0, b"\0\0\0\0", b"\0\0\0\0", 0, 0),
        *(round(value * 65536) for value in D50),
        b"\0\0\0\0",
    )
    return head + table + body


if __name__ == "__main__":
    TARGET.write_bytes(profile())
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")
