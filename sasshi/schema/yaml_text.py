"""YAML text → plain values, each with its line; nothing that could run or explode.

Only maps, lists and scalars. Aliases are refused (a few lines of them unfold to gigabytes),
so are tags, keys given twice, and nesting that no guide needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from sasshi.problems import Place, Problem, error, warning
from sasshi.schema.bidi import without_bidi

MAX_DEPTH = 20
#: Characters of a value that a message shows.
MOST_SHOWN = 60

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9]\d{0,14})")
_NUMBER = re.compile(r"[-+]?\d{1,15}\.\d{1,15}")
#: Behind a quoted text only what stands right behind its ``#`` may have been meant for text.
_REMARK, _REMARK_BEHIND_QUOTES = re.compile(r"[ \t]+#.*"), re.compile(r"[ \t]+#\S.*")
#: What an escape such as "\\x07" can bring in.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge", "value")
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a YAML text, and the line on which it (or its key) stands.

    ``data`` is a ``str``, ``int``, ``float``, ``bool`` or ``None``, a list of values, or a
    dictionary from keys to values; ``raw`` a scalar's text as it was typed. ``remark`` is what
    stands behind it on its line, with the space before: for YAML that is none of it.
    """

    data: str | int | float | bool | list[Value] | dict[str, Value] | None
    line: int
    raw: str = ""
    remark: str = ""

    def plain(self) -> Any:
        """Give the value without lines: nested dictionaries, lists and scalars."""
        if isinstance(self.data, dict):
            return {key: value.plain() for key, value in self.data.items()}
        if isinstance(self.data, list):
            return [value.plain() for value in self.data]
        return self.data

    def shown(self) -> str:
        """Give the value on one line, for a message; a long one is cut."""
        whole = json.dumps(self.plain(), ensure_ascii=False)
        return whole if len(whole) <= MOST_SHOWN else whole[: MOST_SHOWN - 3] + "…"


@dataclass(frozen=True, slots=True)
class _Source:
    """The text that is read, and what is wrong in it."""

    path: str
    first_line: int
    lines: list[str]
    problems: list[Problem] = field(default_factory=list)

    def place(self, mark: Any) -> Place:
        return Place(self.path, mark.line + self.first_line)


def read_yaml(text: str, path: str, first_line: int) -> tuple[Value | None, tuple[Problem, ...]]:
    """Read ``text``, whose first line is line ``first_line`` of the file ``path``."""
    try:
        if refused := tuple(_refused(text, path, first_line)):
            return None, refused
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        return None, (_broken(fault, text, path, first_line),)
    except yaml.YAMLError as fault:
        return None, (error("yaml-broken", Place(path, first_line), why=str(fault), text=""),)
    if node is None:
        return None, ()
    source = _Source(path, first_line, text.split("\n"))
    value = _value(node, source)
    return value, tuple(source.problems)


def _refused(text: str, path: str, first_line: int) -> Iterator[Problem]:
    """Walk over the parser's events, and stop at what is not read."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        place = Place(path, (event.start_mark.line if event.start_mark else 0) + first_line)
        anchor = getattr(event, "anchor", None)
        if anchor:
            yield error("yaml-alias", place, name=anchor)
            return
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                yield error("yaml-nesting", place, limit=MAX_DEPTH)
                return
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _broken(fault: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    mark = fault.problem_mark or fault.context_mark
    if fault.context_mark and "unexpected end" in (fault.problem or ""):
        mark = fault.context_mark  # the quote or bracket that is never closed
    lines = text.split("\n")
    at = min(mark.line, len(lines) - 1) if mark else 0
    why = " ".join(filter(None, (fault.problem, fault.context)))
    column = mark.column + 1 if mark else None
    return error(
        "yaml-broken", Place(path, at + first_line, column), why=why, text=lines[at].strip()
    )


def _value(node: Any, source: _Source) -> Value:
    place = source.place(node.start_mark)
    line = node.start_mark.line + source.first_line
    if node.tag not in _PLAIN_TAGS:
        source.problems.append(error("yaml-tag", place, tag=node.tag.rsplit(":", 1)[-1]))
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(each, source) for each in node.value], line)
    if isinstance(node, yaml.MappingNode):
        return Value(_mapping(node, source), line)
    if unprintable := _UNPRINTABLE.search(node.value):
        character = f"U+{ord(unprintable[0]):04X}"
        source.problems.append(error("control-character", place, found=character))
    node.value, turning = without_bidi(node.value)
    if turning:
        source.problems.append(warning("bidi-control", place, found=turning[0][1]))
    return Value(_scalar(node), line, node.value, _remark(node, source.lines))


def _remark(node: Any, lines: list[str]) -> str:
    if node.style in ("|", ">"):
        return ""
    rest = lines[node.end_mark.line][node.end_mark.column :] if lines else ""
    match = (_REMARK_BEHIND_QUOTES if node.style in ("'", '"') else _REMARK).match(rest)
    return match[0] if match else ""


def _mapping(node: Any, source: _Source) -> dict[str, Value]:
    mapping: dict[str, Value] = {}
    for key_node, value_node in node.value:
        place = source.place(key_node.start_mark)
        if not isinstance(key_node, yaml.ScalarNode):
            source.problems.append(error("yaml-key", place))
            continue
        key = key_node.value
        if key in mapping:
            first = mapping[key].line
            source.problems.append(error("duplicate-key", place, key=key, first=first))
            continue
        value = _value(value_node, source)
        mapping[key] = replace(value, line=key_node.start_mark.line + source.first_line)
    return mapping


def _scalar(node: Any) -> str | int | float | bool | None:
    """Give a scalar its type; ``12:30`` and ``0123`` stay the text they were typed as."""
    text: str = node.value
    kind = node.tag.rsplit(":", 1)[-1]
    if node.style in ("'", '"', "|", ">"):
        return text
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("yes", "true", "on")
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
