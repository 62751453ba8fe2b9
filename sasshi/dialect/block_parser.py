"""Phase 2: numbered lines → block elements, each with its line in the source.

Python-Markdown's own block parser hands pieces of text from processor to processor and forgets
where they came from. Here the unit is a line that keeps its number, so that no line is ever
guessed; it also makes fences inside lists, lists right under a paragraph, and a limit on nesting
natural. What stands inside a leaf is Python-Markdown's part: ``inline_parser``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sasshi.dialect.draft import Draft, block
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

#: Blocks within blocks. The engine lays boxes out by recursion, and gives up at about 150.
MAX_DEPTH = 100


class Within(Flag):
    """Where text ends when a block begins right under it, without an empty line between."""

    PARAGRAPH = auto()
    #: Text under an item's, without its indentation (CommonMark's lazy continuation).
    ITEM = auto()
    #: Text under a quotation's, without its mark.
    QUOTE = auto()
    #: The marked lines of a quotation themselves.
    QUOTED = auto()
    #: Terms, one on a line, above their definition.
    TERMS = auto()
    TEXT = PARAGRAPH | ITEM | QUOTE | TERMS


Test = Callable[[Sequence[Line], int], bool]


class Start(NamedTuple):
    """How a block begins right under text: a pattern of its first line, or a test of its lines."""

    first: str | Test
    within: Within = Within.TEXT


class BlockRule(NamedTuple):
    """How one kind of block is read.

    ``take(state, position)`` adds the block that begins at a line to ``state.parent``, and gives
    the position behind it; the same position means: none begins here. ``starts`` say where it
    begins though text stands right above, ``alone`` is a pattern of its lines below which no
    text goes on: it is the whole block, or ends it.
    """

    take: Callable[[BlockState, int], int]
    starts: tuple[Start, ...] = ()
    alone: str | None = None


@dataclass(frozen=True, slots=True)
class BlockParser:
    """The rules of a grammar's blocks, with what they say of their beginnings put together."""

    grammar: Grammar
    rules: tuple[BlockRule, ...]
    starts: Mapping[Within, tuple[re.Pattern[str], tuple[Test, ...]]]
    alone: re.Pattern[str]

    def parse(self, draft: Draft, lines: Sequence[Line], parent: Element, depth: int = 0) -> None:
        """Add the blocks that ``lines`` hold to ``parent``, ``depth`` blocks deep."""
        if depth > MAX_DEPTH:
            _too_deep(draft, lines, parent)
            return
        state = BlockState(self, draft, lines, parent, depth)
        position = 0
        while position < len(lines):
            if lines[position].blank:
                position += 1
                continue
            for rule in self.rules:
                end = rule.take(state, position)
                if end > position:
                    position = end
                    break


@dataclass(frozen=True, slots=True)
class BlockState:
    """The lines of one container while its blocks are read, and the element they go into."""

    parser: BlockParser
    draft: Draft
    lines: Sequence[Line]
    parent: Element
    depth: int

    @property
    def grammar(self) -> Grammar:
        """The rules of all kinds."""
        return self.parser.grammar

    def nest(self, lines: Sequence[Line], parent: Element, levels: int = 1) -> None:
        """Read the blocks that stand inside the block ``parent``."""
        self.parser.parse(self.draft, lines, parent, self.depth + levels)

    def begins(self, position: int, within: Within) -> bool:
        """Tell whether a block begins here that ends the text right above it."""
        pattern, tests = self.parser.starts[within]
        if pattern.match(self.lines[position].text):
            return True
        return any(test(self.lines, position) for test in tests)

    def is_open(self, line: Line) -> bool:
        """Tell whether text could go on below a line."""
        return not (line.blank or self.parser.alone.match(line.text))

    def end_of_text(self, position: int) -> int:
        """Give the position behind the paragraph that begins at ``position``."""
        end = position + 1
        while end < len(self.lines):
            if self.lines[end].blank or self.begins(end, Within.PARAGRAPH):
                break
            end += 1
        return end

    def end_of_item(self, position: int, indent: int) -> int:
        """Give the position behind the item that begins at ``position``.

        Lines indented by ``indent`` belong to it, empty lines between them too, and text that
        goes on right below without any indentation.
        """
        end = last = position + 1
        while end < len(self.lines):
            line = self.lines[end]
            if line.blank:
                end += 1
                continue
            if line.indent < indent and not (last == end and self._goes_on(end)):
                break
            end += 1
            last = end
        return last

    def _goes_on(self, at: int) -> bool:
        return self.is_open(self.lines[at - 1]) and not self.begins(at, Within.ITEM)


def block_parser(grammar: Grammar) -> BlockParser:
    """Make the parser of a grammar's blocks."""
    rules = grammar.of(BlockRule)
    starts = [start for rule in rules for start in rule.starts]
    by_place = {}
    for within in Within:
        firsts = [start.first for start in starts if within & start.within]
        patterns = _any_of(first for first in firsts if isinstance(first, str))
        by_place[within] = patterns, tuple(each for each in firsts if not isinstance(each, str))
    alone = _any_of(rule.alone for rule in rules if rule.alone is not None)
    return BlockParser(grammar, rules, by_place, alone)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Put patterns together; ``(?!)`` matches nothing."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)")


def _too_deep(draft: Draft, lines: Sequence[Line], parent: Element) -> None:
    """Say once where the nesting becomes too deep, and read no further inside."""
    first = next((line for line in lines if not line.blank), None)
    if first and not any(problem.code == "nesting-too-deep" for problem in draft.problems):
        draft.error("nesting-too-deep", first.number, limit=MAX_DEPTH)
    block(parent, "p", first.number if first else 1)
