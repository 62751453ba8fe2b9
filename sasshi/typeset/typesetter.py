"""HTML → pages → PDF, through WeasyPrint, with our fonts only.

Importing this package loads WeasyPrint and Pango, the slowest part of a start: do it late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sasshi.engine.fetcher import SafeFetcher
from sasshi.engine.fonts import fonts_of
from sasshi.engine.html import parse
from sasshi.engine.internals import DocumentMetadata, weasyprint
from sasshi.engine.log import Log
from sasshi.engine.session import ENGINE, at_work
from sasshi.engine.stylesheets import line_with, with_imports
from sasshi.japanese import LineBreaker
from sasshi.model import stamp
from sasshi.problems import BuildError, Place, Problem, error, has_errors, shown_path, warning
from sasshi.typeset.boxes import fill_page_numbers, styles
from sasshi.typeset.drawing import KeepGlyphs, SpaceOf, own_drawing
from sasshi.typeset.fit import Fitter
from sasshi.typeset.grid import Grid, own_layout
from sasshi.typeset.page_problems import (
    apart,
    loose,
    parents,
    places_of,
    source,
    too_tall,
    too_wide,
)

#: How many pages' style sheets are kept parsed: those of a booklet and of its checklist.
_KEPT = 2


class CannotCut(Exception):
    """A page cannot be laid out piece by piece: something in it reaches from one to another."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be typeset: HTML text, style sheets in order, and CSS made by the program."""

    html: str
    stylesheets: tuple[Path, ...]
    css: str
    grid: Grid | None = None
    #: For pages that will be turned: how many px wide what stands upright on them is.
    standing: float | None = None
    #: No text is smaller, in px, but for readings and the calls of notes.
    smallest: float = 0.0
    #: From the head of the type area to its foot, in px, as it will be seen; 0 without one.
    column: float = 0.0


@dataclass(frozen=True, slots=True)
class Passes:
    """What is done to pages: to their lines in layout, to their fonts after.

    ``stand`` marks in a page's tree what stands upright in columns; ``upright_family`` gives, for
    columns, the fonts that do so in the place of those that a picture names.
    """

    lines: LineBreaker
    keep_glyphs: KeepGlyphs
    space_of: SpaceOf
    stand: Callable[[Any], None] = lambda root: None
    upright_family: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Typeset:
    """Laid-out pages. ``document`` is the engine's own; ``problems`` what it had to say."""

    document: Any
    problems: tuple[Problem, ...]
    passes: Passes
    #: Its pages will be turned.
    lying: bool = False

    def styles(self) -> dict[tuple[str, int, bool], Place]:
        """Give each (family, weight, italic) that text asks for, and where one such text is."""
        place_of = self.place_of()
        return {key: place_of(element) for key, element in styles(self.document).items()}

    def checked(self) -> tuple[Problem, ...]:
        """Report what is too wide, tall or long, and lines that had to be spread too much."""
        tall = too_tall(self.document) if self.lying else []
        return (*too_wide(self.document), *tall, *apart(self.document), *loose(self.document))

    def place_of(self) -> Callable[[Any], Place]:
        """Give what tells of an element of the page where it comes from."""
        above = parents(self.document)
        return lambda element: source(element, above)

    def page_to_pdf(self, page: Any) -> bytes:
        """Write one of the pages as a PDF that holds nothing but what is to be seen."""
        document = self.document.copy([page])
        document.metadata = DocumentMetadata()
        return replace(self, document=document).to_pdf(None, packed=False)[0]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    @at_work
    def to_pdf(
        self, variant: str | None, zoom: float = 1.0, *, packed: bool = True
    ) -> tuple[bytes, tuple[Problem, ...]]:
        """Write the pages as a PDF of a variant such as ``pdf/ua-1``; same input, same bytes.

        Everything on them is multiplied with ``zoom``, and so are they. One that is not
        ``packed`` is larger, and sooner written and read. Beside the bytes stands what the engine
        had to say of them.

        Raises:
            BuildError: the engine could not draw something.

        """
        how = own_drawing(self.passes.keep_glyphs, self.passes.space_of, turned=self.lying)
        with Log() as log, ENGINE.drawing(how):
            data: bytes = self.document.write_pdf(
                zoom=zoom, pdf_variant=variant, uncompressed_pdf=not packed
            )
        problems = (*self._placed(log.problems), *map(_unread_while_drawn, log.failed))
        if has_errors(problems):
            raise BuildError(problems)
        return data, problems

    def _placed(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Say where in the source characters are that no font has."""
        lacking = [dict(p.params)["char"] for p in problems if p.code == "glyph-missing"]
        if not lacking:
            return tuple(problems)
        places = places_of(self.document, map(str, lacking))
        return tuple(
            replace(p, place=places.get(str(dict(p.params).get("char")), p.place))
            if p.code == "glyph-missing"
            else p
            for p in problems
        )


@dataclass(frozen=True, slots=True)
class Stylesheets:
    """The style sheets of a page: as one text, parsed by the engine, and what is wrong in them."""

    css: str
    parsed: tuple[Any, ...]
    problems: tuple[Problem, ...]


def _unread_while_drawn(failed: tuple[str, str]) -> Problem:
    """Say which file could not be read for a picture that holds others."""
    url, reason = failed
    path = Path(url2pathname(unquote(urlsplit(url).path)))
    place = Place(shown_path(path))
    return error("cannot-load", place, file=path.name, reason=reason.split(": ", 1)[0])


class Typesetter:
    """Typesets pages of one guide: one font set, one image and style sheet cache.

    It reads files below ``roots``, and knows only the fonts of a ``fonts.conf``. ``shown`` gives
    the path of a file as people are told of it.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        passes: Passes,
        fonts_conf: Path,
        shown: Callable[[Path], str],
    ) -> None:
        self.passes = passes
        self.fonts = fonts_of(fonts_conf)
        self.fetcher = SafeFetcher(roots, passes.upright_family)
        self.base = roots[0].resolve().as_uri() + "/"
        self.shown = shown
        self.images: dict[str, Any] = {}
        self.parsed: tuple[str, Any] | None = None
        self.kept: dict[object, tuple[Any, tuple[Problem, ...]]] = {}

    @at_work
    def typeset(self, page: Page, extra_css: str = "") -> Typeset:
        """Lay out a page (all the sheets it takes)."""
        sheets = self.sheets(page, extra_css)
        problems = list(sheets.problems)
        with self.laying_out(page, problems) as log:
            document = self._parse(page).render(
                stylesheets=list(sheets.parsed), font_config=self.fonts, cache=self.images
            )
        fill_page_numbers(document)
        problems += self.told(log, page)
        result = Typeset(document, (), self.passes, page.standing is not None)
        return replace(result, problems=(*problems, *result.checked()))

    @ENGINE.session()
    def sheets(self, page: Page, extra_css: str = "") -> Stylesheets:
        """Read and parse a page's style sheets; those of the last few pages are kept."""
        texts = with_imports(page.stylesheets)
        key = (page.css, page.stylesheets, *texts.items())
        if key not in self.kept:
            if len(self.kept) == _KEPT:
                del self.kept[next(iter(self.kept))]
            own = {path: texts[path] for path in page.stylesheets}
            self.kept[key] = self._sheet(page.css, own)
        sheet, problems = self.kept[key]
        css = "\0".join((page.css, *texts.values()))
        extra = (self._css(extra_css),) if extra_css else ()
        return Stylesheets(css, (sheet, *extra), problems)

    @contextmanager
    def laying_out(self, page: Page, problems: Sequence[Problem] = ()) -> Iterator[Log]:
        """Let the engine lay out a page, or a piece of one, our way; its faults are problems."""
        own = own_layout(page.grid, self.passes.lines, page.standing, page.smallest, page.column)
        with Log() as log, own:
            try:
                yield log
            except CannotCut:
                raise
            except Exception as fault:  # a drawing with nonsense for numbers, say
                reason = f"{type(fault).__name__}: {fault}"
                raise BuildError([*problems, error("engine-failed", reason=reason)]) from fault

    def told(self, log: Log, page: Page) -> tuple[Problem, ...]:
        """Give the problems that the engine told of while it laid out a page."""
        texts = with_imports(page.stylesheets) if log.failed else {}
        unread = (self._unread(*failed, texts) for failed in log.failed)
        return (*log.problems, *unread, *self._remarks())

    def _remarks(self) -> Iterator[Problem]:
        """Say what the engine will not draw of the pictures that it has read."""
        for path, remarks in self.fetcher.remarks.items():
            for each in remarks:
                yield warning(each.code, Place(self.shown(path), each.line), **dict(each.params))

    def stand(self, page: Page, tree: Any) -> None:
        """Mark in a page's tree what stands upright, if it will be turned."""
        if page.standing is not None:
            self.passes.stand(tree.etree_element)

    def fit(
        self,
        page: Page,
        page_mm: tuple[float, float],
        smallest_pt: float,
        largest_pt: float,
        gaps: int,
    ) -> Typeset | None:
        """Lay out on exactly one page, as large as it goes; ``None`` if even the smallest is more.

        ``gaps`` is the number of places between which what is left over is shared.
        """
        made: dict[int, Typeset] = {}

        def layout(css: str) -> Any:
            result = self.typeset(page, css)
            made[id(result.document)] = result
            return result.document

        fit = Fitter(layout, page_mm).fit(smallest_pt, largest_pt, gaps)
        return made[id(fit.document)] if fit.fits else None

    def fits(self, page: Page, page_mm: tuple[float, float], size_pt: float) -> bool:
        """Tell whether a page's text stands on one page at a root size."""
        return Fitter(lambda css: self.typeset(page, css).document, page_mm).fits_at(size_pt)

    def stamps(self) -> dict[Path, object]:
        """Tell how the files are now that were read for pages: pictures, fonts of the theme."""
        return {path: stamp(path) for path in self.fetcher.read}

    def changed(self, stamps: Mapping[Path, object]) -> bool:
        """Tell whether files have changed; pictures are read again then."""
        changed = any(stamp(path) != was for path, was in stamps.items())
        if changed:
            self.images.clear()
        return changed

    def _parse(self, page: Page) -> Any:
        """Parse a page; kept for further layouts of the same."""
        if self.parsed is None or self.parsed[0] != page.html:
            tree = parse(page.html, self.base, self.fetcher)
            self.stand(page, tree)
            self.parsed = page.html, tree
        return self.parsed[1]

    def _unread(self, url: str, reason: str, stylesheets: Mapping[Path, str]) -> Problem:
        """Say which file could not be read, and which style sheet's line asks for it."""
        path, line = line_with(url.rsplit("/", 1)[-1], stylesheets)
        place = Place(self.shown(path), line) if path else Place()
        if url in self.fetcher.refused:
            return error("outside", place, url=url)
        path = Path(url2pathname(unquote(urlsplit(url).path)))
        return error("cannot-load", place, file=self.shown(path), reason=reason.split(": ", 1)[0])

    def _css(self, css: str, **more: Any) -> Any:
        return weasyprint.CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher, **more)

    def _sheet(self, css: str, texts: Mapping[Path, str]) -> tuple[Any, tuple[Problem, ...]]:
        """Parse the program's own CSS and the theme's files into one sheet.

        Each element is looked up in each sheet: in one instead of six, 0.04 s. Mistakes carry
        file, line and column.
        """
        sheet = self._css(css)
        whole = {name: getattr(sheet, name) for name in ("matcher", "page_rules", "layers")}
        problems: list[Problem] = []
        for path, text in texts.items():
            with Log() as log, log.reading(path, text):
                self._css(text, base_url=path.resolve().as_uri(), **whole)
            read = with_imports([path]) if log.failed else {}
            problems += (*log.problems, *(self._unread(*failed, read) for failed in log.failed))
        return sheet, tuple(problems)
