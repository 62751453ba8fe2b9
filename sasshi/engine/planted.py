"""What this program notes on the engine's own objects, all of it.

The engine copies a box, with all that it has, whenever it lays it out or splits it, and hands
nothing else on from layout to drawing; styles cannot be the keys of a mapping. So notes about
them are attributes of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Planted(Generic[T]):
    """An attribute of ours on objects of the engine's class ``on``."""

    name: str
    on: str
    why: str

    def of(self, thing: Any) -> T | None:
        """Give what is noted on a thing; ``None`` if nothing is."""
        value: T | None = vars(thing).get(self.name)
        return value

    def put(self, thing: Any, value: T) -> None:
        """Note something."""
        setattr(thing, self.name, value)

    def take(self, thing: Any) -> T | None:
        """Give what is noted, and forget it."""
        value: T | None = vars(thing).pop(self.name, None)
        return value

    def is_on(self, thing: Any) -> bool:
        """Tell whether anything is noted, be it ``None``."""
        return self.name in vars(thing)


class LineEnd(NamedTuple):
    """How a line of ours was set.

    ``tail_px`` is by how much its width goes beyond what is to be aligned; ``spread_em`` what
    was added between its characters, at most.
    """

    tail_px: float
    spread_em: float


class Dots(NamedTuple):
    """Emphasis dots over a text: their middles, in px from its left, and their shape."""

    centres_px: list[float]
    shape: str


@dataclass(slots=True)
class StyleNotes:
    """What follows from a style alone, once it has been asked for; see ``faster_styles``."""

    used: dict[str, Any] | None = None
    shared: tuple[Any, ...] | None = None


#: A paragraph as it was read, with the lines it was broken into; ``None`` if it is the engine's.
PARAGRAPH: Planted[Any] = Planted("_sasshi_paragraph", "LineBox", "from line to line")
LINE_END: Planted[LineEnd] = Planted("_sasshi_end", "LineBox", "from breaking to alignment")
DOTS: Planted[Dots] = Planted("_sasshi_dots", "TextBox", "from layout to drawing")
#: How many px a text is wide that stands upright in one em of a column.
UPRIGHT: Planted[float] = Planted("_sasshi_upright", "TextBox", "from layout to drawing")
STOOD: Planted[bool] = Planted("_sasshi_stood", "BlockBox", "from layout to the checks")
STYLE: Planted[StyleNotes] = Planted("_sasshi_notes", "ComputedStyle", "from box to box")
#: Widths in px of a style's characters; ``None`` where they depend on each other.
WIDTHS: Planted[dict[str, float] | None] = Planted(
    "_sasshi_widths", "ComputedStyle", "from text to text"
)
#: Those of all styles with the same font, by what they have in common.
FONT_WIDTHS: Planted[dict[Any, dict[str, float]]] = Planted(
    "_sasshi_widths", "FontConfiguration", "from style to style"
)
DRAWN: Planted[bool] = Planted("_sasshi_drawn", "Layout", "from being taken up to being let go")

PLANTED: tuple[Planted[Any], ...] = (
    *(PARAGRAPH, LINE_END, DOTS, UPRIGHT, STOOD, STYLE, WIDTHS, FONT_WIDTHS, DRAWN),
)


def notes_of(style: Any) -> StyleNotes:
    """Give the notes on a style."""
    notes = STYLE.of(style)
    if notes is None:
        notes = StyleNotes()
        STYLE.put(style, notes)
    return notes
