"""Texts shaped by Pango: the characters they become, and how wide each is."""

from __future__ import annotations

import contextlib
import re
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from sasshi.engine.internals import (
    FROM_UNITS,
    create_layout,
    ffi,
    line_break,
    line_size,
    pango,
    percent,
)
from sasshi.engine.planted import FONT_WIDTHS, WIDTHS
from sasshi.japanese.paragraph import Px, Thousandths
from sasshi.typeset.collect import NotPlain
from sasshi.typeset.drawing import SpreadLayout

Box = Any
PangoLayout = Any
#: Clusters of characters: their texts, where each begins in the text in bytes of UTF-8, and
#: their widths.
Clusters = tuple[Sequence[str], Sequence[int], Sequence[Px]]
#: How many 32-bit words a glyph of Pango's takes, and which of them is its width.
_GLYPH_WORDS, _WIDTH_WORD = ffi.sizeof("PangoGlyphInfo") // 4, 1
#: A text of more characters probably takes more than one line, and each will be shaped anyway.
LONG = 30
_NEW_LINE = re.compile(r"(\n)")


def measure_text(context: Any, style: Any, text: str) -> tuple[Clusters, PangoLayout | None]:
    """Measure a text; give its clusters, and its layout if it had to be shaped as a whole.

    ``context`` is the engine's, of the layout. A line feed is a cluster of its own, and takes
    no place.

    Raises:
        NotPlain: a part of it runs from right to left.

    """
    if "\n" not in text:
        return _measure_line(context, style, text)
    chars: list[str] = []
    offsets: list[int] = []
    widths: list[Px] = []
    offset = 0
    for part in _NEW_LINE.split(text):
        if part == "\n":
            chars.append("\n")
            offsets.append(offset)
            widths.append(0.0)
        elif part:
            (own_chars, own_offsets, own_widths), _ = _measure_line(context, style, part)
            chars += own_chars
            offsets += [offset + own for own in own_offsets]
            widths += own_widths
        offset += len(part.encode())
    return (chars, offsets, widths), None


def text_width(layout: PangoLayout, text: str) -> Px:
    """Give the width of a text that has been laid out on one line.

    Raises:
        NotPlain: a part of it runs from right to left.

    """
    return sum(_clusters_of(layout, text)[2])


def text_box(
    context: Any,
    containing_block: Any,
    box: Box,
    text: str | None = None,
    layout: PangoLayout | None = None,
) -> Box:
    """Make a text's box for one line, shaped, as the engine's ``split_text_box`` does.

    Functions that ``quick`` stands in for are asked for in their modules.

    Args:
        context: the engine's, of the layout.
        containing_block: what the paragraph stands in.
        box: the text's box in the paragraph's tree.
        text: what this line has of it, if not all.
        layout: that of the text, if it has been shaped before.

    """
    style, text = box.style, box.text if text is None else text
    percent.resolve_percentages(box, containing_block)
    layout = layout or create_layout(text, style, context, None, 0)
    line, _ = layout.get_first_line()
    new = box.copy_with_text(text)
    new.pango_layout = layout
    new.width, new.height = line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    new.margin_top = new.margin_bottom = (line_break.strut(style)[0] - new.height) / 2
    new.baseline = baseline + new.margin_top
    layout.deactivate()
    return new


def spread(box: Box, spaces: dict[int, Thousandths]) -> None:
    """Have a text drawn with space after some of its characters, by their offsets in bytes."""
    box.pango_layout.__class__ = SpreadLayout
    box.pango_layout.spaces = spaces


def _measure_line(context: Any, style: Any, text: str) -> tuple[Clusters, PangoLayout | None]:
    """Measure a text without line feeds.

    Text set solid, of characters that have been seen before, is not shaped here: its lines
    will be, and what they are wider or narrower then is made up for. So Latin, whose
    characters do depend on each other, is measured only where it is short.
    """
    known = _known_widths(style)
    wide = len(text.encode()) == 3 * len(text)
    if known is not None and (wide or len(text) > LONG):
        if len(text) > LONG:
            _learn(context, known, style, text)
        with contextlib.suppress(KeyError):
            return (text, _offsets(text), [known[char] for char in text]), None
    layout = create_layout(text, style, context, None, 0)
    clusters = _clusters_of(layout, text)
    if known is not None and wide and all(map(_is_alone, text)):
        known.update(zip(clusters[0], clusters[2], strict=True))
    return clusters, layout


def _learn(context: Any, known: dict[str, Px], style: Any, text: str) -> None:
    """Measure the characters of a text that have not been met before."""
    new = "".join(sorted(set(text).difference(known)))
    if new and all(map(_is_alone, new)):
        chars, _, widths = _clusters_of(create_layout(new, style, context, None, 0), new)
        known.update(zip(chars, widths, strict=True))


def _offsets(text: str) -> Sequence[int]:
    return list(accumulate(map(len, map(str.encode, text[:-1])), initial=0))


def _known_widths(style: Any) -> dict[str, Px] | None:
    """Give the widths of a style's characters met so far; ``None`` if they depend on each other.

    They are kept with the fonts, and looked up once for each style, on which they are noted.
    """
    if not WIDTHS.is_on(style):
        plain = (
            style["font_kerning"] == "none"
            and style["letter_spacing"] in ("normal", 0)
            and not style["word_spacing"]
            and style["font_feature_settings"] == "normal"
            and style["font_variant_caps"] == "normal"
        )
        shared = FONT_WIDTHS.of(style.font_config)
        if shared is None:
            shared = {}
            FONT_WIDTHS.put(style.font_config, shared)
        names = ("font_size", "font_weight", "font_style", "font_variant_numeric", "lang")
        key = (tuple(style["font_family"]), *(style[name] for name in names))
        WIDTHS.put(style, shared.setdefault(key, {}) if plain else None)
    return WIDTHS.of(style)


@cache
def _is_alone(char: str) -> bool:
    """Tell whether a character never joins another: all but combining marks, dashes and f."""
    return (
        ("\u3000" < char < "\ufe00" and not "\u3099" <= char <= "\u309c")
        or "\uff01" <= char <= "\uff60"
        or (char.isascii() and char != "f")
    )


def _clusters_of(layout: PangoLayout, text: str) -> Clusters:
    """Read a text laid out on one line.

    Raises:
        NotPlain: a part of it runs from right to left.

    """
    line, _ = layout.get_first_line()
    offsets: list[int] = []
    widths: list[int] = []
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        count = glyphs.num_glyphs
        if item.analysis.level % 2:
            raise NotPlain
        words = array("i", bytes(ffi.buffer(glyphs.glyphs, count * _GLYPH_WORDS * 4)))
        offsets += [item.offset + offset for offset in ffi.unpack(glyphs.log_clusters, count)]
        widths += words[_WIDTH_WORD::_GLYPH_WORDS]
    return _join_glyphs(text, offsets, widths)


def _join_glyphs(text: str, offsets: Sequence[int], widths: Sequence[int]) -> Clusters:
    """Join the glyphs of each cluster, whose widths are in Pango's units."""
    joined: dict[int, int] = {}
    for offset, width in zip(offsets, widths, strict=True):
        joined[offset] = joined.get(offset, 0) + width
    starts = sorted(joined)
    own = [joined[start] * FROM_UNITS for start in starts]
    if len(starts) == len(text):
        return text, starts, own
    data = text.encode()
    ends = [*starts[1:], len(data)]
    chars = [data[start:end].decode() for start, end in zip(starts, ends, strict=True)]
    return chars, starts, own
