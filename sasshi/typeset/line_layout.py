"""The lines of a paragraph in four steps: collect → measure → break → place.

    collect   the engine's tree of inline boxes → items, ``CollectedParagraph``
    measure   items → characters with their widths, ``MeasuredParagraph``
    break     where lines may end (``wrapping``), and where they do (``LineBreaker``): ``Line``
    place     a line's boxes, from left to right

Stands in for the engine's ``split_inline_box`` where that is called for a line, and for its
``inline_line_widths``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

from sasshi.engine.internals import boxes, create_layout, line_size, trailing_whitespace_size
from sasshi.engine.planted import PARAGRAPH
from sasshi.japanese.line_breaker import LineBreaker
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Line, Paragraph, Px
from sasshi.typeset.collect import NotPlain, collect
from sasshi.typeset.css_properties import line_style
from sasshi.typeset.inline_sizes import InlineSizes, StyledSizes
from sasshi.typeset.line_request import LineRequest, char_at, skip_stack_at
from sasshi.typeset.measure import MeasuredParagraph, measure
from sasshi.typeset.place import BrokenLine, place
from sasshi.typeset.solid_lines import solid_line
from sasshi.typeset.wrapping import wrappable

Box = Any


@dataclass(slots=True)
class _Kept:
    """What is kept of a paragraph between its lines, and between layouts of its page.

    ``width`` is that of what holds it, ``None`` if nothing in it depends on that. ``lines`` are
    those that it has been broken into, by their first characters and their measures.
    """

    box: Box
    width: Px | None
    measured: MeasuredParagraph
    paragraph: Paragraph
    lines: dict[tuple[int, Px], tuple[Line, ParagraphMetrics]] = field(default_factory=dict)

    def holds(self, box: Box, width: Px) -> bool:
        """Tell whether it is still true: boxes are copied, and filled in between layouts."""
        same = self.box is box and self.width in (None, width)
        return same and self.measured.collected.is_current()


def lay_out_line(request: LineRequest, box: Box, breaker: LineBreaker) -> Any:
    """Lay out the next line of a paragraph; ``None`` if it is the engine's to do.

    What is given back is what the engine's ``split_inline_box`` gives.
    """
    solid = solid_line(request, box)
    if solid is not None:
        return solid, None, False, None, None, {"left": 0, "right": 0}
    kept = _kept(request, box, breaker)
    if kept is None:
        return None
    broken = _break(kept, request, breaker)
    new = place(request, kept.measured, broken, breaker)
    after, texts = broken.line.after, kept.measured.characters.texts
    forced = after > 0 and texts[after - 1] == "\n"
    resume_at = skip_stack_at(kept.measured, after)
    return new, resume_at, forced, None, None, {"left": 0, "right": 0}


def natural_widths(context: Any, box: Box, breaker: LineBreaker) -> list[Px] | None:
    """Give what each line of a paragraph takes, unbroken; ``None`` if it is the engine's to do."""
    try:
        paragraph = read_paragraph(context, box, StyledSizes(context), breaker)
    except NotPlain:
        return None
    if paragraph is None:
        return None
    indent = box.style["text_indent"]
    style = line_style(box.style, inf, indent.value if indent.unit == "px" else 0.0)
    widths = breaker.prepare(paragraph, style).unbroken_widths()
    widths[-1] += trailing_whitespace_size(context, box)  # the engine will take it away
    return widths


def read_paragraph(
    context: Any, box: Box, sizes: InlineSizes, breaker: LineBreaker
) -> Paragraph | None:
    """Read a paragraph before its lines are asked for; ``None`` if there is no character in it.

    It is kept for them, unless anything in it depends on what holds it.

    Raises:
        NotPlain: it is to be left to the engine.

    """
    kept: _Kept | None = PARAGRAPH.of(box)
    if kept is not None and kept.width is None and kept.holds(box, 0.0):
        return kept.paragraph
    kept = _read(context, box, sizes, breaker)
    if kept is None:
        return None
    measured = kept.measured
    all_text = all(isinstance(item.box, boxes.TextBox) for item in measured.collected.items)
    if all_text and not any(measured.edges):
        PARAGRAPH.put(box, kept)
    return kept.paragraph


def _kept(request: LineRequest, box: Box, breaker: LineBreaker) -> _Kept | None:
    """Give what is kept of a paragraph; read it the first time."""
    kept: _Kept | None = PARAGRAPH.of(box)
    width = request.containing_block.width
    refused = kept is None and PARAGRAPH.is_on(box)
    if refused or (kept is not None and kept.holds(box, width)):
        return kept
    try:
        kept = _read(request.context, box, request.inline_sizes, breaker)
    except NotPlain:
        PARAGRAPH.put(box, None)
        return None
    if kept is not None:
        kept.width = width
        PARAGRAPH.put(box, kept)
    return kept


def _read(context: Any, box: Box, sizes: InlineSizes, breaker: LineBreaker) -> _Kept | None:
    """Collect and measure a paragraph; ``None`` if there is no character in it.

    Raises:
        NotPlain: it is to be left to the engine.

    """
    collected = collect(box)
    measured = measure(collected, context, sizes)
    if measured is None:
        return None
    paragraph = wrappable(measured, breaker, lambda: _hyphen_width(context, box.style))
    return _Kept(box, None, measured, paragraph)


def _hyphen_width(context: Any, style: Any) -> Px:
    layout = create_layout(style["hyphenate_character"], style, context, None, 0)
    return float(line_size(layout.get_first_line()[0], style)[0])


def _break(kept: _Kept, request: LineRequest, breaker: LineBreaker) -> BrokenLine:
    """Give the line that is asked for: broken with all that follow, and kept with them."""
    start, indent = char_at(kept.measured, request.skip_stack), kept.box.text_indent
    length = request.max_x - request.position_x + indent
    key = start, round(length, 3)
    if key not in kept.lines:
        metrics = breaker.prepare(kept.paragraph, line_style(kept.box.style, length, indent))
        lines = breaker.break_lines(metrics, start)
        for line in lines:
            kept.lines[line.start, key[1]] = line, metrics
        if key not in kept.lines:  # spaces at its start are passed over, perhaps all there is
            nothing = Line(start, start - 1, len(kept.paragraph.chars))
            kept.lines[key] = lines[0] if lines else nothing, metrics
    line, metrics = kept.lines[key]
    return BrokenLine(line, metrics, _begin(kept.measured.characters.texts, start))


def _begin(texts: list[str], start: int) -> int:
    """Count to a line the spaces that the engine passes over, at a paragraph's start or an end."""
    begin = start
    while begin and texts[begin - 1] == " ":
        begin -= 1
    return start if begin and texts[begin - 1] != "\n" else begin
