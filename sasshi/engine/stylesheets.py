"""Style sheets as text: which others they import, and what is in them besides remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"'()\s;]+)""", re.IGNORECASE)


def bare(css: str) -> str:
    """Blank the remarks out; lines and columns stay what they are."""
    return _REMARK.sub(lambda remark: re.sub(r"[^\n]", " ", remark[0]), css)


def imports(css: str) -> Iterator[tuple[int, str]]:
    """Give the line and the address of every ``@import``."""
    text = bare(css)
    for rule in _IMPORT.finditer(text):
        yield text.count("\n", 0, rule.start()) + 1, rule[1]


def text_of(path: Path) -> str:
    """Read a style sheet; bytes that are no UTF-8 are replaced, and found by ``spoilt_line``."""
    return path.read_text(encoding="utf-8", errors="replace")


def with_imports(paths: Iterable[Path]) -> dict[Path, str]:
    """Read style sheets and all that they import, each once, as far as there are files."""
    texts: dict[Path, str] = {}
    waiting = list(paths)
    while waiting:
        path = waiting.pop(0)
        if path in texts:
            continue
        try:
            texts[path] = text_of(path)
        except OSError:
            continue
        for _, address in imports(texts[path]) if "@import" in texts[path] else ():
            parts = urlsplit(address)
            if not parts.scheme and parts.path:
                waiting.append(_beside(path, unquote(parts.path)))
    return texts


def spoilt_line(css: str) -> int | None:
    """Give the first line with bytes that were no UTF-8."""
    at = css.find("\ufffd")
    return css.count("\n", 0, at) + 1 if at >= 0 else None


def line_with(text: str, sheets: Mapping[Path, str]) -> tuple[Path | None, int | None]:
    """Find the first line of some style sheets, as they were read, with a text in it."""
    for path, whole in sheets.items():
        at = whole.find(text)
        if at >= 0:
            return path, whole.count("\n", 0, at) + 1
    return None, None


def _beside(path: Path, name: str) -> Path:
    """Give the path of a file named from another one, without ``..`` in it."""
    folder = path.parent
    for part in Path(name).parts:
        folder = folder.parent if part == ".." and folder.name not in ("", "..") else folder / part
    return folder
