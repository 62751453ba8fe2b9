"""Pages of a PDF, an order and a grid → the PDF of the sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pikepdf

from sasshi.model import PT_PER_MM
from sasshi.pdf.file import save_pdf
from sasshi.pdf.impose.annotations import Drawing
from sasshi.pdf.impose.options import USUAL, Imposition
from sasshi.pdf.impose.order import SCHEMES, Side, sheet_order
from sasshi.pdf.impose.page_forms import page_form
from sasshi.pdf.impose.remarks import remarks
from sasshi.pdf.impose.sheet import PAPERS, Grid, Placed, make_grid, place
from sasshi.pdf.impose.sheet_marks import draw_mark, marks
from sasshi.pdf.impose.source import Source, SourcePage, open_source
from sasshi.pdf.impose.typefaces import GlyphsOf
from sasshi.problems import Problem

_DUPLEX = {"short": "/DuplexFlipShortEdge", "long": "/DuplexFlipLongEdge"}


@dataclass(frozen=True, slots=True)
class Sheets:
    """Imposed sheets: one PDF, or fronts and backs by these names; how many, and how.

    ``scale`` is what the usual page is multiplied with, ``binding`` where the spine is. ``pages``
    are those of the source, ``signatures`` the sheets of each stack that is folded by itself.
    ``problems`` are what one may not have expected; a place has no path, but may have a page.
    """

    files: tuple[tuple[str, bytes], ...]
    sheets: int
    sides: int
    scale: float
    binding: str
    pages: int
    signatures: tuple[int, ...]
    problems: tuple[Problem, ...]

    @property
    def data(self) -> bytes:
        """The first file."""
        return self.files[0][1]


def impose(pdf: bytes, how: Imposition = USUAL, ours: GlyphsOf | None = None) -> Sheets:
    """Impose a PDF.

    Every page is cut to its TrimBox, and has upon it what a viewer prints: annotations, and what
    is filled into forms; ``ours`` makes fonts for what cannot be written otherwise. In the
    schemes that fold, a page stands against the fold, in the middle from top to bottom. The same
    bytes give the same bytes.

    Raises:
        Refused: the bytes are not a PDF that can be read, it has no page, or more than the
            scheme takes.

    """
    with open_source(pdf, ours) as source:
        how = replace(how, binding=how.binding or source.binding or "left")
        sides = sheet_order(
            len(source.pages), how.scheme, binding=str(how.binding), signature=how.signature
        )
        scheme = SCHEMES[how.scheme]
        sizes = [page.size for page in source.pages]
        enlarge = how.enlarge or scheme.enlarge
        grid = make_grid(scheme, PAPERS[how.paper], sizes, enlarge=enlarge)
        files = tuple((name, _file(source, own, grid, how)) for name, own in _files(sides, how))
        signatures = tuple(Counter(side.signature for side in sides if side.front).values())
        return Sheets(
            files,
            sheets=max(side.sheet for side in sides) + 1,
            sides=len(sides),
            scale=grid.scale,
            binding=str(how.binding),
            pages=len(sizes),
            signatures=signatures,
            problems=(*source.problems, *remarks(sizes, grid, how, signatures)),
        )


def _files(sides: Sequence[Side], how: Imposition) -> Iterator[tuple[str, Sequence[Side]]]:
    """Part sides into files: one, or fronts and backs, the backs as the printer needs them."""
    backs = [side for side in sides if not side.front]
    if how.duplex != "manual" or not backs:
        yield "", sides
        return
    yield "fronts", [side for side in sides if side.front]
    yield "backs", backs[::-1] if how.backs_reversed else backs


def _file(source: Source, sides: Iterable[Side], grid: Grid, how: Imposition) -> bytes:
    """Write sides as a PDF."""
    sizes = [page.size for page in source.pages]
    bleed = min(page.area.bleed_pt for page in source.pages) / PT_PER_MM if how.marks else 0.0
    with pikepdf.new() as target:
        forms: dict[int, pikepdf.Object] = {}
        for side in sides:
            for number in {page for page in side.pages if page is not None} - forms.keys():
                page = source.pages[number]
                forms[number] = page_form(target, source.pdf, page.page, page.area)
            content = [] if side.front else list(_back(grid, how))
            placed = list(place(side, grid, sizes, creep=how.creep_mm, bleed=bleed))
            content += (_drawn(each, source.pages[each.page]) for each in placed)
            content += map(draw_mark, marks(side, grid, how.marks))
            used = {f"/P{each.page}": forms[each.page] for each in placed}
            for number in dict.fromkeys(each.page for each in placed):
                for name, drawing in _names(number, source.pages[number]):
                    used[name] = target.copy_foreign(drawing.form)
            _add_sheet(target, grid, content, used)
        source.layers.carry(target)
        _copy_metadata(source.pdf, target, grid, how)
        return save_pdf(target, min_version=how.version)


def _add_sheet(
    target: pikepdf.Pdf, grid: Grid, content: Sequence[str], used: dict[str, pikepdf.Object]
) -> None:
    """Add one side of a sheet."""
    width, height = (Decimal(f"{edge * PT_PER_MM:.4f}") for edge in grid.sheet)
    sheet = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(used)),
        Contents=target.make_stream("\n".join(content).encode()),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(sheet)))


def _back(grid: Grid, how: Imposition) -> Iterator[str]:
    """Give the matrices of a back: turned for the edge on which sheets turn, and moved."""
    shift = tuple(edge * PT_PER_MM for edge in how.back_shift_mm)
    if any(shift):
        yield f"1 0 0 1 {shift[0]:.4f} {shift[1]:.4f} cm"
    lying = grid.sheet[0] >= grid.sheet[1]
    turns = how.duplex == ("long" if lying else "short")
    if turns is not how.backs_turned:
        width, height = (edge * PT_PER_MM for edge in grid.sheet)
        yield f"-1 0 0 -1 {width:.4f} {height:.4f} cm"


def _drawn(placed: Placed, page: SourcePage) -> str:
    """Draw a page's form in its place."""
    seen = page.area.seen
    scale = -placed.scale if placed.turned else placed.scale
    x, y = placed.x * PT_PER_MM, placed.y * PT_PER_MM
    if placed.turned:
        x += placed.scale * (seen.urx - seen.llx)
        y += placed.scale * (seen.ury - seen.lly)
    x, y = x - scale * seen.llx, y - scale * seen.lly
    left, bottom, right, top = (edge * PT_PER_MM for edge in placed.clip)
    clip = f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n"
    turn = " ".join(f"{scale * each or 0:.6g}" for each in page.area.turn)
    upon = "".join(
        f" q {' '.join(f'{each or 0:.6g}' for each in drawing.matrix)} cm {name} Do Q"
        for name, drawing in _names(placed.page, page)
    )
    return f"q {clip} {turn} {x:.4f} {y:.4f} cm /P{placed.page} Do{upon} Q"


def _names(number: int, page: SourcePage) -> Iterator[tuple[str, Drawing]]:
    """Name what is drawn upon a page."""
    for count, drawing in enumerate(page.upon.drawn):
        yield f"/P{number}-{count}", drawing


def _copy_metadata(source: pikepdf.Pdf, target: pikepdf.Pdf, grid: Grid, how: Imposition) -> None:
    """Carry title, author and language over; ask for printing at full size, on both sides."""
    for key in ("/Title", "/Author", "/Subject", "/Keywords"):
        if key in source.docinfo:
            target.docinfo[key] = str(source.docinfo[key])
    if "/Lang" in source.Root:
        target.Root.Lang = str(source.Root.Lang)
    sided = grid.scheme.two_sided and how.duplex in _DUPLEX
    target.Root.ViewerPreferences = pikepdf.Dictionary(
        PrintScaling=pikepdf.Name("/None"),
        Duplex=pikepdf.Name(_DUPLEX[how.duplex] if sided else "/Simplex"),
        DisplayDocTitle=True,
    )
