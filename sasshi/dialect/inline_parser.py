"""Phase 3: inline text → inline elements, with Python-Markdown's inline machinery.

Patterns know nothing of lines: what they find wrong they leave in the tree as a ``problem``
element, and what they swallow of line ends as ``data-skip``. ``leaf_pass`` counts and reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown import inlinepatterns as standard
from markdown.treeprocessors import InlineProcessor as InlineRunner
from markdown.util import Registry

from sasshi.dialect.draft import Draft
from sasshi.dialect.grammar import Grammar

#: Elements within elements; deeper only to keep us busy.
MAX_INLINE_DEPTH = 40

#: A pattern that makes more than one element gives them in this; they take its place.
WRAPPER = "wrapper"

#: What is made of a match: an element, or text, or nothing; and the stretch it stands for.
#: Nothing for a stretch leaves it as it is; nothing for none seeks the next match.
Made = tuple[Element | str | None, int | None, int | None]


class Binding(IntEnum):
    """How tightly a rule binds: what binds tighter is looked for first (CommonMark 0.31, 6)."""

    #: Nothing inside is read again: code, addresses, tags, escapes.
    LITERAL = 0
    #: Brackets with what they lead to: calls of notes, links, images.
    BRACKETS = 1
    #: Marks that are whole in themselves: ``[name]``, ruby, line breaks, entities.
    PIECES = 2
    #: Marks in pairs, over whatever is left.
    EMPHASIS = 3


class InlineRule(NamedTuple):
    """How one kind of inline element is read.

    ``processor(draft, markdown)`` gives what Python-Markdown runs, ``None`` where the text has
    no use for it. ``attributed`` are the elements that take attributes listed right behind.
    """

    binding: Binding
    processor: Callable[[Draft, Markdown], standard.InlineProcessor | None]
    attributed: tuple[str, ...] = ()


def pattern_rule(
    binding: Binding,
    pattern: str,
    make: Callable[[re.Match[str], str], Made],
    *,
    attributed: tuple[str, ...] = (),
) -> InlineRule:
    """Give a rule that calls ``make(match, text)`` where a pattern matches."""
    processor = _Pattern(pattern, make)
    return InlineRule(binding, lambda draft, markdown: processor, attributed)


class _Pattern(standard.InlineProcessor):
    def __init__(self, pattern: str, make: Callable[[re.Match[str], str], Made]) -> None:
        super().__init__(pattern)
        self.make = make

    def handleMatch(self, m: re.Match[str], data: str) -> Made:
        return counted(self.make(m, data), data)


def counted(made: Made, data: str) -> Made:
    """Let an element tell how many line ends it swallowed."""
    element, start, end = made
    if isinstance(element, Element):
        skipped = data.count("\n", start, end) - (element.text or "").count("\n")
        if skipped:
            element.set("data-skip", str(skipped))
    return made


class InlineParser:
    """Reads the inline text of one parse."""

    def __init__(self, grammar: Grammar, draft: Draft) -> None:
        markdown = Markdown()
        rules = sorted(grammar.of(InlineRule), key=lambda rule: rule.binding)
        processors = [rule.processor(draft, markdown) for rule in rules]
        registry: Registry[Any] = Registry()
        for priority, processor in enumerate(filter(None, reversed(processors))):
            registry.register(processor, str(priority), priority)
        self._runner = InlineRunner(markdown)
        markdown.treeprocessors.register(self._runner, "inline", 20)
        markdown.inlinePatterns = self._runner.inlinePatterns = registry

    def parse(self, tree: Element) -> None:
        """Read the inline text of all elements below ``tree``, in place."""
        self._runner.run(tree)
        _dissolve_wrappers(tree)


def _dissolve_wrappers(tree: Element) -> None:
    """Let the content of every wrapper below ``tree`` take its place."""
    for parent in [each for each in tree.iter() if any(child.tag == WRAPPER for child in each)]:
        children = list(parent)
        for child in children:
            parent.remove(child)
        for child in children:
            if child.tag != WRAPPER:
                parent.append(child)
                continue
            append_text(parent, child.text)
            parent.extend(list(child))
            append_text(parent, child.tail)


def append_text(parent: Element, text: str | None) -> None:
    """Add text at the end of what an element holds."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")
