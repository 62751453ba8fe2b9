"""The one module that touches WeasyPrint's private boxes.

Pinned to WeasyPrint 70.0; ``tests/test_engine.py`` says clearly what has moved when another
version comes. Three things are done here that the engine cannot do: lines are adjusted the
Japanese way while they are laid out, blocks end on the line grid, and the page numbers of
the contents are filled in after layout (``target-counter`` would cost a second layout).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sasshi.model import BLANK_AFTER, OPENING, Adjustment, Run
from sasshi.typeset.engine import weasyprint  # first: it makes the imports below quick

from weasyprint import draw  # isort: skip
from weasyprint.draw.border import draw_line  # isort: skip
from weasyprint.draw.color import get_color  # isort: skip
from weasyprint.formatting_structure import boxes  # isort: skip
from weasyprint.layout import block, inline  # isort: skip
from weasyprint.pdf.fonts import Font  # isort: skip
from weasyprint.text.ffi import TO_UNITS, ffi  # isort: skip
from weasyprint.text.line_break import Layout, split_first_line  # isort: skip

__all__ = [
    "Box",
    "Grid",
    "fill_page_numbers",
    "japanese_layout",
    "overflows",
    "quick_writing",
    "styles",
    "walk",
    "weasyprint",
]

Box = Any
KeepGlyphs = Callable[[bytes, Iterable[int]], bytes]
Adjust = Callable[[Sequence[Run], float, bool], Adjustment]


@dataclass(frozen=True, slots=True)
class Grid:
    """The line grid: lines start at ``top`` px from the page's top edge, ``step`` px apart."""

    top: float
    step: float


class SpreadLayout(Layout):  # type: ignore[misc]
    """A Pango layout whose glyphs are drawn with space added after some characters."""

    spaces: dict[int, int]

    def get_first_line(self) -> tuple[Any, int | None]:
        """Widen the glyphs of the (only) line; called once for each time a line is drawn."""
        line, index = super().get_first_line()
        size = self.style["font_size"]
        offsets = _byte_offsets(self.text, self.spaces)
        run = line.runs[0]
        while run != ffi.NULL:
            item, glyphs = run.data.item, run.data.glyphs
            run = run.next
            for i in range(glyphs.num_glyphs):
                units = offsets.get(item.offset + glyphs.log_clusters[i])
                last = (
                    i + 1 == glyphs.num_glyphs
                    or glyphs.log_clusters[i + 1] != glyphs.log_clusters[i]
                )
                if units and last:
                    # Half a unit more: the engine cuts fractions off when it writes the space.
                    exact = (units + (0.5 if units > 0 else -0.5)) * size / 1000
                    glyphs.glyphs[i].geometry.width += round(exact * TO_UNITS)
        return line, index


def _byte_offsets(text: str, spaces: dict[int, int]) -> dict[int, int]:
    """Turn indices of characters into offsets of UTF-8 bytes, which is what Pango counts."""
    offsets, position = {}, 0
    for index, char in enumerate(text):
        if index in spaces:
            offsets[position] = spaces[index]
        position += len(char.encode())
    return offsets


@contextlib.contextmanager
def japanese_layout(grid: Grid | None, adjust: Adjust) -> Iterator[None]:
    """Lay out with Japanese line adjustment, and with ``snap`` blocks ending on the grid."""
    text_align, level_layout = inline.text_align, block.block_level_layout

    def align(context: Any, line: Box, available: float, last: bool) -> float:
        if line.style["text_align_all"] != "justify" or not _is_cjk(line.style["lang"]):
            return float(text_align(context, line, available, last))
        return _adjust_line(line, available - line.width, last, adjust)

    def layout(context: Any, box: Box, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
        result: tuple[Any, ...] = level_layout(context, box, *args, **kwargs)
        if grid is not None and _snaps(box) and result[0] is not None and result[1] is None:
            _snap(result[0], grid)
        return result

    inline.text_align, block.block_level_layout = align, layout
    try:
        yield
    finally:
        inline.text_align, block.block_level_layout = text_align, level_layout


def _is_cjk(lang: str | None) -> bool:
    """Tell whether text in this language is set without spaces between words."""
    return (lang or "").split("-")[0] in ("ja", "zh")


def _adjust_line(line: Box, slack: float, last: bool, adjust: Adjust) -> float:
    """Spread a line over its measure; give how far it moves to the right (to the left: < 0)."""
    texts = [box for box in _inline_boxes(line) if isinstance(box, boxes.TextBox)]
    if not texts or any(box.is_floated() for box in line.children if hasattr(box, "is_floated")):
        return 0.0
    runs = [Run(box.text, box.style["font_size"], _is_rigid(box), _advances(box)) for box in texts]
    plan = adjust(runs, slack, last or slack < 0)
    added = dict(zip(map(id, texts), plan.width_added(runs), strict=True))
    for box, spaces in zip(texts, plan.spaces, strict=True):
        if spaces:
            box.pango_layout.__class__ = SpreadLayout
            box.pango_layout.spaces = spaces
    _widen(line, added, 0.0)
    return plan.shift


def _inline_boxes(box: Box) -> Iterator[Box]:
    """Walk the boxes of a line that are in its flow, in order, not into atomic ones."""
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        yield child
        if isinstance(child, boxes.InlineBox):
            yield from _inline_boxes(child)


def _advances(box: Box) -> tuple[float, float]:
    """Give the widths in em of a text's first and last character, if they are marks with a blank.

    A full-width bracket is one em; that of a proportional font may be half an em or any width.
    """
    first, last = box.text[0], box.text[-1]
    return (
        _em_width(box, first) if first in OPENING else 0.0,
        _em_width(box, last) if last in BLANK_AFTER else 0.0,
    )


def _em_width(box: Box, char: str) -> float:
    """Measure a character in a box's font, in em; remembered for each font configuration."""
    style = box.style
    known: dict[object, float] = style.font_config.__dict__.setdefault("_sasshi_widths", {})
    key = (char, style["font_family"], style["font_weight"], style["font_style"])
    if key not in known:
        known[key] = split_first_line(char, style, None, None, 0)[3] / style["font_size"]
    return known[key]


def _is_rigid(box: Box) -> bool:
    """Tell whether a text keeps its own spacing: code."""
    return str(box.element_tag) == "code"


def _widen(box: Box, added: dict[int, float], advance: float) -> float:
    """Move the boxes of a line to where the added widths put them; give the total advance."""
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if isinstance(child, boxes.TextBox):
            child.position_x += advance
            child.width += added[id(child)]
            advance += added[id(child)]
        elif isinstance(child, boxes.InlineBox):
            child.position_x += advance
            before = advance
            advance = _widen(child, added, advance)
            child.width += advance - before
        else:
            child.translate(advance, 0)
    if isinstance(box, boxes.LineBox):
        box.width += advance
    return advance


def _snaps(box: Box) -> bool:
    """Tell whether a box asks, by class ``snap`` or ``snap-middle``, to end on the line grid."""
    if box.element is None or not isinstance(box, boxes.BlockLevelBox):
        return False
    names = box.element.get("class", "")
    return "snap" in names and "::" not in (box.element_tag or "")


def _snap(box: Box, grid: Grid) -> None:
    """Make a block end on the next line of the grid.

    What is added stands below its content; with ``snap-middle`` half of it above.
    """
    bottom = box.position_y + box.margin_height() - grid.top
    missing = -bottom % grid.step
    if missing < 0.01 or grid.step - missing < 0.01:
        return
    box.height += missing
    if "snap-middle" in box.element.get("class", "").split():
        for child in getattr(box, "children", ()):
            if child.is_in_normal_flow():
                child.translate(0, missing / 2)


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


def walk(box: Box) -> Iterator[Box]:
    """Walk a page's boxes depth first, each before its children."""
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(getattr(child, "_box", child))


def fill_page_numbers(document: Any) -> None:
    """Write page numbers where ``data-page-of="ID"`` asks for them, right-aligned.

    The placeholder is laid out like any text and keeps its place; only its text changes.
    """
    numbers: dict[str, int] = {}
    for number, page in enumerate(document.pages, 1):
        for anchor in page.anchors:
            numbers.setdefault(anchor, number)
    for page in document.pages:
        for box in walk(page._page_box):
            if isinstance(box, boxes.TextBox) and box.element is not None:
                target = box.element.get("data-page-of")
                if target in numbers:
                    _set_text(box, str(numbers[target]))


def _set_text(box: Box, text: str) -> None:
    """Give a text box other text, its right edge unmoved."""
    layout, _, _, width, _, _ = split_first_line(text, box.style, None, None, 0)
    box.position_x += box.width - width
    box.text, box.pango_layout, box.width = text, layout, width


@dataclass(frozen=True, slots=True)
class Overflow:
    """Something that stands beyond the edge of what holds it, by so many px."""

    page: int
    element: Any
    px: float


def overflows(document: Any) -> Iterator[Overflow]:
    """Find text and pictures wider than the column, cell or page that holds them.

    The engine logs nothing about it. Art that is meant to bleed carries the class ``bleed``.
    """
    for number, page in enumerate(document.pages, 1):
        for child in page._page_box.children:
            if not isinstance(child, boxes.MarginBox):
                for element, beyond in _beyond(child, page.width):
                    yield Overflow(number, element, beyond)


def _beyond(box: Box, limit: float) -> Iterator[tuple[Any, float]]:
    """Walk a box whose content is to end before ``limit`` px; give what does not."""
    if hasattr(box, "_box"):
        box = box._box
    if isinstance(box, (boxes.TextBox, boxes.ReplacedBox)):
        # Half an em of a closing mark may hang; ruby may be wider than its base.
        beyond = box.position_x + box.width - limit - 0.6 * box.style["font_size"]
        if beyond > 0 and box.element_tag != "rt" and "bleed" not in _names(box):
            yield box.element, beyond
        return
    if isinstance(box, boxes.BlockContainerBox) and box.element_tag != "rt":
        limit = box.content_box_x() + box.width
    for child in getattr(box, "children", ()):
        yield from _beyond(child, limit)


def styles(document: Any) -> dict[tuple[str, int, bool], Any]:
    """Give each (first family, weight, italic) that text is set in, with an element set so."""
    found: dict[tuple[str, int, bool], Any] = {}
    for page in document.pages:
        for box in walk(page._page_box):
            if isinstance(box, boxes.TextBox):
                style = box.style
                italic = style["font_style"] != "normal"
                found.setdefault((style["font_family"][0], style["font_weight"], italic), box)
    return {key: box.element for key, box in found.items()}


def _names(box: Box) -> list[str]:
    """Give the classes of a box's element."""
    return box.element.get("class", "").split() if box.element is not None else []
