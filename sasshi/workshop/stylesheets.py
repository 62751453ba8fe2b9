"""Style sheets of a theme, read: custom properties that nobody sets, or that nobody asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sasshi.editions import FIT_TOKENS
from sasshi.engine.stylesheets import bare, with_imports
from sasshi.problems import Place, Problem, closest, error, shown_path, warning
from sasshi.theme import Theme
from sasshi.theme.toml import place_of_key, read_toml
from sasshi.typeset.css_properties import CSS_PROPERTIES
from sasshi.typeset.type_area import MADE, NEEDED

_USE = re.compile(r"var\(\s*--([\w-]+)\s*(,)?")
_SETTING = re.compile(r"(?<![\w-])--([\w-]+)\s*:\s*([^;}\"']*)")
#: Tokens that the program reads.
_READ = frozenset({*NEEDED, *FIT_TOKENS, *CSS_PROPERTIES})


@dataclass(frozen=True, slots=True)
class ThemeStylesheets:
    """The texts of all style sheets and templates of a theme, without remarks, by their files.

    ``css`` are the style sheets; ``markup`` the templates, which hold CSS in ``style``.
    """

    css: Mapping[Path, str]
    markup: Mapping[Path, str]

    @classmethod
    def of(cls, theme: Theme, templates: Iterable[Path]) -> ThemeStylesheets:
        """Read a theme's style sheets, and these files of its templates."""
        return cls(
            {path: bare(text) for path, text in css_texts(theme).items()},
            {path: _text(path) for path in sorted(templates) if path.is_file()},
        )

    def uses(self) -> Iterator[tuple[Path, int, str, bool]]:
        """Give every ``var(--name)``: its file and line, and whether something stands in for it."""
        for path, text in (*self.css.items(), *self.markup.items()):
            for use in _USE.finditer(text):
                yield path, _line(text, use.start()), use[1], bool(use[2])

    def settings(self) -> Iterator[tuple[Path, int, str, str]]:
        """Give every ``--name: value``, with its file and line."""
        for path, text in (*self.css.items(), *self.markup.items()):
            for setting in _SETTING.finditer(text):
                yield path, _line(text, setting.start()), setting[1], setting[2].strip()


def css_texts(theme: Theme) -> dict[Path, str]:
    """Read every style sheet that a theme lists, in the order of their names, and their imports."""
    names = {name for own in theme.stylesheets for names in own.values() for name in names}
    return with_imports(path for name in sorted(names) if (path := theme.find(name)))


def css_problems(theme: Theme, sheets: ThemeStylesheets) -> Iterator[Problem]:
    """Name custom properties that nobody sets, nobody asks for, or that take another value."""
    known = {*theme.tokens, *MADE, *(name for _, _, name, _ in sheets.settings())}
    asked = {*CSS_PROPERTIES, *(name for _, _, name, _ in sheets.uses())}
    for path, line, name, stands_in in sheets.uses():
        if name not in known and not stands_in:
            nearest = closest(name, known, 0.5) or ", ".join(sorted(theme.tokens))
            yield error("css-unset", Place(shown_path(path), line), name=name, nearest=nearest)
    for path, line, name, value in sheets.settings():
        place = Place(shown_path(path), line)
        choices = CSS_PROPERTIES.get(name, ())
        if name not in asked:
            nearest = closest(name, asked, 0.5) or ", ".join(sorted(CSS_PROPERTIES))
            yield warning("css-unasked", place, name=name, nearest=nearest)
        elif choices and value not in choices and "(" not in value and "{" not in value:
            wanted = ", ".join(choices)
            yield warning("css-setting", place, name=name, value=value, wanted=wanted)


def unused_tokens(theme: Theme, asked: set[str], sheets: ThemeStylesheets) -> Iterator[Problem]:
    """Name the theme's own tokens that no template and no style sheet asks for."""
    if "*" in asked:
        return
    used = asked | _READ | {name for _, _, name, _ in sheets.uses()}
    inherited = {
        name
        for folder in theme.folders[1:]
        for name in read_toml(folder / "theme.toml").get("tokens", {})
    }
    path = theme.folders[0] / "theme.toml"
    for name in read_toml(path).get("tokens", {}):
        if name not in used | inherited and not _used_by_others(theme, name):
            yield warning("token-unused", place_of_key(path, f"tokens.{name}"), name=name)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _used_by_others(theme: Theme, name: str) -> bool:
    """Tell whether another theme asks for a token: those that extend this one may."""
    asking = re.compile(rf"""var\(\s*--{name}\b|tokens(?:\.{name}\b|\[["']{name}["']\])""")
    others = theme.folders[0].parent.glob("*/theme.toml")
    files = (
        path
        for other in others
        if other.parent not in theme.folders
        for path in other.parent.rglob("*")
        if path.suffix in (".css", ".html", ".svg")
    )
    return any(asking.search(_text(path)) for path in files)


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
