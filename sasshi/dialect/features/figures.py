"""Figures: a picture that stands alone in its paragraph, its title as the caption.

The title of a picture that stands within a text is set behind it, in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.draft import Draft, line_of
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.typography import UNCHANGED, primary


def register(grammar: Grammar) -> None:
    """Add figures; they come before footnotes, of which captions may call some."""
    grammar.add(FinishingRule(_finish))


def _finish(finish: Finish) -> None:
    draft = finish.draft
    captions = [caption for leaf in draft.leaves for caption in _make_figure(leaf)]
    if any("title" in image.element.attrib for image in draft.images):
        captions += [title for leaf in draft.leaves for title in _set_titles(draft, leaf)]
    finish.read({caption: (line_of(caption),) for caption in captions})


def _make_figure(leaf: Element) -> list[Element]:
    """Make a paragraph of nothing but a picture a figure; give its caption, if it has one."""
    image = leaf[0] if leaf.tag == "p" and len(leaf) == 1 else None
    if image is None or image.tag != "img" or f"{leaf.text or ''}{image.tail or ''}".strip():
        return []
    leaf.tag, leaf.text, image.tail = "figure", None, None
    title = image.attrib.pop("title", "")
    if not title:
        return []
    caption = SubElement(leaf, "figcaption", {"data-line": image.get("data-line", "1")})
    caption.text = title
    return [caption]


def _set_titles(draft: Draft, leaf: Element) -> Iterator[Element]:
    """Set the titles of pictures in running text behind them; give their elements."""
    for parent in list(leaf.iter()):
        for at, image in reversed(list(enumerate(parent))):
            if image.tag != "img" or not (title := image.attrib.pop("title", "")):
                continue
            line = image.get("data-line", "1")
            shown = Element("span", {"class": "picture-title", "data-line": line})
            shown.text = f"（{title}）" if primary(draft.lang) in UNCHANGED else f" ({title})"
            shown.tail, image.tail = image.tail, None
            parent.insert(at + 1, shown)
            draft.note("image-title-in-text", int(line), title=title)
            yield shown
