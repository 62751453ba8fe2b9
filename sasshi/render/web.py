"""A rendered page → one HTML file that needs nothing else: styles, drawings and pictures within.

What paper needs otherwise is changed: boxes become check boxes, footnotes stand below their
chapter, headings of chapters come below the title.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

#: Kinds of pictures by the end of their names; all others are JPEG.
_KINDS = {".svg": "svg+xml", ".png": "png", ".gif": "gif", ".webp": "webp"}
_LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5"}
_LINK = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*>\s*')


def pack(html: str, css: Sequence[str], root: Path) -> bytes:
    """Make a page whole: ``css`` are its style sheets, in order; pictures lie below ``root``."""
    page = _parsed(_LINK.sub("", html))
    parents = {child: parent for parent in page.iter() for child in parent}
    main = next(page.iter("main"))
    for element in list(page.iter()):
        _plain(element)
        if element.tag == "img":
            element.set("src", _data(element.get("src", ""), root))
    for element in main.iter():
        element.tag = _LOWER.get(element.tag, element.tag)
    for rule in (item for item in main.iter("li") if _is(item, "rule")):
        _tick(rule)
    number = 1
    for section in main:
        number = _gather_notes(section, number, parents)
    style = SubElement(next(page.iter("head")), "style")
    style.text = "\n".join(map(_squeezed, css)).replace("</", "<\\/")
    text = ElementTree.tostring(page, encoding="unicode", method="html")
    return f"<!doctype html>\n{text}\n".encode()


def _parsed(html: str) -> Element:
    """Parse a page: as XML, which those of the shipped themes are, or as HTML."""
    try:
        return ElementTree.fromstring(html[html.index("<html") :])
    except ElementTree.ParseError:
        import tinyhtml5  # what the typesetter parses with

        page: Element = tinyhtml5.parse(html, namespace_html_elements=False)
        return page


def _plain(element: Element) -> None:
    """Leave out what only the typesetter reads; names of SVG without their namespace."""
    element.tag = str(element.tag).rpartition("}")[2]
    for name in [name for name in element.attrib if name.startswith("data-")]:
        del element.attrib[name]


def _is(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _data(source: str, root: Path) -> str:
    """Give a picture as a ``data:`` URL."""
    parts = urlsplit(source)
    if parts.scheme:
        return source
    path = root / unquote(parts.path)
    kind = _KINDS.get(path.suffix.lower(), "jpeg")
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _tick(rule: Element) -> None:
    """Give a rule a check box, named by its text."""
    text = next((part for part in rule.iter() if _is(part, "rule-text")), None)
    if text is None:
        return
    name = f"{rule.get('id', 'rule')}-text"
    text.set("id", name)
    box = next((part for part in rule if _is(part, "rule-box")), None)
    if box is None:
        box = Element("span")
        rule.insert(0, box)
    box.tag, box.attrib = "input", {"type": "checkbox", "aria-labelledby": name}


def _gather_notes(section: Element, first: int, parents: Mapping[Element, Element]) -> int:
    """Put the footnotes of a chapter below it, with links there and back; give the next number."""
    notes = [span for span in section.iter("span") if _is(span, "footnote")]
    if not notes:
        return first
    below = SubElement(section, "section", {"class": "web-notes", "role": "doc-endnotes"})
    numbers: dict[str, str] = {}
    for number, note in enumerate(notes, first):
        name = note.get("id") or f"note-{number}"
        numbers[f"#{name}"] = str(number)
        _move(note, parents[note], below, name, str(number))
    for link in section.iter("a"):
        if _is(link, "footnote-again"):
            link.text = numbers.get(link.get("href", ""), "")
    return first + len(notes)


def _move(note: Element, parent: Element, below: Element, name: str, number: str) -> None:
    """Put a call into a note's place, and the note below."""
    call = Element("sup", {"id": f"{name}-call"})
    SubElement(call, "a", {"href": f"#{name}", "role": "doc-noteref"}).text = number
    call.tail, note.tail = note.tail, None
    parent[list(parent).index(note)] = call
    line = SubElement(below, "p", {"id": name})
    back = SubElement(line, "a", {"href": f"#{name}-call", "role": "doc-backlink"})
    back.text, back.tail = number, " "
    note.attrib = {}
    line.append(note)


def _squeezed(css: str) -> str:
    """Leave the remarks out of a style sheet."""
    return "\n".join(_lines(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())
