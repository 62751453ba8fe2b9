"""Layout by our own rules: lines by JLREQ, blocks that end on the line grid."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import block, boxes, inline, layouts, page_layout, preferred
from sasshi.japanese import LineBreaker
from sasshi.typeset.css_properties import css_classes
from sasshi.typeset.line_layout import lay_out_line, natural_widths
from sasshi.typeset.line_request import LineRequest
from sasshi.typeset.standing import Standing

Box = Any


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
    grid: Grid | None, breaker: LineBreaker, standing: float | None = None
) -> Iterator[None]:
    """Lay out with lines broken by ``breaker``, and with ``snap`` blocks ending on the grid.

    On pages that will be turned, blocks that stand are ``standing`` px wide.
    """
    split, text_align = inline.split_inline_box, inline.text_align
    widths, level_layout = preferred.inline_line_widths, block.block_level_layout
    container_layout, out_of_flow = block.block_container_layout, block._out_of_flow_layout
    page_again = page_layout.remake_page
    upright = Standing(standing) if standing is not None else None

    def lines(context: Any, box: Box, *args: Any) -> Any:
        if isinstance(box, boxes.LineBox) and not any(args[-2:]):  # no ::first-line, -letter
            own = lay_out_line(LineRequest(context, *args), box, breaker)
            if own is not None:
                return own
        return split(context, box, *args)

    def align(context: Any, line: Box, available: float, last: bool) -> float:
        tail = line.__dict__.get("_tail")
        if tail is None:
            return float(text_align(context, line, available, last))
        own_end = line.style["text_align_last"] not in ("auto", "justify")
        if line.style["text_align_all"] == "justify" and not (last and own_end):
            return 0.0
        width, line.width = line.width, line.width - tail
        offset = float(text_align(context, line, available, last))
        line.width = width
        return offset

    def natural(
        context: Any, box: Box, outer: bool, start: bool, minimum: bool, *rest: Any, **more: Any
    ) -> Any:
        if isinstance(box, boxes.LineBox) and not (minimum or any(rest) or any(more.values())):
            own = natural_widths(context, box, breaker)
            if own is not None:
                return iter(own)
        return widths(context, box, outer, start, minimum, *rest, **more)

    def layout(context: Any, box: Box, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        if upright is not None:
            box = upright.beside(context, box)
        result: tuple[Any, ...] = level_layout(context, box, *args, **kwargs)
        if grid is not None and _snaps(box) and result[0] is not None and result[1] is None:
            _snap(result[0], grid, context.current_page)
        return result

    inline.split_inline_box, inline.text_align = lines, align
    preferred.inline_line_widths, block.block_level_layout = natural, layout
    layouts.block_level_layout = page_layout.block_level_layout = layout
    if upright is not None:
        block.block_container_layout = lambda context, box, *args, **kwargs: upright.container(
            container_layout, context, box, (*args, *kwargs.values())
        )
        block._out_of_flow_layout = lambda context, *args: upright.outside(
            out_of_flow, context, args
        )
        page_layout.remake_page = lambda index, context, *args: upright.page(
            page_again, context, index, *args
        )
    try:
        yield
    finally:
        inline.split_inline_box, inline.text_align = split, text_align
        preferred.inline_line_widths, block.block_level_layout = widths, level_layout
        layouts.block_level_layout = page_layout.block_level_layout = level_layout
        block.block_container_layout, block._out_of_flow_layout = container_layout, out_of_flow
        page_layout.remake_page = page_again


def _snaps(box: Box) -> bool:
    """Tell whether a box asks, by class ``snap`` or ``snap-middle``, to end on the line grid."""
    if box.element is None or not isinstance(box, boxes.BlockLevelBox):
        return False
    names = box.element.get("class", "")
    return "snap" in names and "::" not in (box.element_tag or "")


def _snap(box: Box, grid: Grid, page: int | None) -> None:
    """Make a block end on the next line of the grid.

    What is added stands below its content; with ``snap-middle`` half of it above.
    """
    bottom = box.position_y + box.margin_height() - grid.top_of(page)
    missing = -bottom % grid.step
    if missing < 0.01 or grid.step - missing < 0.01:
        return
    box.height += missing
    if "snap-middle" in css_classes(box):
        for child in getattr(box, "children", ()):
            if child.is_in_normal_flow():
                child.translate(0, missing / 2)
