"""One edition of a guide, set: fonts chosen, page gathered, typeset, fitted to its page."""

from __future__ import annotations

import contextlib
import math
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from sasshi.fonts.subset import Face, has, install, keep_glyphs, nearest, space_of, style_name
from sasshi.japanese import ParagraphMetrics, adjust, break_lines, may_end, phrases, stand
from sasshi.make.plan import Job
from sasshi.model import PX_PER_MM, PX_PER_PT, Edition, Guide, Rule, TokenValue
from sasshi.problems import BuildError, Place, Problem, error, shown_path, warning
from sasshi.render import ChapterCache, render
from sasshi.render.web import pack
from sasshi.typeset.type_area import (
    bleed_css,
    column_area,
    page_css,
    points,
    token_css,
    turned_page_css,
    type_area,
)

if TYPE_CHECKING:
    from sasshi.typeset.typesetter import Page, Typeset, Typesetter

#: The largest size of an edition of so many pages, in tenths of its smallest.
LARGEST_TENTHS = 13
#: Up to so many rules stand in one column, up to so many in two, if they fit.
FEW, MANY, MOST_COLUMNS = 12, 48, 3
_LINK = re.compile(r'<link\b[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"[^>]*>')


def is_vertical(job: Job, edition: Edition) -> bool:
    """Tell whether an edition is set in columns: the booklet is, one page to tick is not."""
    return edition.in_columns(tokens_of(job, edition))


def binding_of(job: Job, edition: Edition) -> str:
    """Give the side on which an edition is bound."""
    return "right" if is_vertical(job, edition) else "left"


def tokens_of(job: Job, edition: Edition) -> Mapping[str, TokenValue]:
    """Give the settings of an edition: its own lie over those of the guide."""
    return {**job.tokens, **dict(edition.tokens)}


def rendered(
    job: Job,
    edition: Edition,
    guide: Guide | None = None,
    columns: int = 1,
    kept: ChapterCache | None = None,
) -> str:
    """Render an edition, of the job's guide or of part of it; ``kept`` are chapters rendered."""
    tokens = tokens_of(job, edition)
    try:
        return render(guide or job.guide, job.theme, edition, tokens, job.words, columns, kept)
    except BuildError as failure:
        failure.problems = placed(job, failure.problems)
        raise


@contextlib.contextmanager
def open_typesetter(
    job: Job, faces: Sequence[Face], text: str, *, vertical: bool
) -> Iterator[Typesetter]:
    """Open a typesetter with the fonts for a text, for as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="sasshi-") as folder:
        yield make_typesetter(job, faces, text, Path(folder), vertical=vertical)


def make_typesetter(
    job: Job, faces: Sequence[Face], text: str, folder: Path, *, vertical: bool
) -> Typesetter:
    """Make a typesetter with the fonts for a text, allowed to read guide and theme only.

    The fonts are put into ``folder``, which must last as long as what is typeset.
    """
    from sasshi.typeset.line_boxes import Typesetting
    from sasshi.typeset.paragraph import Rules
    from sasshi.typeset.typesetter import Passes, lasting_typesetter

    roots = (job.guide.root, *job.theme.folders)
    lines = Typesetting(Rules(may_end, phrases), ParagraphMetrics, break_lines, adjust)
    passes = Passes(lines, keep_glyphs, space_of, stand)
    fonts = install(faces, text, folder, vertical=vertical)
    return lasting_typesetter(roots, passes, fonts, shown_path)


def typeset(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Typeset one edition; one that must fit its page, as large as it goes."""
    if edition.fit:
        return _fit(job, edition, html, setter)
    if edition.pages:
        return _fit_pages(job, edition, html, setter)
    result = setter.typeset(page_of(job, edition, html))
    return result, placed(job, result.problems)


def lacking_styles(
    styles: Mapping[tuple[str, int, bool], Place], faces: Sequence[Face]
) -> list[Problem]:
    """Warn of weights and slants that a family lacks: they would print as another, silently."""
    found: list[Problem] = []
    for (family, weight, italic), place in styles.items():
        other = nearest(faces, family, weight, italic)
        if other is not None and not has(faces, family, weight, italic):
            wanted, printed = style_name(weight, italic), style_name(other.weight, other.italic)
            params = {"family": family, "style": wanted, "nearest": printed}
            found.append(warning("font-lacks-style", place, **params))
    return found


def page_of(job: Job, edition: Edition, html: str) -> Page:
    """Gather what the typesetter needs: HTML, the theme's style sheets, generated CSS."""
    from sasshi.typeset.grid import Grid
    from sasshi.typeset.typesetter import Page

    sheets = sheets_of(job, edition, html)
    tokens = tokens_of(job, edition)
    css = token_css(tokens) + bleed_css(edition.bleed_mm)
    text = _LINK.sub("", html)
    smallest = edition.smallest_pt * PX_PER_PT
    if edition.fit:
        return Page(text, sheets, css, smallest=smallest)
    vertical = is_vertical(job, edition)
    area = (column_area if vertical else type_area)(edition.page_mm, tokens)
    if not area.sound:
        raise BuildError([error("type-area-too-large", Place(job.guide.path))])
    step = area.leading_pt * PX_PER_PT
    if not vertical:
        grid = Grid(area.top_mm * PX_PER_MM, step)
        css += page_css(edition.page_mm, area)
        return Page(text, sheets, css, grid, smallest=smallest)
    grid = Grid(area.outer_mm * PX_PER_MM, step, area.inner_mm * PX_PER_MM)
    width = edition.page_mm[0] - area.inner_mm - area.outer_mm
    css += turned_page_css(edition.page_mm, area)
    return Page(text, sheets, css, grid, width * PX_PER_MM)


def sheets_of(job: Job, edition: Edition, html: str) -> tuple[Path, ...]:
    """Give the files of the style sheets that a page names."""
    paths = {name: job.theme.find(name) for name in _LINK.findall(html)}
    missing = [name for name, path in paths.items() if path is None]
    if missing:
        place = Place(shown_path(job.theme.find(edition.template) or Path(edition.template)))
        raise BuildError(error("stylesheet-missing", place, name=name) for name in missing)
    return tuple(path for path in paths.values() if path is not None)


def web_page(job: Job, edition: Edition, html: str) -> bytes:
    """Make the one file of an edition for the web."""
    sheets = [path.read_text(encoding="utf-8") for path in sheets_of(job, edition, html)]
    return pack(html, [token_css(tokens_of(job, edition)), *sheets], job.guide.root)


def _fit(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Fit an edition to one page: smaller type and more columns, then no notes, then an error."""
    guide, rules = job.guide, job.guide.rules
    tokens = tokens_of(job, edition)
    smallest = points(tokens["checklist-smallest"])
    largest = max(smallest, points(tokens["checklist-largest"]))
    for columns, code, guide in _tries(job.guide, cards=bool(edition.scheme)):
        gaps = 2 * math.ceil(len(rules) / columns) + 3
        plain = guide is job.guide and columns == 1  # as it was rendered already
        page = page_of(job, edition, html) if plain else _fit_page(job, edition, guide, columns)
        result = setter.fit(page, edition.page_mm, smallest, largest, gaps)
        if result is not None:
            return result, (*_left_out(job, edition, code), *placed(job, result.problems))
    raise BuildError([_too_many_rules(job, edition, guide, setter, smallest)])


def _fit_pages(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Fit an edition to so many pages: smaller type, then no notes, then an error."""
    smallest = points(tokens_of(job, edition)["small"])
    for code, guide in _ever_less(job.guide, cards=False):
        plain = guide is job.guide  # as it was rendered already
        page = page_of(job, edition, html if plain else rendered(job, edition, guide))
        for tenths in range(LARGEST_TENTHS, 9, -1):
            result = setter.typeset(page, f"html{{font-size:{smallest * tenths / 10}pt}}")
            if result.pages == edition.pages:
                return result, (*_left_out(job, edition, code), *placed(job, result.problems))
    place = Place(job.guide.path)
    raise BuildError([error("pages-too-many", place, edition=edition.name, pages=edition.pages)])


def _left_out(job: Job, edition: Edition, code: str) -> Iterator[Problem]:
    """Say by a message what an edition leaves out, if anything."""
    if code:
        place, rules = Place(job.guide.path), len(job.guide.rules)
        yield warning(code, place, edition=edition.name, rules=rules)


def _tries(guide: Guide, *, cards: bool) -> list[tuple[int, str, Guide]]:
    """Give columns and ever less of a guide to try, with the message for what is left out.

    Cards to cut apart are narrow: rather than more columns they have no questions and signs.
    """
    less = _ever_less(guide, cards=cards)
    tries = [(n, code, part) for code, part in less for n in _columns(len(guide.rules))]
    return sorted(tries, key=lambda each: each[0]) if cards else tries


def _ever_less(guide: Guide, *, cards: bool) -> Iterator[tuple[str, Guide]]:
    """Give the guide, then with less on its checklist, each with the message that says so."""
    yield "", guide
    bare, own = _without_notes(guide), guide.meta.checklist
    if any(rule.note for rule in guide.rules):
        yield "notes-dropped", bare
    if cards and (own.questions or own.signs):
        rules_only = replace(own, questions=(), signs=())
        yield "foot-dropped", replace(bare, meta=replace(bare.meta, checklist=rules_only))


def _columns(rules: int) -> range:
    """Give the numbers of columns to try: few rules look best in one, and never need three."""
    return range(1 if rules <= FEW else 2 if rules <= MANY else MOST_COLUMNS, MOST_COLUMNS + 1)


def _fit_page(job: Job, edition: Edition, guide: Guide, columns: int) -> Page:
    """Render and gather the page of an edition that must fit."""
    return page_of(job, edition, rendered(job, edition, guide, columns))


def _too_many_rules(
    job: Job, edition: Edition, guide: Guide, setter: Typesetter, smallest: float
) -> Problem:
    """Find by bisection how many rules one page takes, and say how many are too many."""
    bare, total = _without_notes(guide), len(guide.rules)
    fitting, failing = 0, total
    while failing - fitting > 1:
        count = (fitting + failing) // 2
        page = _fit_page(job, edition, _first_rules(bare, count), MOST_COLUMNS)
        fits = setter.fits(page, edition.page_mm, smallest)
        fitting, failing = (count, failing) if fits else (fitting, count)
    last = job.guide.rules[fitting].place
    return error("too-many-rules", last, total=total, fitting=fitting, over=total - fitting)


def _without_notes(guide: Guide) -> Guide:
    """Give the guide with its rules' explanations left out."""
    return _with_rules(guide, lambda rule: replace(rule, note=()))


def _first_rules(guide: Guide, count: int) -> Guide:
    """Give the guide with its first rules only."""
    return _with_rules(guide, lambda rule: rule if rule.number <= count else None)


def _with_rules(guide: Guide, change: Callable[[Rule], Rule | None]) -> Guide:
    """Give the guide with each rule changed, or left out."""
    chapters = tuple(
        replace(chapter, rules=tuple(r for rule in chapter.rules if (r := change(rule))))
        for chapter in guide.chapters
    )
    return replace(guide, chapters=chapters)


def placed(job: Job, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Name the guide's file where the engine knew only a line."""
    return tuple(
        replace(p, place=replace(p.place, path=job.guide.path)) if p.place.path is None else p
        for p in problems
    )


def missing_characters(guide: Guide, missing: Sequence[str]) -> list[Problem]:
    """Say for each character that no font has where it first stands."""
    return [
        error("no-glyph", _first_place(guide, char), char=char, codepoint=f"U+{ord(char):04X}")
        for char in missing
    ]


def _first_place(guide: Guide, char: str) -> Place:
    """Find the first block of the guide that holds a character."""
    for chapter in guide.chapters:
        if char in chapter.title_text:
            return Place(chapter.path, chapter.line)
        line = _line_of(chapter.body, char)
        if line is not None:
            return Place(chapter.path, line)
    return Place(guide.path)


def _line_of(tree: Element, char: str) -> int | None:
    """Find the first block that holds a character, the innermost there; give its source line."""
    for element in tree:
        if char in "".join(element.itertext()) or _in_attributes(element, char):
            line = element.get("data-line")
            return _line_of(element, char) or (int(line) if line else None)
    return None


def _in_attributes(tree: Element, char: str) -> bool:
    """Tell whether an attribute in a tree holds a character: a caption, the data of a drawing."""
    return any(char in value for element in tree.iter() for value in element.attrib.values())
