"""Phrases (文節) of Japanese text: where a heading or a title set upright may be broken."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux.parser import Parser


def phrases(text: str) -> list[str]:
    """Cut Japanese text into phrases."""
    return _parser().parse(text) if text.strip() else [text]


def columns(title: str, limit: int) -> tuple[str, ...]:
    """Break a title set upright into columns of at most ``limit`` characters, at phrases."""
    lines: list[str] = []
    for phrase in phrases(title):
        if lines and len(lines[-1]) + len(phrase) <= limit:
            lines[-1] += phrase
        else:
            lines += [phrase[i : i + limit] for i in range(0, len(phrase), limit)]
    return tuple(lines)


@cache
def _parser() -> Parser:
    """Load BudouX's Japanese model once."""
    import budoux

    return budoux.load_default_japanese_parser()
