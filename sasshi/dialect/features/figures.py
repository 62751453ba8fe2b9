"""Figures: a picture that stands alone in its paragraph, its title as the caption."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.draft import line_of
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar


def register(grammar: Grammar) -> None:
    """Add figures; they come before footnotes, of which captions may call some."""
    grammar.add(FinishingRule(_finish))


def _finish(finish: Finish) -> None:
    draft = finish.draft
    captions = [caption for leaf in draft.leaves for caption in _make_figure(leaf)]
    for image in draft.images:
        image.element.attrib.pop("title", None)
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
