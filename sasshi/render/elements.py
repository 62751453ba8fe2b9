"""The elements of the dialect that are more than HTML: each → a view → a partial of the theme.

``ELEMENTS`` is the table of them, by their tags.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from markupsafe import Markup

from sasshi.model import is_cjk
from sasshi.render.code import write_code
from sasshi.render.views import CalloutView, FigureView, RuleItemView, RuleListView, TableView
from sasshi.render.writer import Writer

#: The numbers of a list have room for so many digits without being asked.
_USUAL_PLACES = 2


class DrawingMissing(Exception):
    """The guide asks, on a line, for a drawing that the theme does not have."""

    def __init__(self, name: str, line: int) -> None:
        """Keep the drawing's name and the line in the guide."""
        super().__init__(name, line)
        self.name = name
        self.line = line


def write_callout(writer: Writer, element: Element) -> Markup:
    """Write a callout through ``partials/callout.html``."""
    blocks = list(element)
    title = None
    if blocks and blocks[0].tag == "callout-title":
        title = writer.inner(blocks.pop(0))
    kind, line = element.get("kind", ""), element.get("data-line")
    return writer.partial("callout", CalloutView(kind, title, _written(writer, blocks), line))


def write_drawing(writer: Writer, element: Element) -> Markup:
    """Write a drawing through ``partials/figure.html`` and the drawing's own file.

    Raises:
        DrawingMissing: the theme does not have it.

    """
    name = element.get("name", "")
    data = json.loads(element.get("data", "{}"))
    if writer.theme.find(f"figures/{name}.svg") is None:
        raise DrawingMissing(name, int(element.get("data-line", "0")))
    view = FigureView(
        name=name,
        alt=data.get("alt"),
        caption=data.get("caption"),
        drawing=writer.draw(name, data),
        line=element.get("data-line"),
    )
    return writer.partial("figure", view)


def write_emphasis(writer: Writer, element: Element) -> Markup:
    """Write emphasis; Latin words in a Japanese text are told apart: dots over them are unusual."""
    text = "".join(element.itertext())
    latin = any(map(str.isalpha, text)) and not any(map(_is_wide, text))
    if not latin or not is_cjk(str(writer.common["lang"])):
        return writer.plain(element)
    classes = f"{element.get('class', '')} latin-words".strip()
    return writer.plain(element, None, **{"class": classes})


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def write_list(writer: Writer, element: Element) -> Markup:
    """Write a list of rules through ``partials/rule-list.html``, any other as it is."""
    if "rules" not in element.get("class", "").split():
        return writer.plain(element)
    items = tuple(writer.outer(item) for item in element)
    view = RuleListView(items, layout=writer.layout, line=element.get("data-line"))
    return writer.partial("rule-list", view)


def write_numbered_list(writer: Writer, element: Element) -> Markup:
    """Write a numbered list; the engine heeds a list's first number as CSS only.

    Where its last number has three digits or more, ``--places`` says how many.
    """
    start = element.get("start")
    styles = [] if start is None else [f"counter-reset:list-item {int(start) - 1}"]
    places = len(str(int(start or 1) + len(element) - 1))
    changed: dict[str, str] = {}
    if places > _USUAL_PLACES:
        styles.append(f"--places:{places}")
        changed["class"] = f"{element.get('class', '')} long-numbers".strip()
    if styles:
        changed["style"] = ";".join(styles)
    return writer.plain(element, None, **changed)


def write_rule(writer: Writer, element: Element) -> Markup:
    """Write a rule in the text through ``partials/rule.html``."""
    text, *note = element
    view = RuleItemView(
        number=int(element.get("number", "0")),
        text=writer.inner(text),
        note=_written(writer, note),
        line=element.get("data-line"),
    )
    return writer.partial("rule", view)


def write_table(writer: Writer, element: Element) -> Markup:
    """Write a table through ``partials/table.html``."""
    return writer.partial("table", TableView(writer.plain(element), element.get("data-line")))


def _written(writer: Writer, blocks: Iterable[Element]) -> Markup:
    return Markup("").join(writer.outer(block) for block in blocks)


#: What writes an element, by its tag; all others are written as they are.
ELEMENTS = {
    "callout": write_callout,
    "drawing": write_drawing,
    "em": write_emphasis,
    "ol": write_numbered_list,
    "pre": write_code,
    "rule": write_rule,
    "table": write_table,
    "ul": write_list,
}
