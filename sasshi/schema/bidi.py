"""Characters that are not seen and turn the direction of what follows: ``001`` reads ``100``."""

from __future__ import annotations

import re

#: UAX #9, 2: marks, embeddings, overrides and isolates.
_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without_bidi(text: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Give a text without such characters; of each that was in it the place and its name."""
    if text.isascii():
        return text, ()
    places = tuple((each.start(), f"U+{ord(each[0]):04X}") for each in _CONTROLS.finditer(text))
    return (_CONTROLS.sub("", text) if places else text), places
