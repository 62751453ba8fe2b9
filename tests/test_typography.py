"""The engine's lines as they are printed: pages set with our fonts, and opened again."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import uharfbuzz as hb
from PIL import Image

from sasshi import cli
from sasshi.fonts.faces import load_faces
from sasshi.fonts.install import install
from sasshi.fonts.subset import keep_glyphs, space_of
from sasshi.japanese import JapaneseLineBreaker
from sasshi.japanese.ruby import places
from sasshi.problems import Severity
from sasshi.typeset.typesetter import Page, Passes, Typesetter
from tests.conftest import ROOT, Shipped
from tests.reopen import open_pdf, spaced_text
from tests.typesetting.faults import Kind
from tests.typesetting.measure import measure
from tests.typesetting.pages import MM_PER_PT, Char, read
from tests.typesetting.unmarked import unmarked
from tests.typesetting.works import set_guides

SIZE = 10.0
EM_MM = SIZE * MM_PER_PT
#: The page's margins, in em: lines of 20 characters begin here.
LEFT = 2
MEASURE = 20
NEAR = pytest.approx
TEXT = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0x3041, 0x30FF)]))
    + "、。「」（）一二三四五六七八九十百第項日本漢字見出新聞木書薔薇檸檬行頭末"
    "長読強調図形注釈文本語横承冊太章の"
)
CSS = f"""
@page {{ size: {MEASURE + 2 * LEFT}em 40em; margin: {LEFT}em; font-size: {SIZE}pt }}
html {{ font: {SIZE}pt/2 "Sasshi Serif"; text-align: justify; font-kerning: none }}
body, p, h1 {{ margin: 0; font-size: inherit; font-weight: inherit }}
.g {{ font-family: "Sasshi Gothic" }}
.l {{ font-family: "Sasshi Latin" }}
code {{ font-family: "Sasshi Gothic"; font-size: .9em; line-height: 0 }}
a {{ color: inherit; text-decoration: none }}
em {{ font-style: normal; --mark: emphasis }}
ruby {{ text-indent: 0 }}
rt {{ vertical-align: 1.9em; line-height: 0; font-size: .5em }}
"""
HIRAGANA = "あいうえおかきくけこさしすせそたちつてと"

Set = Callable[..., bytes]


@pytest.fixture(scope="module")
def setter(tmp_path_factory: pytest.TempPathFactory) -> Typesetter:
    faces = load_faces(ROOT / "templates" / "fonts")
    passes = Passes(JapaneseLineBreaker(), keep_glyphs, space_of)
    roots = [tmp_path_factory.mktemp("page")]
    fonts = install(faces, TEXT, tmp_path_factory.mktemp("fonts"))
    return Typesetter(roots, passes, fonts, str)


@pytest.fixture
def page(setter: Typesetter) -> Set:
    """Give what sets the inside of a page's body, with some more CSS, as a PDF."""

    def make(body: str, css: str = "", lang: str = "ja") -> bytes:
        title = "<head><title>t</title></head>"
        html = f'<html lang="{lang}">{title}<body>{body}</body></html>'
        result = setter.typeset(Page(html, (), CSS + css))
        assert [p for p in result.problems if p.severity is not Severity.NOTE] == []
        return result.to_pdf("pdf/ua-1")[0]

    return make


def characters(data: bytes) -> list[Char]:
    """Give the characters in the order of the file, without what a reader guesses."""
    pages = read(unmarked(data))
    return [char for page in pages for char in page if not char.made and char.text.strip()]


def rows(found: Sequence[Char], size: float = SIZE) -> list[list[Char]]:
    """Give the characters of one size, line by line."""
    own = [char for char in found if abs(char.size - size) < 0.01]
    return [list(row) for _, row in groupby(own, key=lambda c: (c.page, round(c.baseline, 1)))]


def texts(data: bytes) -> list[str]:
    return ["".join(char.text for char in row) for row in rows(characters(data))]


def starts(row: Sequence[Char]) -> float:
    """Give where a line begins, in em from the left edge."""
    return row[0].x / EM_MM - LEFT


def ends(row: Sequence[Char]) -> float:
    """Give where a line ends, in em from the left edge."""
    return max(char.right for char in row) / EM_MM - LEFT


def instructions(data: bytes) -> Iterator[tuple[list[Any], str]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.pages:
            found: Any = pikepdf.parse_content_stream(each)
            for operands, operator in found:
                yield list(operands), str(operator)


# ---- emphasis dots (JLREQ 3.3.9)


def dots(data: bytes) -> tuple[int, int]:
    """Count the shapes that are drawn, and the curves of one: in artifacts, and nowhere else."""
    shapes = curves = 0
    artifact = False
    for operands, operator in instructions(data):
        if operator in ("BMC", "BDC"):
            artifact = str(operands[0]) == "/Artifact"
        if operator in ("m", "c"):
            assert artifact
            shapes += operator == "m"
            curves += operator == "c"
        artifact = artifact and operator != "EMC"
    return shapes, curves // shapes if shapes else 0


@pytest.mark.parametrize(("shape", "curves"), [("dot", 4), ("sesame", 2)])
def test_emphasis_dots_are_drawn_and_not_written(page: Set, shape: str, curves: int) -> None:
    data = page("<p>これは<em>強調、「です」</em>。</p>", f"html{{--emphasis:{shape}}}")
    assert dots(data) == (4, curves)  # two kanji, two kana: none over 、「」
    assert texts(data) == ["これは強調、「です」。"]


def test_bold_emphasis_draws_nothing(page: Set) -> None:
    data = page("<p>これは<em>強調</em>です</p>", "html{--emphasis:bold}")
    assert dots(data) == (0, 0)


def test_characters_with_readings_have_no_dots(page: Set) -> None:
    ruby = "<ruby>薔薇<rt>ばら</rt></ruby>"
    data = page(f"<p>ここで<em>この{ruby}を</em></p>", "html{--emphasis:dot}")
    assert dots(data)[0] == 3


def test_dots_stand_over_the_middle_of_their_characters(page: Set) -> None:
    data = page("<p>これは<em>強調</em>です</p>", "html{--emphasis:sesame}")
    places = {c.text: (c.x + c.right) / 2 for c in characters(data)}
    matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    found = []
    for operands, operator in instructions(data):
        if operator == "cm":
            a = [float(each) for each in operands]
            matrix = [matrix[0] * a[0], 0, 0, matrix[3] * a[3], *matrix[4:]]
            matrix[4] += a[4]
        if operator == "m":
            found.append(float(operands[0]) * 0.75 * MM_PER_PT)
    wanted = [places["強"], places["調"]]
    assert found == NEAR([each - 0.084 * EM_MM for each in wanted], abs=0.05 * EM_MM)


# ---- what is copied


GAPS = {
    "in one text": "日本のSNSで見たWebの新聞を、2冊まで",
    "at a strong part": "日本の<strong>SNS</strong>で見た<strong>Web</strong>の",
    "at links": "日本の<a href='https://example.org/'>SNS</a>で見た<a href='#a' id='a'>Web</a>の",
    "at code": "日本の<code>ls</code>で見た",
    "beside brackets": "日本（SNS）と「Web」の、PDF。",
}


def plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("name", GAPS)
@pytest.mark.parametrize("width", [20, 7])
def test_no_space_is_copied_at_a_gap(page: Set, name: str, width: int) -> None:
    data = page(f"<p style='width:{width}em'>{GAPS[name]}</p>")
    assert " " not in spaced_text(data)
    assert "".join(spaced_text(data).split()) == plain(GAPS[name])


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not here")
@pytest.mark.parametrize("name", GAPS)
def test_no_space_is_copied_at_a_gap_with_poppler(page: Set, name: str, tmp_path: Path) -> None:
    assert poppler(page(f"<p>{GAPS[name]}</p>"), tmp_path) == plain(GAPS[name])


def poppler(data: bytes, folder: Path) -> str:
    path = folder / "page.pdf"
    path.write_bytes(data)
    command = ["pdftotext", str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    return done.stdout.decode().strip()


RUBY = "<ruby>新聞<rt>しんぶん</rt></ruby>"


BESIDE_RUBY = f"<p>SNSと{RUBY}Webと{RUBY}を読む</p>"


@pytest.mark.xfail(reason="PDFium takes the gap for one of the smaller reading drawn before it")
def test_no_space_is_copied_beside_ruby(page: Set) -> None:
    assert re.findall(r"\S +\S", spaced_text(page(BESIDE_RUBY))) == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not here")
def test_no_space_is_copied_beside_ruby_with_poppler(page: Set, tmp_path: Path) -> None:
    assert re.findall(r"\S +\S", poppler(page(BESIDE_RUBY), tmp_path)) == []


def test_words_of_latin_keep_their_spaces(page: Set) -> None:
    data = page("<p class='l'>Two words, and <b>three</b> more of them on a line</p>", lang="en")
    assert " ".join(spaced_text(data).split()) == "Two words, and three more of them on a line"


def test_no_operand_of_shown_text_ends_with_a_distance(shipped: Shipped, page: Set) -> None:
    own = page(f"<p>日本のSNSで{RUBY}（Web）、<b>「2」</b>。{HIRAGANA * 3}</p>")
    shown = 0
    for data in (own, *(shipped.files[n] for n in shipped.files if n.endswith("-booklet.pdf"))):
        for operands, operator in instructions(data):
            if operator == "TJ":
                shown += 1
                assert isinstance(operands[0][-1], pikepdf.String)
    assert shown > 1000


# ---- fonts


def test_faces_share_one_baseline(page: Set) -> None:
    data = page("<p>漢字<span class='g'>ゴシック</span><span class='l'>Latin</span><b>太</b></p>")
    found = characters(data)
    assert len({char.font for char in found}) >= 3
    assert [char.baseline for char in found] == NEAR([found[0].baseline] * len(found), abs=1e-3)


def test_faces_have_one_ascent_and_descent(tmp_path: Path) -> None:
    faces = load_faces(ROOT / "templates" / "fonts")
    install(faces, "漢a", tmp_path)
    for face in faces:
        opened = hb.Face(hb.Blob.from_file_path(str(tmp_path / face.path.name)))
        found = hb.Font(opened).get_font_extents("ltr")
        em = opened.upem
        wanted = (round(0.88 * em), round(0.88 * em) - em, 0)
        assert (found.ascender, found.descender, found.line_gap) == wanted, face


# ---- ruby (JLREQ 3.3)


def readings(data: bytes) -> list[Char]:
    return [char for char in characters(data) if char.size < 0.6 * SIZE]


def test_readings_stand_in_headings_and_over_their_bases(page: Set) -> None:
    data = page(f"<h1 style='--wrap:phrases'>{RUBY}の見出し</h1><p>{RUBY}</p>")
    over = readings(data)
    assert "".join(char.text for char in over) == "しんぶん" * 2
    base = [char for char in characters(data) if char.text in "新聞"]
    for bases, own in ((base[:2], over[:4]), (base[2:], over[4:])):
        middle = (bases[0].x + bases[-1].right) / 2
        assert (own[0].x + own[-1].right) / 2 == NEAR(middle, abs=0.02)
        assert all(char.baseline < bases[0].baseline - 0.8 * EM_MM for char in own)


RUBIES = {
    "jukugo": "<ruby><rb>新</rb><rt>しん</rt></ruby><ruby><rb>聞</rb><rt>ぶん</rt></ruby>",
    "long": "<ruby>薔<rt>しょうび</rt></ruby><ruby>薇<rt>しょうび</rt></ruby>",
    "group": "<ruby>檸檬<rt>れもんれもん</rt></ruby>",
    "katakana": "<ruby>本<rt>ブックレット</rt></ruby>",
}


@pytest.mark.parametrize("name", RUBIES)
def test_readings_never_overlap_wherever_the_line_breaks(page: Set, name: str) -> None:
    parts = "".join(f"<p>{HIRAGANA[:n]}{RUBIES[name]}{RUBIES['long']}{HIRAGANA}</p>"
                    for n in range(20))  # fmt: skip
    data = page(parts)
    lines = rows(readings(data), SIZE / 2)
    assert len(lines) >= 20
    for line in lines:
        assert all(a.right <= b.x + 0.01 for a, b in pairwise(line))
        assert starts(line) >= -0.01
        assert ends(line) <= MEASURE + 0.01
    counts = measure(data).counts
    kinds = (Kind.RUBY_TOUCHES, Kind.RUBY_OVERHANGS, Kind.RUBY_OUT, Kind.RIGHT, Kind.LEFT)
    assert {kind: counts[kind] for kind in kinds} == dict.fromkeys(kinds, 0)


def test_readings_at_the_edges_end_with_their_bases(page: Set) -> None:
    long = "<ruby>薔<rt>しょうび</rt></ruby>"
    parts = "".join(f"<p>{long}{HIRAGANA[:n]}{long}{HIRAGANA}</p>" for n in range(14, 19))
    data = page(parts)
    found, over = rows(characters(data)), readings(data)
    first = [row[0] for row in found if row[0].text == "薔"]
    last = [row[-1] for row in found if row[-1].text == "薔"]
    assert len(first) >= 5
    assert last
    assert [char.x / EM_MM for char in first] == NEAR([LEFT] * len(first), abs=0.01)
    for base in first:
        assert min(abs(char.x - base.x) for char in over if _is_over(char, base)) < 0.02
    for base in last:
        assert min(abs(char.right - base.right) for char in over if _is_over(char, base)) < 0.02


def _is_over(reading: Char, base: Char) -> bool:
    return reading.page == base.page and 0.8 < (base.baseline - reading.baseline) / EM_MM < 1.5


def compound(base: str, *readings: str) -> str:
    """Mark a word up as the dialect does that is read character by character."""
    pairs = zip(base, readings, strict=True)
    rubies = (f"<ruby><rb>{char}</rb><rt>{reading}</rt></ruby>" for char, reading in pairs)
    return f"<span class='jukugo'>{''.join(rubies)}</span>"


def over(found: Sequence[Char], base: str, *sizes: int) -> tuple[list[float], list[float]]:
    """Give where a word's characters and its readings begin, in em from what is before it."""
    bases = [char for char in found if char.text in base]
    before = found[found.index(bases[0]) - 1].right if found.index(bases[0]) else bases[0].x
    small = [char for char in found if char.size < 0.6 * SIZE]
    firsts = [small[sum(sizes[:n])] for n in range(len(sizes))]
    begins = [[(char.x - before) / EM_MM for char in each] for each in (bases, firsts)]
    return begins[0], begins[1]


@pytest.mark.parametrize(
    ("widths", "left", "right", "wanted"),
    [
        ((1.0, 1.0), 0.0, 2.0, [0.0, 1.0]),
        ((1.5, 1.0), -1.0, 3.0, [-0.375, 1.125]),  # both are off by the same
        ((1.5, 1.0), 0.0, 3.0, [0.0, 1.5]),
        ((1.5, 1.0), -1.0, 2.0, [-0.5, 1.0]),
        ((1.5, 1.0), 0.0, 2.4, [-0.05, 1.45]),  # too long: by as much on either side
        ((0.5, 0.5), 0.0, 2.0, [0.25, 1.25]),
    ],
)
def test_readings_stand_as_near_their_bases_as_they_can(
    widths: Sequence[float], left: float, right: float, wanted: Sequence[float]
) -> None:
    assert places([(0.0, 1.0), (1.0, 2.0)], widths, left, right) == NEAR(wanted)


#: Lengths of readings, where the characters stand and where the readings begin: a half em each.
SHORT_ENOUGH = {
    (2, 2): [0, 1],
    (1, 2): [0.25, 1],
    (3, 1): [0, 1.5],
    (1, 3): [0, 0.5],
    (3, 1, 2): [0, 1.5, 2],
    (1, 3, 1): [0.25, 0.75, 2.25],
    (1, 2, 3): [0, 0.5, 1.5],
    (1, 2, 1, 3): [0.25, 1, 2, 2.5],
}


@pytest.mark.parametrize("around", ["横", "か"])
@pytest.mark.parametrize("sizes", SHORT_ENOUGH)
def test_readings_share_the_room_over_a_compound(
    page: Set, sizes: tuple[int, ...], around: str
) -> None:
    base = "薔薇檸檬"[: len(sizes)]
    data = page(f"<p>{around}{compound(base, *('あ' * size for size in sizes))}{around}</p>")
    bases, firsts = over(characters(data), base, *sizes)
    assert bases == NEAR(range(len(sizes)), abs=0.01)
    assert firsts == NEAR(SHORT_ENOUGH[sizes], abs=0.01)


TOO_LONG = {
    ("横", "横", 3, 2): ([0.125, 1.375], [0, 1.5], 2.5),
    ("横", "横", 4, 3): ([0.375, 2.125], [0, 2], 3.5),
    ("か", "か", 3, 2): ([0, 1], [-0.375, 1.125], 2),
    ("か", "か", 2, 3): ([0, 1], [-0.125, 0.875], 2),
    ("か", "か", 3, 2, 2): ([0, 1, 2], [-5 / 12, 13 / 12, 25 / 12], 3),
    ("か", "か", 4, 3): ([0.125, 1.375], [-0.5, 1.5], 2.5),
    ("横", "か", 3, 2): ([0, 1], [0, 1.5], 2),
    ("か", "横", 3, 2): ([0, 1], [-0.5, 1], 2),
    ("、", "、", 3, 2): ([0.125, 1.375], [0, 1.5], 2.5),
}


@pytest.mark.parametrize("case", TOO_LONG)
def test_readings_longer_than_a_compound_make_room_around_and_in_it(
    page: Set, case: tuple[Any, ...]
) -> None:
    before, after, *sizes = case
    base = "薔薇檸檬"[: len(sizes)]
    data = page(f"<p>{before}{compound(base, *('あ' * size for size in sizes))}{after}横</p>")
    found = characters(data)
    bases, firsts = over(found, base, *sizes)
    wanted_bases, wanted_firsts, end = TOO_LONG[case]
    assert bases == NEAR(wanted_bases, abs=0.01)
    assert firsts == NEAR(wanted_firsts, abs=0.01)
    beyond = rows(found)[0][len(sizes) + 1]
    assert beyond.text == after
    assert (beyond.x - found[0].right) / EM_MM == NEAR(end, abs=0.01)


def test_a_compound_may_hold_kana_without_readings(page: Set) -> None:
    first, last = compound("薔", "し"), compound("薇", "しょう")
    word = f"<span class='jukugo'>{first[21:-7]}<span class='bare'>い</span>{last[21:-7]}</span>"
    bases, firsts = over(characters(page(f"<p>横{word}横</p>")), "薔薇", 1, 3)
    assert bases == NEAR([0, 2], abs=0.01)
    assert firsts == NEAR([0.25, 1.5], abs=0.01)


@pytest.mark.parametrize(("kana", "apart"), [("か", 0.5), ("かき", 1)])
def test_readings_do_not_meet_over_a_kana(page: Set, kana: str, apart: float) -> None:
    data = page(f"<p>横{RUBIES['group']}{kana}{compound('薔薇', 'しょう', 'びん')}横</p>")
    small = readings(data)
    assert (small[6].x - small[5].right) / EM_MM >= apart - 0.01


COMPOUNDS = [(3, 1), (1, 3), (3, 2), (3, 3), (1, 3, 1), (1, 1, 4), (3, 2, 2), (3, 2, 1, 3)]


@pytest.mark.parametrize("sizes", COMPOUNDS)
@pytest.mark.parametrize("around", ["", "横"])
def test_a_line_may_end_within_a_compound(page: Set, sizes: tuple[int, ...], around: str) -> None:
    word = compound("薔薇檸檬"[: len(sizes)], *("あいう新"[:size] for size in sizes))
    parts = [f"<p>{HIRAGANA[:n]}{around}{word}{around}{HIRAGANA}</p>" for n in range(14, 21)]
    data = page("".join(parts))
    found = rows(characters(data))
    assert len([row for row in found[:-1] if row[-1].text in "薔薇檸"]) >= 1
    for line in rows(readings(data), SIZE / 2):
        assert all(a.right <= b.x + 0.01 for a, b in pairwise(line))
        assert starts(line) >= -0.01
        assert ends(line) <= MEASURE + 0.01
    counts = measure(data).counts
    kinds = (Kind.RUBY_TOUCHES, Kind.RUBY_OVERHANGS, Kind.RUBY_OUT, Kind.RIGHT, Kind.LEFT)
    assert {kind: counts[kind] for kind in kinds} == dict.fromkeys(kinds, 0)


def test_what_stays_on_a_line_is_set_by_itself(page: Set) -> None:
    word = compound("薔薇檸", "ばら", "あ", "あいう")
    data = page(f"<p>{HIRAGANA[:19]}{word}か{HIRAGANA}</p>")
    found, small = rows(characters(data)), readings(data)
    assert [row[0].text for row in found][:2] == ["あ", "薇"]
    second = found[1]
    assert starts(second) == NEAR(0, abs=0.01)
    assert [(char.x - second[0].x) / EM_MM for char in second[:3]] == NEAR([0, 1, 2], abs=0.06)
    assert (small[2].x - second[0].x) / EM_MM == NEAR(0, abs=0.01)
    assert (small[3].x - second[0].x) / EM_MM == NEAR(0.5, abs=0.06)


@pytest.mark.parametrize("width", [2, 3])
def test_the_middle_of_a_compound_fits_a_narrow_line(page: Set, width: int) -> None:
    word = compound("薔薇檸檬" * 2, *("あ", "あいう", "あいう", "あ") * 2)
    data = page(f"<p style='width:{width}em;text-align:start'>{word}</p>")
    for line in rows(readings(data), SIZE / 2):
        assert all(a.right <= b.x + 0.01 for a, b in pairwise(line))
        assert starts(line) >= -0.01
        assert ends(line) <= width + 0.01


def test_nothing_is_added_within_a_compound(page: Set) -> None:
    word = compound("薔薇", "しょう", "び")
    data = page(f"<p>ここに{word}の木がある、と書く。{HIRAGANA[:9]}本</p>", "p{width:19.5em}")
    first = rows(characters(data))[0]
    at = [char.text for char in first].index("薔")
    assert first[at - 1].x - first[at - 2].right > 0.01
    assert first[at + 1].x - first[at].right == NEAR(0, abs=0.01)


def test_a_compound_is_copied_in_the_order_of_its_characters(page: Set) -> None:
    data = page(f"<p>か{compound('薔薇檸', 'しょう', 'び', 'れい')}か</p>")
    assert "".join(spaced_text(data).split()) == "か薔しょう薇び檸れいか"


# ---- what is not spread


@pytest.mark.parametrize(
    "inside", ["<code>ls abc</code>", "https://example.org/a", "a@example.org"]
)
def test_code_and_addresses_are_neither_spread_nor_gapped(page: Set, inside: str) -> None:
    data = page(f"<p>あいうえ{inside}に、あいうえおとかきくけこさしすせそたちつ</p>")
    found = characters(data)
    line = [char for char in found if abs(char.baseline - found[0].baseline) < 0.01]
    assert len(line) < len(found)
    added = [b.x - a.right for a, b in pairwise(line)]
    latin = [i for i, char in enumerate(line) if char.text.isascii()]
    words = {i for i in latin[:-1] if f"{line[i].text} {line[i + 1].text}" in inside}
    assert [added[i] for i in latin[:-1] if i not in words] == NEAR(
        [0.0] * (len(latin) - 1 - len(words)), abs=0.005
    )
    assert added[0] > 0.01  # it is spread elsewhere
    assert [added[latin[0] - 1], added[latin[-1]]] == NEAR([added[0]] * 2, abs=0.02)


def test_pictures_and_inline_blocks_stand_in_the_line(page: Set) -> None:
    file = io.BytesIO()
    Image.new("RGB", (30, 20)).save(file, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    picture = f"<img src='{url}' alt='図' style='width:3em;height:1em'/>"
    block = "<span style='display:inline-block;width:4em;text-indent:0;line-height:1'>四</span>"
    data = page(f"<p>アイウ{picture}エオ{block}カキク{HIRAGANA}</p>")
    first = rows(characters(data))[0]
    by = {char.text: char for char in first}
    assert by["エ"].x - by["ウ"].right == NEAR(3 * EM_MM, abs=0.2 * EM_MM)
    assert by["カ"].x - by["オ"].right == NEAR(4 * EM_MM, abs=0.2 * EM_MM)
    assert ends(first) == NEAR(MEASURE, abs=0.01)
    assert "".join(texts(data)) == f"アイウエオ四カキク{HIRAGANA}"


def test_boxes_with_sides_are_broken_over_lines(page: Set) -> None:
    inside = f"<span class='box'>かな<b>{HIRAGANA}{HIRAGANA}</b></span>"
    data = page(f"<p>あいうえお{inside}おわり</p>", ".box{padding:0 1em;border:0 solid}")
    found = rows(characters(data))
    assert "".join(texts(data)) == f"あいうえおかな{HIRAGANA * 2}おわり"
    assert [round(starts(row), 2) for row in found] == [0.0] * len(found)
    assert [ends(row) for row in found[:-1]] == NEAR([MEASURE] * (len(found) - 1), abs=0.01)
    assert found[0][5].x - found[0][4].right >= 0.99 * EM_MM  # the box's left side
    last = found[-1]
    place = "".join(char.text for char in last).index("おわり")
    assert last[place].x - last[place - 1].right == NEAR(EM_MM, abs=0.02)


# ---- ends of lines


def test_soft_hyphens_show_where_they_break_a_word(page: Set) -> None:
    word = "type\u00adsetting"
    css = "p{width:5em;text-align:start;hyphenate-character:'-'}"
    data = page(f"<p class='l'>{word} {word} a</p>", css, lang="en")
    found = texts(data)
    assert found[0].startswith("type")
    assert "".join(found).replace("-", "").replace("\u00ad", "") == "typesettingtypesettinga"
    assert [line for line in found[:-1] if line.endswith(("-", "\x02", "\u00ad"))]
    whole = texts(page(f"<p class='l'>{word}</p>", lang="en"))
    assert [text.replace("\u00ad", "") for text in whole] == ["typesetting"]


def test_a_line_ends_where_that_is_asked_for(page: Set) -> None:
    data = page(f"<p style='text-indent:1em'>あいう<br/>えお<br/><br/>{HIRAGANA}</p>")
    found = rows(characters(data))
    assert texts(data) == ["あいう", "えお", HIRAGANA]
    assert [round(starts(row), 2) for row in found] == [1.0, 0.0, 0.0]
    assert ends(found[0]) == NEAR(4, abs=0.01)
    steps = [b[0].baseline - a[0].baseline for a, b in pairwise(found)]
    assert steps == NEAR([2 * EM_MM, 4 * EM_MM], abs=0.01)


def test_calls_of_notes_never_begin_a_line(page: Set) -> None:
    note = "<span class='note'>注釈</span>"
    css = """.note{float:footnote} ::footnote-call{font-size:.6em;vertical-align:super;
        line-height:0} ::footnote-marker{content:''}"""
    for count in range(17, 22):
        text = (HIRAGANA * 2)[:count]
        data = page(f"<p>{text}{note}{HIRAGANA}</p>", css)
        found = characters(data)
        (call,) = [i for i, char in enumerate(found) if char.text == "1"]
        before = found[call - 1]
        assert before.text == text[-1]
        assert 0 < before.baseline - found[call].baseline < EM_MM  # raised, on the same line
        assert found[call].x == NEAR(before.right, abs=0.2 * EM_MM)


NUMERALS = "一二三四五六七八九"


def counted(most: int) -> list[str]:
    """Count in words, so that every place of a text is told from all others."""
    tens = ["", "十", *(f"{n}十" for n in NUMERALS[1:])]
    words = [f"{ten}{one}" for ten in tens for one in ["", *NUMERALS]][1:]
    return [f"第{word}項、" for word in words[:most]]


@pytest.mark.parametrize("nested", [False, True])
def test_paragraphs_go_on_where_they_stopped(page: Set, nested: bool) -> None:
    parts = counted(99)
    marked = [f"<b>日本<i>{part}</i></b>" if nested and n % 3 == 0 else part
              for n, part in enumerate(parts)]  # fmt: skip
    data = page(f"<p>{''.join(marked)}</p>", "@page{size:24em 12em} p{orphans:1;widows:1}")
    assert len(open_pdf(data)) > 3
    assert "".join(texts(data)) == plain("".join(marked))
    found = rows(characters(data))
    assert {round(starts(row), 2) for row in found} == {0.0}
    blanks = [ends(row) - MEASURE for row in found[:-1]]
    assert all(abs(blank) < 0.01 or abs(blank - 0.5) < 0.01 for blank in blanks)


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<p>{}</p>", "p::first-letter{float:left;font-size:2em;line-height:1}"),
        ("<p><span style='float:left;font-size:2em;line-height:1'>第</span>{}</p>", ""),
        ("<p><span style='float:right;width:4em'>横</span>{}</p>", ""),
        ("<p>{}</p>", "p::first-line{letter-spacing:.1em}"),
    ],
)
def test_floats_and_first_letters_lose_no_text(page: Set, html: str, css: str) -> None:
    text = "".join(counted(30))
    body = html.format(text)
    data = page(body, css)
    found = sorted(characters(data), key=lambda c: c.text)
    assert [char.text for char in found] == sorted(plain(body))
    assert len(rows(characters(data))) > 5


# ---- the theme's settings, on pages that people build


FRONT = "---\ntitle: 見本\nlang: {lang}\n---\n\n## 見出し\n\n"


def booklet(folder: Path, body: str, lang: str = "ja", **tokens: str) -> list[list[Char]]:
    """Build a booklet of one chapter; give the lines of its text, in 9.5 pt."""
    path = folder / "piece.md"
    path.write_text(FRONT.format(lang=lang) + body + "\n", encoding="utf-8")
    (work,) = set_guides([path], folder, **tokens)
    found = characters(work.pdf)
    return rows([c for c in found if c.block and c.block.path.endswith("/Part/Sect/P")], 9.5)


def beginnings(found: Sequence[Sequence[Char]]) -> list[float]:
    """Give where the lines begin, in em from the outermost of them."""
    least = min(row[0].x for row in found)
    return [round((row[0].x - least) / (9.5 * MM_PER_PT), 2) for row in found]


LONG = "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめも。"


@pytest.mark.parametrize(
    ("tokens", "begin"),
    [
        ({}, [1, 0, 1, 0]),
        ({"indent": "2em"}, [1, 0, 2, 0]),
        ({"indent_first": "0em"}, [0, 0, 1, 0]),
        ({"indent_first": "2em", "indent": "0em"}, [2, 0, 0, 0]),
    ],
)
def test_indent_tokens(tmp_path: Path, tokens: dict[str, str], begin: list[float]) -> None:
    assert beginnings(booklet(tmp_path, f"{LONG}\n\n{LONG}", **tokens)) == begin


@pytest.mark.parametrize("run", ["◆◇", "★", "→○●"])
def test_runs_of_symbols_fill_their_lines(tmp_path: Path, run: str) -> None:
    lines = booklet(tmp_path, "記号" + run * (90 // len(run)) + "。")
    assert len(lines) >= 3
    assert len({len(line) for line in lines[1:-1]} | {len(lines[0]) + 1}) == 1


@pytest.mark.parametrize(("kinsoku", "first"), [("strict", "まっ"), ("loose", "っ")])
def test_kinsoku_token(tmp_path: Path, kinsoku: str, first: str) -> None:
    text = HIRAGANA + "なにぬねのはひふへほ" + "むま" + "って" + HIRAGANA
    found = booklet(tmp_path, text, kinsoku=kinsoku)
    assert "".join(char.text for char in found[1]).startswith(first)


@pytest.mark.parametrize(
    ("line_start", "begin"),
    # Where the bracket's em begins: its ink is half an em further.
    [("flush", [1.0, 0.0]), ("full", [1.0, 0.0]), ("half", [0.5, 0.0])],
)
def test_line_start_token(tmp_path: Path, line_start: str, begin: list[float]) -> None:
    text = "「" + HIRAGANA[:18] + "」と" + HIRAGANA[:11] + "「" + HIRAGANA + "」"
    found = booklet(tmp_path, text, line_start=line_start)
    assert found[1][0].text == "「"
    assert beginnings(found) == begin
    other = booklet(tmp_path, LONG)
    hung = (found[1][0].x - other[1][0].x) / (9.5 * MM_PER_PT)
    assert hung == NEAR(0.0 if line_start == "full" else -0.5, abs=0.02)


@pytest.mark.parametrize(("line_end", "beyond"), [("half", 0.5), ("full", 0.0), ("hang", 1.0)])
def test_line_end_token(tmp_path: Path, line_end: str, beyond: float) -> None:
    """The mark's em stands beyond the edge by half its width, not at all, or as a whole."""
    full = HIRAGANA + "なにぬねのはひふへほまみむ"
    text = full[: 33 if line_end == "hang" else 32] + "、" + HIRAGANA
    found = booklet(tmp_path, text, line_end=line_end, indent_first="0em")
    assert found[0][-1].text == "、"
    edge = found[0][0].x + 33 * 9.5 * MM_PER_PT
    assert (found[0][-1].right - edge) / (9.5 * MM_PER_PT) == NEAR(beyond, abs=0.02)


@pytest.mark.parametrize(("emphasis", "bold"), [("dot", False), ("sesame", False), ("bold", True)])
def test_emphasis_token(tmp_path: Path, emphasis: str, bold: bool) -> None:
    (row, *_) = booklet(tmp_path, "ここは*強調*です。", emphasis=emphasis)
    fonts = {char.font for char in row if char.text in "強調"}
    assert any("Bold" in font for font in fonts) is bold
    data = (tmp_path / "output" / "piece-booklet.pdf").read_bytes()
    drawn = [op for _, op in instructions(data) if op == "c"]
    cover = [op for _, op in instructions(_without(tmp_path)) if op == "c"]
    assert len(drawn) - len(cover) == {"dot": 8, "sesame": 4, "bold": 0}[emphasis]


def _without(folder: Path) -> bytes:
    booklet(folder, "ここは強調です。")
    return (folder / "output" / "piece-booklet.pdf").read_bytes()


@pytest.mark.parametrize(("figures", "below"), [("oldstyle-nums", True), ("lining-nums", False)])
def test_figures_token(tmp_path: Path, figures: str, below: bool) -> None:
    booklet(tmp_path, "There are 3457 of them.", "en", figures=figures)
    document = open_pdf((tmp_path / "output" / "piece-booklet.pdf").read_bytes())
    for each in document:
        text = each.get_textpage()
        at = text.get_text_range().find("3457")
        if at >= 0:
            bottoms = [text.get_charbox(at + i)[1] for i in range(-2, 4) if i != -1]
            break
    assert (min(bottoms[1:]) < bottoms[0] - 1) is below  # "e" stands on the baseline


def test_loose_lines_are_told_to_those_who_ask(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    guide = tmp_path / "loose.md"
    text = "日本語のinternationalizationという、長い語のある文。"
    guide.write_text(FRONT.format(lang="ja") + text + "\n", encoding="utf-8")
    words = ["-e", "booklet", "-o", str(tmp_path), "--set", "chars=14", str(guide)]
    told = []
    for more in ([], ["-v"]):
        assert cli.main(["build", *more, *words]) == 0
        told.append("spread" in capsys.readouterr().err)
    assert told == [False, True]


# ---- numbers in headings (JLREQ 3.2.4)


def test_one_and_two_digits_of_a_heading_take_an_em(page: Set) -> None:
    css = "h1 { --digits: wide; text-align: start }"
    data = page("<h1>第3章日本12の項</h1><p>第3章</p>", css)
    heading, text = rows(characters(data))
    places = {char.text: char.x / EM_MM for char in heading}
    assert places["章"] - places["第"] == NEAR(2, abs=0.01)
    assert places["の"] - places["本"] == NEAR(2, abs=0.12)
    assert (places["3"] - places["第"] - 1) > 0.1, "in the middle of its cell"
    assert text[2].x / EM_MM - text[0].x / EM_MM == NEAR(1.5 + 0.555, abs=0.06), "gaps in the text"
    assert "第3章日本12の項" in spaced_text(data)
