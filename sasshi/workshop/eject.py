"""Copies of a parent's files to change: made, and compared with their originals later.

Each copy holds a note of what it came from: the theme, the file and the beginning of its hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sasshi.make import write
from sasshi.model import Product
from sasshi.problems import Place, Problem, UsageError, error, shown_path, warning
from sasshi.theme import Theme
from sasshi.theme.toml import place_of_key
from sasshi.workshop.theme_files import checked_name, no_such_file, own_files

#: How a remark is written, by the file's suffix; a template's leaves no line behind.
_REMARKS = {".html": "{{#- {} -#}}", ".svg": "{{#- {} -#}}", ".css": "/* {} */"}
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


def eject(name: str, theme: Theme, *, force: bool = False) -> tuple[Path, ...]:
    """Copy a file of what a theme extends into it, with a note of where it came from.

    Gives the files that were written. ``force`` writes over a copy that there is.

    Raises:
        UsageError: there is no such file, or there is a copy already.
        MachineError: the folder cannot be written.

    """
    name = checked_name(name)
    own = theme.folders[0]
    sources = (path for folder in theme.folders[1:] if (path := folder / name).is_file())
    source, copy = next(sources, None), own / name
    if source is None or name == "theme.toml":
        raise UsageError([no_such_file(name, theme)])
    inside = copy.parent.resolve().is_relative_to(own.resolve())
    if not inside or not source.resolve().is_relative_to(own.resolve().parent):
        raise UsageError([error("bad-theme-path", name=name)])
    if (copy.exists() or copy.is_symlink()) and not force:
        raise UsageError([error("file-exists", Place(shown_path(copy)))])
    return _copy(source, copy, name, theme)


def _copy(source: Path, copy: Path, name: str, theme: Theme) -> tuple[Path, ...]:
    """Write a copy with its note: in the copy, or in ``theme.toml`` where it has no remarks."""
    owner = next(folder for folder in theme.folders if source == folder / name)
    origin, data = Origin(owner.name, name, _hash(source)), source.read_bytes()
    remark = _REMARKS.get(source.suffix)
    if remark:
        data = f"{remark.format(origin)}\n".encode() + data.removeprefix(b"\xef\xbb\xbf")
        return write([Product(copy.name, data)], copy.parent)
    table = theme.folders[0] / "theme.toml"
    noted = _noted(table.read_text(encoding="utf-8"), name, str(origin))
    written = write([Product(copy.name, data)], copy.parent)
    return written + write([Product(table.name, noted.encode())], table.parent)


def _noted(text: str, name: str, origin: str) -> str:
    """Put a note into the table of copies in a ``theme.toml``."""
    line = f'"{name}" = "{origin}"'
    known = re.compile(rf'^"{re.escape(name)}" = .*$', re.MULTILINE)
    if known.search(text):
        return known.sub(lambda _: line, text)
    header = re.compile(r"^\[ejected\]\s*?$", re.MULTILINE)
    if header.search(text):
        return header.sub(lambda _: f"[ejected]\n{line}", text)
    return f"{text.rstrip()}\n\n[ejected]\n{line}\n"


def changed_originals(theme: Theme) -> Iterator[Problem]:
    """Name the copies whose originals have changed since, or are gone."""
    for name in own_files(theme.folders[0]):
        noted = _origin(theme, name)
        if noted is None:
            continue
        origin, place = noted
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
    if path.suffix in _REMARKS:
        text = path.read_text(encoding="utf-8", errors="replace")[:_HEAD]
    note = _NOTE.search(text)
    if note is None:
        return None
    if path.suffix in _REMARKS:
        place = Place(place.path, text.count("\n", 0, note.start()) + 1)
    else:
        place = place_of_key(theme.folders[0] / "theme.toml", name, "ejected")
    return Origin(note[1], note[2], note[3]), place


def _hash(path: Path) -> str:
    """Give the beginning of a file's SHA-256, whatever its line ends are."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]
