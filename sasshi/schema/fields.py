"""What a schema is made of: the kinds of values that an author may write into YAML.

A schema is a ``Table``: keys, each with its field. ``reader.read`` reads a value by it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sasshi.problems import Place, Problem, error
from sasshi.schema.yaml_text import Value


@dataclass(frozen=True, slots=True)
class Text:
    """A text of one paragraph that must fit its place, and is never empty.

    There is room for ``most_em`` em: so many kanji, or twice as many Latin letters.
    """

    most_em: float


class Prose:
    """A text that people read, of any length; its quotes are set as the language has them."""


class Typed:
    """A name, a number, an address: the text as it was typed (``0123``, ``2.10``, ``no``)."""


class Scalar:
    """A single value of any type: text, number, ``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number between limits, or a pair of them where it is only known to lie between.

    What is read is always a pair.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]


class Switch:
    """``true`` or ``false``."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of ``least`` to ``most`` values of one kind."""

    each: Field
    least: int = 0
    most: int = sys.maxsize


@dataclass(frozen=True, slots=True)
class Entries:
    """Values of one kind by keys that the author chooses."""

    each: Field


@dataclass(frozen=True, slots=True)
class Table:
    """Values by keys that are known, some of which must be there (``needed``).

    ``short`` names the key that is meant where a single value stands instead of the table.
    ``blanks`` says that a key with nothing behind it counts as not there.
    ``check`` looks at what was read, once all that is needed is right, and gives problems;
    ``make`` makes of a table without any problem what it stands for, by default a dictionary.
    """

    keys: Mapping[str, Field]
    needed: tuple[str, ...] = ()
    short: str | None = None
    blanks: bool = False
    check: Callable[[ReadTable], Iterator[Problem]] | None = None
    make: Callable[[ReadTable], Any] | None = None


class Anything:
    """Whatever is there, as plain data."""


Field = (
    Text | Prose | Typed | Scalar | Number | Choice | Switch | Items | Entries | Table | Anything
)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table that was read, for its ``check`` and its ``make``.

    ``given`` are the entries as they stand in the source, those too that are wrong; ``read`` the
    right ones. ``lines`` has the line of each value of the schema by its full name, such as
    ``rows[2].cells``; ``name`` is the table's own, empty for the whole schema.
    """

    schema: Table
    name: str
    place: Place
    given: Mapping[str, Value]
    read: Mapping[str, Any]
    lines: Mapping[str, int]

    def line_of(self, part: str) -> int:
        """Give the line of a part of the table: a key, ``rows[2]``."""
        return self.lines[full_name(self.name, part)]

    def error(self, code: str, part: str = "", **params: object) -> Problem:
        """Make a problem at a part of the table, or at the table itself."""
        line = self.line_of(part) if part else self.place.line
        return error(code, Place(self.place.path, line), **params)


def full_name(table: str, key: str) -> str:
    """Give the name by which a key of a table is known: ``contact.phone``."""
    return f"{table}.{key}" if table else key
