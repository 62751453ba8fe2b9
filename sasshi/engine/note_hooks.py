"""Where the engine's layout of footnotes is mended: each stands on the page of its call.

A note that has no room left on its page goes on to the next with the line that calls it
(``footnote-policy: line`` in the style sheets); the engine would part them in other places, too.
"""

from __future__ import annotations

from math import inf
from operator import is_
from typing import Any

from sasshi.engine.callbacks import Box, LayoutCallbacks, Own, Upright
from sasshi.engine.html import NOTE_NUMBER
from sasshi.engine.internals import INITIAL_VALUES, Dimension, block_layout, boxes, building

#: As the engine's own ``overflows``: less is a matter of how floating numbers are added.
_ROUNDING = 1 + 1e-9
#: Stands for ``in_column`` while lines are laid out: as true as that, but no column.
_LINES = "lines"


class Waiting(dict[Box, None]):
    """The notes that no page has yet, in order: a list to the engine, which asks it of each box."""

    def append(self, note: Box) -> None:
        """Add a note."""
        self[note] = None

    def remove(self, note: Box) -> None:
        """Take a note out."""
        del self[note]

    def copy(self) -> Waiting:
        """Copy it as what it is."""
        return Waiting(self)

    __copy__ = copy


def lines_with_notes(own: Own, callbacks: LayoutCallbacks) -> Own:
    """Keep the engine from sending notes on to the next page so that a line finds room on this.

    It does not where it lays out columns.
    """

    def _linebox_layout(context: Any, *args: Any) -> Any:
        if not isinstance(context.footnotes, Waiting):
            context.footnotes = Waiting.fromkeys(context.footnotes)
        if context.in_column:
            return own(context, *args)
        context.in_column = _LINES
        try:
            return own(context, *args)
        finally:
            context.in_column = False

    return _linebox_layout


def notes_of_a_page(own: Own, callbacks: LayoutCallbacks) -> Own:
    """Put the notes of a page in the order of their numbers, and each into the sum only once.

    The engine lays out all notes of a page for each that is added, and takes a last bit of
    rounding for a lack of room.
    """
    heights, upright = _Heights(), callbacks.upright

    def _update_footnote_area(self: Any) -> bool:
        context = self
        area, flows = context.current_footnote_area, context.in_column is not True
        if area.height != "auto" and flows:
            context.page_bottom += area.margin_height()
        area.children = sorted(context.current_page_footnotes, key=_number)
        if not area.children:
            area.height = "auto"
            return False
        needed = _room(heights, upright, context, area)
        area.height = max(area.min_height, min(area.max_height, needed))
        if flows:
            context.page_bottom -= area.margin_height()
        return bool(needed > area.max_height * _ROUNDING)

    return _update_footnote_area


def _room(heights: _Heights, upright: Upright | None, context: Any, area: Box) -> float:
    """Give how high the notes of a page are; they are narrower where something stands upright."""
    needed = heights.of_notes(context, area)
    if upright is None:
        return needed
    area.height = needed
    left_px = upright.beside_notes(context, context.page_bottom - area.margin_height())
    if left_px <= area.margin_left:
        return needed
    area.style = area.style.copy()
    area.style["margin_left"] = Dimension(left_px, "px")
    area.margin_left = left_px
    return heights.of_notes(context, area)


def _number(note: Box) -> int:
    return int(note.element.get(NOTE_NUMBER, "0"))


class _Heights:
    """How high notes are, in px, in one layout; each is laid out once for each width."""

    def __init__(self) -> None:
        self.known: dict[tuple[Box, float, object], tuple[float, bool]] = {}

    def of_notes(self, context: Any, area: Box) -> float:
        """Give how high the notes of a page are, without what is around them all."""
        heights = [self._of_note(context, area, note) for note in area.children]
        if all(solid for _, solid in heights):
            return sum(height for height, _ in heights)
        return float(_laid_out(context, area, area.children).height)

    def _of_note(self, context: Any, area: Box, note: Box) -> tuple[float, bool]:
        """Give how high a note is, and whether it has no margins, which others would share."""
        key = (note, area.page.width, area.style["margin_left"])
        if key not in self.known:
            laid = _laid_out(context, area, [note])
            first = laid.children[0]
            self.known[key] = laid.height, not (first.margin_top or first.margin_bottom)
        return self.known[key]


def _laid_out(context: Any, area: Box, notes: list[Box]) -> Box:
    """Lay out some notes in the area of a page; gives that, as high as they are."""
    trial = area.copy_with_children(notes).deepcopy()
    trial.style = area.style.copy()
    trial.style["max_height"] = INITIAL_VALUES["max_height"]
    trial = building.create_anonymous_boxes(trial)
    return block_layout.block_level_layout(context, trial, -inf, None, area.page)[0]


def texts_without_asides(own: Own, callbacks: LayoutCallbacks) -> Own:
    """Leave readings and the calls of notes out of bookmarks, and of whatever asks for a text."""

    def extract_text(self: Box, text_part: str) -> Any:
        return own(_without_asides(self), text_part)

    return extract_text


def _without_asides(box: Box) -> Box:
    """Give a box without readings and calls in it; the box itself if there are none."""
    if not isinstance(box, boxes.ParentBox):
        return box
    children = [_without_asides(child) for child in box.children if not _is_aside(child)]
    if len(children) == len(box.children) and all(map(is_, children, box.children)):
        return box
    copy = box.copy()
    copy.children = children
    return copy


def _is_aside(box: Box) -> bool:
    tag = str(box.element_tag)
    again = box.element is not None and "footnote-again" in box.element.get("class", "").split()
    return tag in ("rt", "rp") or tag.endswith("::footnote-call") or again
