"""Fonts for vertical writing: opened again, shaped, and printed in columns."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import Image
from weasyprint import HTML

from sasshi.fonts.faces import Face, load_faces
from sasshi.fonts.install import even_metrics, install
from sasshi.fonts.subset import keep_glyphs, needed_code_points, subset_face
from sasshi.fonts.vertical import upright_twin, vertical_font
from sasshi.pdf.rotate import rotate_pages
from tests.reopen import text_of

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "fonts"
FACES = load_faces(FOLDER)
JAPANESE = [face for face in FACES if "Latin" not in face.family]
#: Characters that turn in every face; the second line with their blank half before or after.
STANDING = "あいっゃアッー国語東！？・…※①×℃Ａ１〜☆"
BEFORE, AFTER = "「『（【", "、。」』）】"
LATIN = "AVbfi1é"
TEXT = STANDING + BEFORE + AFTER + LATIN + "＜“ｱか\u309a"


def opened(data: bytes) -> TTFont:
    return TTFont(BytesIO(data))


def subset(face: Face, text: str) -> bytes:
    return subset_face(face, needed_code_points(text))


@pytest.fixture(scope="module", params=JAPANESE, ids=lambda face: face.path.stem)
def pair(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    """Give a subset and the font for columns derived from it."""
    cut = subset(request.param, TEXT)
    return cut, vertical_font(cut)


def vertical_forms(font: TTFont) -> dict[str, str]:
    gsub = font["GSUB"].table
    forms: dict[str, str] = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "vert":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    forms |= getattr(table, "ExtSubTable", table).mapping
    return forms


def points(font: TTFont, glyph: str) -> list[tuple[int, int]]:
    return list(font["glyf"][glyph].getCoordinates(font["glyf"])[0])


def box(font: TTFont, char: str) -> list[float]:
    """Give a glyph's bounds and advance in thousandths of an em, from its points."""
    name, em = font.getBestCmap()[ord(char)], font["head"].unitsPerEm
    xs, ys = zip(*points(font, name), strict=True)
    bounds = (min(xs), min(ys), max(xs), max(ys), font["hmtx"][name][0])
    return [value * 1000 / em for value in bounds]


@pytest.mark.parametrize("char", STANDING + BEFORE + AFTER)
def test_outlines_are_vertical_forms_turned(pair: tuple[bytes, bytes], char: str) -> None:
    """By the font's own tables: the origin is top side bearing + yMax (OpenType, ``vmtx``)."""
    before, after = map(opened, pair)
    em, name = before["head"].unitsPerEm, before.getBestCmap()[ord(char)]
    source = vertical_forms(before).get(name, name)
    height, top = before["vmtx"][source]
    share = 1 if char in BEFORE else 0 if char in AFTER else 0.5
    dx = top + before["glyf"][source].yMax + (em - height) * share
    dy = 0.38 * em - before["hmtx"][source][0] / 2
    turned = points(after, name)
    for (x, y), (new_x, new_y) in zip(points(before, source), turned, strict=True):
        assert abs(new_x - (dx - y)) <= 1
        assert abs(new_y - (dy + x)) <= 1
    assert after["hmtx"][name] == (em, min(x for x, _ in turned))


def test_marks_are_where_they_belong_in_a_column(pair: tuple[bytes, bytes]) -> None:
    """Along the line is down the column, and up is to the right: 0.88 em is its right edge."""
    font = opened(pair[1])
    for char in "、。":
        left, bottom, right, top, _ = box(font, char)
        assert left < 150 and right < 500, "at the top"
        assert bottom > 380 and top > 780, "at the right"
    for char in "っッゃ":
        assert sum(box(font, char)[1:4:2]) / 2 > 400, "small kana right of the middle"
    assert box(font, "「")[0] > 500 > box(font, "」")[2]
    for char in "ー…":
        left, bottom, right, top, _ = box(font, char)
        assert right - left > 3 * (top - bottom)
        assert abs((bottom + top) / 2 - 380) < 40, "in the middle"


def test_latin_lies_and_half_width_kana_too(pair: tuple[bytes, bytes]) -> None:
    before, after = map(opened, pair)
    for char in LATIN + "ｱ":
        name = before.getBestCmap()[ord(char)]
        assert box(after, char) == pytest.approx(box(before, char), abs=1), char
        assert before["hmtx"][name][0] == after["hmtx"][name][0]


def test_the_map_of_characters_and_the_names_stay(pair: tuple[bytes, bytes]) -> None:
    before, after = map(opened, pair)
    assert before.getBestCmap() == after.getBestCmap()
    assert before.reader["name"] == after.reader["name"]
    assert before["maxp"].numGlyphs == after["maxp"].numGlyphs


def test_lines_are_symmetric_about_the_columns_middle() -> None:
    for face in FACES:
        font = opened(vertical_font(even_metrics(subset(face, TEXT))))
        em = font["head"].unitsPerEm
        for ascent, descent, gap in (
            (font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap),
            (font["OS/2"].sTypoAscender, font["OS/2"].sTypoDescender, font["OS/2"].sTypoLineGap),
        ):
            assert (ascent, ascent - descent, gap) == (round(0.88 * em), em, 0)


def test_what_tables_say_is_true(pair: tuple[bytes, bytes]) -> None:
    """Counted anew by fontTools, nothing differs; checksums are right."""
    TTFont(BytesIO(pair[1]), checkChecksums=2)
    font, again = opened(pair[1]), BytesIO()
    for name in font.getGlyphOrder():
        font["glyf"][name].expand(font["glyf"])
    font.save(again)
    counted = opened(again.getvalue())
    for table, fields in (
        ("maxp", ("maxPoints", "maxContours")),
        ("head", ("xMin", "yMin", "xMax", "yMax")),
        ("hhea", ("advanceWidthMax",)),
    ):
        for field in fields:
            assert getattr(opened(pair[1])[table], field) == getattr(counted[table], field), field


def advance(data: bytes, text: str, features: dict[str, bool] | None = None) -> float:
    """Shape a text along the line; give its length in em."""
    face = hb.Face(data)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(face), buffer, features or {})
    return float(sum(place.x_advance for place in buffer.glyph_positions) / face.upem)


@pytest.mark.parametrize(
    ("text", "ems"),
    [
        ("国「", 2),
        ("」国", 2),
        ("。「", 1.5),
        ("」「", 1.5),
        ("「『", 1.5),
        ("」』", 1.5),
        ("」。", 1.5),
        ("」、「", 2),
        ("」・「", 2),
        ("\u3000「", 1.5),
        ("。\u3000", 1.5),
        ("！「", 2),
    ],
)
def test_punctuation_is_squeezed(pair: tuple[bytes, bytes], text: str, ems: float) -> None:
    assert advance(pair[1], text, {"chws": True}) == pytest.approx(ems, abs=0.002)
    assert advance(pair[1], text) == len(text)


def test_latin_keeps_kerning_and_ligatures_kana_do_not(pair: tuple[bytes, bytes]) -> None:
    for text in ("AV", "fi", "é"):
        assert advance(pair[1], text) == advance(pair[0], text)
    for features in ({"palt": True}, {"kern": True}, {"vert": True}, {"halt": True}):
        assert advance(pair[1], "ああっーア「国", features) == 7
    assert "AV" not in text or advance(pair[1], "AV") < advance(pair[1], "A") * 2


def test_a_mark_and_its_kana_are_one_standing_glyph() -> None:
    (serif,) = (face for face in FACES if face.path.stem == "SasshiSerif-400")
    data = vertical_font(subset(serif, TEXT))
    assert advance(data, "か\u309a") in (1, 2)


@pytest.mark.parametrize("face", JAPANESE, ids=lambda face: face.path.stem)
def test_double_parentheses_close_up(face: Face) -> None:
    """In some faces they are half an em wide: in a column they have their blank, too."""
    cut = subset(face, "｟｠")
    font = opened(vertical_font(cut))
    if ord("｟") in font.getBestCmap():
        assert box(font, "｟")[0] > 500 > box(font, "｠")[2]
        for text, ems in (("一｟", 2), ("「｟", 1.5), ("｠。", 1.5), ("｠｟", 1.5)):
            shaped = advance(vertical_font(cut), text, {"chws": True})
            assert shaped == pytest.approx(ems, abs=0.002), text


@pytest.mark.parametrize("face", JAPANESE, ids=lambda face: face.path.stem)
def test_two_dashes_are_one_line(face: Face) -> None:
    """Their ink reaches beyond the cell at both ends; dots are a third or half an em apart."""
    font = opened(vertical_font(subset(face, "―—…‥")))
    for char in "―—":
        if ord(char) in font.getBestCmap():
            left, bottom, right, top, length = box(font, char)
            assert length == 1000
            assert (left, right - 1000) == pytest.approx((-15, 15), abs=10)
            assert 25 < top - bottom < 80 and (bottom + top) / 2 == pytest.approx(380, abs=5)
    for char, apart in (("…", 1000 / 3), ("‥", 500)):
        xs = sorted(x for x, _ in points(font, font.getBestCmap()[ord(char)]))
        em, dots = font["head"].unitsPerEm, [[xs[0]]]
        for x in xs[1:]:
            if x - dots[-1][-1] > 0.16 * em:
                dots.append([])
            dots[-1].append(x)
        middles = [(dot[0] + dot[-1]) / 2 * 1000 / em for dot in dots]
        assert len(dots) == round(1000 / apart)
        for one, other in pairwise([*middles, middles[0] + 1000]):
            assert other - one == pytest.approx(apart, abs=25), (char, middles)


@pytest.mark.parametrize("text", ["葛\U000e0100", "辻\U000e0100", "神\ufe00"])
def test_a_character_with_a_variation_selector_stands(text: str) -> None:
    """A font has its own glyph for such a sequence (OpenType, ``cmap`` format 14)."""
    (serif,) = (face for face in FACES if face.path.stem == "SasshiSerif-400")
    cut = subset(serif, text)
    before, after = opened(cut), opened(vertical_font(cut))
    (variants,) = (table for table in before["cmap"].tables if table.format == 14)
    name = dict(variants.uvsDict[ord(text[1])])[ord(text[0])]
    assert name is not None and name != before.getBestCmap()[ord(text[0])]
    em = before["head"].unitsPerEm
    old, new = points(before, name), points(after, name)
    (x, y), (new_x, new_y) = old[0], new[0]
    dx, dy = new_x + y, new_y - x
    assert all(there == (dx - b, dy + a) for (a, b), there in zip(old, new, strict=True))
    assert (dx, dy) == pytest.approx((0.88 * em, -0.12 * em), abs=1)
    assert after["hmtx"][name][0] == em


def test_quotation_marks_without_a_vertical_form_lie() -> None:
    for stem, stands in (("SasshiSerif-400", False), ("SasshiGothic-400", True)):
        (face,) = (face for face in FACES if face.path.stem == stem)
        cut = subset(face, TEXT)
        same = box(opened(cut), "“") == box(opened(vertical_font(cut)), "“")
        assert same is not stands


def test_the_same_bytes_twice() -> None:
    cut = subset(JAPANESE[0], TEXT)
    assert vertical_font(cut) == vertical_font(cut)
    assert upright_twin(cut) == upright_twin(cut)


def test_upright_is_the_font_under_another_name() -> None:
    cut = subset(FACES[0], TEXT)
    before, after = opened(cut), opened(upright_twin(cut))
    assert {tag for tag in before.reader.keys() if before.reader[tag] != after.reader[tag]} <= {  # noqa: SIM118
        "name",
        "head",
    }
    names = {number: after["name"].getDebugName(number) for number in (0, 1, 2, 4, 6, 13)}
    old = {number: before["name"].getDebugName(number) for number in names}
    changed = {1: "Sasshi Serif Upright", 4: "Sasshi Serif Upright Regular"}
    assert names == old | changed | {6: "SasshiSerifUpright-Regular"}


def small_font() -> bytes:
    """Make a font without vertical metrics in which 国 is put together: a square and its half."""
    builder = FontBuilder(1000)
    square, narrow = TTGlyphPen(None), TTGlyphPen(None)
    for pen, points in (
        (square, [(100, -20), (100, 780), (900, 780), (900, -20)]),
        (narrow, [(0, 0), (0, 700), (300, 700)]),
    ):
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    both = TTGlyphPen({"square": None, "A": None})
    both.addComponent("square", (1, 0, 0, 1, 0, 0))
    both.addComponent("A", (0.5, 0, 0, 0.5, 400, 300))
    builder.setupGlyphOrder([".notdef", "space", "square", "A", "kuni"])
    builder.setupCharacterMap({0x20: "space", ord("A"): "A", ord("国"): "kuni", ord("□"): "square"})
    empty = TTGlyphPen(None).glyph
    builder.setupGlyf(
        {
            ".notdef": empty(),
            "space": empty(),
            "square": square.glyph(),
            "A": narrow.glyph(),
            "kuni": both.glyph(),
        }
    )
    builder.setupHorizontalMetrics(
        {
            name: (400 if name == "A" else 1000, 100 if name in ("square", "kuni") else 0)
            for name in builder.font.getGlyphOrder()
        }
    )
    builder.setupHorizontalHeader(ascent=900, descent=-300)
    builder.setupNameTable(
        {"familyName": "Small", "styleName": "Regular", "psName": "Small-Regular"}
    )
    builder.setupOS2()
    builder.setupPost()
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def test_composite_glyphs_and_fonts_without_vertical_metrics() -> None:
    font = opened(vertical_font(small_font()))
    assert not font["glyf"]["kuni"].isComposite()
    square = {(880 - y, x - 500 + 380) for x in (100, 900) for y in (-20, 780)}
    half = {(880 - y, x - 120) for x, y in [(400, 300), (400, 650), (550, 650)]}
    assert set(points(font, "kuni")) == square | half
    assert set(points(font, "square")) == square
    assert set(points(font, "A")) == {(0, 0), (0, 700), (300, 700)}
    assert font["maxp"].maxPoints == 7
    assert font["maxp"].maxContours == 2


def test_a_font_without_wide_characters_lies_as_it_is() -> None:
    (latin,) = (face for face in FACES if face.path.stem == "SasshiLatin-400")
    cut = subset(latin, "Don’t—“x” ☑")
    before, after = opened(cut), opened(vertical_font(cut))
    for char in "Do’—“x½":
        if ord(char) in before.getBestCmap():
            assert box(before, char) == box(after, char)
    assert box(before, "☑") != box(after, "☑")


def test_a_turned_font_can_be_cut_down() -> None:
    data = vertical_font(subset(JAPANESE[0], TEXT))
    number = opened(data).getGlyphID(opened(data).getBestCmap()[ord("国")])
    kept = opened(keep_glyphs(data, [0, number]))
    name = kept.getGlyphOrder()[number]
    assert points(kept, name) == points(opened(data), opened(data).getBestCmap()[ord("国")])


# ---- installed, laid out, turned


@pytest.fixture(scope="module")
def vertical_conf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(FACES, PAGE, tmp_path_factory.mktemp("vertical"), vertical=True)


PAGE = """<html lang="ja"><title>縦</title><style>@page { size: 200px 300px; margin: 0 }
body { margin: 0; font: 50px/100px 'Sasshi Serif' } p { margin: 0 }
b { font: 400 50px 'Sasshi Serif Upright'; line-height: 0 }</style>
<p>国。「☑」<p>ーっ<b>。</b>A</html>"""


def printed(conf: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    monkeypatch.setenv("FONTCONFIG_FILE", str(conf))
    flat: Any = HTML(string=PAGE.replace("200px 300px", "300px 200px")).write_pdf()
    return flat, rotate_pages(flat)


def test_installed_families_and_their_twins(vertical_conf: Path) -> None:
    folder = vertical_conf.parent
    families = {TTFont(path)["name"].getDebugName(1) for path in folder.glob("*.ttf")}
    own = {face.family for face in FACES}
    assert families == own | {f"{family} Upright" for family in own}
    assert len(list(folder.glob("*.ttf"))) == 2 * len(FACES)
    first = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    install(FACES, PAGE, folder, vertical=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == first


def without_direction(data: bytes) -> bytes:
    """Take the direction away: PDFium has it for that of Hebrew, and moves punctuation about."""
    with pikepdf.open(BytesIO(data)) as pdf:
        del pdf.Root.ViewerPreferences.Direction
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def test_text_is_the_same_after_turning(
    vertical_conf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat, standing = printed(vertical_conf, monkeypatch)
    assert text_of(without_direction(standing)) == text_of(flat) == "国。「☑」ーっ。A"
    with pikepdf.open(BytesIO(standing)) as pdf:
        named = {str(o.FontName).partition("+")[2] for o in pdf.objects if is_descriptor(o)}
    assert named == {"Sasshi-Serif", "Sasshi-Serif-Upright", "Sasshi-Latin"}


def is_descriptor(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"


def test_columns_on_the_page(vertical_conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two columns 100 px apart, the first on the right; cells 50 px high, 50 px wide."""
    _, standing = printed(vertical_conf, monkeypatch)
    drawn = pypdfium2.PdfDocument(standing)[0].render(scale=96 / 72, grayscale=True).to_pil()
    assert drawn.size == (200, 300)

    def cell(column: int, row: int) -> tuple[int, int, int, int]:
        left = 125 - 100 * column
        place = drawn.crop((left, 50 * row, left + 50, 50 * row + 50))
        inked = place.point([255 if grey < 128 else 0 for grey in range(256)]).getbbox()
        assert inked is not None, (column, row)
        return inked  # type: ignore[no-any-return]

    left, top, right, bottom = cell(0, 0)
    assert (left + right) / 2 == pytest.approx(25, abs=2), "国 in the middle"
    assert (top + bottom) / 2 == pytest.approx(25, abs=2)
    left, top, right, bottom = cell(0, 1)
    assert left > 25 and bottom < 25, "。 in the upper right"
    left, top, right, bottom = cell(0, 2)
    assert top > 25 and right - left > bottom - top, "「 in the lower half, opening downwards"
    left, top, right, bottom = cell(1, 0)
    assert bottom - top > 3 * (right - left), "ー runs down"
    left, top, right, bottom = cell(1, 1)
    assert (left + right) / 2 > 27, "っ to the right"
    left, top, right, bottom = cell(1, 2)
    assert right < 25 and bottom < 25, "an upright 。, lower left of its cell, now upper left"


def test_glyphs_are_not_mirrored(vertical_conf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """国 on the turned page is 国 as the upright twin draws it."""
    monkeypatch.setenv("FONTCONFIG_FILE", str(vertical_conf))
    pictures = []
    for family, turn in (("Sasshi Serif", True), ("Sasshi Serif Upright", False)):
        style = f"@page {{ size: 100px; margin: 0 }} body {{ margin: 0; font: 100px/1 '{family}' }}"
        data: Any = HTML(string=f"<html lang=ja><style>{style}</style>国").write_pdf()
        data = rotate_pages(data) if turn else data
        pictures.append(
            pypdfium2.PdfDocument(data)[0].render(scale=96 / 72, grayscale=True).to_pil()
        )
    ours, plain = (Image.eval(each, lambda grey: 255 if grey < 128 else 0) for each in pictures)
    crops = [each.crop(each.getbbox()) for each in (ours, plain)]
    assert crops[0].size == pytest.approx(crops[1].size, abs=1)
    same = crops[1].resize(crops[0].size)

    def difference(other: Image.Image) -> int:
        return sum(a != b for a, b in zip(crops[0].tobytes(), other.tobytes(), strict=True))

    for flip in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM):
        assert difference(same) < difference(same.transpose(flip)) / 2
