"""Passes on the element tree, before layout: what decides where lines may break.

* the gap between kanji and Latin (JLREQ 3.2.6), as spans that carry a margin;
* headings kept together at phrases (BudouX), so that no line begins with a particle.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from sasshi.japanese.classes import is_ideographic

if TYPE_CHECKING:
    from budoux.parser import Parser

_IDEOGRAPH = (
    "\u3005-\u3007\u3041-\u3096\u309d\u309e\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_WESTERN = "0-9A-Za-z\u00c0-\u024f\u0370-\u052f"
#: A Latin run that touches kana or kanji on at least one side; inner spaces and marks belong
#: to it. URLs and addresses are links or code and never come here.
_LATIN = re.compile(f"(?<=[{_IDEOGRAPH}])[{_WESTERN}]|[{_WESTERN}](?=[{_IDEOGRAPH}])")

_SKIP = frozenset({"code", "pre", "rt", "script", "style", "title", "svg"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "figcaption"})


def prepare(root: Element) -> None:
    """Run the tree passes over a whole page, in place, if it is Japanese."""
    if not (root.get("lang") or "").startswith("ja"):
        return
    body = root.find("body")
    if body is not None:
        _gaps(body)
        for element in [e for e in body.iter() if e.tag in _HEADINGS]:
            _keep_phrases(element)


def columns(title: str, limit: int) -> tuple[str, ...]:
    """Break a title set upright into columns of at most ``limit`` characters, at phrases."""
    lines: list[str] = []
    for phrase in phrases(title):
        if lines and len(lines[-1]) + len(phrase) <= limit:
            lines[-1] += phrase
        else:
            lines += [phrase[i : i + limit] for i in range(0, len(phrase), limit)]
    return tuple(lines)


def phrases(text: str) -> list[str]:
    """Cut Japanese text into phrases (文節)."""
    return _parser().parse(text) if text.strip() else [text]


@cache
def _parser() -> Parser:
    """Load BudouX's Japanese model once."""
    import budoux

    return budoux.load_default_japanese_parser()


def _gaps(element: Element) -> None:
    """Put a margin wherever Latin and Japanese meet inside one text.

    Only the one Latin character at the border is wrapped: a longer span would not break.
    """
    if _name(element) in _SKIP:
        return
    for child in list(element):
        _gaps(child)
    if element.text:
        pieces = list(_cut(element.text))
        element.text = _text(pieces)
        for number, span in enumerate(_spans(pieces)):
            element.insert(number, span)
    for child in [c for c in element if not c.get("class", "").startswith("gap-")]:
        if child.tail:
            pieces = list(_cut(child.tail))
            child.tail = _text(pieces)
            position = list(element).index(child) + 1
            for number, span in enumerate(_spans(pieces)):
                element.insert(position + number, span)


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into (class, text); class is empty for what stays as it is."""
    done = 0
    for found in _LATIN.finditer(text):
        start = found.start()
        before = start > 0 and is_ideographic(text[start - 1])
        after = found.end() < len(text) and is_ideographic(text[found.end()])
        names = [name for name, on in (("gap-before", before), ("gap-after", after)) if on]
        yield "", text[done:start]
        yield " ".join(names), found[0]
        done = found.end()
    yield "", text[done:]


def _text(pieces: list[tuple[str, str]]) -> str:
    """Give the text that stands before the first span."""
    return pieces[0][1]


def _spans(pieces: list[tuple[str, str]]) -> Iterator[Element]:
    """Make the spans, each with the text that follows as its tail."""
    for (name, text), (_, tail) in zip(pieces[1::2], pieces[2::2], strict=True):
        span = Element("span", {"class": name})
        span.text, span.tail = text, tail
        yield span


def _keep_phrases(heading: Element) -> None:
    """Wrap the phrases of a heading that is plain text, so that lines break between them only."""
    if len(heading) or not heading.text or len(heading.text) < 8:
        return
    parts = phrases(heading.text)
    heading.text = None
    for part in parts:
        span = Element("span", {"class": "phrase"})
        span.text = part
        heading.append(span)


def _name(element: Element) -> str:
    """Give an element's tag without its namespace; comments have none."""
    tag: object = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else "script"
