"""Where the engine's drawing calls ours. Each function here makes what a patch puts in."""

from __future__ import annotations

from typing import Any

from sasshi.engine.callbacks import Box, DrawingCallbacks, Own
from sasshi.engine.internals import boxes, draw_line, get_color


def stroked_dots(own: Own, callbacks: DrawingCallbacks) -> Own:
    """Draw a dotted line below a box as one dashed stroke.

    The engine draws it dot by dot, clipped: forty lines to write on take 0.9 s and ¾ MB.
    """

    def draw_border(stream: Any, box: Box) -> None:
        width = box.border_bottom_width
        others = box.border_top_width + box.border_left_width + box.border_right_width
        if not width or others or box.style["border_bottom_style"] != "dotted":
            own(stream, box)
            return
        left, y = box.border_box_x(), box.border_box_y() + box.border_height() - width / 2
        color = get_color(box.style, "border_bottom_color")
        with stream.artifact():
            draw_line(stream, left, y, left + box.border_width(), y, width, "dotted", color)

    return draw_border


def marked_texts(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Draw marks over the texts of inline boxes, before their borders."""
    mark = callbacks.mark
    if mark is None:
        return None

    def draw_border(stream: Any, box: Box) -> None:
        if isinstance(box, boxes.InlineBox):
            mark(stream, box)
        own(stream, box)

    return draw_border


def placed_texts(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Draw texts that stand upright on a turned page so."""
    place = callbacks.place_text
    if place is None:
        return None

    def draw_first_line(
        stream: Any, textbox: Box, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        return own(stream, textbox, text_overflow, block_ellipsis, place(textbox, matrix))

    return draw_first_line


def no_texts(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Draw everything but texts, where that is asked for."""
    if callbacks.texts:
        return None

    def draw_text(
        stream: Any, textbox: Box, offset_x: float, text_overflow: str, block_ellipsis: Any
    ) -> None:
        pass

    return draw_text


def fonts_shown(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Tell of the fonts that text is shown in."""
    shown = callbacks.shown
    if shown is None:
        return None

    def add_font(self: Any, pango_font: Any) -> Any:
        font, size = own(self, pango_font)
        shown.uses(font)
        return font, size

    return add_font


def texts_shown(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Have glyphs and the distances between them written by ours."""
    shown = callbacks.shown
    if shown is None:
        return None

    def show_text(self: Any, text: str) -> None:
        shown.show(own, self, text)

    return show_text


def texts_ended(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Tell where a text ends."""
    shown = callbacks.shown
    if shown is None:
        return None

    def end_text(self: Any) -> None:
        shown.end()
        own(self)

    return end_text


def square_groups(own: Own, callbacks: DrawingCallbacks) -> Own | None:
    """Let groups (pictures behind text) be as high as wide: what is turned back would be cut."""
    if not callbacks.turned:
        return None

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        own(self, *args, **kwargs)
        x, y, *sides = self.page_rectangle
        self.page_rectangle = (x, y, max(sides), max(sides))

    return __init__


def fonts_cut_down(own: Own, callbacks: DrawingCallbacks) -> Own:
    """Cut fonts down with our own tool, which is there wherever this program is.

    The engine goes through cffi, which parses a new C type for each font: 0.2 s for four; and
    through fontTools, in 2 s, where Debian's libharfbuzz-subset0 is missing.
    """
    keep = callbacks.keep_glyphs

    def subset(self: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        if to_unicode:
            self.file_content = keep(self.file_content, to_unicode)

    return subset


def silent_pictures(own: Own, callbacks: DrawingCallbacks) -> Own:
    """Tag a picture that has no words for those who cannot see it as nothing that is read out.

    The engine tags it as a figure, which PDF/UA allows only with such words (7.3).
    """

    def _build_box_tree(box: Box, *args: Any) -> Any:
        inner = getattr(box, "_box", box)
        if isinstance(inner, boxes.ReplacedBox) and not _words(inner.element):
            inner.element_tag = "img::silent"
        return own(box, *args)

    return _build_box_tree


def _words(element: Any) -> str:
    """Give what is read out for a picture."""
    if element is None:
        return ""
    title = element.find("{http://www.w3.org/2000/svg}title")
    words = element.get("alt") if title is None else title.text
    return (words or "").strip()
