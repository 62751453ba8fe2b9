"""The page that a window loads: which files of ``page/`` are served, and under which names."""

from __future__ import annotations

import tomllib
from pathlib import Path

PAGE = Path(__file__).with_name("page")
WORDS = Path(__file__).with_name("words.toml")

_SCRIPTS = (
    *("main", "announce", "dom", "keys", "overview", "problems"),
    *("server", "source", "theme_panel", "views", "words", "zoom"),
)
#: Names in addresses, the page itself under none → files. No other file can be asked for.
FILES = {
    "": "index.html",
    **{name: name for name in ("style.css", "controls.css", "icon.svg")},
    **{f"{name}.js": f"{name}.js" for name in _SCRIPTS},
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page_file(name: str) -> tuple[bytes, str]:
    """Give a file of the page, one of ``FILES``, and its media type."""
    path = PAGE / FILES[name]
    return path.read_bytes(), _TYPES[path.suffix]


def page_words(lang: str) -> dict[str, str]:
    """Give the texts of the page by their keys; English where a language has none."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {**words["en"], **words.get(lang, {})}
