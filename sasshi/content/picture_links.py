"""The pictures a text refers to: whether each lies in the guide, and is whole."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from sasshi.content.chapters import Source
from sasshi.content.files import Files
from sasshi.content.picture_files import MAX_BYTES, SUFFIXES, check_picture
from sasshi.dialect import Target
from sasshi.problems import Place, Problem, closest, error, warning

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def check_images(files: Files, source: Source) -> Iterator[Problem]:
    """Find every picture of a text, look at it, and set its path from the guide's folder."""
    for image in source.parsed.images:
        place = Place(source.shown, image.line)
        if not image.element.get("alt"):
            yield warning("image-without-alt", place, name=image.target)
        problem = _check(files, image, place)
        if problem:
            yield problem


def _check(files: Files, image: Target, place: Place) -> Problem | None:
    source = image.target
    if not source:
        return error("image-empty", place)
    if _SCHEME.match(source) or source.startswith("//"):
        return error("image-remote", place, name=source[:80])
    if "\\" in source:
        return error("image-backslash", place, name=source, better=source.replace("\\", "/"))
    name = posixpath.normpath(source)
    if "%" in name and not _exists(files.root / name):
        name = posixpath.normpath(unquote(source))
    if name.startswith("/") or name.split("/")[0] == "..":
        return error("image-outside", place, name=source, root=files.shown(files.root))
    name = _as_on_disk(files.root, name)
    if problem := _missing(files, name, place):
        return problem
    path = files.root / name
    if not files.inside(path):
        return error("image-outside", place, name=source, root=files.shown(files.root))
    image.element.set("src", name)
    return _look_at(files, path, name, place)


def _as_on_disk(folder: Path, name: str) -> str:
    """Give a picture's path with the letters that its folders have them in.

    The same name may be written with が as one character or as か and a mark: files that come from
    a Mac are often named the other way (Unicode's NFD) than people type.
    """
    parts = []
    for part in name.split("/"):
        same = unicodedata.normalize("NFC", part)
        names = _names(folder)
        alike = (each for each in names if unicodedata.normalize("NFC", each) == same)
        parts.append(part if part in names else next(alike, part))
        folder = folder / parts[-1]
    return "/".join(parts)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _missing(files: Files, name: str, place: Place) -> Problem | None:
    """Tell whether the picture is there, its name written in just these letters.

    Windows and macOS find ``plan.PNG`` as ``plan.png``; a print shop's machine does not.
    """
    folder = files.root
    parts = name.split("/")
    for at, part in enumerate(parts):
        names = _names(folder)
        if part not in names:
            alike = [each for each in names if each.lower() == part.lower()]
            near = alike[0] if alike else closest(part, names)
            if not near:
                return error("image-missing", place, name=name, root=files.shown(files.root))
            nearest = "/".join([*parts[:at], near, *parts[at + 1 :]])
            return error("image-missing-near", place, name=name, nearest=nearest)
        folder = folder / part
    return None


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def _look_at(files: Files, path: Path, name: str, place: Place) -> Problem | None:
    if path.suffix.lower() not in SUFFIXES:
        return error("image-type", place, name=name, found=path.suffix or "?")
    try:
        state = path.stat()
        if path not in files.read:
            files.read.append(path)
        if state.st_size > MAX_BYTES:
            size, limit = f"{state.st_size // 1_000_000} MB", MAX_BYTES // 1_000_000
            return error("image-file-too-large", place, name=name, size=size, limit=limit)
        fault = _checked(path, name, state.st_mtime_ns, state.st_size)
    except OSError as refusal:
        return error("image-unreadable", place, name=name, why=refusal.strerror or str(refusal))
    return replace(fault, place=place) if fault else None


@lru_cache(maxsize=512)
def _checked(path: Path, name: str, changed_ns: int, size: int) -> Problem | None:
    """Look at a picture once for each state of its file: a preview reads it again and again."""
    return check_picture(path.read_bytes(), name, Place())
