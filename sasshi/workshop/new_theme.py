"""A theme begun: a folder with all that it needs, and remarks on what comes next."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template

from sasshi.problems import MachineError, Place, UsageError, error, shown_path
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme

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
