"""The print shop's ICC profile that a guide names: there, below its folder, and of a press."""

from __future__ import annotations

import posixpath

from sasshi.content.files import Files
from sasshi.model import Meta
from sasshi.problems import Place, Problem, error

#: A profile of a press is some 200 kB to 3 MB.
MAX_BYTES = 20_000_000


def check_profile(files: Files, meta: Meta, shown: str) -> Problem | None:
    """Give the first thing wrong with a guide's profile; its front matter is in ``shown``."""
    name = meta.shop.profile
    if not name:
        return None
    place = Place(shown, meta.lines.get("shop.profile"))
    clean = posixpath.normpath(name.replace("\\", "/"))
    path = files.root / clean
    if clean.startswith(("/", "..")) or ":" in clean or not files.inside(path):
        return error("profile-outside", place, name=name, root=files.shown(files.root))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        return error("profile-unreadable", place, name=name, why=why)
    files.read.append(path)
    other = _other_kind(data)
    return error("profile-wrong", place, name=name, found=other) if other else None


def _other_kind(data: bytes) -> str | None:
    """Say what a file is, if it is not an output profile for four inks (ICC.1, 7.2)."""
    if len(data) < 132 or data[36:40] != b"acsp" or int.from_bytes(data[:4], "big") > len(data):
        return "?"
    kind, space = (data[at : at + 4].decode("ascii", "replace").strip() for at in (12, 16))
    return None if (kind, space) == ("prtr", "CMYK") else f"{kind} {space}"
