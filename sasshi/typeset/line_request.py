"""How the engine asks for a line: what it hands in, and how it names places in a paragraph."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, NamedTuple

from sasshi.japanese.paragraph import Px
from sasshi.typeset.inline_sizes import UsedSizes
from sasshi.typeset.measure import MeasuredParagraph


class LineRequest(NamedTuple):
    """What the engine hands to its ``split_inline_box`` for a line, besides the box, in its order.

    The line begins at ``position_x`` and ends at ``max_x``; ``skip_stack`` names the place in
    the paragraph where it begins. To the lists the engine adds what is positioned or floats.
    """

    context: Any
    position_x: Px
    max_x: Px
    bottom_space: Px
    skip_stack: Any
    containing_block: Any
    absolute_boxes: list[Any]
    fixed_boxes: list[Any]
    line_placeholders: list[Any]
    waiting_floats: list[Any]
    line_children: list[Any]
    first_letter_style: Any
    first_line_style: Any

    @property
    def inline_sizes(self) -> UsedSizes:
        """What boxes other than text take of the line."""
        return UsedSizes(self.context, self.containing_block)


def char_at(measured: MeasuredParagraph, skip_stack: Any) -> int:
    """Find the first character at or after a place as the engine names it."""
    wanted: tuple[int, ...] = ()
    while skip_stack is not None:
        ((index, skip_stack),) = skip_stack.items()
        wanted += (index,)
    items, characters = measured.collected.items, measured.characters
    after = bisect_left(items, wanted, key=lambda item: item.path)
    if after:
        path = items[after - 1].path
        depth = len(path)
        if path == wanted[:depth]:
            first, end = characters.starts[after - 1], characters.starts[after]
            return bisect_left(characters.offsets, wanted[depth], first, end)
    return characters.starts[after]


def skip_stack_at(measured: MeasuredParagraph, char: int) -> Any:
    """Name the place of a character as the engine does; ``None`` for the end."""
    characters = measured.characters
    if char >= len(characters.texts):
        return None
    path, offset = measured.collected.items[characters.items[char]].path, characters.offsets[char]
    stack: Any = {offset: None} if offset else None
    for depth in range(len(path) - 1, -1, -1):
        stack = {path[depth]: stack}
        if depth and stack == {0: None}:  # a box not yet begun is named as a whole
            stack = None
    return stack
