"""Values of a YAML text, read by a schema: plain data, and each mistake with its line."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sasshi.problems import Place, Problem, closest, error, has_errors, warning
from sasshi.schema.fields import (
    Anything,
    Choice,
    Entries,
    Field,
    Items,
    Number,
    Prose,
    ReadTable,
    Scalar,
    Switch,
    Table,
    Text,
    Typed,
    full_name,
)
from sasshi.schema.yaml_text import Value

#: Stands for a value that is wrong, once that is noted; ``None`` is a value like others.
_WRONG: Final = object()


@dataclass(frozen=True, slots=True)
class Typography:
    """How texts are set in a guide's language.

    ``join`` turns the line ends of a source into spaces, or into nothing; ``smarten`` sets
    quotes, dashes and ellipses.
    """

    join: Callable[[str], str]
    smarten: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a value: its data (``None`` if anything is wrong with it), the problems.

    ``lines`` has the line of each value by its full name, ``contact.phone`` or ``rows[2]``.
    """

    data: Any
    problems: tuple[Problem, ...]
    lines: Mapping[str, int]


def read(schema: Table, value: Value, path: str, typography: Typography) -> Reading:
    """Read a value of the file shown as ``path`` by its schema."""
    reader = _Reader(path, typography)
    data = reader.read(schema, "", value)
    return Reading(
        None if has_errors(reader.problems) else data, tuple(reader.problems), reader.lines
    )


@dataclass(slots=True)
class _Reader:
    path: str
    typography: Typography
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def read(self, kind: Field, name: str, value: Value) -> Any:
        """Give a value as its field wants it, or ``_WRONG`` once the mistake is noted."""
        if name:
            self.lines[name] = value.line
        self._look_for_remark(kind, value)
        ways: dict[type, Callable[[Any, str, Value], Any]] = {
            Text: self._text,
            Prose: self._prose,
            Typed: self._typed,
            Scalar: self._scalar,
            Number: self._number,
            Choice: self._choice,
            Switch: self._switch,
            Items: self._items,
            Entries: self._entries,
            Table: self._table,
            Anything: self._anything,
        }
        return ways[type(kind)](kind, name, value)

    def _table(self, kind: Table, name: str, value: Value) -> Any:
        if kind.short and isinstance(value.data, str | int | float | bool):
            value = Value({kind.short: value}, value.line)
        if not isinstance(value.data, dict):
            return self._wrong("wrong-type-table", name, value)
        before = len(self.problems)
        read = self._keys(kind, name, value.data)
        missing = [key for key in kind.needed if key not in value.data]
        for key in missing:
            self._note("figure-key-missing", value.line, key=full_name(name, key), example=key)
        place = Place(self.path, value.line)
        right = {key: each for key, each in read.items() if each is not _WRONG}
        table = ReadTable(kind, name, place, value.data, right, self.lines)
        if kind.check and right.keys() >= set(kind.needed):
            self.problems += kind.check(table)
        if missing or len(right) < len(read):
            return _WRONG
        if kind.make is None:
            return right
        return _WRONG if has_errors(self.problems[before:]) else kind.make(table)

    def _keys(self, kind: Table, name: str, given: Mapping[str, Value]) -> dict[str, Any]:
        read: dict[str, Any] = {}
        for key, value in given.items():
            full = full_name(name, key)
            if key not in kind.keys:
                self._unknown(full, key, tuple(kind.keys), value.line)
            elif kind.blanks and value.data is None:
                self.lines[full] = value.line
                self._look_for_remark(kind.keys[key], value)
            else:
                read[key] = self.read(kind.keys[key], full, value)
        return read

    def _look_for_remark(self, kind: Field, value: Value) -> None:
        """Warn of a text behind ``#``, which YAML passes over, where it may have been meant.

        Behind what is no text, ``# vertical`` is what it looks like; ``#5`` may not be.
        """
        if isinstance(kind, Anything) and isinstance(value.data, dict | list):
            inner = value.data.values() if isinstance(value.data, dict) else value.data
            for each in inner:
                self._look_for_remark(kind, each)
        remark = value.remark.strip()
        meant = remark and (isinstance(kind, Prose | Text) or not remark[1:2].isspace())
        if not meant or len(remark) < 2 or (isinstance(kind, Table) and kind.short):
            return  # in its short form, a table's one value is looked at by itself
        whole = f"{value.raw}{value.remark.rstrip()}".strip()
        quoted = "'" + whole.replace("'", "''") + "'" if '"' in whole else f'"{whole}"'
        place = Place(self.path, value.line)
        self.problems.append(warning("yaml-remark", place, found=remark, quoted=quoted))

    def _unknown(self, full: str, key: str, known: tuple[str, ...], line: int) -> None:
        nearest = closest(key.lower(), known) or ""
        code = "unknown-key-near" if nearest else "unknown-key"
        self._note(code, line, key=full, nearest=nearest, known=", ".join(known))

    def _entries(self, kind: Entries, name: str, value: Value) -> Any:
        if not isinstance(value.data, dict):
            return self._wrong("wrong-type-table", name, value)
        read = {
            key: self.read(kind.each, full_name(name, key), each)
            for key, each in value.data.items()
        }
        if any(each is _WRONG for each in read.values()):
            return _WRONG
        return {key: each for key, each in read.items() if each is not None}

    def _items(self, kind: Items, name: str, value: Value) -> Any:
        if not isinstance(value.data, list):
            return self._wrong("wrong-type-list", name, value)
        count = len(value.data)
        if not kind.least <= count <= kind.most:
            limits = {"least": kind.least, "most": kind.most}
            self._note("figure-count", value.line, name=name, count=count, **limits)
        read = [self.read(kind.each, f"{name}[{n}]", v) for n, v in enumerate(value.data, 1)]
        if any(each is _WRONG for each in read):
            return _WRONG
        return tuple(each for each in read if each is not None and each != "")

    def _text(self, kind: Text, name: str, value: Value) -> Any:
        """Read a text; a number or a ``yes`` is the text it was typed as."""
        if isinstance(value.data, list | dict):
            return self._wrong("wrong-type-text", name, value)
        text = self.typography.join(value.raw.strip())  # of several lines after `|`, perhaps
        if value.data is None or not text:
            return self._note("figure-text-empty", value.line, name=name)
        length_em = sum(1.0 if _is_wide(char) else 0.5 for char in text)
        if length_em > kind.most_em:
            each = 1 if any(map(_is_wide, text)) else 2
            limit, over = int(kind.most_em * each), len(text)
            return self._note("figure-text-long", value.line, name=name, limit=limit, length=over)
        return self.typography.smarten(text)

    def _prose(self, kind: Prose, name: str, value: Value) -> Any:
        text = self._typed(kind, name, value)
        return self.typography.smarten(text) if isinstance(text, str) else text

    def _typed(self, kind: Typed | Prose, name: str, value: Value) -> Any:
        if value.data is None:
            return None
        if isinstance(value.data, list | dict):
            return self._wrong("wrong-type-text", name, value)
        return value.raw.strip()

    def _scalar(self, kind: Scalar, name: str, value: Value) -> Any:
        if value.data is None or isinstance(value.data, list | dict):
            return self._wrong("wrong-type-scalar", name, value)
        return value.data

    def _number(self, kind: Number, name: str, value: Value) -> Any:
        pair = value.data if isinstance(value.data, list) else [value, value]
        ends = [each.data for each in pair]
        numbers = [n for n in ends if isinstance(n, int | float) and not isinstance(n, bool)]
        inside = all(kind.low <= number <= kind.high for number in numbers)
        if not inside or len(numbers) != 2 or len(ends) != 2 or numbers[0] > numbers[1]:
            limits = {"low": f"{kind.low:g}", "high": f"{kind.high:g}"}
            return self._wrong("figure-number", name, value, **limits)
        return tuple(numbers)

    def _choice(self, kind: Choice, name: str, value: Value) -> Any:
        if value.raw in kind.words:
            return value.raw
        return self._wrong("figure-choice", name, value, known=", ".join(kind.words))

    def _switch(self, kind: Switch, name: str, value: Value) -> Any:
        if isinstance(value.data, bool):
            return value.data
        return self._wrong("figure-switch", name, value)

    def _anything(self, kind: Anything, name: str, value: Value) -> Any:
        return _smartened(value.plain(), self.typography.smarten)

    def _wrong(self, code: str, name: str, value: Value, **more: object) -> object:
        return self._note(code, value.line, name=name, found=value.shown(), **more)

    def _note(self, code: str, line: int, **params: object) -> object:
        self.problems.append(error(code, Place(self.path, line), **params))
        return _WRONG


def _is_wide(char: str) -> bool:
    """Tell whether a character takes a whole em: kanji, kana, full-width marks."""
    return unicodedata.east_asian_width(char) in "WF"


def _smartened(data: Any, smarten: Callable[[str], str]) -> Any:
    if isinstance(data, dict):
        return {key: _smartened(each, smarten) for key, each in data.items()}
    if isinstance(data, list):
        return [_smartened(each, smarten) for each in data]
    return smarten(data) if isinstance(data, str) else data
