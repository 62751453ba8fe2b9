"""Pages that are laid out again and again while their text changes.

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

from sasshi.engine.frames import roomy
from sasshi.engine.html import parse_piece
from sasshi.engine.session import ENGINE
from sasshi.model import PagePdf
from sasshi.pages import paging, pieces
from sasshi.pages.cut import Cut, cut
from sasshi.pages.page_pdf import leaf, leaves
from sasshi.problems import Place, Problem, has_errors
from sasshi.typeset.boxes import placeholders, set_text
from sasshi.typeset.typesetter import CannotCut, Page, Stylesheets, Typeset, Typesetter

_LINE = re.compile(r'(<[^<>]*\bdata-line=")(\d+)(?=")')
#: What style sheets can ask for that reaches from one piece to another.
_REACHING = re.compile(r"target-(?:counter|text)|running\(|note\(|position:\s*fixed|:nth\(")
_TOTAL = re.compile(r"counters?\(\s*pages\b")


@dataclass(frozen=True, slots=True)
class LaidPages:
    """What came of one layout: the pages, problems, and the styles that text asks for."""

    leaves: tuple[PagePdf, ...]
    problems: tuple[Problem, ...]
    styles: Mapping[tuple[str, int, bool], Place]


@dataclass(slots=True)
class _Piece:
    """A piece as it is kept: its boxes, its pages, what was drawn of them.

    The lines of the source are numbered from 0 on in its text, so that it stays the same if
    lines were added above it; so are the pages.
    """

    built: pieces.Built
    problems: tuple[Problem, ...]
    notes: Mapping[str, int]
    laid: paging.Laid | None = None
    told: tuple[Problem, ...] = ()
    asked: object = None
    furnished: object = None
    behind: tuple[Any, dict[str, str]] | None = None
    typeset: Typeset | None = None
    checked: tuple[Problem, ...] = ()
    styles: Mapping[tuple[str, int, bool], Place] = field(default_factory=dict)
    anchors: Sequence[frozenset[str]] = ()
    numbers: Sequence[Sequence[tuple[Any, str]]] = ()
    drawn: list[PagePdf | None] = field(default_factory=list)
    shown: tuple[tuple[int, ...], tuple[PagePdf, ...]] = ((), ())


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece in its place: its pages begin at ``index``, its lines are those of the source."""

    piece: _Piece
    lines: tuple[int, ...]
    index: int = 0


class PageCache:
    """Keeps what was laid out of one page, to lay out again only what has changed."""

    def __init__(self) -> None:
        self.known: dict[object, _Piece] = {}
        self.numbered: dict[str, tuple[str, tuple[int, ...]]] = {}
        self.breaks: tuple[object, tuple[bool, ...]] = (None, ())
        self.stamps: dict[Path, object] = {}
        self.total = 0

    @ENGINE.session()
    @roomy
    def set(self, setter: Typesetter, page: Page) -> LaidPages:
        """Lay out a page, piece by piece where it can be cut.

        Raises:
            BuildError: the engine had something to say against it.

        """
        good = {k: p for k, p in self.known.items() if not has_errors((*p.problems, *p.told))}
        self.known = {} if setter.changed(self.stamps) else good
        sheets = setter.sheets(page)
        whole = None if _REACHING.search(sheets.css) else cut(page.html)
        result = self._whole(setter, page) if whole is None else None
        if whole is not None:
            try:
                result = self._pieces(setter, page, whole, sheets)
            except (CannotCut, ParseError):
                self.known.clear()
                result = self._whole(setter, page)
        self.stamps = setter.stamps()
        assert result is not None
        return result

    def _whole(self, setter: Typesetter, page: Page) -> LaidPages:
        """Lay out the page as one."""
        typeset = setter.typeset(page)
        return LaidPages(tuple(leaves(typeset)), typeset.problems, typeset.styles())

    def _pieces(self, setter: Typesetter, page: Page, whole: Cut, sheets: Stylesheets) -> LaidPages:
        """Lay out the page in pieces."""
        places = self._built(setter, page, whole, sheets)
        counted = bool(_TOTAL.search(sheets.css))
        total = None
        while total != self.total:  # once more if margins tell how many pages there are
            total = self.total if counted else 0
            places = self._laid(setter, page, places, total)
            self.total = sum(len(place.piece.drawn) for place in places) if counted else 0
        self._number(places)
        for place in places:
            _draw(place.piece)
        now = {id(place.piece) for place in places}
        self.known = {key: piece for key, piece in self.known.items() if id(piece) in now}
        styles: dict[tuple[str, int, bool], Place] = {}
        for place in places:
            for key, source in place.piece.styles.items():
                styles.setdefault(key, _at(source, place))
        problems = [problem for place in places for problem in _problems(place)]
        found = tuple(dict.fromkeys((*sheets.problems, *problems)))
        return LaidPages(tuple(leaf for place in places for leaf in _shown(place)), found, styles)

    def _ranges(self, setter: Typesetter, skeleton: str, sheets: Stylesheets) -> Iterator[range]:
        """Give the runs of elements between forced page breaks."""
        key = (skeleton, sheets.css)
        if self.breaks[0] != key:
            html = parse_piece(skeleton, setter.base, setter.fetcher, {})
            found = pieces.breaks_before(html, sheets.parsed, setter.fonts)
            self.breaks = key, found
        starts = [at for at, broken in enumerate(self.breaks[1]) if broken or not at]
        return map(range, starts, [*starts[1:], len(self.breaks[1])])

    def _built(
        self, setter: Typesetter, page: Page, whole: Cut, sheets: Stylesheets
    ) -> list[_Place]:
        """Build the boxes of all pieces that are not known yet."""
        places: list[_Place] = []
        taken: Any = None
        notes: dict[str, int] = {}
        numbered: dict[str, tuple[str, tuple[int, ...]]] = {}
        skeleton = whole.skeleton
        for own in self._ranges(setter, skeleton, sheets):
            source = "\0".join(element.text for element in whole.elements[own.start : own.stop])
            if source not in self.numbered:
                self.numbered[source] = _numbered(source)
            text, lines = numbered[source] = self.numbered[source]
            again = tuple(notes.items()) if "footnote-again" in text else len(notes)
            key = (sheets.css, skeleton, own, text, repr(taken), again)
            if key not in self.known:
                own_notes = dict(notes)
                piece_html = whole.piece(own, text.split("\0"))
                html = parse_piece(piece_html, setter.base, setter.fetcher, own_notes)
                setter.stand(page, html)
                with setter.laying_out(page) as log:
                    args = (own, sheets.parsed, setter.fonts, setter.images, taken)
                    built = pieces.build(html, *args)
                problems = setter.told(log, page)
                self.known[key] = _Piece(built, problems, own_notes)
            piece = self.known[key]
            taken, notes = piece.built.after, dict(piece.notes)
            places.append(_Place(piece, lines))
        self.numbered = numbered
        return places

    def _laid(
        self, setter: Typesetter, page: Page, places: Sequence[_Place], total: int
    ) -> list[_Place]:
        """Lay out all pieces that begin otherwise than they did, and furnish their margins."""
        begin = paging.Begin()
        behind: tuple[Any, dict[str, str]] = (paging.page_counters(total), {})
        placed: list[_Place] = []
        following = [*(place.piece.built for place in places[1:]), None]
        for place, after in zip(places, following, strict=True):
            piece = place.piece
            asked = (begin.right, begin.break_before, not begin.index, after and after.edge)
            if piece.laid is None or piece.asked != asked:
                with setter.laying_out(page) as log:
                    piece.laid = paging.lay_out(piece.built, after, begin)
                piece.asked, piece.furnished = asked, None
                piece.told = setter.told(log, page)
            if piece.furnished != (begin.index, behind):
                piece.furnished = (begin.index, behind)
                with setter.laying_out(page):
                    piece.behind = paging.furnish(piece.laid, begin.index, *behind)
                _take(piece, setter, lying=page.standing is not None)
            placed.append(replace(place, index=begin.index))
            begin = replace(piece.laid.end, index=begin.index + len(piece.laid.pages))
            assert piece.behind is not None
            behind = piece.behind
        return placed

    def _number(self, places: Sequence[_Place]) -> None:
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


def _take(piece: _Piece, setter: Typesetter, *, lying: bool) -> None:
    """Take a piece's pages as the engine's document, and what is to be known of them."""
    assert piece.laid is not None
    document = paging.document(piece.laid, setter.fetcher, setter.fonts)
    piece.typeset = Typeset(document, (), setter.passes, lying)
    piece.checked = piece.typeset.checked()
    piece.styles = piece.typeset.styles()
    piece.anchors = [frozenset(page.anchors) for page in document.pages]
    piece.numbers = [tuple(placeholders(page)) for page in document.pages]
    piece.drawn, piece.shown = [None] * len(document.pages), ((), ())


def _draw(piece: _Piece) -> None:
    """Draw the pages of a piece that are not drawn yet."""
    assert piece.typeset is not None
    if None not in piece.drawn:
        return
    place_of = piece.typeset.place_of()
    pages = zip(piece.typeset.document.pages, piece.drawn, strict=True)
    piece.drawn = [drawn or leaf(piece.typeset, page, place_of) for page, drawn in pages]
    piece.shown = ((), ())


def _shown(place: _Place) -> tuple[PagePdf, ...]:
    """Give the pages of a piece with the lines of the source as they are now."""
    piece = place.piece
    if piece.shown[0] != place.lines or not piece.shown[1]:
        drawn = (each for each in piece.drawn if each is not None)
        piece.shown = place.lines, tuple(_lined(each, place) for each in drawn)
    return piece.shown[1]


def _lined(drawn: PagePdf, place: _Place) -> PagePdf:
    """Give a page with the lines of the source."""
    blocks = tuple(replace(b, place=_at(b.place, place)) for b in drawn.blocks)
    return replace(drawn, blocks=blocks)


def _problems(place: _Place) -> Iterator[Problem]:
    """Give the problems of a piece with the lines and pages that they are about."""
    yield from (*place.piece.problems, *place.piece.told)
    for problem in place.piece.checked:
        where = _at(problem.place, place)
        page = where.page + place.index if where.page is not None else None
        params = tuple((k, page if k == "page" else value) for k, value in problem.params)
        yield replace(problem, place=replace(where, page=page), params=params)


def _at(where: Place, place: _Place) -> Place:
    """Give a place with its line in the source for the number that the piece gave it."""
    line = where.line
    return where if line is None else replace(where, line=place.lines[line])


def _numbered(source: str) -> tuple[str, tuple[int, ...]]:
    """Number the lines of the source in a text from 0 on; give the lines, too."""
    lines: list[int] = []

    def number(found: re.Match[str]) -> str:
        lines.append(int(found[2]))
        return f"{found[1]}{len(lines) - 1}"

    return _LINE.sub(number, source), tuple(lines)
