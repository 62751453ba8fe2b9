"""Pages of a PDF, an order and a grid → the PDF of the sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pikepdf

from sasshi.model import PAPERS, PT_PER_MM
from sasshi.pdf.file import save_pdf
from sasshi.pdf.impose.options import USUAL, Imposition
from sasshi.pdf.impose.order import SCHEMES, Side, sheet_order
from sasshi.pdf.impose.page_forms import page_form
from sasshi.pdf.impose.remarks import remarks
from sasshi.pdf.impose.sheet import Grid, Placed, make_grid, place
from sasshi.pdf.impose.sheet_marks import draw_mark, marks
from sasshi.pdf.impose.source import Source, SourcePage, open_source
from sasshi.pdf.impose.typefaces import GlyphsOf
from sasshi.pdf.impose.values import text_of
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
    fitted = grid.fitted([page.size for page in source.pages])
    bleed = min(page.area.bleed_pt for page in source.pages) / PT_PER_MM if how.marks else 0.0
    with pikepdf.new() as target:
        brought: dict[int, dict[str, pikepdf.Object]] = {}
        sheets: list[pikepdf.Object] = []
        for side in sides:
            content = [] if side.front else list(_back(grid, how))
            used: dict[str, pikepdf.Object] = {}
            for placed in place(side, grid, fitted, creep=how.creep_mm, bleed=bleed):
                number = placed.page
                if number not in brought:
                    brought[number] = _brought(target, source, number)
                content.append(_drawn(placed, source.pages[number]))
                used.update(brought[number])
            content += map(draw_mark, marks(side, grid, how.marks))
            sheets.append(_sheet(target, grid, content, used))
        # At once: the list of pages is looked through whenever one is added to it.
        target.Root.Pages.Kids, target.Root.Pages.Count = pikepdf.Array(sheets), len(sheets)
        source.layers.carry(target)
        _copy_metadata(source.pdf, target)
        _ask_viewers(target, grid, how)
        return save_pdf(target, min_version=how.version)


def _brought(target: pikepdf.Pdf, source: Source, number: int) -> dict[str, pikepdf.Object]:
    """Bring a page into the target, and what is drawn upon it, as forms by their names."""
    page = source.pages[number]
    forms = {f"/P{number}": page_form(target, source.pdf, page.page, page.area, page.content)}
    for count, drawing in enumerate(page.upon.drawn):
        forms[f"/P{number}-{count}"] = target.copy_foreign(drawing.form)
    return forms


def _sheet(
    target: pikepdf.Pdf, grid: Grid, content: Sequence[str], used: dict[str, pikepdf.Object]
) -> pikepdf.Object:
    """Make one side of a sheet."""
    width, height = (Decimal(f"{edge * PT_PER_MM:.4f}") for edge in grid.sheet)
    sheet = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        Parent=target.Root.Pages,
        MediaBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(used)),
        Contents=target.make_stream("\n".join(content).encode()),
    )
    return target.make_indirect(sheet)


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
    turn = _numbers(scale * each for each in page.area.turn)
    upon = (
        f" q {_numbers(drawing.matrix)} cm /P{placed.page}-{count} Do Q"
        for count, drawing in enumerate(page.upon.drawn)
    )
    return f"q {clip} {turn} {x:.4f} {y:.4f} cm /P{placed.page} Do{''.join(upon)} Q"


def _numbers(values: Iterable[float]) -> str:
    """Write numbers; none is a nought with a sign."""
    return " ".join(f"{value or 0:.6g}" for value in values)


def _copy_metadata(source: pikepdf.Pdf, target: pikepdf.Pdf) -> None:
    """Carry over title, author, language, and the press that colours are meant for."""
    said = source.trailer.get("/Info")
    info = said if isinstance(said, pikepdf.Dictionary) else pikepdf.Dictionary()
    for key in ("/Title", "/Author", "/Subject", "/Keywords"):
        if key in info:
            target.docinfo[key] = str(info[key])
    if "/Lang" in source.Root:
        target.Root.Lang = text_of(source.Root.Lang)
    intents = source.Root.get("/OutputIntents")
    if isinstance(intents, pikepdf.Array):
        held = intents if intents.is_indirect else source.make_indirect(intents)
        target.Root.OutputIntents = target.copy_foreign(held)


def _ask_viewers(target: pikepdf.Pdf, grid: Grid, how: Imposition) -> None:
    """Ask viewers to print at full size, and on both sides (12.2)."""
    sided = grid.scheme.two_sided and how.duplex in _DUPLEX
    target.Root.ViewerPreferences = pikepdf.Dictionary(
        PrintScaling=pikepdf.Name("/None"),
        Duplex=pikepdf.Name(_DUPLEX[how.duplex] if sided else "/Simplex"),
        DisplayDocTitle=True,
    )
