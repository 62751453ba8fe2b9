"""The step ``impose``: pages → sheets to print, fold and cut, with what there is to say of them."""

from __future__ import annotations

from dataclasses import replace

from sasshi.make.form_fonts import form_fonts
from sasshi.make.job import Job, binding_of
from sasshi.make.open_job import OpenJob
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.pdf.impose import Imposition, Refused, impose
from sasshi.problems import BuildError, Place, error, has_errors


def impose_pages(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Lay the pages of an edition out on sheets; of those that are asked for, say what is odd.

    Raises:
        BuildError: the pages cannot be imposed.

    """
    job, how = work.job, imposition_of(work.job, edition)
    place = Place(job.guide.path)
    try:
        sheets = impose(made.pdf, how, form_fonts(work.faces))
    except Refused as refused:
        raise BuildError([error(refused.code, place, reason=refused.reason)]) from refused
    problems = made.problems
    if not edition.scheme:  # a row's own scheme is chosen for its pages
        told = [replace(p, place=replace(place, page=p.place.page)) for p in sheets.problems]
        if has_errors(told):
            raise BuildError(told)
        problems += tuple(told)
    return replace(made, files=sheets.files, sheets=sheets, problems=problems)


def imposition_of(job: Job, edition: Edition) -> Imposition:
    """Give how an edition is imposed: by its own scheme, or else as the print options say."""
    ours = edition.source or edition.template  # other people's pages may say themselves
    binding = binding_of(job, edition) if ours else None
    if not edition.scheme:
        return job.print_options.imposition(binding)
    marks = frozenset(edition.marks)
    version = edition.pdf_version
    return Imposition(edition.scheme, edition.paper, binding, marks=marks, version=version)


def imposed_files(job: Job, edition: Edition) -> int:
    """Count the files that come instead of one, beyond the first: the backs, if they are apart."""
    return 1 if not edition.scheme and job.print_options.apart else 0
