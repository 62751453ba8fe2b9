"""Imposition: folded and stapled on paper first, then the sheets' PDF opened again."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence

import pikepdf
import pytest
from weasyprint import HTML

from sasshi.pdf.impose import Imposition, Side, impose, pad_to_sheets, sheet_order
from tests.reopen import MM_PER_PT, chars, picture

A5_MM = (148.5, 210.0)
BINDINGS = ("left", "right")


def fold(sides: Sequence[Side], binding: str) -> list[int | None]:
    """Lay printed sheets on one another, fold and staple them, and leaf from cover to back.

    Each sheet, turned over on its short edge, shows behind its front's left half the right half
    of its back. Bound on the left one reads a leaf's right-hand page before the page behind it.
    """
    sheets = [(sides[i], sides[i + 1]) for i in range(0, len(sides), 2)]
    near, far = (1, 0) if binding == "left" else (0, 1)  # halves of a front read first and last
    leaves = [(front.pages[near], back.pages[far]) for front, back in sheets]
    leaves += [(back.pages[near], front.pages[far]) for front, back in reversed(sheets)]
    return [page for leaf in leaves for page in leaf]


pytestmark = pytest.mark.usefixtures("our_fonts")


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("pages", range(1, 65))
def test_the_folded_booklet_reads_in_order(pages: int, binding: str) -> None:
    sides = sheet_order(pages, binding=binding)
    read = fold(sides, binding)
    assert len(read) % 4 == 0
    assert len(read) - pages < 4
    assert [page for page in read if page is not None] == list(range(pages))
    assert tuple(read) == pad_to_sheets(pages)
    assert [(side.sheet, side.front) for side in sides] == [
        (number // 2, number % 2 == 0) for number in range(len(read) // 2)
    ]


@pytest.mark.parametrize("pages", range(2, 65))
def test_blanks_stand_directly_before_the_back_cover(pages: int) -> None:
    read = pad_to_sheets(pages)
    assert read[-1] == pages - 1
    blanks = -pages % 4
    assert read[: pages - 1] == tuple(range(pages - 1))
    assert read[pages - 1 : pages - 1 + blanks] == (None,) * blanks


def test_a_single_page_is_a_cover() -> None:
    assert pad_to_sheets(1) == (0, None, None, None)


def test_other_multiples() -> None:
    assert pad_to_sheets(5, multiple=8) == (0, 1, 2, 3, None, None, None, 4)
    assert pad_to_sheets(8, multiple=8) == tuple(range(8))


@pytest.mark.parametrize("pages", [0, -1])
def test_no_pages(pages: int) -> None:
    with pytest.raises(ValueError, match="at least one page"):
        pad_to_sheets(pages)


def test_the_outermost_sheet_by_hand() -> None:
    assert [side.pages for side in sheet_order(8)] == [(7, 0), (1, 6), (5, 2), (3, 4)]
    assert [side.pages for side in sheet_order(4, binding="right")] == [(0, 3), (2, 1)]


# ---- the sheets


def booklet(pages: int, style: str = "") -> bytes:
    """Make a booklet whose page i says ``#i#`` in its middle, and has a rule around its edge."""
    body = "".join(f"<p>#{number}#</p>" for number in range(1, pages + 1))
    css = f"""
        @page {{ size: {A5_MM[0]}mm {A5_MM[1]}mm; margin: 0 }}
        body, p {{ margin: 0 }}
        p {{ height: {A5_MM[1]}mm; line-height: {A5_MM[1]}mm; text-align: center;
             font: 12pt/{A5_MM[1]}mm serif; break-after: page }}
        {style}"""
    html = f"""<html lang="en"><head><title>Numbers</title><meta name="author" content="A. Uthor">
        <meta name="description" content="Pages"><meta name="keywords" content="one, two">
        <style>{css}</style></head><body>{body}</body></html>"""
    data = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(data, bytes)
    return data


def numbers(data: bytes) -> list[list[tuple[int, float]]]:
    """Give for each side the page numbers on it, each with its middle in mm from the left."""
    found = []
    for side in chars(data):
        text = "".join(char.text for char in side)
        marks = [
            (int(match[1]), (side[match.start()].left + side[match.end() - 1].right) / 2)
            for match in re.finditer(r"#(\d+)#", text)
        ]
        found.append(sorted(marks, key=lambda mark: mark[1]))
    return found


@pytest.mark.parametrize("binding", BINDINGS)
@pytest.mark.parametrize("pages", [1, 2, 5, 8, 11])
def test_every_page_is_where_it_belongs(pages: int, binding: str) -> None:
    sheets = impose(booklet(pages), Imposition(binding=binding)).data
    expected: list[object] = [
        [
            (page + 1, pytest.approx(A5_MM[0] * (0.5 + half), abs=0.05))
            for half, page in enumerate(side.pages)
            if page is not None
        ]
        for side in sheet_order(pages, binding=binding)
    ]
    assert numbers(sheets) == expected


def test_sheets_are_a4_landscape() -> None:
    with pikepdf.open(io.BytesIO(impose(booklet(6)).data)) as sheets:
        assert len(sheets.pages) == 4
        for page in sheets.pages:
            box = [float(edge) * MM_PER_PT for edge in page.mediabox.as_list()]
            assert box == pytest.approx([0, 0, 297, 210], abs=0.01)
            assert "/Rotate" not in page.obj


def test_smaller_pages_meet_at_the_fold_and_stand_in_the_middle() -> None:
    small = booklet(4, "@page { size: 100mm 150mm } p { height: 150mm; line-height: 150mm }")
    sheets = impose(small).data
    middles = [[middle for _, middle in side] for side in numbers(sheets)]
    assert middles == [pytest.approx([98.5, 198.5], abs=0.05)] * 2
    whole = next(char for char in chars(booklet(4))[0])
    for side in chars(sheets):
        assert [char.baseline for char in side] == pytest.approx(
            [whole.baseline] * len(side), abs=0.05
        )


def test_pages_are_cut_to_their_trim_box() -> None:
    style = """
        @page { bleed: 3mm; marks: crop; background: #888 }
        p { height: 209mm; line-height: 209mm }"""
    bled = booklet(4, style)
    with pikepdf.open(io.BytesIO(bled)) as source:
        assert float(source.pages[0].mediabox.as_list()[0]) < 0, "the case that is tried"
    sheets = impose(bled).data
    expected = [pytest.approx(A5_MM[0] * at, abs=0.05) for at in (0.5, 1.5)]
    assert [[middle for _, middle in side] for side in numbers(sheets)] == [expected] * 2
    grey = picture(sheets, 1, 50).crop((2, 2, 582, 411))
    tones = sorted({tone for _, tone in grey.getcolors(256) or ()})
    assert 255 not in tones, "bleed or marks of one page lie on the other, or white at the fold"


def font_files(data: bytes) -> int:
    """Count the font files in a PDF, each object once."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        dictionaries = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        return sum("/FontFile2" in each or "/FontFile3" in each for each in dictionaries)


def test_fonts_are_shared() -> None:
    assert font_files(impose(booklet(12)).data) == font_files(booklet(12)) == 1


def test_the_same_bytes_twice() -> None:
    source = booklet(5)
    assert impose(source).data == impose(source).data


def test_title_language_and_how_to_print_travel_along() -> None:
    with pikepdf.open(io.BytesIO(impose(booklet(3)).data)) as sheets:
        assert {key: str(value) for key, value in sheets.docinfo.items()} == {
            "/Title": "Numbers",
            "/Author": "A. Uthor",
            "/Subject": "Pages",
            "/Keywords": "one, two",
        }
        assert str(sheets.Root.Lang) == "en"
        preferences = sheets.Root.ViewerPreferences
        assert str(preferences.Duplex) == "/DuplexFlipShortEdge"
        assert bool(preferences.DisplayDocTitle)


def test_the_press_that_colours_are_for_travels_along() -> None:
    with pikepdf.open(io.BytesIO(booklet(2))) as pdf:
        profile = pdf.make_stream(b"a profile", N=4)
        intent = pikepdf.Dictionary(S=pikepdf.Name.GTS_PDFX, DestOutputProfile=profile)
        pdf.Root.OutputIntents = pikepdf.Array([intent])
        out = io.BytesIO()
        pdf.save(out)
    with pikepdf.open(io.BytesIO(impose(out.getvalue()).data)) as sheets:
        (carried,) = sheets.Root.OutputIntents
        assert carried.DestOutputProfile.read_bytes() == b"a profile"


def test_viewers_are_told_to_print_at_full_size() -> None:
    with pikepdf.open(io.BytesIO(impose(booklet(3)).data)) as sheets:
        assert str(sheets.Root.ViewerPreferences.PrintScaling) == "/None"


def test_what_does_not_exist_is_not_invented() -> None:
    bare = pikepdf.new()
    bare.add_blank_page(page_size=(420, 595))
    out = io.BytesIO()
    bare.save(out)
    with pikepdf.open(io.BytesIO(impose(out.getvalue()).data)) as sheets:
        assert "/Lang" not in sheets.Root
        assert "/Title" not in sheets.docinfo
        assert len(sheets.pages) == 2


def empty_pdf() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: b"", id="nothing"),
        pytest.param(lambda: b"not a PDF at all", id="text"),
        pytest.param(lambda: b"%PDF-1.7\n" + b"\x00" * 400, id="zeros"),
        pytest.param(empty_pdf, id="no-pages"),
    ],
)
def test_a_broken_pdf_is_a_value_error(make: Callable[[], bytes]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        impose(make())
