"""What pages draw, operator by operator, in forms, patterns and soft masks as well."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

#: Operators that set a colour (PDF 32000-1, 8.6.8), by what they set it of.
FILLING = frozenset({"g", "rg", "k", "sc", "scn", "cs"})
STROKING = frozenset(operator.upper() for operator in FILLING)
#: The colour spaces that some of them set together with the colour, in lower case.
SPACE_OF = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}
NONE = pikepdf.Dictionary()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operator on a page (counted from 1), with the resources and the matrix it works with.

    ``matrix`` leads from its own units to points on the page.
    """

    page: int
    operator: str
    operands: Sequence[pikepdf.Object]
    resources: pikepdf.Object
    matrix: pikepdf.Matrix

    @property
    def drawn(self) -> pikepdf.Object | None:
        """The picture or form that ``Do`` draws."""
        if self.operator != "Do":
            return None
        return self.resources.get("/XObject", NONE).get(str(self.operands[0]))

    @property
    def size_in(self) -> tuple[float, float]:
        """Width and height in inches of the unit square: of a picture that is drawn."""
        m = self.matrix
        return math.hypot(m.a, m.b) / 72, math.hypot(m.c, m.d) / 72


def operations(document: pikepdf.Pdf) -> Iterator[Operation]:
    """Walk everything that is drawn, page by page."""
    for number, page in enumerate(document.pages, 1):
        yield from _operations(page.obj, page.resources, pikepdf.Matrix(), number)


def _operations(
    stream: pikepdf.Object, resources: pikepdf.Object, start: pikepdf.Matrix, page: int
) -> Iterator[Operation]:
    matrix, kept = start, []
    for instruction in pikepdf.parse_content_stream(stream):
        operator = str(instruction.operator)
        operands: Sequence[pikepdf.Object] = list(instruction.operands)
        if operator == "q":
            kept.append(matrix)
        elif operator == "Q" and kept:
            matrix = kept.pop()
        elif operator == "cm":
            matrix = pikepdf.Matrix(*map(float, operands)) @ matrix
        operation = Operation(page, operator, operands, resources, matrix)
        yield operation
        inner = _inner(operation)
        if inner is not None:
            own = inner.get("/Matrix")
            base = start if "/PatternType" in inner else matrix
            moved = base if own is None else pikepdf.Matrix(*map(float, own)) @ base
            yield from _operations(inner, inner.get("/Resources", resources), moved, page)


def _inner(operation: Operation) -> pikepdf.Object | None:
    """Give the form, tile or soft mask that an operator brings in."""
    operator, operands, resources = operation.operator, operation.operands, operation.resources
    if operator == "Do":
        drawn = operation.drawn
        return drawn if drawn is not None and drawn.get("/Subtype") == "/Form" else None
    if operator in ("scn", "SCN") and isinstance(operands[-1], pikepdf.Name):
        pattern = resources.get("/Pattern", NONE).get(str(operands[-1]))
        return pattern if isinstance(pattern, pikepdf.Stream) else None
    if operator == "gs":
        return mask_of(resources.get("/ExtGState", NONE).get(str(operands[0]), NONE))
    return None


def mask_of(state: pikepdf.Object) -> pikepdf.Object | None:
    """Give the form that a graphics state has as its soft mask (11.6.5.3)."""
    mask = state.get("/SMask")
    return mask.get("/G") if isinstance(mask, pikepdf.Dictionary) else None


def family(space: pikepdf.Object | None, resources: pikepdf.Object = NONE) -> str:
    """Give the family of a colour space (8.6.3), such as ``/DeviceRGB``; for ICC with its channels.

    A name is looked up in the resources first.
    """
    if isinstance(space, pikepdf.Name):
        own = resources.get("/ColorSpace", NONE).get(str(space))
        return str(space) if own is None or own == space else family(own, resources)
    if not isinstance(space, pikepdf.Array):
        return "?"
    name = str(space[0])
    if name == "/ICCBased":
        return f"{name}/{int(space[1].get('/N', 0))}"
    return f"{name}/{family(space[1], resources)}" if name in ("/Indexed", "/Pattern") else name


def gradients(function: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Find in a shading's function those that lead from one colour, ``C0``, to another, ``C1``.

    PDF 32000-1, 7.10.3 and 7.10.4.
    """
    if "/C0" in function and "/C1" in function:
        yield function
    for inner in function.get("/Functions", pikepdf.Array()):
        yield from gradients(inner)
