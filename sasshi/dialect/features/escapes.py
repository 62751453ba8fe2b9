r"""Escapes: punctuation behind a backslash is nothing but itself (``\*``)."""

from __future__ import annotations

import re

from markdown import inlinepatterns as standard

from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.shielding import shield

ESCAPABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def register(grammar: Grammar) -> None:
    """Add escapes."""
    grammar.add(pattern_rule(Binding.LITERAL, standard.ESCAPE_RE, _make))


def _make(match: re.Match[str], text: str) -> Made:
    if match[1] in ESCAPABLE:
        return shield(match[1]), match.start(), match.end()
    return None, match.start(), match.start() + 1
