"""Where the cells of a sheet lie, in millimetres: arithmetic on boxes, no PDF.

Lengths run from the lower left of the sheet, as it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sasshi.pdf.impose.order import Cell, Scheme, Side

#: Less than this is a rounding error, not a page too large.
_TOLERANCE_MM = 0.05

Box = tuple[float, float, float, float]
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A page on a sheet: the lower left of its trimmed box, and the box in which it may print.

    A ``turned`` page stands on its head in the same place.
    """

    page: int
    x: float
    y: float
    turned: bool
    clip: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet: ``columns`` × ``rows`` pages of a size, in the middle of the sheet.

    ``scale`` is what pages are multiplied with to be at most ``width`` × ``height``.
    """

    scheme: Scheme
    sheet: Size
    width: float
    height: float
    scale: float = 1.0

    @property
    def block(self) -> Box:
        """The box of all cells: left, bottom, right, top."""
        wide, tall = self.scheme.columns * self.width, self.scheme.rows * self.height
        left, bottom = (self.sheet[0] - wide) / 2, (self.sheet[1] - tall) / 2
        return left, bottom, left + wide, bottom + tall

    def column_x(self, column: int) -> float:
        """Give the left edge of a column; that of the one after the last is the right edge."""
        return self.block[0] + column * self.width

    def row_y(self, row: int) -> float:
        """Give the upper edge of a row from the top; that of the one after the last is the foot."""
        return self.block[3] - row * self.height

    def cell(self, cell: Cell) -> Box:
        """Give the box of a cell."""
        left, top = self.column_x(cell.column), self.row_y(cell.row)
        return left, top - self.height, left + self.width, top


def make_grid(scheme: Scheme, paper: Size, page: Size, *, enlarge: bool = False) -> Grid:
    """Lay pages of a size out on a paper, lying or upright, whichever holds them larger.

    Pages that do not fit are made smaller, and larger only if that is asked for.
    """
    lying: Size = (max(paper), min(paper))
    sheet = max((lying, lying[::-1]), key=lambda each: _room(scheme, each, page))
    room = _room(scheme, sheet, page)
    whole = 1.0 if room >= 1 - _TOLERANCE_MM / max(page) else room
    scale = room if enlarge else min(1.0, whole)
    return Grid(scheme, sheet, page[0] * scale, page[1] * scale, scale)


def _room(scheme: Scheme, sheet: Size, page: Size) -> float:
    """Give by how much pages may be multiplied so that all cells fit a sheet."""
    return min(sheet[0] / (scheme.columns * page[0]), sheet[1] / (scheme.rows * page[1]))


def place(
    side: Side, grid: Grid, sizes: Sequence[Size], *, creep: float = 0.0, bleed: float = 0.0
) -> Iterator[Placed]:
    """Place the pages of a side; ``sizes`` are those of all pages, as they are before scaling.

    A page smaller than its cell stands at the fold, in the middle from top to bottom. ``creep``
    is the thickness of a sheet: pages move to the fold by that of the sheets around theirs, and
    nothing of them crosses it. ``bleed`` is how far they may print beyond the block of cells.
    """
    for cell in side.cells:
        if cell.page is None:
            continue
        left, bottom, right, top = grid.cell(cell)
        wide, tall = (edge * grid.scale for edge in sizes[cell.page])
        way = _towards_fold(cell, grid.scheme)
        x = left + (right - left - wide) * (1 + way) / 2
        y = bottom + (top - bottom - tall) / 2
        clip = _clip(cell, grid, (x, y, x + wide, y + tall), bleed)
        yield Placed(cell.page, x + creep * side.depth * way, y, cell.turned, clip)


def _towards_fold(cell: Cell, scheme: Scheme) -> int:
    """Give the way to the spine beside a cell: 1 to the right, -1 to the left, 0 for none."""
    if scheme.row_folds or not scheme.folds:
        return 0
    return 1 if cell.column + 1 in scheme.folds else -1


def _clip(cell: Cell, grid: Grid, own: Box, bleed: float) -> Box:
    """Give where a page may print: on its own, and beyond it where no other cell is."""
    scheme = grid.scheme
    return (
        own[0] - (bleed if cell.column == 0 else 0.0),
        own[1] - (bleed if cell.row == scheme.rows - 1 else 0.0),
        own[2] + (bleed if cell.column == scheme.columns - 1 else 0.0),
        own[3] + (bleed if cell.row == 0 else 0.0),
    )
