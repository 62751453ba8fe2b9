"""Entities: ``&amp;``, ``&#8212;``."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from xml.etree.ElementTree import Element

from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.leaf_pass import LeafPass, OpeningRule
from sasshi.dialect.shielding import problem, shield, unshield
from sasshi.schema.bidi import without_bidi

_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"


def register(grammar: Grammar) -> None:
    """Add entities."""
    grammar.add(pattern_rule(Binding.PIECES, _ENTITY, _make), OpeningRule("bidi-control", _open))


def plain(text: str) -> str:
    """Give the text of an attribute, its entities and escapes resolved."""
    return without_bidi(unshield(re.sub(_ENTITY, lambda match: unescape(match[0]), text)))[0]


def _make(match: re.Match[str], text: str) -> Made:
    characters = unescape(match[0])
    if characters == match[0]:
        return None, match.start(), match.end()
    if not characters or any(map(_is_unprintable, characters)):
        return problem("entity", match[0], found=match[0]), match.start(), match.end()
    if turning := without_bidi(characters)[1]:
        return Element("bidi-control", {"found": turning[0][1]}), match.start(), match.end()
    return shield(characters), match.start(), match.end()


def _open(leaf: LeafPass, element: Element) -> None:
    """Leave a character out that turns the direction of text, and say so."""
    leaf.draft.warning("bidi-control", leaf.line, found=element.attrib.pop("found"))
    element.tag = "span"


def _is_unprintable(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cs", "Cn")
