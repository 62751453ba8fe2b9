"""Layout by our own rules: lines by JLREQ, blocks that end on the line grid."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sasshi.engine.callbacks import LayoutCallbacks
from sasshi.engine.internals import boxes
from sasshi.engine.planted import LINE_END
from sasshi.engine.session import ENGINE
from sasshi.japanese import LineBreaker
from sasshi.typeset.css_properties import css_classes
from sasshi.typeset.line_layout import lay_out_line, natural_widths
from sasshi.typeset.line_request import LineRequest
from sasshi.typeset.standing import Standing
from sasshi.typeset.tables import Tables

Box = Any
_SNAPS = frozenset({"snap", "snap-middle"})


@dataclass(frozen=True, slots=True)
class Grid:
    """The line grid: lines start at ``top`` px from the page's top edge, ``step`` px apart.

    Pages of vertical writing begin elsewhere where their number is odd: ``odd`` px.
    """

    top: float
    step: float
    odd: float | None = None

    def top_of(self, page: int | None) -> float:
        """Give where the lines of a page start."""
        return self.odd if self.odd is not None and page is not None and page % 2 else self.top


@contextlib.contextmanager
def own_layout(
    grid: Grid | None,
    breaker: LineBreaker | None,
    standing: float | None = None,
    smallest_px: float = 0.0,
    column: float = 0.0,
) -> Iterator[None]:
    """Lay out with lines broken by ``breaker``, and with ``snap`` blocks ending on the grid.

    On pages that will be turned, blocks that stand are ``standing`` px wide. No text is set
    smaller than ``smallest_px``. From head to foot the type area, if there is one, has
    ``column`` px. Without ``breaker``, lines are the engine's own.
    """
    tables = None if breaker is None else Tables(breaker, column, smallest_px)
    callbacks = LayoutCallbacks(
        lines=None if breaker is None else _Lines(breaker),
        upright=None if standing is None else Standing(standing, column, tables),
        tables=tables,
        end_block=None if grid is None else partial(_end_block, grid),
        smallest_px=smallest_px,
    )
    with ENGINE.laying_out(callbacks):
        yield


@dataclass(frozen=True, slots=True)
class _Lines:
    breaker: LineBreaker

    def line(self, context: Any, box: Box, args: tuple[Any, ...]) -> Any:
        return lay_out_line(LineRequest(context, *args), box, self.breaker)

    def tail(self, line: Box) -> float | None:
        end = LINE_END.of(line)
        return None if end is None else end.tail_px

    def natural_widths(self, context: Any, box: Box) -> list[float] | None:
        return natural_widths(context, box, self.breaker)


def _end_block(grid: Grid, box: Box, laid_out: Box, page: int | None, whole: bool) -> None:
    if _snaps(box):
        _snap(laid_out, grid, page, whole)


def _snaps(box: Box) -> bool:
    """Tell whether a box asks, by class ``snap`` or ``snap-middle``, to end on the line grid."""
    if box.element is None or not isinstance(box, boxes.BlockLevelBox):
        return False
    if "snap" not in box.element.get("class", ""):  # most blocks: the rest costs more
        return False
    return not _SNAPS.isdisjoint(css_classes(box)) and "::" not in (box.element_tag or "")


def _snap(box: Box, grid: Grid, page: int | None, whole: bool) -> None:
    """Make a block end on the next line of the grid.

    What is added stands below its content; with ``snap-middle`` half of it above, if the block
    is whole.
    """
    bottom = box.position_y + box.margin_height() - grid.top_of(page)
    missing = -bottom % grid.step
    if missing < 0.01 or grid.step - missing < 0.01:
        return
    box.height += missing
    if whole and "snap-middle" in css_classes(box):
        for child in getattr(box, "children", ()):
            if child.is_in_normal_flow():
                child.translate(0, missing / 2)
