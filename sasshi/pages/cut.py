"""The text of a page, cut at the top: what its body, and the ``main`` in it, hold one by one.

A piece of a page is the same page with all other elements left empty: selectors that look at
siblings, first and last children find what they would find in the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_BODY = re.compile(r"<body\b[^<>]*>")
_OPEN = re.compile(r"\s*<([a-zA-Z][\w-]*)\b[^<>]*?(/?)>")
_GAP = re.compile(r"(?:\s+|<!--.*?-->)*", re.DOTALL)
#: Of the elements in the body, the one whose children are cut apart as well.
MAIN = "main"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the top: its opening tag, its name, its whole text; ``inside`` main or not."""

    opening: str
    tag: str
    text: str
    inside: bool

    @property
    def empty(self) -> str:
        """The element with nothing in it."""
        return f"{self.opening}</{self.tag}>"


@dataclass(frozen=True, slots=True)
class Cut:
    """A page: what comes before the first element of its body, and the elements.

    ``main`` is the opening tag of ``main``, empty where the body has none.
    """

    head: str
    elements: tuple[Element, ...]
    main: str

    @property
    def skeleton(self) -> str:
        """The page with nothing in its elements."""
        return self.piece(range(0), ())

    def piece(self, own: range, texts: Sequence[str]) -> str:
        """Give the page with some of its elements whole, their texts as given."""
        parts = [self.head]
        inside = False
        for number, element in enumerate(self.elements):
            if element.inside is not inside:
                parts.append(self.main if element.inside else f"</{MAIN}>")
                inside = element.inside
            parts.append(texts[number - own.start] if number in own else element.empty)
        parts.append(f"</{MAIN}></body></html>" if inside else "</body></html>")
        return "".join(parts)


def cut(html: str) -> Cut | None:
    """Cut a page; ``None`` if its body is not made of elements only, as far as that is plain."""
    body = _BODY.search(html)
    end = html.rfind("</body>")
    if body is None or end < 0:
        return None
    top = _elements(html, body.end(), end)
    if not top or sum(element.tag == MAIN for element in top) > 1:
        return None
    elements: list[Element] = []
    main = ""
    for element in top:
        if element.tag != MAIN:
            elements.append(element)
            continue
        closing = element.text.rfind("</")
        inner = _elements(element.text, len(element.opening), closing, inside=True)
        if not inner:
            return None
        main = element.opening
        elements += inner
    return Cut(html[: body.end()], tuple(elements), main)


def _elements(html: str, start: int, end: int, *, inside: bool = False) -> Sequence[Element] | None:
    """Cut a stretch of text into elements; ``None`` if there is something else in it."""
    elements: list[Element] = []
    at = _after_gap(html, start, end)
    while at < end:
        opening = _OPEN.match(html, at, end)
        if opening is None or opening[2]:
            return None
        close = _closing(html, opening[1], opening.end(), end)
        if close is None:
            return None
        elements.append(Element(opening[0].strip(), opening[1], html[at:close], inside))
        at = _after_gap(html, close, end)
    return elements


def _after_gap(html: str, at: int, end: int) -> int:
    """Step over white space and comments."""
    gap = _GAP.match(html, at, end)
    return gap.end() if gap else at


def _closing(html: str, tag: str, at: int, end: int) -> int | None:
    """Find where an element ends whose content begins at ``at``."""
    depth = 1
    for opened_or_closed in re.compile(rf"<(/?){tag}\b[^<>]*?(/?)>").finditer(html, at, end):
        depth += -1 if opened_or_closed[1] else 0 if opened_or_closed[2] else 1
        if not depth:
            return opened_or_closed.end()
    return None
