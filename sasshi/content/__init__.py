"""A folder of Markdown, or one Markdown file → ``Guide``, or everything that is wrong with it.

The only part of the package that reads below ``content/``. What reads a guide, and brings
Python-Markdown and YAML with it, is imported when the first guide is read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sasshi.problems import Problem

if TYPE_CHECKING:
    from sasshi.content.parse_cache import ParseCache
    from sasshi.model import Guide


def find_guides(content: Path) -> tuple[Path, ...]:
    """Give every guide in ``content``: folders that hold Markdown, and Markdown files.

    Names that begin with ``.`` or ``_`` are skipped.
    """
    try:
        entries = sorted(content.iterdir(), key=lambda path: path.name)
    except OSError:
        return ()
    return tuple(path for path in entries if _is_guide(path))


def _is_guide(path: Path) -> bool:
    """Take in a folder without ``index.md`` too: reading it says what is missing."""
    if path.name.startswith((".", "_")):
        return False
    try:
        if path.is_dir():
            return any(each.suffix.lower() == ".md" for each in path.iterdir())
    except OSError:
        return True
    return path.suffix.lower() == ".md"


def parse_cache() -> ParseCache:
    """Give a cache for reading a guide again and again."""
    from sasshi.content.parse_cache import ParseCache

    return ParseCache()


def read_guide(
    path: Path, *, base: Path | None = None, cache: ParseCache | None = None
) -> tuple[Guide | None, tuple[Problem, ...]]:
    """Read the guide at ``path``, a folder or a Markdown file.

    Gives the guide (``None`` if there is any error) and every problem of it, in the order of
    files and lines. Paths are shown relative to ``base``, by default the current folder. With a
    ``cache``, texts that have not changed are not parsed again.
    """
    from sasshi.content.reader import read

    if cache is None:
        return read(path, base if base is not None else Path.cwd())
    try:
        return read(path, base if base is not None else Path.cwd(), cache.parse)
    finally:
        cache.end_round()
