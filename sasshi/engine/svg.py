"""SVG as browsers take it → SVG as the engine takes it; and what it will not draw.

The engine knows a part of SVG and of CSS in it, and passes over the rest in silence: a text whose
size it cannot read is not printed. Here the rest is said in its words, or told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sasshi.engine.svg_styles import inline_styles
from sasshi.engine.svg_values import declarations, length, readable_lengths, value_of, with_values

SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
#: What of an SVG there is anything to be done about.
_ODD = re.compile(
    rb"<style|style\s*=|var\(|font|foreignObject|textPath|<switch|<filter|writing-mode|calc\("
    rb"|mix-blend-mode|text-decoration|clip-path|\d(?:ch|ic|lh|r?ex|vw|vh|vmin|vmax|Q)\b|[:<]svg\b"
)
_START = re.compile(r"<(?![!?/])")
_HIDDEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_FILTERS = frozenset({"feOffset", "feBlend", "feFlood"})
#: In px, of a picture that says nothing of its size (CSS 2.2, 10.3.2).
_USUAL_SIZE = ("300", "150")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a line of an SVG that is not drawn as browsers draw it."""

    code: str
    line: int
    params: tuple[tuple[str, object], ...] = ()


def prepared(
    data: bytes, upright_family: Callable[[str], str] | None = None
) -> tuple[bytes, tuple[Remark, ...]]:
    """Give an SVG that the engine draws as a browser does, and what it does not.

    One without anything odd, or that is broken, stays as it is. ``upright_family`` gives fonts in
    the place of those that are named, where all others lie on their side.
    """
    if not (_ODD.search(data) or (upright_family and b"text" in data)):
        return data, ()
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return data, ()
    before = ElementTree.tostring(root)
    places = {id(element): number for number, element in enumerate(root.iter())}
    keep = list(root.iter())  # their ids are theirs for as long as they live
    remarks = [
        (places.get(id(element), 0), code, params) for element, code, params in _prepare(root)
    ]
    if upright_family:
        _name_fonts(root, upright_family)
    after = ElementTree.tostring(root)
    del keep
    told = tuple(
        dict.fromkeys(Remark(code, _line(data, number), params) for number, code, params in remarks)
    )
    return (data if after == before else after), told


_Told = tuple[Element, str, tuple[tuple[str, object], ...]]


def _prepare(root: Element) -> Iterator[_Told]:
    """Change a tree in its place, and give what cannot be said in the engine's words."""
    _choose(root)
    yield from _foreign(root)
    inline_styles(root)
    for element in root.iter():
        for value in readable_lengths(element):
            yield element, "svg-length", (("value", value),)
    _view(root)
    for parent in list(root.iter(f"{SVG}text")):
        _along_paths(parent)
    yield from _undrawn(root)


def _name_fonts(root: Element, family: Callable[[str], str]) -> None:
    for element in root.iter():
        style = declarations(element)
        for values in (style, element.attrib):
            named = values.get("font-family")
            if named and named not in ("inherit", "initial", "unset"):
                values["font-family"] = family(named)
        if element is root and not value_of(root, "font-family"):
            root.set("font-family", family("sans-serif"))
        if style:
            with_values(element, style)


def _line(data: bytes, number: int) -> int:
    """Find the line on which the element of a number begins."""
    text = data.decode("utf-8", "replace")
    text = _HIDDEN.sub(lambda hidden: re.sub(r"[^\n]", " ", hidden[0]), text)
    starts = (start.start() for start in _START.finditer(text))
    at = next((at for count, at in enumerate(starts) if count == number), 0)
    return text.count("\n", 0, at) + 1


def _choose(root: Element) -> None:
    """Keep of each ``switch`` the first child that can be drawn; HTML only if nothing else is."""
    for switch in list(root.iter(f"{SVG}switch")):
        children = [child for child in switch if not child.get("systemLanguage")] or list(switch)
        plain = [child for child in children if child.tag != f"{SVG}foreignObject"]
        chosen = (plain or children)[:1]
        for child in list(switch):
            if child not in chosen:
                switch.remove(child)
        switch.tag = f"{SVG}g"


def _foreign(root: Element) -> Iterator[_Told]:
    """Set the words of HTML within a drawing as lines in the middle of their place."""
    for parent in list(root.iter()):
        for at, child in enumerate(list(parent)):
            if child.tag != f"{SVG}foreignObject":
                continue
            yield child, "svg-foreign", ()
            group = Element(f"{SVG}g", _transformed(child))
            group.tail = child.tail
            lines = [line for line in _lines(child) if line]
            box = [length(child.get(name, "0")) or 0.0 for name in ("x", "y", "width", "height")]
            size = length(_inner_size(child)) or 16.0
            top = box[1] + box[3] / 2 - (len(lines) - 1) * 0.6 * size
            for number, line in enumerate(lines):
                place = {"x": f"{box[0] + box[2] / 2:g}", "y": f"{top + number * 1.2 * size:g}"}
                style = {"text-anchor": "middle", "dominant-baseline": "central"}
                text = Element(f"{SVG}text", {**place, **style, "font-size": f"{size:g}"})
                text.text = line
                group.append(text)
            parent[at] = group


def _transformed(element: Element) -> dict[str, str]:
    kept = ("transform", "opacity", "class", "style")
    return {name: element.attrib[name] for name in kept if name in element.attrib}


def _inner_size(foreign: Element) -> str:
    """Give the size of type that HTML within a drawing asks for."""
    for element in foreign.iter():
        if size := value_of(element, "font-size"):
            return size
    return ""


_BLOCKS = frozenset({"div", "p", "li", "br", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})


def _lines(element: Element) -> list[str]:
    """Give the words of HTML, with a line for each block and after each break."""
    parts: list[str] = []

    def walk(each: Element) -> None:
        block = str(each.tag).rpartition("}")[2] in _BLOCKS
        parts.append("\0" if block else "")
        parts.append(each.text or "")
        for child in each:
            walk(child)
            parts.append(child.tail or "")
        parts.append("\0" if block else "")

    walk(element)
    return [" ".join(line.split()) for line in "".join(parts).split("\0")]


def _view(root: Element) -> None:
    """Give a drawing without ``viewBox`` the one that browsers take: its own size in px.

    Without, the engine takes per cent of the size on the page, and enlarges them again.
    """
    if root.get("viewBox") or root.tag != f"{SVG}svg":
        return
    style = declarations(root)
    given = [style.get(name) or root.get(name) for name in ("width", "height")]
    sizes = [length(each) if each else None for each in given]
    for name, size, usual in zip(("width", "height"), sizes, _USUAL_SIZE, strict=True):
        if not size:
            root.set(name, usual)
            style.pop(name, None)
    with_values(root, style)
    width, height = (size or float(usual) for size, usual in zip(sizes, _USUAL_SIZE, strict=True))
    root.set("viewBox", f"0 0 {width:g} {height:g}")


def _along_paths(text: Element) -> None:
    """Have a text on a path be plain words, anchored by our function and not by the engine."""
    paths = list(text.iter(f"{SVG}textPath"))
    for path in paths:
        words = "".join(path.itertext())
        anchor = value_of(path, "text-anchor") or value_of(text, "text-anchor") or "start"
        for child in list(path):
            path.remove(child)
        path.text = " ".join(words.split())
        path.set("data-anchor", anchor)
        with_values(path, {**declarations(path), "text-anchor": "start"})
    if paths:
        with_values(text, {**declarations(text), "text-anchor": "start"})


def _undrawn(root: Element) -> Iterator[_Told]:
    """Find what the engine does not draw, or not as it is meant."""
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    for element in root.iter():
        tag = str(element.tag).removeprefix(SVG)
        if tag.startswith("fe") and tag not in _FILTERS and tag[2:3].isupper():
            yield element, "svg-undrawn", (("what", f"<{tag}>"),)
        if tag == "textPath" and (element.get("href") or element.get(_XLINK) or "#")[1:] not in ids:
            yield element, "svg-undrawn", (("what", "<textPath>"),)
        for name, plain in _PLAIN.items():
            value = value_of(element, name)
            if value and not plain.fullmatch(value.strip()):
                yield element, "svg-undrawn", (("what", f"{name}: {value.strip()[:40]}"),)


#: Values that the engine draws, of properties that it otherwise passes over.
_PLAIN = {
    "writing-mode": re.compile(r"horizontal-tb|lr|lr-tb|inherit|initial"),
    "mix-blend-mode": re.compile(r"normal|inherit|initial"),
    "text-decoration": re.compile(r"none|inherit|initial"),
    "clip-path": re.compile(r"none|url\(.*\)|inherit|initial"),
    "mask": re.compile(r"none|url\(.*\)|inherit|initial"),
    "filter": re.compile(r"none|url\(.*\)|inherit|initial"),
}
