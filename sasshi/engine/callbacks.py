"""What the engine is to call back while it lays out or draws pages: our rules, by plain functions.

``args`` are always those of the engine's own function after the ones that are named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Box = Any
Own = Callable[..., Any]


class Lines(Protocol):
    """Breaks paragraphs into lines; either may leave a paragraph to the engine."""

    def line(self, context: Any, box: Box, args: tuple[Any, ...]) -> Any:
        """Give what ``split_inline_box`` gives for a line's box, or ``None``."""

    def tail(self, line: Box) -> float | None:
        """Give by how many px a line of ours may stand beyond its edge; ``None`` for others."""

    def natural_widths(self, context: Any, box: Box) -> list[float] | None:
        """Give the px that each line of a paragraph takes, unbroken, or ``None``."""


class Upright(Protocol):
    """Sets blocks that stand upright on pages that will be turned; calls ``own`` for the rest."""

    def page(self, own: Own, context: Any, index: int, *args: Any) -> Any:
        """Stand in for ``remake_page``."""

    def container(self, own: Own, context: Any, box: Box, args: Sequence[Any]) -> Any:
        """Stand in for ``block_container_layout``."""

    def outside(self, own: Own, context: Any, args: Sequence[Any]) -> Any:
        """Stand in for ``_out_of_flow_layout``."""

    def beside(self, context: Any, box: Box) -> Box:
        """Give the box that ``block_level_layout`` is to lay out in the place of one."""

    def beside_notes(self, context: Any, top_px: float) -> float:
        """Give how many px a page's notes, from ``top_px`` down, are to be kept off its left."""


class Tables(Protocol):
    """Makes tables fit; calls ``own`` for the rest. Those that stand upright are ``Upright``'s."""

    def widths(self, own: Own, context: Any, wrapper: Box, containing_block: Any) -> None:
        """Stand in for ``table_wrapper_width``."""

    def block(self, own: Own, context: Any, box: Box, args: Sequence[Any]) -> Any:
        """Stand in for ``block_level_layout``."""


@dataclass(frozen=True, slots=True)
class LayoutCallbacks:
    """Our rules of layout. What is ``None`` is the engine's to do.

    ``end_block`` is told of each block that ends, as it was and laid out, of its page, and
    whether it began on it.
    No text is smaller than ``smallest_px``, but for readings and the calls of notes.
    """

    lines: Lines | None = None
    upright: Upright | None = None
    tables: Tables | None = None
    end_block: Callable[[Box, Box, int | None, bool], None] | None = None
    smallest_px: float = 0.0


class ShownText(Protocol):
    """Writes the glyphs of texts, in hexadecimal with distances between, into a page's stream."""

    def uses(self, font: Any) -> None:
        """Hear of a font before text is shown in it."""

    def show(self, own: Own, stream: Any, text: str) -> None:
        """Stand in for ``show_text``."""

    def end(self) -> None:
        """Hear that a text has ended."""


@dataclass(frozen=True, slots=True)
class DrawingCallbacks:
    """How pages are drawn. What is ``None`` is drawn as the engine does.

    ``keep_glyphs`` cuts a font down. ``mark`` draws over the texts of an inline box.
    ``place_text`` gives the matrix of a text in the place of the engine's.
    Groups are as high as wide on pages that are ``turned``; without ``texts`` none is drawn.
    """

    keep_glyphs: Callable[[bytes, Iterable[int]], bytes]
    shown: ShownText | None = None
    mark: Callable[[Any, Box], None] | None = None
    place_text: Callable[[Box, Any], Any] | None = None
    turned: bool = False
    texts: bool = True
