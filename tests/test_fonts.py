"""The fonts in the repository, and what sasshi.fonts makes of them."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont

from sasshi.fonts.coverage import coverage, uncovered
from sasshi.fonts.faces import Face, load_faces
from sasshi.fonts.font_choice import has_style, nearest_face
from sasshi.fonts.install import install
from sasshi.fonts.subset import BASIC, DROPPED_FEATURES, needed_code_points, subset_face
from sasshi.problems import BuildError, MachineError

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "fonts"
ENTRIES: list[dict[str, Any]] = tomllib.loads((FOLDER / "fonts.toml").read_text("utf-8"))["font"]
FACES = load_faces(FOLDER)
TEXT = "冊子を、つくる。「漢字」とABC—あいう"
SIZE_LIMIT = 9_000_000
INTERPRETER = (sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning")

TYPESET = """
import sys, weasyprint
style = "p { font-family: 'Sasshi Serif' } h1 { font: 700 20pt 'Sasshi Gothic' }"
style += "i { font-family: 'Sasshi Latin' } s, em { font-family: 'Sasshi Latin Sans' }"
style += "s { font-weight: 700 } code { font-family: monospace }"
style += "u { font-family: 'No Such Font' }"
text = f"<h1>{sys.argv[1]}</h1><p>{sys.argv[1]}<b>漢字</b><i>Latin</i><s>Sans</s><em>don’t</em>"
text += "<code>x</code><u>あ</u>"
weasyprint.HTML(string=f"<html lang=ja><style>{style}</style>{text}").write_pdf(sys.argv[2])
"""


def face(family: str, weight: int = 400, italic: bool = False) -> Face:
    return next(f for f in FACES if (f.family, f.weight, f.italic) == (family, weight, italic))


def features(font: TTFont) -> set[str]:
    tables = [font[tag].table for tag in ("GSUB", "GPOS") if tag in font]
    return {record.FeatureTag for table in tables for record in table.FeatureList.FeatureRecord}


def subset(of: Face, text: str = TEXT) -> TTFont:
    return TTFont(BytesIO(cut(of, text)))


def cut(of: Face, text: Iterable[str]) -> bytes:
    return subset_face(of, needed_code_points(text))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_list_agrees_with_file(entry: dict[str, Any]) -> None:
    data = (FOLDER / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert len(data) == entry["size"] < SIZE_LIMIT
    font = TTFont(BytesIO(data))
    assert font["name"].getDebugName(1) == entry["family"]
    assert font["OS/2"].usWeightClass == entry["weight"]
    assert bool(font["OS/2"].fsSelection & 1) == entry["italic"]
    assert font["OS/2"].fsType == 0
    assert "glyf" in font and "fvar" not in font


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_names_are_ours_but_for_the_rights(entry: dict[str, Any]) -> None:
    names = TTFont(FOLDER / entry["file"])["name"].names
    numbers = {record.nameID for record in names}
    assert {0, 13, 14} <= numbers
    assert not numbers & {16, 17, 18, 20, 21, 22, 25}
    shown = [str(record) for record in names if record.nameID in {1, 3, 4, 6}]
    assert len(shown) == 4
    assert all("Sasshi" in name for name in shown)
    style = next(str(record) for record in names if record.nameID == 2)
    assert style in {"Regular", "Bold", "Italic", "Bold Italic"}


def test_no_file_is_unlisted() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.ttf")) == sorted(
        entry["file"] for entry in ENTRIES
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_licence_is_whole_and_bears_the_copyright(entry: dict[str, Any]) -> None:
    text = (FOLDER / entry["licence"]).read_text("utf-8")
    assert TTFont(FOLDER / entry["file"])["name"].getDebugName(0) in text
    assert "SIL OPEN FONT LICENSE Version 1.1 - 26 February 2007" in text
    for part in ("PREAMBLE", "DEFINITIONS", "PERMISSION & CONDITIONS", "TERMINATION", "DISCLAIMER"):
        assert f"\n{part}\n" in text
    assert text.endswith("OTHER DEALINGS IN THE FONT SOFTWARE.\n")


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("あ漢A—「", ""),
        ("吉野家と𠮷野家、髙﨑さん、か\u3099", ""),
        ("あ☒漢😀☒\u0378あ\U0001f9e6", "☒😀\u0378\U0001f9e6"),
        ("a\u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff\t\n\u3000\u2009葛\U000e0100!\ufe0f", ""),
        ("", ""),
    ],
)
def test_uncovered(text: str, lacking: str) -> None:
    assert uncovered(text, FACES) == tuple(lacking)


def test_coverage_is_of_all_faces_together() -> None:
    assert ord("☑") in coverage([face("Sasshi Latin")])
    assert ord("☑") not in coverage([face("Sasshi Serif"), face("Sasshi Gothic")])
    assert ord("☑") in coverage(FACES)
    assert coverage([]) == frozenset()


def test_every_basic_character_can_be_printed() -> None:
    assert uncovered("".join(sorted(BASIC)), FACES) == ()


def test_subset_has_the_characters_and_is_the_same_twice() -> None:
    once, again = (cut(face("Sasshi Serif"), TEXT) for _ in range(2))
    assert once == again
    assert cut(face("Sasshi Serif"), reversed(TEXT)) == once
    mapped = TTFont(BytesIO(once))["cmap"].getBestCmap()
    assert {ord(char) for char in TEXT} <= mapped.keys()
    assert {ord(char) for char in "AZaz09.,-'\u00a0•、。「」"} <= mapped.keys()
    assert ord("鬱") not in mapped


def test_subset_adds_other_case_and_composed_form() -> None:
    mapped = subset(face("Sasshi Serif"), "é漢は\u309a")["cmap"].getBestCmap()
    assert {ord("É"), ord("ぱ")} <= mapped.keys()


@pytest.mark.parametrize(
    ("family", "kept"),
    [
        ("Sasshi Serif", {"vert", "chws", "halt", "palt", "kern", "vhal", "vkrn", "dlig", "locl"}),
        ("Sasshi Gothic", {"vert", "vrt2", "dlig", "liga", "ruby", "fwid", "hwid"}),
        ("Sasshi Maru", {"vert", "kern", "sups", "frac"}),
        ("Sasshi Latin", {"kern", "smcp", "c2sc", "onum", "tnum", "pnum", "case", "sups"}),
        ("Sasshi Latin Sans", {"kern", "smcp", "onum", "pnum", "case", "sups", "zero"}),
    ],
)
def test_subset_keeps_features(family: str, kept: set[str]) -> None:
    tags = features(subset(face(family, 700 if family == "Sasshi Maru" else 400)))
    assert kept <= tags
    assert not tags & set(DROPPED_FEATURES)


@pytest.mark.parametrize("one", FACES, ids=lambda one: one.path.stem)
@pytest.mark.parametrize("direction", ["ltr", "ttb"])
def test_subset_shapes_like_the_whole_font(one: Face, direction: str) -> None:
    text = "".join(c for c in TEXT + "、」「！1/2 AV fi é e\u0301" if not uncovered(c, [one]))
    whole = hb.Face(one.path.read_bytes())
    part = hb.Face(cut(one, text))
    for tags in ({}, {"chws": True}, {"halt": True, "dlig": True}, {"smcp": True, "onum": True}):
        shaped = [shape(face, text, direction, tags) for face in (whole, part)]
        assert shaped[0] == shaped[1]


def shape(face: hb.Face, text: str, direction: str, tags: dict[str, bool]) -> list[object]:
    """Give each glyph's place and size, in font units."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = direction
    font = hb.Font(face)
    hb.shape(font, buffer, tags)
    assert 0 not in [info.codepoint for info in buffer.glyph_infos]
    return [
        (tuple(position.position), tuple(font.get_glyph_extents(info.codepoint) or ()))
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


@pytest.mark.parametrize("family", ["Sasshi Serif", "Sasshi Gothic"])
def test_subset_keeps_vertical_metrics_and_forms(family: str) -> None:
    font = subset(face(family))
    assert {"vhea", "vmtx"} <= set(font.keys())
    gsub = font["GSUB"].table
    lookups = [
        gsub.LookupList.Lookup[index]
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "vert"
        for index in record.Feature.LookupListIndex
    ]
    tables = [getattr(t, "ExtSubTable", t) for lookup in lookups for t in lookup.SubTable]
    assert any(font.getBestCmap()[ord("「")] in table.mapping for table in tables)


def test_install_writes_the_same_files_twice(tmp_path: Path) -> None:
    conf = install(FACES, TEXT, tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert conf == tmp_path / "fonts.conf"
    assert set(first) == {"fonts.conf", *(one.path.name for one in FACES)}
    install(FACES, TEXT, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert sum(map(len, first.values())) < 3_000_000


def test_configuration_knows_one_folder_and_makes_nothing_up(tmp_path: Path) -> None:
    folder = tmp_path / "a & b"
    conf = install(FACES[:1], TEXT, folder).read_text("utf-8")
    escaped = str(folder.resolve()).replace("&", "&amp;")
    assert re.findall("<dir.*?>(.*)</dir>", conf) == [escaped]
    assert re.findall("<cachedir>(.*)</cachedir>", conf) == [f"{escaped}/.cache"]
    for word in ("include", "embolden", "matrix"):
        assert word not in conf


def test_typeset_with_nothing_but_ours(tmp_path: Path) -> None:
    conf = install(FACES, TEXT, tmp_path / "fonts & more")
    out = tmp_path / "out.pdf"
    subprocess.run(
        [*INTERPRETER, "-c", TYPESET, TEXT, str(out)],
        env={**os.environ, "FONTCONFIG_FILE": str(conf), "PYTHONUTF8": "1"},
        check=True,
        timeout=60,
    )
    with pikepdf.open(out) as pdf:
        named = {str(o.FontName) for o in pdf.objects if _is_font_descriptor(o)}
    assert {name.partition("+")[2] for name in named} == {
        "Sasshi-Serif",
        "Sasshi-Serif-Bold",
        "Sasshi-Gothic",
        "Sasshi-Gothic-Bold",
        "Sasshi-Mono",
        "Sasshi-Latin-Italic",
        "Sasshi-Latin-Sans-Bold",
        "Sasshi-Latin-Sans-Italic",
    }


AGAIN = """
import sys, weasyprint, pathlib
from sasshi.fonts.faces import load_faces
from sasshi.fonts.install import install
faces = load_faces(pathlib.Path(sys.argv[1]))
for text in ("憂鬱", "憂鬱", "冊子"):
    install(faces, text, pathlib.Path(sys.argv[2]).parent)
    weasyprint.HTML(string=f"<p style='font-family: Sasshi Latin'>{text}").write_pdf(sys.argv[2])
"""


def test_fonts_installed_again_are_seen_by_a_running_engine(tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    env = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PYTHONUTF8": "1"}
    subprocess.run(
        [*INTERPRETER, "-c", AGAIN, str(FOLDER), str(out)], env=env, check=True, timeout=60
    )
    with pikepdf.open(out) as pdf:
        (descriptor,) = [o for o in pdf.objects if _is_font_descriptor(o)]
        font = TTFont(BytesIO(descriptor.FontFile2.read_bytes()))
    assert str(descriptor.FontName).endswith("+Sasshi-Serif")
    drawn = [name for name in font.getGlyphOrder()[1:] if font["glyf"][name].numberOfContours]
    assert len(drawn) == len("冊子")


def _is_font_descriptor(item: pikepdf.Object) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"


def test_has_and_nearest() -> None:
    assert has_style(FACES, "sasshi serif", 700)
    assert not has_style(FACES, "Sasshi Serif", 700, italic=True)
    assert not has_style(FACES, "Sasshi Maru", 500)
    assert nearest_face(FACES, "Helvetica", 400) is None
    nearest = nearest_face(FACES, "Sasshi Maru", 500)
    assert nearest == face("Sasshi Maru", 400)
    assert nearest_face(FACES, "Sasshi Latin", 300, True) == face("Sasshi Latin", 400, True)
    assert nearest_face(FACES, "Sasshi Serif", 400, True) == face("Sasshi Serif")


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        (400, [400, 450, 500, 300, 100, 600, 900]),
        (500, [500, 450, 400, 300, 100, 600, 900]),
        (350, [300, 100, 400, 450, 500, 600, 900]),
        (650, [900, 600, 500, 450, 400, 300, 100]),
    ],
)
def test_nearest_takes_weights_in_the_order_of_css(wanted: int, order: list[int]) -> None:
    left = [Face("F", weight, False, Path()) for weight in sorted(order)]
    taken = []
    while (one := nearest_face(left, "F", wanted)) is not None:
        taken.append(one.weight)
        left.remove(one)
    assert taken == order


def test_a_missing_list_is_the_machines_fault(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        load_faces(tmp_path)
    assert [problem.code for problem in raised.value.problems] == ["fonts-missing"]


@pytest.mark.parametrize(
    "text",
    [
        "font = [",
        "",
        "[[font]]\nfile = 'a.ttf'",
        "font = 3",
        "font = ['a']",
        "[[font]]\nfile = 'a.ttf'\nfamily = 'A'\nweight = 'bold'\nitalic = false\nsize = 1",
    ],
)
def test_a_list_that_is_not_understood(tmp_path: Path, text: str) -> None:
    (tmp_path / "fonts.toml").write_text(text)
    with pytest.raises(BuildError) as raised:
        load_faces(tmp_path)
    assert [problem.code for problem in raised.value.problems] == ["fonts-list-broken"]


def test_every_missing_or_damaged_file_is_named(tmp_path: Path) -> None:
    entry = "[[font]]\nfile = '{}'\nfamily = 'A'\nweight = 400\nitalic = false\nsize = 9\n"
    (tmp_path / "fonts.toml").write_text(entry.format("a.ttf") + entry.format("b.ttf"))
    (tmp_path / "b.ttf").write_text("short")
    with pytest.raises(MachineError) as raised:
        load_faces(tmp_path)
    codes = [problem.code for problem in raised.value.problems]
    assert codes == ["font-file-missing", "font-file-damaged"]


def test_a_file_that_is_no_font(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_text("this is not a font at all")
    broken = Face("A", 400, False, tmp_path / "a.ttf")
    with pytest.raises(MachineError):
        uncovered("あ", [broken])
    with pytest.raises(MachineError):
        cut(Face("A", 400, False, tmp_path / "none.ttf"), "あ")


def test_no_faces_at_all_is_an_error_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(MachineError) as raised:
        install([], TEXT, tmp_path)
    assert [problem.code for problem in raised.value.problems] == ["no-fonts"]
