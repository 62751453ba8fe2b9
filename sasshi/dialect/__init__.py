"""The dialect: Markdown text → an element tree with the source line on every block.

Four phases, each in a module of its own: ``lines`` (numbered lines, comments left out),
``blocks`` (block elements, every one with its line), ``inline`` (Python-Markdown's inline
patterns) and ``finish`` (lines of inline elements, footnotes, figures, typography).
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from sasshi.dialect.arrange import Target
from sasshi.dialect.blocks import parse_blocks
from sasshi.dialect.draft import Draft
from sasshi.dialect.finish import finish
from sasshi.dialect.source_lines import number_lines
from sasshi.problems import Problem

__all__ = ["Parsed", "Target", "parse"]


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
    draft = Draft(lang, path, parse_blocks)
    lines, unclosed = number_lines(text, first_line)
    if unclosed is not None:
        draft.error("comment-open", unclosed)
    tree = Element("div", {"data-line": str(first_line)})
    draft.nest(lines, tree, 0)
    found = finish(draft, tree)
    return Parsed(
        tree,
        tuple(sorted(draft.problems, key=lambda problem: problem.place.line or 0)),
        tuple(found.links),
        tuple(found.images),
    )
