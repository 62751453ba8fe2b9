"""Blocks turned back by quarters, in a frame that is to the flow of the page as they will be."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from sasshi.engine.internals import INITIAL_VALUES, Dimension
from sasshi.engine.planted import STOOD

Box = Any
Layout = Callable[..., Any]
_ZERO = Dimension(0, "px")
_SIDES = ("top", "right", "bottom", "left")


def turned_back(
    layout: Layout,
    context: Any,
    box: Box,
    width: float,
    args: Sequence[Any],
    *,
    limit: float = 0.0,
    quarters: int = 1,
) -> tuple[Any, ...]:
    """Lay out a box that is turned back, ``width`` px wide; give what the engine's function gives.

    ``args`` are those of ``block_container_layout`` after the box. With a ``limit``, what is
    higher than so many px goes on on the next page. It is turned by one or two ``quarters``.
    """
    skip_stack, absolutes, fixed = args[1], args[3], args[4]
    bottom_space = context.page_bottom - box.position_y - limit if limit else -math.inf
    inner = box.copy()
    if quarters == 1:
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
    begin = skip_stack if limit else None
    around, context.excluded_shapes = context.excluded_shapes, []  # floats of the page
    inner, resume_at, next_page, *_ = layout(
        context, inner, bottom_space, begin, True, absolutes, fixed, [], None, None, False, None
    )
    context.excluded_shapes = around
    outer = _frame(box, inner, quarters)
    inner.translate(
        outer.content_box_x() - inner.position_x, outer.content_box_y() - inner.position_y
    )
    across = Dimension(outer.width if quarters == 2 else 0, "px")
    moved = ("translate", (across, Dimension(outer.height, "px")))
    inner.style["transform"] = moved, ("rotate", -quarters * math.pi / 2)
    inner.style["transform_origin"] = _ZERO, _ZERO
    return outer, resume_at, next_page, [], False, None


def _frame(box: Box, inner: Box, quarters: int) -> Box:
    """Make what the page sees of a box that is turned back: nothing but its place."""
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
    if quarters == 2:
        outer.width, outer.height = outer.height, outer.width
    return outer
