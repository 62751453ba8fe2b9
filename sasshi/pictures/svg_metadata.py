"""SVG without what programs note in it: who drew it, when, and where it was saved."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from urllib.parse import quote_from_bytes, unquote_to_bytes
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
#: What is drawn with; names of all other spaces are notes of programs.
_DRAWN = frozenset(
    {
        "",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/XML/1998/namespace",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1998/Math/MathML",
    }
)
_TELLS = re.compile(rb"<!--|<\?(?!xml\s)|<!DOCTYPE|metadata|xmlns:(?!xlink|svg)|data:image/")
_DATA = re.compile(r"data:(image/[\w.+-]+)(?:;[\w=-]+)*?(;base64)?,(.*)\Z", re.DOTALL)


def svg_without_metadata(data: bytes, clean: Callable[[bytes], bytes]) -> bytes:
    """Leave out remarks, metadata and what is only for programs; pictures within are cleaned.

    One that has nothing of it, or is broken, stays as it is.
    """
    if not _TELLS.search(data):
        return data
    try:
        root = ElementTree.fromstring(data)  # without remarks and instructions
    except (ElementTree.ParseError, LookupError, ValueError):
        return data
    _strip(root)
    for element in root.iter():
        for name in _HREFS:
            if element.get(name, "").startswith("data:"):
                element.set(name, cleaned_url(element.get(name, ""), clean))
    return ElementTree.tostring(root)


def cleaned_url(url: str, clean: Callable[[bytes], bytes]) -> str:
    """Clean the picture in a ``data:`` URL; any other stays as it is."""
    parts = _DATA.match(url)
    if parts is None:
        return url
    kind, coded, rest = parts.groups()
    data = unquote_to_bytes(rest)
    if not coded:
        return f"data:{kind},{quote_from_bytes(clean(data))}"
    try:
        raw = base64.b64decode(data)
    except ValueError:
        return url
    return f"data:{kind};base64,{base64.b64encode(clean(raw)).decode()}"


def _strip(element: Element) -> None:
    for name in [name for name in element.attrib if _space(name) not in _DRAWN]:
        del element.attrib[name]
    for child in list(element):
        tag = str(child.tag)
        if tag.endswith("}metadata") or tag == "metadata" or _space(tag) not in _DRAWN:
            _remove(element, child)
        else:
            _strip(child)


def _remove(parent: Element, child: Element) -> None:
    """Take an element out, and leave the text after it."""
    at = list(parent).index(child)
    if child.tail and at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + child.tail
    elif child.tail:
        parent.text = (parent.text or "") + child.tail
    parent.remove(child)


def _space(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""
