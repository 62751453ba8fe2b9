"""A page that is laid out again and again while its text changes, as what it takes is kept.

What stands between two forced page breaks is a piece, laid out by itself and kept for as long
as neither its text nor what comes before it changes. A page that cannot be cut so is laid out
as a whole: as right, only slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from sasshi.engine.html import parse_piece
from sasshi.engine.session import at_work
from sasshi.model import PagePdf
from sasshi.pages import build_piece, lay_out_piece
from sasshi.pages.cut import Cut, cut
from sasshi.pages.kept_piece import KeptPiece, PlacedPiece, number_lines
from sasshi.pages.page_pdf import page_pdfs
from sasshi.problems import Place, Problem
from sasshi.typeset.boxes import set_text
from sasshi.typeset.typesetter import CannotCut, Page, Stylesheets, Typesetter

#: What style sheets can ask for that reaches from one piece to another.
_REACHING = re.compile(r"target-(?:counter|text)|running\(|note\(|position:\s*fixed|:nth\(")
_TOTAL = re.compile(r"counters?\(\s*pages\b")


@dataclass(frozen=True, slots=True)
class LaidPages:
    """What came of one layout: the pages, problems, and the styles that text asks for."""

    pages: tuple[PagePdf, ...]
    problems: tuple[Problem, ...]
    styles: Mapping[tuple[str, int, bool], Place]


@dataclass(frozen=True, slots=True)
class _Task:
    """What one layout is done with, and of what."""

    typesetter: Typesetter
    page: Page
    sheets: Stylesheets


@dataclass(slots=True)
class _Before:
    """What a piece takes over from those before it when it is built: counters, and notes."""

    counters: Any = None
    notes: dict[str, int] = field(default_factory=dict)


class PageCache:
    """Keeps what was laid out of one page, to lay out again only what has changed."""

    def __init__(self) -> None:
        self.known: dict[object, KeptPiece] = {}
        self.numbered: dict[str, tuple[str, tuple[int, ...]]] = {}
        self.breaks: tuple[object, tuple[bool, ...]] = (None, ())
        self.stamps: dict[Path, object] = {}
        self.total = 0

    @at_work
    def lay_out(self, typesetter: Typesetter, page: Page) -> LaidPages:
        """Lay out a page, piece by piece where it can be cut.

        Raises:
            BuildError: the engine had something to say against it.

        """
        changed = typesetter.changed(self.stamps)
        self.known = {} if changed else {k: p for k, p in self.known.items() if p.sound}
        task = _Task(typesetter, page, typesetter.sheets(page))
        whole = None if _REACHING.search(task.sheets.css) else cut(page.html)
        result = _as_one(task) if whole is None else self._in_pieces(task, whole)
        self.stamps = typesetter.stamps()
        return result

    def _in_pieces(self, task: _Task, whole: Cut) -> LaidPages:
        try:
            places = self._paged(task, self._built(task, whole))
        except (CannotCut, ParseError):
            self.known.clear()
            return _as_one(task)
        _fill_page_numbers(places)
        for place in places:
            place.piece.draw()
        now = {id(place.piece) for place in places}
        self.known = {key: piece for key, piece in self.known.items() if id(piece) in now}
        problems = (problem for place in places for problem in place.problems())
        return LaidPages(
            tuple(page for place in places for page in place.pages()),
            tuple(dict.fromkeys((*task.sheets.problems, *problems))),
            _styles(places),
        )

    def _built(self, task: _Task, whole: Cut) -> list[PlacedPiece]:
        """Build the boxes of all pieces that are not known yet."""
        places: list[PlacedPiece] = []
        before = _Before()
        numbered: dict[str, tuple[str, tuple[int, ...]]] = {}
        for own in self._ranges(task, whole.skeleton):
            source = "\0".join(element.text for element in whole.elements[own.start : own.stop])
            text, lines = self.numbered.get(source) or number_lines(source)
            numbered[source] = text, lines
            again = tuple(before.notes.items()) if "footnote-again" in text else len(before.notes)
            key = (task.sheets.css, whole.skeleton, own, text, repr(before.counters), again)
            if key not in self.known:
                html = whole.piece(own, text.split("\0"))
                self.known[key] = _build(task, own, html, before)
            piece = self.known[key]
            before = _Before(piece.built.after, dict(piece.notes))
            places.append(PlacedPiece(piece, lines))
        self.numbered = numbered
        return places

    def _ranges(self, task: _Task, skeleton: str) -> Iterator[range]:
        """Give the runs of elements between forced page breaks."""
        key = (skeleton, task.sheets.css)
        if self.breaks[0] != key:
            typesetter = task.typesetter
            html = parse_piece(skeleton, typesetter.base, typesetter.fetcher, {})
            breaks = build_piece.breaks_before(html, task.sheets.parsed, typesetter.fonts)
            self.breaks = key, breaks
        starts = [at for at, broken in enumerate(self.breaks[1]) if broken or not at]
        return map(range, starts, [*starts[1:], len(self.breaks[1])])

    def _paged(self, task: _Task, places: Sequence[PlacedPiece]) -> list[PlacedPiece]:
        """Lay out all pieces, once more if margins tell how many pages there are."""
        if not _TOTAL.search(task.sheets.css):
            self.total = 0
            return _laid(task, places, 0)
        while True:
            total = self.total
            placed = _laid(task, places, total)
            self.total = sum(len(place.piece.drawn) for place in placed)
            if self.total == total:
                return placed


def _as_one(task: _Task) -> LaidPages:
    """Lay out the page as a whole."""
    typeset = task.typesetter.typeset(task.page)
    return LaidPages(tuple(page_pdfs(typeset)), typeset.problems, typeset.styles())


def _build(task: _Task, own: range, text: str, before: _Before) -> KeptPiece:
    """Build the boxes of one piece."""
    typesetter, notes = task.typesetter, dict(before.notes)
    html = parse_piece(text, typesetter.base, typesetter.fetcher, notes)
    typesetter.stand(task.page, html)
    with typesetter.laying_out(task.page) as log:
        kept = (typesetter.fonts, typesetter.images)
        built = build_piece.build(html, own, task.sheets.parsed, *kept, before.counters)
    return KeptPiece(built, typesetter.told(log, task.page), notes)


def _laid(task: _Task, places: Sequence[PlacedPiece], total: int) -> list[PlacedPiece]:
    """Lay out the pieces that begin otherwise than they did; furnish the margins of all."""
    begin = lay_out_piece.Begin()
    behind: tuple[Any, dict[str, str]] = (lay_out_piece.page_counters(total), {})
    placed: list[PlacedPiece] = []
    following = [*(place.piece.built for place in places[1:]), None]
    for place, after in zip(places, following, strict=True):
        piece = place.piece
        _lay_out(task, piece, after, begin)
        if piece.furnished != (begin.index, behind):
            _furnish(task, piece, begin.index, behind)
        placed.append(replace(place, index=begin.index))
        assert piece.laid is not None and piece.behind is not None
        begin = replace(piece.laid.end, index=begin.index + len(piece.laid.pages))
        behind = piece.behind
    return placed


def _lay_out(
    task: _Task, piece: KeptPiece, after: build_piece.BuiltPiece | None, begin: lay_out_piece.Begin
) -> None:
    """Lay out the pages of a piece, unless it begins and ends as it did."""
    asked = (begin.right, begin.break_before, not begin.index, after and after.edge)
    if piece.laid is not None and piece.asked == asked:
        return
    with task.typesetter.laying_out(task.page) as log:
        piece.laid = lay_out_piece.lay_out(piece.built, after, begin)
    piece.asked, piece.furnished = asked, None
    piece.told = task.typesetter.told(log, task.page)


def _furnish(task: _Task, piece: KeptPiece, index: int, behind: tuple[Any, dict[str, str]]) -> None:
    """Make what stands in the margins of a piece's pages, and take them."""
    assert piece.laid is not None
    piece.furnished = (index, behind)
    with task.typesetter.laying_out(task.page):
        piece.behind = lay_out_piece.furnish(piece.laid, index, *behind)
    piece.take(task.typesetter, lying=task.page.standing is not None)


def _fill_page_numbers(places: Sequence[PlacedPiece]) -> None:
    """Write page numbers where they are asked for; what changes is to be drawn again."""
    pages: dict[str, int] = {}
    for place in places:
        for number, anchors in enumerate(place.piece.anchors, place.index + 1):
            for anchor in anchors:
                pages.setdefault(anchor, number)
    for place in places:
        for at, asked in enumerate(place.piece.numbers):
            for box, target in asked:
                text = str(pages.get(target, box.text))
                if text != box.text:
                    set_text(box, text)
                    place.piece.drawn[at] = None


def _styles(places: Sequence[PlacedPiece]) -> dict[tuple[str, int, bool], Place]:
    """Give the styles that text asks for, each with the first place where it does."""
    styles: dict[tuple[str, int, bool], Place] = {}
    for place in places:
        for key, source in place.piece.styles.items():
            styles.setdefault(key, place.at(source))
    return styles
