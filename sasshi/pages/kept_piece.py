"""A piece of a page as it is kept between builds: its boxes, its pages, what was drawn of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sasshi.model import PagePdf
from sasshi.pages import build_piece, lay_out_piece
from sasshi.pages.page_pdf import page_pdf
from sasshi.problems import Place, Problem, has_errors
from sasshi.typeset.boxes import placeholders
from sasshi.typeset.typesetter import Typeset, Typesetter

_LINE = re.compile(r'(<[^<>]*\bdata-line=")(\d+)(?=")')


@dataclass(slots=True)
class KeptPiece:
    """A piece, and all that has come of it so far.

    The lines of the source are numbered from 0 on in its text, so that it stays the same if
    lines were added above it; so are the pages.
    """

    built: build_piece.BuiltPiece
    problems: tuple[Problem, ...]
    notes: Mapping[str, int]
    laid: lay_out_piece.LaidPiece | None = None
    told: tuple[Problem, ...] = ()
    #: What it was laid out for: how it begins, and what follows it.
    asked: object = None
    #: What its margins were made for: its first page, counters and named strings before it.
    furnished: object = None
    behind: tuple[Any, dict[str, str]] | None = None
    typeset: Typeset | None = None
    checked: tuple[Problem, ...] = ()
    styles: Mapping[tuple[str, int, bool], Place] = field(default_factory=dict)
    anchors: Sequence[frozenset[str]] = ()
    #: For each page the texts that are to become page numbers, with the ids they are about.
    numbers: Sequence[Sequence[tuple[Any, str]]] = ()
    drawn: list[PagePdf | None] = field(default_factory=list)
    #: The pages with the lines of the source, and the lines for which they were made.
    shown: tuple[tuple[int, ...], tuple[PagePdf, ...]] = ((), ())

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong in it: what is may be mended in a file it has read."""
        return not has_errors((*self.problems, *self.told))

    def take(self, typesetter: Typesetter, *, lying: bool) -> None:
        """Take its pages as the engine's document, and what is to be known of them."""
        assert self.laid is not None
        document = lay_out_piece.document(self.laid, typesetter.fetcher, typesetter.fonts)
        self.typeset = Typeset(document, (), typesetter.passes, lying)
        self.checked = self.typeset.checked()
        self.styles = self.typeset.styles()
        self.anchors = [frozenset(page.anchors) for page in document.pages]
        self.numbers = [tuple(placeholders(page)) for page in document.pages]
        self.drawn, self.shown = [None] * len(document.pages), ((), ())

    def draw(self) -> None:
        """Draw those of its pages that are not drawn yet."""
        assert self.typeset is not None
        if None not in self.drawn:
            return
        place_of = self.typeset.place_of()
        pages = zip(self.typeset.document.pages, self.drawn, strict=True)
        self.drawn = [drawn or page_pdf(self.typeset, page, place_of) for page, drawn in pages]
        self.shown = ((), ())


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece in its place: its pages begin at ``index``, its lines are those of the source."""

    piece: KeptPiece
    lines: tuple[int, ...]
    index: int = 0

    def pages(self) -> tuple[PagePdf, ...]:
        """Give its pages with the lines of the source as they are now."""
        piece = self.piece
        if piece.shown[0] != self.lines or not piece.shown[1]:
            drawn = (each for each in piece.drawn if each is not None)
            piece.shown = self.lines, tuple(map(self._with_lines, drawn))
        return piece.shown[1]

    def _with_lines(self, page: PagePdf) -> PagePdf:
        blocks = tuple(replace(block, place=self.at(block.place)) for block in page.blocks)
        return replace(page, blocks=blocks)

    def problems(self) -> Iterator[Problem]:
        """Give its problems with the lines and pages that they are about."""
        yield from (*self.piece.problems, *self.piece.told)
        for problem in self.piece.checked:
            where = self.at(problem.place)
            page = where.page + self.index if where.page is not None else None
            params = tuple((k, page if k == "page" else value) for k, value in problem.params)
            yield replace(problem, place=replace(where, page=page), params=params)

    def at(self, where: Place) -> Place:
        """Give a place with its line in the source for the number that the piece gave it."""
        line = where.line
        return where if line is None else replace(where, line=self.lines[line])


def number_lines(source: str) -> tuple[str, tuple[int, ...]]:
    """Number the lines of the source in a text from 0 on; give the lines, too."""
    lines: list[int] = []

    def number(attribute: re.Match[str]) -> str:
        lines.append(int(attribute[2]))
        return f"{attribute[1]}{len(lines) - 1}"

    return _LINE.sub(number, source), tuple(lines)
