"""Annotations of a page → what a viewer prints of them: forms, and where they lie on the page.

ISO 32000-2, 12.5: flags (12.5.3), appearances and the algorithm that fits one into its rectangle
(12.5.5). Popups are windows, and never printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf

from sasshi.pdf.impose.appearances import appearance_of
from sasshi.pdf.impose.fields import FormFields
from sasshi.pdf.impose.layers import Layers
from sasshi.pdf.impose.values import name_of, numbers, rectangle_of, whole

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

_IN_PLACE: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_HIDDEN, _PRINT, _NO_ROTATE = 2, 4, 16
#: The page's own turn, undone about the upper left of an annotation that does not turn with it.
_UNDONE = {90: (0.0, 1.0, -1.0, 0.0), 180: (-1.0, 0.0, 0.0, -1.0), 270: (0.0, -1.0, 1.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A form XObject, and the matrix by which it is drawn in the page's user space."""

    form: pikepdf.Object
    matrix: Matrix


@dataclass(frozen=True, slots=True)
class Drawings:
    """What is drawn upon a page, in order; and the kinds that should be, but cannot."""

    drawn: tuple[Drawing, ...] = ()
    lacking: tuple[str, ...] = ()


NOTHING = Drawings()


def drawings_of(page: pikepdf.Page, layers: Layers, fields: FormFields) -> Drawings:
    """Give what is printed of a page's annotations and form fields.

    What brings no appearance is given one, as far as that can be.
    """
    if "/Annots" not in page.obj:
        return NOTHING
    annotations = page.obj.Annots
    if not isinstance(annotations, pikepdf.Array):
        return NOTHING
    drawn: list[Drawing] = []
    lacking: list[str] = []
    for annotation in _printed(annotations, layers):
        shown = appearance_of(fields, annotation)
        if shown.lacking:
            lacking.append(name_of(annotation.get("/Subtype")).removeprefix("/"))
        if shown.form is None:
            continue
        in_place = shown.in_place
        matrix = _IN_PLACE if in_place else _fitted(shown.form, annotation, page.rotation % 360)
        if matrix is not None:
            drawn.append(Drawing(shown.form, matrix))
    return Drawings(tuple(drawn), tuple(lacking))


def _printed(annotations: pikepdf.Object, layers: Layers) -> Iterator[pikepdf.Object]:
    """Give the annotations that are for print, in the order in which they lie on the page."""
    for each in list(annotations):
        if not isinstance(each, pikepdf.Dictionary):
            continue
        if whole(each.get("/F")) & (_HIDDEN | _PRINT) != _PRINT:
            continue
        if each.get("/Subtype") != pikepdf.Name.Popup and layers.prints(each.get("/OC")):
            yield each


def _fitted(form: pikepdf.Object, annotation: pikepdf.Object, turn: int) -> Matrix | None:
    """Fit an appearance's box, as its own matrix has it, into the annotation's rectangle."""
    box, rectangle = rectangle_of(form.get("/BBox")), rectangle_of(annotation.get("/Rect"))
    if box is None or rectangle is None:
        return None
    own = _matrix(form.get("/Matrix"))
    turned = box if own is None else own.transform(box)
    if turned.width == 0 or turned.height == 0:
        return None
    wide, tall = rectangle.width / turned.width, rectangle.height / turned.height
    x, y = rectangle.llx - wide * turned.llx, rectangle.lly - tall * turned.lly
    fitted = (wide, 0.0, 0.0, tall, x, y)
    if turn in _UNDONE and whole(annotation.get("/F")) & _NO_ROTATE:
        return _undone(fitted, rectangle, turn)
    return fitted


def _undone(matrix: Matrix, rectangle: pikepdf.Rectangle, turn: int) -> Matrix:
    """Turn what a matrix places about the upper left of its rectangle, against the page's turn."""
    a, b, c, d = _UNDONE[turn]
    x, y = rectangle.llx, rectangle.ury
    back = pikepdf.Matrix(a, b, c, d, x - a * x - c * y, y - b * x - d * y)
    return (pikepdf.Matrix(*matrix) @ back).shorthand


def _matrix(value: object) -> pikepdf.Matrix | None:
    parts = numbers(value)
    return pikepdf.Matrix(pikepdf.Array(parts)) if len(parts) == 6 else None
