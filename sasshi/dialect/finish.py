"""Phase 4: the tree as parsed → the tree as promised.

Here every inline element gets to know its line, by counting the line ends of the source
through the text of its block; then problems are reported, attribute lists set, line ends
joined, quotes curled, footnotes put in their places, pictures made figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from sasshi.dialect import typography
from sasshi.dialect.arrange import Target, make_figures, place_footnotes, unwrap
from sasshi.dialect.attributes import set_attributes, take_start
from sasshi.dialect.draft import Draft
from sasshi.dialect.emphasis import MAX_DEPTH, dissolve_wrappers
from sasshi.dialect.inline import inline_runner, plain
from sasshi.dialect.ruby import without_readings
from sasshi.dialect.shielding import split_shielded, unshield
from sasshi.dialect.tables import set_widths

_WITH_ATTRIBUTES = ("a", "img", "em", "strong", "del", "code", "ruby")
_RAW = ("code",)


@dataclass(slots=True)
class Finish:
    """What the pass over the finished tree gathers."""

    links: list[Target] = field(default_factory=list)
    images: list[Target] = field(default_factory=list)
    footnotes: list[Target] = field(default_factory=list)


@dataclass(slots=True)
class _Slot:
    """A stretch of text in the tree: the text or the tail of an element."""

    element: Element
    attribute: str
    text: str
    start: int


def finish(draft: Draft, tree: Element) -> Finish:
    """Parse the inline text of ``tree`` and bring it into its final form, in place."""
    found = Finish()
    notes = [note for note, _ in draft.notes.values()]
    everything = Element("root")
    everything.extend([tree, *notes])
    runner = inline_runner(draft.references)
    runner.run(everything)
    dissolve_wrappers(everything)
    in_notes = {id(element) for note in notes for element in note.iter()}
    for leaf, lines in list(draft.leaves.items()):
        footnotes: list[Target] = []
        _Leaf(draft, found, footnotes, lines).run(leaf)
        if id(leaf) not in in_notes:
            found.footnotes += footnotes
        for nested in footnotes if id(leaf) in in_notes else ():
            nested.element.tag = "span"
            draft.error("footnote-nested", nested.line, name=nested.target)
    captions = make_figures(draft, found.images)
    runner.run(captions)
    dissolve_wrappers(captions)
    for caption in list(captions):
        _Leaf(draft, found, found.footnotes, (int(caption.get("data-line", "1")),)).run(caption)
    place_footnotes(draft, found.footnotes)
    unwrap(draft.tight)
    for table in tree.iter("table"):
        set_widths(table)
    for code in tree.iterfind(".//pre/code"):
        code.text = str(code.text)  # it was marked not to be parsed
    return found


@dataclass(slots=True)
class _Leaf:
    """The pass over one block of inline text."""

    draft: Draft
    found: Finish
    footnotes: list[Target]
    lines: Sequence[int]
    passed: int = 0
    stream: list[str] = field(default_factory=list)
    length: int = 0
    meant: set[int] = field(default_factory=set)
    slots: list[_Slot] = field(default_factory=list)

    @property
    def line(self) -> int:
        """The line of the source that the pass has come to."""
        return self.lines[min(self.passed, len(self.lines) - 1)]

    def run(self, leaf: Element) -> None:
        """Walk over the text of ``leaf`` in order, then set its typography."""
        too_deep = False
        for element, attribute, depth in _walk(leaf):
            too_deep = too_deep or depth > MAX_DEPTH
            if attribute == "tail":
                self._close(element)
            elif element is not leaf:
                self._open(element)
            self._text(element, attribute)
        if too_deep:
            self.draft.error("nesting-too-deep", self.lines[0], limit=MAX_DEPTH)
        self._typeset()

    def _open(self, element: Element) -> None:
        """Take note of an element that begins on the current line."""
        tag, line = element.tag, self.line
        if tag == "a":
            href = element.get("href", "")
            target = href if element.get("data-raw") else plain(href).strip()
            element.attrib.pop("title", None)  # nothing that paper could show
            element.set("href", target)
            self.found.links.append(Target(element, target, line))
        elif tag == "img":
            self._image(element, line)
        elif tag == "footnote-reference":
            self.footnotes.append(Target(element, element.attrib.pop("name"), line))
            element.set("data-line", str(line))
        elif tag == "problem":
            self._problem(element, line)
        elif tag == "br":
            self._append(typography.BREAK)

    def _problem(self, element: Element, line: int) -> None:
        """Report what a pattern found wrong; a closing tag goes with its opening one."""
        code = element.attrib.pop("code")
        skip = element.attrib.pop("data-skip", "0")
        tag = element.get("tag", "")
        opened = re.compile(rf"<{re.escape(tag[2:-1].strip())}\b", re.IGNORECASE)
        if not tag.startswith("</") or not any(map(opened.match, self.draft.tags)):
            self.draft.error(code, line, **element.attrib)
        self.draft.tags.add(tag)
        element.attrib.clear()
        element.set("data-skip", skip)
        element.tag = "span"

    def _image(self, element: Element, line: int) -> None:
        source = plain(element.get("src", "")).strip()
        element.set("src", source)
        self.found.images.append(Target(element, source, line))
        alt = plain(without_readings(element.get("alt", "")))
        element.set("alt", typography.apply(alt, typography.soft_breaks(alt, self.draft.lang)))
        element.set("data-line", str(line))
        self._append(typography.OBJECT)

    def _close(self, element: Element) -> None:
        """Count what the element swallowed; set the attributes listed right behind it."""
        self.passed += int(element.attrib.pop("data-skip", "0"))
        tail = element.tail or ""
        if tail.startswith("{") and element.tag in _WITH_ATTRIBUTES:
            rest, listed = take_start(tail)
            if listed:
                set_attributes(self.draft, element, listed, self.line)
                element.tail = rest

    def _text(self, element: Element, attribute: str) -> None:
        """Add one stretch of text to the running text of the block."""
        text = getattr(element, attribute) or ""
        if not text:
            return
        self.passed += text.count("\n")
        raw = attribute == "text" and (element.tag in _RAW or element.get("data-raw"))
        if attribute == "text" and element.tag == "rt":
            element.text = str(unshield(text))
            return
        slot = _Slot(element, attribute, "", self.length)
        for piece, shielded in split_shielded(text):
            if raw or shielded:
                self.meant.update(range(self.length, self.length + len(piece)))
            piece = piece.replace("\n", " ") if raw else piece
            self._append(piece)
            slot.text += piece
        self.slots.append(slot)

    def _append(self, text: str) -> None:
        self.stream.append(text)
        self.length += len(text)

    def _typeset(self) -> None:
        """Join lines and curl quotes over the whole text, and write it back."""
        text = "".join(self.stream)
        changes = typography.quotes(text, self.draft.lang, self.meant)
        if "\n" in text:
            changes |= typography.soft_breaks(text, self.draft.lang)
        for slot in self.slots:
            setattr(slot.element, slot.attribute, typography.apply(slot.text, changes, slot.start))
            slot.element.attrib.pop("data-raw", None)


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
