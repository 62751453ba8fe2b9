"""An edition made to fit its one page, or so many: smaller type, then less text, then an error.

How one page is filled by the size of its type is arithmetic in ``sasshi.typeset.fit``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from sasshi.make.job import Job, placed, tokens_of
from sasshi.make.page_source import page_source, rendered
from sasshi.model import Edition, Guide, Rule
from sasshi.problems import BuildError, Place, Problem, error, warning
from sasshi.typeset.type_area import points

if TYPE_CHECKING:
    from sasshi.typeset.typesetter import Page, Typeset, Typesetter

#: The largest type of an edition without a token for it, in tenths of its smallest.
LARGEST_TENTHS = 13
#: Up to so many rules stand in one column, up to so many in two, if they fit.
FEW, MANY, MOST_COLUMNS = 12, 48, 3


def fit(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Fit an edition to its number of pages; ``html`` is all of it, as it was rendered.

    Raises:
        BuildError: even with the smallest type, and all left out that may be, it takes more.

    """
    return (_fit_page if edition.pages == 1 else _fit_pages)(job, edition, html, setter)


def _sizes_pt(job: Job, edition: Edition) -> tuple[float, float]:
    """Give the smallest and the largest size of an edition's type."""
    tokens = tokens_of(job, edition)
    smallest = points(tokens[edition.smallest_token])
    if not edition.largest_token:
        return smallest, smallest * LARGEST_TENTHS / 10
    return smallest, max(smallest, points(tokens[edition.largest_token]))


def _fit_page(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Fit to one page: smaller type and more columns, then no notes, then an error."""
    rules = job.guide.rules
    smallest_pt, largest_pt = _sizes_pt(job, edition)
    guide = job.guide
    for columns, code, guide in _tries(job.guide, cards=bool(edition.scheme)):
        gaps = 2 * math.ceil(len(rules) / columns) + 3
        plain = guide is job.guide and columns == 1  # as it was rendered already
        page = page_source(job, edition, html) if plain else _page(job, edition, guide, columns)
        result = setter.fit(page, edition.page_mm, smallest_pt, largest_pt, gaps)
        if result is not None:
            return result, (*_left_out(job, edition, code), *placed(job, result.problems))
    raise BuildError([_too_many_rules(job, edition, guide, setter, smallest_pt)])


def _fit_pages(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Fit to several pages: smaller type, then no notes, then an error."""
    smallest_pt, largest_pt = _sizes_pt(job, edition)
    most_tenths = math.floor(10 * largest_pt / smallest_pt + 1e-9)  # 13 may be 12.999…
    for code, guide in _ever_less(job.guide, cards=False):
        plain = guide is job.guide  # as it was rendered already
        page = page_source(job, edition, html) if plain else _page(job, edition, guide)
        for tenths in range(most_tenths, 9, -1):
            result = setter.typeset(page, f"html{{font-size:{smallest_pt * tenths / 10}pt}}")
            if result.pages == edition.pages:
                return result, (*_left_out(job, edition, code), *placed(job, result.problems))
    place = Place(job.guide.path)
    raise BuildError([error("pages-too-many", place, edition=edition.name, pages=edition.pages)])


def _page(job: Job, edition: Edition, guide: Guide, columns: int = 1) -> Page:
    return page_source(job, edition, rendered(job, edition, guide, columns))


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


def _too_many_rules(
    job: Job, edition: Edition, guide: Guide, setter: Typesetter, smallest_pt: float
) -> Problem:
    """Find by bisection how many rules one page takes, and say how many are too many."""
    bare, total = _without_notes(guide), len(guide.rules)
    fitting, failing = 0, total
    while failing - fitting > 1:
        count = (fitting + failing) // 2
        page = _page(job, edition, _first_rules(bare, count), MOST_COLUMNS)
        fits = setter.fits(page, edition.page_mm, smallest_pt)
        fitting, failing = (count, failing) if fits else (fitting, count)
    last = job.guide.rules[fitting].place
    return error("too-many-rules", last, total=total, fitting=fitting, over=total - fitting)


def _without_notes(guide: Guide) -> Guide:
    """Give the guide with its rules' explanations left out."""
    return _with_rules(guide, lambda rule: replace(rule, note=()))


def _first_rules(guide: Guide, count: int) -> Guide:
    return _with_rules(guide, lambda rule: rule if rule.number <= count else None)


def _with_rules(guide: Guide, change: Callable[[Rule], Rule | None]) -> Guide:
    """Give the guide with each rule changed, or left out."""
    chapters = tuple(
        replace(chapter, rules=tuple(r for rule in chapter.rules if (r := change(rule))))
        for chapter in guide.chapters
    )
    return replace(guide, chapters=chapters)
