"""Attribute lists: ``{#id .class key=value}`` behind a heading, a paragraph, a link, an image."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sasshi.dialect.draft import Draft
from sasshi.dialect.typography import language_tag, smarten

ALLOWED = ("id", "class", "width", "lang", "layout", "short")

_TOKEN = r"""(?:[#.][^\s#.{}="'|]+|[A-Za-z_:][\w:.-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'{}=|]+))"""
_LIST = rf"\{{:?[ ]*({_TOKEN}(?:[ ]+{_TOKEN})*)[ ]*\}}"
_AT_START = re.compile(_LIST)
_AT_END = re.compile(rf"(?<!\\){_LIST}$")
_ONE = re.compile(_TOKEN)
_WIDTH = re.compile(r"\d{1,4}(?:\.\d{1,3})?(?:mm|cm|em|rem|%)")


def take_end(text: str) -> tuple[str, str | None]:
    """Split ``text`` into what stands before an attribute list at its end, and the list."""
    stripped = text.rstrip(" ")
    match = _AT_END.search(stripped) if stripped.endswith("}") else None
    return (text[: match.start()].rstrip(" "), match[1]) if match else (text, None)


def take_start(text: str) -> tuple[str, str | None]:
    """Split ``text`` into what stands behind an attribute list at its start, and the list."""
    match = _AT_START.match(text)
    return (text[match.end() :], match[1]) if match else (text, None)


def set_attributes(draft: Draft, element: Element, listed: str, line: int) -> None:
    """Set the attributes that a list names; what is not allowed is an error."""
    for token in _ONE.findall(listed):
        if token.startswith("#"):
            element.set("id", token[1:])
        elif token.startswith("."):
            _add_class(element, token[1:])
        else:
            name, _, value = token.partition("=")
            _set_named(draft, element, name, value.strip("\"'“”"), line)


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _set_named(draft: Draft, element: Element, name: str, value: str, line: int) -> None:
    if name not in ALLOWED:
        draft.unknown(("attribute-unknown", "attribute-unknown-near"), line, name, ALLOWED)
    elif name == "class":
        _add_class(element, value)
    elif name == "width" and not _WIDTH.fullmatch(value):
        draft.error("attribute-width", line, value=value)
    elif name == "lang":
        _set_language(draft, element, value, line)
    elif name == "id" and (not value or re.search(r"\s", value)):
        draft.error("attribute-id", line, value=value)
    else:
        element.set(name, smarten(value, draft.lang) if name == "short" else value)


def _set_language(draft: Draft, element: Element, value: str, line: int) -> None:
    tag = language_tag(value)
    if tag is None:
        draft.error("attribute-lang", line, value=value)
    else:
        element.set("lang", tag)
