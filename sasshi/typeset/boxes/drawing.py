"""Drawing: text with space added between its characters, dotted lines, fonts cut down."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sasshi.typeset.engine import weasyprint  # first: it makes the imports below quick

from weasyprint import draw  # isort: skip
from weasyprint.draw.border import draw_line  # isort: skip
from weasyprint.draw.color import get_color  # isort: skip
from weasyprint.pdf.fonts import Font  # isort: skip
from weasyprint.text.ffi import TO_UNITS, ffi  # isort: skip
from weasyprint.text.line_break import Layout  # isort: skip

__all__ = ["KeepGlyphs", "SpreadLayout", "quick_writing", "weasyprint"]

Box = Any
KeepGlyphs = Callable[[bytes, Iterable[int]], bytes]


class SpreadLayout(Layout):  # type: ignore[misc]
    """A Pango layout whose glyphs are drawn with space added after some characters.

    ``spaces`` are thousandths of an em by the place of the character in bytes.
    """

    spaces: dict[int, int]

    def get_first_line(self) -> tuple[Any, int | None]:
        """Widen the glyphs of the (only) line; called once for each time a line is drawn."""
        line, index = super().get_first_line()
        size, spaces = self.style["font_size"], self.spaces
        run = line.runs[0]
        while run != ffi.NULL:
            offset, glyphs = run.data.item.offset, run.data.glyphs
            run = run.next
            places = ffi.unpack(glyphs.log_clusters, glyphs.num_glyphs)
            for i, place in enumerate(places):
                units = spaces.get(offset + place)
                if units and (i + 1 == len(places) or places[i + 1] != place):
                    # Half a unit more: the engine cuts fractions off when it writes the space.
                    exact = (units + (0.5 if units > 0 else -0.5)) * size / 1000
                    glyphs.glyphs[i].geometry.width += round(exact * TO_UNITS)
        return line, index


@contextlib.contextmanager
def quick_writing(keep_glyphs: KeepGlyphs) -> Iterator[None]:
    """Write dotted lines and fonts the quick way.

    Dotted bottom borders become one dashed stroke: the engine draws them dot by dot, clipped,
    and forty lines to write on take 0.9 s and ¾ MB. Fonts are cut down by ``keep_glyphs``
    instead of through cffi, which parses a new C type for each font: 0.2 s for four, and 2 s
    where Debian's libharfbuzz-subset0 is missing.
    """
    draw_border, subset = draw.draw_border, Font.subset

    def dotted(stream: Any, box: Box) -> None:
        style = box.style
        width = box.border_bottom_width
        others = box.border_top_width + box.border_left_width + box.border_right_width
        if not width or others or style["border_bottom_style"] != "dotted":
            draw_border(stream, box)
            return
        left, y = box.border_box_x(), box.border_box_y() + box.border_height() - width / 2
        color = get_color(style, "border_bottom_color")
        with stream.artifact():
            draw_line(stream, left, y, left + box.border_width(), y, width, "dotted", color)

    def cut_down(font: Any, to_unicode: dict[int, str], hinting: bool) -> None:
        if to_unicode:
            font.file_content = keep_glyphs(font.file_content, to_unicode)

    draw.draw_border, Font.subset = dotted, cut_down
    try:
        yield
    finally:
        draw.draw_border, Font.subset = draw_border, subset
