"""The boxes of a page built piece by piece, each as they would be within the whole.

A piece is a run of elements between two forced page breaks. Its tree is that of the whole page
with all other elements left empty; what the whole hands on from page to page (counters, named
strings, side and number of the page) is taken over from the piece before.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import CounterStyle, Document, building, weasyprint
from sasshi.typeset.typesetter import CannotCut

__all__ = ["BuiltPiece", "breaks_before", "build", "index_of"]

Box = Any
#: Where in a tree of boxes the engine goes on: the number of a child, and where in that.
Path = dict[int, Any]
#: What ``break-before`` and ``break-after`` say that forces a new page.
FORCED = frozenset({"page", "left", "right", "recto", "verso"})
_HIDDEN = {"display": ("none",)}


@dataclass(frozen=True, slots=True)
class Top:
    """The elements of a page's top, in order, and the ``main`` that holds some of them."""

    elements: tuple[Any, ...]
    main: Any

    @classmethod
    def of(cls, html: Any) -> Top:
        """Find them: the children of the body, and those of ``main`` in its place."""
        body = next(child for child in html.etree_element if child.tag == "body")
        main: Any = next((child for child in body if child.tag == "main"), None)
        elements: list[Any] = []
        for child in body:
            elements += list(child) if child is main else [child]
        return cls(tuple(elements), main)

    def inside(self, number: int) -> bool:
        """Tell whether an element stands in ``main``."""
        return self.main is not None and self.elements[number] in list(self.main)

    def edge(self, number: int) -> Any:
        """Give what begins with an element: ``main`` with its first, else the element itself."""
        first_inside = self.main is not None and self.elements[number] is self.main[0]
        return self.main if first_inside else self.elements[number]


@dataclass(slots=True)
class BuiltPiece:
    """A piece's boxes before layout.

    ``first`` is the one it begins with: ``main`` where it begins that. ``within`` tells whether
    that stands in ``main``. ``after`` are the counters of elements behind the piece, ``edge`` is
    what the pages before it depend on: its breaks, and the name of its page. ``grafted`` is the
    next piece's first box, where it was put behind this one's to end its pages.
    """

    html: Any
    context: Any
    root: Box
    body: Box
    main: Box | None
    first: Box
    within: bool
    after: Any
    footnotes: list[Any]
    edge: tuple[Any, ...]
    grafted: Box | None = None

    @property
    def path(self) -> Path:
        """Where the engine begins with the piece, in its own tree of boxes."""
        place: Path = {index_of((self.main if self.within else self.body), self.first): None}
        if self.within:
            place = {index_of(self.body, self.main): place}
        return {index_of(self.root, self.body): place}


def _edge(first: Box) -> tuple[Any, ...]:
    """Give what the pages before a piece depend on: its breaks, and the name of its page."""
    box: Any = first
    values = []
    while True:
        values.append(box.style["break_before"])
        if not getattr(box, "children", ()):
            return (*values, first.page_values()[0])
        box = box.children[0]


def index_of(parent: Box, child: Box) -> int:
    """Give the place of a box among the children of another."""
    return next(number for number, each in enumerate(parent.children) if each is child)


class _Styles:
    """Gives elements their styles while boxes are built, and hides what is not of the piece.

    An element is asked for just before its counters change: there they are taken over from
    the piece before, and noted for the one after.
    """

    def __init__(self, style_for: Any, top: Top, own: range, taken: Any) -> None:
        self.style_for = style_for
        self.hidden = {e for number, e in enumerate(top.elements) if number not in own}
        if top.main is not None and not any(top.inside(number) for number in own):
            self.hidden.add(top.main)
        self.first = top.edge(own.start)
        self.next = top.edge(own.stop) if own.stop < len(top.elements) else None
        self.state: Any = ([0], {"footnote": [0], "note": [0]}, [{"footnote", "note"}], [])
        self.taken = taken
        self.after: Any = None

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:
        if pseudo_type is None:
            if element is self.first and self.taken is not None:
                self._take_over()
            elif element is self.next and self.after is None:
                self.after = copy.deepcopy(self.state)
            if element in self.hidden:
                return _HIDDEN
        return self.style_for(element, pseudo_type)

    def _take_over(self) -> None:
        """Go on with the counters of the piece before; the engine holds on to these objects."""
        quotes, values, scopes, _ = copy.deepcopy(self.taken)
        self.state[0][:], self.state[2][:] = quotes, scopes
        self.state[1].clear()
        self.state[1].update(values)
        self.taken = None


def _context(html: Any, sheets: Sequence[Any], fonts: Any, images: dict[str, Any]) -> Any:
    """Compute the styles of a page, and give what the engine keeps during layout."""
    options = weasyprint.DEFAULT_OPTIONS | {"stylesheets": sheets, "cache": images}
    return Document._build_layout_context(html, fonts, CounterStyle(), {}, options)


def breaks_before(html: Any, sheets: Sequence[Any], fonts: Any) -> tuple[bool, ...]:
    """Tell for each element of the top whether it, or the one before, forces a page break."""
    style_for = _context(html, sheets, fonts, {}).style_for
    top = Top.of(html)
    forces = [False]
    for number in range(1, len(top.elements)):
        before, after = [top.elements[number - 1]], [top.elements[number]]
        if top.edge(number) is top.main:
            after.append(top.main)
        elif top.inside(number - 1) and not top.inside(number):
            before.append(top.main)
        ends, begins = ([style_for(each) for each in side] for side in (before, after))
        breaks = [s["break_after"] for s in ends] + [s["break_before"] for s in begins]
        forced = ends[0]["page"] != begins[0]["page"] or not FORCED.isdisjoint(breaks)
        forces.append(forced and all(_in_flow(style) for style in (*ends, *begins)))
    return tuple(forces)


def _in_flow(style: Any) -> bool:
    """Tell whether a block stands in the flow of the page."""
    flows = style["position"] in ("static", "relative") and style["float"] == "none"
    return flows and style["display"][0] == "block"


def build(
    html: Any,
    own: range,
    sheets: Sequence[Any],
    fonts: Any,
    images: dict[str, Any],
    taken: Any,
) -> BuiltPiece:
    """Build the boxes of the top's elements ``own``; ``taken`` are the counters before them.

    Raises:
        CannotCut: what stands in them depends on other pieces.

    """
    context = _context(html, sheets, fonts, images)
    top = Top.of(html)
    styles = _Styles(context.style_for, top, own, taken)
    (root,) = building.element_to_box(
        *(html.etree_element, styles, context.get_image_from_uri, html.base_url),
        *(context.target_collector, context.counter_style, context.footnotes, styles.state),
    )
    context.target_collector.check_pending_targets()
    root.process_whitespace()
    root.process_text_transform()
    root.is_for_root_element = True
    root = building.set_viewport_overflow(building.create_anonymous_boxes(root))
    if context.target_collector.counter_lookup_items:
        raise CannotCut("counters of pages, or of a target")
    body = _of(root, next(child for child in html.etree_element if child.tag == "body"))
    main = _of(body, top.main)
    edge = top.edge(own.start)
    within = top.inside(own.start) and edge is not top.main
    first = _of(main if within else body, edge)
    if first is None:
        raise CannotCut("a piece without a box")
    footnotes = list(context.footnotes)
    edges = _edge(first)
    return BuiltPiece(
        html, context, root, body, main, first, within, styles.after, footnotes, edges
    )


def _of(holder: Box, element: Any) -> Box | None:
    """Find the box of an element among the children of another."""
    return next((b for b in holder.children if b.element is element), None) if holder else None
