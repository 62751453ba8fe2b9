"""Kinds of values in a drawing's data, and how they are read: each mistake with its line."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sasshi.dialect.draft import Draft
from sasshi.dialect.typography import apply, smarten, soft_breaks
from sasshi.problems import closest
from sasshi.schema.yaml_text import Value


@dataclass(frozen=True, slots=True)
class Text:
    """A text with room for ``most`` em: so many kanji, or twice as many Latin letters."""

    most: float


@dataclass(frozen=True, slots=True)
class Number:
    """A number between limits, or a pair of them where it is only known to lie between."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of ``least`` to ``most`` values of one kind."""

    each: Kind
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Table:
    """Entries by their keys, some of which must be there.

    ``short`` names the key that is meant where a single value stands instead of entries.
    ``check`` looks at a table that is read, its parts together.
    """

    keys: Mapping[str, Kind]
    needed: tuple[str, ...] = ()
    short: str | None = None
    check: Callable[[Reader, str, dict[str, Any]], None] | None = None


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever a theme's own drawing takes."""


Kind = Text | Number | Choice | Switch | Items | Table | Anything


@dataclass(slots=True)
class Reader:
    """Reads values by their kinds; what is wrong goes to the draft, and is ``None`` here.

    ``lines`` has the line of each value by its name, such as ``rows[2].cells``.
    """

    draft: Draft
    lines: dict[str, int] = field(default_factory=dict)

    def read(self, kind: Kind, name: str, value: Value) -> Any:
        """Give a value as plain data, as its kind wants it."""
        self.lines[name] = value.line
        ways: dict[type, Callable[[Any, str, Value], Any]] = {
            Text: self._text,
            Number: self._number,
            Choice: self._choice,
            Switch: self._switch,
            Items: self._items,
            Table: self.table,
            Anything: self._anything,
        }
        return ways[type(kind)](kind, name, value)

    def table(self, kind: Table, name: str, value: Value) -> dict[str, Any] | None:
        """Read entries; ``name`` is empty for those of the drawing itself."""
        if kind.short and isinstance(value.data, str | int | float | bool):
            value = Value({kind.short: value}, value.line)
        if not isinstance(value.data, dict):
            self.wrong("wrong-type-table", name, value)
            return None
        read = {}
        for key, each in value.data.items():
            if key in kind.keys:
                read[key] = self.read(kind.keys[key], f"{name}.{key}".lstrip("."), each)
            else:
                self._unknown(f"{name}.{key}".lstrip("."), key, tuple(kind.keys), each.line)
        missing = [key for key in kind.needed if key not in value.data]
        for key in missing:
            full = f"{name}.{key}".lstrip(".")
            self.draft.error("figure-key-missing", value.line, key=full, example=key)
        if missing or None in read.values():
            return None
        if kind.check:
            kind.check(self, name, read)
        return read

    def wrong(self, problem: str, name: str, value: Value, **more: object) -> None:
        """Note a value of another kind than is wanted."""
        found = json.dumps(value.plain(), ensure_ascii=False)
        shown = found if len(found) <= 60 else found[:57] + "…"
        self.draft.error(problem, value.line, name=name, found=shown, **more)

    def _text(self, kind: Text, name: str, value: Value) -> str | None:
        """Read a text; a number or a ``yes`` is the text it was typed as."""
        if isinstance(value.data, list | dict):
            self.wrong("wrong-type-text", name, value)
            return None
        raw = value.raw.strip()  # a text of several lines, after `|`, joins as in a paragraph
        text = " ".join(apply(raw, soft_breaks(raw, self.draft.lang)).split())
        if value.data is None or not text:
            self.draft.error("figure-text-empty", value.line, name=name)
            return None
        length = sum(1.0 if _is_wide(char) else 0.5 for char in text)
        if length > kind.most:
            each = 1 if any(map(_is_wide, text)) else 2
            limit, over = int(kind.most * each), len(text)
            self.draft.error("figure-text-long", value.line, name=name, limit=limit, length=over)
            return None
        return smarten(text, self.draft.lang)

    def _number(self, kind: Number, name: str, value: Value) -> list[float] | None:
        """Read a number, or a pair, as a pair."""
        pair = value.data if isinstance(value.data, list) else [value, value]
        found = [each.data for each in pair]
        numbers = [n for n in found if isinstance(n, int | float) and not isinstance(n, bool)]
        inside = all(kind.low <= number <= kind.high for number in numbers)
        if not inside or len(numbers) != 2 or len(found) != 2 or numbers[0] > numbers[1]:
            self.wrong("figure-number", name, value, low=f"{kind.low:g}", high=f"{kind.high:g}")
            return None
        return numbers

    def _choice(self, kind: Choice, name: str, value: Value) -> str | None:
        if value.raw in kind.words:
            return value.raw
        self.wrong("figure-choice", name, value, known=", ".join(kind.words))
        return None

    def _switch(self, kind: Switch, name: str, value: Value) -> bool | None:
        if isinstance(value.data, bool):
            return value.data
        self.wrong("figure-switch", name, value)
        return None

    def _items(self, kind: Items, name: str, value: Value) -> list[Any] | None:
        if not isinstance(value.data, list):
            self.wrong("wrong-type-list", name, value)
            return None
        count = len(value.data)
        if not kind.least <= count <= kind.most:
            limits = {"least": kind.least, "most": kind.most}
            self.draft.error("figure-count", value.line, name=name, count=count, **limits)
        read = [self.read(kind.each, f"{name}[{n}]", v) for n, v in enumerate(value.data, 1)]
        return None if None in read else read

    def _anything(self, kind: Anything, name: str, value: Value) -> Any:
        """Take a value as it is, with the quotes that the language has."""
        return _curled(value.plain(), self.draft.lang)

    def _unknown(self, full: str, key: str, known: tuple[str, ...], line: int) -> None:
        nearest = closest(key.lower(), known) or ""
        problem = "unknown-key-near" if nearest else "unknown-key"
        self.draft.error(problem, line, key=full, nearest=nearest, known=", ".join(known))


def _is_wide(char: str) -> bool:
    """Tell whether a character takes a whole em: kanji, kana, full-width marks."""
    return unicodedata.east_asian_width(char) in "WF"


def _curled(data: Any, lang: str) -> Any:
    """Set the quotes of every text in some data as the language has them."""
    if isinstance(data, dict):
        return {key: _curled(value, lang) for key, value in data.items()}
    if isinstance(data, list):
        return [_curled(value, lang) for value in data]
    return smarten(data, lang) if isinstance(data, str) else data
