"""Upright blocks on pages that will be turned: figures, tables, covers of vertical writing.

The page is laid out on its side and turned clockwise at the end (``sasshi.pdf.rotate``). A block of
the class ``standing`` is laid out as it will be seen, and then turned the other way: to the
flow of the page it is as wide as it is high, and as high as it is wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any, NamedTuple

from sasshi.engine.internals import Dimension, float_layout
from sasshi.typeset.css_properties import css_classes
from sasshi.typeset.tables import Tables
from sasshi.typeset.turning import turned_back

Box = Any
Layout = Callable[..., Any]
#: What stands in a frame at the head of a page has at least this part of its width.
MOST_FRAMED = 0.75
#: What the layout of a page changes, besides the page: here, and in the engine's context.
_OURS = ("waiting", "placed", "shapes")
_ENGINES = ("footnotes", "reported_footnotes", "rendered_notes", "broken_out_of_flow")


class Waiting(NamedTuple):
    """A figure that waits for the head of a page, or what is left of a table, from ``begin`` on.

    ``element`` is that of the block that holds it.
    """

    box: Box
    element: Any
    begin: Any = None


class Standing:
    """The blocks that stand, in one layout; ``width`` is that of the page's type area, in px.

    A table longer than ``column`` px, from the head of the page to its foot, is continued; one
    that is too wide is turned by a quarter.

    A figure that has no room left on its page waits for the head of the next, and the text
    goes on: the engine would leave the rest of the page blank. If the text ends before, the
    page is laid out again with the figure at its own head: on the next it would stand alone.
    """

    def __init__(self, width: float, column: float = 0.0, tables: Tables | None = None) -> None:
        self.width = width
        self.column = column
        self.tables = tables
        #: While a block that stands is laid out: what it holds stands with it.
        self.within = False
        self.waiting: list[Waiting] = []
        self.placed: set[int] = set()
        self.shapes: list[tuple[int, Box]] = []
        #: What is ours where a page begins: the engine may lay it out again, as counters want.
        self.before: dict[int, dict[str, Any]] = {}
        #: Those still waiting where their text ends, and those of the same page's second layout.
        self.late: list[Waiting] = []
        self.early: list[Waiting] = []

    def page(self, layout: Layout, context: Any, index: int, *args: Any) -> Any:
        """Lay out a page in place of ``remake_page``."""
        for name, value in self.before.get(index, {}).items():
            setattr(self, name, copy(value))
        before = self._state(context)
        self.early, self.late = [], []
        result = layout(index, context, *args)
        if self.late and not before[self]["waiting"]:  # or this page may be for figures already
            self._return_to(before, context.page_maker[index][-1])
            self.early, self.late = self.late, []
            result = layout(index, context, *args)
        self.before[index + 1] = _copies(self, _OURS)
        return result

    def container(self, layout: Layout, context: Any, box: Box, args: Sequence[Any]) -> Any:
        """Lay out a block in place of ``block_container_layout``; ``args`` follow the box."""
        if self._stands(box):
            self.within = True
            if "table" in css_classes(box):
                result = self._table(layout, context, box, args)
            else:
                result = turned_back(layout, context, box, self._room(context, box, args), args)
            self.within = False
            if box.is_floated():
                self.shapes.append((context.current_page, result[0]))
                context._update_footnote_area()  # its notes are narrower now
            return result
        goes_on = args[1] is not None
        floats = self._place(self.early or (self.waiting if goes_on else []), context, box, args)
        new, resume_at, *rest = layout(context, box, *args)
        if floats and new is not None:
            new.children = [*floats, *new.children]
        if new is not None and resume_at is None and self._waits_for(box):
            waiting = [each for each in self.waiting if each.element is box.element]
            self.late += [each for each in waiting if each.begin is None]
            resume_at = {len(box.children): None}  # a page for figures only
        return new, resume_at, *rest

    def _table(self, layout: Layout, context: Any, box: Box, args: Sequence[Any]) -> Any:
        """Lay out a table upright, or turned by a quarter if it would be too wide."""
        width = self._room(context, box, args)

        def upright() -> Any:
            return turned_back(layout, context, box, width, args, limit=self.column)

        if self.tables is None:
            return upright()
        result = self.tables.try_out(context, box, args[3:5], upright)
        if result is not None:
            return result
        limit = context.page_bottom - box.position_y
        return turned_back(layout, context, box, self.column, args, limit=limit, quarters=2)

    def _room(self, context: Any, box: Box, args: Sequence[Any]) -> float:
        """Give the width of a block that stands: less in a frame at the head of a page."""
        width: float = context.page_bottom - args[0] - box.position_y
        return width if MOST_FRAMED * self.width < width < self.width - 1 else self.width

    def outside(self, layout: Layout, context: Any, args: Sequence[Any]) -> Any:
        """Lay out what is out of the flow in place of ``_out_of_flow_layout``."""
        box, _, child, new_children, page_is_empty, *_ = args
        if not (child.is_floated() and self._stands(child)):
            return layout(context, *args)
        if id(child) in self.placed:
            return False, None, None, None
        first = page_is_empty and not new_children
        if first or not context.overflows_page(0, child.position_y + self.width):
            stop, resume_at, new, left = layout(context, *args)
            if left is not None:
                self.placed.add(id(child))
                self.waiting.append(Waiting(child, box.element, left))
            return stop, resume_at, new, None
        if not any(known.box is child for known in self.waiting):
            self.waiting.append(Waiting(child, box.element))
        return False, None, None, None

    def beside(self, context: Any, box: Box) -> Box:
        """Give a framed box a margin where a figure stands: they would cross it."""
        if not box.style["__beside"]:
            return box
        left_px = self._beyond(context, box.position_y, box.position_y) - box.position_x
        if left_px <= 0:
            return box
        box = box.copy()
        box.style = box.style.copy()
        box.style["margin_left"] = Dimension(left_px, "px")
        return box

    def beside_notes(self, context: Any, top_px: float) -> float:
        """Give how many px a page's notes, from ``top_px`` down, are to be kept off its left."""
        left_px: float = context.current_footnote_area.position_x
        return self._beyond(context, top_px, math.inf) - left_px

    def _beyond(self, context: Any, top_px: float, bottom_px: float) -> float:
        """Give where the figures end that stand on the page between two heights."""
        ends = [
            shape.position_x + shape.margin_width()
            for page, shape in self.shapes
            if page == context.current_page
            and shape.position_y <= bottom_px
            and top_px < shape.position_y + shape.margin_height()
        ]
        return max(ends, default=0.0)

    def _stands(self, box: Box) -> bool:
        """Tell whether a box is to stand upright, and nothing around it does."""
        if self.within or "::" in (box.element_tag or ""):
            return False
        return "standing" in css_classes(box)

    def _waits_for(self, box: Box) -> bool:
        return any(each.element is box.element for each in self.waiting)

    def _state(self, context: Any) -> dict[Any, dict[str, Any]]:
        return {self: _copies(self, _OURS), context: _copies(context, _ENGINES)}

    def _return_to(self, state: dict[Any, dict[str, Any]], remake: dict[str, Any]) -> None:
        """Take back what the layout of a page has changed; ``remake`` is the engine's own note."""
        for holder, values in state.items():
            vars(holder).update(values)
        remake.update(anchors=[], content_lookups=[])

    def _place(
        self, waiting: list[Waiting], context: Any, box: Box, args: Sequence[Any]
    ) -> list[Box]:
        """Place the figures that wait for a box at its head, if there is room on the page."""
        beyond = context.overflows_page(0, box.content_box_y() + self.width)
        if waiting is self.early and beyond:
            return []  # the box begins further down: the figure gets the head of the next page
        placed: list[Box] = []
        for each in [one for one in waiting if one.element is box.element]:
            new, left = self._float(each, context, box, args)
            no_room = left is not None or (placed and new.position_y > placed[0].position_y)
            if no_room and (placed or waiting is self.early):
                context.excluded_shapes.pop()
                self.shapes.pop()
                break
            waiting.remove(each)
            self.placed.add(id(each.box))
            placed.append(new)
            if left is not None:
                self.waiting.insert(0, each._replace(begin=left))
                break
        return placed

    def _float(
        self, figure: Waiting, context: Any, box: Box, args: Sequence[Any]
    ) -> tuple[Box, Any]:
        """Lay out a figure at the head of the page; give it, and what is left of it."""
        bottom_space, _, _, absolutes, fixed, *_ = args
        bottom_space = max(0.0, bottom_space) + box.padding_bottom + box.border_bottom_width
        child = figure.box
        child.position_x, child.position_y = box.content_box_x(), box.content_box_y()
        laid_out: tuple[Box, Any] = float_layout(
            context, child, box, absolutes, fixed, bottom_space, figure.begin
        )
        return laid_out


def _copies(holder: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: copy(getattr(holder, name)) for name in names}
