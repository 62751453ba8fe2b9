"""The fourth step of a paragraph: a line's boxes, made and placed from left to right.

The engine does the rest: line heights, floats, pages, notes.
"""

from __future__ import annotations

from bisect import bisect_left
from operator import mul
from typing import Any, NamedTuple

from sasshi.engine.internals import absolute_layout, boxes, inline
from sasshi.engine.planted import DOTS, LINE_END, UPRIGHT, Dots, LineEnd
from sasshi.japanese.line_breaker import LineBreaker
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Adjustment, Line, Px
from sasshi.typeset.collect import InlineNode, Role
from sasshi.typeset.css_properties import css_word
from sasshi.typeset.line_request import LineRequest
from sasshi.typeset.measure import MeasuredParagraph
from sasshi.typeset.readings import ReadingPlacer
from sasshi.typeset.shaping import PangoLayout, spread, text_box

Box = Any


class BrokenLine(NamedTuple):
    """A line, and the metrics that it was broken by.

    ``begin`` is its first character, or the first of the spaces before that which the engine
    passes over.
    """

    line: Line
    metrics: ParagraphMetrics
    begin: int


def place(
    request: LineRequest, measured: MeasuredParagraph, broken: BrokenLine, breaker: LineBreaker
) -> Box:
    """Make the box of a line: cut its texts, adjust it, and place what is in it.

    Noted on it is its ``LineEnd``, for the engine's alignment and for the checks.
    """
    line, texts, plan = broken.line, dict[int, Box](), Adjustment(0.0, ())
    if line.end >= line.start:
        texts, wider = _cut(request, measured, line)
        plan = breaker.adjust(broken.metrics, line, wider)
    placer = _LinePlacer(request, measured, broken, texts, plan)
    new = placer.parent(measured.collected.root, request.absolute_boxes)
    new.width = placer.x - new.content_box_x()
    LINE_END.put(new, LineEnd(plan.beyond, plan.spread))
    return new


def _cut(
    request: LineRequest, measured: MeasuredParagraph, line: Line
) -> tuple[dict[int, Box], Px]:
    """Cut a line's texts out, and shape them.

    Returns:
        Their boxes by the numbers of their items, and by how much they are wider than they were
        measured.

    """
    characters, texts, wider = measured.characters, dict[int, Box](), 0.0
    for number in range(characters.items[line.start], characters.items[line.end] + 1):
        item = measured.collected.items[number]
        if not isinstance(item.box, boxes.TextBox):
            continue
        first = max(characters.starts[number], line.start)
        end = min(characters.starts[number + 1], line.end + 1)
        text, layout = _slice(measured, number, first, end)
        if line.hyphen and end == line.end + 1:
            text, layout = text.rstrip("\u00ad") + item.box.style["hyphenate_character"], None
        new = text_box(request.context, request.containing_block, item.box, text, layout)
        if item.upright:  # it takes one em, whatever its own width
            UPRIGHT.put(new, new.width)
            new.width = new.style["font_size"]
        texts[number] = new
        wider += new.width - sum(characters.advances[first:end])
    return texts, wider


def _slice(
    measured: MeasuredParagraph, number: int, first: int, end: int
) -> tuple[str, PangoLayout | None]:
    """Cut characters out of an item's text; give its layout, too, if it is the whole text."""
    characters = measured.characters
    layout = characters.layouts.pop(number, None)
    if end - first < characters.starts[number + 1] - characters.starts[number]:
        return "".join(characters.texts[first:end]), None
    return measured.collected.items[number].box.text, layout


class _LinePlacer:
    """Walks the paragraph's tree for one line, and moves to the right with each box."""

    def __init__(
        self,
        request: LineRequest,
        measured: MeasuredParagraph,
        broken: BrokenLine,
        texts: dict[int, Box],
        plan: Adjustment,
    ) -> None:
        self.request, self.measured, self.characters = request, measured, measured.characters
        self.line, self.begin = broken.line, broken.begin
        self.texts, self.spaces = texts, plan.spaces
        self.inline_sizes, self.starts = request.inline_sizes, measured.characters.starts
        self.readings = ReadingPlacer(request, measured, broken.line)
        #: Where the next box stands, and what is to come before it.
        self.x, self.pending = plan.shift + request.position_x, 0.0

    def parent(self, node: InlineNode, absolutes: list[Any]) -> Box:
        """Make the line's box or an inline one, with what this line has of its children.

        What is positioned within it goes to ``absolutes``.
        """
        start, starts, children = self.x, self.starts, list[Box]()
        first = 0
        if self.begin > starts[node.first]:
            first = bisect_left(node.nodes, self.begin, key=lambda child: starts[child.end])
        for index in range(first, len(node.nodes)):
            child = node.nodes[index]
            child.box.position_y = node.box.position_y
            if starts[child.first] > self.line.after:
                break
            if child.role is Role.OUTSIDE and self._stands_here(child, node):
                children += self._outside(node.box, child.box, index, absolutes)
            elif self._stands_here(child, node):
                children += self._child(child, absolutes)
        if node.ruby >= 0:
            children.append(self.readings.reading(node.ruby, start, self.x))
        new = node.box.copy_with_children(children)
        inline._adjust_line_height(new)
        return new

    def _child(self, node: InlineNode, absolutes: list[Any]) -> list[Box]:
        """Give what this line has of a box in its flow; a reading comes with its ruby."""
        if node.role is Role.INLINE:
            return [self._inline(node, absolutes)]
        if node.role is Role.ATOM:
            return [self._atom(node)]
        if node.role is Role.TEXT and node.first < node.end and node.first in self.texts:
            return [self._text(node)]
        return []

    def _stands_here(self, node: InlineNode, around: InlineNode) -> bool:
        """Tell whether a box with some characters, perhaps none, stands on this line.

        Of those without any, one at the end of the box around it goes with what is before it.
        """
        first, end = self.characters.span(node)
        if first < end:
            return first < self.line.after and end > self.begin
        around_first, around_end = self.characters.span(around)
        beside = first - 1 if first == around_end else first
        return around_first == around_end or self.begin <= beside < self.line.after

    def _open(self) -> None:
        """Move to where the next box begins."""
        self.x += self.pending
        self.pending = 0.0

    def _close(self, char: int) -> None:
        """Note what comes after a character that ends a box."""
        index = char - self.line.start
        if 0 <= index < len(self.spaces):
            self.pending = self.spaces[index] * self.characters.sizes[char] / 1000

    def _inline(self, node: InlineNode, absolutes: list[Any]) -> Box:
        """Make an inline box; it has its left side where it begins, its right one where it ends."""
        edges = self.measured.edges[node.sided] if node.sided >= 0 else None
        if edges is None:
            first, end = self.characters.span(node)
            begins, ends = first >= self.begin, end <= self.line.after
        else:
            begins, ends = (self.begin <= edge < self.line.after for edge in edges)
        self._open()
        left, right = self.inline_sizes.sides(node.box)
        start = self.x
        self.x += left if begins else 0.0
        content = self.x
        own = [] if node.box.style["position"] == "relative" else absolutes
        new = self.parent(node, own)
        new.remove_decoration(start=not begins, end=not ends)
        new.position_x, new.width = start, self.x - content
        if own is not absolutes:
            self._place_absolutes(new, own)
        self.x += right if ends else 0.0
        return new

    def _atom(self, node: InlineNode) -> Box:
        """Lay out a picture or an inline block where it stands."""
        request = self.request
        self._open()
        new = self.inline_sizes.atom(node.box, self.x, request.absolute_boxes, request.fixed_boxes)
        self.x += new.margin_width()
        self._close(self.starts[node.first])
        return new

    def _text(self, node: InlineNode) -> Box:
        """Place a text, with space added between its characters."""
        characters, line, new = self.characters, self.line, self.texts[node.first]
        first, end = characters.span(node)
        first, end = max(first, line.start), min(end, line.end + 1)
        self._open()
        new.position_x = self.x
        after = self.spaces[first - line.start : end - line.start]
        spaced = any(after)
        if spaced:
            spaces = self.spaces[first - line.start : end - 1 - line.start]
            new.width += sum(map(mul, spaces, characters.sizes[first : end - 1])) / 1000
        self.x += new.width
        self._close(end - 1)
        self._note_dots(new, first, end)
        if spaced:  # what comes after the last is drawn, too
            origin = characters.offsets[first]
            offsets = [offset - origin for offset in characters.offsets[first:end]]
            spread(new, dict(zip(offsets, after, strict=False)))
        return new

    def _note_dots(self, new: Box, first: int, end: int) -> None:
        """Note where emphasis dots go over a text, in px from its left edge, and their shape."""
        style = new.style
        if css_word(style, "mark", "none") == "none":
            return
        shape = css_word(style, "emphasis", "bold")
        if shape == "bold":
            return
        characters, x, centres = self.characters, 0.0, []
        for i in range(first, end):
            if characters.texts[i].isalnum() and characters.rigid[i] <= 0:  # readings stand there
                centres.append(x + characters.advances[i] / 2)
            x += characters.advances[i]
            if i - self.line.start < len(self.spaces):
                x += self.spaces[i - self.line.start] * characters.sizes[i] / 1000
        DOTS.put(new, Dots(centres, shape))

    def _outside(self, box: Box, child: Box, index: int, absolutes: list[Any]) -> list[Box]:
        """Hand a box that is out of the flow to the engine."""
        request, waiting = self.request, list[Any]()
        inline._out_of_flow_layout(
            request.context,
            box,
            request.containing_block,
            index,
            child,
            children=[],
            line_children=request.line_children,
            waiting_children=waiting,
            waiting_floats=request.waiting_floats,
            absolute_boxes=absolutes,
            fixed_boxes=request.fixed_boxes,
            line_placeholders=request.line_placeholders,
            float_widths={"left": 0, "right": 0},
            max_x=request.max_x,
            position_x=self.x,
            bottom_space=request.bottom_space,
        )
        return [placed for _, placed, _ in waiting]

    def _place_absolutes(self, new: Box, absolutes: list[Any]) -> None:
        """Place what is positioned within an inline box."""
        request = self.request
        for absolute in absolutes:
            absolute_layout(
                request.context,
                absolute,
                new,
                request.fixed_boxes,
                request.bottom_space,
                skip_stack=None,
            )
