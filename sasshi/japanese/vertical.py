"""Vertical writing: what stands upright in a column (縦中横, JLREQ 3.2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from sasshi.japanese.classes import CharClass, char_class, has_latin_twin, is_japanese
from sasshi.japanese.digits import FEW_DIGITS

#: Numbers of one and two digits where nothing Latin is beside them; marks, by twos.
_NUMBER = re.compile(FEW_DIGITS)
_STANDS = re.compile(FEW_DIGITS + r"|[!?]{1,2}")
_LATIN_NEXT = re.compile(r"[!?]+[0-9A-Za-z]")
_SKIPPED = frozenset({"code", "pre", "rt", "script", "style", "svg", "title"})


def stand(root: Element) -> None:
    """Wrap what stands upright in spans of the class ``tcy``, in place.

    What is upright as a whole (the class ``standing``) is left as it is.
    """
    body = root.find("body")
    if body is not None:
        _walk(body, _Place())


@dataclass(slots=True)
class _Place:
    """Where the walk is: whether what stands last before it is upright; ``None``: nothing is."""

    upright: bool | None = None


def _walk(element: Element, place: _Place) -> None:
    """Wrap what stands in an element's own text, and in what it holds, in their order."""
    if _is_skipped(element):
        place.upright = _upright_before("".join(element.itertext()), place)
        return
    children = list(element)
    element.text, spans = _cut(element.text or "", place)
    element[0:0] = spans
    for child in children:
        _walk(child, place)
        child.tail, spans = _cut(child.tail or "", place)
        after = list(element).index(child) + 1
        element[after:after] = spans


def _is_skipped(element: Element) -> bool:
    """Tell whether nothing in an element is to be touched; comments have no tag."""
    tag: object = element.tag
    name = tag.rsplit("}", 1)[-1] if isinstance(tag, str) else "script"
    return (
        name in _SKIPPED
        or "standing" in element.get("class", "").split()
        or element.get("data-page-of") is not None  # its text is not there yet
    )


def _cut(text: str, place: _Place) -> tuple[str, list[Element]]:
    """Give the text before the first span, and the spans with what follows each."""
    standing = [each for each in _STANDS.finditer(text) if _stands(each, place)]
    place.upright = _upright_before(text, place)
    ends = [each.start() for each in standing[1:]] + [len(text)]
    spans = []
    for each, end in zip(standing, ends, strict=False):
        span = Element("span", {"class": "tcy"})
        span.text, span.tail = each[0], text[each.end() : end]
        spans.append(span)
    return text[: standing[0].start()] if standing else text, spans


def _stands(standing: re.Match[str], place: _Place) -> bool:
    """Tell whether numbers and marks stand: a mark does as what it belongs to, that before it."""
    if standing[0][0] not in "!?":
        return True
    text, start = standing.string, standing.start()
    upright = _upright_before(text[:start], place)
    return not _LATIN_NEXT.match(text, start) if upright is None else upright


def _upright_before(text: str, place: _Place) -> bool | None:
    """Tell whether the last letter or Japanese mark of a text is upright, or that before it.

    Spaces, Latin brackets and quotation marks, and other signs are what is before them.
    """
    for end in range(len(text), 0, -1):
        char = text[end - 1]
        if char_class(char) is CharClass.WESTERN:
            return any(number.end() == end for number in _NUMBER.finditer(text))
        if is_japanese(char) and not has_latin_twin(char):
            return True
    return place.upright
