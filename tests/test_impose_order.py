"""Schemes of imposition, folded, cut and stacked on paper; then read from the sheets' PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

import pikepdf
import pytest

from sasshi.model import PAPERS
from sasshi.pdf.impose import SCHEMES, Imposition, Side, impose, sheet_order, signatures
from sasshi.pdf.impose.sheet import make_grid
from tests.reopen import MM_PER_PT, chars

BINDINGS = ("left", "right")
A6_MM = (105.0, 148.0)


def sheets_of(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Give the two sides of each sheet."""
    for number in range(0, len(sides), 2):
        yield sides[number], sides[number + 1]


def leaf(front: Side, back: Side, column: int) -> tuple[int | None, int | None]:
    """Give the two faces of a leaf: what is behind a column of the front when the sheet is turned
    like a page of a book."""
    return front.pages[column], back.pages[len(back.pages) - 1 - column]


def folded(sides: Sequence[Side], binding: str) -> list[int | None]:
    """Fold and nest each signature, lay the signatures on one another, and leaf through them."""
    first, last = (1, 0) if binding == "left" else (0, 1)
    read: list[int | None] = []
    for signature in sorted({side.signature for side in sides}):
        own = list(sheets_of([side for side in sides if side.signature == signature]))
        assert [front.depth for front, _ in own] == list(range(len(own)))
        for front, back in own:
            read += leaf(front, back, first)
        for front, back in reversed(own):
            read += leaf(front, back, last)[::-1]
    return read


def stacked(sides: Sequence[Side], binding: str) -> list[int | None]:
    """Cut the stack in the middle, lay one pile on the other, and leaf through it."""
    upper = 0 if binding == "left" else 1
    piles = [
        [leaf(front, back, column) for front, back in sheets_of(sides)]
        for column in (upper, 1 - upper)
    ]
    return [page for pile in piles for each in pile for page in each]


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("most", range(6))
@pytest.mark.parametrize("pages", range(1, 66))
def test_signatures_read_in_order(pages: int, most: int, binding: str) -> None:
    sides = sheet_order(pages, "saddle", binding=binding, signature=most)
    read = folded(sides, binding)
    assert [page for page in read if page is not None] == list(range(pages))
    assert len(read) - pages < 4
    assert pages == 1 or read[-1] == pages - 1
    if most:
        sizes = [sum(s.signature == n and s.front for s in sides) for n in range(len(sides))]
        used = [size for size in sizes if size]
        assert max(used) <= most
        assert max(used) - min(used) <= 1


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("pages", range(1, 66))
def test_glued_sheets_read_in_order(pages: int, binding: str) -> None:
    sides = sheet_order(pages, "perfect", binding=binding)
    assert {side.depth for side in sides} == {0}
    read = folded(sides, binding)
    assert [page for page in read if page is not None] == list(range(pages))


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("pages", range(1, 66))
def test_cut_stacks_read_in_order(pages: int, binding: str) -> None:
    read = stacked(sheet_order(pages, "cut-stack", binding=binding), binding)
    assert [page for page in read if page is not None] == list(range(pages))
    assert pages == 1 or read[-1] == pages - 1


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("pages", range(1, 9))
def test_a_mini_booklet_reads_in_order(pages: int, binding: str) -> None:
    """Fold lengthwise, print outside: the foot row is in front, the head row, upside down, behind.

    Pushed together from both ends, the middle quarters open at the slit; the sheet is now four
    arms around the spine. Going round them, the faces follow each other as below; the last
    of them and the first are the outside of the booklet.
    """
    (side,) = sheet_order(pages, "mini", binding=binding)
    head = [cell.page for cell in side.cells if cell.row == 0]
    foot = [cell.page for cell in side.cells if cell.row == 1]
    assert all(cell.turned == (cell.row == 0) for cell in side.cells)
    faces = [*foot, *head[::-1]]
    if binding == "right":
        faces = faces[::-1]
        faces = [*faces[4:], *faces[:4]]
    front_cover = faces.index(0)
    read = faces[front_cover:] + faces[:front_cover]
    assert [page for page in read if page is not None] == list(range(pages))
    # A leaf's faces are the two that an arm has: they lie back to back, or share a fold.
    assert front_cover % 2 == 1


def test_a_mini_booklet_by_hand() -> None:
    (side,) = sheet_order(8, "mini")
    assert side.pages == (6, 5, 4, 3, 7, 0, 1, 2)
    (side,) = sheet_order(8, "mini", binding="right")
    assert side.pages == (3, 4, 5, 6, 2, 1, 0, 7)


def test_nine_pages_are_no_mini_booklet() -> None:
    with pytest.raises(ValueError, match="eight"):
        sheet_order(9, "mini")


@pytest.mark.parametrize(("scheme", "cells"), [("2up", 2), ("4up", 4)])
def test_cards_repeat_each_page(scheme: str, cells: int) -> None:
    sides = sheet_order(3, scheme)
    assert [side.pages for side in sides] == [(page,) * cells for page in range(3)]
    assert all(side.front for side in sides)


def test_signatures_share_the_sheets_evenly() -> None:
    assert signatures(10, 4) == (3, 4, 3)
    assert signatures(8, 4) == (4, 4)
    assert signatures(3, 0) == (3,)


# ---- the sheets


def numbered(pages: int, size_mm: tuple[float, float] = A6_MM, rotate: int = 0) -> bytes:
    """Make pages that say their number, from 1, in their middle as they are seen."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        width, height = (edge / MM_PER_PT for edge in size_mm)
        if rotate % 180:
            width, height = height, width
        for number in range(1, pages + 1):
            page = pdf.add_blank_page(page_size=(width, height))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            text = f"BT /F 12 Tf {width / 2:.3f} {height / 2:.3f} Td (#{number}#) Tj ET"
            page.Contents = pdf.make_stream(text.encode())
            if rotate:
                page.Rotate = rotate
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def places(data: bytes) -> list[dict[int, list[float]]]:
    """Give for each side where the pages' middles are, in mm from the left, by page number."""
    found: list[dict[int, list[float]]] = []
    for side in chars(data):
        text = "".join(char.text for char in side)
        own: dict[int, list[float]] = {}
        for match in re.finditer(r"#(\d+)#", text):
            first, last = side[match.start()], side[match.end() - 1]
            turned = first.left > last.left
            own.setdefault(int(match[1]), []).append(first.right if turned else first.left)
        found.append(own)
    return found


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("duplex", ["short", "long"])
@pytest.mark.parametrize("signature", [0, 2])
def test_the_folded_pdf_reads_in_order_with_creep(
    binding: str, duplex: str, signature: int
) -> None:
    """Place each page's middle on its folded leaf, and measure how far it is from the spine."""
    how = Imposition(binding=binding, duplex=duplex, signature=signature, creep_mm=0.5)
    data = impose(numbered(15), how).data
    sides = sheet_order(15, binding=binding, signature=signature)
    width = max(PAPERS["A4"])
    for side, own in zip(sides, places(data), strict=True):
        for cell in side.cells:
            if cell.page is None:
                continue
            (x,) = own[cell.page + 1]
            if duplex == "long" and not side.front:
                x = width - x  # such a printer turns backs round
            spine = abs(x - width / 2)
            assert spine == pytest.approx(A6_MM[0] / 2 - 0.5 * side.depth, abs=0.06)
            assert (x < width / 2) == (cell.column == 0)


def test_nothing_crosses_the_fold_with_creep() -> None:
    dark = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(16):
            page = pdf.add_blank_page(page_size=(300, 400))
            page.Contents = pdf.make_stream(b"0 0 300 400 re f")
        pdf.save(dark)
    sheets = impose(dark.getvalue(), Imposition(creep_mm=2.0))
    with pikepdf.open(io.BytesIO(sheets.data)) as opened:
        text = opened.pages[6].Contents.read_bytes().decode()
    clips = [
        tuple(map(float, m)) for m in re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) [\d.]+ re W", text)
    ]
    middle = max(PAPERS["A4"]) / MM_PER_PT / 2
    assert [left + width for left, _, width in clips[:1]] == pytest.approx([middle], abs=0.01)
    assert clips[1][0] == pytest.approx(middle, abs=0.01)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_pages_with_a_rotation_stand_as_they_are_seen(rotate: int) -> None:
    plain, turned = impose(numbered(4)), impose(numbered(4, rotate=rotate))
    assert plain.scale == turned.scale == 1
    assert len(turned.files) == 1


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_on_every_paper(scheme: str, paper: str) -> None:
    page = (148.5, 210.0)
    grid = make_grid(SCHEMES[scheme], PAPERS[paper], [page])
    left, bottom, right, top = grid.block
    assert left >= -0.06
    assert bottom >= -0.06
    assert right <= grid.sheet[0] + 0.06
    assert top <= grid.sheet[1] + 0.06
    assert sorted(grid.sheet) == sorted(PAPERS[paper])
    assert grid.scale <= 1
    larger = make_grid(SCHEMES[scheme], PAPERS[paper], [page], enlarge=True)
    assert larger.scale >= grid.scale


def test_a_booklet_grows_on_a3_if_that_is_asked_for() -> None:
    assert make_grid(SCHEMES["saddle"], PAPERS["A3"], [(148.5, 210.0)]).scale == 1
    large = make_grid(SCHEMES["saddle"], PAPERS["A3"], [(148.5, 210.0)], enlarge=True)
    assert large.scale == pytest.approx(2**0.5, abs=0.001)


def test_a_booklet_on_its_own_sheet_is_not_scaled() -> None:
    grid = make_grid(SCHEMES["saddle"], PAPERS["A4"], [(148.5, 210.0)])
    assert (grid.scale, grid.sheet) == (1.0, (297.0, 210.0))


def test_fronts_and_backs_apart_for_printers_with_one_side() -> None:
    source = numbered(8)
    whole = places(impose(source).data)
    apart = impose(source, Imposition(duplex="manual"))
    assert [name for name, _ in apart.files] == ["fronts", "backs"]
    fronts, backs = (places(data) for _, data in apart.files)
    assert fronts == whole[::2]
    assert backs == whole[1::2][::-1]
    upright = impose(source, Imposition(duplex="manual", backs_reversed=False))
    assert places(upright.files[1][1]) == whole[1::2]


def test_backs_obey_the_printer() -> None:
    source = numbered(4)
    plain = places(impose(source).data)
    moved = places(impose(source, Imposition(back_shift_mm=(1.5, -2.0))).data)
    assert moved[0] == plain[0]
    for page, (x,) in plain[1].items():
        assert moved[1][page] == pytest.approx([x + 1.5], abs=0.05)
    turned = places(impose(source, Imposition(backs_turned=True)).data)
    assert turned == places(impose(source, Imposition(duplex="long")).data)


def strokes(data: bytes) -> list[int]:
    """Count the lines that are drawn on each side beside the pages."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [page.Contents.read_bytes().count(b" S Q") for page in pdf.pages]


@pytest.mark.parametrize(
    ("scheme", "kinds", "expected"),
    [
        ("saddle", {"fold"}, [0, 2, 0, 2]),
        ("saddle", {"cut"}, [0, 0, 0, 0]),
        ("saddle", {"crop"}, [8, 8, 8, 8]),
        ("saddle", {"registration"}, [4, 4, 4, 4]),
        ("cut-stack", {"cut"}, [2, 0, 2, 0]),
        ("mini", {"fold", "cut"}, [9]),
        ("4up", {"cut"}, [4] * 8),
    ],
)
def test_marks_are_on_the_right_side_only(
    scheme: str, kinds: set[str], expected: list[int]
) -> None:
    size = (50.0, 90.0) if scheme == "mini" else A6_MM
    sheets = impose(numbered(8, size), Imposition(scheme=scheme, marks=frozenset(kinds)))
    assert strokes(sheets.data) == expected
    assert sheets.problems == ()


def test_marks_without_room_are_told() -> None:
    every = Imposition(marks=frozenset({"fold", "cut", "crop", "registration"}))
    told = impose(numbered(4, (148.5, 210.0)), every).problems
    kinds = [dict(each.params)["kind"] for each in told if each.code == "no-room-for-marks"]
    assert kinds == ["crop", "registration"]


def test_bleed_is_kept_where_marks_say_where_to_cut() -> None:
    with pikepdf.open(io.BytesIO(numbered(4))) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) for edge in page.mediabox.as_list())
            page.TrimBox = [left + 9, bottom + 9, right - 9, top - 9]
            page.BleedBox = [left + 1, bottom + 1, right - 1, top - 1]
        out = io.BytesIO()
        pdf.save(out)

    def clips(marks: set[str]) -> list[float]:
        data = impose(out.getvalue(), Imposition(marks=frozenset(marks))).data
        with pikepdf.open(io.BytesIO(data)) as sheets:
            text = sheets.pages[0].Contents.read_bytes().decode()
        return [float(width) for width in re.findall(r"q [\d.]+ [\d.]+ ([\d.]+) [\d.]+ re W", text)]

    trimmed = A6_MM[0] / MM_PER_PT - 18
    assert clips(set()) == pytest.approx([trimmed, trimmed], abs=0.01)
    assert clips({"crop"}) == pytest.approx([trimmed + 8, trimmed + 8], abs=0.01)


def test_a_locked_pdf_is_a_value_error() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(numbered(1))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(ValueError, match="password"):
        impose(out.getvalue())
