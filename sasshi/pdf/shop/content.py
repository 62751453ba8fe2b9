"""What is on pages, operator by operator, in forms, patterns and soft masks as well."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

#: Operators that set a colour (PDF 32000-1, 8.6.8), by what they set it of.
FILLING = frozenset({"g", "rg", "k", "sc", "scn", "cs"})
STROKING = frozenset(operator.upper() for operator in FILLING)
NONE = pikepdf.Dictionary()


@dataclass(frozen=True, slots=True)
class Step:
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


def steps(document: pikepdf.Pdf) -> Iterator[Step]:
    """Walk everything that is drawn, page by page."""
    for number, page in enumerate(document.pages, 1):
        yield from _steps(page.obj, page.resources, pikepdf.Matrix(), number)


def _steps(
    stream: pikepdf.Object, resources: pikepdf.Object, start: pikepdf.Matrix, page: int
) -> Iterator[Step]:
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
        step = Step(page, operator, operands, resources, matrix)
        yield step
        inner = _inner(step)
        if inner is not None:
            own = inner.get("/Matrix")
            base = start if "/PatternType" in inner else matrix
            moved = base if own is None else pikepdf.Matrix(*map(float, own)) @ base
            yield from _steps(inner, inner.get("/Resources", resources), moved, page)


def _inner(step: Step) -> pikepdf.Object | None:
    """Give the form, tile or soft mask that an operator brings in."""
    if step.operator == "Do":
        drawn = step.drawn
        return drawn if drawn is not None and drawn.get("/Subtype") == "/Form" else None
    if step.operator in ("scn", "SCN") and isinstance(step.operands[-1], pikepdf.Name):
        pattern = step.resources.get("/Pattern", NONE).get(str(step.operands[-1]))
        return pattern if isinstance(pattern, pikepdf.Stream) else None
    if step.operator == "gs":
        return mask_of(step.resources.get("/ExtGState", NONE).get(str(step.operands[0]), NONE))
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
