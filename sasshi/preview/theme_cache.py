"""The themes of a project, each loaded once for as long as none of its files changes."""

from __future__ import annotations

import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sasshi.model import stamp
from sasshi.problems import SasshiError
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, Token, load_theme, theme_folders

#: In ns: by how much the time of a file may lag behind the clock (a tick of the kernel, doubled).
_TICK_NS = 20_000_000


class ThemeCache:
    """Themes by name. Every method may be called from any thread."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._lock = threading.RLock()
        self._loaded: dict[str, Theme] = {}
        self._files: dict[str, frozenset[Path]] = {}
        self._stamps: dict[Path, object] = {}
        self._titles: tuple[dict[Path, object], list[dict[str, str]]] = {}, []

    @contextmanager
    def loaded(self) -> Iterator[dict[str, Theme]]:
        """Give the themes that are still as they were loaded, to take from and to add to.

        What was added is kept, whatever else fails meanwhile.
        """
        with self._lock:
            if any(stamp(path) != before for path, before in self._stamps.items()):
                self._loaded, self._files, self._stamps = {}, {}, {}
            start_ns = time.time_ns()
            try:
                yield self._loaded
            finally:
                for name in self._loaded.keys() - self._files.keys():
                    self._files[name] = frozenset(_chain_files(self._loaded[name]))
                    self._stamps |= {p: _stamp_before(p, start_ns) for p in self._files[name]}

    def files_of(self, theme: Theme) -> frozenset[Path]:
        """Give the files of a theme, and those that would stand before them in its chain."""
        with self._lock:
            return self._files.get(theme.name) or frozenset(_chain_files(theme))

    def tokens_of(self, name: str) -> Mapping[str, Token]:
        """Give the tokens that a theme declares; none if it is broken or absent: builds say why."""
        with self.loaded() as themes:
            if name not in themes:
                try:
                    themes[name] = load_theme(name, self._templates, FILTERS)
                except SasshiError:
                    return {}
            return themes[name].tokens

    def titles(self) -> list[dict[str, str]]:
        """List every theme, broken or not: ``name`` is its folder's, ``title`` its own."""
        with self._lock:
            stamps = {path: stamp(path) for path in self.declarations()}
            if stamps != self._titles[0]:
                self._titles = stamps, [_title(path) for path in stamps]
            return self._titles[1]

    def declarations(self) -> list[Path]:
        """Give the ``theme.toml`` of every theme."""
        return [folder / "theme.toml" for folder in theme_folders(self._templates).values()]


def _stamp_before(path: Path, start_ns: int) -> object:
    """Give the stamp of a file that was read; one that no file has if it was saved meanwhile."""
    now = stamp(path)
    try:
        saved_ns = path.stat().st_mtime_ns
    except OSError:
        return now
    return now if saved_ns < start_ns - _TICK_NS else object()


def _chain_files(theme: Theme) -> Iterator[Path]:
    """Find the files of a theme's folders, each in every folder where it could be."""
    own = (p.relative_to(f) for f in theme.folders for p in f.rglob("*") if p.is_file())
    for name in dict.fromkeys(own):
        yield from (folder / name for folder in theme.folders)


def _title(path: Path) -> dict[str, str]:
    """Name a theme by its folder and, if its ``theme.toml`` can be read, as it names itself."""
    try:
        title = str(tomllib.loads(path.read_text(encoding="utf-8")).get("name", ""))
    except (OSError, ValueError):
        title = ""
    return {"name": path.parent.name, "title": title or path.parent.name}
