"""A booklet → the files to print, and the instruction beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sasshi import editions as table
from sasshi.model import Edition, Product
from sasshi.pdf.impose import (
    BOUND,
    MOST_NESTED,
    SCHEMES,
    GlyphsOf,
    Imposition,
    Refused,
    Scheme,
    Sheets,
    impose,
)
from sasshi.problems import BuildError, Place, Problem, error, has_errors, shown_path

if TYPE_CHECKING:
    from sasshi.fonts.subset import Face
    from sasshi.make.plan import Job
    from sasshi.printing import Profile

#: So many leaves of office paper a stapler on the table goes through.
_MOST_STAPLED = 20
#: What is done with the sheets of a scheme, once they are printed and looked at.
_STEPS = {
    "perfect": ("fold-each", "pile", "glue"),
    "cut-stack": ("halve", "join", "bind"),
    "mini": ("crease", "slit", "push", "wrap"),
    "2up": ("cards",),
    "4up": ("cards",),
}


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What is asked of a print file; ``None`` leaves it to the guide, or to what is usual.

    ``howto``: with the instruction, for files that are handed on.
    """

    scheme: str = "saddle"
    paper: str = "A4"
    binding: str | None = None
    signature: int = 0
    creep_mm: float | None = None
    marks: frozenset[str] = frozenset()
    duplex: str = "short"
    enlarge: bool = False
    profile: Profile | None = None
    howto: bool = True

    @property
    def files(self) -> int:
        """How many files are made: one, or fronts and backs apart; and the instruction."""
        apart = self.duplex == "manual" and SCHEMES[self.scheme].two_sided
        return (2 if apart else 1) + (1 if self.howto else 0)

    def imposition(self, binding: str | None = None) -> Imposition:
        """Give how to impose; ``binding`` is that of the text, if it is known."""
        how = Imposition(
            scheme=self.scheme,
            paper=self.paper,
            binding=self.binding or binding,
            signature=self.signature,
            creep_mm=self.creep_mm or 0.0,
            marks=self.marks,
            duplex=self.duplex,
            enlarge=self.enlarge,
        )
        known = self.profile
        if known is None:
            return how
        thick = known.thickness_mm if self.creep_mm is None else self.creep_mm
        return replace(
            how,
            creep_mm=thick,
            back_shift_mm=known.shift_mm,
            backs_turned=known.flip == "opposite",
            backs_reversed=known.order == "reversed",
        )


#: What is made where nothing is said.
USUAL = PrintOptions()


def print_files(
    pdf: bytes, stem: str, how: Imposition, place: Place, ours: GlyphsOf | None = None
) -> tuple[Sheets, list[Product], list[Problem]]:
    """Impose a PDF; give the sheets, the files, and what there is to say.

    ``ours`` makes fonts for what is filled into forms and cannot be written otherwise.

    Raises:
        BuildError: it cannot be imposed.

    """
    try:
        sheets = impose(pdf, how, ours)
    except Refused as refused:
        raise BuildError([error(refused.code, place, reason=refused.reason)]) from refused
    problems = [
        replace(each, place=replace(place, page=each.place.page)) for each in sheets.problems
    ]
    if has_errors(problems):
        raise BuildError(problems)
    products = [
        Product(f"{stem}{'-' if name else ''}{name}.pdf", data) for name, data in sheets.files
    ]
    return sheets, products, problems


def steps(sheets: Sheets, how: Imposition) -> tuple[str, ...]:
    """Name what is to be done with sheets, in order; each has words and a drawing."""
    two_sided = SCHEMES[how.scheme].two_sided
    manual = how.duplex == "manual" and two_sided
    first = ("fronts", "backs") if manual else ("print",) if two_sided else ("print-single",)
    check = ("check-manual" if manual else "check" if two_sided else "check-single",)
    if how.scheme == "saddle" and len(sheets.signatures) > 1:
        rest: tuple[str, ...] = ("sections", "fold-sections", "pile", "sew")
    elif how.scheme == "saddle":
        hold = "staple" if sheets.sheets <= MOST_NESTED else "stitch"
        rest = ("nest", "fold", hold) if sheets.sheets > 1 else ("fold",)
        rest += ("trim",) if sheets.sheets > 4 else ()
    elif how.scheme == "cut-stack" and 2 * sheets.sheets > _MOST_STAPLED:
        rest = ("halve", "join", "bind-thick")
    else:
        rest = _STEPS[how.scheme]
    return (*first, *check, *rest)


def sheets_of_copies(sheets: Sheets, scheme: Scheme, copies: int) -> int:
    """Give how many sheets so many copies take: a sheet of cards holds several of one page."""
    if scheme.repeats:
        return sheets.sheets * -(-copies // (scheme.columns * scheme.rows))
    return sheets.sheets * copies


def instruction(
    job: Job, stem: str, sheets: Sheets, how: Imposition, faces: Sequence[Face]
) -> Product:
    """Make the one page that says how to print, fold and bind.

    Raises:
        BuildError: what went wrong in the theme's templates or style sheets.

    """
    from sasshi.make.printing_pages import set_page
    from sasshi.render import CommonView, SheetsView, render_howto

    view = SheetsView(
        title=job.guide.meta.title,
        scheme=how.scheme,
        binding=sheets.binding,
        duplex=how.duplex if SCHEMES[how.scheme].two_sided else "none",
        paper=how.paper,
        sheets=sheets.sheets,
        pages=sheets.pages,
        scale=round(100 * sheets.scale),
        signatures=sheets.signatures if how.scheme in BOUND else (),
        turned=how.backs_turned,
        ten=sheets_of_copies(sheets, SCHEMES[how.scheme], 10),
    )
    common = CommonView(job.tokens, job.words, job.guide.meta.lang)
    html = render_howto(job.theme, table.HOWTO, common, view, steps(sheets, how))
    return Product(f"{stem}-howto.pdf", set_page(job, table.HOWTO, html, faces))


def sheet_products(
    job: Job, edition: Edition, booklet: bytes, binding: str, faces: Sequence[Face]
) -> tuple[list[Product], list[Problem]]:
    """Impose a finished booklet of a guide; give the files, and the instruction to them."""
    how = job.sheets.imposition(binding)
    stem = table.filename(job.guide.name, edition).removesuffix(".pdf")
    sheets, products, problems = print_files(booklet, stem, how, Place(job.guide.path))
    if job.sheets.howto:
        products.append(instruction(job, stem, sheets, how, faces))
    return products, problems


def read_pdf(path: Path) -> bytes:
    """Read a file that is to be imposed.

    Raises:
        BuildError: there is none, or it cannot be read.

    """
    try:
        return path.read_bytes()
    except OSError as failure:
        reason = failure.strerror or failure
        raise BuildError(
            [error("pdf-unreadable", Place(shown_path(path)), reason=reason)]
        ) from None
