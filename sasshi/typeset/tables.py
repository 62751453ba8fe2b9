"""Tables that fit: columns that hold their widest pieces, smaller type, a quarter turn.

The style sheet and the guide say how wide columns are to be (``dialect.features.tables``). Where
one is narrower than what cannot be broken in it, the others give; if there is not the room for
that, the type gets smaller, down to ``--table-smallest``; then the table is turned by a quarter,
with its head to the left, and has the height of the page for its width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sasshi.engine.internals import block_layout
from sasshi.japanese.line_breaker import LineBreaker
from sasshi.japanese.paragraph import Px
from sasshi.typeset.column_widths import NOTHING, Need, Remedy, fitted
from sasshi.typeset.css_properties import css_classes, css_length_px
from sasshi.typeset.least_widths import Least, least_width
from sasshi.typeset.smaller_type import make_smaller
from sasshi.typeset.turning import turned_back

Box = Any
Layout = Callable[..., Any]
#: What the engine's functions give for a block that is to begin the next page.
_NEXT_PAGE = {"break": "any", "page": None}
#: So much smaller than it must be is the type: widths are rounded.
_SPARE = 0.005


class Tables:
    """The tables of one layout.

    ``page_px`` is the height of a page's type area, for tables that are turned; nothing, where
    none may be. No text is smaller than ``smallest_px``.
    """

    def __init__(self, breaker: LineBreaker, page_px: Px, smallest_px: Px) -> None:
        self.breaker = breaker
        self.page_px = page_px
        self.smallest_px = smallest_px
        #: What each table that has to be turned needs at least, by the block that holds it.
        self.turned: dict[Any, Px] = {}
        #: The block whose table is being laid out, if it may be turned.
        self.holder: Any = None

    def widths(self, own: Layout, context: Any, wrapper: Box, containing_block: Any) -> None:
        """Work out a table's columns in place of ``table_wrapper_width``."""
        own(context, wrapper, containing_block)
        table = wrapper.get_wrapped_table()
        if table.style["table_layout"] != "fixed" or not table.column_widths:
            return
        columns = _columns(table)
        if columns is None or self._all_fit(context, table, columns):
            return
        room = sum(table.column_widths)
        need = self._need(context, table, columns)
        remedy = need.remedy(room, self.page_px if self.holder is not None else 0.0)
        if remedy is Remedy.TURNED:
            self.turned[self.holder] = need.least(self.page_px)
            return
        if remedy is not Remedy.NONE:
            factor = min(1.0, max(need.smallest, room / sum(need.whole) - _SPARE))
            if factor < 1.0:
                make_smaller(wrapper, factor, self._floor_px(table))
                own(context, wrapper, containing_block)
                need = self._need(context, table, columns)
        least = need.cut if remedy in (Remedy.CUT, Remedy.TOO_WIDE) else need.whole
        table.column_widths = fitted(table.column_widths, least, room)

    def try_out(self, context: Any, box: Box, positioned: Sequence[Any], lay_out: Layout) -> Any:
        """Lay out the block that holds a table; give ``None`` if the table has to be turned.

        ``positioned`` are the engine's lists of absolute and of fixed boxes.
        """
        if box.element in self.turned:
            return None
        self.holder = box.element
        result = lay_out()
        self.holder = None
        if box.element not in self.turned:
            return result
        if result[0] is not None:  # notes, positioned boxes
            block_layout.remove_placeholders(context, [result[0]], *positioned)
        return None

    def block(self, own: Layout, context: Any, box: Box, args: Sequence[Any]) -> Any:
        """Lay out a block in place of ``block_level_layout``; ``args`` follow the box."""
        if not self.page_px or self.holder is not None or "table" not in css_classes(box):
            return own(context, box, *args)
        whole = self.try_out(context, box, args[4:6], lambda: own(context, box, *args))
        return self._turned(context, box, args) if whole is None else whole

    def _turned(self, context: Any, box: Box, args: Sequence[Any]) -> Any:
        """Lay out a table that is turned, here or on the next page."""
        bottom_space, skip_stack, around, page_is_empty, absolutes, fixed, margins, *_ = args
        box.position_y += block_layout.collapse_margin(margins)
        room = context.page_bottom - bottom_space - box.position_y - NOTHING
        if room < self.turned[box.element] and not page_is_empty:
            return None, None, dict(_NEXT_PAGE), [], False, args[-1]
        inner = (bottom_space, skip_stack, page_is_empty, absolutes, fixed)
        layout = block_layout.block_container_layout
        bottom = context.page_bottom
        result = turned_back(layout, context, box, room, inner, limit=around.width)
        notes_px = bottom - context.page_bottom
        if notes_px <= NOTHING:
            return result
        block_layout.remove_placeholders(context, [result[0]], absolutes, fixed)
        return turned_back(layout, context, box, room - notes_px, inner, limit=around.width)

    def _all_fit(self, context: Any, table: Box, columns: Sequence[Sequence[Box]]) -> bool:
        """Tell whether every column is wide enough as it is."""
        return all(
            _surely_fits(cell, width - sides)
            or least_width(context, cell, self.breaker).whole <= width - sides + NOTHING
            for cells, width in zip(columns, table.column_widths, strict=True)
            for cell in cells
            for sides in (cell.border_width(),)
        )

    def _need(self, context: Any, table: Box, columns: Sequence[Sequence[Box]]) -> Need:
        least = [self._least(context, table, cells) for cells in columns]
        size = table.style["font_size"]
        smallest = min(1.0, self._floor_px(table) / size)
        return Need([each.whole for each in least], [each.cut for each in least], smallest)

    def _least(self, context: Any, table: Box, cells: Sequence[Box]) -> Least:
        column = Least()
        for cell in cells:
            cell.width = 0
            own = least_width(context, cell, self.breaker)
            column |= own.beside(cell.border_width())
        return column

    def _floor_px(self, table: Box) -> Px:
        return max(self.smallest_px, css_length_px(table.style, "table-smallest"))


def _columns(table: Box) -> list[list[Box]] | None:
    """Give the cells of each column, with their sides; ``None`` if a cell spans several."""
    columns: list[list[Box]] = [[] for _ in table.column_widths]
    for group in table.children:
        for row in group.children:
            for cell in row.children:
                if cell.colspan != 1 or cell.grid_x >= len(columns):
                    return None
                block_layout.resolve_percentages(cell, table)
                cell.width = 0
                columns[cell.grid_x].append(cell)
    return columns


def _surely_fits(cell: Box, width: Px) -> bool:
    """Tell whether a cell's text fits even if each character takes a whole em."""
    texts = [box for box in cell.descendants() if hasattr(box, "text")]
    atoms = any(hasattr(box, "replacement") for box in cell.descendants())
    return not atoms and sum(len(box.text) * box.style["font_size"] for box in texts) <= width
