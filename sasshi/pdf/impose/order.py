"""Which page goes where on which side of which sheet: pure arithmetic, by scheme.

Backs are seen as they lie when a sheet is turned over like the page of a book: what is behind
the leftmost cell of a front is in the rightmost cell of its back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

#: The pages of a mini booklet (折本) on their sheet, from the upper left: the upper row stands on
#: its head. Cut along the fold between the rows, in the middle two quarters, pushed together
#: from both ends and wrapped round, the sheet reads 1 to 8.
_MINI = ((7, 6, 5, 4), (8, 1, 2, 3))


#: Sheets, of office paper, that fold together and take staples; more make a round, wide spine.
MOST_NESTED = 10


class Refused(ValueError):
    """A PDF that cannot be imposed; ``code`` names its message, and ``reason`` may say more."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        """Give the reason."""
        return self.reason


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on a side: its column and row from the upper left, and the page in it from 0.

    ``page`` is ``None`` for a blank; a ``turned`` page stands on its head.
    """

    page: int | None
    column: int
    row: int = 0
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet.

    ``signature`` counts the stacks that are folded by themselves, ``depth`` the sheets that lie
    around this one in its signature: it stands out by their thickness.
    """

    sheet: int
    front: bool
    cells: tuple[Cell, ...]
    signature: int = 0
    depth: int = 0

    @property
    def pages(self) -> tuple[int | None, ...]:
        """The pages from left to right, row by row."""
        return tuple(cell.page for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Scheme:
    """How pages come onto sheets, and how sheets become a booklet or cards.

    A sheet has ``columns`` × ``rows`` cells. ``folds`` are the vertical lines between columns
    at which it is folded, ``cuts`` those at which it is cut, from 1; ``row_folds`` and
    ``row_cuts`` likewise between rows. ``slit`` is a cut along a row's fold, from one column's
    edge to another's. Pages fill their cells, though it enlarges them, if ``enlarge`` is set.
    ``signature`` is how many sheets at most are laid into one another (0: all). ``bound`` ones make
    a booklet with a spine, which may be on the right. ``handwork`` names what is done by hand with
    the sheets, once they are printed and looked at: each has words and a drawing in themes. One
    that ``repeats`` has the same page in all its cells.
    """

    name: str
    columns: int = 2
    rows: int = 1
    folds: tuple[int, ...] = ()
    cuts: tuple[int, ...] = ()
    row_folds: tuple[int, ...] = ()
    row_cuts: tuple[int, ...] = ()
    slit: tuple[int, int] | None = None
    signature: int = 0
    two_sided: bool = True
    enlarge: bool = False
    bound: bool = False
    handwork: tuple[str, ...] = ()
    repeats: bool = False


#: What the command line offers of them is ``SCHEMES`` of the model.
SCHEMES = {
    scheme.name: scheme
    for scheme in (
        Scheme("saddle", folds=(1,), bound=True, handwork=("nest", "fold", "staple")),
        Scheme(
            "perfect", folds=(1,), signature=1, bound=True, handwork=("fold-each", "pile", "glue")
        ),
        Scheme("cut-stack", cuts=(1,), bound=True, handwork=("halve", "join", "bind")),
        Scheme(
            "mini",
            columns=4,
            rows=2,
            folds=(1, 2, 3),
            row_folds=(1,),
            slit=(1, 3),
            two_sided=False,
            bound=True,
            handwork=("crease", "slit", "push", "wrap"),
        ),
        Scheme("1up", columns=1, enlarge=True),
        Scheme("2up", cuts=(1,), two_sided=False, repeats=True, handwork=("cards",)),
        Scheme(
            "4up",
            rows=2,
            cuts=(1,),
            row_cuts=(1,),
            two_sided=False,
            repeats=True,
            handwork=("cards",),
        ),
    )
}


def sheet_order(
    pages: int, scheme: str = "saddle", *, binding: str = "left", signature: int = 0
) -> tuple[Side, ...]:
    """Order so many pages by a scheme; ``signature`` is how many sheets are laid in one another.

    - ``saddle``: sheets folded once and laid into one another, in one signature or several of
      nearly the same number of sheets; the outermost of each comes first.
    - ``perfect``: sheets folded once and laid upon one another, for glue at the spine.
    - ``cut-stack``: the stack is cut in the middle, and the left half (the right one, bound on
      the right) laid upon the other.
    - ``mini``: eight pages on one side of one sheet, folded and slit.
    - ``1up``: a page on each side, as large as it goes, in reading order.
    - ``2up``, ``4up``: each page as often as it goes on a sheet, to be cut.

    Raises:
        Refused: there is no page, or too many for a mini booklet.

    """
    if pages < 1:
        raise Refused("pdf-empty", "a booklet has at least one page")
    if scheme == "mini":
        return tuple(_mini(pages, binding))
    if scheme == "cut-stack":
        return tuple(_cut_and_stack(pages, binding))
    if scheme in ("saddle", "perfect"):
        return tuple(_folded(pages, binding, signature or SCHEMES[scheme].signature))
    return tuple(_repeated(pages, SCHEMES[scheme]))


def pad_to_sheets(pages: int, *, multiple: int = 4) -> tuple[int | None, ...]:
    """Give the pages in reading order with the blanks that make their number a multiple.

    The blanks stand before the last page, so that the back cover stays the back cover. A
    single page is a cover, and the blanks follow it.
    """
    if pages < 1:
        raise ValueError("a booklet has at least one page")
    blanks: tuple[int | None, ...] = (None,) * (-pages % multiple)
    order: tuple[int | None, ...] = tuple(range(pages))
    return order + blanks if pages == 1 else order[:-1] + blanks + order[-1:]


def signatures(sheets: int, most: int) -> tuple[int, ...]:
    """Part sheets into signatures of at most so many, of nearly the same size; 0 means one."""
    count = -(-sheets // most) if most else 1
    ends = [round(sheets * number / count) for number in range(count + 1)]
    return tuple(end - start for start, end in pairwise(ends))


def _folded(pages: int, binding: str, most: int) -> Iterator[Side]:
    """Order pages for sheets that are folded once, nested signature by signature."""
    left = list(pad_to_sheets(pages))
    sheet = 0
    for number, size in enumerate(signatures(len(left) // 4, most)):
        own, left = left[: 4 * size], left[4 * size :]
        for depth in range(size):
            first, second, *middle, before_last, last = own
            for front, pair in ((True, (last, first)), (False, (second, before_last))):
                yield Side(sheet, front, _row(pair, binding), number, depth)
            own, sheet = middle, sheet + 1


def _cut_and_stack(pages: int, binding: str) -> Iterator[Side]:
    """Order pages for a stack that is cut, one pile laid upon the other."""
    order = pad_to_sheets(pages)
    sheets = len(order) // 4
    for sheet in range(sheets):
        upper, lower = 2 * sheet, 2 * (sheets + sheet)
        yield Side(sheet, True, _row((order[upper], order[lower]), binding))
        yield Side(sheet, False, _row((order[lower + 1], order[upper + 1]), binding))


def _row(pages: Sequence[int | None], binding: str) -> tuple[Cell, ...]:
    """Set pages side by side; bound on the right they change places."""
    placed = pages if binding == "left" else pages[::-1]
    return tuple(Cell(page, column) for column, page in enumerate(placed))


def _mini(pages: int, binding: str) -> Iterator[Side]:
    """Order up to eight pages for a mini booklet."""
    if pages > 8:
        raise Refused("pdf-too-long", "a mini booklet has at most eight pages")
    order = pad_to_sheets(pages, multiple=8)
    cells = [
        Cell(order[page - 1], column, row, turned=row == 0)
        for row, line in enumerate(_MINI)
        for column, page in enumerate(line if binding == "left" else line[::-1])
    ]
    yield Side(0, True, tuple(cells))


def _repeated(pages: int, scheme: Scheme) -> Iterator[Side]:
    """Fill a sheet's front with each page."""
    places = [(column, row) for row in range(scheme.rows) for column in range(scheme.columns)]
    for page in range(pages):
        yield Side(page, True, tuple(Cell(page, column, row) for column, row in places))
