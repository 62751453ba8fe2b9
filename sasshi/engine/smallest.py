"""A smallest size of type, as browsers have it: for editions that must be easy to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sasshi.engine.internals import COMPUTER_FUNCTIONS

#: Readings and the calls of notes are smaller than this beside their text, in em, and stay so.
_BESIDE_EM = 0.75


@contextmanager
def none_smaller(px: float) -> Iterator[None]:
    """Let no style sheet set text smaller than this, in px; 0 lets all be as they are.

    Sizes that are a small part of the text around them (readings, calls of notes) stay that part.
    """
    compute = COMPUTER_FUNCTIONS["font_size"]

    def font_size(style: Any, name: str, value: Any) -> float:
        size: float = compute(style, name, value)
        beside = getattr(value, "unit", "").lower() == "em" and value.value < _BESIDE_EM
        return size if beside else max(px, size)

    if px:
        COMPUTER_FUNCTIONS["font_size"] = font_size
    try:
        yield
    finally:
        COMPUTER_FUNCTIONS["font_size"] = compute
