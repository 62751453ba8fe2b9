"""A page laid out piece by piece, each as it would be within the whole.

A piece is a run of elements between two forced page breaks. Its tree is that of the whole page
with all other elements left empty; what the whole hands on from page to page (counters, named
strings, side and number of the page) is taken over from the piece before.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sasshi.typeset.engine import weasyprint  # first: it makes the imports below quick

from weasyprint.css.counters import CounterStyle  # isort: skip
from weasyprint.document import Document, DocumentMetadata, Page  # isort: skip
from weasyprint.formatting_structure import build as building  # isort: skip
from weasyprint.layout.background import layout_backgrounds  # isort: skip
from weasyprint.layout.page import make_margin_boxes, remake_page  # isort: skip

__all__ = [
    "Apart",
    "Begin",
    "Built",
    "DocumentMetadata",
    "Laid",
    "breaks_before",
    "build",
    "document",
    "furnish",
    "lay_out",
    "page_counters",
]

Box = Any
#: Where in a tree of boxes the engine goes on: the number of a child, and where in that.
Path = dict[int, Any]
#: What ``break-before`` and ``break-after`` say that forces a new page.
FORCED = frozenset({"page", "left", "right", "recto", "verso"})
_HIDDEN = {"display": ("none",)}
#: Stands in the engine's list of pages for one that another piece has laid out.
_ELSEWHERE: tuple[Any, ...] = (None, None, None, None, {})


class Apart(Exception):
    """A page cannot be laid out piece by piece: something in it reaches from one to another."""


@dataclass(frozen=True, slots=True)
class Begin:
    """What a piece takes over from those before it.

    ``index`` is the number of pages before it, ``right`` whether its first is a right one,
    ``break_before`` how the engine came to it, ``None`` at the start of the page.
    """

    index: int = 0
    right: bool = True
    break_before: tuple[str, str | None] | None = None


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
class Built:
    """A piece's boxes before layout.

    ``first`` is the one it begins with: ``main`` where it begins that. ``within`` tells whether
    that stands in ``main``. ``after`` are the counters of elements behind the piece, ``edge`` is
    what the pages before it depend on: its breaks, and the name of its page.
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

    @property
    def path(self) -> Path:
        """Where the engine begins with the piece, in its own tree of boxes."""
        place: Path = {_index((self.main if self.within else self.body), self.first): None}
        if self.within:
            place = {_index(self.body, self.main): place}
        return {_index(self.root, self.body): place}


def _edge(first: Box) -> tuple[Any, ...]:
    """Give what the pages before a piece depend on: its breaks, and the name of its page."""
    box: Any = first
    values = []
    while True:
        values.append(box.style["break_before"])
        if not getattr(box, "children", ()):
            return (*values, first.page_values()[0])
        box = box.children[0]


def _index(parent: Box, child: Box) -> int:
    return next(number for number, each in enumerate(parent.children) if each is child)


@dataclass(slots=True)
class Laid:
    """A piece's pages, before they get what stands in their margins; how the next one begins.

    ``bodies`` are what stands on each page, ``strings`` the named strings set there.
    """

    built: Built
    pages: list[Box]
    bodies: list[tuple[Box, ...]]
    strings: list[list[tuple[str, str]]]
    end: Begin


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
    found = [False]
    for number in range(1, len(top.elements)):
        before, after = [top.elements[number - 1]], [top.elements[number]]
        if top.edge(number) is top.main:
            after.append(top.main)
        elif top.inside(number - 1) and not top.inside(number):
            before.append(top.main)
        ends, begins = ([style_for(each) for each in side] for side in (before, after))
        breaks = [s["break_after"] for s in ends] + [s["break_before"] for s in begins]
        forced = ends[0]["page"] != begins[0]["page"] or not FORCED.isdisjoint(breaks)
        found.append(forced and all(_in_flow(style) for style in (*ends, *begins)))
    return tuple(found)


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
) -> Built:
    """Build the boxes of the top's elements ``own``; ``taken`` are the counters before them.

    Raises:
        Apart: what stands in them depends on other pieces.

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
        raise Apart("counters of pages, or of a target")
    body = _of(root, next(child for child in html.etree_element if child.tag == "body"))
    main = _of(body, top.main)
    edge = top.edge(own.start)
    within = top.inside(own.start) and edge is not top.main
    first = _of(main if within else body, edge)
    if first is None:
        raise Apart("a piece without a box")
    footnotes = list(context.footnotes)
    edges = _edge(first)
    return Built(html, context, root, body, main, first, within, styles.after, footnotes, edges)


def _of(holder: Box, element: Any) -> Box | None:
    """Find the box of an element among the children of another."""
    return next((b for b in holder.children if b.element is element), None) if holder else None


def lay_out(built: Built, following: Built | None, begin: Begin) -> Laid:
    """Lay out a piece's pages, up to the page break before the piece that follows.

    Raises:
        Apart: something reaches over that page break, or there is none.

    """
    end = _graft(built, following)
    context = built.context
    context.footnotes = list(built.footnotes)
    context.reported_footnotes, context.rendered_notes = [], []
    context.broken_out_of_flow = {}
    context.string_set.clear()
    context.page_maker = [_ELSEWHERE] * begin.index + [_first_state(built, begin)]
    pages: list[Box] = []
    resume_at: Any = {}
    while (resume_at is not None and resume_at != end) or context.reported_footnotes:
        if resume_at == end:
            raise Apart("a note that reaches over a page break")
        page, resume_at = remake_page(begin.index + len(pages), context, built.root, built.html)
        pages.append(page)
    _, next_page, right, _, _ = context.page_maker[begin.index + len(pages)]
    whole = following is None or resume_at == end
    running = any(found for store in context.running_elements.values() for found in store.values())
    if not whole or context.broken_out_of_flow or running:
        raise Apart("what reaches over a page break")
    if any(page.fixed_boxes for page in pages):
        raise Apart("what stands on every page")
    came = (next_page["break"], next_page["page"])
    bodies = [(p.children[0], *(area for area in p.children[1:] if area.children)) for p in pages]
    strings = [_strings(page) for page in pages]
    return Laid(built, pages, bodies, strings, Begin(begin.index + len(pages), right, came))


def _first_state(built: Built, begin: Begin) -> tuple[Any, ...]:
    """Give what the engine keeps for a page to be made: that of a piece's first page."""
    remake = {"content_changed": False, "pages_wanted": False, "anchors": [], "content_lookups": []}
    if begin.break_before is None:
        direct, path = built.root.page_values()[0], None
        next_page = {"break": "any", "page": direct}
    else:
        path = built.path
        next_page = dict(zip(("break", "page"), begin.break_before, strict=True))
    return path, next_page, begin.right, page_counters(0), remake


def page_counters(total: int) -> Any:
    """Give the counters of pages before the first page."""
    return [0], {"pages": [total]}, [{"pages"}], []


def _graft(built: Built, following: Built | None) -> Path | None:
    """Put the next piece's first box behind a piece's own, and give the place of it."""
    for holder in (built.body, built.main):
        if holder is not None:
            holder.children = [b for b in holder.children if "_grafted" not in vars(b)]
    if following is None:
        return None
    holder = built.main if following.within else built.body
    if holder is None:
        raise Apart("main is closed and opened again")
    sentinel = following.first.copy()
    sentinel._grafted = True
    holder.children = [*holder.children, sentinel]
    place: Path = {len(holder.children) - 1: None}
    if following.within:
        place = {_index(built.body, built.main): place}
    return {_index(built.root, built.body): place}


def _strings(page: Box) -> list[tuple[str, str]]:
    """Give the named strings that are set on a page, in order."""
    sets = (box.string_set for box in page.descendants())
    return [each for found in sets if found and found != "none" for each in found]


def furnish(
    laid: Laid, index: int, counters: Any, strings: Mapping[str, str]
) -> tuple[Any, dict[str, str]]:
    """Make what stands in the margins of a piece's pages, the first of which is page ``index``.

    ``counters`` are those of pages before it, ``strings`` the last value of each named string.
    Gives both as they are behind the piece.
    """
    context = laid.built.context
    store: Any = defaultdict(lambda: defaultdict(list))
    for name, text in strings.items():
        store[name][index].append(text)
    for number, sets in enumerate(laid.strings, index + 1):
        for name, text in sets:
            store[name][number].append(text)
    context.string_set = store
    counters = copy.deepcopy(counters)
    for number, (page, bodies) in enumerate(zip(laid.pages, laid.bodies, strict=True), index + 1):
        building.update_counters(counters, page.style)
        context.current_page = number
        page.children = bodies
        margins = make_margin_boxes(context, page, counters)
        page.children = (*bodies, *margins)
        layout_backgrounds(page, context.get_image_from_uri)
    return counters, {**strings, **{name: text for sets in laid.strings for name, text in sets}}


def document(laid: Laid, fetcher: Any, fonts: Any) -> Any:
    """Give a piece's pages, furnished, as a document of the engine."""
    pages = [Page(page) for page in laid.pages]
    made = Document(pages, DocumentMetadata(), fetcher, fonts, {}, None)
    made._html = laid.built.html
    return made
