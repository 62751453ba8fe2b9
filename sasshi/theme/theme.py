"""A theme: the chain of folders that it is made of, its own, then those that it extends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import jinja2

from sasshi.model import TokenValue
from sasshi.problems import BuildError, Place, Problem, UsageError, closest, error, shown_path
from sasshi.theme.sandbox import leaving_out, make_environment
from sasshi.theme.tokens import Token, describe, parse_token, read_tokens
from sasshi.theme.toml import place_of, read_toml, unknown_keys

#: What ``[stylesheets]`` may list: for every edition, for those of one template, for columns, and
#: for single editions, whose sheets come after all others.
STYLESHEET_LISTS = (
    *("all", "booklet", "checklist", "howto", "test-sheet", "vertical"),
    *("large-print", "mini", "web"),
)
#: Templates that take the sheets of another one before their own.
_WITH = {"mini": "booklet"}
#: What a ``theme.toml`` may say. ``ejected`` is where copies came from that hold no comment.
KEYS = ("name", "description", "extends", "stylesheets", "tokens", "ejected")


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, ready to render.

    ``folders`` are the chain, its own folder first; ``stylesheets`` the names of style sheets
    by folder, the last folder first, and by list (``STYLESHEET_LISTS``); ``ejected`` is what its
    own ``theme.toml`` says about copies. ``descriptions`` are by language.
    """

    name: str
    description: str
    folders: tuple[Path, ...]
    tokens: Mapping[str, Token]
    stylesheets: tuple[Mapping[str, tuple[str, ...]], ...]
    environment: jinja2.Environment
    descriptions: Mapping[str, str] = field(default_factory=dict)
    ejected: Mapping[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Path | None:
        """Give the file of that name from the first folder of the chain that has it.

        A name, or a link, that leads out of the folder of all themes leads nowhere.
        """
        root = self.folders[0].resolve().parent
        paths = (folder / name for folder in self.folders)
        own = (p for p in paths if p.is_file() and p.resolve().is_relative_to(root))
        return next(own, None)

    def names(self, pattern: str) -> list[str]:
        """Give the names of files of the chain that match a pattern, but for ``_`` parts."""
        paths = ((folder, path) for folder in self.folders for path in folder.glob(pattern))
        names = {path.relative_to(folder).as_posix() for folder, path in paths if path.is_file()}
        return sorted(name for name in names if not name.rpartition("/")[2].startswith("_"))

    def without(self, files: Iterable[Path]) -> Theme:
        """Give the theme with some template files empty, to see what the others do."""
        return replace(self, environment=leaving_out(self.environment, files))

    def stylesheets_for(
        self, template: str, edition: str, *, vertical: bool = False
    ) -> tuple[str, ...]:
        """Give the style sheets for a template such as ``booklet.html``, in cascade order."""
        kind = template.partition(".")[0]
        printed = ("all", _WITH.get(kind, kind), *(("vertical",) if vertical else ()))
        lists = () if kind == "web" else printed
        names = [name for own in self.stylesheets for key in lists for name in own.get(key, ())]
        names += [name for own in self.stylesheets for name in own.get(edition, ())]
        return tuple(dict.fromkeys(names))


def theme_folders(templates: Path) -> dict[str, Path]:
    """Give every theme's folder by its name."""
    return {path.parent.name: path.parent for path in sorted(templates.glob("*/theme.toml"))}


def load_theme(name: str, templates: Path, filters: Mapping[str, Callable[..., object]]) -> Theme:
    """Read a theme and all that it extends; ``filters`` are further Jinja filters.

    Raises:
        UsageError: there is no theme of that name.
        BuildError: a ``theme.toml`` is broken, or the chain bites its tail.

    """
    tables = _tables(name, templates)
    own = next(iter(tables.values()))
    chain = [(folder / "theme.toml", table) for folder, table in reversed(tables.items())]
    wrong = [problem for path, table in chain for problem in unknown_keys(path, table, KEYS)]
    if wrong:
        raise BuildError(wrong)
    descriptions = _texts(own.get("description", ""))
    theme = Theme(
        name=name,
        description=descriptions.get("en", ""),
        folders=tuple(tables),
        tokens=read_tokens(chain),
        stylesheets=tuple(_stylesheets(path, table) for path, table in chain),
        environment=make_environment(tuple(tables), filters),
        descriptions=descriptions,
        ejected=_texts(own.get("ejected", {})),
    )
    missing = list(_missing_stylesheets(theme))
    if missing:
        raise BuildError(missing)
    return theme


def _tables(name: str, templates: Path) -> dict[Path, dict[str, Any]]:
    """Read the ``theme.toml`` of a theme, then of each that it extends, by their folders."""
    tables: dict[Path, dict[str, Any]] = {}
    wanted = name
    while wanted:
        folder = _folder(wanted, templates, tuple(tables))
        if folder in tables:
            raise BuildError([error("theme-loop", Place(shown_path(folder)), name=wanted)])
        tables[folder] = read_toml(folder / "theme.toml")
        wanted = str(tables[folder].get("extends") or "")
    return tables


def token_values(
    theme: Theme, settings: Iterable[tuple[str, TokenValue, Place]], lang: str = "ja"
) -> tuple[dict[str, TokenValue], tuple[Problem, ...]]:
    """Lay the settings over the theme's defaults for a language; report those that do not fit.

    A setting is a token's name, its value, and where that is said; later ones count.
    """
    values = {name: token.default_for(lang) for name, token in theme.tokens.items()}
    problems: list[Problem] = []
    for name, value, place in settings:
        token = theme.tokens.get(name)
        if token is None:
            nearest = closest(name, theme.tokens, 0.5) or ", ".join(sorted(theme.tokens))
            problems.append(
                error("unknown-token", place, name=name, theme=theme.name, nearest=nearest)
            )
            continue
        parsed = parse_token(token, value)
        if parsed is None:
            wanted = describe(token)
            problems.append(error("bad-token", place, name=name, value=value, wanted=wanted))
        else:
            values[name] = parsed
    return values, tuple(problems)


def _texts(given: object) -> dict[str, str]:
    """Read a table of texts; a text alone is the English one."""
    table = given if isinstance(given, dict) else {"en": given}
    return {str(key): str(text) for key, text in table.items()}


def _folder(name: str, templates: Path, extending: Sequence[Path]) -> Path:
    """Give the folder of a theme; a name is one plain word, never a path."""
    folder = templates / name
    if "/" not in name and "\\" not in name and (folder / "theme.toml").is_file():
        return folder
    known = theme_folders(templates)
    nearest = closest(name, known, 0.5) or ", ".join(known)
    if extending:
        place = place_of(extending[-1] / "theme.toml", "extends")
        raise BuildError([error("unknown-theme", place, name=name, nearest=nearest)])
    raise UsageError([error("unknown-theme", name=name, nearest=nearest)])


def _stylesheets(path: Path, table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Read the style sheets that a ``theme.toml`` adds: a list, or a table of lists.

    Raises:
        BuildError: it is neither, or a list has a name that there is not.

    """
    given = table.get("stylesheets", {})
    lists = given if isinstance(given, dict) else {"all": given}
    for key, names in lists.items():
        plain = isinstance(names, list) and all(isinstance(name, str) for name in names)
        if key not in STYLESHEET_LISTS or not plain:
            wanted = ", ".join(STYLESHEET_LISTS)
            place = place_of(path, "stylesheets")
            raise BuildError([error("bad-stylesheets", place, name=key, wanted=wanted)])
    return {key: tuple(names) for key, names in lists.items()}


def _missing_stylesheets(theme: Theme) -> Iterator[Problem]:
    for folder, lists in zip(reversed(theme.folders), theme.stylesheets, strict=True):
        for name in (name for names in lists.values() for name in names):
            if theme.find(name) is None:
                yield error("stylesheet-missing", place_of(folder / "theme.toml", name), name=name)
