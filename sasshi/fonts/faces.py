"""The list ``fonts.toml`` → faces, one for each font file that is there and whole."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sasshi.problems import BuildError, MachineError, Place, Problem, error

if TYPE_CHECKING:
    import uharfbuzz as hb


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: its family's name, CSS weight (100–900), slant, and where it lies."""

    family: str
    weight: int
    italic: bool
    path: Path


def load_faces(folder: Path) -> tuple[Face, ...]:
    """Read ``fonts.toml`` in ``folder``: its faces, in the order of the file.

    Raises:
        MachineError: the list or a font is missing or not of its size; every one is named.
        BuildError: the list is not understood.

    """
    path = folder / "fonts.toml"
    place = Place(str(path))
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["font"]
        sized_faces = [(_face(folder, entry), int(entry["size"])) for entry in entries]
    except OSError as reason:
        raise MachineError([error("fonts-missing", place, reason=_words(reason))]) from reason
    except (ValueError, KeyError, TypeError) as reason:
        raise BuildError([error("fonts-list-broken", place, reason=_words(reason))]) from reason
    problems = [problem for face, size in sized_faces for problem in _damage(face, size)]
    if problems:
        raise MachineError(problems)
    return tuple(face for face, _ in sized_faces)


def _face(folder: Path, entry: dict[str, Any]) -> Face:
    name = Path(entry["file"]).name
    return Face(str(entry["family"]), int(entry["weight"]), bool(entry["italic"]), folder / name)


def _words(reason: Exception) -> str:
    if isinstance(reason, OSError):
        return reason.strerror or str(reason)
    return f"no {reason}" if isinstance(reason, KeyError) else str(reason)


def _damage(face: Face, size: int) -> list[Problem]:
    """Compare the file's size in bytes with the list: a checksum of 30 MB would take longer."""
    place = Place(str(face.path))
    if not face.path.is_file():
        return [error("font-file-missing", place, family=face.family)]
    if face.path.stat().st_size != size:
        return [error("font-file-damaged", place, family=face.family)]
    return []


def open_face(face: Face) -> hb.Face:
    """Map a face's file into memory.

    Raises:
        MachineError: it cannot be read, or is not a font.

    """
    import uharfbuzz as hb

    place = Place(str(face.path))
    try:
        opened = hb.Face(hb.Blob.from_file_path(str(face.path)))
    except (OSError, hb.HarfBuzzError) as reason:
        raise MachineError([error("font-file-missing", place, family=face.family)]) from reason
    if not opened.glyph_count:
        raise MachineError([error("font-file-damaged", place, family=face.family)])
    return opened
