"""Copies of files to change: in each a note of what it came from, and whether that is the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sasshi.problems import Place, Problem, shown_path, warning
from sasshi.theme import Theme
from sasshi.theme.toml import place_of_key
from sasshi.workshop.files import own_files

#: How a remark is written, by the file's suffix; a template's leaves no line behind.
REMARKS = {".html": "{{#- {} -#}}", ".svg": "{{#- {} -#}}", ".css": "/* {} */"}
_NOTE = re.compile(r"Taken from ([\w-]+)/(\S+) \(sha256 ([0-9a-f]{16})\)")
#: How far into a file its note may stand.
_HEAD = 2000


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a copy came from: the theme, the file in it, and the beginning of its hash."""

    theme: str
    name: str
    hash: str

    def __str__(self) -> str:
        """Give the note, as it stands in the copy."""
        return f"Taken from {self.theme}/{self.name} (sha256 {self.hash})"


def origin_of(path: Path, theme: str, name: str) -> Origin:
    """Give the origin of a copy that is made now."""
    return Origin(theme, name, _hash(path))


def changed_originals(theme: Theme) -> Iterator[Problem]:
    """Name the copies whose originals have changed since, or are gone."""
    for name in own_files(theme.folders[0]):
        found = _origin(theme, name)
        if found is None:
            continue
        origin, place = found
        original = theme.folders[0].parent / origin.theme / origin.name
        params = {"original": shown_path(original), "theme": origin.theme}
        if not original.is_file():
            yield warning("original-gone", place, **params)
        elif _hash(original) != origin.hash:
            yield warning("original-changed", place, hash=_hash(original), **params)


def _origin(theme: Theme, name: str) -> tuple[Origin, Place] | None:
    """Read the note of a copy: in the file itself, or in ``theme.toml``."""
    path = theme.folders[0] / name
    place = Place(shown_path(path))
    text = theme.ejected.get(name, "")
    if path.suffix in REMARKS:
        text = path.read_text(encoding="utf-8", errors="replace")[:_HEAD]
    found = _NOTE.search(text)
    if found is None:
        return None
    if path.suffix in REMARKS:
        place = Place(place.path, text.count("\n", 0, found.start()) + 1)
    else:
        place = place_of_key(theme.folders[0] / "theme.toml", name, "ejected")
    return Origin(found[1], found[2], found[3]), place


def _hash(path: Path) -> str:
    """Give the beginning of a file's SHA-256, whatever its line ends are."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]
