"""What the engine logs while it draws, as problems in words of ours, by its own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sasshi.problems import Place, Problem, Severity, shown_path


@dataclass(frozen=True, slots=True)
class Words:
    """The code of a problem, how bad it is, and the names of what the engine fills in, in order.

    A name of ``file`` is that of a URL, and is where the problem is.
    """

    code: str
    names: tuple[str, ...] = ()
    severity: Severity = Severity.WARNING


_ERROR = Severity.ERROR
#: By how the engine's words begin. ``tests/test_engine.py`` compares them with its source.
WORDS: Mapping[str, Words] = {
    ".notdef glyph rendered": Words("glyph-missing", ("char", "number")),
    "Unknown image mode": Words("image-mode", ("mode",)),
    "Failed to render SVG image": Words("svg-not-drawn", ("file",), _ERROR),
    "Failed to load inline SVG": Words("svg-inline-broken", ("reason",), _ERROR),
    "Missing %s descriptor in '@font-face'": Words("svg-font-face", ("name",)),
    "Failed to apply CSS rule in SVG": Words("svg-selector", ("reason",)),
    "Unsupported color space": Words("color-space", ("name",)),
    'Missing required "lang"': Words("page-without-lang", (), _ERROR),
    'Image "%s" has no required alt': Words("image-without-alt", ("name",)),
    "No anchor #%s": Words("link-on-no-page", ("name",), _ERROR),
    "Failed to load attachment": Words("attachment-lost", ("reason",), _ERROR),
    "Invalid ": Words("pdf-date"),
    "Please install HarfBuzz": Words("font-in-colour", ("family",)),
    "Too many glyphs missing": Words("font-copies-badly", ("family",)),
    "Unable to instantiate": Words("font-as-it-is", ("family",)),
    "Unable to save emoji font": Words("font-as-it-is", ("family",)),
    "Unable to subset": Words("font-as-it-is", ("family",)),
    "Using fontTools instead": Words("font-as-it-is", ("family",)),
    "Unknown bitmap metrics": Words("font-bitmap", ("family",)),
    "Unsupported bitmap glyph": Words("font-bitmap", ("family",)),
    "Unknown subglyph": Words("font-bitmap", ("family",)),
    "Unsupported subglyph": Words("font-bitmap", ("family",)),
}


def in_words(message: str, args: tuple[object, ...]) -> Problem | None:
    """Give the problem that the engine tells of: its words, and what is to be filled in.

    ``None`` if there are no words of ours for it.
    """
    begins = next((start for start in WORDS if message.startswith(start)), None)
    if begins is None:
        return None
    words = WORDS[begins]
    filled = {name: str(value) for name, value in zip(words.names, args, strict=False)}
    place = Place()
    if "file" in filled:
        filled["file"], place = _file(filled["file"])
    if "number" in filled:
        filled["codepoint"] = f"U+{int(filled.pop('number')):04X}"
    if "reason" in filled:
        filled["reason"] = re.sub(r"\s+", " ", filled["reason"]).rstrip(".")
    return Problem(words.severity, words.code, place, tuple(filled.items()))


def _file(url: str) -> tuple[str, Place]:
    """Give the name of a URL's file, and that file as a place; none for ``data:``."""
    parts = urlsplit(url)
    if parts.scheme != "file":
        return parts.scheme + ":", Place()
    path = Path(url2pathname(unquote(parts.path)))
    return path.name, Place() if path.is_dir() else Place(shown_path(path))
