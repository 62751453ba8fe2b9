"""Colours, lines, paths and forms of annotations, as operators and objects of PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf

from sasshi.pdf.impose.values import number, numbers, rectangle_of

#: Operators that set a colour for filling, by how many numbers it has; stroking in capitals.
_COLORS = {1: "g", 3: "rg", 4: "k"}
#: By degrees, counter-clockwise: the matrix of a form that is turned within its rectangle.
_TURNS = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}

Box: TypeAlias = tuple[float, float, float, float]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is drawn of an annotation in the page's space: operators, and the box around it."""

    content: str
    box: Box
    blend: str = ""


def annotation_box(annotation: pikepdf.Object) -> Box:
    """Give the rectangle of an annotation; one of nothing if it has none."""
    rectangle = rectangle_of(annotation.get("/Rect"))
    if rectangle is None:
        return 0.0, 0.0, 0.0, 0.0
    return rectangle.llx, rectangle.lly, rectangle.urx, rectangle.ury


def color(value: object, usual: str = "", *, stroke: bool = False) -> str:
    """Give the operator for a colour, an array of 1, 3 or 4 numbers; an empty one is none at all.

    ``usual`` is what it is where nothing is said.
    """
    if value is None:
        return usual
    parts = numbers(value)
    operator = _COLORS.get(len(parts), "")
    if not operator:
        return ""
    return f"{' '.join(f'{each:g}' for each in parts)} {operator.upper() if stroke else operator}"


def stroke_width(annotation: pikepdf.Object, usual: float = 1.0) -> float:
    """Give the width of an annotation's border in points (12.5.4)."""
    style = annotation.get("/BS")
    if isinstance(style, pikepdf.Dictionary):
        return number(style.get("/W"), 1.0)
    border = annotation.get("/Border")
    if isinstance(border, pikepdf.Array) and len(border) >= 3:
        return number(border[2], usual)
    return usual


def dashes(annotation: pikepdf.Object) -> str:
    """Give the operator for a dashed border, or nothing."""
    style, border = annotation.get("/BS"), annotation.get("/Border")
    parts: object = None
    if isinstance(style, pikepdf.Dictionary):
        if style.get("/S") == pikepdf.Name.D:
            parts = style.get("/D", pikepdf.Array([3]))
    elif isinstance(border, pikepdf.Array) and len(border) > 3:
        parts = border[3]
    lengths = numbers(parts)
    return f"[{' '.join(f'{each:g}' for each in lengths)}] 0 d" if any(lengths) else ""


def made_form(
    pdf: pikepdf.Pdf,
    content: str,
    box: Box,
    *,
    turn: int = 0,
    font: pikepdf.Object | None = None,
    opacity: float = 1.0,
    blend: str = "",
) -> pikepdf.Object:
    """Make a form of a content that shows what is within a box, in points.

    ``font`` is its ``/F``; ``opacity`` and ``blend`` hold for all of it.
    """
    resources = pikepdf.Dictionary()
    if font is not None:
        resources.Font = pikepdf.Dictionary(F=font)
    if opacity < 1 or blend:
        state = pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, CA=opacity, ca=opacity)
        if blend:
            state.BM = pikepdf.Name(f"/{blend}")
        resources.ExtGState = pikepdf.Dictionary(G=state)
        content = f"/G gs {content}"
    form: pikepdf.Object = pdf.make_stream(
        content.encode(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=pikepdf.Array(list(box)),
        Resources=resources,
    )
    if turn in _TURNS:
        form.Matrix = pikepdf.Array([*_TURNS[turn], 0, 0])
    return form


def points_of(places: Sequence[float]) -> list[Point]:
    """Pair numbers off into points."""
    return list(zip(places[::2], places[1::2], strict=False))


def path_through(points: Sequence[Point]) -> str:
    """Write a line through points."""
    first, *others = (f"{x:.3f} {y:.3f}" for x, y in points)
    return " ".join([f"{first} m", *(f"{each} l" for each in others)])


def box_around(points: Sequence[Point], beyond: float) -> Box:
    """Give the box around points, and a distance beyond them."""
    across, up = zip(*points, strict=True)
    return min(across) - beyond, min(up) - beyond, max(across) + beyond, max(up) + beyond
