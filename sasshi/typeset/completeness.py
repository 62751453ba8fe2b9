"""Whether every word of the source is on a page: what is compared, and how.

The source's side are ``Passage`` values, made by ``sasshi.make.source_text``: for each line on
which an element begins the text that stands there, for each value of the front matter its text.

The page's side is read from the laid-out boxes, not from a PDF: the text of each box goes to the
nearest ``data-line`` and ``data-path`` around its element. It counts if it can be seen: inside the
page and inside whatever clips it, neither invisible nor without colour. Boxes in the margins of
pages (running heads), generated content, and links that only point to text (the contents) do not
count. A drawing's texts do if the drawing can be seen. Text over other text is not looked for.

Both are compared without spaces, hyphens, and differences of width and case. What a theme prints
without its line is looked for among all that has none. The order within a line does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from sasshi.engine.internals import boxes
from sasshi.engine.planted import STOOD
from sasshi.problems import Place, Problem, error

Box = Any
#: A path and a line, each ``None`` where it is not known.
Key = tuple[str | None, int | None]
#: Left, top, right and bottom in px.
Area = tuple[float, float, float, float]

#: In em: hanging marks may stand beyond the edge of what clips them.
MOST_BEYOND = 1.1
#: Of a line's height: what may be cut off above and below, where hardly any ink is.
SPARE = 0.2
#: Characters of a text that a message shows.
MOST_SHOWN = 60
#: Characters of a passage up to which it is worked out which words are lost: it takes their square.
MOST_COMPARED = 4000
NOWHERE: Key = (None, None)

_UNSEEN = re.compile(
    r"[\s\u00ad\u200b-\u200f\u2010\u2011\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef-]+"
)
_SVG_TEXT = "text"


@dataclass(frozen=True, slots=True)
class Passage:
    """What stands on a line of the source: its texts, which may be printed apart, and its place.

    ``anywhere``: it is printed wherever a template puts it, as front matter is, perhaps without
    its line.
    """

    texts: tuple[str, ...]
    place: Place
    anywhere: bool = False

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.texts)


@dataclass(slots=True)
class Printed:
    """The text of pages by the lines it comes from: what can be seen, and what cannot."""

    seen: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))
    unseen: dict[Key, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def at(self, *keys: Key) -> str:
        """Give what can be seen of lines."""
        return "".join(text for key in keys for text in self.seen.get(key, ()))


def lost(passages: Iterable[Passage], document: Any) -> Iterator[Problem]:
    """Report each passage of which something is on none of the document's pages."""
    printed = printed_text(document)
    loose: dict[str | None, str] = {}
    for passage in passages:
        path, line = passage.place.path, passage.place.line
        keys: tuple[Key, ...] = ((path, line), (None, line))
        there = printed.at(*keys)
        if _squeezed(passage.text) in _squeezed(there):
            continue
        if path not in loose:
            loose[path] = _plain(printed.at(*dict.fromkeys(((path, None), NOWHERE))))
        words = _lacking(passage, there, loose[path])
        page, cut = _cut(passage, keys, printed)
        if cut and (words or passage.anywhere):
            yield error("text-cut", passage.place, text=_shown(cut), page=page)
        elif words:
            yield error("text-lost", passage.place, text=_shown(words))


def _lacking(passage: Passage, there: str, loose: str) -> str:
    """Give what a passage has and the page lacks, at its own line and in what has no line."""
    wanted, given = _plain(passage.text), _plain(there)
    lacking = Counter(wanted) - Counter(given)
    if not lacking or wanted in loose:
        return ""
    if not given:
        return " ".join(text.strip() for text in passage.texts if _plain(text) not in loose)
    if len(wanted) > MOST_COMPARED:
        return passage.text
    opcodes = SequenceMatcher(None, wanted, given, autojunk=False).get_opcodes()
    pieces = [wanted[a:b] for tag, a, b, _, _ in opcodes if tag in ("delete", "replace")]
    missing = [each for each in pieces if not lacking.keys().isdisjoint(each) and each not in loose]
    return _words(passage.text, missing) if missing else ""


def _words(text: str, pieces: Iterable[str]) -> str:
    """Give the words of a text that pieces of its plain form are from."""
    whole = list(pieces)
    words = [w for w in text.split() if any(p in _plain(w) or _plain(w) in p for p in whole)]
    return " ".join(words) or " … ".join(whole)


def _cut(passage: Passage, keys: Iterable[Key], printed: Printed) -> tuple[int, str]:
    """Give what of a passage was laid out where it cannot be seen, and on which page."""
    wanted = _plain(passage.text)
    loose = (NOWHERE,) if passage.anywhere else ((passage.place.path, None), NOWHERE)
    for key in (*keys, *loose):
        cut = [(n, t) for n, t in printed.unseen.get(key, ()) if t.strip() and _plain(t) in wanted]
        if cut:
            return cut[0][0], " ".join(text for _, text in cut)
    return 0, ""


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _plain(text: str) -> str:
    """Take off what layout may change: spaces, hyphens, width, case."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def _shown(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= MOST_SHOWN else one_line[: MOST_SHOWN - 1] + "…"


# ---- the page's side


def printed_text(document: Any) -> Printed:
    """Gather the text of a document's pages by the lines it comes from."""
    printed = Printed()
    keys = _keys(document._html.etree_element)
    for number, page in enumerate(document.pages, 1):
        area = (0.0, 0.0, float(page.width), float(page.height))
        _gather(page._page_box, area, number, keys, printed)
    return printed


def _keys(root: Any) -> Mapping[Any, Key | None]:
    """Give for each element where its text comes from; ``None`` if it points to other text."""
    keys: dict[Any, Key | None] = {}
    waiting: list[tuple[Any, Key | None]] = [(root, NOWHERE)]
    while waiting:
        element, key = waiting.pop()
        line, path = element.get("data-line"), element.get("data-path")
        if line or path:
            above = key or NOWHERE
            key = (path or above[0], int(line) if line and line.isdigit() else above[1])
        elif element.tag == "a" and element.get("href", "").startswith("#"):
            key = key if key and key[1] is not None else None
        keys[element] = key
        waiting += [(child, key) for child in element]
    return keys


def _gather(
    page_box: Box, area: Area, number: int, keys: Mapping[Any, Key | None], printed: Printed
) -> None:
    """Gather the text of a page's boxes in their order; ``area`` is what can be seen of it."""
    waiting: list[tuple[Box, Area | None]] = [
        (child, area)
        for child in reversed(page_box.children)
        if not isinstance(child, boxes.MarginBox)
    ]
    while waiting:
        box, area_here = waiting.pop()
        box = getattr(box, "_box", box)
        if isinstance(box, boxes.TextBox):
            key = keys.get(box.element)
            if key is None or "::" in (box.element_tag or ""):
                continue
            if _is_seen(box, area_here):
                printed.seen[key].append(box.text)
            else:
                printed.unseen[key].append((number, box.text))
        elif isinstance(box, boxes.ReplacedBox):
            if texts := _drawn_texts(box.element):
                key = keys.get(box.element) or NOWHERE
                if _overlaps(box, area_here):
                    printed.seen[key] += texts
                else:
                    printed.unseen[key] += [(number, text) for text in texts]
        else:
            inner = _area_within(box, area_here)
            waiting += [(child, inner) for child in reversed(getattr(box, "children", ()))]


def _area_within(box: Box, area: Area | None) -> Area | None:
    """Give what can be seen of what a box holds, in its own coordinates; ``None``: all of it."""
    style = box.style
    if area is None:
        return None
    if STOOD.is_on(box):  # laid out upright, to be turned a quarter back about its upper left
        left, top, right, bottom = area
        x, y = box.position_x, box.position_y
        far = x + box.margin_width() + y
        area = (far - bottom, y + left - x, far - top, y + right - x)
    elif style["transform"]:
        return None  # where it ends up is not worked out
    if style["opacity"] == 0:
        return (0.0, 0.0, 0.0, 0.0)
    if style["overflow"] != "visible" and box.element_tag not in ("html", "body"):
        left, top = box.padding_box_x(), box.padding_box_y()
        right, bottom = left + box.padding_width(), top + box.padding_height()
        area = (
            max(area[0], left), max(area[1], top), min(area[2], right), min(area[3], bottom)
        )  # fmt: skip
    return area


def _is_seen(box: Box, area: Area | None) -> bool:
    """Tell whether a text can be seen as a whole: it has colour, and stands within the area."""
    style = box.style
    if style["visibility"] != "visible" or style["color"].alpha == 0:
        return False
    if area is None:
        return True
    beyond = MOST_BEYOND * style["font_size"]
    left, top, right, bottom = area
    head, foot = box.position_y + box.height * SPARE, box.position_y + box.height * (1 - SPARE)
    across = left - beyond <= box.position_x and box.position_x + box.width <= right + beyond
    return bool(across and top <= head and foot <= bottom)


def _overlaps(box: Box, area: Area | None) -> bool:
    """Tell whether the middle of a drawing stands within the area."""
    if box.style["visibility"] != "visible":
        return False
    if area is None:
        return True
    x, y = box.position_x + box.margin_width() / 2, box.position_y + box.margin_height() / 2
    return bool(area[0] <= x <= area[2] and area[1] <= y <= area[3])


def _drawn_texts(element: Any) -> list[str]:
    """Give the texts of a drawing that stands in the page itself."""
    if element is None or not element.tag.endswith("svg"):
        return []
    return [
        "".join(each.itertext())
        for each in element.iter()
        if isinstance(each.tag, str) and each.tag.rpartition("}")[2] == _SVG_TEXT
    ]
