"""The front matter: YAML at the top of a guide → ``Meta``, every mistake with its line.

What an author may write is the schema ``META`` at the end; ``model.Meta`` is what becomes of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sasshi.dialect.source_lines import split_lines
from sasshi.dialect.typography import for_data, language_tag
from sasshi.model import QR_BYTES, ChecklistMeta, Contact, Meta, ShopMeta, Sign
from sasshi.problems import Place, Problem, closest, error, has_errors
from sasshi.schema.fields import (
    Entries,
    Items,
    Prose,
    ReadTable,
    Scalar,
    Table,
    Typed,
)
from sasshi.schema.reader import read
from sasshi.schema.yaml_text import Value, read_yaml

_FENCE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Front matter and what follows it: ``body`` begins on line ``body_line`` of the file."""

    meta: Meta | None
    body: str
    body_line: int
    problems: tuple[Problem, ...]


def read_front_matter(text: str, path: str) -> FrontMatter:
    """Read the front matter of ``text``, a file shown as ``path``."""
    lines = split_lines(text)
    start = next((at for at, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[start]):
        problem = error("front-matter-missing", Place(path, 1))
        return FrontMatter(None, text, 1, (problem,))
    end = _closing(lines, start)
    if end is None:
        problem = error("front-matter-open", Place(path, start + 1))
        return FrontMatter(None, "", len(lines), (problem,))
    value, problems = read_yaml("\n".join(lines[start + 1 : end]), path, start + 2)
    meta = None
    if value is not None or not has_errors(problems):
        meta, mistakes = _read_meta(value, path, start + 1)
        problems += mistakes
    body = "\n".join(lines[end + 1 :])
    return FrontMatter(None if has_errors(problems) else meta, body, end + 2, problems)


def skip_front_matter(text: str) -> tuple[str, int] | None:
    """Give what follows a front matter, and its line, for files that should have none."""
    lines = split_lines(text)
    if not _FENCE.fullmatch(lines[0]):
        return None
    end = _closing(lines, 0)
    if end is None or not any(re.match(r"\w+:", line) for line in lines[1:end]):
        return None
    return "\n".join(lines[end + 1 :]), end + 2


def _closing(lines: list[str], start: int) -> int | None:
    after = range(start + 1, len(lines))
    return next((at for at in after if _END.fullmatch(lines[at])), None)


def _read_meta(
    value: Value | None, path: str, line: int
) -> tuple[Meta | None, tuple[Problem, ...]]:
    """Read a front matter that begins on ``line``; an empty one lacks its title."""
    if value is None or value.data is None:
        value = Value({}, line)
    if not isinstance(value.data, dict):
        place = Place(path, value.line)
        return None, (error("front-matter-type", place, name="", found=value.shown()),)
    # Its quotes are set as its language has them: that has to be known first.
    lang = value.data.get("lang", Value(None, line)).raw.strip()
    reading = read(META, Value(value.data, line), path, for_data(language_tag(lang) or "ja"))
    return reading.data, reading.problems


def _check_meta(table: ReadTable) -> Iterator[Problem]:
    """Check that there is a title, unless its key was mistyped, and that the language is one."""
    given, known = table.given, table.schema.keys
    if "title" not in given:
        if not any(closest(key.lower(), known) == "title" for key in given if key not in known):
            yield table.error("title-missing")
    elif given["title"].data is None or table.read.get("title") == "":
        yield table.error("title-empty", "title")
    lang = table.read.get("lang")
    if lang is not None and language_tag(lang) is None:
        yield table.error("lang-unknown", "lang", lang=lang)


def _make_meta(table: ReadTable) -> Meta:
    read = dict(table.read)
    if "lang" in read:
        read["lang"] = language_tag(read["lang"])
    return Meta(**read, lines=table.lines)


def _check_contact(table: ReadTable) -> Iterator[Problem]:
    """Check what the QR code leads to, and that it is not too long for one."""
    address = _qr_address(table)
    if address is None:
        return
    if not address:
        yield table.error("qr-without-url", "qr")
    elif not re.fullmatch(r"https?://[^\s/]+\S*", address):
        yield table.error("qr-no-address", "qr", found=address)
    elif (length := len(address.encode())) > QR_BYTES:
        yield table.error("qr-too-long", "qr", length=length, most=QR_BYTES)


def _qr_address(table: ReadTable) -> str | None:
    """Give what the QR code leads to; ``true`` means the address of the contact block."""
    given = table.given.get("qr")
    if given is not None and isinstance(given.data, bool):
        return (table.read.get("url") or "") if given.data else None
    return table.read.get("qr")


def _make_contact(table: ReadTable) -> Contact | None:
    read = {**table.read, "qr": _qr_address(table)}
    return Contact(**read) if any(read.values()) else None


def _check_sign(table: ReadTable) -> Iterator[Problem]:
    if not table.read.get("title"):
        yield table.error("sign-without-title", name=table.name)


def _as(made: type) -> Callable[[ReadTable], Any]:
    """Make a class of a table whose keys are its fields."""
    return lambda table: made(**table.read)


_SIGN = Table(
    {"title": Prose(), "text": Prose()},
    short="title",
    blanks=True,
    check=_check_sign,
    make=_as(Sign),
)

#: The front matter: each key that an author may write, and what is read there.
META = Table(
    {
        "title": Prose(),
        "subtitle": Prose(),
        "author": Prose(),
        "publisher": Prose(),
        "edition": Prose(),
        "description": Prose(),
        "rights": Prose(),
        "lang": Typed(),
        "date": Typed(),
        "theme": Typed(),
        "writing": Typed(),
        "cover_title": Items(Prose()),
        "keywords": Items(Typed()),
        "tokens": Entries(Scalar()),
        "words": Entries(Prose()),
        "imprint": Entries(Prose()),
        "contact": Table(
            dict.fromkeys(("name", "address", "phone", "email", "url", "hours", "qr"), Typed()),
            blanks=True,
            check=_check_contact,
            make=_make_contact,
        ),
        "checklist": Table(
            {
                "title": Prose(),
                "intro": Prose(),
                "questions": Items(Prose()),
                "signs": Items(_SIGN),
            },
            blanks=True,
            make=_as(ChecklistMeta),
        ),
        "shop": Table({"profile": Typed()}, blanks=True, make=_as(ShopMeta)),
    },
    blanks=True,
    check=_check_meta,
    make=_make_meta,
)
