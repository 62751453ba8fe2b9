"""The text of a guide as it was written, piece by piece, to hold the pages against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from sasshi.content import read_guide

#: What is set in its own place, or in another size; readings stand over the text.
SKIPPED = frozenset({"rt", "drawing", "lines", "fields", "table", "pre"})
INLINE = frozenset({"em", "strong", "a", "code", "del", "span", "ruby", "rb"})


def source_of(path: Path) -> str:
    """Read a guide and give its running text, a line for each block."""
    guide, problems = read_guide(path)
    if guide is None:
        raise ValueError(f"{path}: {len(problems)} problems")
    roots = [chapter.body for chapter in guide.chapters]
    return "\n".join(piece for root in roots for piece in _pieces(root) if piece)


def _pieces(root: Element) -> Iterator[str]:
    yield from (" ".join(piece.split()) for piece in _segments(root))


def _segments(element: Element) -> list[str]:
    """Give the stretches of text of an element; inline elements do not part them."""
    pieces = [element.text or ""]
    for child in element:
        skipped = child.tag in SKIPPED or "footnote" in child.get("class", "")
        inner: list[str] = [] if skipped else _segments(child)
        if child.tag in INLINE and inner:
            pieces[-1] += inner[0]
            pieces += inner[1:]
            pieces[-1] += child.tail or ""
        elif child.tag == "rt" or "footnote" in child.get("class", ""):
            pieces[-1] += child.tail or ""
        else:
            pieces += [*inner, child.tail or ""]
    return pieces
