"""The step ``typeset``: an HTML page → the pages of an edition, as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sasshi.make.fit_to_pages import fit
from sasshi.make.font_problems import lacking_styles
from sasshi.make.job import Job, is_vertical, placed
from sasshi.make.open_job import OpenJob
from sasshi.make.other_text import located
from sasshi.make.page_source import page_source
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from sasshi.typeset.typesetter import Typeset, Typesetter


def typeset_page(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Typeset an edition, and write its pages as a PDF; those in columns lie on their side.

    A PDF of no variant is what a step makes one of: it is not packed, which would take longer.

    Raises:
        BuildError: what the engine had to say against it, or it does not fit its pages.

    """
    job = work.job
    setter = work.typesetter(vertical=is_vertical(job, edition))
    pages, problems = typeset_edition(job, edition, made.html, setter)
    problems += placed(job, lacking_styles(pages.styles(), work.faces))
    variant = edition.pdf_variant or None
    pdf, drawn = pages.to_pdf(variant, edition.zoom, packed=variant is not None)
    return made.with_file(pdf, problems + placed(job, located(job, made.html, drawn)))


def typeset_edition(
    job: Job, edition: Edition, html: str, setter: Typesetter
) -> tuple[Typeset, tuple[Problem, ...]]:
    """Lay out one edition; one that must fit its pages, as large as it goes.

    What of its text is on no page is among the problems.

    Raises:
        BuildError: it does not fit, or the page cannot be laid out at all.

    """
    from sasshi.make.source_text import passages
    from sasshi.typeset.completeness import lost

    if edition.pages:
        pages, problems = fit(job, edition, html, setter)
    else:
        pages = setter.typeset(page_source(job, edition, html))
        problems = placed(job, pages.problems)
    dropped = {problem.code for problem in problems}
    told = [problem.place for problem in problems if problem.severity is Severity.ERROR]
    missing = lost(passages(job.guide, edition, dropped), pages.document)
    return pages, (*problems, *(each for each in missing if not _explained(each, told)))


def _explained(missing: Problem, told: Sequence[Place]) -> bool:
    """Tell whether an error about the same line, or the page where a text is cut, says why."""
    page = dict(missing.params).get("page")
    return any(
        place.line == missing.place.line or (page is not None and place.page == page)
        for place in told
    )
