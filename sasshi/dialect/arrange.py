"""Elements to their places: pictures to figures, footnotes to where they are referred to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.draft import Draft


@dataclass(frozen=True, slots=True)
class Target:
    """A link or an image: its element, what it points to, and the line it stands on."""

    element: Element
    target: str
    line: int


def make_figures(draft: Draft, images: Sequence[Target]) -> Element:
    """Turn each paragraph of nothing but an image into a figure; give the captions."""
    captions: list[Element] = []
    for leaf in draft.leaves:
        image = leaf[0] if leaf.tag == "p" and len(leaf) == 1 else None
        if image is None or image.tag != "img" or f"{leaf.text or ''}{image.tail or ''}".strip():
            continue
        leaf.tag, leaf.text, image.tail = "figure", None, None
        if title := image.attrib.pop("title", ""):
            caption = SubElement(leaf, "figcaption", {"data-line": image.get("data-line", "1")})
            caption.text = title
            captions.append(caption)
    for target in images:
        target.element.attrib.pop("title", None)
    holder = Element("captions")
    holder.extend(captions)
    return holder


def place_footnotes(draft: Draft, references: Sequence[Target]) -> None:
    """Put each note where it is first referred to; later references point there."""
    ids: dict[str, str] = {}
    for reference in references:
        element, name = reference.element, reference.target
        if name not in draft.notes:
            codes = ("footnote-undefined", "footnote-undefined-near")
            draft.unknown(codes, reference.line, name, sorted(draft.notes))
            element.tag = "span"
        elif name in ids:
            element.tag = "a"
            element.attrib.update({"class": "footnote-again", "href": f"#{ids[name]}"})
        else:
            ids[name] = f"fn-{len(ids) + 1}"
            element.tag = "span"
            element.attrib.update({"class": "footnote", "id": ids[name]})
            _fill(draft, element, draft.notes[name][0])
    for name, (_, line) in draft.notes.items():
        if name not in ids:
            draft.warning("footnote-unused", line, name=name)


def _fill(draft: Draft, span: Element, note: Element) -> None:
    """Move the text of a note's paragraphs into the span, a line break between them."""
    for number, paragraph in enumerate(list(note)):
        if paragraph.tag != "p":
            draft.error("footnote-block", int(paragraph.get("data-line", "1")))
            continue
        if number:
            SubElement(span, "br")
        _move_inline(paragraph, span)


def _move_inline(source: Element, target: Element) -> None:
    """Append the inline content of one element to another."""
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (source.text or "")
    else:
        target.text = (target.text or "") + (source.text or "")
    target.extend(list(source))


def unwrap(items: Sequence[Element]) -> None:
    """Let the text of tight list items stand in the item itself, without a paragraph."""
    for item in items:
        if not len(item) or item[0].tag != "p":
            continue
        paragraph = item[0]
        item.remove(paragraph)
        for name, value in paragraph.attrib.items():
            if name != "data-line":
                item.set(name, value)
        item.text = paragraph.text
        for position, child in enumerate(list(paragraph)):
            item.insert(position, child)
