"""The front matter: YAML at the top of a guide → ``Meta``, every mistake with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sasshi.dialect.source_lines import split_lines
from sasshi.dialect.typography import language_tag, smarten
from sasshi.model import QR_BYTES, ChecklistMeta, Contact, Meta, ShopMeta, Sign, TokenValue
from sasshi.problems import Place, Problem, closest, error, has_errors
from sasshi.schema.yaml_text import Value, read_yaml

_FENCE = re.compile(r"---[ \t]*")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*")

CONTACT_KEYS = ("name", "address", "phone", "email", "url", "hours")
SHOP_KEYS = ("profile",)
SIGN_KEYS = ("title", "text")
#: What ``qr: true`` stands for until the address is known.
_OWN_URL = "\0"
#: Texts that people read; the others are names, numbers and addresses, and stay as typed.
PROSE_KEYS = ("title", "subtitle", "author", "publisher", "edition", "description", "rights")
PLAIN_KEYS = ("lang", "date", "theme", "writing")


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
    body = "\n".join(lines[end + 1 :])
    if has_errors(problems) and value is None:
        return FrontMatter(None, body, end + 2, problems)
    reader = _Reader(path, list(problems))
    meta = reader.meta(value, start + 1)
    ok = not has_errors(reader.problems)
    return FrontMatter(meta if ok else None, body, end + 2, tuple(reader.problems))


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


@dataclass(slots=True)
class _Reader:
    """The typed model: each method reads one kind of value, and notes what is not in order."""

    path: str
    problems: list[Problem]
    lines: dict[str, int] = field(default_factory=dict)

    def meta(self, value: Value | None, line: int) -> Meta | None:
        """Read the whole front matter, which begins on ``line``."""
        if value is None or value.data is None:
            value = Value({}, line)
        if not isinstance(value.data, dict):
            self._wrong("front-matter-type", "", value)
            return None
        kinds: dict[str, Callable[[str, Value], Any]] = {
            **dict.fromkeys((*PROSE_KEYS, *PLAIN_KEYS), self.text),
            "cover_title": self.texts,
            "keywords": self.texts,
            "tokens": self.tokens,
            "words": self.table,
            "imprint": self.table,
            "contact": self.contact,
            "checklist": self.checklist,
            "shop": self.shop,
        }
        read = self._mapping(value, kinds, "")
        self._check_title(value.data, read, line)
        self._check_lang(value.data, read)
        present = {key: found for key, found in read.items() if found is not None}
        return _curled(present, self.lines) if "title" in present else None

    def _check_title(self, data: Mapping[str, Value], read: dict[str, Any], line: int) -> None:
        if "title" not in data:
            if not any(dict(problem.params).get("nearest") == "title" for problem in self.problems):
                self.problems.append(error("title-missing", Place(self.path, line)))
        elif data["title"].data is None or read.get("title") == "":
            self.problems.append(error("title-empty", Place(self.path, data["title"].line)))
            read["title"] = None

    def _check_lang(self, data: Mapping[str, Value], read: dict[str, Any]) -> None:
        lang = read.get("lang")
        if lang is None:
            return
        read["lang"] = language_tag(lang)
        if read["lang"] is None:
            place = Place(self.path, data["lang"].line)
            self.problems.append(error("lang-unknown", place, lang=lang))

    def _mapping(
        self, value: Value, kinds: Mapping[str, Callable[[str, Value], Any]], prefix: str
    ) -> dict[str, Any]:
        """Read a mapping whose keys are known, each in its own way."""
        if not isinstance(value.data, dict):
            self._wrong("wrong-type-table", prefix.rstrip("."), value)
            return {}
        read = {}
        for key, found in value.data.items():
            if key not in kinds:
                self._unknown(prefix + key, key, tuple(kinds), found.line)
                continue
            self.lines[prefix + key] = found.line
            read[key] = kinds[key](prefix + key, found)
        return read

    def text(self, name: str, value: Value) -> str | None:
        """Read a text; a number, a date or a ``no`` is the text it was typed as."""
        if value.data is None:
            return None
        if isinstance(value.data, list | dict):
            self._wrong("wrong-type-text", name, value)
            return None
        return value.raw.strip()

    def texts(self, name: str, value: Value) -> tuple[str, ...]:
        """Read a list of texts."""
        if value.data is None:
            return ()
        if not isinstance(value.data, list):
            self._wrong("wrong-type-list", name, value)
            return ()
        found = (self.text(f"{name}[{at}]", each) for at, each in enumerate(value.data, 1))
        return tuple(text for text in found if text)

    def table(self, name: str, value: Value) -> dict[str, str]:
        """Read a mapping from any keys to texts."""
        return self._table(name, value, self.text)

    def tokens(self, name: str, value: Value) -> dict[str, TokenValue]:
        """Read a mapping from the names of tokens to single values."""
        return self._table(name, value, self._scalar)

    def _table(self, name: str, value: Value, read: Callable[[str, Value], Any]) -> dict[str, Any]:
        if value.data is None:
            return {}
        if not isinstance(value.data, dict):
            self._wrong("wrong-type-table", name, value)
            return {}
        found: dict[str, Any] = {}
        for key, each in value.data.items():
            self.lines[f"{name}.{key}"] = each.line
            item = read(f"{name}.{key}", each)
            if item is not None:
                found[key] = item
        return found

    def _scalar(self, name: str, value: Value) -> TokenValue | None:
        if value.data is None or isinstance(value.data, list | dict):
            self._wrong("wrong-type-scalar", name, value)
            return None
        return value.data

    def contact(self, name: str, value: Value) -> Contact | None:
        """Read the contact block."""
        if value.data is None:
            return None
        kinds = {**dict.fromkeys(CONTACT_KEYS, self.text), "qr": self._qr}
        read = self._mapping(value, kinds, f"{name}.")
        if read.get("qr") == _OWN_URL:
            read["qr"] = read.get("url") or ""
        if read.get("qr") is not None:
            self._check_qr(read["qr"], f"{name}.qr")
        return Contact(**read) if any(read.values()) else None

    def _qr(self, name: str, value: Value) -> str | None:
        """Read what the QR code leads to; ``true`` means the address of the contact block."""
        if isinstance(value.data, bool):
            return _OWN_URL if value.data else None
        return self.text(name, value)

    def _check_qr(self, address: str, name: str) -> None:
        place = Place(self.path, self.lines[name])
        if not address:
            self.problems.append(error("qr-without-url", place))
        elif not re.fullmatch(r"https?://[^\s/]+\S*", address):
            self.problems.append(error("qr-no-address", place, found=address))
        elif (length := len(address.encode())) > QR_BYTES:
            self.problems.append(error("qr-too-long", place, length=length, most=QR_BYTES))

    def shop(self, name: str, value: Value) -> ShopMeta:
        """Read what there is to say of the print shop."""
        if value.data is None:
            return ShopMeta()
        return ShopMeta(**self._mapping(value, dict.fromkeys(SHOP_KEYS, self.text), f"{name}."))

    def checklist(self, name: str, value: Value) -> ChecklistMeta:
        """Read what the checklist carries besides the rules."""
        if value.data is None:
            return ChecklistMeta()
        kinds: dict[str, Callable[[str, Value], Any]] = {
            "title": self.text, "intro": self.text, "questions": self.texts, "signs": self.signs,
        }  # fmt: skip
        return ChecklistMeta(**self._mapping(value, kinds, f"{name}."))

    def signs(self, name: str, value: Value) -> tuple[Sign, ...]:
        """Read the warning signs: each a title alone, or a title and a text."""
        if value.data is None:
            return ()
        if not isinstance(value.data, list):
            self._wrong("wrong-type-list", name, value)
            return ()
        signs = (self._sign(f"{name}[{at}]", each) for at, each in enumerate(value.data, 1))
        return tuple(sign for sign in signs if sign)

    def _sign(self, name: str, value: Value) -> Sign | None:
        if isinstance(value.data, str):
            return Sign(value.data.strip())
        read = self._mapping(value, dict.fromkeys(SIGN_KEYS, self.text), f"{name}.")
        if not read.get("title"):
            if isinstance(value.data, dict):
                place = Place(self.path, value.line)
                self.problems.append(error("sign-without-title", place, name=name))
            return None
        return Sign(read["title"], read.get("text") or "")

    def _wrong(self, code: str, name: str, value: Value) -> None:
        found = json.dumps(value.plain(), ensure_ascii=False)
        shown = found if len(found) <= 60 else found[:57] + "…"
        self.problems.append(error(code, Place(self.path, value.line), name=name, found=shown))

    def _unknown(self, full: str, key: str, known: tuple[str, ...], line: int) -> None:
        near = closest(key.lower(), known)
        code = "unknown-key-near" if near else "unknown-key"
        params = {"key": full, "nearest": near or "", "known": ", ".join(known)}
        self.problems.append(error(code, Place(self.path, line), **params))


def _curled(read: dict[str, Any], lines: dict[str, int]) -> Meta:
    """Make the ``Meta``, with the quotes of its texts set as its language has them."""
    lang = read.get("lang") or "ja"

    def curl(text: str | None) -> str | None:
        return smarten(text, lang) if text else text

    for key in PROSE_KEYS:
        if key in read:
            read[key] = curl(read[key])
    if "cover_title" in read:
        read["cover_title"] = tuple(smarten(line, lang) for line in read["cover_title"])
    for key in ("words", "imprint"):
        if key in read:
            read[key] = {name: curl(text) for name, text in read[key].items()}
    if checklist := read.get("checklist"):
        read["checklist"] = ChecklistMeta(
            curl(checklist.title),
            curl(checklist.intro),
            tuple(smarten(text, lang) for text in checklist.questions),
            tuple(Sign(smarten(s.title, lang), smarten(s.text, lang)) for s in checklist.signs),
        )
    return Meta(**read, lines=lines)
