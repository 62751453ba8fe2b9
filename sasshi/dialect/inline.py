"""Phase 3: inline text → inline elements, with Python-Markdown's inline machinery.

Patterns know nothing of lines: what they find wrong they leave in the tree as a ``problem``
element, and what they swallow of line ends as ``data-skip``. ``finish`` counts and reports.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown import inlinepatterns as standard
from markdown.treeprocessors import InlineProcessor as InlineRunner
from markdown.util import STX, AtomicString, Registry

from sasshi.dialect.emphasis import DELIMITER, emphasise
from sasshi.dialect.ruby import RUBY, ruby
from sasshi.dialect.shielding import Found, problem, shield, unshield

ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

#: Deeper brackets, and longer link targets, are no links but a way to keep us busy.
MAX_BRACKETS = 32
MAX_TARGET = 1_000

_FOOTNOTE = rf"\[\^([^\]\s{STX}]+)\]"
#: An angle bracket that is neither escaped nor the beginning of a link's target.
_ANGLE = r"(?<!\\)(?<!\]\()<"
_AUTOLINK = rf"{_ANGLE}([A-Za-z][A-Za-z0-9+.-]+:[^\s<>{STX}]+)>"
_MAIL = rf"{_ANGLE}([^<>\s!:{STX}]+@[^@<>\s{STX}]+)>"
_BREAK = r"(?:(?<! ) {2,}|\\)\n"
_TAG = (
    rf"""{_ANGLE}(?:/?[A-Za-z][A-Za-z0-9:-]*+(?:[\s/](?:[^<>"'{STX}]|"[^"{STX}]*"|'[^'{STX}]*')*+)?"""
    rf"""|![A-Za-z\[][^<>{STX}]*|\?[^<>{STX}]*)>"""
)
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_CODE_SPANS = standard.BacktickInlineProcessor(standard.BACKTICK_RE)


def inline_runner(references: Mapping[str, tuple[str, str]]) -> InlineRunner:
    """Give a runner whose ``run(tree)`` parses the inline text of all elements below a tree."""
    md = markdown.Markdown()
    md.references.update(references)
    patterns: list[standard.Pattern] = [
        Pattern(standard.BACKTICK_RE, code),
        Pattern(_AUTOLINK, autolink),
        Pattern(_MAIL, mail),
        Pattern(_TAG, html),
        Pattern(standard.ESCAPE_RE, escape),
        Pattern(_FOOTNOTE, footnote_reference),
        Reference(standard.REFERENCE_RE, md),
        Link(standard.LINK_RE, md),
        Image(standard.IMAGE_LINK_RE, md),
        ShortReference(standard.REFERENCE_RE, md),
        Pattern(RUBY, ruby),
        Pattern(_BREAK, line_break),
        Pattern(_ENTITY, entity),
        Pattern(DELIMITER, emphasis),
    ]
    if not references:
        patterns = [each for each in patterns if not isinstance(each, Reference | ShortReference)]
    registry: Registry[Any] = Registry()
    for priority, pattern in enumerate(reversed(patterns)):
        registry.register(pattern, str(priority), priority)
    runner = InlineRunner(md)
    md.treeprocessors.register(runner, "inline", 20)
    md.inlinePatterns = runner.inlinePatterns = registry
    return runner


def plain(text: str) -> str:
    """Give the text of an attribute, its entities and escapes resolved."""
    return unshield(re.sub(_ENTITY, lambda match: unescape(match[0]), text))


def counted(found: Found, data: str) -> Found:
    """Let an element tell how many line ends it swallowed."""
    element, start, end = found
    if isinstance(element, Element):
        skipped = data.count("\n", start, end) - (element.text or "").count("\n")
        if skipped:
            element.set("data-skip", str(skipped))
    return found


class Pattern(standard.InlineProcessor):
    """A regular expression, and the function that makes an element of its matches."""

    def __init__(self, pattern: str, make: Callable[[re.Match[str], str], Found]) -> None:
        super().__init__(pattern)
        self.make = make

    def handleMatch(self, m: re.Match[str], data: str) -> Found:
        """Make the element."""
        return counted(self.make(m, data), data)


class Bounded(standard.LinkInlineProcessor):
    """A link whose closing bracket, and whose target, are sought only so far."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:
        """Make the link."""
        return counted(super().handleMatch(m, data), data)

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        """Give the text between the brackets, the place behind it, and whether it ends."""
        depth = 1
        for at in range(index, len(data)):
            depth += (data[at] == "[") - (data[at] == "]")
            if depth == 0:
                return data[index:at], at + 1, True
            if depth > MAX_BRACKETS:
                break
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        """Give target and title between the parentheses."""
        if data[index : index + 1] != "(":
            return "", None, index, False
        href, title, end, handled = super().getLink(data[: index + MAX_TARGET], index)
        whole = data[end - 1 : end] == ")" and STX not in unshield(f"{href}{title}")
        return href, title, end, handled and whole


class Link(Bounded):
    """``[text](target "title")``."""


class Image(Bounded, standard.ImageInlineProcessor):
    """``![alt](source "caption")``."""


class Reference(Bounded, standard.ReferenceInlineProcessor):
    """``[text][name]``, without a space between the two."""

    RE_LINK = re.compile(r"\[([^\]]*)\]")


class ShortReference(Bounded, standard.ShortReferenceInlineProcessor):
    """``[name]``."""


def code(m: re.Match[str], data: str) -> Found:
    """Make a code span, its text exactly as it stands; pass over backticks that open none."""
    if m[1]:
        return shield("\\" * (len(m[1]) // 2)), m.start(), m.end()
    begin = m.start()
    span: Any = _CODE_SPANS.find_code_spans(begin, data)
    start, end = span
    if end is None:
        return None, begin, start
    element = Element("code")
    element.text = AtomicString(data[start:end])
    return element, begin, end + (start - begin)


def escape(m: re.Match[str], data: str) -> Found:
    """Hide the punctuation behind a backslash from the patterns to come."""
    if m[1] in ESCAPABLE:
        return shield(m[1]), m.start(), m.end()
    return None, m.start(), m.start() + 1


def footnote_reference(m: re.Match[str], data: str) -> Found:
    """Make ``[^name]`` an empty element, to be filled when all notes are known."""
    return Element("footnote-reference", {"name": m[1]}), m.start(), m.end()


def autolink(m: re.Match[str], data: str) -> Found:
    """Make ``<https://…>`` a link whose text is its target; ``<tel:…>`` shows the number."""
    text = re.sub("^(?:mailto|tel):", "", m[1], flags=re.IGNORECASE)
    return _plain_link(m[1], text), m.start(), m.end()


def mail(m: re.Match[str], data: str) -> Found:
    """Make ``<name@host>`` a link whose text is the address."""
    return _plain_link(f"mailto:{m[1]}", m[1]), m.start(), m.end()


def _plain_link(target: str, text: str) -> Element:
    element = Element("a", {"href": target, "data-raw": "raw"})
    element.text = AtomicString(text)
    return element


def line_break(m: re.Match[str], data: str) -> Found:
    """Make two spaces, or a backslash, at the end of a line a line break."""
    return Element("br"), m.start(), m.end()


def html(m: re.Match[str], data: str) -> Found:
    """Keep an HTML tag as text, in an element that says it is a mistake."""
    tag = " ".join(m[0].split())
    shown = tag if len(tag) < 60 else tag[:57] + "…"
    return problem("html-in-markdown", m[0], tag=shown), m.start(), m.end()


def entity(m: re.Match[str], data: str) -> Found:
    """Give the character that ``&amp;`` or ``&#8212;`` stands for."""
    text = unescape(m[0])
    if text == m[0]:
        return None, m.start(), m.end()
    if not text or any(_unprintable(char) for char in text):
        return problem("entity", m[0], found=m[0]), m.start(), m.end()
    return shield(text), m.start(), m.end()


def _unprintable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cs", "Cn")


def emphasis(m: re.Match[str], data: str) -> Found:
    """Set all the emphasis of a text at once."""
    wrapper = emphasise(data)
    return (wrapper, 0, len(data)) if wrapper is not None else (None, m.start(), len(data))
