"""What the inline phase leaves in text and tree for later: shielded characters, problems."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.util import ETX, STX, AtomicString

_SHIELDED = re.compile(rf"{STX}(\d+){ETX}")


def shield(text: str) -> str:
    """Hide characters from every later pattern; ``unshield`` brings them back."""
    return "".join(f"{STX}{ord(char)}{ETX}" for char in text)


def unshield(text: str) -> str:
    """Bring hidden characters back."""
    return _SHIELDED.sub(lambda match: chr(int(match[1])), text) if STX in text else text


def split_shielded(text: str) -> list[tuple[str, bool]]:
    """Split text into pieces, and tell of each whether it was hidden (its author meant it)."""
    if STX not in text:
        return [(text, False)]
    pieces = _SHIELDED.split(text)
    return [
        (chr(int(piece)), True) if at % 2 else (piece, False)
        for at, piece in enumerate(pieces)
        if piece
    ]


def problem(code: str, source: str, **params: str) -> Element:
    """Make an element that stands for a mistake until its line is known.

    It shows ``source``, what the author typed.
    """
    element = Element("problem", {"code": code, **params})
    element.text = AtomicString(source)
    return element
