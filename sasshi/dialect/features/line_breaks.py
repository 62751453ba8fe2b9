"""Line breaks: two spaces, or a backslash, at the end of a line."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.leaf_pass import LeafPass, OpeningRule
from sasshi.dialect.typography import BREAK

_BREAK = r"(?:(?<! ) {2,}|\\)\n"


def register(grammar: Grammar) -> None:
    """Add line breaks."""
    grammar.add(pattern_rule(Binding.PIECES, _BREAK, _make), OpeningRule("br", _open))


def _make(match: re.Match[str], text: str) -> Made:
    return Element("br"), match.start(), match.end()


def _open(leaf: LeafPass, element: Element) -> None:
    leaf.stand_in(BREAK)
