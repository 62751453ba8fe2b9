"""Elements and drawings → HTML and SVG, through the templates of a theme."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from html import escape
from xml.etree.ElementTree import Element

from markupsafe import Markup

from sasshi.model import LAYOUTS
from sasshi.render.views import CommonView, DrawingView, variables
from sasshi.theme import Theme, render_template

_VOID = frozenset({"br", "img", "col", "hr"})


class Writer:
    """What the parts of one page share: the theme, the common variables, and a few counts.

    ``elements`` has what writes an element of a tag that is not written as it is. ``layout`` is
    that of the chapter being written; ``snapped`` are the ids of its blocks that end on the line
    grid; ``drawn`` counts the drawings, whose ids go by their number.
    """

    def __init__(
        self,
        theme: Theme,
        common: CommonView,
        elements: Mapping[str, Callable[[Writer, Element], Markup]] | None = None,
    ) -> None:
        self.theme = theme
        self.common = variables(common)
        self.elements = elements or {}
        self.layout = LAYOUTS[0].name
        self.snapped: frozenset[int] = frozenset()
        self.drawn = 0
        self.ornaments: dict[object, tuple[Markup, int]] = {}

    def template(self, name: str, view: object) -> str:
        """Render one template of the theme: it is given the common variables and its view."""
        return render_template(self.theme, name, {**self.common, **variables(view)})

    def partial(self, name: str, view: object) -> Markup:
        """Render one partial of the theme."""
        return Markup(self.template(f"partials/{name}.html", view))

    def draw(self, name: str, data: Mapping[str, object]) -> Markup:
        """Draw ``figures/NAME.svg``; ``uid`` makes the ids inside it its own."""
        self.drawn += 1
        view = DrawingView(data, uid=f"f{self.drawn}-")
        return Markup(self.template(f"figures/{name}.svg", view))

    def ornament(self, name: str, /, **data: object) -> Markup:
        """Draw a figure that only decorates, for a ``style`` attribute.

        As a background it is an artifact in the tagged PDF: nothing is read out for it.
        """
        key = (name, self.drawn, repr(data))
        if key not in self.ornaments:
            drawing = base64.b64encode(self.draw(name, data).strip().encode()).decode()
            style = Markup(f"background-image:url(data:image/svg+xml;base64,{drawing})")
            self.ornaments[key] = style, self.drawn
        style, self.drawn = self.ornaments[key]
        return style

    def inner(self, element: Element) -> Markup:
        """Write what is inside an element."""
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            parts.append(self.outer(child))
            parts.append(escape(child.tail or "", quote=False))
        return Markup("".join(parts))

    def outer(self, element: Element) -> Markup:
        """Write an element, those of the dialect through their partials."""
        write = self.elements.get(element.tag)
        return write(self, element) if write else self.plain(element)

    def plain(self, element: Element, within: Markup | None = None, **more: str) -> Markup:
        """Write an element as it is, with ``more`` attributes, what is inside it through partials.

        With ``within``, that is inside it instead.

        On pages of vertical writing figures stand upright; widths of pictures become CSS, since
        the engine heeds those with a unit as CSS only.
        """
        tag = element.tag
        pairs = {**element.attrib, **more}
        if id(element) in self.snapped:
            snap = "snap-middle" if tag == "pre" else "snap"  # it has a frame
            pairs["class"] = f"{pairs.get('class', '')} {snap}".strip()
        if tag == "figure":
            pairs["class"] = f"{pairs.get('class', '')} standing".strip()
        if tag == "img" and "width" in pairs:
            pairs["style"] = f"width:{pairs.pop('width')}"
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in pairs.items())
        if tag in _VOID:
            return Markup(f"<{tag}{attributes}/>")
        within = self.inner(element) if within is None else within
        return Markup(f"<{tag}{attributes}>{within}</{tag}>")
