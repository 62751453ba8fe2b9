"""Folders of themes: begun, copied into, and looked into."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from string import Template

from sasshi.make import write
from sasshi.model import Product
from sasshi.problems import MachineError, Place, Problem, UsageError, closest, error, shown_path
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme
from sasshi.workshop.ejected import REMARKS, origin_of
from sasshi.workshop.files import own_files

#: The files that a new theme begins with, by the language of their remarks.
START = Path(__file__).parent / "start"
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def new_theme(name: str, parent: str, templates: Path, lang: str) -> tuple[Path, ...]:
    """Begin a theme that extends another one; give the files that were written.

    Raises:
        UsageError: the name cannot be one, or is taken; there is no theme to extend.
        MachineError: the folder cannot be written.

    """
    if not _NAME.fullmatch(name):
        raise UsageError([error("bad-theme-name", name=name)])
    folder = templates / name
    if folder.exists():
        raise UsageError([error("theme-exists", Place(shown_path(folder)), name=name)])
    extended = load_theme(parent, templates, FILTERS)
    files = _start(name, extended, lang)
    _write_folder(folder, files)
    return tuple(folder / path for path in files)


def _start(name: str, extended: Theme, lang: str) -> dict[str, str]:
    """Give the texts that a theme begins with, by the names of their files."""
    cover = extended.find("partials/cover.html")
    owner = cover.parent.parent.name if cover else ""
    words = {"name": name, "parent": extended.name, "owner": owner}
    texts = {path.name: path.read_text(encoding="utf-8") for path in (START / lang).iterdir()}
    filled = {key: Template(text).substitute(words) for key, text in texts.items()}
    files = {"theme.toml": filled["theme.toml"], f"css/{name}.css": filled["sheet.css"]}
    return {**files, "partials/cover.html": filled["cover.html"]} if cover else files


def _write_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Write a folder as a whole, or not at all."""
    try:
        waiting = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
        try:
            for name, text in files.items():
                (waiting / name).parent.mkdir(exist_ok=True)
                (waiting / name).write_text(text, encoding="utf-8")
            waiting.chmod(folder.parent.stat().st_mode)
            waiting.rename(folder)
        finally:
            shutil.rmtree(waiting, ignore_errors=True)
    except OSError as failure:
        place = Place(shown_path(folder))
        reason = failure.strerror or failure
        raise MachineError([error("cannot-write", place, reason=reason)]) from failure


def givers(name: str, theme: Theme) -> tuple[Path, ...]:
    """Give the files of that name in a theme's chain, the one that counts first.

    Raises:
        UsageError: there is none.

    """
    name = _checked(name)
    found = tuple(path for folder in theme.folders if (path := folder / name).is_file())
    if not found:
        raise UsageError([_no_file(name, theme)])
    return found


def eject(name: str, theme: Theme, *, force: bool = False) -> tuple[Path, ...]:
    """Copy a file of what a theme extends into it, with a note of where it came from.

    Gives the files that were written. ``force`` writes over a copy that there is.

    Raises:
        UsageError: there is no such file, or there is a copy already.
        MachineError: the folder cannot be written.

    """
    name = _checked(name)
    own = theme.folders[0]
    sources = (path for folder in theme.folders[1:] if (path := folder / name).is_file())
    source, copy = next(sources, None), own / name
    if source is None or name == "theme.toml":
        raise UsageError([_no_file(name, theme)])
    inside = copy.parent.resolve().is_relative_to(own.resolve())
    if not inside or not source.resolve().is_relative_to(own.resolve().parent):
        raise UsageError([error("bad-theme-path", name=name)])
    if (copy.exists() or copy.is_symlink()) and not force:
        raise UsageError([error("file-exists", Place(shown_path(copy)))])
    return _copy(source, copy, name, theme)


def _copy(source: Path, copy: Path, name: str, theme: Theme) -> tuple[Path, ...]:
    """Write a copy with its note: in the copy, or in ``theme.toml`` where it has no remarks."""
    owner = next(folder for folder in theme.folders if source == folder / name)
    origin, data = origin_of(source, owner.name, name), source.read_bytes()
    remark = REMARKS.get(source.suffix)
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
        return known.sub(lambda found: line, text)
    header = re.compile(r"^\[ejected\]\s*?$", re.MULTILINE)
    if header.search(text):
        return header.sub(lambda found: f"[ejected]\n{line}", text)
    return f"{text.rstrip()}\n\n[ejected]\n{line}\n"


def _checked(name: str) -> str:
    """Give a file's name in a theme, if it cannot lead anywhere else."""
    path = PurePosixPath(name.replace("\\", "/"))
    if not name or path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise UsageError([error("bad-theme-path", name=name)])
    return path.as_posix()


def _no_file(name: str, theme: Theme) -> Problem:
    """Say that no theme of a chain has a file."""
    known = {each for folder in theme.folders[1:] or theme.folders for each in own_files(folder)}
    nearest = closest(name, known, 0.5) or ", ".join(sorted(known)[:12])
    return error("no-theme-file", name=name, theme=theme.name, nearest=nearest)
