"""Upright blocks on pages that will be turned: figures, tables, covers of vertical writing.

The page is laid out on its side and turned clockwise at the end (``sasshi.pdf.rotate``). A block of
the class ``standing`` is laid out as it will be seen, and then turned the other way: to the
flow of the page it is as wide as it is high, and as high as it is wide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from sasshi.engine.internals import INITIAL_VALUES, Dimension, float_layout
from sasshi.engine.planted import STOOD
from sasshi.typeset.css_properties import css_classes

Box = Any
Layout = Callable[..., Any]
_ZERO = Dimension(0, "px")
_SIDES = ("top", "right", "bottom", "left")
#: What the layout of a page changes, besides the page: here, and in the engine's context.
_OURS = ("waiting", "placed", "shapes")
_ENGINES = ("footnotes", "reported_footnotes", "rendered_notes", "broken_out_of_flow")


class Standing:
    """The blocks that stand, in one layout; ``width`` is that of the page's type area, in px.

    A figure that has no room left on its page waits for the head of the next, and the text
    goes on: the engine would leave the rest of the page blank. If the text ends before, the
    page is laid out again with the figure at its own head: on the next it would stand alone.
    """

    def __init__(self, width: float) -> None:
        self.width = width
        #: While a block that stands is laid out: what it holds stands with it.
        self.within = False
        self.waiting: list[tuple[Box, Any]] = []
        self.placed: set[int] = set()
        self.shapes: list[tuple[int, Box]] = []
        #: What is ours where a page begins: the engine may lay it out again, as counters want.
        self.before: dict[int, dict[str, Any]] = {}
        #: Those still waiting where their text ends, and those of the same page's second layout.
        self.late: list[tuple[Box, Any]] = []
        self.early: list[tuple[Box, Any]] = []

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
            result = turned_back(layout, context, box, self.width, args)
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
            self.late += [figure for figure in self.waiting if figure[1] is box.element]
            resume_at = {len(box.children): None}  # a page for figures only
        return new, resume_at, *rest

    def outside(self, layout: Layout, context: Any, args: Sequence[Any]) -> Any:
        """Lay out what is out of the flow in place of ``_out_of_flow_layout``."""
        box, _, child, new_children, page_is_empty, *_ = args
        if not (child.is_floated() and self._stands(child)):
            return layout(context, *args)
        if id(child) in self.placed:
            return False, None, None, None
        first = page_is_empty and not new_children
        if first or not context.overflows_page(0, child.position_y + self.width):
            return layout(context, *args)
        if not any(known is child for known, _ in self.waiting):
            self.waiting.append((child, box.element))
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
        return any(element is box.element for _, element in self.waiting)

    def _state(self, context: Any) -> dict[Any, dict[str, Any]]:
        return {self: _copies(self, _OURS), context: _copies(context, _ENGINES)}

    def _return_to(self, state: dict[Any, dict[str, Any]], remake: dict[str, Any]) -> None:
        """Take back what the layout of a page has changed; ``remake`` is the engine's own note."""
        for holder, values in state.items():
            vars(holder).update(values)
        remake.update(anchors=[], content_lookups=[])

    def _place(
        self, waiting: list[tuple[Box, Any]], context: Any, box: Box, args: Sequence[Any]
    ) -> list[Box]:
        """Place the first figure that waits for a box at its head, if there is room on the page."""
        bottom_space, _, _, absolutes, fixed, *_ = args
        beyond = context.overflows_page(0, box.content_box_y() + self.width)
        if waiting is self.early and beyond:
            return []  # the box begins further down: the figure gets the head of the next page
        for number, (child, element) in enumerate(waiting):
            if element is box.element:
                del waiting[number]
                self.placed.add(id(child))
                child.position_x, child.position_y = box.content_box_x(), box.content_box_y()
                new, _ = float_layout(context, child, box, absolutes, fixed, bottom_space, None)
                return [new]
        return []


def _copies(holder: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: copy(getattr(holder, name)) for name in names}


def turned_back(
    layout: Layout, context: Any, box: Box, width: float, args: Sequence[Any]
) -> tuple[Any, ...]:
    """Lay out a box that stands, ``width`` px wide, and give what the engine's function gives.

    ``args`` are those of ``block_container_layout`` after the box.
    """
    absolutes, fixed = args[3], args[4]
    inner = box.copy()
    STOOD.put(inner, True)
    inner.style = box.style.copy()
    inner.style["float"] = "none"
    given = inner.style["__standing"]
    if given:
        width = given[0].value * 96 / 25.4
    for side in _SIDES:
        setattr(inner, f"margin_{side}", 0)
    spent = inner.padding_left + inner.padding_right
    inner.width = width - spent - inner.border_left_width - inner.border_right_width
    height = inner.style["height"]
    inner.height = "auto" if height == "auto" or height.unit != "px" else height.value
    inner, _, next_page, *_ = layout(
        context, inner, -math.inf, None, True, absolutes, fixed, [], None, None, False, None
    )
    outer = _frame(box, inner)
    inner.translate(
        outer.content_box_x() - inner.position_x, outer.content_box_y() - inner.position_y
    )
    turn = (("translate", (_ZERO, Dimension(inner.margin_width(), "px"))), ("rotate", -math.pi / 2))
    inner.style["transform"], inner.style["transform_origin"] = turn, (_ZERO, _ZERO)
    return outer, None, next_page, [], False, None


def _frame(box: Box, inner: Box) -> Box:
    """Make what the page sees of a box that stands: nothing but its place."""
    outer = box.copy_with_children([inner])
    outer.style = box.style.copy()
    outer.element = None
    for side in _SIDES:
        setattr(outer, f"padding_{side}", 0)
        setattr(outer, f"border_{side}_width", 0)
        outer.style[f"border_{side}_style"] = "none"
    for name in ("background_color", "background_image"):
        outer.style[name] = INITIAL_VALUES[name]
    outer.width, outer.height = inner.margin_height(), inner.margin_width()
    return outer
