"""How narrow what is in a cell may become: as wide as its widest piece that cannot be broken."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Any

from sasshi.engine.internals import boxes, min_content_width
from sasshi.japanese.line_breaker import LineBreaker
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Break, Em, Px
from sasshi.typeset.collect import NotPlain
from sasshi.typeset.css_properties import line_style
from sasshi.typeset.inline_sizes import StyledSizes
from sasshi.typeset.line_layout import read_paragraph

Box = Any
#: A picture that says nothing of its width is made so narrow, if it must; in px.
NARROWEST_PICTURE: Px = 40.0
#: Japanese may be broken nearly everywhere, but a column of single characters is no text.
NARROWEST_TEXT_EM: Em = 4.0
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Least:
    """A width in px that leaves what cannot be broken whole, and one that cuts it anywhere."""

    whole: Px = 0.0
    cut: Px = 0.0

    def __or__(self, other: Least) -> Least:
        """Give what is enough for both."""
        return Least(max(self.whole, other.whole), max(self.cut, other.cut))

    def beside(self, px: Px) -> Least:
        """Give what is enough with so much beside it."""
        return Least(self.whole + px, self.cut + px)


def least_width(context: Any, box: Box, breaker: LineBreaker) -> Least:
    """Give how wide the content of a box is at least; its own sides are not counted."""
    least = Least()
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            least |= _of_paragraph(context, child, breaker)
        elif isinstance(child, boxes.ReplacedBox):
            least |= Least(*[_picture_width(context, child)] * 2)
        elif isinstance(child, boxes.BlockContainerBox) and child.is_in_normal_flow():
            least |= least_width(context, child, breaker).beside(_sides(child.style))
    return least


def _sides(style: Any) -> Px:
    lengths = [style[f"{what}_{side}"] for what in ("margin", "padding") for side in _SIDES]
    own: Px = sum(each.value for each in lengths if getattr(each, "unit", "") == "px")
    borders: Px = sum(style[f"border_{side}_width"] for side in _SIDES)
    return own + borders


def _of_paragraph(context: Any, line: Box, breaker: LineBreaker) -> Least:
    try:
        paragraph = read_paragraph(context, line, _CellSizes(context), breaker)
    except NotPlain:
        width = float(min_content_width(context, line, outer=False))
        return Least(width, width)
    if paragraph is None:
        return Least()
    metrics = breaker.prepare(paragraph, line_style(line.style, inf, 0.0))
    room = min(max(metrics.unbroken_widths()), NARROWEST_TEXT_EM * line.style["font_size"])
    return Least(max(room, _widest(metrics, Break.EMERGENCY)), _widest(metrics, None))


def _widest(metrics: ParagraphMetrics, unless: Break | None) -> Px:
    """Give the width of the widest line, if lines end wherever they may."""
    breaks, hyphen = metrics.paragraph.breaks, metrics.paragraph.hyphen
    widest, start = 0.0, metrics.skip_spaces(0)
    last = len(breaks) - 1
    for end in metrics.possible_ends:
        if breaks[end] is unless and end < last:
            continue
        seen = metrics.last_seen[end]
        if seen >= start:
            extra = hyphen if breaks[end] is Break.HYPHEN else 0.0
            widest = max(widest, metrics.natural_width(start, seen) + extra)
        start = metrics.next_start(end)
    return widest


class _CellSizes(StyledSizes):
    """Sizes of what can be made narrower with its cell."""

    def atom_width(self, box: Box) -> Px:
        """Let a picture be narrower than it is, unless its width is given."""
        if isinstance(box, boxes.ReplacedBox):
            return _picture_width(self.context, box)
        return super().atom_width(box)


def _picture_width(context: Any, box: Box) -> Px:
    given = box.style["width"]
    if getattr(given, "unit", "") == "px":
        return float(given.value)
    natural, _, _ = box.replacement.get_intrinsic_size(1.0, box.style["font_size"])
    return min(float(natural or NARROWEST_PICTURE), NARROWEST_PICTURE)
