"""Ruby: ``{漢字|かんじ}`` for a word, ``{東京|とう|きょう}`` character by character."""

from __future__ import annotations

import re
import unicodedata
from xml.etree.ElementTree import Element, SubElement

from markdown.util import STX, AtomicString

from sasshi.dialect.shielding import Found, problem

RUBY = rf"\{{([^{{}}|\n{STX}]+)((?:\|[^{{}}|\n{STX}]*)+)\}}"


def ruby(m: re.Match[str], data: str) -> Found:
    """Make ``{漢字|かんじ}`` ruby, ``{東京|とう|きょう}`` ruby for each character."""
    base, readings = m[1], m[2].split("|")[1:]
    characters = _characters(base)
    if len(readings) == 1 and readings[0].strip():
        return _ruby(base, readings[0]), m.start(), m.end()
    if len(readings) == 1:
        return problem("ruby-empty", m[0], found=m[0]), m.start(), m.end()
    if len(readings) != len(characters):
        counts = {"base": str(len(characters)), "readings": str(len(readings))}
        return problem("ruby-count", m[0], found=m[0], **counts), m.start(), m.end()
    return _jukugo(characters, readings), m.start(), m.end()


def _ruby(base: str, reading: str) -> Element:
    element = Element("ruby")
    SubElement(element, "rb").text = AtomicString(base)
    SubElement(element, "rt").text = AtomicString(reading.strip())
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
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in ("Mn", "Me", "Cf"):
            found[-1] += char
        else:
            found.append(char)
    return found


def without_readings(text: str) -> str:
    """Give a text that cannot have ruby, such as an attribute, with the base text alone."""
    return re.sub(RUBY, r"\1", text)
