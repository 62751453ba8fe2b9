"""A theme's name → ``Theme``: a chain of folders, typed tokens, words, and a Jinja environment."""

from __future__ import annotations

import dataclasses
import math
import os
import re
import sys
import tomllib
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sasshi.model import TokenValue
from sasshi.problems import BuildError, Place, Problem, UsageError, closest, error, shown_path

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(mm|pt|em|rem)\Z")
#: To be raised when the options of the Jinja environment change: they are compiled in.
_KEPT_AS = 1
_UNITS = ("mm", "pt", "em", "rem")
_TYPES = ("color", "length", "number", "choice", "boolean", "text")


@dataclass(frozen=True, slots=True)
class Token:
    """One setting of a theme, as declared in ``theme.toml``.

    ``minimum`` and ``maximum`` bound numbers, and lengths in their ``unit``. ``latin`` is the
    default for languages in Latin script, where it is another.
    """

    name: str
    type: str
    default: TokenValue
    label: Mapping[str, str]
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    latin: TokenValue | None = None

    def default_for(self, lang: str) -> TokenValue:
        """Give the default for a guide in some language."""
        cjk = lang[:2].lower() in ("ja", "zh", "ko")
        return self.default if cjk or self.latin is None else self.latin


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, ready to render: its own folder first, then those that it extends."""

    name: str
    title: str
    folders: tuple[Path, ...]
    tokens: Mapping[str, Token]
    environment: jinja2.Environment

    def find(self, name: str) -> Path | None:
        """Give the file of that name from the first folder of the chain that has it."""
        candidates = (folder / name for folder in self.folders)
        return next((path for path in candidates if path.is_file()), None)


def load_theme(name: str, templates: Path, filters: Mapping[str, Callable[..., object]]) -> Theme:
    """Read a theme and all that it extends; ``filters`` are further Jinja filters.

    Raises:
        UsageError: there is no theme of that name.
        BuildError: a ``theme.toml`` is broken, or the chain bites its tail.

    """
    folders: list[Path] = []
    tables: list[dict[str, Any]] = []
    wanted: str | None = name
    while wanted:
        folder = _folder(wanted, templates, folders)
        if folder in folders:
            raise BuildError([error("theme-loop", Place(shown_path(folder)), name=wanted)])
        folders.append(folder)
        tables.append(_read_toml(folder / "theme.toml"))
        wanted = str(tables[-1].get("extends") or "")
    tokens: dict[str, Token] = {}
    for folder, table in zip(reversed(folders), reversed(tables), strict=True):
        declared = table.get("tokens", {})
        if not isinstance(declared, dict):
            declared = {"tokens": declared}
        tokens |= _tokens(declared, folder / "theme.toml")
    title = str(tables[0].get("name", name))
    return Theme(name, title, tuple(folders), tokens, _environment(folders, filters))


def _folder(name: str, templates: Path, extending: Sequence[Path]) -> Path:
    """Give the folder of a theme; a name is one plain word, never a path."""
    folder = templates / name
    if "/" not in name and "\\" not in name and (folder / "theme.toml").is_file():
        return folder
    known = [path.parent.name for path in templates.glob("*/theme.toml")]
    nearest = closest(name, known, 0.5) or ", ".join(sorted(known))
    if extending:
        path = extending[-1] / "theme.toml"
        place = Place(shown_path(path), _line_of(path, "extends"))
        raise BuildError([error("unknown-theme", place, name=name, nearest=nearest)])
    raise UsageError([error("unknown-theme", name=name, nearest=nearest)])


def _read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a mistake in it names its line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        found = re.search(r"line (\d+)", str(mistake))
        line = int(found[1]) if found else None
        raise BuildError(
            [error("bad-toml", Place(shown_path(path), line), reason=mistake)]
        ) from None


def _tokens(table: Mapping[str, Any], path: Path) -> dict[str, Token]:
    """Read the declarations of a ``theme.toml``."""
    tokens: dict[str, Token] = {}
    problems: list[Problem] = []
    for name, entry in table.items():
        if not _complete(entry):
            place = Place(shown_path(path), _line_of(path, f"[tokens.{name}]"))
            problems.append(error("bad-token-declaration", place, name=name))
            continue
        token = Token(
            name=name,
            type=entry["type"],
            default=entry["default"],
            label=entry.get("label", {}),
            unit=entry.get("unit"),
            minimum=entry.get("min"),
            maximum=entry.get("max"),
            choices=tuple(map(str, entry.get("choices", ()))),
            latin=entry.get("latin"),
        )
        for value in map(token.default_for, ("ja", "en")):
            if parse_token(token, value) is None:
                place = Place(shown_path(path), _line_of(path, f"[tokens.{name}]"))
                params = {"name": name, "value": value, "wanted": describe(token)}
                problems.append(error("bad-token", place, **params))
                break
        tokens[name] = token
    if problems:
        raise BuildError(problems)
    return tokens


def _complete(entry: object) -> bool:
    """Tell whether the declaration of a token says all it must."""
    if not isinstance(entry, dict) or "default" not in entry or entry.get("type") not in _TYPES:
        return False
    limits = (entry.get("min"), entry.get("max"))
    if not all(limit is None or isinstance(limit, int | float) for limit in limits):
        return False
    return entry["type"] != "length" or entry.get("unit") in _UNITS


def _environment(
    folders: Iterable[Path], filters: Mapping[str, Callable[..., object]]
) -> jinja2.Environment:
    """Make the one Jinja environment of a theme: sandboxed, strict, escaping."""
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # nothing of what filters make of constants is kept
        bytecode_cache=_kept_templates(),
    )
    environment.filters |= {"cosine": _cosine, "sine": _sine, **filters}
    return environment


def _kept_templates() -> jinja2.BytecodeCache | None:
    """Keep compiled templates beside Python's own compiled modules, where it keeps those: 0.1 s.

    Never in a theme's folder: what is kept there would be run, and a theme may be anybody's.
    """
    folder = Path(__file__).parent / "__pycache__"
    if sys.dont_write_bytecode or not os.access(folder, os.W_OK):
        return None
    return jinja2.FileSystemBytecodeCache(str(folder), f"template-{_KEPT_AS}-%s.cache")


def _cosine(degrees: float) -> float:
    """Jinja filter for drawings: the cosine of an angle in degrees."""
    return math.cos(math.radians(degrees))


def _sine(degrees: float) -> float:
    """Jinja filter for drawings: the sine of an angle in degrees, upwards in SVG."""
    return math.sin(math.radians(degrees))


def token_values(
    theme: Theme, settings: Iterable[tuple[str, TokenValue, Place]], lang: str = "ja"
) -> tuple[dict[str, TokenValue], tuple[Problem, ...]]:
    """Lay the settings over the theme's defaults, in order; report those that do not fit."""
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


def parse_token(token: Token, value: TokenValue) -> TokenValue | None:
    """Give the value in the token's own type, ``None`` if it does not fit."""
    text = str(value).strip()
    if token.type == "color":
        return text if _COLOR.match(text) else None
    if token.type == "choice":
        return text if text in token.choices else None
    if token.type == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    if token.type == "text":
        return text
    if token.type == "length":
        found = _LENGTH.match(text)
        fits = found is not None and found[2] == token.unit and _within(token, float(found[1]))
        return text if fits else None
    try:
        number = float(text)
    except ValueError:
        return None
    if not _within(token, number):
        return None
    return int(number) if number.is_integer() else number


def _within(token: Token, number: float) -> bool:
    """Tell whether the number lies between the token's limits."""
    low = -math.inf if token.minimum is None else token.minimum
    high = math.inf if token.maximum is None else token.maximum
    return math.isfinite(number) and low <= number <= high


def describe(token: Token) -> str:
    """Say in a few words what a token takes: ``a length in pt, 7 to 14``."""
    low = "" if token.minimum is None else f", {token.minimum:g} or more"
    high = "" if token.maximum is None else f", {token.maximum:g} or less"
    limits = low + high
    if low and high:
        limits = f", {token.minimum:g} to {token.maximum:g}"
    kinds = {
        "color": "#RRGGBB",
        "length": f"a number with {token.unit}{limits}",
        "number": f"a number{limits}",
        "choice": " | ".join(token.choices),
        "boolean": "true | false",
        "text": "text",
    }
    return kinds[token.type]


def load_words(
    templates: Path, lang: str, own: Mapping[str, str], place: Place
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Give the interface words of a language (English where there is none) and a guide's own."""
    folder = templates / "words"
    path = folder / f"{lang.split('-')[0].lower()}.toml"
    words = _read_toml(folder / "en.toml")
    if path.is_file():
        words |= _read_toml(path)
    problems = [
        error("unknown-word", place, name=name, nearest=closest(name, words, 0.5) or "…")
        for name in own
        if name not in words
    ]
    return words | dict(own), tuple(problems)


def render_template(theme: Theme, name: str, variables: Mapping[str, object]) -> str:
    """Render one template of the theme.

    Raises:
        BuildError: with the file and line in the theme of whatever went wrong.

    """
    try:
        return theme.environment.get_template(name).render(variables)
    except jinja2.TemplateSyntaxError as mistake:
        place = Place(shown_path(mistake.filename or name), mistake.lineno)
        raise BuildError([error("template-syntax", place, reason=mistake.message)]) from None
    except jinja2.TemplateNotFound as mistake:
        place = _template_place(mistake, theme) or Place(name)
        raise BuildError([error("template-missing", place, name=mistake.name)]) from None
    except jinja2.UndefinedError as mistake:
        place = _template_place(mistake, theme) or Place(name)
        wanted = _undefined_name(str(mistake))
        nearest = closest(wanted, _known_names(variables), 0.5) or ", ".join(sorted(variables))
        raise BuildError(
            [error("template-undefined", place, name=wanted, nearest=nearest)]
        ) from None
    except BuildError:
        raise
    except Exception as mistake:
        place = _template_place(mistake, theme) or Place(name)
        reason = f"{type(mistake).__name__}: {mistake}"
        raise BuildError([error("template-failed", place, reason=reason)]) from mistake


def _known_names(variables: Mapping[str, object]) -> set[str]:
    """Give the names a template may have meant: variables, and fields of those that have some."""
    values = [value for value in variables.values() if dataclasses.is_dataclass(value)]
    return {*variables, *(field.name for value in values for field in dataclasses.fields(value))}


def _undefined_name(message: str) -> str:
    """Take the name out of Jinja's "'x' is undefined" or "has no attribute 'x'"."""
    names = re.findall(r"'([^']+)'", message)
    return names[-1] if names else ""


def _template_place(mistake: BaseException, theme: Theme) -> Place | None:
    """Find the innermost line of a template in a traceback (Jinja rewrites its frames)."""
    roots = tuple(str(folder) for folder in theme.folders)
    frames = traceback.extract_tb(mistake.__traceback__)
    for frame in reversed(frames):
        if frame.filename.startswith(roots):
            return Place(shown_path(frame.filename), frame.lineno)
    return None


def _line_of(path: Path, text: str) -> int | None:
    """Find the first line of a file that holds a text."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), None)
