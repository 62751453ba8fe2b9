"""The pages of a piece, laid out as they would be within the whole, and their margins."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sasshi.engine.internals import (
    Document,
    DocumentMetadata,
    Page,
    building,
    layout_backgrounds,
    page_layout,
)
from sasshi.pages.build_piece import BuiltPiece, Path, index_of
from sasshi.typeset.typesetter import CannotCut

Box = Any
#: Stands in the engine's list of pages for one that another piece has laid out.
_ELSEWHERE: tuple[Any, ...] = (None, None, None, None, {})


@dataclass(frozen=True, slots=True)
class Begin:
    """What a piece takes over from those before it.

    ``index`` is the number of pages before it, ``right`` whether its first is a right one,
    ``break_before`` how the engine came to it, ``None`` at the start of the page.
    """

    index: int = 0
    right: bool = True
    break_before: tuple[str, str | None] | None = None


@dataclass(slots=True)
class LaidPiece:
    """A piece's pages, before they get what stands in their margins; how the next one begins.

    ``bodies`` are what stands on each page, ``strings`` the named strings set there.
    """

    built: BuiltPiece
    pages: list[Box]
    bodies: list[tuple[Box, ...]]
    strings: list[list[tuple[str, str]]]
    end: Begin


def lay_out(built: BuiltPiece, following: BuiltPiece | None, begin: Begin) -> LaidPiece:
    """Lay out a piece's pages, up to the page break before the piece that follows.

    Raises:
        CannotCut: something reaches over that page break, or there is none.

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
            raise CannotCut("a note that reaches over a page break")
        page, resume_at = page_layout.remake_page(
            begin.index + len(pages), context, built.root, built.html
        )
        pages.append(page)
    _, next_page, right, _, _ = context.page_maker[begin.index + len(pages)]
    whole = following is None or resume_at == end
    running = any(each for store in context.running_elements.values() for each in store.values())
    if not whole or context.broken_out_of_flow or running:
        raise CannotCut("what reaches over a page break")
    if any(page.fixed_boxes for page in pages):
        raise CannotCut("what stands on every page")
    came = (next_page["break"], next_page["page"])
    bodies = [(p.children[0], *(area for area in p.children[1:] if area.children)) for p in pages]
    strings = [_strings(page) for page in pages]
    return LaidPiece(built, pages, bodies, strings, Begin(begin.index + len(pages), right, came))


def _first_state(built: BuiltPiece, begin: Begin) -> tuple[Any, ...]:
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


def _graft(built: BuiltPiece, following: BuiltPiece | None) -> Path | None:
    """Put the next piece's first box behind a piece's own, and give the place of it."""
    for holder in (built.body, built.main):
        if holder is not None:
            holder.children = [box for box in holder.children if box is not built.grafted]
    if following is None:
        return None
    holder = built.main if following.within else built.body
    if holder is None:
        raise CannotCut("main is closed and opened again")
    built.grafted = following.first.copy()
    holder.children = [*holder.children, built.grafted]
    place: Path = {len(holder.children) - 1: None}
    if following.within:
        place = {index_of(built.body, built.main): place}
    return {index_of(built.root, built.body): place}


def _strings(page: Box) -> list[tuple[str, str]]:
    """Give the named strings that are set on a page, in order."""
    sets = (box.string_set for box in page.descendants())
    return [each for pairs in sets if pairs and pairs != "none" for each in pairs]


def furnish(
    laid: LaidPiece, index: int, counters: Any, strings: Mapping[str, str]
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
        margins = page_layout.make_margin_boxes(context, page, counters)
        page.children = (*bodies, *margins)
        layout_backgrounds(page, context.get_image_from_uri)
    return counters, {**strings, **{name: text for sets in laid.strings for name, text in sets}}


def document(laid: LaidPiece, fetcher: Any, fonts: Any) -> Any:
    """Give a piece's pages, furnished, as a document of the engine."""
    pages = [Page(page) for page in laid.pages]
    made = Document(pages, DocumentMetadata(), fetcher, fonts, {}, None)
    made._html = laid.built.html
    return made
