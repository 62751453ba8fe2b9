"""What boxes other than text take of a line: the sides of inline boxes, pictures, inline blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from sasshi.engine.internals import inline, max_content_width, percent
from sasshi.japanese.paragraph import Px
from sasshi.typeset.collect import NotPlain

Box = Any


class InlineSizes(Protocol):
    """Says what boxes take of a line."""

    def sides(self, box: Box) -> tuple[Px, Px]:
        """Give what an inline box takes to the left and to the right of what is in it."""

    def atom_width(self, box: Box) -> Px:
        """Give the width of a picture or an inline block, with its margins."""


class UsedSizes(NamedTuple):
    """Sizes within a block whose width is known."""

    context: Any
    containing_block: Any

    def sides(self, box: Box) -> tuple[Px, Px]:
        """Resolve the sides of an inline box; they stay on it."""
        percent.resolve_percentages(box, self.containing_block)
        for side in ("left", "right"):
            if getattr(box, f"margin_{side}") == "auto":
                setattr(box, f"margin_{side}", 0)
        return (
            box.margin_left + box.border_left_width + box.padding_left,
            box.margin_right + box.border_right_width + box.padding_right,
        )

    def atom_width(self, box: Box) -> Px:
        """Lay the box out, and forget it."""
        return float(self.atom(box, 0, [], []).margin_width())

    def atom(self, box: Box, x: Px, absolutes: Sequence[Any], fixed: Sequence[Any]) -> Box:
        """Lay out a picture or an inline block; the engine adds to the lists what is positioned."""
        percent.resolve_percentages(box, self.containing_block)
        new = inline.atomic_box(self.context, box, x, None, self.containing_block, absolutes, fixed)
        new.position_x = x
        return new


class StyledSizes(NamedTuple):
    """Sizes that do not depend on what holds the line, for the width that it would like."""

    context: Any

    def sides(self, box: Box) -> tuple[Px, Px]:
        """Read the sides of an inline box from its style.

        Raises:
            NotPlain: one of them depends on what holds the box.

        """
        left, right = (self._side(box, side) for side in ("left", "right"))
        return left, right

    def atom_width(self, box: Box) -> Px:
        """Ask the engine how wide the box is if nothing in it is broken."""
        return float(max_content_width(self.context, box))

    def _side(self, box: Box, side: str) -> Px:
        lengths = (box.style[f"margin_{side}"], box.style[f"padding_{side}"])
        if any(getattr(length, "unit", "px") != "px" for length in lengths):
            raise NotPlain
        width: Px = sum(length.value for length in lengths if length != "auto")
        width += box.style[f"border_{side}_width"]
        return width
