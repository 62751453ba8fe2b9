"""The first step of a paragraph: the engine's tree of inline boxes → a flat list of items.

Nothing is shaped or measured yet. The tree is kept as plain nodes, each of which knows its
items, since the boxes of each line are made from it again (``place``).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import Any, NamedTuple

from sasshi.engine.internals import boxes
from sasshi.typeset.css_properties import css_classes, css_word

Box = Any
#: Ends of lines and paragraphs for Pango, in any text.
_SEPARATORS = frozenset("\u2028\u2029")
_WHITE_SPACE = ("normal", "nowrap", "pre-line")


class NotPlain(Exception):
    """A paragraph that is left to the engine: with floats, leaders, preserved spaces."""


class Role(Enum):
    """What a box of the tree is to its line."""

    INLINE = auto()
    TEXT = auto()
    #: A picture or an inline block, which stands in the line as one character.
    ATOM = auto()
    #: A reading, which stands over the line and takes no place in it.
    READING = auto()
    #: Out of the flow: positioned, a note.
    OUTSIDE = auto()


class InlineItem(NamedTuple):
    """A box at the tree's end that stands in the line: a text, a picture, an inline block.

    ``path`` leads to it: the indexes among their siblings of the boxes around it, and its own.
    ``rigid`` is the rigid stretch that it belongs to, as in ``japanese.Paragraph``, but named
    by its first item: 1 + that for bases of ruby, -1 - that for code and calls of notes.
    ``upright`` is what stands upright in a column (縦中横), in a cell of one em.
    """

    box: Box
    path: tuple[int, ...]
    rigid: int = 0
    upright: bool = False


class InlineNode(NamedTuple):
    """A box of the tree, and the items in it: from ``first`` up to ``end``.

    ``sided`` is its number among the boxes whose sides take place in the line, ``ruby`` its
    number among the rubies: -1 where it is none.
    """

    box: Box
    role: Role
    first: int
    end: int
    nodes: tuple[InlineNode, ...] = ()
    sided: int = -1
    ruby: int = -1


class CollectedRuby(NamedTuple):
    """A base, items ``first`` up to ``end``, with the box and the text of its reading.

    If ``joined``, it is read as one with the ruby before it.
    """

    rt: Box
    text: Box
    first: int
    end: int
    joined: bool = False


class CollectedParagraph(NamedTuple):
    """A paragraph as its items, in order, and the tree that they stand in.

    ``sided`` are the inline boxes whose sides may take place, those within others before them.
    ``calls`` are the first items of calls of notes. ``parents`` are the boxes that have
    children, each with those it had.
    """

    root: InlineNode
    items: Sequence[InlineItem]
    sided: Sequence[InlineNode]
    rubies: Sequence[CollectedRuby]
    calls: Sequence[int]
    parents: Sequence[tuple[Box, Sequence[Box]]]

    def is_current(self) -> bool:
        """Tell whether it is still true: the engine fills page numbers in between layouts."""
        return all(box.children is children for box, children in self.parents)


def collect(line: Box) -> CollectedParagraph:
    """Collect what stands in a paragraph, the engine's ``LineBox`` of all its text.

    Raises:
        NotPlain: it is to be left to the engine.

    """
    cut_short = line.text_overflow != "clip" or line.style["block_ellipsis"] != "none"
    if line.style["direction"] != "ltr" or cut_short:
        raise NotPlain
    return _Collector().paragraph(line)


class _Collector:
    """Walks a paragraph's tree; the number of items so far is the first of what comes next."""

    def __init__(self) -> None:
        self.items: list[InlineItem] = []
        self.sided: list[InlineNode] = []
        self.rubies: list[CollectedRuby] = []
        self.calls: list[int] = []
        self.parents: list[tuple[Box, Sequence[Box]]] = []

    def paragraph(self, line: Box) -> CollectedParagraph:
        nodes = self._nodes(line, (), 0)
        root = InlineNode(line, Role.INLINE, 0, len(self.items), nodes)
        return CollectedParagraph(
            root, self.items, self.sided, self.rubies, self.calls, self.parents
        )

    def _nodes(self, box: Box, path: tuple[int, ...], rigid: int) -> tuple[InlineNode, ...]:
        """Collect what stands in a box."""
        self.parents.append((box, box.children))
        return tuple(
            self._node(child, (*path, index), rigid) for index, child in enumerate(box.children)
        )

    def _node(self, box: Box, path: tuple[int, ...], rigid: int) -> InlineNode:
        first = len(self.items)
        if not box.is_in_normal_flow():
            if box.is_floated():
                raise NotPlain
            return InlineNode(box, Role.OUTSIDE, first, first)
        if isinstance(box, boxes.TextBox):
            return self._text(box, path, rigid)
        if isinstance(box, boxes.InlineBox):
            if box.is_leader:
                raise NotPlain
            tag = str(box.element_tag)
            return self._ruby(box, path) if tag == "ruby" else self._inline(box, path, rigid)
        if not isinstance(box, boxes.AtomicInlineLevelBox):
            raise NotPlain
        if str(box.element_tag).endswith("::footnote-call"):
            self.calls.append(first)
        self.items.append(InlineItem(box, path, rigid))
        return InlineNode(box, Role.ATOM, first, first + 1)

    def _text(self, box: Box, path: tuple[int, ...], rigid: int) -> InlineNode:
        style, first = box.style, len(self.items)
        if style["white_space"] not in _WHITE_SPACE or not style["font_size"]:
            raise NotPlain
        if not _SEPARATORS.isdisjoint(box.text):
            raise NotPlain
        if box.text:
            self.items.append(InlineItem(box, path, rigid))
        return InlineNode(box, Role.TEXT, first, len(self.items))

    def _inline(self, box: Box, path: tuple[int, ...], rigid: int) -> InlineNode:
        """Collect an inline box. Code and calls of notes are rigid, below zero."""
        first, rubies, tag = len(self.items), len(self.rubies), str(box.element_tag)
        if tag == "code":
            rigid = -first - 1
        elif tag.endswith("::footnote-call") or "footnote-again" in css_classes(box):
            rigid = -first - 1
            self.calls.append(first)
        if css_word(box.style, "cell", "none") == "upright":
            nodes = self._cell(box, path, rigid)
        else:
            nodes = self._nodes(box, path, rigid)
        if len(self.rubies) > rubies + 1 and "jukugo" in css_classes(box):
            self._join(rubies)
        end = len(self.items)
        node = InlineNode(box, Role.INLINE, first, end, nodes, sided=len(self.sided))
        self.sided.append(node)
        return node

    def _cell(self, box: Box, path: tuple[int, ...], rigid: int) -> tuple[InlineNode, ...]:
        """Collect what stands upright in a column (JLREQ 3.2.5): a single text."""
        text, first = _only_text(box), len(self.items)
        self.parents.append((box, box.children))
        self.items.append(InlineItem(text, (*path, 0), rigid, upright=True))
        return (InlineNode(text, Role.TEXT, first, first + 1),)

    def _ruby(self, box: Box, path: tuple[int, ...]) -> InlineNode:
        """Collect the base of a ruby, and its reading: one text each."""
        first = len(self.items)
        self.parents.append((box, box.children))
        nodes = tuple(
            self._part(child, (*path, index), first + 1) for index, child in enumerate(box.children)
        )
        base = self.items[first:]
        readings = [node.box for node in nodes if node.role is Role.READING]
        if len(readings) != 1 or not base or any("\n" in text_of(item.box) for item in base):
            raise NotPlain
        end, number = len(self.items), len(self.rubies)
        self.rubies.append(CollectedRuby(readings[0], _only_text(readings[0]), first, end))
        return InlineNode(box, Role.INLINE, first, end, nodes, ruby=number)

    def _part(self, box: Box, path: tuple[int, ...], rigid: int) -> InlineNode:
        """Collect a child of a ruby."""
        first = len(self.items)
        if str(box.element_tag) == "rt":
            return InlineNode(box, Role.READING, first, first)
        if isinstance(box, boxes.InlineBox):
            nodes = self._nodes(box, path, rigid)
            return InlineNode(box, Role.INLINE, first, len(self.items), nodes)
        if isinstance(box, boxes.TextBox):
            return self._text(box, path, rigid)
        raise NotPlain

    def _join(self, first: int) -> None:
        """Join rubies into compounds (熟語, JLREQ 3.3.7); kana without a reading part them.

        Nothing is added inside a compound.
        """
        begin = self.rubies[first].first
        for number in range(first, len(self.rubies)):
            ruby = self.rubies[number]
            if number > first and self.rubies[number - 1].end == ruby.first:
                self.rubies[number] = ruby._replace(joined=True)
            else:
                begin = ruby.first
            for item in range(ruby.first, ruby.end):
                self.items[item] = self.items[item]._replace(rigid=begin + 1)


def text_of(box: Box) -> str:
    """Give the text of a box; a picture or an inline block has none."""
    return str(box.text) if isinstance(box, boxes.TextBox) else ""


def _only_text(box: Box) -> Box:
    """Give the only child of a box, a text.

    Raises:
        NotPlain: it holds something else.

    """
    if len(box.children) != 1 or not text_of(box.children[0]):
        raise NotPlain
    return box.children[0]
