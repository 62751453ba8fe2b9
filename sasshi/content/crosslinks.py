"""What only the whole guide shows: unique ids, links that lead somewhere, numbers."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from sasshi.content.chapters import Part, Source, level_of, plain_text
from sasshi.dialect import Target
from sasshi.problems import Place, Problem, closest, error

#: What a link out of the guide may begin with (RFC 3986, 3.1).
URL_SCHEMES = ("http", "https", "mailto", "tel")

_URL_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_ABOUT_HEADINGS = ("link-heading", "link-heading-near", "link-nowhere")
_NO_SLUG = re.compile(r"[^\w\s-]")


@dataclass(slots=True)
class Anchors:
    """Every id of a guide, with its place, and the id of each chapter file."""

    places: dict[str, Place] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def slug(text: str) -> str:
    """Make an id from a heading: its words in lower case, joined by hyphens."""
    text = _NO_SLUG.sub("", unicodedata.normalize("NFKC", text)).strip().lower()
    return re.sub(r"[\s-]+", "-", text).strip("-") or "section"


def set_ids(lead: tuple[Source, Element] | None, parts: Sequence[Part]) -> Anchors:
    """Give every heading and footnote an id; ids that authors chose come first."""
    anchors = Anchors()
    trees = [lead] if lead else []
    for part in parts:
        trees += [(part.source, part.title), (part.source, part.body)]
    for source, tree in trees:
        _collect(source, tree, anchors)
    renamed: dict[int, dict[str, str]] = {}
    notes = 0
    for source, tree in trees:
        line = 1
        for element in tree.iter():
            line = int(element.get("data-line", line))
            place = Place(source.shown, line)
            if element.get("class") == "footnote":
                notes += 1
                name = _free(f"fn-{notes}", anchors)
                renamed.setdefault(id(source), {})[element.get("id", "")] = name
                element.set("id", name)
                anchors.places[name] = place
            elif level_of(element) and not element.get("id"):
                name = _free(slug(plain_text(element)), anchors)
                element.set("id", name)
                anchors.places[name] = place
    _rename_notes(trees, renamed)
    for part in parts:
        anchors.files.setdefault(part.source.name, part.title.get("id", ""))
    return anchors


def _collect(source: Source, tree: Element, anchors: Anchors) -> None:
    """Note the ids that stand in the text; the same one twice is an error."""
    line = 1
    for element in tree.iter():
        line = int(element.get("data-line", line))
        name = element.get("id")
        if not name or element.get("class") == "footnote":
            continue
        place = Place(source.shown, line)
        if name in anchors.places:
            first = anchors.places[name]
            anchors.problems.append(error("duplicate-id", place, id=name, first=str(first)))
        anchors.places.setdefault(name, place)


def _free(name: str, anchors: Anchors) -> str:
    count = 2
    free = name
    while free in anchors.places:
        free = f"{name}-{count}"
        count += 1
    return free


def _rename_notes(
    trees: Sequence[tuple[Source, Element]], renamed: Mapping[int, Mapping[str, str]]
) -> None:
    for source, tree in trees:
        for element in tree.iter("a"):
            if element.get("class") == "footnote-again":
                name = element.get("href", "").removeprefix("#")
                element.set("href", "#" + renamed.get(id(source), {}).get(name, name))


def resolve_links(
    sources: Sequence[Source], anchors: Anchors, names: AbstractSet[str]
) -> Iterator[Problem]:
    """Make links to chapters and headings links to ids; give what leads nowhere.

    ``names`` are all the chapter files. While one of them is broken, nobody can tell which
    headings are missing.
    """
    files = names | {sources[0].name}
    unsure = not names <= anchors.files.keys()
    for source in sources:
        for link in source.parsed.links:
            problem = _resolve(link, Place(source.shown, link.line), anchors, files)
            if problem and not (unsure and problem.code in _ABOUT_HEADINGS):
                yield problem


def _resolve(
    link: Target, place: Place, anchors: Anchors, files: AbstractSet[str]
) -> Problem | None:
    target = link.target
    if not target.strip("#"):
        return error("link-empty", place)
    if scheme := _URL_SCHEME.match(target):
        return _external(link, scheme[1].lower(), place)
    path, _, name = target.partition("#")
    path, name = posixpath.normpath(unquote(path)) if path else "", unquote(name)
    if path and path not in files:
        known = sorted(anchors.files)
        return _nearest(("link-file", "link-file-near"), place, target, path, known)
    if not name:
        name = anchors.files.get(path, "") if len(files) > 1 else ""
        if not name:
            return error("link-nowhere", place, target=target)
    if name not in anchors.places:
        return _nearest(
            ("link-heading", "link-heading-near"), place, target, name, list(anchors.places)
        )
    link.element.set("href", f"#{name}")
    return None


def _external(link: Target, scheme: str, place: Place) -> Problem | None:
    rest = link.target[len(scheme) + 1 :]
    if scheme not in URL_SCHEMES:
        known = ", ".join(URL_SCHEMES)
        return error("link-scheme", place, target=link.target, scheme=scheme, known=known)
    if not rest.strip("/") or re.search(r"\s", rest):
        return error("link-broken", place, target=link.target)
    link.element.set("href", link.target)
    return None


def _nearest(
    codes: tuple[str, str], place: Place, target: str, name: str, known: Sequence[str]
) -> Problem:
    """Say that a name is unknown; with the second of the codes if one comes near it."""
    near = closest(name, known, 0.5)
    return error(
        codes[1] if near else codes[0],
        place,
        target=target,
        name=name,
        nearest=near or "",
        known=", ".join(known[:12]) + (" …" if len(known) > 12 else ""),
    )
