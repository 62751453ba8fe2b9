"""HTML → pages → PDF, through WeasyPrint, with our fonts only.

Importing this package loads WeasyPrint and Pango, the slowest part of a start: do it late.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sasshi.problems import Place, Problem, error
from sasshi.typeset.boxes import Adjust, Grid, KeepGlyphs, clipped, fill_page_numbers, japanese_layout, quick_writing
from sasshi.typeset.fit import Fitter
from sasshi.typeset.engine import FontConfiguration, Log, SafeFetcher, parse, weasyprint

__all__ = ["Grid", "Page", "Passes", "Typeset", "TypesetError", "Typesetter", "typesetter"]

#: CSS pixels in a point and a millimetre.
PX_PER_PT = 96 / 72
PX_PER_MM = 96 / 25.4


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be typeset: HTML text, style sheets in order, and CSS made by the program."""

    html: str
    stylesheets: tuple[Path, ...]
    css: str
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class Passes:
    """What is done to every page: to its tree before layout, its lines during it, its fonts after."""

    tree: Callable[[Any], None]
    line: Adjust
    keep_glyphs: KeepGlyphs


@dataclass(frozen=True, slots=True)
class Typeset:
    """Laid-out pages. ``document`` is the engine's own; ``problems`` what it had to say."""

    document: Any
    problems: tuple[Problem, ...]
    keep_glyphs: KeepGlyphs

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    def to_pdf(self, variant: str, title_lang: str) -> bytes:
        """Write the pages as a PDF of a variant such as ``pdf/ua-1``; same input, same bytes."""
        with Log() as log, quick_writing(self.keep_glyphs):
            data: bytes = self.document.write_pdf(pdf_variant=variant)
        if log.problems:
            raise TypesetError(tuple(log.problems))
        return data


class TypesetError(Exception):
    """The engine refused to write; carries problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems


class Typesetter:
    """Typesets pages of one guide: one font set, one image and style sheet cache."""

    def __init__(self, roots: Sequence[Path], passes: Passes, shown: Callable[[Path], str]) -> None:
        self.passes = passes
        self.fonts = FontConfiguration()
        self.fetcher = SafeFetcher(roots)
        self.base = roots[0].resolve().as_uri() + "/"
        self.shown = shown
        self.images: dict[str, Any] = {}
        self.parsed: tuple[str, Any] | None = None
        self.sheets: dict[Path, tuple[Any, tuple[Problem, ...]]] = {}

    def typeset(self, page: Page, extra_css: str = "") -> Typeset:
        """Lay out a page (all the sheets it takes)."""
        problems: list[Problem] = []
        sheets = [self._inline_css(page.css)]
        for path in page.stylesheets:
            sheet, found = self._stylesheet(path)
            sheets.append(sheet)
            problems += found
        sheets.append(self._inline_css(extra_css))
        with Log() as log, japanese_layout(page.grid, self.passes.line):
            document = self._parse(page.html).render(stylesheets=sheets, font_config=self.fonts, cache=self.images)
        fill_page_numbers(document)
        problems += log.problems
        problems += _overflows(document)
        problems += [error("outside", url=url) for url in self.fetcher.refused]
        return Typeset(document, tuple(problems), self.passes.keep_glyphs)

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

    def _parse(self, html: str) -> Any:
        """Parse a page and run the tree passes over it; kept for further layouts of the same."""
        if self.parsed is None or self.parsed[0] != html:
            self.parsed = html, parse(html, self.base, self.fetcher, self.passes.tree)
        return self.parsed[1]

    def _inline_css(self, css: str) -> Any:
        """Parse CSS that the program made itself."""
        return weasyprint.CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher)

    def _stylesheet(self, path: Path) -> tuple[Any, tuple[Problem, ...]]:
        """Parse a style sheet once; its mistakes carry file, line and column."""
        if path not in self.sheets:
            with Log() as log:
                log.stylesheet = self.shown(path)
                sheet = weasyprint.CSS(
                    string=path.read_text(encoding="utf-8"),
                    base_url=path.resolve().as_uri(),
                    font_config=self.fonts,
                    url_fetcher=self.fetcher,
                )
            self.sheets[path] = sheet, tuple(log.problems)
        return self.sheets[path]


@contextmanager
def typesetter(
    roots: Sequence[Path],
    passes: Passes,
    install: Callable[[Path], Path],
    shown: Callable[[Path], str],
) -> Iterator[Typesetter]:
    """Give a typesetter that knows only the fonts that ``install`` puts into a folder.

    ``install`` writes the font files and gives the path of a ``fonts.conf``.
    """
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.TemporaryDirectory(prefix="sasshi-") as folder:
        os.environ["FONTCONFIG_FILE"] = str(install(Path(folder)))
        try:
            yield Typesetter(roots, passes, shown)
        finally:
            if before is None:
                del os.environ["FONTCONFIG_FILE"]
            else:
                os.environ["FONTCONFIG_FILE"] = before


def _overflows(document: Any) -> list[Problem]:
    """Report what stands beyond a page's edge, each source line once."""
    found: dict[tuple[int, str | None], Problem] = {}
    for number, element, beyond in clipped(document):
        line = element.get("data-line")
        problem = error(
            "too-wide",
            Place(page=number, line=int(line) if line else None),
            mm=f"{beyond / PX_PER_MM:.1f}",
            page=number,
            text="".join(element.itertext())[:24],
        )
        found.setdefault((number, line), problem)
    return list(found.values())
