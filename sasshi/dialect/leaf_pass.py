"""Phase 4, for one leaf: where its inline elements stand, then its typography.

Every inline element gets to know its line, by counting the line ends of the source through the
text of the leaf. Then problems are reported, attributes set, line ends joined, quotes curled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sasshi.dialect import typography
from sasshi.dialect.attributes import set_attributes, take_start
from sasshi.dialect.draft import Draft
from sasshi.dialect.inline_parser import MAX_INLINE_DEPTH
from sasshi.dialect.shielding import split_shielded, unshield

#: How the text of an element is read, as an attribute of it until then: as it was typed, without
#: typography, or beside the running text (the reading of a word).
TEXT_KIND, AS_TYPED, BESIDE = "data-text", "typed", "beside"


class OpeningRule(NamedTuple):
    """What is done with each element of a tag, where it begins and its line is known."""

    tag: str
    open: Callable[[LeafPass, Element], None]


class LeafRules(NamedTuple):
    """What a pass goes by: the rules by their tags, the tags that take attributes."""

    opening: Mapping[str, Callable[[LeafPass, Element], None]]
    attributed: frozenset[str]


@dataclass(slots=True)
class _Slot:
    """A stretch of text in the tree: the text or the tail of an element."""

    element: Element
    attribute: str
    text: str
    start: int


@dataclass(slots=True)
class LeafPass:
    """The pass over one leaf; ``lines`` are those of the source that it stands on."""

    draft: Draft
    rules: LeafRules
    lines: Sequence[int]
    _passed: int = 0
    _stream: list[str] = field(default_factory=list)
    _length: int = 0
    _meant: set[int] = field(default_factory=set)
    _slots: list[_Slot] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line of the source that the pass has come to."""
        return self.lines[min(self._passed, len(self.lines) - 1)]

    def run(self, leaf: Element) -> None:
        """Walk over the text of ``leaf`` in order, then set its typography."""
        too_deep = False
        for element, attribute, depth in _walk(leaf):
            too_deep = too_deep or depth > MAX_INLINE_DEPTH
            if attribute == "tail":
                self._close(element)
            elif element is not leaf:
                self._open(element)
            self._text(element, attribute)
        if too_deep:
            self.draft.error("nesting-too-deep", self.lines[0], limit=MAX_INLINE_DEPTH)
        self._typeset()

    def stand_in(self, character: str) -> None:
        """Put a character into the running text for an element that holds no text."""
        self._stream.append(character)
        self._length += len(character)

    def report(self, element: Element) -> None:
        """Report the mistake that a ``problem`` element stands for."""
        params = dict(element.attrib)
        params.pop("data-skip", None)
        self.draft.error(params.pop("code"), self.line, **params)
        self.set_plain(element)

    def set_plain(self, element: Element) -> None:
        """Make a ``problem`` element one that just shows its text."""
        skip = element.get("data-skip", "0")
        element.attrib.clear()
        element.set("data-skip", skip)
        element.tag = "span"

    def _open(self, element: Element) -> None:
        if element.tag == "problem":
            self.report(element)
        elif rule := self.rules.opening.get(element.tag):
            rule(self, element)

    def _close(self, element: Element) -> None:
        """Count what the element swallowed; set the attributes listed right behind it."""
        self._passed += int(element.attrib.pop("data-skip", "0"))
        tail = element.tail or ""
        if tail.startswith("{") and element.tag in self.rules.attributed:
            rest, listed = take_start(tail)
            if listed:
                set_attributes(self.draft, element, listed, self.line)
                element.tail = rest

    def _text(self, element: Element, attribute: str) -> None:
        kind = element.attrib.pop(TEXT_KIND, "") if attribute == "text" else ""
        text = getattr(element, attribute) or ""
        if not text:
            return
        self._passed += text.count("\n")
        if kind == BESIDE:
            element.text = str(unshield(text))
            return
        slot = _Slot(element, attribute, "", self._length)
        for piece, shielded in split_shielded(text):
            if kind == AS_TYPED or shielded:
                self._meant.update(range(self._length, self._length + len(piece)))
            shown = piece.replace("\n", " ") if kind == AS_TYPED else piece
            self.stand_in(shown)
            slot.text += shown
        self._slots.append(slot)

    def _typeset(self) -> None:
        """Join lines and curl quotes over the whole text, and write it back."""
        text = "".join(self._stream)
        changes = typography.quotes(text, self.draft.lang, self._meant)
        if "\n" in text:
            changes |= typography.soft_breaks(text, self.draft.lang)
        for slot in self._slots:
            setattr(slot.element, slot.attribute, typography.apply(slot.text, changes, slot.start))


def _walk(leaf: Element) -> Iterator[tuple[Element, str, int]]:
    """Give ``(element, "text" or "tail", depth)`` in the order of the text, without recursion."""
    yield leaf, "text", 0
    path = [(leaf, iter(list(leaf)))]
    while path:
        child = next(path[-1][1], None)
        if child is None:
            element, _ = path.pop()
            if path:
                yield element, "tail", len(path)
        else:
            yield child, "text", len(path)
            path.append((child, iter(list(child))))
