"""Where the cells of a sheet lie, in millimetres: arithmetic on boxes, no PDF.

Lengths run from the lower left of the sheet, as it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sasshi.pdf.impose.order import Cell, Scheme, Side

#: In mm: sizes that differ by no more are one size.
SAME_MM = 0.5
#: Less than this is a rounding error, not a page too large.
_TOLERANCE_MM = 0.05

Box = tuple[float, float, float, float]
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A page on a sheet: the lower left of its trimmed box, and the box in which it may print.

    It is multiplied with ``scale``. A ``turned`` page stands on its head in the same place.
    """

    page: int
    x: float
    y: float
    scale: float
    turned: bool
    clip: Box


@dataclass(frozen=True, slots=True)
class Fitted:
    """The size of a page once it is fitted into its cell, and what it was multiplied with."""

    width: float
    height: float
    scale: float


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a sheet: ``columns`` × ``rows`` of ``width`` × ``height``, in its middle.

    ``block`` is the box of all of them: left, bottom, right, top. ``scale`` is what the usual page
    is multiplied with. Each is fitted by itself: made smaller if it is too large for a cell of the
    sheet, and larger only to ``enlarge``.
    """

    scheme: Scheme
    sheet: Size
    width: float
    height: float
    block: Box
    scale: float = 1.0
    enlarge: bool = False

    def fitted(self, pages: Sequence[Size]) -> tuple[Fitted, ...]:
        """Fit pages of some sizes, each by itself."""
        scales = {
            page: _scale(self.scheme, self.sheet, page, enlarge=self.enlarge) for page in set(pages)
        }
        return tuple(
            Fitted(page[0] * scales[page], page[1] * scales[page], scales[page]) for page in pages
        )

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


def make_grid(scheme: Scheme, paper: Size, pages: Sequence[Size], *, enlarge: bool = False) -> Grid:
    """Lay pages of some sizes out on a paper, lying or upright, whichever is better for most.

    The cells are as large as the largest page is once it is fitted, so that one odd page changes
    the size of no other.
    """
    lying: Size = (max(paper), min(paper))
    usual = usual_size(pages)
    sheet = max((lying, lying[::-1]), key=lambda each: _room(scheme, each, usual))
    scaled = [(page, _scale(scheme, sheet, page, enlarge=enlarge)) for page in set(pages)]
    width = max(page[0] * scale for page, scale in scaled)
    height = max(page[1] * scale for page, scale in scaled)
    wide, tall = scheme.columns * width, scheme.rows * height
    left, bottom = (sheet[0] - wide) / 2, (sheet[1] - tall) / 2
    block = left, bottom, left + wide, bottom + tall
    scale = _scale(scheme, sheet, usual, enlarge=enlarge)
    return Grid(scheme, sheet, width, height, block, scale, enlarge)


def usual_size(pages: Sequence[Size]) -> Size:
    """Give the size that most pages have; the largest of those that are as frequent."""
    alike: dict[tuple[int, int], list[Size]] = {}
    for page in pages:
        alike.setdefault((round(page[0] / SAME_MM), round(page[1] / SAME_MM)), []).append(page)
    usual = max(alike.values(), key=lambda own: (len(own), own[0][0] * own[0][1]))
    return max(wide for wide, _ in usual), max(tall for _, tall in usual)


def _scale(scheme: Scheme, sheet: Size, page: Size, *, enlarge: bool) -> float:
    room = _room(scheme, sheet, page)
    if enlarge:
        return room
    return 1.0 if room >= 1 - _TOLERANCE_MM / max(page) else room


def _room(scheme: Scheme, sheet: Size, page: Size) -> float:
    """Give by how much a page may be multiplied to fit a cell of a sheet."""
    return min(sheet[0] / (scheme.columns * page[0]), sheet[1] / (scheme.rows * page[1]))


def place(
    side: Side, grid: Grid, pages: Sequence[Fitted], *, creep: float = 0.0, bleed: float = 0.0
) -> Iterator[Placed]:
    """Place the pages of a side; ``pages`` are all that there are.

    A page smaller than its cell stands at the fold, in the middle from top to bottom. ``creep``
    is the thickness of a sheet: pages move to the fold by that of the sheets around theirs, and
    nothing of them crosses it. ``bleed`` is how far they may print beyond the block of cells,
    before they are fitted.
    """
    for cell in side.cells:
        if cell.page is None:
            continue
        page = pages[cell.page]
        left, bottom, right, top = grid.cell(cell)
        way = _towards_fold(cell, grid.scheme)
        x = left + (right - left - page.width) * (1 + way) / 2
        y = bottom + (top - bottom - page.height) / 2
        own = x, y, x + page.width, y + page.height
        clip = _clip(cell, grid, own, bleed * page.scale)
        x += creep * side.depth * way
        yield Placed(cell.page, x, y, page.scale, cell.turned, clip)


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
