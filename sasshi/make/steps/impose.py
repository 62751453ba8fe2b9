"""The step ``impose``: pages → sheets to print, fold and cut, with what there is to say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sasshi.make.job import Job, binding_of
from sasshi.make.open_job import OpenJob
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.pdf.impose import Imposition, Refused, Sheets, impose
from sasshi.problems import BuildError, Place, Problem, error, note, warning


def impose_pages(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Lay the pages of an edition out on sheets; of those that are asked for, say what is odd.

    Raises:
        BuildError: the pages cannot be imposed.

    """
    job, how = work.job, imposition_of(work.job, edition)
    place = Place(job.guide.path)
    try:
        sheets = impose(made.pdf, how)
    except Refused as refused:
        raise BuildError([error(refused.code, place, reason=refused.reason)]) from refused
    problems = made.problems
    if not edition.scheme:  # a row's own scheme is chosen for its pages
        problems += tuple(_remarks(sheets, how, place))
    return replace(made, files=sheets.files, sheets=sheets, problems=problems)


def imposition_of(job: Job, edition: Edition) -> Imposition:
    """Give how an edition is imposed: by its own scheme, or else as the print options say."""
    binding = binding_of(job, edition)
    if not edition.scheme:
        return job.print_options.imposition(binding)
    marks = frozenset(edition.marks)
    version = edition.pdf_version
    return Imposition(edition.scheme, edition.paper, binding, marks=marks, version=version)


def imposed_files(job: Job, edition: Edition) -> int:
    """Count the files that come instead of one, beyond the first: the backs, if they are apart."""
    return 1 if not edition.scheme and job.print_options.apart else 0


def _remarks(sheets: Sheets, how: Imposition, place: Place) -> Iterator[Problem]:
    """Say what one may not have expected of the sheets."""
    if sheets.mixed:
        yield warning("sizes-mixed", place)
    if sheets.scale < 0.995:
        yield note("pages-reduced", place, percent=round(100 * sheets.scale), paper=how.paper)
    for kind in sheets.no_room:
        yield warning("no-room-for-marks", place, kind=kind, paper=how.paper)
