"""Drawing: emphasis dots, upright figures, and space between characters that is not copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from sasshi.engine.callbacks import DrawingCallbacks, Own
from sasshi.engine.internals import TO_UNITS, Layout, Matrix, ffi
from sasshi.engine.planted import DOTS, UPRIGHT
from sasshi.model import MIDDLE

Box = Any
KeepGlyphs = Callable[[bytes, Iterable[int]], bytes]
SpaceOf = Callable[[bytes], tuple[int, int]]
#: In em: the middle of an emphasis dot above the baseline, where a reading would stand, and its
#: radius.
DOT_HEIGHT, DOT_RADIUS = 1.12, 0.09
#: In em above the baseline: the middle of figures.
FIGURE_MIDDLE = 0.35
#: Readers of PDFs take more than a tenth of an em between two characters for a word space.
WIDE = 95
#: A glyph, in an operand of the operator TJ, the space after it where that is wide, and the next.
_WIDE_SPACE = re.compile(r"([0-9a-f]{4})>-(\d{2,}(?:\.\d+)?)(?=<([0-9a-f]{4})|<|$)")
#: What belongs to the glyph before, and to the one after: half of what letters are spaced by.
_TWO_DISTANCES = re.compile(r">(-?[\d.]+)<>(-?[\d.]+)<")
#: A distance that nothing follows.
_LAST_DISTANCE = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?$")


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


def draw_dots(stream: Any, box: Box) -> None:
    """Draw a dot over each character of emphasised text in an inline box (圏点, JLREQ 3.3.9).

    Drawn, not set: so nobody who copies the text gets them, and readers aloud pass them over.
    """
    for text in box.children:
        dots = DOTS.of(text)
        if dots is None or not dots.centres_px:
            continue
        size = text.style["font_size"]
        y = text.position_y + text.baseline - DOT_HEIGHT * size
        draw_one = _sesame if dots.shape == "sesame" else _round
        with stream.artifact(), stream.stacked():
            stream.set_color(text.style["color"])
            for x in dots.centres_px:
                draw_one(stream, text.position_x + x, y, size)
            stream.fill()


def _round(stream: Any, x: float, y: float, size: float) -> None:
    """Add a round dot to the path: four quarters of a circle."""
    r = DOT_RADIUS * size
    k = r * 0.5523  # (√2 − 1) · 4/3
    stream.move_to(x + r, y)
    stream.curve_to(x + r, y + k, x + k, y + r, x, y + r)
    stream.curve_to(x - k, y + r, x - r, y + k, x - r, y)
    stream.curve_to(x - r, y - k, x - k, y - r, x, y - r)
    stream.curve_to(x + k, y - r, x + r, y - k, x + r, y)


def _sesame(stream: Any, x: float, y: float, size: float) -> None:
    """Add a sesame dot to the path: a drop that falls from the upper left."""
    r = DOT_RADIUS * size * 1.25
    stream.move_to(x - 0.75 * r, y - r)
    stream.curve_to(
        x + 0.2 * r, y - 0.85 * r, x + 1.15 * r, y + 0.1 * r, x + 0.75 * r, y + 0.75 * r
    )
    stream.curve_to(x + 0.3 * r, y + 1.3 * r, x - 0.35 * r, y + 0.3 * r, x - 0.75 * r, y - r)


def upright_matrix(box: Box, width: float) -> Any:
    """Give the matrix for a text that stands upright in its cell on a page that will be turned.

    It is centred in an em of the column, and made narrower where its ``width`` in px is more.
    """
    em = box.style["font_size"]
    narrow = min(1.0, em / width)
    x = box.position_x + em / 2 + FIGURE_MIDDLE * em
    y = box.position_y + box.baseline - MIDDLE * em + width * narrow / 2
    return Matrix(0, -narrow, -1, 0, x, y)


class _Shown:
    """Shows text on pages: spaces between characters, and nothing at a text's end.

    A space that is only a distance, between kanji and Latin say, is copied as a word space by
    readers of PDFs. So a space is drawn there, and both it and the character before are given
    that character's text (``ActualText``, ISO 32000-2, 14.9.4). Not before a space of the text:
    PDFium passes over one that stands alone after such a character.

    PDFium passes over a distance that ends the operand of ``TJ``: it begins the next instead.
    """

    def __init__(self, space_of: SpaceOf) -> None:
        self.space_of = space_of
        self.fonts: dict[str, Any] = {}
        self.spaces: dict[str, tuple[int, int]] = {}
        self.left_over = ""

    def uses(self, font: Any) -> None:
        self.fonts[font.hash] = font

    def end(self) -> None:
        self.left_over = ""

    def show(self, own: Own, stream: Any, text: str) -> None:
        """Stand in for ``show_text``: ``<0102>-30<03>`` are glyphs and distances between them."""
        font, done = self.fonts[stream._current_font[0]], 0
        if "<>" in text:
            text = _TWO_DISTANCES.sub(_one_distance, text)
        for wide in _WIDE_SPACE.finditer(text):
            glyph, units, following = wide[1], float(wide[2]), wide[3] or ""
            if units < WIDE:
                continue
            space, width = self._space(font)
            space_glyph = f"{space:04x}"
            if space_glyph in (glyph, following):
                continue
            self._part(own, stream, text[done : wide.start()])
            actual = f"\ufeff{font.to_unicode[int(glyph, 16)]}".encode("utf-16-be").hex()
            stream.stream.append(f"/Span <</ActualText <{actual}>>> BDC".encode())
            self._part(own, stream, f"<{glyph}>{round(width - units, 2):g}<{space_glyph}>")
            stream.stream.append(b"EMC")
            done = wide.end()
        self._part(own, stream, text[done:])

    def _space(self, font: Any) -> tuple[int, int]:
        """Give a font's space and its advance; it is in the font that is written from now on."""
        if font.hash not in self.spaces:
            glyph, width = self.spaces[font.hash] = self.space_of(font.file_content)
            font.to_unicode.setdefault(glyph, " ")
            font.widths.setdefault(glyph, width)
        return self.spaces[font.hash]

    def _part(self, own: Own, stream: Any, text: str) -> None:
        """Show a part of a text; keep a distance at its end for the next."""
        text = text.removesuffix("<").replace("<>", "")
        if text.count("<") > text.count(">"):
            text += ">"
        distance = _LAST_DISTANCE.search(text)
        if distance is not None:
            text = text[: distance.start()]
        if "<" in text:
            own(stream, self.left_over + text)
            self.left_over = ""
        if distance is not None:
            self.left_over += f"{distance[0]} "


def _one_distance(both: re.Match[str]) -> str:
    return f">{round(float(both[1]) + float(both[2]), 2):g}<"


def own_drawing(
    keep_glyphs: KeepGlyphs, space_of: SpaceOf, *, turned: bool = False
) -> DrawingCallbacks:
    """Give how pages are drawn: fonts cut down by ``keep_glyphs``, marks and distances our way.

    Pages that will be ``turned`` hold what is turned back on them.
    """
    shown = _Shown(space_of)
    return DrawingCallbacks(keep_glyphs, shown, draw_dots, _matrix_of, turned=turned)


def _matrix_of(box: Box, matrix: Any) -> Any:
    width = UPRIGHT.of(box)
    return matrix if width is None else upright_matrix(box, width)
