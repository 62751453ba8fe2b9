"""Vertical writing: what stands upright in a column (縦中横, JLREQ 3.2.5)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sasshi.japanese.digits import FEW_DIGITS

#: Numbers of one and two digits, and pairs of marks, where nothing Latin is beside them.
_STANDS = re.compile(FEW_DIGITS + r"|(?<![!?])[!?]{2}(?![!?])")
_SKIPPED = frozenset({"code", "pre", "rt", "script", "style", "svg", "title"})


def stand(root: Element) -> None:
    """Wrap what stands upright in spans of the class ``tcy``, in place.

    What is upright as a whole (the class ``standing``) is left as it is.
    """
    body = root.find("body")
    if body is not None:
        _walk(body)


def _walk(element: Element) -> None:
    """Wrap what stands in an element's own text, and in what it holds."""
    if _is_skipped(element):
        return
    for child in list(element):
        _walk(child)
        child.tail, spans = _cut(child.tail or "")
        after = list(element).index(child) + 1
        element[after:after] = spans
    element.text, spans = _cut(element.text or "")
    element[0:0] = spans


def _is_skipped(element: Element) -> bool:
    """Tell whether nothing in an element is to be touched; comments have no tag."""
    tag: object = element.tag
    name = tag.rsplit("}", 1)[-1] if isinstance(tag, str) else "script"
    return (
        name in _SKIPPED
        or "standing" in element.get("class", "").split()
        or element.get("data-page-of") is not None  # its text is not there yet
    )


def _cut(text: str) -> tuple[str, list[Element]]:
    """Give the text before the first span, and the spans with what follows each."""
    standing = list(_STANDS.finditer(text))
    ends = [each.start() for each in standing[1:]] + [len(text)]
    spans = []
    for each, end in zip(standing, ends, strict=False):
        span = Element("span", {"class": "tcy"})
        span.text, span.tail = each[0], text[each.end() : end]
        spans.append(span)
    return text[: standing[0].start()] if standing else text, spans
