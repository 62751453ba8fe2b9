"""A block made smaller before it is laid out: its type, its leading, and the room around them."""

from __future__ import annotations

from typing import Any

from sasshi.engine.internals import Dimension
from sasshi.engine.planted import PARAGRAPH
from sasshi.japanese.paragraph import Px

Box = Any
_LENGTHS = (
    *(f"padding_{side}" for side in ("top", "right", "bottom", "left")),
    *(f"margin_{side}" for side in ("top", "right", "bottom", "left")),
    "line_height",
    "text_indent",
)
#: Readings and calls of notes are less than this part of the text beside them; they stay so.
_BESIDE = 0.75


def make_smaller(box: Box, factor: float, smallest_px: Px) -> None:
    """Make a box, and all in it, smaller by a factor; no text below ``smallest_px``.

    What is smaller than that already, and readings and calls of notes, keep their proportion to
    the text around them.
    """
    _Smaller(factor, smallest_px).make(box, box.style["font_size"])


class _Smaller:
    """Boxes share styles; each gets one smaller twin, for the same text around it."""

    def __init__(self, factor: float, smallest_px: Px) -> None:
        self.factor = factor
        self.smallest_px = smallest_px
        self.twins: dict[tuple[int, bool], tuple[Any, Any]] = {}

    def make(self, box: Box, around_px: Px) -> None:
        style = box.style
        size = style["font_size"]
        beside = size < _BESIDE * around_px
        key = id(style), beside
        if key not in self.twins:
            self.twins[key] = style, self._twin(style, beside)
        box.style = self.twins[key][1]
        PARAGRAPH.take(box)
        for child in box.all_children():
            self.make(child, around_px if beside else size)

    def _twin(self, style: Any, beside: bool) -> Any:
        twin, size = style.copy(), style["font_size"]
        floor = 0.0 if beside else min(size, self.smallest_px)
        factor = max(self.factor, floor / size) if size else self.factor
        twin["font_size"] = size * factor
        for name in _LENGTHS:
            value = style[name]
            if getattr(value, "unit", "") == "px":
                twin[name] = Dimension(value.value * factor, "px")
        if isinstance(style["vertical_align"], int | float):
            twin["vertical_align"] = style["vertical_align"] * factor
        return twin
