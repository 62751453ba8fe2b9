"""What of a guide an edition prints: the source's side of the comparison with the pages.

What an edition leaves out by design is said here, and nowhere else. A booklet prints the front
matter (but for what only programs read: description, keywords, language, theme, settings, words,
and what only the checklist has), the lead, every chapter. A checklist prints its title, its
introduction, the rules with their reasons, the questions and signs; a mini booklet those and the
cover. Neither has notes. What was dropped to fit a page, a problem says. Never printed are
alternative texts, targets of links, short titles (they run in the margins).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from sasshi.dialect.drawing_schemas import schema_of
from sasshi.model import Edition, Guide, Meta
from sasshi.problems import Place
from sasshi.schema.fields import Field, Items, Prose, Table, Text
from sasshi.typeset.completeness import Passage

#: The front matter of a cover, and of the imprint and contact at the back.
_COVER = ("subtitle", "publisher", "date")
_IMPRINT = ("author", "edition", "rights")
_CONTACT = ("name", "address", "phone", "email", "url", "hours")
#: Calls of notes, which hold the notes.
_NOTES = frozenset({"footnote", "footnote-again"})
#: What an edition says that has left the reasons out; the second, questions and signs, too.
_WITHOUT_REASONS = frozenset({"notes-dropped", "foot-dropped"})


def passages(guide: Guide, edition: Edition, dropped: Collection[str]) -> Iterator[Passage]:
    """Give the passages of a guide that an edition prints.

    ``dropped`` are the codes of problems that say what had to be left out to fit its pages.
    Editions of templates that are not known here have none.
    """
    if edition.template == "booklet.html":
        yield from _front(guide, back=True)
        yield from _text(guide)
    elif edition.template == "mini.html":
        yield from _front(guide, back=False)
        yield from _sheet(guide, dropped)
    elif edition.template == "checklist.html":
        yield _of_key(guide, "checklist.title" if guide.meta.checklist.title else "title",
                      guide.meta.checklist.title or guide.meta.title)  # fmt: skip
        if guide.meta.checklist.intro:
            yield _of_key(guide, "checklist.intro", guide.meta.checklist.intro)
        yield from _sheet(guide, dropped)


def _of_key(guide: Guide, key: str, text: str) -> Passage:
    return Passage((text,), Place(guide.path, guide.meta.lines.get(key)), anywhere=True)


def _front(guide: Guide, *, back: bool) -> Iterator[Passage]:
    """Give the front matter of a booklet's cover and back cover."""
    meta = guide.meta
    for number, line in enumerate(meta.cover_title, 1):
        yield _of_key(guide, f"cover_title[{number}]", line)
    if back or not meta.cover_title:
        yield _of_key(guide, "title", meta.title)
    values = {name: getattr(meta, name) for name in (*_COVER, *(_IMPRINT if back else ()))}
    if meta.contact:
        values |= {f"contact.{name}": getattr(meta.contact, name) for name in _CONTACT}
    for name, text in values.items():
        if text:
            yield _of_key(guide, name, text)
    for label, text in meta.imprint.items() if back else ():
        yield _of_key(guide, f"imprint.{label}", f"{label}{text}")


def _text(guide: Guide) -> Iterator[Passage]:
    """Give the lead and the chapters, a passage for each line on which an element begins."""
    texts: dict[tuple[str, int], list[str]] = defaultdict(list)
    if guide.lead is not None:
        _add(guide.lead, guide.path, 1, texts)
    for chapter in guide.chapters:
        _add(chapter.title, chapter.path, chapter.line, texts)
        _add(chapter.body, chapter.path, chapter.line, texts)
    yield from _passages(texts)


def _sheet(guide: Guide, dropped: Collection[str]) -> Iterator[Passage]:
    """Give the rules with their reasons, the questions and the signs."""
    reasons: dict[tuple[str, int], list[str]] = defaultdict(list)
    for rule in guide.rules:
        path, line = rule.place.path or guide.path, rule.place.line or 1
        texts: dict[tuple[str, int], list[str]] = defaultdict(list)
        _add(rule.text, path, line, texts, notes=False)
        whole = "".join(text for part in texts.values() for text in part)
        yield Passage((whole,), rule.place, anywhere=True)
        for block in () if _WITHOUT_REASONS.intersection(dropped) else rule.note:
            _add(block, path, line, reasons, notes=False)
    yield from _passages(reasons)
    if "foot-dropped" not in dropped:
        yield from _foot(guide, guide.meta)


def _foot(guide: Guide, meta: Meta) -> Iterator[Passage]:
    for number, question in enumerate(meta.checklist.questions, 1):
        yield _of_key(guide, f"checklist.questions[{number}]", question)
    for number, sign in enumerate(meta.checklist.signs, 1):
        yield _of_key(guide, f"checklist.signs[{number}]", sign.title)
        if sign.text:
            yield _of_key(guide, f"checklist.signs[{number}]", sign.text)


def _passages(texts: dict[tuple[str, int], list[str]]) -> Iterator[Passage]:
    for (path, line), parts in texts.items():
        if "".join(parts).strip():
            yield Passage(tuple(parts), Place(path, line))


def _add(
    element: Element,
    path: str,
    line: int,
    texts: dict[tuple[str, int], list[str]],
    *,
    notes: bool = True,
) -> None:
    """Add the text of an element to those of the lines on which it and what it holds begin."""
    line = int(element.get("data-line", line))
    if element.tag == "drawing":
        texts[path, line] += _drawing_texts(element)
        return
    if not notes and _NOTES.intersection(element.get("class", "").split()):
        return
    here = texts[path, line]
    if element.text:
        here.append(element.text)
    for child in element:
        _add(child, path, line, texts, notes=notes)
        if child.tail:
            here.append(child.tail)


def _drawing_texts(element: Element) -> Iterator[str]:
    """Give the texts of a drawing's data, as its schema has them; ``alt`` is none of them."""
    data = json.loads(element.get("data", "{}"))
    schema = schema_of(element.get("name", ""), data)
    given = {key: value for key, value in data.items() if key != "alt"}
    return _texts_of(schema, given)


def _texts_of(kind: Field, value: Any) -> Iterator[str]:
    if isinstance(kind, Text | Prose):
        yield str(value)
    elif isinstance(kind, Items):
        for each in value:
            yield from _texts_of(kind.each, each)
    elif isinstance(kind, Table):
        for key, each in value.items():
            yield from _texts_of(kind.keys[key], each)
