"""Ruby: ``{漢字|かんじ}`` for a word, ``{東京|とう|きょう}`` character by character."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element, SubElement

from markdown.util import STX, AtomicString

from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.leaf_pass import BESIDE, TEXT_KIND
from sasshi.dialect.shielding import problem

_RUBY = rf"\{{([^{{}}|\n{STX}]+)((?:\|[^{{}}|\n{STX}]*)+)\}}"


def register(grammar: Grammar) -> None:
    """Add ruby."""
    grammar.add(pattern_rule(Binding.PIECES, _RUBY, _make, attributed=("ruby",)))


def without_readings(text: str) -> str:
    """Give a text that cannot have ruby, such as an attribute, with the base text alone."""
    return re.sub(_RUBY, r"\1", text)


def _make(match: re.Match[str], text: str) -> Made:
    base, readings = match[1], match[2].split("|")[1:]
    characters = _characters(base)
    if len(readings) == 1 and readings[0].strip():
        return _ruby(base, readings[0]), match.start(), match.end()
    if len(readings) == 1:
        return problem("ruby-empty", match[0], found=match[0]), match.start(), match.end()
    if len(readings) != len(characters):
        counts = {"base": str(len(characters)), "readings": str(len(readings))}
        mistake = problem("ruby-count", match[0], found=match[0], **counts)
        return mistake, match.start(), match.end()
    return _jukugo(characters, readings), match.start(), match.end()


def _ruby(base: str, reading: str) -> Element:
    element = Element("ruby")
    SubElement(element, "rb").text = AtomicString(base)
    SubElement(element, "rt", {TEXT_KIND: BESIDE}).text = AtomicString(reading.strip())
    return element


def _jukugo(characters: list[str], readings: list[str]) -> Element:
    """Set each character with its reading; an empty reading leaves a kana bare."""
    span = Element("span", {"class": "jukugo"})
    for character, reading in zip(characters, readings, strict=True):
        if reading.strip():
            span.append(_ruby(character, reading))
        else:
            bare = SubElement(span, "span", {"class": "bare"})
            bare.text = AtomicString(character)
    return span


def _characters(text: str) -> list[str]:
    """Split text into what a reader counts as characters (a variation selector is none)."""
    characters: list[str] = []
    for char in text:
        if characters and unicodedata.category(char) in ("Mn", "Me", "Cf"):
            characters[-1] += char
        else:
            characters.append(char)
    return characters
