"""Readings as boxes: each over its base, those of a word together (JLREQ 3.3)."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from sasshi.engine.internals import inline
from sasshi.japanese.paragraph import Line, Px
from sasshi.japanese.ruby import Reading, Word, places, word_of
from sasshi.typeset.line_request import LineRequest
from sasshi.typeset.measure import MeasuredParagraph
from sasshi.typeset.shaping import spread, text_box

Box = Any


class ReadingPlacer:
    """Makes the readings of one line, and places those of a word once all are made."""

    def __init__(self, request: LineRequest, measured: MeasuredParagraph, line: Line) -> None:
        self.request, self.measured, self.line = request, measured, line
        #: The readings of a word so far, and from where to where the base of each stands.
        self.over: list[tuple[Reading, Box]] = []
        self.bases: list[tuple[Px, Px]] = []

    def reading(self, number: int, start: Px, end: Px) -> Box:
        """Make the reading of a ruby, by its number, whose base stands from ``start`` to ``end``.

        The readings of a word are placed with its last on the line.
        """
        reading, ruby = self.measured.ruby.readings[number], self.measured.collected.rubies[number]
        layout = self.measured.ruby.layouts.pop(number, None)
        request = self.request
        text = text_box(request.context, request.containing_block, ruby.text, layout=layout)
        if reading.end - reading.first > 1:
            _space_out(text, end - start - text.width)
        request.inline_sizes.sides(ruby.rt)
        rt = ruby.rt.copy_with_children([text])
        rt.width = text.width
        inline._adjust_line_height(rt)
        self.over.append((reading, rt))
        self.bases.append((start, end))
        word = word_of(self.measured.ruby.words, reading)
        if reading is word.readings[-1] or reading.end > self.line.end:
            self._place(word)
        return rt

    def _place(self, word: Word) -> None:
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
        lefts = places(bases, widths, bases[0][0] - left, bases[-1][1] + right)
        for (_, rt), x in zip(over, lefts, strict=True):
            rt.position_x = rt.children[0].position_x = x
        self.over, self.bases = [], []


def _space_out(box: Box, lacking: Px) -> None:
    """Spread a reading that lacks so much to the length of its base.

    3.3.6: half of what it lacks goes around its characters, the rest between them.
    """
    text, size = box.text, box.style["font_size"]
    if lacking > 0 and len(text) > 1:
        unit = round(lacking / len(text) * 1000 / size)
        offsets = accumulate(len(char.encode()) for char in text[:-2])
        spread(box, dict.fromkeys((0, *offsets), unit))
        box.width += unit * (len(text) - 1) * size / 1000
