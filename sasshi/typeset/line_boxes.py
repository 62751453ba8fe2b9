"""Lines of a paragraph, broken and adjusted by our own rules, as the engine's boxes.

Stands in for the engine's ``split_inline_box`` where that is called for a line. The engine does
the rest: line heights, floats, pages, notes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from operator import mul
from typing import Any, NamedTuple

from sasshi.engine.internals import (
    absolute_layout,
    boxes,
    create_layout,
    inline,
    line_size,
    max_content_width,
    percent,
    trailing_whitespace_size,
)
from sasshi.engine.planted import DOTS, LINE_END, PARAGRAPH, UPRIGHT, Dots, LineEnd
from sasshi.model import Adjustment, Line, LineStyle, Paragraph
from sasshi.typeset.drawing import SpreadLayout
from sasshi.typeset.paragraph import (
    Flow,
    InlineItem,
    NotPlain,
    Rules,
    css_word,
    flow_of,
    paragraph,
)
from sasshi.typeset.ruby import Reading, Word, places, word_of
from sasshi.typeset.solid_lines import solid_line, text_box

Box = Any


@dataclass(frozen=True, slots=True)
class Typesetting:
    """The rules of a line, as functions of plain values; see ``sasshi.japanese``."""

    rules: Rules
    metrics: Callable[[Paragraph, LineStyle], Any]
    break_lines: Callable[..., tuple[Line, ...]]
    adjust: Callable[..., Adjustment]


class _State:
    """What is kept with a paragraph's box between its lines, and between layouts of its page.

    ``width`` is that of what holds it, ``None`` if nothing in it depends on that.
    """

    def __init__(self, box: Box, width: float | None, flow: Flow, par: Paragraph) -> None:
        self.box, self.width, self.flow, self.par = box, width, flow, par
        self.lines: dict[tuple[int, float], tuple[Line, Any]] = {}

    def holds(self, box: Box, width: float) -> bool:
        """Tell whether it is still true: the engine fills page numbers in between layouts."""
        same = self.box is box and self.width in (None, width)
        return same and all(each.children is own for each, own in self.flow.parents)


def line_of(context: Any, box: Box, args: tuple[Any, ...], rules: Typesetting) -> Any:
    """Lay out the next line of a paragraph; ``None`` if it is the engine's to do.

    ``args`` are those of the engine's ``split_inline_box`` after the box, and what is given
    back is what it gives.
    """
    position_x, max_x, bottom_space, skip_stack, containing_block, *lists = args
    solid = solid_line(context, box, args)
    if solid is not None:
        return solid, None, False, None, None, {"left": 0, "right": 0}
    state = _state(context, box, containing_block, rules)
    if state is None:
        return None
    start = state.flow.place(skip_stack)
    indent = box.text_indent
    line, metrics = _line(state, start, max_x - position_x + indent, indent, rules)
    room = _Room(context, containing_block, bottom_space, max_x, lists)
    new = _Builder(state.flow, line, _begin(state.flow, start), room, rules).build(
        box, position_x, metrics
    )
    resume_at = state.flow.skip_stack(line.after)
    return new, resume_at, _forced(state.flow, line), None, None, {"left": 0, "right": 0}


def _begin(flow: Flow, start: int) -> int:
    """Count to a line the spaces that the engine passes over, at a paragraph's start or an end."""
    begin = start
    while begin and flow.texts[begin - 1] == " ":
        begin -= 1
    return start if begin and flow.texts[begin - 1] != "\n" else begin


def _forced(flow: Flow, line: Line) -> bool:
    """Tell whether a line ends where that was asked for."""
    return line.after > 0 and flow.texts[line.after - 1] == "\n"


def _state(context: Any, box: Box, containing_block: Any, rules: Typesetting) -> _State | None:
    """Give what is known of a paragraph; read it the first time."""
    known: _State | None = PARAGRAPH.of(box)
    refused = known is None and PARAGRAPH.is_on(box)
    if refused or (known is not None and known.holds(box, containing_block.width)):
        return known
    try:
        flow = flow_of(
            context,
            box,
            lambda child: _sides(child, containing_block),
            lambda child: _atom(context, child, containing_block, 0, ([], [])).margin_width(),
        )
    except NotPlain:
        PARAGRAPH.put(box, None)
        return None
    if not flow.texts:
        return None
    par = paragraph(flow, box, rules.rules, lambda: _hyphen_width(context, box))
    state = _State(box, containing_block.width, flow, par)
    PARAGRAPH.put(box, state)
    return state


def _hyphen_width(context: Any, box: Box) -> float:
    """Measure the hyphen of a paragraph."""
    layout = create_layout(box.style["hyphenate_character"], box.style, context, None, 0)
    return float(line_size(layout.get_first_line()[0], box.style)[0])


def natural_widths(context: Any, box: Box, rules: Typesetting) -> list[float] | None:
    """Give the px that each line of a paragraph takes, unbroken; ``None`` if it is the engine's."""
    try:
        flow = flow_of(context, box, _style_sides, lambda child: max_content_width(context, child))
    except NotPlain:
        return None
    if not flow.texts:
        return None
    par = paragraph(flow, box, rules.rules, lambda: _hyphen_width(context, box))
    if not flow.edges and all(isinstance(leaf.box, boxes.TextBox) for leaf in flow.leaves):
        PARAGRAPH.put(box, _State(box, None, flow, par))
    indent = box.style["text_indent"]
    first = indent.value if indent.unit == "px" else 0.0
    setting = _setting(box.style, inf, first)
    metrics = rules.metrics(par, setting)
    widths: list[float] = []
    for line in metrics.unbroken():
        seen = line.end >= line.start
        width = metrics.natural(line.start, line.end) if seen else 0.0
        widths.append(width + (first if metrics.is_first(line.start) else 0.0))
    widths[-1] += trailing_whitespace_size(context, box)  # the engine will take it away
    return widths


def _style_sides(box: Box) -> tuple[float, float]:
    """Give the px that an inline box takes on either side, from its style.

    Raises:
        NotPlain: a side depends on what holds the box.

    """
    found = []
    for side in ("left", "right"):
        lengths = (box.style[f"margin_{side}"], box.style[f"padding_{side}"])
        if any(getattr(length, "unit", "px") != "px" for length in lengths):
            raise NotPlain
        found.append(
            sum(length.value for length in lengths if length != "auto")
            + box.style[f"border_{side}_width"]
        )
    return found[0], found[1]


def _sides(box: Box, containing_block: Any) -> tuple[float, float]:
    """Give the px that an inline box takes to the left and to the right of what is in it."""
    percent.resolve_percentages(box, containing_block)
    for side in ("left", "right"):
        if getattr(box, f"margin_{side}") == "auto":
            setattr(box, f"margin_{side}", 0)
    return (
        box.margin_left + box.border_left_width + box.padding_left,
        box.margin_right + box.border_right_width + box.padding_right,
    )


def _atom(context: Any, box: Box, containing_block: Any, x: float, lists: Sequence[Any]) -> Box:
    """Lay out a picture or an inline block."""
    percent.resolve_percentages(box, containing_block)
    new = inline.atomic_box(context, box, x, None, containing_block, lists[0], lists[1])
    new.position_x = x
    return new


def _line(
    state: _State, start: int, measure: float, indent: float, rules: Typesetting
) -> tuple[Line, Any]:
    """Give the line that begins at a character: composed with all that follow."""
    rounded = round(measure, 3)
    key = start, rounded
    if key not in state.lines:
        setting = _setting(state.box.style, measure, indent)
        metrics = rules.metrics(state.par, setting)
        found = rules.break_lines(metrics, start)
        for line in found:
            state.lines[line.start, rounded] = line, metrics
        if key not in state.lines:  # spaces at its start are passed over, perhaps all there is
            first = found[0] if found else Line(start, start - 1, len(state.par.chars))
            state.lines[key] = first, metrics
    return state.lines[key]


class _Room(NamedTuple):
    """What the engine hands on from box to box while it lays out a line."""

    context: Any
    containing_block: Any
    bottom_space: float
    max_x: float
    lists: Sequence[Any]


def _setting(style: Any, measure: float, indent: float) -> LineStyle:
    """Read from its style how a paragraph is set."""
    return LineStyle(
        measure=measure,
        indent=indent,
        justify=style["text_align_all"] == "justify",
        balance=css_word(style, "wrap", "normal") in ("phrases", "balance"),
        line_start=css_word(style, "line-start", "flush"),
        line_end=css_word(style, "line-end", "half"),
    )


class _Builder:
    """Makes the boxes of one line, from left to right."""

    def __init__(self, flow: Flow, line: Line, begin: int, room: _Room, rules: Typesetting) -> None:
        self.flow, self.line, self.begin = flow, line, begin
        self.room, self.rules = room, rules
        self.slices: dict[int, Box] = {}
        self.spaces: Sequence[int] = ()
        self.left = self.right = 0.0
        #: Where the next box stands, and what is to come before it.
        self.x = self.pending = 0.0
        #: The readings of a word so far, and where the base of each stands.
        self.over: list[tuple[Reading, Box]] = []
        self.bases: list[tuple[float, float]] = []

    def build(self, box: Box, position_x: float, metrics: Any) -> Box:
        """Make the line's box: cut its texts, adjust it, and place what is in it."""
        line, tail, spread = self.line, 0.0, 0.0
        if line.end >= line.start:
            off = self._cut()
            hang = line.hang > 0
            taken = metrics.natural(line.start, line.end, hang=hang) + off
            slack = metrics.room(line.start) - taken
            last = line.after >= len(self.flow.texts) or _forced(self.flow, line)
            flush = metrics.setting.justify and not last
            plan = self.rules.adjust(metrics, line, slack, flush=flush)
            self.spaces, spread = plan.spaces, plan.spread
            self.x, tail = plan.shift, metrics.tail(line.end, hang)
        self.left, self.right = position_x - box.text_indent, self.room.max_x
        self.x += position_x
        new = self._parent(box, self.room.lists[0])
        new.width = self.x - new.content_box_x()
        LINE_END.put(new, LineEnd(tail, spread))
        return new

    def _cut(self) -> float:
        """Cut the line's texts out; give by how many px they are wider than they were measured."""
        line, flow, off = self.line, self.flow, 0.0
        for number in range(flow.leaf[line.start], flow.leaf[line.end] + 1):
            leaf = flow.leaves[number]
            if not isinstance(leaf.box, boxes.TextBox):
                continue
            first, end = max(leaf.first, line.start), min(leaf.end, line.end + 1)
            text = _slice(flow, leaf, first, end)
            layout = leaf.layout if end - first == leaf.end - leaf.first else None
            leaf.layout = None  # it is spread when it is drawn, and can serve only once
            if line.hyphen and end == line.end + 1:
                text = text.rstrip("\u00ad") + leaf.box.style["hyphenate_character"]
                layout = None
            new = text_box(self.room.context, self.room.containing_block, leaf.box, text, layout)
            if leaf.upright:  # it takes one em, whatever its own width
                UPRIGHT.put(new, new.width)
                new.width = new.style["font_size"]
            self.slices[id(leaf.box)] = new
            off += new.width - sum(flow.advances[first:end])
        return off

    def _parent(self, box: Box, absolutes: list[Any]) -> Box:
        """Make the line's box or an inline one, with what this line has of its children."""
        reading = self.flow.readings.get(id(box))
        around = self.flow.spans.get(id(box), (0, len(self.flow.texts)))
        base_x = self.x
        children: list[Box] = []
        ends = self.flow.ends[id(box)]
        for index in range(bisect_left(ends, self.begin), len(ends)):
            child = box.children[index]
            child.position_y = box.position_y
            span = self.flow.spans[id(child)]
            if span[0] > self.line.after:
                break
            if not self._has(span, around):
                continue
            if not child.is_in_normal_flow():
                children += self._outside(box, child, index, absolutes)
            elif reading is None or child is not reading.rt:
                children += self._child(child, absolutes)
        if reading is not None:
            children.append(self._reading(reading, base_x))
        new = box.copy_with_children(children)
        inline._adjust_line_height(new)
        return new

    def _child(self, child: Box, absolutes: list[Any]) -> list[Box]:
        """Give what this line has of a box."""
        first, end = self.flow.spans[id(child)]
        if isinstance(child, boxes.InlineBox):
            return [self._inline(child, first, end, absolutes)]
        if isinstance(child, boxes.TextBox):
            new = self.slices.get(id(child))
            return [] if new is None else [self._text(new, first, end)]
        self._open()
        room = self.room
        new = _atom(room.context, child, room.containing_block, self.x, room.lists)
        self.x += new.margin_width()
        self._close(first)
        return [new]

    def _has(self, span: tuple[int, int], around: tuple[int, int]) -> bool:
        """Tell whether a box with some characters, perhaps none, stands on this line.

        Of those without any, one at the end of the box around it goes with what is before it.
        """
        first, end = span
        if first < end:
            return first < self.line.after and end > self.begin
        at = first - 1 if first == around[1] else first
        return around[0] == around[1] or self.begin <= at < self.line.after

    def _open(self) -> None:
        """Move to where the next box begins."""
        self.x += self.pending
        self.pending = 0.0

    def _close(self, char: int) -> None:
        """Note what comes after a character that ends a box."""
        index = char - self.line.start
        if 0 <= index < len(self.spaces):
            self.pending = self.spaces[index] * self.flow.sizes[char] / 1000

    def _inline(self, box: Box, first: int, end: int, absolutes: list[Any]) -> Box:
        """Make an inline box; it has its left side where it begins, its right one where it ends."""
        edges = self.flow.edges.get(id(box))
        if edges is None:
            begins, ends = first >= self.begin, end <= self.line.after
        else:
            begins, ends = (self.begin <= edge < self.line.after for edge in edges)
        self._open()
        left, right = _sides(box, self.room.containing_block)
        start = self.x
        self.x += left if begins else 0.0
        content = self.x
        own = [] if box.style["position"] == "relative" else absolutes
        new = self._parent(box, own)
        new.remove_decoration(start=not begins, end=not ends)
        new.position_x, new.width = start, self.x - content
        if own is not absolutes:
            self._place_absolutes(new, own)
        self.x += right if ends else 0.0
        return new

    def _text(self, new: Box, first: int, end: int) -> Box:
        """Place a text, with space added between its characters."""
        flow, line = self.flow, self.line
        first, end = max(first, line.start), min(end, line.end + 1)
        self._open()
        new.position_x = self.x
        after = self.spaces[first - line.start : end - line.start]
        spread = any(after)
        if spread:
            spaces = self.spaces[first - line.start : end - 1 - line.start]
            new.width += sum(map(mul, spaces, flow.sizes[first : end - 1])) / 1000
        self.x += new.width
        self._close(end - 1)
        self._mark(new, first, end)
        if spread:  # what comes after the last is drawn, too
            origin = flow.byte[first]
            places = [place - origin for place in flow.byte[first:end]]
            _spread(new, dict(zip(places, after, strict=False)))
        return new

    def _mark(self, new: Box, first: int, end: int) -> None:
        """Note where emphasis dots go over a text, from its left edge."""
        style = new.style
        if css_word(style, "mark", "none") == "none":
            return
        shape = css_word(style, "emphasis", "bold")
        if shape == "bold":
            return
        flow, x, centres = self.flow, 0.0, []
        for i in range(first, end):
            if flow.texts[i].isalnum() and flow.rigid[i] <= 0:  # readings stand there
                centres.append(x + flow.advances[i] / 2)
            x += flow.advances[i]
            if i - self.line.start < len(self.spaces):
                x += self.spaces[i - self.line.start] * flow.sizes[i] / 1000
        DOTS.put(new, Dots(centres, shape))

    def _reading(self, reading: Reading, base_x: float) -> Box:
        """Make a reading, spread to the length of its base if shorter; place those of its word.

        JLREQ 3.3.6: half of what it lacks goes around its characters, the rest between them.
        """
        room, text, layout = self.room, reading.text, reading.layout
        reading.layout = None
        new = text_box(room.context, room.containing_block, text, text.text, layout)
        over = self.x - base_x - new.width
        count = len(text.text)
        if over > 0 and count > 1 and reading.end - reading.first > 1:
            unit = round(over / count * 1000 / new.style["font_size"])
            spaced = accumulate(len(char.encode()) for char in text.text[:-2])
            _spread(new, dict.fromkeys((0, *spaced), unit))
            new.width += unit * (count - 1) * new.style["font_size"] / 1000
        _sides(reading.rt, room.containing_block)
        rt = reading.rt.copy_with_children([new])
        rt.width = new.width
        inline._adjust_line_height(rt)
        self.over.append((reading, rt))
        self.bases.append((base_x, self.x))
        word = word_of(self.flow.words, reading)
        if reading is word.readings[-1] or reading.end > self.line.end:
            self._place_readings(word)
        return rt

    def _place_readings(self, word: Word) -> None:
        """Place the readings of a word, or of the part of it on this line.

        Those that are longer reach beyond it; at the line's edge they end with it, and reach
        farther on the other side.
        """
        over, bases = self.over, self.bases
        starts, ends = over[0][0].first == self.line.start, over[-1][0].end > self.line.end
        widths = [rt.width for _, rt in over]
        excess = max(0.0, sum(widths) - (bases[-1][1] - bases[0][0]))
        left = 0.0 if starts else excess if ends else min(word.left, excess)
        right = 0.0 if ends else excess if starts else min(word.right, excess)
        found = places(bases, widths, bases[0][0] - left, bases[-1][1] + right)
        for (_, rt), x in zip(over, found, strict=True):
            rt.position_x = rt.children[0].position_x = x
        self.over, self.bases = [], []

    def _outside(self, box: Box, child: Box, index: int, absolutes: list[Any]) -> list[Box]:
        """Hand a box that is out of the flow to the engine."""
        room, waiting = self.room, list[Any]()
        _, fixed, placeholders, floats, of_line, *_ = room.lists
        inline._out_of_flow_layout(
            *(room.context, box, room.containing_block, index, child, [], of_line, waiting),
            *(floats, absolutes, fixed, placeholders, {"left": 0, "right": 0}, room.max_x),
            *(self.x, room.bottom_space),
        )
        return [placed for _, placed, _ in waiting]

    def _place_absolutes(self, new: Box, absolutes: Sequence[Any]) -> None:
        """Place what is positioned within an inline box."""
        room = self.room
        for absolute in absolutes:
            absolute_layout(
                room.context, absolute, new, room.lists[1], room.bottom_space, skip_stack=None
            )


def _slice(flow: Flow, leaf: InlineItem, first: int, end: int) -> str:
    """Cut characters out of a text."""
    stop = flow.byte[end] if end < leaf.end else None
    return leaf.data[flow.byte[first] : stop].decode()


def _spread(box: Box, spaces: dict[int, int]) -> None:
    """Have a text drawn with space after some of its characters."""
    box.pango_layout.__class__ = SpreadLayout
    box.pango_layout.spaces = spaces
