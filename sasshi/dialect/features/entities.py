"""Entities: ``&amp;``, ``&#8212;``."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.shielding import problem, shield, unshield

_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"


def register(grammar: Grammar) -> None:
    """Add entities."""
    grammar.add(pattern_rule(Binding.PIECES, _ENTITY, _make))


def plain(text: str) -> str:
    """Give the text of an attribute, its entities and escapes resolved."""
    return unshield(re.sub(_ENTITY, lambda match: unescape(match[0]), text))


def _make(match: re.Match[str], text: str) -> Made:
    characters = unescape(match[0])
    if characters == match[0]:
        return None, match.start(), match.end()
    if not characters or any(map(_is_unprintable, characters)):
        return problem("entity", match[0], found=match[0]), match.start(), match.end()
    return shield(characters), match.start(), match.end()


def _is_unprintable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cs", "Cn")
