"""Marks that bring no appearance, from highlights to links → what viewers draw of them.

ISO 32000-2, 12.5.6: kinds of annotations. What it leaves open is as most viewers have it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pikepdf

from sasshi.pdf.impose.marked_text import draw_highlight, draw_wavy_line, line_drawer
from sasshi.pdf.impose.paint import (
    Box,
    Mark,
    Point,
    annotation_box,
    box_around,
    color,
    dashes,
    path_through,
    points_of,
    stroke_width,
)
from sasshi.pdf.impose.values import dictionary_of, items_of, name_of, numbers

_BLACK = "0 G"
#: Points of the curve that makes a quarter of a circle of radius 1.
_ROUND = 0.5523
#: In line widths: the length of an arrow's head.
_HEAD = 9.0


def draw_markup(annotation: pikepdf.Object) -> Mark | None:
    """Draw an annotation; ``None`` if its kind is not drawn here, or nothing is to be seen."""
    drawn = _KINDS.get(name_of(annotation.get("/Subtype")))
    return drawn(annotation) if drawn else None


def is_drawn(kind: str) -> bool:
    """Tell whether a kind of annotation, ``/Square``, is drawn here."""
    return kind in _KINDS


# ---- shapes


def _square(annotation: pikepdf.Object) -> Mark | None:
    left, bottom, right, top = _inner(annotation)
    shape = f"{left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f} re"
    return _shape(annotation, shape, [(left, bottom), (right, top)])


def _circle(annotation: pikepdf.Object) -> Mark | None:
    left, bottom, right, top = _inner(annotation)
    x, y, wide, tall = (
        (left + right) / 2,
        (bottom + top) / 2,
        (right - left) / 2,
        (top - bottom) / 2,
    )
    parts = [f"{right:.3f} {y:.3f} m"]
    for quarter in range(4):
        a, b = quarter * math.pi / 2, (quarter + 1) * math.pi / 2
        curve = (
            (math.cos(a) - _ROUND * math.sin(a), math.sin(a) + _ROUND * math.cos(a)),
            (math.cos(b) + _ROUND * math.sin(b), math.sin(b) - _ROUND * math.cos(b)),
            (math.cos(b), math.sin(b)),
        )
        places = (f"{x + wide * across:.3f} {y + tall * up:.3f}" for across, up in curve)
        parts.append(f"{' '.join(places)} c")
    return _shape(annotation, " ".join(parts), [(left, bottom), (right, top)])


def _polygon(annotation: pikepdf.Object) -> Mark | None:
    points = points_of(numbers(annotation.get("/Vertices")))
    return _shape(annotation, f"{path_through(points)} h", points) if len(points) > 1 else None


def _polyline(annotation: pikepdf.Object) -> Mark | None:
    points = points_of(numbers(annotation.get("/Vertices")))
    return _line_with_ends(annotation, points) if len(points) > 1 else None


def _line(annotation: pikepdf.Object) -> Mark | None:
    points = points_of(numbers(annotation.get("/L")))
    return _line_with_ends(annotation, points) if len(points) == 2 else None


def _ink(annotation: pikepdf.Object) -> Mark | None:
    strokes = items_of(annotation.get("/InkList"))
    lines = [points for each in strokes if len(points := points_of(numbers(each))) > 1]
    if not lines:
        return None
    shape = " ".join(f"{path_through(points)} S" for points in lines)
    return _stroked(annotation, f"1 J 1 j {shape}", [point for each in lines for point in each])


def _shape(annotation: pikepdf.Object, shape: str, points: Sequence[Point]) -> Mark | None:
    """Fill a closed shape with its inner colour, and draw its edge."""
    width = stroke_width(annotation)
    edge = color(annotation.get("/C"), _BLACK, stroke=True) if width else ""
    inside = color(annotation.get("/IC"))
    if not (edge or inside):
        return None
    how = "B" if edge and inside else "S" if edge else "f"
    content = f"{inside} {edge} {width:g} w {dashes(annotation)} {shape} {how}"
    return Mark(content, box_around(points, width))


def _stroked(annotation: pikepdf.Object, shape: str, points: Sequence[Point]) -> Mark | None:
    width = stroke_width(annotation)
    edge = color(annotation.get("/C"), _BLACK, stroke=True)
    if not (edge and width):
        return None
    content = f"{edge} {width:g} w {dashes(annotation)} {shape}"
    return Mark(content, box_around(points, (1 + _HEAD) * width))


def _line_with_ends(annotation: pikepdf.Object, points: list[Point]) -> Mark | None:
    styles = [name_of(each) for each in items_of(annotation.get("/LE"))]
    width = stroke_width(annotation)
    heads = zip(styles, ((points[0], points[1]), (points[-1], points[-2])), strict=False)
    arrows = (_head(style, tip, behind, width) for style, (tip, behind) in heads)
    return _stroked(annotation, f"{path_through(points)} S {' '.join(arrows)}".strip(), points)


def _head(style: str, tip: Point, behind: Point, width: float) -> str:
    """Draw the head of an arrow; other ends of lines are left out."""
    if style not in ("/OpenArrow", "/ClosedArrow"):
        return ""
    way = math.atan2(behind[1] - tip[1], behind[0] - tip[0])
    left, right = (
        (
            tip[0] + _HEAD * width * math.cos(way + side * math.pi / 6),
            tip[1] + _HEAD * width * math.sin(way + side * math.pi / 6),
        )
        for side in (1, -1)
    )
    return f"[] 0 d {path_through([left, tip, right])} {'h S' if style == '/ClosedArrow' else 'S'}"


# ---- links


def _link(annotation: pikepdf.Object) -> Mark | None:
    """Draw the border of a link: black and a point wide unless it says something else."""
    width = stroke_width(annotation)
    paint = color(annotation.get("/C"), _BLACK, stroke=True)
    if not (width and paint):
        return None
    left, bottom, right, top = annotation_box(annotation)
    if dictionary_of(annotation.get("/BS")).get("/S") == pikepdf.Name.U:
        shape = path_through([(left, bottom + width / 2), (right, bottom + width / 2)])
    else:
        wide, tall = right - left - width, top - bottom - width
        shape = f"{left + width / 2:.3f} {bottom + width / 2:.3f} {wide:.3f} {tall:.3f} re"
    content = f"{paint} {width:g} w {dashes(annotation)} {shape} S"
    return Mark(content, (left, bottom, right, top))


# ---- places


def _inner(annotation: pikepdf.Object) -> Box:
    """Give the rectangle less its differences, and half of the border that lies within."""
    left, bottom, right, top = annotation_box(annotation)
    apart = numbers(annotation.get("/RD"))
    apart = apart if len(apart) == 4 else [0.0] * 4
    half = stroke_width(annotation) / 2
    return (
        left + apart[0] + half,
        bottom + apart[1] + half,
        right - apart[2] - half,
        top - apart[3] - half,
    )


_KINDS: dict[str, Callable[[pikepdf.Object], Mark | None]] = {
    "/Highlight": draw_highlight,
    "/Underline": line_drawer(0.06),
    "/StrikeOut": line_drawer(0.45),
    "/Squiggly": draw_wavy_line,
    "/Square": _square,
    "/Circle": _circle,
    "/Polygon": _polygon,
    "/PolyLine": _polyline,
    "/Line": _line,
    "/Ink": _ink,
    "/Link": _link,
}
