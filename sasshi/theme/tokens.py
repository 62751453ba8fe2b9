"""The settings of a theme: declared in ``theme.toml``, with a type, a label and limits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sasshi.model import TokenValue, is_cjk
from sasshi.problems import BuildError, Problem, error
from sasshi.theme.toml import place_of, unknown_keys

_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)([a-z]+|%)\Z")
_KEYS = ("type", "default", "latin", "label", "unit", "min", "max", "choices")


@dataclass(frozen=True, slots=True)
class TokenType:
    """A type of settings: how a value is read, and how that is said.

    ``parse`` is given the token and the text of a value, and gives the value, ``None`` if it does
    not fit. ``wanted`` says in messages what fits, ``meaning`` in the reference, by language;
    ``{unit}``, ``{limits}`` and ``{choices}`` in them are filled in. ``control`` is the group of
    the preview's controls that it stands in: ``colours``, ``measures`` or ``choices``. A value
    has one of the ``units``, if there are any; to templates it is a ``shape``.
    """

    name: str
    parse: Callable[[Token, str], TokenValue | None]
    wanted: str
    meaning: Mapping[str, str]
    control: str
    units: tuple[str, ...] = ()
    shape: type = str


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

    @property
    def kind(self) -> TokenType:
        """The row of the token's type."""
        return TYPES[self.type]

    def default_for(self, lang: str) -> TokenValue:
        """Give the default for a guide in some language."""
        return self.default if is_cjk(lang) or self.latin is None else self.latin


def read_tokens(chain: Iterable[tuple[Path, Mapping[str, Any]]]) -> dict[str, Token]:
    """Read the tokens of every ``theme.toml`` of a chain, the one that all extend first.

    What a theme says of a token is laid over what the themes before it say: a new default is
    enough.

    Raises:
        BuildError: a declaration is not complete, or its default does not fit.

    """
    entries: dict[str, dict[str, Any]] = {}
    tokens: dict[str, Token] = {}
    problems: list[Problem] = []
    for path, table in chain:
        declared = table.get("tokens", {})
        for name, own in (declared if isinstance(declared, dict) else {"": declared}).items():
            entries[name] = _over(entries.get(name, {}), own)
            if isinstance(own, dict):
                problems += unknown_keys(path, own, _KEYS, f"tokens.{name}")
            problem = _wrong(name, entries[name], path)
            if problem is not None:
                problems.append(problem)
            else:
                tokens[name] = _token(name, entries[name])
    if problems:
        raise BuildError(problems)
    return tokens


def _over(entry: Mapping[str, Any], own: object) -> dict[str, Any]:
    """Lay a declaration over what it takes over; a new default is also that of Latin guides."""
    if not isinstance(own, dict):
        return {}
    kept = {key: value for key, value in entry.items() if key != "latin" or "default" not in own}
    return {**kept, **own}


def _wrong(name: str, entry: Mapping[str, Any], path: Path) -> Problem | None:
    """Say what is wrong with a declaration."""
    if not _complete(entry):
        return error("bad-token-declaration", place_of(path, f"[tokens.{name}]"), name=name)
    token = _token(name, entry)
    for value in map(token.default_for, ("ja", "en")):
        if parse_token(token, value) is None:
            place = place_of(path, f"[tokens.{name}]")
            return error("bad-token", place, name=name, value=value, wanted=describe(token))
    return None


def _token(name: str, entry: Mapping[str, Any]) -> Token:
    """Make a token of its declaration."""
    return Token(
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


def _complete(entry: object) -> bool:
    """Tell whether the declaration of a token says all it must."""
    if not isinstance(entry, dict) or "default" not in entry:
        return False
    kind = entry.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        return False
    limits = (entry.get("min"), entry.get("max"))
    if not all(limit is None or isinstance(limit, int | float) for limit in limits):
        return False
    units = TYPES[kind].units
    return not units or entry.get("unit") in units


def parse_token(token: Token, value: TokenValue) -> TokenValue | None:
    """Give the value in the token's own type, ``None`` if it does not fit."""
    return token.kind.parse(token, str(value).strip())


def describe(token: Token) -> str:
    """Say in a few words what a token takes: ``a number with pt, 7 to 14``."""
    low = "" if token.minimum is None else f", {token.minimum:g} or more"
    high = "" if token.maximum is None else f", {token.maximum:g} or less"
    limits = low + high
    if low and high:
        limits = f", {token.minimum:g} to {token.maximum:g}"
    choices = " | ".join(token.choices)
    return token.kind.wanted.format(unit=token.unit, limits=limits, choices=choices)


def _parse_color(token: Token, text: str) -> str | None:
    return text if _COLOR.match(text) else None


def _parse_measure(token: Token, text: str) -> str | None:
    match = _MEASURE.match(text)
    fits = match is not None and match[2] == token.unit and _within(token, float(match[1]))
    return text if fits else None


def _parse_number(token: Token, text: str) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    if not _within(token, number):
        return None
    return int(number) if number.is_integer() else number


def _parse_choice(token: Token, text: str) -> str | None:
    return text if text in token.choices else None


def _parse_boolean(token: Token, text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _within(token: Token, number: float) -> bool:
    """Tell whether the number lies between the token's limits."""
    low = -math.inf if token.minimum is None else token.minimum
    high = math.inf if token.maximum is None else token.maximum
    return math.isfinite(number) and low <= number <= high


#: The types of settings: a row is all that a new one needs.
TYPES = {
    row.name: row
    for row in (
        TokenType("color", _parse_color, "#RRGGBB", {"en": "colour", "ja": "色"}, "colours"),
        TokenType(
            "length",
            _parse_measure,
            "a number with {unit}{limits}",
            {"en": "length in {unit}", "ja": "長さ({unit})"},
            "measures",
            units=("mm", "pt", "em", "rem"),
        ),
        TokenType(
            "number",
            _parse_number,
            "a number{limits}",
            {"en": "number", "ja": "数"},
            "measures",
            shape=float,
        ),
        TokenType(
            "choice",
            _parse_choice,
            "{choices}",
            {"en": "{choices}", "ja": "{choices}"},
            "choices",
        ),
        TokenType(
            "boolean",
            _parse_boolean,
            "true | false",
            {"en": "true or false", "ja": "true か false"},
            "choices",
            shape=bool,
        ),
        TokenType(
            "text", lambda token, text: text, "text", {"en": "text", "ja": "文字列"}, "choices"
        ),
    )
}
