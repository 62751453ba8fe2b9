"""The page that the typesetter is handed: its HTML, the theme's style sheets, generated CSS."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sasshi.make.job import Job, is_vertical, placed, tokens_of
from sasshi.model import PX_PER_MM, PX_PER_PT, Edition, Guide
from sasshi.problems import BuildError, Place, error, shown_path
from sasshi.render import ChapterCache, render
from sasshi.typeset.type_area import (
    bleed_css,
    column_area,
    digits_css,
    page_css,
    token_css,
    turned_page_css,
    type_area,
)

if TYPE_CHECKING:
    from sasshi.typeset.typesetter import Page

_LINK = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"[^>]*>')
_NOTE = re.compile(r'\bclass="footnote"')


def rendered(
    job: Job,
    edition: Edition,
    guide: Guide | None = None,
    columns: int = 1,
    kept: ChapterCache | None = None,
) -> str:
    """Render an edition, of the job's guide or of part of it; ``kept`` are chapters rendered.

    Raises:
        BuildError: with the place in a template, or in the guide, of what went wrong.

    """
    tokens = tokens_of(job, edition)
    try:
        return render(guide or job.guide, job.theme, edition, tokens, job.words, columns, kept)
    except BuildError as failure:
        failure.problems = placed(job, failure.problems)
        raise


def page_source(job: Job, edition: Edition, html: str) -> Page:
    """Gather what the typesetter needs to lay out the page of an edition.

    Raises:
        BuildError: a style sheet is missing, or the type area is too large for the page.

    """
    from sasshi.typeset.grid import Grid
    from sasshi.typeset.typesetter import Page

    stylesheets = stylesheets_of(job, edition, html)
    tokens = tokens_of(job, edition)
    css = token_css(tokens) + bleed_css(edition.bleed_mm)
    css += digits_css(len(_NOTE.findall(html)), len(job.guide.rules))
    text = _LINK.sub("", html)
    smallest_px = edition.smallest_pt * PX_PER_PT
    if not edition.type_area:
        return Page(text, stylesheets, css, smallest=smallest_px)
    vertical = is_vertical(job, edition)
    area = (column_area if vertical else type_area)(edition.page_mm, tokens)
    if not area.sound:
        raise BuildError([error("type-area-too-large", Place(job.guide.path))])
    leading_px = area.leading_pt * PX_PER_PT
    column_px = (edition.page_mm[1] - area.top_mm - area.bottom_mm) * PX_PER_MM
    if not vertical:
        grid = Grid(area.top_mm * PX_PER_MM, leading_px)
        css += page_css(edition.page_mm, area)
        return Page(text, stylesheets, css, grid, smallest=smallest_px, column=column_px)
    grid = Grid(area.outer_mm * PX_PER_MM, leading_px, area.inner_mm * PX_PER_MM)
    width_mm = edition.page_mm[0] - area.inner_mm - area.outer_mm
    css += turned_page_css(edition.page_mm, area)
    return Page(text, stylesheets, css, grid, width_mm * PX_PER_MM, column=column_px)


def stylesheets_of(job: Job, edition: Edition, html: str) -> tuple[Path, ...]:
    """Give the files of the style sheets that a page names.

    Raises:
        BuildError: the theme does not have one of them.

    """
    paths = {name: job.theme.find(name) for name in _LINK.findall(html)}
    missing = [name for name, path in paths.items() if path is None]
    if missing:
        place = Place(shown_path(job.theme.find(edition.template) or Path(edition.template)))
        raise BuildError(error("stylesheet-missing", place, name=name) for name in missing)
    return tuple(path for path in paths.values() if path is not None)
