"""Where the engine's layout calls our rules. Each function here makes what a patch puts in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sasshi.engine.callbacks import Box, LayoutCallbacks, Own
from sasshi.engine.internals import boxes

#: Readings and the calls of notes are smaller than this beside their text, in em, and stay so.
_BESIDE_EM = 0.75


def our_lines(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Break paragraphs into lines by our rules, but for those with ::first-line or -letter."""
    lines = callbacks.lines
    if lines is None:
        return None

    def split_inline_box(context: Any, box: Box, *args: Any) -> Any:
        if isinstance(box, boxes.LineBox) and not any(args[-2:]):
            line = lines.line(context, box, args)
            if line is not None:
                return line
        return own(context, box, *args)

    return split_inline_box


def our_alignment(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Leave lines that are spread already where they are; what hangs does not count for others."""
    lines = callbacks.lines
    if lines is None:
        return None

    def text_align(context: Any, line: Box, available_width: float, last: bool) -> float:
        tail = lines.tail(line)
        if tail is None:
            return float(own(context, line, available_width, last))
        own_end = line.style["text_align_last"] not in ("auto", "justify")
        if line.style["text_align_all"] == "justify" and not (last and own_end):
            return 0.0
        width, line.width = line.width, line.width - tail
        offset = float(own(context, line, available_width, last))
        line.width = width
        return offset

    return text_align


def our_natural_widths(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Measure paragraphs that are not broken as our lines will be."""
    lines = callbacks.lines
    if lines is None:
        return None

    def inline_line_widths(
        context: Any,
        box: Box,
        outer: bool,
        is_line_start: bool,
        minimum: bool,
        skip_stack: Any = None,
        first_line: bool = False,
    ) -> Any:
        if isinstance(box, boxes.LineBox) and not (minimum or skip_stack or first_line):
            widths = lines.natural_widths(context, box)
            if widths is not None:
                return iter(widths)
        return own(context, box, outer, is_line_start, minimum, skip_stack, first_line)

    return inline_line_widths


def our_blocks(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Tell of blocks that are laid out; have framed ones keep clear of figures that stand."""
    upright, tables, end_block = callbacks.upright, callbacks.tables, callbacks.end_block
    if upright is None and tables is None and end_block is None:
        return None

    def block_level_layout(
        context: Any, box: Box, bottom_space: float, skip_stack: Any, *args: Any, **kwargs: Any
    ) -> tuple[Any, ...]:
        if upright is not None:
            box = upright.beside(context, box)
        page_is_empty = bool(args[1]) if len(args) > 1 else kwargs.get("page_is_empty", True)
        args = (bottom_space - _counted_twice(box, page_is_empty), skip_stack, *args)
        result: tuple[Any, ...]
        if tables is None or upright is not None or kwargs:
            result = own(context, box, *args, **kwargs)
        else:
            result = tables.block(own, context, box, args)
        if end_block is not None and result[0] is not None and result[1] is None:
            end_block(box, result[0], context.current_page, skip_stack is None)
        return result

    return block_level_layout


def _counted_twice(box: Box, page_is_empty: bool) -> float:
    """Give what the engine counts once too often below a box whose frame is closed on every page.

    It takes the margin for part of the frame; and where something stands before the box, it adds
    the frame once for the box itself, and once when it is laid out again because of the frame.
    """
    style = box.style
    if style["box_decoration_break"] != "clone":
        return 0.0
    lengths = [style["margin_bottom"]]
    lengths += [] if page_is_empty else [style["padding_bottom"]]
    px = sum(float(each.value) for each in lengths if getattr(each, "unit", "") == "px")
    return px if page_is_empty else px + float(style["border_bottom_width"])


def our_tables(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Give columns of tables the room for what cannot be broken in them."""
    tables = callbacks.tables
    if tables is None:
        return None

    def table_wrapper_width(context: Any, wrapper: Box, containing_block: Any) -> None:
        tables.widths(own, context, wrapper, containing_block)

    return table_wrapper_width


def upright_blocks(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Lay out blocks that stand upright as they will be seen, and turn them."""
    upright = callbacks.upright
    if upright is None:
        return None

    def block_container_layout(context: Any, box: Box, *args: Any, **kwargs: Any) -> Any:
        return upright.container(own, context, box, (*args, *kwargs.values()))

    return block_container_layout


def upright_floats(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Have figures that have no room left on their page wait for the next, and the text go on."""
    upright = callbacks.upright
    if upright is None:
        return None

    def _out_of_flow_layout(context: Any, *args: Any) -> Any:
        return upright.outside(own, context, args)

    return _out_of_flow_layout


def pages_of_figures(own: Own, callbacks: LayoutCallbacks) -> Own | None:
    """Lay out a page again where a figure would stand alone on the next."""
    upright = callbacks.upright
    if upright is None:
        return None

    def remake_page(index: int, context: Any, *args: Any) -> Any:
        return upright.page(own, context, index, *args)

    return remake_page


def none_smaller(own: Callable[..., float], callbacks: LayoutCallbacks) -> Own | None:
    """Let no style sheet set text smaller than the smallest size, as browsers have it.

    Sizes that are a small part of the text around them (readings, calls of notes) stay that part.
    """
    smallest = callbacks.smallest_px
    if not smallest:
        return None

    def font_size(style: Any, name: str, value: Any) -> float:
        size = own(style, name, value)
        beside = getattr(value, "unit", "").lower() == "em" and value.value < _BESIDE_EM
        return size if beside else max(smallest, size)

    return font_size
