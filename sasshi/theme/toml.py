"""TOML files of themes → plain values, with the lines of what is wrong in them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from sasshi.problems import BuildError, Place, error, shown_path


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        BuildError: it cannot be understood; with its line.

    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        found = re.search(r"line (\d+)", str(mistake))
        line = int(found[1]) if found else None
        raise BuildError(
            [error("bad-toml", Place(shown_path(path), line), reason=mistake)]
        ) from None


def place_of(path: Path, text: str) -> Place:
    """Give the first line of a file that holds a text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, line in enumerate(lines, 1) if text in line), None)
    return Place(shown_path(path), line)
