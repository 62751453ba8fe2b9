"""A rendered page → one HTML file that needs nothing else: styles, drawings and pictures within.

What paper needs otherwise is changed: boxes become check boxes, footnotes stand below their
chapter, headings of chapters come below the title.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from sasshi.pictures import clean
from sasshi.pictures.pixels import kind_of, within

#: In pixels: so wide a picture is sharp on a page of the web, on most screens.
_SIDE_PX = 1600
_LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5"}
_LINK = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*>\s*')


def pack(html: str, css: Sequence[str], root: Path) -> bytes:
    """Make a page whole: ``css`` are its style sheets, in order; pictures lie below ``root``.

    Raises:
        OSError: a picture cannot be read.

    """
    page = _parsed(_LINK.sub("", html))
    parents = {child: parent for parent in page.iter() for child in parent}
    main = next(page.iter("main"))
    for element in list(page.iter()):
        _drop_what_is_for_paper(element)
        if element.tag == "img":
            element.set("src", _data_url(element.get("src", ""), root))
    for element in main.iter():
        element.tag = _LOWER.get(element.tag, element.tag)
    for rule in (item for item in main.iter("li") if _has_class(item, "rule")):
        _add_check_box(rule)
    number = 1
    for section in main:
        number = _gather_notes(section, number, parents)
    style = SubElement(next(page.iter("head")), "style")
    style.text = "\n".join(map(_without_remarks, css)).replace("</", "<\\/")
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


def _drop_what_is_for_paper(element: Element) -> None:
    """Leave out what only the typesetter reads; names of SVG without their namespace."""
    element.tag = str(element.tag).rpartition("}")[2]
    for name in [name for name in element.attrib if name.startswith("data-")]:
        del element.attrib[name]


def _has_class(element: Element, name: str) -> bool:
    return name in element.get("class", "").split()


def _data_url(source: str, root: Path) -> str:
    parts = urlsplit(source)
    if parts.scheme:
        return source
    data = clean((root / unquote(parts.path)).read_bytes())
    kind = kind_of(data)
    if kind == "svg":
        kind = "svg+xml"
    else:
        data = within(data, _SIDE_PX)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _add_check_box(rule: Element) -> None:
    """Give a rule a check box, named by its text."""
    text = next((part for part in rule.iter() if _has_class(part, "rule-text")), None)
    if text is None:
        return
    name = f"{rule.get('id', 'rule')}-text"
    text.set("id", name)
    box = next((part for part in rule if _has_class(part, "rule-box")), None)
    if box is None:
        box = Element("span")
        rule.insert(0, box)
    box.tag, box.attrib = "input", {"type": "checkbox", "aria-labelledby": name}


def _gather_notes(section: Element, first: int, parents: Mapping[Element, Element]) -> int:
    """Put the footnotes of a chapter below it, with links there and back; give the next number."""
    notes = [span for span in section.iter("span") if _has_class(span, "footnote")]
    if not notes:
        return first
    below = SubElement(section, "section", {"class": "web-notes", "role": "doc-endnotes"})
    numbers: dict[str, str] = {}
    for number, note in enumerate(notes, first):
        name = note.get("id") or f"note-{number}"
        numbers[f"#{name}"] = str(number)
        _move_below(note, parents[note], below, name, str(number))
    for link in section.iter("a"):
        if _has_class(link, "footnote-again"):
            link.text = numbers.get(link.get("href", ""), "")
    return first + len(notes)


def _move_below(note: Element, parent: Element, below: Element, name: str, number: str) -> None:
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


def _without_remarks(css: str) -> str:
    lines = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())
