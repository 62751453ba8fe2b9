"""Sheets as PDF: pages become form XObjects, so that fonts are shared and text stays text."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pikepdf

from sasshi.model import PAPERS, PT_PER_MM
from sasshi.pdf.file import save_pdf
from sasshi.pdf.impose.order import SCHEMES, Refused, Side, sheet_order
from sasshi.pdf.impose.sheet import Grid, Placed, Size, make_grid, place
from sasshi.pdf.impose.sheet_marks import Stroke, Target, marks, room_for

#: Points of the curve that makes a quarter of a circle of radius 1.
_ROUND = 0.5523
#: In mm: sizes that differ by no more are one size.
_SAME_MM = 0.5
_DUPLEX = {"short": "/DuplexFlipShortEdge", "long": "/DuplexFlipLongEdge"}


@dataclass(frozen=True, slots=True)
class Imposition:
    """How pages are to come onto sheets.

    ``signature`` is how many sheets at most are laid into one another, 0 for all of them;
    ``creep_mm`` the thickness of one; ``duplex`` the edge on which the printer turns sheets
    (``short``, ``long``), or ``manual`` for fronts and backs apart. ``back_shift_mm`` moves what is
    on the backs, to the right and up as they are seen, and ``backs_turned`` turns them round.
    ``backs_reversed`` is the order in which a printer that turns nothing needs them. The files are
    of at least this ``version`` of PDF.
    """

    scheme: str = "saddle"
    paper: str = "A4"
    binding: str = "left"
    signature: int = 0
    creep_mm: float = 0.0
    marks: frozenset[str] = frozenset()
    duplex: str = "short"
    enlarge: bool = False
    back_shift_mm: Size = (0.0, 0.0)
    backs_turned: bool = False
    backs_reversed: bool = True
    version: str = "1.5"


@dataclass(frozen=True, slots=True)
class Sheets:
    """Imposed sheets: one PDF, or fronts and backs by these names; how many, and how.

    ``no_room`` are the kinds of marks for which there is no room beside the pages. ``pages``
    are those of the source, of ``mixed`` sizes or one; ``signatures`` the sheets of each stack
    that is folded by itself.
    """

    files: tuple[tuple[str, bytes], ...]
    sheets: int
    sides: int
    scale: float
    no_room: tuple[str, ...] = ()
    pages: int = 0
    mixed: bool = False
    signatures: tuple[int, ...] = ()

    @property
    def data(self) -> bytes:
        """The first file."""
        return self.files[0][1]


def impose(pdf: bytes, how: Imposition = Imposition()) -> Sheets:
    """Impose a PDF.

    Every page is cut to its TrimBox. In the schemes that fold, a page stands against the fold,
    in the middle from top to bottom.

    Raises:
        Refused: the bytes are not a PDF that can be read, it has no page, or more than the
            scheme takes.

    """
    # The source stays open while its pages live in the targets.
    with _opened(pdf) as source:
        pages = [_page(page) for page in source.pages]
        sides = sheet_order(len(pages), how.scheme, binding=how.binding, signature=how.signature)
        largest = (max(page.size[0] for page in pages), max(page.size[1] for page in pages))
        scheme = SCHEMES[how.scheme]
        enlarge = how.enlarge or scheme.enlarge
        grid = make_grid(scheme, PAPERS[how.paper], largest, enlarge=enlarge)
        files = tuple(
            (name, _file(source, pages, own, grid, how)) for name, own in _files(sides, how)
        )
    return Sheets(
        files,
        sheets=max(side.sheet for side in sides) + 1,
        sides=len(sides),
        scale=grid.scale,
        no_room=tuple(sorted(kind for kind in how.marks if not room_for(kind, grid))),
        pages=len(pages),
        mixed=any(_differ(page.size, largest) for page in pages),
        signatures=tuple(Counter(side.signature for side in sides if side.front).values()),
    )


def _differ(size: Size, other: Size) -> bool:
    """Tell whether two sizes differ by more than what programs round."""
    return any(abs(a - b) > _SAME_MM for a, b in zip(size, other, strict=True))


def _files(sides: Sequence[Side], how: Imposition) -> Iterator[tuple[str, Sequence[Side]]]:
    """Part sides into files: one, or fronts and backs, the backs as the printer needs them."""
    backs = [side for side in sides if not side.front]
    if how.duplex != "manual" or not backs:
        yield "", sides
        return
    yield "fronts", [side for side in sides if side.front]
    yield "backs", backs[::-1] if how.backs_reversed else backs


def _opened(pdf: bytes) -> pikepdf.Pdf:
    """Open a PDF; what is no PDF is refused."""
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except pikepdf.PasswordError as locked:
        raise Refused("pdf-locked", "it is locked with a password") from locked
    except pikepdf.PdfError as broken:
        reason = str(broken).rpartition(">: ")[2]
        raise Refused("pdf-broken", reason) from broken


@dataclass(frozen=True, slots=True)
class _Page:
    """A source page, with its TrimBox in points as it is seen, and its bleed.

    ``form`` is the page as a form if its content cannot be taken over as it is.
    """

    page: pikepdf.Page
    form: pikepdf.Object | None
    left: float
    bottom: float
    right: float
    top: float
    bleed: float

    @property
    def size(self) -> Size:
        """Its width and height in mm."""
        return (self.right - self.left) / PT_PER_MM, (self.top - self.bottom) / PT_PER_MM


def _page(page: pikepdf.Page) -> _Page:
    """Read a page; one with ``/Rotate`` is turned by its form's own matrix."""
    plain = isinstance(page.obj.get("/Contents"), pikepdf.Stream)
    form = None
    if not plain or page.rotation or "/UserUnit" in page.obj:
        form = page.as_form_xobject()
    trim, around = pikepdf.Rectangle(page.trimbox), pikepdf.Rectangle(page.bleedbox)
    beyond = (
        trim.llx - around.llx,
        trim.lly - around.lly,
        around.urx - trim.urx,
        around.ury - trim.ury,
    )
    if form is not None and "/Matrix" in form:
        trim = pikepdf.Matrix(form.Matrix).transform(trim)
    return _Page(page, form, trim.llx, trim.lly, trim.urx, trim.ury, max(0.0, min(beyond)))


def _brought(target: pikepdf.Pdf, source: pikepdf.Pdf, page: _Page) -> pikepdf.Object:
    """Bring a page into the target as a form that shows its bleed, too.

    Its one content stream becomes the form, compressed as it is: half the time of imposing went
    into compressing it anew.
    """
    if page.form is not None:
        form = target.copy_foreign(page.form)
    else:
        form = target.copy_foreign(page.page.obj.Contents)
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.Resources = _copied(target, source, page.page.resources)
        if "/Group" in page.page.obj:
            form.Group = _copied(target, source, page.page.obj.Group)
    form.BBox = pikepdf.Rectangle(page.page.bleedbox).as_array()
    return form


def _copied(target: pikepdf.Pdf, source: pikepdf.Pdf, value: pikepdf.Object) -> pikepdf.Object:
    """Copy an object, which need not be one of its own in the source."""
    return target.copy_foreign(value if value.is_indirect else source.make_indirect(value))


def _file(
    source: pikepdf.Pdf,
    pages: Sequence[_Page],
    sides: Iterable[Side],
    grid: Grid,
    how: Imposition,
) -> bytes:
    """Write sides as a PDF."""
    with pikepdf.new() as target:
        forms: dict[int, pikepdf.Object] = {}
        for side in sides:
            for number in {page for page in side.pages if page is not None} - forms.keys():
                forms[number] = _brought(target, source, pages[number])
            _add_side(target, side, forms, pages, grid, how)
        _copy_metadata(source, target, grid, how)
        return save_pdf(target, min_version=how.version)


def _add_side(
    target: pikepdf.Pdf,
    side: Side,
    forms: dict[int, pikepdf.Object],
    pages: Sequence[_Page],
    grid: Grid,
    how: Imposition,
) -> None:
    """Add one side of a sheet."""
    bleed = min(page.bleed for page in pages) / PT_PER_MM if how.marks else 0.0
    sizes = [page.size for page in pages]
    used = pikepdf.Dictionary()
    content: list[str] = [] if side.front else list(_back(grid, how))
    for placed in place(side, grid, sizes, creep=how.creep_mm, bleed=bleed * grid.scale):
        content.append(_drawn(placed, pages[placed.page], grid))
        used[f"/P{placed.page}"] = forms[placed.page]
    content += map(_mark, marks(side, grid, how.marks))
    width, height = (Decimal(f"{edge * PT_PER_MM:.4f}") for edge in grid.sheet)
    sheet = target.add_blank_page(page_size=(width, height))
    sheet.Resources = pikepdf.Dictionary(XObject=used)
    sheet.Contents = target.make_stream("\n".join(content).encode())


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


def _drawn(placed: Placed, page: _Page, grid: Grid) -> str:
    """Draw a page's form in its place."""
    scale = -grid.scale if placed.turned else grid.scale
    x, y = placed.x * PT_PER_MM, placed.y * PT_PER_MM
    if placed.turned:
        x += grid.scale * (page.right - page.left)
        y += grid.scale * (page.top - page.bottom)
    x, y = x - scale * page.left, y - scale * page.bottom
    left, bottom, right, top = (edge * PT_PER_MM for edge in placed.clip)
    clip = f"{left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n"
    return f"q {clip} {scale:.6g} 0 0 {scale:.6g} {x:.4f} {y:.4f} cm /P{placed.page} Do Q"


def _mark(mark: Stroke | Target) -> str:
    """Draw a mark: a hairline in black."""
    if isinstance(mark, Target):
        return _target(mark)
    (x1, y1), (x2, y2) = mark.start, mark.end
    points = (edge * PT_PER_MM for edge in (x1, y1, x2, y2))
    line = "{:.4f} {:.4f} m {:.4f} {:.4f} l S".format(*points)
    return f"q 0.25 w 0 G {'[2 2] 0 d ' if mark.dashed else ''}{line} Q"


def _target(mark: Target) -> str:
    """Draw a circle with a cross through it."""
    x, y, r = (edge * PT_PER_MM for edge in (*mark.middle, mark.radius))
    k, arm = _ROUND * r, 1.6 * r
    quarters = (
        f"{x + r:.4f} {y + k:.4f} {x + k:.4f} {y + r:.4f} {x:.4f} {y + r:.4f} c",
        f"{x - k:.4f} {y + r:.4f} {x - r:.4f} {y + k:.4f} {x - r:.4f} {y:.4f} c",
        f"{x - r:.4f} {y - k:.4f} {x - k:.4f} {y - r:.4f} {x:.4f} {y - r:.4f} c",
        f"{x + k:.4f} {y - r:.4f} {x + r:.4f} {y - k:.4f} {x + r:.4f} {y:.4f} c",
    )
    circle = f"{x + r:.4f} {y:.4f} m {' '.join(quarters)}"
    across = f"{x - arm:.4f} {y:.4f} m {x + arm:.4f} {y:.4f} l"
    down = f"{x:.4f} {y - arm:.4f} m {x:.4f} {y + arm:.4f} l"
    return f"q 0.25 w 0 G {circle} {across} {down} S Q"


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
