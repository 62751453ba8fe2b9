"""A paragraph of the engine's boxes → plain characters with their widths, and back to places.

The engine keeps the text of a paragraph in a tree of inline boxes. It is shaped here once, by
Pango, as a whole; what then breaks it into lines sees only the values of ``model.Paragraph``.
"""

from __future__ import annotations

import contextlib
import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

import pyphen

from sasshi.engine.internals import FROM_UNITS, boxes, create_layout, ffi, get_log_attrs
from sasshi.engine.planted import FONT_WIDTHS, WIDTHS
from sasshi.model import FEW_DIGITS, Break, Pad, Paragraph
from sasshi.typeset.ruby import Reading, Word, compounds, pads

Box = Any
#: The texts, the places in bytes and the widths in px of clusters of characters.
_Clusters = tuple[Sequence[str], Sequence[int], Sequence[float]]
#: How many 32-bit words a glyph of Pango's takes, and which of them is its width.
_GLYPH_WORDS, _WIDTH_WORD = ffi.sizeof("PangoGlyphInfo") // 4, 1
_WORD = re.compile(r"[^\W\d_]{5,}")
#: Addresses: nothing is added inside them, nor between them and Japanese.
_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
#: A text that is longer probably takes more than one line, and each will be shaped anyway.
LONG = 30
_FEW_DIGITS = re.compile(FEW_DIGITS)
#: Ends of lines and paragraphs for Pango, in any text.
_SEPARATORS = frozenset("\u2028\u2029")


class NotPlain(Exception):
    """A paragraph that is left to the engine: with floats, leaders, preserved spaces."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the breaking of lines takes from elsewhere: kinsoku, and phrases of Japanese."""

    may_end: Callable[..., list[bool]]
    phrases: Callable[[str], list[str]]


@dataclass(slots=True)
class InlineItem:
    """A box at the tree's end that stands in the line: a text, or a box of its own."""

    box: Box
    path: tuple[int, ...]
    first: int
    end: int
    data: bytes = b""
    layout: Any = None
    upright: bool = False


@dataclass(slots=True)
class Flow:
    """The characters of a paragraph and where each comes from.

    ``spans`` gives for the ``id`` of each box of the tree the characters it holds, from and
    up to. ``outside`` are the boxes out of the flow.
    """

    leaves: list[InlineItem] = field(default_factory=list)
    leaf: list[int] = field(default_factory=list)
    byte: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    #: The characters' own widths, and with the sides of the boxes that they begin or end.
    advances: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    rigid: list[int] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    #: For boxes with sides: the characters that they stand beside.
    edges: dict[int, tuple[int, int]] = field(default_factory=dict)
    readings: dict[int, Reading] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    calls: set[int] = field(default_factory=set)
    digits: dict[int, Pad] = field(default_factory=dict)
    #: The boxes that have children, each with those it had; up to where each of those goes.
    parents: list[tuple[Box, Sequence[Box]]] = field(default_factory=list)
    ends: dict[int, list[int]] = field(default_factory=dict)

    def place(self, skip_stack: Any) -> int:
        """Find the first character at or after a place as the engine names it."""
        wanted: tuple[int, ...] = ()
        while skip_stack is not None:
            ((index, skip_stack),) = skip_stack.items()
            wanted += (index,)
        after = bisect_left(self.leaves, wanted, key=lambda leaf: leaf.path)
        if after:
            leaf = self.leaves[after - 1]
            depth = len(leaf.path)
            if leaf.path == wanted[:depth]:
                return bisect_left(self.byte, wanted[depth], leaf.first, leaf.end)
        return self.leaves[after].first if after < len(self.leaves) else len(self.texts)

    def skip_stack(self, char: int) -> Any:
        """Name the place of a character as the engine does; ``None`` for the end."""
        if char >= len(self.texts):
            return None
        leaf = self.leaves[self.leaf[char]]
        stack: Any = {self.byte[char]: None} if self.byte[char] else None
        for depth in range(len(leaf.path) - 1, -1, -1):
            stack = {leaf.path[depth]: stack}
            if depth and stack == {0: None}:  # a box not yet begun is named as a whole
                stack = None
        return stack


def flow_of(
    context: Any, line: Box, sides: Callable[[Box], tuple[float, float]], atom: Callable[..., float]
) -> Flow:
    """Read a paragraph: ``sides`` gives the px a box has left and right, ``atom`` a width.

    Raises:
        NotPlain: it is to be left to the engine.

    """
    flow = Flow()
    reader = _ParagraphReader(context, flow, sides, atom)
    cut_short = line.text_overflow != "clip" or line.style["block_ellipsis"] != "none"
    if line.style["direction"] != "ltr" or cut_short:
        raise NotPlain
    reader.walk(line, (), 0)
    return flow


class _ParagraphReader:
    """Walks a paragraph's tree."""

    def __init__(self, context: Any, flow: Flow, sides: Any, atom: Any) -> None:
        self.context, self.flow, self.sides, self.atom = context, flow, sides, atom

    def walk(self, box: Box, path: tuple[int, ...], rigid: int) -> None:
        """Take in what stands in a box. Code and calls of notes are rigid, below zero."""
        self.flow.parents.append((box, box.children))
        for index, child in enumerate(box.children):
            first = len(self.flow.texts)
            if not child.is_in_normal_flow():
                if child.is_floated():
                    raise NotPlain
            elif isinstance(child, boxes.TextBox):
                self._text(child, (*path, index), rigid)
            elif isinstance(child, boxes.InlineBox):
                self._inline(child, (*path, index), rigid)
            elif isinstance(child, boxes.AtomicInlineLevelBox):
                if str(child.element_tag).endswith("::footnote-call"):
                    self.flow.calls.add(first)
                self._add(child, (*path, index), rigid, (["\ufffc"], [0], [self.atom(child)]))
            else:
                raise NotPlain
            self.flow.spans[id(child)] = first, len(self.flow.texts)
        self.flow.ends[id(box)] = [self.flow.spans[id(child)][1] for child in box.children]

    def _inline(self, box: Box, path: tuple[int, ...], rigid: int) -> None:
        """Take in an inline box: its own edges go to its first and last character."""
        if box.is_leader:
            raise NotPlain
        flow, first, tag = self.flow, len(self.flow.texts), str(box.element_tag)
        if tag == "ruby":
            self._ruby(box, path)
            return
        if tag == "code" or tag.endswith("::footnote-call") or "footnote-again" in classes(box):
            rigid = -first - 1
            flow.calls.update(() if tag == "code" else (first,))
        words = len(flow.words)
        if css_word(box.style, "cell", "none") == "upright":
            self._cell(box, path, rigid)
        else:
            self.walk(box, path, rigid)
        if len(flow.words) > words + 1 and "jukugo" in classes(box):
            self._join(words)
        left, right = self.sides(box)
        if not left and not right:
            return
        seen = [i for i in range(first, len(flow.texts)) if flow.texts[i] not in " \n"]
        if not seen or box.style["box_decoration_break"] == "clone":
            raise NotPlain
        flow.edges[id(box)] = seen[0], seen[-1]
        flow.widths[seen[0]] += left
        flow.widths[seen[-1]] += right

    def _cell(self, box: Box, path: tuple[int, ...], rigid: int) -> None:
        """Take in what stands upright in a column (縦中横, JLREQ 3.2.5): one em, of one piece."""
        texts = list(box.children)
        if len(texts) != 1 or not isinstance(texts[0], boxes.TextBox):
            raise NotPlain
        (child,), first = texts, len(self.flow.texts)
        # To its neighbours it is like an ideograph, or like the mark that it is.
        like = "！" if child.text[0] in "!?" else "\ufffc"
        data = child.text.encode()
        self._add(child, (*path, 0), rigid, ([like], [0], [child.style["font_size"]]), data)
        self.flow.leaves[-1].upright = True
        self.flow.parents.append((box, box.children))
        self.flow.spans[id(child)] = first, first + 1
        self.flow.ends[id(box)] = [first + 1]

    def _ruby(self, box: Box, path: tuple[int, ...]) -> None:
        """Take in the base of a ruby; its reading stands over it and takes no place."""
        flow, first = self.flow, len(self.flow.texts)
        flow.parents.append((box, box.children))
        reading: Box | None = None
        for index, child in enumerate(box.children):
            start = len(flow.texts)
            if str(child.element_tag) == "rt":
                if reading is not None:
                    raise NotPlain
                reading = child
            elif isinstance(child, boxes.InlineBox):
                self.walk(child, (*path, index), first + 1)
            elif isinstance(child, boxes.TextBox):
                self._text(child, (*path, index), first + 1)
            else:
                raise NotPlain
            flow.spans[id(child)] = start, len(flow.texts)
        flow.ends[id(box)] = [flow.spans[id(child)][1] for child in box.children]
        texts = [] if reading is None else list(reading.children)
        base = flow.texts[first:]
        if len(texts) != 1 or not isinstance(texts[0], boxes.TextBox) or not base or "\n" in base:
            raise NotPlain
        text = texts[0].text
        layout = create_layout(text, texts[0].style, self.context, None, 0)
        width = sum(width for _, _, width in _shaped(layout, text))
        end = len(flow.texts)
        flow.readings[id(box)] = found = Reading(reading, texts[0], first, end, width, layout)
        flow.words.append(Word([found]))

    def _join(self, first: int) -> None:
        """Join the words from one on that make up compounds: nothing is added inside them."""
        flow = self.flow
        flow.words[first:] = compounds(flow.words[first:])
        for word in flow.words[first:]:
            flow.rigid[word.first : word.end] = [word.first + 1] * (word.end - word.first)

    def _text(self, box: Box, path: tuple[int, ...], rigid: int) -> None:
        """Take in a text, shaped as a whole."""
        if box.style["white_space"] not in ("normal", "nowrap", "pre-line"):
            raise NotPlain
        if not box.style["font_size"] or not _SEPARATORS.isdisjoint(box.text):
            raise NotPlain
        if "\n" not in box.text:
            shaped, layout = self._measured(box.style, box.text)
            self._add(box, path, rigid, shaped, box.text.encode())
            if box.text:
                self.flow.leaves[-1].layout = layout
            return
        parts: list[tuple[str, int, float]] = []
        offset = 0
        for part in re.split(r"(\n)", box.text):
            if part == "\n":
                parts.append(("\n", offset, 0.0))
            elif part:
                (texts, places, widths), _ = self._measured(box.style, part)
                parts += zip(texts, [offset + place for place in places], widths, strict=True)
            offset += len(part.encode())
        self._add(box, path, rigid, _columns(parts), box.text.encode())

    def _measured(self, style: Any, text: str) -> tuple[_Clusters, Any]:
        """Measure a text; give its clusters, and its layout if it had to be shaped.

        Text set solid, of characters that have been seen before, is not shaped here: its lines
        will be, and what they are wider or narrower then is made up for. So Latin, whose
        characters do depend on each other, is measured only where it is short.
        """
        known = _known_widths(style)
        wide = len(text.encode()) == 3 * len(text)
        if known is not None and (wide or len(text) > LONG):
            if len(text) > LONG:
                self._learn(known, style, text)
            with contextlib.suppress(KeyError):
                return (text, _places(text), [known[char] for char in text]), None
        layout = create_layout(text, style, self.context, None, 0)
        shaped = _shaped(layout, text)
        if known is not None and wide and all(map(_is_alone, text)):
            known.update((char, width) for char, _, width in shaped)
        return _columns(shaped), layout

    def _learn(self, known: dict[str, float], style: Any, text: str) -> None:
        """Measure the characters of a text that have not been met before."""
        new = "".join(sorted(set(text).difference(known)))
        if new and all(map(_is_alone, new)):
            layout = create_layout(new, style, self.context, None, 0)
            known.update((char, width) for char, _, width in _shaped(layout, new))

    def _add(
        self,
        box: Box,
        path: tuple[int, ...],
        rigid: int,
        shaped: _Clusters,
        data: bytes = b"",
    ) -> None:
        """Add a leaf's characters."""
        texts, places, widths = shaped
        flow, first, count = self.flow, len(self.flow.texts), len(texts)
        if not count:
            return
        flow.leaf += [len(flow.leaves)] * count
        flow.leaves.append(InlineItem(box, path, first, first + count, data))
        flow.texts += texts
        flow.byte += places
        flow.advances += widths
        flow.widths += widths
        flow.sizes += [box.style["font_size"] or 1.0] * count  # that of a picture may be nothing
        flow.rigid += [rigid] * count


def _columns(clusters: Sequence[tuple[str, int, float]]) -> _Clusters:
    """Give the texts, the places and the widths of clusters."""
    return (
        [text for text, _, _ in clusters],
        [place for _, place, _ in clusters],
        [width for _, _, width in clusters],
    )


def _places(text: str) -> Sequence[int]:
    """Give the place in bytes of each character of a text."""
    return list(accumulate(map(len, map(str.encode, text[:-1])), initial=0))


def _known_widths(style: Any) -> dict[str, float] | None:
    """Give the widths of a style's characters met so far; ``None`` if they depend on each other."""
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


def _shaped(layout: Any, text: str) -> list[tuple[str, int, float]]:
    """Read a text shaped on one line; give its clusters: text, place in bytes, width in px.

    Raises:
        NotPlain: a part of it runs from right to left.

    """
    line, _ = layout.get_first_line()
    places: list[int] = []
    widths: list[int] = []
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        count = glyphs.num_glyphs
        if item.analysis.level % 2:
            raise NotPlain
        words = array("i", bytes(ffi.buffer(glyphs.glyphs, count * _GLYPH_WORDS * 4)))
        places += [item.offset + place for place in ffi.unpack(glyphs.log_clusters, count)]
        widths += words[_WIDTH_WORD::_GLYPH_WORDS]
    return _clusters(text, places, widths)


def _clusters(
    text: str, places: Sequence[int], widths: Sequence[int]
) -> list[tuple[str, int, float]]:
    """Join the glyphs of each cluster, and name its characters."""
    data = text.encode()
    joined: dict[int, int] = {}
    for place, width in zip(places, widths, strict=True):
        joined[place] = joined.get(place, 0) + width
    starts = sorted(joined)
    if len(starts) == len(text):
        return [
            (char, place, joined[place] * FROM_UNITS)
            for char, place in zip(text, starts, strict=True)
        ]
    ends = [*starts[1:], len(data)]
    return [
        (data[start:end].decode(), start, joined[start] * FROM_UNITS)
        for start, end in zip(starts, ends, strict=True)
    ]


def paragraph(flow: Flow, line: Box, rules: Rules, hyphen: Callable[[], float]) -> Paragraph:
    """Turn what was read into plain values."""
    text = "".join(flow.texts)
    starts: Sequence[int] = range(len(text) + 1)
    if len(text) > len(flow.texts):
        starts = list(accumulate(map(len, flow.texts), initial=0))
    _keep_addresses(flow, text, starts)
    if css_word(line.style, "digits", "own") == "wide" and (line.style["lang"] or "")[:2] == "ja":
        _widen_digits(flow, text, starts)
    chars = list(text) if len(text) == len(flow.texts) else [each[0] for each in flow.texts]
    return Paragraph(
        chars=chars,
        widths=flow.widths,
        sizes=flow.sizes,
        rigid=flow.rigid,
        find_breaks=lambda: _breaks(flow, line, chars, text, starts, rules),
        pads=flow.digits | pads(flow),
        find_hyphen=hyphen,
    )


def _keep_addresses(flow: Flow, text: str, starts: Sequence[int]) -> None:
    """Make web and mail addresses rigid."""
    if "@" not in text and "://" not in text and "www." not in text:
        return
    for found in _ADDRESS.finditer(text):
        first, end = bisect_left(starts, found.start()), bisect_left(starts, found.end())
        flow.rigid[first:end] = [-first - 1] * (end - first)


def _widen_digits(flow: Flow, text: str, starts: Sequence[int]) -> None:
    """Set a single digit in an em, and two in about one, without gaps (JLREQ 3.2.4)."""
    for found in _FEW_DIGITS.finditer(text):
        first, end = bisect_left(starts, found.start()), bisect_left(starts, found.end())
        if any(flow.rigid[first:end]):
            continue
        flow.rigid[first:end] = [-first - 1] * (end - first)
        room = max(0.0, flow.sizes[first] - sum(flow.widths[first:end])) / 2
        flow.digits[first], flow.digits[end - 1] = Pad(room, 0.0, room), Pad(0.0, room, 0.0, room)
        if end - first == 1:
            flow.digits[first] = Pad(room, room, room, room)


def _breaks(
    flow: Flow, line: Box, chars: list[str], text: str, starts: Sequence[int], rules: Rules
) -> list[Break]:
    """Say what a line may do after each character."""
    style = line.style
    attributes = get_log_attrs(text, style["lang"])
    bits = array("I", bytes(ffi.buffer(attributes)))
    plain = [bits[end] & 1 == 1 for end in starts[1:]]
    strict = css_word(style, "kinsoku", "strict") != "loose"
    allowed, never = Break.ALLOWED, Break.NEVER
    ways = [allowed if may else never for may in rules.may_end(chars, plain, strict=strict)]
    _hyphenate(flow, text, starts, ways)
    if css_word(style, "wrap", "normal") == "phrases" and style["lang"][:2] == "ja":
        _keep_phrases(chars, rules.phrases(text), starts, ways)
    for leaf in flow.leaves:
        own = leaf.box.style
        if own["overflow_wrap"] != "normal" or own["word_break"] == "break-all":
            _cut_anywhere(range(leaf.first, min(leaf.end, len(ways) - 1)), ways)
    _keep_whole(flow, ways)
    _end_where_asked(flow.texts, ways)
    return ways


def _cut_anywhere(chars: range, ways: list[Break]) -> None:
    """Let lines end anywhere within a text if nothing else is possible."""
    for i in chars:
        if ways[i] is Break.NEVER:
            ways[i] = Break.EMERGENCY


def _keep_whole(flow: Flow, ways: list[Break]) -> None:
    """Keep what stays on one line: ruby, what is not to be wrapped, calls with what they follow."""
    kept = [leaf.box.style["white_space"] == "nowrap" for leaf in flow.leaves]
    if any(kept):
        for i, (one, other) in enumerate(pairwise(flow.leaf)):
            if kept[one] and kept[other]:
                ways[i] = Break.NEVER
    for reading in flow.readings.values():
        for i in range(reading.first, reading.end - 1):
            ways[i] = Break.NEVER
    for call in flow.calls:
        if call:
            ways[call - 1] = Break.NEVER


def _end_where_asked(texts: Sequence[str], ways: list[Break]) -> None:
    """End lines where that is asked for."""
    for i, text in enumerate(texts) if "\n" in texts else ():
        if text == "\n":
            ways[i] = Break.FORCED
            if i and texts[i - 1] != "\n":
                ways[i - 1] = Break.NEVER


def _keep_phrases(
    chars: Sequence[str], phrases: Sequence[str], starts: Sequence[int], ways: list[Break]
) -> None:
    """Let lines end at phrases only; elsewhere when nothing else is possible."""
    ends = set(accumulate(len(phrase) for phrase in phrases))
    for i, way in enumerate(ways):
        if way is Break.ALLOWED and starts[i + 1] not in ends and chars[i] != " ":
            ways[i] = Break.EMERGENCY


def _hyphenate(flow: Flow, text: str, starts: Sequence[int], ways: list[Break]) -> None:
    """Mark where words may be hyphenated."""
    for i, each in enumerate(flow.texts) if "\u00ad" in text else ():
        if each == "\u00ad":
            ways[i] = Break.HYPHEN
    if not any(_hyphenates(leaf.box.style) for leaf in flow.leaves):
        return
    for found in _WORD.finditer(text):
        first = bisect_left(starts, found.start())
        style = flow.leaves[flow.leaf[min(first, len(flow.leaf) - 1)]].box.style
        if flow.rigid[first] < 0 or not _hyphenates(style):
            continue
        total, left, right = style["hyphenate_limit_chars"]
        if len(found[0]) < total:
            continue
        for position in _positions(style["lang"], left, right, found[0]):
            after = bisect_left(starts, found.start() + position)
            if starts[after] == found.start() + position:
                ways[after - 1] = Break.HYPHEN


def _hyphenates(style: Any) -> bool:
    """Tell whether words are hyphenated: Japanese has no dictionary, and its runs are no words."""
    if style["hyphens"] != "auto" or not style["lang"]:
        return False
    _, left, right = style["hyphenate_limit_chars"]
    return _dictionary(style["lang"], left, right) is not None


@cache
def _positions(lang: str, left: int, right: int, word: str) -> tuple[int, ...]:
    """Give where a word may be hyphenated, in characters."""
    return tuple(map(int, _dictionary(lang, left, right).positions(word)))


@cache
def _dictionary(lang: str, left: int, right: int) -> Any:
    """Load the hyphenation of a language, if there is one."""
    known = pyphen.language_fallback(lang)
    return pyphen.Pyphen(lang=known, left=left, right=right) if known else None


def classes(box: Box) -> list[str]:
    """Give the classes of a box's element; a box without one has none."""
    return box.element.get("class", "").split() if box.element is not None else []


#: Custom properties by which a style sheet tells how things are set, and the words that each
#: takes; ``standing`` and ``beside`` are for pages of vertical writing.
CSS_PROPERTIES = {
    "wrap": ("normal", "phrases", "balance"),
    "kinsoku": ("strict", "loose"),
    "line-start": ("flush", "full", "half"),
    "line-end": ("half", "full", "hang"),
    "mark": ("none", "emphasis"),
    "emphasis": ("dot", "sesame", "bold"),
    "digits": ("own", "wide"),
    "cell": ("none", "upright"),
    "beside": (),
    "standing": (),
}


def css_word(style: Any, name: str, default: str) -> str:
    """Read a custom property that is one word: ``--line-end: hang``."""
    for token in style[f"__{name.replace('-', '_')}"] or ():
        if token.type == "ident":
            return str(token.lower_value)
    return default
