"""Hyphenation: where words may be hyphenated, by the dictionaries of their languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pyphen

#: Shorter words are not hyphenated.
WORD = re.compile(r"[^\W\d_]{5,}")


def is_hyphenated(style: Any) -> bool:
    """Tell whether words of a style are hyphenated.

    Japanese has no dictionary, and its runs of characters are no words.
    """
    if style["hyphens"] != "auto" or not style["lang"]:
        return False
    _, left, right = style["hyphenate_limit_chars"]
    return _dictionary(style["lang"], left, right) is not None


def hyphenation_points(word: str, style: Any) -> Iterator[int]:
    """Give where a word may be hyphenated: after so many of its characters."""
    total, left, right = style["hyphenate_limit_chars"]
    if len(word) >= total:
        yield from _points(style["lang"], left, right, word)


@cache
def _points(lang: str, left: int, right: int, word: str) -> tuple[int, ...]:
    return tuple(map(int, _dictionary(lang, left, right).positions(word)))


@cache
def _dictionary(lang: str, left: int, right: int) -> Any:
    known = pyphen.language_fallback(lang)
    return pyphen.Pyphen(lang=known, left=left, right=right) if known else None
