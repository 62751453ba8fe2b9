"""Tokens in a style sheet's text: written out where nothing can change them.

The engine resolves ``var(--leading)`` anew for each element that a rule touches, and checks
the value each time: 0.08 s for a booklet and its checklist. Most tokens are set once, at the
root, and are colours, lengths or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_ROOT = re.compile(r":root\{([^}]*)\}")
_SETTING = re.compile(r"--([\w-]+)\s*:\s*([^;}]*)")
#: Colours, lengths and numbers; everything else is left to the engine.
_PLAIN = re.compile(r"#[0-9a-fA-F]{3,6}|-?\d+(?:\.\d+)?(?:[a-z]+|%)?")
_USE = re.compile(r"var\(\s*--([\w-]+)\s*\)")


def constants(css: str, others: Iterable[str]) -> dict[str, str]:
    """Give the custom properties of the root that no other text sets again."""
    found = dict(_SETTING.findall("".join(_ROOT.findall(css))))
    again = {name for text in others for name, _ in _SETTING.findall(text)}
    return {
        name: value
        for name, value in found.items()
        if name not in again and _PLAIN.fullmatch(value)
    }


def write_out(css: str, values: Mapping[str, str]) -> str:
    """Put values in the place of ``var(--name)``; lines stay where they are."""
    return _USE.sub(lambda use: values.get(use[1], use[0]), css)
