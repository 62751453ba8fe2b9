"""Filled forms on the sheets: what stands in each field, in its place, in every script."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from sasshi import cli
from sasshi.fonts.faces import load_faces
from sasshi.make.form_fonts import form_fonts
from sasshi.pdf.impose import GlyphsOf, Imposition, Sheets, impose
from tests.odd_pdfs import A5_PT, add_page, helvetica, made, saved
from tests.reopen import MM_PER_PT, Char, chars, spaced_text
from tests.viewing import SAME_TONE, count, printed, unlike

PRINT = 4
MULTILINE, PASSWORD, COMB, RADIO, PUSH, COMBO = 1 << 12, 1 << 13, 1 << 24, 1 << 15, 1 << 16, 1 << 17
HELV = String("/Helv 12 Tf 1 0 0 rg")
RECT = (60.0, 300.0, 260.0, 330.0)
Keys = dict[str, Any]


@pytest.fixture
def ours(root: Path) -> GlyphsOf:
    return form_fonts(load_faces(root / "templates/fonts"))


def form(*fields: Keys, stale: bool = True, **form_keys: Any) -> bytes:
    """Make a form of two pages, the fields on the first."""
    out: list[bytes] = []
    with made(out) as pdf:
        page = add_page(pdf)
        add_page(pdf)
        widgets = [_widget(pdf, number, keys) for number, keys in enumerate(fields)]
        page.obj.Annots = Array(widgets)
        fonts = Dictionary(Helv=helvetica(pdf), Jp=_japanese(pdf))
        pdf.Root.AcroForm = Dictionary(
            Fields=Array(widgets), DR=Dictionary(Font=fonts), NeedAppearances=stale
        )
        for key, value in form_keys.items():
            pdf.Root.AcroForm[f"/{key}"] = value
    return out[0]


def _widget(pdf: pikepdf.Pdf, number: int, keys: Keys) -> pikepdf.Object:
    widget = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, T=String(f"f{number}"), F=PRINT, Rect=Array(RECT)
    )
    for key, value in keys.items():
        widget[f"/{key}"] = value
    return pdf.make_indirect(widget)


def _japanese(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Make a font that only machines with Japanese fonts have."""
    name = Name("/HeiseiKakuGo-W5")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=4,
        FontBBox=Array([0, -200, 1000, 900]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=700,
        StemV=80,
    )
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Japan1", Supplement=2),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=name,
        Encoding=Name("/UniJIS-UCS2-H"),
        DescendantFonts=Array([pdf.make_indirect(below)]),
    )
    return pdf.make_indirect(font)


def text(value: str, **keys: Any) -> Keys:
    return {"FT": Name.Tx, "V": String(value), "DA": HELV, **keys}


def letters(sheets: Sheets) -> list[Char]:
    """Give what is written on the first side."""
    return list(chars(sheets.data)[0])


def fonts(data: bytes) -> set[str]:
    """Name the fonts of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            str(each.BaseFont)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }


def written(data: bytes, ours: GlyphsOf | None = None) -> str:
    return "".join(char.text for char in letters(impose(data, ours=ours)))


def place(char: Char) -> tuple[float, float]:
    """Give a character's place in points of its own page, from the lower left."""
    left = char.left / MM_PER_PT - 841.89 / 2
    return left, (595.28 + A5_PT[1]) / 2 - char.baseline / MM_PER_PT


# ---- what is written


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (text("Jane Doe"), "Jane Doe"),
        (text("naïve – “café”"), "naïve – “café”"),
        (text("(back\\slash)"), "(back\\slash)"),
        (text("secret", Ff=PASSWORD), "******"),
        (text("two\rlines", Ff=MULTILINE), "twolines"),
        (text("12345", Ff=COMB, MaxLen=3), "123"),
        ({"FT": Name.Ch, "Ff": COMBO, "V": String("mine"), "DA": HELV}, "mine"),
        (
            {
                "FT": Name.Ch,
                "Ff": COMBO,
                "V": String("b"),
                "Opt": Array(
                    [Array([String("a"), String("Apple")]), Array([String("b"), String("Pear")])]
                ),
                "DA": HELV,
            },
            "Pear",
        ),
        (
            {"FT": Name.Ch, "V": String("y"), "Opt": Array([String("x"), String("y")]), "DA": HELV},
            "xy",
        ),
        ({"FT": Name.Btn, "Ff": PUSH, "MK": Dictionary(CA=String("Go")), "DA": HELV}, "Go"),
        ({"FT": Name.Sig}, ""),
        (text(""), ""),
    ],
)
def test_fields_without_an_appearance_show_their_value(field: Keys, expected: str) -> None:
    for stale in (True, False):
        data = form(field, stale=stale)
        assert impose(data).problems == ()
        assert written(data).replace(" ", "") == expected.replace(" ", "")


@pytest.mark.parametrize("value", ["山田太郎", "髙橋 1-2-3", "かな Latin"])
@pytest.mark.parametrize("font", ["/Helv", "/Jp", "/Gone"])
@pytest.mark.parametrize("size", [0, 10])
def test_japanese_is_written_in_a_font_of_ours(
    value: str, font: str, size: int, ours: GlyphsOf
) -> None:
    data = form(text(value, DA=String(f"{font} {size} Tf 0 g")))
    sheets = impose(data, ours=ours)
    assert sheets.problems == ()
    assert "".join(char.text for char in letters(sheets)).replace(" ", "") == value.replace(" ", "")
    assert any("SasshiForms" in name for name in fonts(sheets.data))
    assert count(printed(sheets.data, 1), (0, 0, 0)) > 40


def test_a_value_that_nothing_can_write_is_told() -> None:
    (problem,) = impose(form(text("山田太郎"))).problems
    assert problem.code == "annotation-undrawn"
    assert dict(problem.params) == {"kind": "Widget", "pages": "1"}


def test_japanese_without_fonts_of_ours_is_left_to_the_viewer() -> None:
    sheets = impose(form(text("山田太郎", DA=String("/Jp 10 Tf 0 g"))))
    assert sheets.problems == ()
    assert "".join(char.text for char in letters(sheets)) == "山田太郎"


# ---- where and how


@pytest.mark.parametrize(("align", "share"), [(0, 0.0), (1, 0.5), (2, 1.0)])
def test_text_is_aligned_within_its_field(align: int, share: float) -> None:
    found = letters(impose(form(text("word", Q=align))))
    left, _ = place(found[0])
    wide = (found[-1].right - found[0].left) / MM_PER_PT
    room = RECT[2] - RECT[0] - wide
    assert left - RECT[0] == pytest.approx(2 + (room - 4) * share, abs=1)


@pytest.mark.parametrize("size", [0, 9])
@pytest.mark.parametrize("value", ["x", "a much longer text that has to be small to fit in here"])
def test_text_stays_within_its_field(value: str, size: int) -> None:
    data = form(text(value, DA=String(f"/Helv {size} Tf 0 g")))
    found = letters(impose(data))
    for char in found:
        left, up = place(char)
        assert RECT[0] <= left
        assert RECT[1] < up < RECT[3]
    if size:
        assert {round(char.size, 1) for char in found} == {size}
    else:
        assert place(found[-1])[0] < RECT[2]


def test_lines_are_broken_and_none_begins_with_a_full_stop(ours: GlyphsOf) -> None:
    value = "折り返しを確かめます。次の文です、はい。" * 3
    field = text(value, Ff=MULTILINE, Rect=Array([60, 200, 190, 330]))
    found = letters(impose(form(field), ours=ours))
    rows: dict[float, str] = {}
    for char in found:
        rows[char.baseline] = rows.get(char.baseline, "") + char.text
    assert "".join(rows.values()) == value
    assert len(rows) > 3
    assert not any(row[0] in "。、" for row in rows.values())
    for char in found:
        assert 60 <= place(char)[0] < 190
        assert 200 < place(char)[1] < 330


def test_a_comb_has_a_place_for_each_character() -> None:
    found = letters(impose(form(text("1234", Ff=COMB, MaxLen=8))))
    middles = [(place(char)[0] + (char.right - char.left) / MM_PER_PT / 2) for char in found]
    steps = [b - a for a, b in pairwise(middles)]
    assert steps == pytest.approx([(200 - 4) / 8] * 3, abs=0.2)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_field_is_written_along_its_side(turn: int) -> None:
    keys = {"MK": Dictionary(R=turn), "Rect": Array([60, 200, 90, 400] if turn % 180 else RECT)}
    found = letters(impose(form(text("turned", **keys))))
    first, last = place(found[0]), place(found[-1])
    across, up = last[0] - first[0], last[1] - first[1]
    assert {90: up > 20, 270: up < -20, 180: across < -20}[turn]


@pytest.mark.parametrize(
    ("keys", "marked"),
    [
        ({"AS": Name.Yes}, True),
        ({"AS": Name.Off}, False),
        ({"V": Name.Yes}, True),
        ({"V": Name.Off}, False),
        ({}, False),
        ({"AS": Name.a, "Ff": RADIO}, True),
    ],
)
def test_boxes_are_checked_or_not(keys: Keys, marked: bool) -> None:
    box = {"FT": Name.Btn, "Rect": Array([60, 300, 90, 330]), "DA": HELV, **keys}
    sheet = printed(impose(form(box, stale=False)).data, 1)
    assert (count(sheet, (255, 0, 0)) > 20) is marked


@pytest.mark.parametrize(("state", "marks"), [("Off", False), ("On", True)])
def test_a_box_that_brings_no_picture_of_being_off_has_its_border(state: str, marks: bool) -> None:
    looks = Dictionary(BC=Array([0, 0, 1]))
    box = {"FT": Name.Btn, "Rect": Array([60, 300, 90, 330]), "AS": Name(f"/{state}"), "MK": looks}
    with pikepdf.open(io.BytesIO(form(box, stale=False))) as pdf:
        check = pdf.make_stream(
            b"1 0 0 rg 5 5 20 20 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 30, 30]),
        )
        pdf.pages[0].obj.Annots[0].AP = Dictionary(N=Dictionary(On=check))
        sheet = printed(impose(saved(pdf)).data, 1)
    assert (count(sheet, (255, 0, 0)) > 100) is marks
    assert (count(sheet, (0, 0, 255)) > 40) is not marks


def test_what_cannot_be_written_leaves_the_border() -> None:
    field = text("山田", MK=Dictionary(BC=Array([0, 0, 1])), BS=Dictionary(W=2))
    assert count(printed(impose(form(field)).data, 1), (0, 0, 255)) > 200


def test_grounds_and_borders_are_painted() -> None:
    looks = Dictionary(BG=Array([0, 1, 0]), BC=Array([1, 0, 0]))
    sheet = printed(impose(form(text("", MK=looks, BS=Dictionary(W=3)))).data, 1)
    assert count(sheet, (0, 255, 0)) > 1000
    assert count(sheet, (255, 0, 0)) > 300


# ---- which appearance counts


def with_old_appearance(value: str, *, stale: bool) -> bytes:
    """Make a field whose appearance is a red box, whatever its value."""
    with pikepdf.open(
        io.BytesIO(form(text(value, DA=String("/Helv 12 Tf 0 g")), stale=stale))
    ) as pdf:
        box = pdf.make_stream(
            b"1 0 0 rg 0 0 200 30 re f",
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([0, 0, 200, 30]),
        )
        pdf.pages[0].obj.Annots[0].AP = Dictionary(N=box)
        return saved(pdf)


@pytest.mark.parametrize("stale", [True, False])
def test_an_appearance_counts_unless_the_form_calls_it_old(stale: bool) -> None:
    data = with_old_appearance("new", stale=stale)
    assert (written(data) == "new") is stale
    assert (count(printed(impose(data).data, 1), (255, 0, 0)) > 1000) is not stale


def test_an_old_appearance_is_better_than_none() -> None:
    sheets = impose(with_old_appearance("山田", stale=True))
    assert count(printed(sheets.data, 1), (255, 0, 0)) > 1000
    assert [problem.code for problem in sheets.problems] == ["annotation-undrawn"]


def test_fields_have_much_from_those_above_them() -> None:
    with pikepdf.open(io.BytesIO(form(text("mine")))) as pdf:
        widget = pdf.pages[0].obj.Annots[0]
        above = pdf.make_indirect(
            Dictionary(FT=Name.Tx, V=String("inherited"), DA=HELV, Q=1, Kids=Array([widget]))
        )
        for key in ("/FT", "/V", "/DA", "/T"):
            del widget[key]
        widget.Parent = above
        pdf.Root.AcroForm.Fields = Array([above])
        data = saved(pdf)
    assert written(data) == "inherited"


def test_names_in_shift_jis_are_read() -> None:
    """Japanese programs write names of fonts, and of what is checked, in Shift JIS."""
    with pikepdf.open(io.BytesIO(form(text("mine"), stale=True))) as pdf:
        data = saved(pdf)
    data = data.replace(b"/BaseFont /Helvetica ", b"/BaseFont /#82l#82r ")
    assert data.count(b"#82l#82r")
    assert spaced_text(impose(data).data).strip() == "mine"
    checked = {"FT": Name.Btn, "AS": Name.Yes, "Rect": Array([60, 300, 90, 330]), "DA": HELV}
    data = form(checked).replace(b"/AS /Yes", b"/AS /#82#cd")
    assert count(printed(impose(data).data, 1), (255, 0, 0)) > 20


def test_a_field_that_is_its_own_parent_ends() -> None:
    with pikepdf.open(io.BytesIO(form({"DA": HELV}))) as pdf:
        widget = pdf.pages[0].obj.Annots[0]
        widget.Parent = widget
        assert impose(saved(pdf)).pages == 2


def test_the_form_says_how_text_looks_where_a_field_does_not() -> None:
    field = text("usual")
    del field["DA"]
    found = letters(impose(form(field, DA=String("/Helv 17 Tf 0 g"))))
    assert {round(char.size) for char in found} == {17}


@pytest.mark.parametrize("rotate", [0, 90])
def test_brought_appearances_look_as_in_the_viewer(rotate: int) -> None:
    with pikepdf.open(io.BytesIO(with_old_appearance("x", stale=False))) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = rotate
            page.obj.MediaBox = Array([0, 0, *(A5_PT[::-1] if rotate else A5_PT)])
        data = saved(pdf)
    assert max(unlike(data, Imposition())) <= SAME_TONE


def test_a_form_whose_pages_a_script_makes_is_told() -> None:
    with pikepdf.open(io.BytesIO(form(text("x"), XFA=String("<xdp/>")))) as pdf:
        pdf.Root.NeedsRendering = True
        (problem,) = impose(saved(pdf)).problems
    assert problem.code == "form-dynamic"


def test_the_verb_writes_japanese(tmp_path: Path, root: Path) -> None:
    source = tmp_path / "form.pdf"
    source.write_bytes(form(text("山田太郎")))
    assert cli.main(("impose", str(source), "-o", str(tmp_path / "o"))) == 0
    sheets = (tmp_path / "o/form-saddle.pdf").read_bytes()
    assert "".join(char.text for char in chars(sheets)[0]) == "山田太郎"
