"""TOML files of themes → plain values, with the lines of what is wrong in them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sasshi.problems import BuildError, Place, Problem, closest, error, shown_path


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        BuildError: it cannot be understood; with its line.

    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        line = re.search(r"line (\d+)", str(mistake))
        place = Place(shown_path(path), int(line[1]) if line else None)
        raise BuildError([error("bad-toml", place, reason=mistake)]) from None


def place_of(path: Path, text: str) -> Place:
    """Give the first line of a file that holds a text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, line in enumerate(lines, 1) if text in line), None)
    return Place(shown_path(path), line)


def place_of_key(path: Path, key: str, table: str = "") -> Place:
    """Give the line where a key stands, below the header of its table if that has one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next((n for n, line in enumerate(lines) if f"[{table}]" in line), 0) if table else 0
    wanted = re.compile(rf'\s*\[*"?{re.escape(key)}"?\s*[].=]')
    line = next((n for n, line in enumerate(lines, 1) if n > start and wanted.match(line)), None)
    return Place(shown_path(path), line)


def unknown_keys(
    path: Path, keys: Iterable[str], known: Iterable[str], table: str = ""
) -> Iterator[Problem]:
    """Name every key that says nothing to us; ``table`` is the header that they stand under."""
    known = tuple(known)
    for key in keys:
        if key not in known:
            nearest = closest(key, known, 0.5) or ", ".join(known)
            place = place_of_key(path, key, table)
            yield error("unknown-theme-key", place, name=key, nearest=nearest)
