"""The step ``instruction``: beside sheets, the one page that says how to print, fold and bind."""

from __future__ import annotations

from dataclasses import replace

from sasshi import editions as table
from sasshi.make.job import Job
from sasshi.make.open_job import OpenJob
from sasshi.make.printing_page import set_page
from sasshi.make.steps.impose import imposition_of
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.pdf.impose import MOST_NESTED, SCHEMES, Imposition, Scheme, Sheets
from sasshi.render import CommonView, SheetsView, render_howto

#: So many leaves of office paper a stapler on the table goes through.
_MOST_STAPLED = 20


def add_instruction(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Make the instruction to the sheets, if it is asked for.

    Raises:
        BuildError: what went wrong in the theme's templates or style sheets.

    """
    job = work.job
    if made.sheets is None or not job.print_options.howto:
        return made
    how = imposition_of(job, edition)
    common = CommonView(job.tokens, job.words, job.guide.meta.lang)
    view = _view(job, made.sheets, how)
    html = render_howto(job.theme, table.HOWTO, common, view, handwork(made.sheets, how))
    page = set_page(job, table.HOWTO, html, work.faces)
    return replace(made, files=(*made.files, ("howto", page)))


def instructions(job: Job, edition: Edition) -> int:
    """Count the files that this step adds."""
    return 1 if job.print_options.howto else 0


def _view(job: Job, sheets: Sheets, how: Imposition) -> SheetsView:
    scheme = SCHEMES[how.scheme]
    return SheetsView(
        title=job.guide.meta.title,
        scheme=how.scheme,
        binding=sheets.binding,
        duplex=how.duplex if scheme.two_sided else "none",
        paper=how.paper,
        sheets=sheets.sheets,
        pages=sheets.pages,
        scale=round(100 * sheets.scale),
        signatures=sheets.signatures if scheme.bound else (),
        turned=how.backs_turned,
        ten=sheets_of_copies(sheets, scheme, 10),
    )


def sheets_of_copies(sheets: Sheets, scheme: Scheme, copies: int) -> int:
    """Give how many sheets so many copies take: a sheet of cards holds several of one page."""
    if scheme.repeats:
        return sheets.sheets * -(-copies // (scheme.columns * scheme.rows))
    return sheets.sheets * copies


def handwork(sheets: Sheets, how: Imposition) -> tuple[str, ...]:
    """Name what is to be done with sheets, in order; each has words and a drawing."""
    scheme = SCHEMES[how.scheme]
    manual = how.duplex == "manual" and scheme.two_sided
    first = ("fronts", "backs") if manual else ("print",) if scheme.two_sided else ("print-single",)
    check = ("check-manual" if manual else "check" if scheme.two_sided else "check-single",)
    rest = scheme.handwork
    if how.scheme == "saddle" and len(sheets.signatures) > 1:
        rest = ("sections", "fold-sections", "pile", "sew")
    elif how.scheme == "saddle":
        hold = "staple" if sheets.sheets <= MOST_NESTED else "stitch"
        rest = ("nest", "fold", hold) if sheets.sheets > 1 else ("fold",)
        rest += ("trim",) if sheets.sheets > 4 else ()
    elif how.scheme == "cut-stack" and 2 * sheets.sheets > _MOST_STAPLED:
        rest = ("halve", "join", "bind-thick")
    return (*first, *check, *rest)
