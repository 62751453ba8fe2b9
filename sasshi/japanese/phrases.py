"""Phrases (文節) of Japanese text: where a heading may be broken."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budoux.parser import Parser


def phrases(text: str) -> list[str]:
    """Cut Japanese text into phrases."""
    return _parser().parse(text) if text.strip() else [text]


@cache
def _parser() -> Parser:
    """Load BudouX's Japanese model once."""
    import budoux

    return budoux.load_default_japanese_parser()
