"""The second step of a paragraph: its items → characters with their widths.

What then breaks it into lines sees only the values of ``japanese.paragraph``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

from sasshi.engine.internals import boxes, create_layout
from sasshi.japanese.digits import widen_digits
from sasshi.japanese.paragraph import Pad, Paragraph, Px
from sasshi.japanese.ruby import Reading, Word, make_room
from sasshi.typeset.collect import CollectedParagraph, InlineItem, InlineNode, NotPlain
from sasshi.typeset.css_properties import css_word
from sasshi.typeset.inline_sizes import InlineSizes
from sasshi.typeset.shaping import Clusters, PangoLayout, measure_text, text_width

#: Stands for a picture, an inline block or a cell: to its neighbours it is like an ideograph.
#: A cell of marks is like the mark that it is.
_ATOM, _MARK = "\ufffc", "！"
#: Addresses: nothing is added inside them, nor between them and Japanese.
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass
class Characters:
    """The characters of a paragraph (clusters), in sequences of one length.

    For each: its text, the item it is of, and where it begins in that item's text, in bytes of
    UTF-8; its own width (``advances``), and with the sides of the boxes that it begins or ends
    (``widths``); its em; its rigid stretch, as in ``japanese.paragraph``.

    ``starts`` gives the first character of each item, and the number of all. ``layouts`` are
    those of items that had to be shaped: each can serve only once, for a line that holds the
    whole item, since it is spread when it is drawn.
    """

    texts: list[str] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    advances: list[Px] = field(default_factory=list)
    widths: list[Px] = field(default_factory=list)
    sizes: list[Px] = field(default_factory=list)
    rigid: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    layouts: dict[int, PangoLayout] = field(default_factory=dict)

    def add(self, item: InlineItem, clusters: Clusters) -> None:
        """Add those of the next item."""
        texts, offsets, widths = clusters
        count, starts = len(texts), self.starts
        self.texts += texts
        self.items += [len(starts) - 1] * count
        self.offsets += offsets
        self.advances += widths
        self.widths += widths
        # That of a picture may be nothing.
        self.sizes += [item.box.style["font_size"] or 1.0] * count
        stretch = item.rigid  # named by its first item, then by its first character
        if stretch:
            stretch = starts[stretch - 1] + 1 if stretch > 0 else -starts[-stretch - 1] - 1
        self.rigid += [stretch] * count
        starts.append(starts[-1] + count)

    def span(self, node: InlineNode) -> tuple[int, int]:
        """Give the characters in a box of the tree: from the first up to the second."""
        return self.starts[node.first], self.starts[node.end]

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.texts)

    @cached_property
    def positions(self) -> Sequence[int]:
        """Where each character begins in the text, and the text's length."""
        if len(self.text) == len(self.texts):
            return range(len(self.text) + 1)
        return list(accumulate(map(len, self.texts), initial=0))


class MeasuredRuby(NamedTuple):
    """The readings of the collected rubies, in their order, and the words that they make up.

    ``layouts`` are those of the readings; as with items, each can serve only once.
    """

    readings: Sequence[Reading]
    words: Sequence[Word]
    layouts: dict[int, PangoLayout]


class MeasuredParagraph(NamedTuple):
    """A paragraph whose characters have widths.

    ``edges`` gives for each of the boxes with sides the characters that these stand beside, if
    they take any place. ``paragraph`` are the plain values, but for where lines may end.
    """

    collected: CollectedParagraph
    characters: Characters
    edges: Sequence[tuple[int, int] | None]
    ruby: MeasuredRuby
    paragraph: Paragraph


def measure(
    collected: CollectedParagraph, context: Any, sizes: InlineSizes
) -> MeasuredParagraph | None:
    """Measure a paragraph; ``None`` if there is no character in it.

    Args:
        collected: what stands in it.
        context: the engine's, of the layout.
        sizes: says what boxes other than text take.

    Raises:
        NotPlain: it is to be left to the engine.

    """
    characters = Characters()
    for number, item in enumerate(collected.items):
        clusters, layout = _measure_item(item, context, sizes)
        characters.add(item, clusters)
        if layout is not None:
            characters.layouts[number] = layout
    if not characters.texts:
        return None
    edges = [_add_sides(node, characters, sizes) for node in collected.sided]
    paragraph = _plain_values(characters, collected)
    ruby = _measure_ruby(collected, characters.starts, context)
    if ruby.words:
        words, pads = make_room(ruby.words, paragraph)
        ruby = ruby._replace(words=words)
        paragraph = replace(paragraph, pads={**paragraph.pads, **pads})
    return MeasuredParagraph(collected, characters, edges, ruby, paragraph)


def _measure_item(
    item: InlineItem, context: Any, sizes: InlineSizes
) -> tuple[Clusters, PangoLayout | None]:
    box = item.box
    if item.upright:  # it takes one em, whatever its own width
        like = _MARK if box.text[0] in "!?" else _ATOM
        return ([like], [0], [box.style["font_size"]]), None
    if isinstance(box, boxes.TextBox):
        return measure_text(context, box.style, box.text)
    return ([_ATOM], [0], [sizes.atom_width(box)]), None


def _add_sides(
    node: InlineNode, characters: Characters, sizes: InlineSizes
) -> tuple[int, int] | None:
    """Count a box's sides to the first and the last character to be seen in it; say which."""
    left, right = sizes.sides(node.box)
    if not left and not right:
        return None
    seen = [i for i in range(*characters.span(node)) if characters.texts[i] not in " \n"]
    if not seen or node.box.style["box_decoration_break"] == "clone":
        raise NotPlain
    characters.widths[seen[0]] += left
    characters.widths[seen[-1]] += right
    return seen[0], seen[-1]


def _plain_values(characters: Characters, collected: CollectedParagraph) -> Paragraph:
    """Make the plain values of a paragraph's characters, without those of ruby."""
    style, starts = collected.root.box.style, characters.starts
    text, positions = characters.text, characters.positions
    widths, sizes, rigid = characters.widths, characters.sizes, characters.rigid
    _keep_addresses(text, positions, rigid)
    pads: dict[int, Pad] = {}
    if css_word(style, "digits", "own") == "wide" and (style["lang"] or "")[:2] == "ja":
        pads = widen_digits(text, positions, widths, sizes, rigid)
    whole = len(text) == len(characters.texts)
    chars = list(text) if whole else [each[0] for each in characters.texts]
    calls = [(starts[call], starts[call + 1]) for call in collected.calls]
    return Paragraph(chars, widths, sizes, rigid, pads=pads, calls=calls)


def _keep_addresses(text: str, positions: Sequence[int], rigid: list[int]) -> None:
    """Make web and mail addresses rigid."""
    if "@" not in text and "://" not in text and "www." not in text:
        return
    for address in _ADDRESS.finditer(text):
        first = bisect_left(positions, address.start())
        end = bisect_left(positions, address.end())
        rigid[first:end] = [-first - 1] * (end - first)


def _measure_ruby(
    collected: CollectedParagraph, starts: Sequence[int], context: Any
) -> MeasuredRuby:
    """Measure the readings, and join those of compounds into words."""
    readings: list[Reading] = []
    words: list[Word] = []
    layouts: dict[int, PangoLayout] = {}
    for number, ruby in enumerate(collected.rubies):
        text, style = ruby.text.text, ruby.text.style
        layouts[number] = layout = create_layout(text, style, context, None, 0)
        reading = Reading(starts[ruby.first], starts[ruby.end], text_width(layout, text))
        readings.append(reading)
        before = words.pop().readings if ruby.joined else ()
        words.append(Word((*before, reading)))
    return MeasuredRuby(readings, words, layouts)
