"""The themes that there are, read anew when one of their ``theme.toml`` is saved."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sasshi.problems import SasshiError
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme


class ThemeList:
    """Themes by name; those that are broken are there, but not to be had."""

    def __init__(self, templates: Path) -> None:
        """Look in the folder of all themes."""
        self._templates = templates
        self._stamps: dict[Path, int] = {}
        self._titles: list[dict[str, str]] = []
        self._themes: dict[str, Theme | None] = {}

    def titles(self) -> list[dict[str, str]]:
        """List every theme by its folder's name and its own."""
        self._look()
        return self._titles

    def theme(self, name: str) -> Theme | None:
        """Give a theme, ``None`` if it is broken or not there: a build says why."""
        self._look()
        if name not in self._themes:
            try:
                self._themes[name] = load_theme(name, self._templates, FILTERS)
            except SasshiError:
                self._themes[name] = None
        return self._themes[name]

    def _look(self) -> None:
        """Forget everything if a ``theme.toml`` is not as it was."""
        paths = sorted(self._templates.glob("*/theme.toml"))
        stamps = {path: path.stat().st_mtime_ns for path in paths}
        if stamps != self._stamps:
            self._stamps, self._themes = stamps, {}
            self._titles = [_title(path) for path in paths]


def _title(path: Path) -> dict[str, str]:
    """Name a theme by its folder and, if its ``theme.toml`` can be read, as it names itself."""
    try:
        title = str(tomllib.loads(path.read_text(encoding="utf-8")).get("name", ""))
    except (OSError, ValueError):
        title = ""
    return {"name": path.parent.name, "title": title or path.parent.name}
