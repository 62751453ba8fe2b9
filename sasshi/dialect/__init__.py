"""The dialect: Markdown text → an element tree with the source line on every block.

Four phases, a module each: ``source_lines`` (numbered lines, comments left out), ``block_parser``
(block elements, each with its line), ``inline_parser`` (Python-Markdown's inline machinery) and
``finish`` (lines of inline elements, typography, what needs the whole tree).

What the dialect has is in ``FEATURES``: a module for each, which registers its rules for every
phase (``grammar``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

from sasshi.dialect.block_parser import BlockParser, block_parser
from sasshi.dialect.draft import Draft, Target
from sasshi.dialect.features import (
    callouts,
    code,
    definitions,
    directives,
    dividers,
    drawings,
    emphasis,
    entities,
    escapes,
    figures,
    footnotes,
    form_fields,
    headings,
    html,
    images,
    line_breaks,
    link_definitions,
    links,
    lists,
    paragraphs,
    quotes,
    ruby,
    rules,
    tables,
    underlined_headings,
    writing_lines,
)
from sasshi.dialect.finish import finish
from sasshi.dialect.grammar import Feature, Grammar, grammar_of
from sasshi.dialect.source_lines import number_lines
from sasshi.problems import Problem

__all__ = ["FEATURES", "Parsed", "Target", "parse"]

#: The features in the order in which their rules are tried: where the same text could be two
#: things, the first has it. Inline rules are in the order of how tightly they bind before that.
FEATURES: tuple[Feature, ...] = (
    code,
    headings,
    dividers,
    callouts,
    quotes,
    directives,
    drawings,
    writing_lines,
    form_fields,
    link_definitions,
    figures,
    lists,
    rules,
    footnotes,
    links,
    images,
    html,
    escapes,
    ruby,
    line_breaks,
    entities,
    emphasis,
    tables,
    definitions,
    underlined_headings,
    paragraphs,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed text: its tree (a ``div``), its problems, and what points out of it.

    ``links`` and ``images`` are those whose targets only the whole guide can check; their
    elements are part of the tree.
    """

    tree: Element
    problems: tuple[Problem, ...]
    links: tuple[Target, ...]
    images: tuple[Target, ...]


def parse(text: str, *, lang: str, path: str, first_line: int = 1) -> Parsed:
    """Parse Markdown ``text``, whose first line is line ``first_line`` of the file ``path``."""
    grammar, blocks = _dialect()
    draft = Draft(lang, path)
    lines, unclosed = number_lines(text, first_line)
    if unclosed is not None:
        draft.error("comment-open", unclosed)
    tree = Element("div", {"data-line": str(first_line)})
    blocks.parse(draft, lines, tree)
    finish(grammar, draft, tree)
    return Parsed(
        tree,
        tuple(sorted(draft.problems, key=lambda problem: problem.place.line or 0)),
        tuple(draft.links),
        tuple(draft.images),
    )


@cache
def _dialect() -> tuple[Grammar, BlockParser]:
    grammar = grammar_of(FEATURES)
    return grammar, block_parser(grammar)
