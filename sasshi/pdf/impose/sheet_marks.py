"""Marks beside and between the pages of a sheet: fold, cut, crop and registration marks.

Each kind is drawn only on the sides where it is of use, and never where it would be seen on
the finished booklet: a fold on the inside, a cut on the front. All are black hairlines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sasshi.model import PT_PER_MM
from sasshi.pdf.impose.order import Side
from sasshi.pdf.impose.sheet import Grid

#: Colour and width of marks, as operators of PDF: black, a quarter of a point.
INK = "0.25 w 0 G"
#: In mm: what home and office printers leave white at a sheet's edge, how long a mark is, and how
#: far crop marks stand from the trimmed page.
UNPRINTABLE, LENGTH, OFFSET = 5.0, 5.0, 3.0
#: Points of the curve that makes a quarter of a circle of radius 1.
_ROUND = 0.5523
#: In mm: the room that a registration mark needs beside the pages.
TARGET = 9.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line between two points, in mm from the sheet's lower left."""

    start: tuple[float, float]
    end: tuple[float, float]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A circle with a cross, to see whether front and back meet."""

    middle: tuple[float, float]
    radius: float = 2.0


def marks(side: Side, grid: Grid, kinds: Collection[str]) -> Iterator[Stroke | Target]:
    """Give the marks of a side."""
    inside = not side.front or not grid.scheme.two_sided
    if "fold" in kinds and inside:
        yield from _across(grid, grid.scheme.folds, grid.scheme.row_folds, dashed=True)
    if "cut" in kinds and side.front:
        yield from _across(grid, grid.scheme.cuts, grid.scheme.row_cuts, dashed=False)
        yield from _slit(grid)
    if "crop" in kinds:
        yield from _corners(grid)
    if "registration" in kinds:
        yield from _targets(grid)


def room_for(kind: str, grid: Grid) -> bool:
    """Tell whether a sheet has room for a kind of mark beside its pages."""
    left, bottom, right, top = grid.block
    margin = max(min(left, grid.sheet[0] - right), min(bottom, grid.sheet[1] - top))
    return {"crop": margin >= OFFSET + 1, "registration": margin >= TARGET}.get(kind, True)


def _across(
    grid: Grid, columns: Collection[int], rows: Collection[int], *, dashed: bool
) -> Iterator[Stroke]:
    """Mark lines from edge to edge of the sheet at both their ends."""
    width, height = grid.sheet
    for x in map(grid.column_x, columns):
        for y, way in ((height - UNPRINTABLE, -1), (UNPRINTABLE, 1)):
            yield Stroke((x, y), (x, y + way * LENGTH), dashed)
    for y in map(grid.row_y, rows):
        for x, way in ((UNPRINTABLE, 1), (width - UNPRINTABLE, -1)):
            yield Stroke((x, y), (x + way * LENGTH, y), dashed)


def _slit(grid: Grid) -> Iterator[Stroke]:
    """Mark a slit along its whole length."""
    if grid.scheme.slit is not None:
        start, end = map(grid.column_x, grid.scheme.slit)
        y = grid.row_y(grid.scheme.rows // 2)
        yield Stroke((start, y), (end, y), dashed=True)


def _corners(grid: Grid) -> Iterator[Stroke]:
    """Mark the edges of the block of pages at its corners, where there is room."""
    left, bottom, right, top = grid.block
    width, height = grid.sheet
    for x, way in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            beside = min(LENGTH, (left if way < 0 else width - right) - OFFSET)
            beyond = min(LENGTH, (bottom if up < 0 else height - top) - OFFSET)
            if beside >= 1:
                start = x + way * OFFSET
                yield Stroke((start, y), (start + way * beside, y))
            if beyond >= 1:
                start = y + up * OFFSET
                yield Stroke((x, start), (x, start + up * beyond))


def _targets(grid: Grid) -> Iterator[Target]:
    """Set a registration mark into the middle of each margin that has room."""
    left, bottom, right, top = grid.block
    width, height = grid.sheet
    for x in (left / 2, (right + width) / 2):
        if left >= TARGET:
            yield Target((x, height / 2))
    for y in (bottom / 2, (top + height) / 2):
        if bottom >= TARGET:
            yield Target((width / 2, y))


def draw_mark(mark: Stroke | Target) -> str:
    """Give the operators of PDF that draw a mark on a sheet."""
    if isinstance(mark, Target):
        return _target(mark)
    (x1, y1), (x2, y2) = mark.start, mark.end
    points = (edge * PT_PER_MM for edge in (x1, y1, x2, y2))
    line = "{:.4f} {:.4f} m {:.4f} {:.4f} l S".format(*points)
    return f"q {INK} {'[2 2] 0 d ' if mark.dashed else ''}{line} Q"


def _target(mark: Target) -> str:
    """Draw a circle with a cross through it."""
    x, y, r = (edge * PT_PER_MM for edge in (*mark.middle, mark.radius))
    k, arm = _ROUND * r, 1.6 * r
    quarters = (
        f"{x + r:.4f} {y + k:.4f} {x + k:.4f} {y + r:.4f} {x:.4f} {y + r:.4f} c",
        f"{x - k:.4f} {y + r:.4f} {x - r:.4f} {y + k:.4f} {x - r:.4f} {y:.4f} c",
        f"{x - r:.4f} {y - k:.4f} {x - k:.4f} {y - r:.4f} {x:.4f} {y - r:.4f} c",
        f"{x + k:.4f} {y - r:.4f} {x + r:.4f} {y - k:.4f} {x + r:.4f} {y:.4f} c",
    )
    circle = f"{x + r:.4f} {y:.4f} m {' '.join(quarters)}"
    across = f"{x - arm:.4f} {y:.4f} m {x + arm:.4f} {y:.4f} l"
    down = f"{x:.4f} {y - arm:.4f} m {x:.4f} {y + arm:.4f} l"
    return f"q {INK} {circle} {across} {down} S Q"
