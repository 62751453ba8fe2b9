"""Covers: every title whole, in order, in the safe zone, clear of the drawing, in every theme.

Titles are in ``tests/covers``; a stroke in a Japanese one is where a phrase ends, which is where
a line may end. Covers are laid out without their guides, all in one document, and read back
from the finished pages by where the characters stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from sasshi.make import Request, build
from sasshi.model import Meta
from sasshi.problems import BuildError
from sasshi.render.cover_title import fit_title, fitted, shortened
from sasshi.render.title_widths import em_of
from tests.conftest import ROOT, others_slow
from tests.cover_pages import (
    THEMES,
    Covers,
    Glyph,
    columns,
    covers,
    glyphs,
    rows,
    without_text,
)
from tests.reopen import open_pdf

TITLES = Path(__file__).parent / "covers"
SAFE_MM, DPI = 5.9, 50
PUBLISHER = "みどり町連合町会・防災部会・広報部会・ふれあい会食会・こども見守り隊・合同"
SUBTITLE = (
    "屋根の点検から雨どいの掃除まで、はしごに上る前に読んでおきたいこと。"
    "春と秋の二回、道具をそろえて仲間と一緒に進めるための、順番と注意の一覧です"
)
SUBTITLE_EN = (
    "Who put them up, who paints them, and how to ask; with a map of every gate, a list of the "
    "paints that last, and a form to copy for the next owner"
)
Case = tuple[str, str]


def written(name: str) -> list[str]:
    return (TITLES / name).read_text(encoding="utf-8").splitlines()


CASES: list[Case] = [
    *(("ja", title) for title in written("ja.txt")),
    *(("en", title) for title in written("en.txt")),
    *((line.split("|")[0], line.split("|")[1]) for line in written("others.txt")),
]


def parts_of(title: str, lang: str) -> list[str]:
    """Give what is not to be cut: phrases as marked; words; in Chinese, characters."""
    if lang == "ja":
        return re.split(r"/|\u3000", title)
    return list(title) if lang == "zh" else title.split()


def plain(text: str) -> str:
    return "".join(text.replace("/", "").split())


def alike(text: str) -> str:
    """Make one of brackets and widths: PDFium gives mirrored ones in books bound on the right."""
    turned = str.maketrans("」』）】〕", "「『（【〔")
    return unicodedata.normalize("NFKC", text.translate(turned)).replace(")", "(")


def read(printed: Sequence[Glyph], part: str, *, upright: bool = False) -> list[str]:
    own = [glyph for glyph in printed if glyph.part == part]
    return (columns if upright else rows)(own)


def cut(lines: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Give the lines that do not end where a part does."""
    ends, at = set(), 0
    for part in parts:
        at += len(plain(part))
        ends.add(at)
    found, at = [], 0
    for line in lines[:-1]:
        at += len(line)
        if at not in ends:
            found.append(line)
    return found


def at_edge(printed: Sequence[Glyph], width: float, height: float) -> str:
    """Give what is printed where printers at home cannot."""
    return "".join(
        g.text for g in printed if min(g.left, g.top, width - g.right, height - g.bottom) < SAFE_MM
    )


def on_drawing(printed: Sequence[Glyph], picture: Image.Image) -> str:
    """Give what stands on anything but an even ground."""
    scale = DPI / 25.4
    found = ""
    for g in printed:
        left, top = round(g.left * scale) - 1, round(g.top * scale) - 1
        right, bottom = round(g.right * scale) + 1, round(g.bottom * scale) + 1
        dark, light = picture.crop((left, top, right, bottom)).getextrema()
        found += g.text if light - dark > 6 else ""  # type: ignore[operator]
    return found


def faults(made: Covers, cases: Sequence[Case], theme: str, *, art: bool) -> Iterator[str]:
    """Say what is wrong with each cover."""
    yield from (f"{problem.code}: {problem.text()}" for problem in made.problems)
    document = open_pdf(made.pdf)
    pictures = without_text(made.pdf, DPI) if art else [None] * len(document)
    assert len(document) == len(cases), "a cover takes more than its page"
    for page, picture, (lang, title) in zip(document, pictures, cases, strict=True):
        printed = glyphs(page)
        width, height = (side * 25.4 / 72 for side in page.get_size())
        upright = theme == "shizuka" and lang == "ja"
        lines = read(printed, "title", upright=upright)
        if alike("".join(lines)) != alike(plain(title)):
            yield f"{title}: reads {lines}"
        elif broken := cut(lines, parts_of(title, lang)):
            yield f"{title}: cut after {broken}"
        if beyond := at_edge(printed, width, height):
            yield f"{title}: {beyond} beyond the safe zone"
        if picture and (covered := on_drawing(printed, picture)):
            yield f"{title}: {covered} on the drawing"


def all_faults(
    theme: str,
    folder: Path,
    cases: Sequence[Case] = CASES,
    edition: str = "booklet",
    writing: str = "horizontal",
    *,
    art: bool = True,
) -> list[str]:
    found: list[str] = []
    for lang, group in groupby(cases, key=lambda case: case[0]):
        own = list(group)
        metas = [Meta(title=title.replace("/", ""), lang=lang) for lang, title in own]
        made = covers(theme, metas, folder, edition, writing, art=art)
        found += faults(made, own, theme, art=art)
    return found


# ---- titles of all shapes


def test_there_are_titles_of_all_shapes() -> None:
    lengths = {len(plain(title)) for _, title in CASES}
    assert len(CASES) > 140
    assert min(lengths) == 1 and max(lengths) >= 60
    text = "".join(title for _, title in CASES)
    assert set("「」『』【】（）()？！!、。・：――〜…０Ａ’“") - set(text) <= set("…０Ａ")


@pytest.mark.parametrize("theme", others_slow(THEMES))
def test_every_title_is_whole_and_in_order(theme: str, tmp_path: Path) -> None:
    assert all_faults(theme, tmp_path, art=False) == []


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("theme", [theme for theme in THEMES if theme != "base"])
def test_titles_are_clear_of_the_drawing(theme: str, writing: str, tmp_path: Path) -> None:
    """The longest of many: their blocks are the largest."""
    languages = ("ja",) if writing == "vertical" else ("ja", "en")
    longest = [
        case
        for lang in languages
        for case in sorted((c for c in CASES if c[0] == lang), key=lambda c: len(plain(c[1])))[-9:]
    ]
    assert all_faults(theme, tmp_path, longest, writing=writing) == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["booklet", "large-print", "mini", "shop"])
@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("theme", THEMES)
def test_every_title_in_every_edition(
    theme: str, writing: str, edition: str, tmp_path: Path
) -> None:
    cases = [case for case in CASES if writing == "horizontal" or case[0] == "ja"]
    assert all_faults(theme, tmp_path, cases, edition, writing) == []


# ---- what stands beside a title


@pytest.mark.parametrize("edition", ["booklet", "large-print", "mini"])
@pytest.mark.parametrize("theme", THEMES)
def test_a_long_subtitle_and_publisher(theme: str, edition: str, tmp_path: Path) -> None:
    """Both are printed whole, in order, clear of title and drawing."""
    for lang, subtitle in (("ja", SUBTITLE), ("en", SUBTITLE_EN)):
        title = (
            "町の水道が止まったときに分け合う水の置き場所" if lang == "ja" else "Who Waters What?"
        )
        meta = Meta(title, lang=lang, subtitle=subtitle, publisher=PUBLISHER, date="2026-11-29")
        made = covers(theme, [meta], tmp_path, edition)
        assert made.problems == ()
        (page,) = open_pdf(made.pdf)
        printed = glyphs(page)
        assert "".join(read(printed, "subtitle")) == plain(subtitle)
        imprint = "".join(read(printed, "imprint"))
        assert sorted(imprint) == sorted(PUBLISHER + "2026-11-29")
        assert "2026-11-29" in imprint, "a date is whole"
        assert at_edge(printed, 148.5, 210) == ""
        assert on_drawing(printed, without_text(made.pdf, DPI)[0]) == ""
        boxes = [
            (min(own, key=lambda g: g.top).top, max(own, key=lambda g: g.bottom).bottom)
            for part in ("title", "subtitle")
            if (own := [g for g in printed if g.part == part])
        ]
        assert boxes[0][1] < boxes[1][0], "the subtitle stands below the title"


@pytest.mark.parametrize("theme", THEMES)
def test_the_lines_of_a_cover_title_stay(theme: str, tmp_path: Path) -> None:
    given = (
        ("みんなで守る", "裏山の水路"),
        ("町内会の防災と", "見守りのための", "手引き", "第二版"),
        ("春", "夏", "秋", "冬", "そしてまた春"),
        ("2026年度", "PTA役員", "ハンドブック"),
    )
    metas = [Meta("題", cover_title=each) for each in given]
    made = covers(theme, metas, tmp_path)
    assert made.problems == ()
    for page, wanted in zip(open_pdf(made.pdf), given, strict=True):
        assert read(glyphs(page), "title", upright=theme == "shizuka") == list(wanted)


def test_lines_too_long_for_the_smallest_type_are_broken() -> None:
    lines = ["わたしたちの町の水道が止まったときに読む本", "第二版"]
    fit = fit_title(lines, [(20, 200, 100), (10, 120, 100)])
    assert fit.lines == ("わたしたちの町の水道が", "止まったときに読む本", "第二版")
    assert (fit.size, fit.room) == (10, 1)


@pytest.mark.parametrize("theme", THEMES)
def test_a_title_beyond_all_bounds_is_an_error_with_its_line(theme: str, tmp_path: Path) -> None:
    text = "裏山の水路を守る会の記録" * 60
    (tmp_path / "long.md").write_text(
        f"---\nlang: ja\ntitle: {text}\n---\n\n## 章\n\n本文。\n", encoding="utf-8"
    )
    request = Request(
        tmp_path, ROOT / "templates", tmp_path / "out", theme=theme, editions=("booklet",)
    )
    with pytest.raises(BuildError) as caught:
        build(request)
    (problem,) = (p for p in caught.value.problems if p.severity == "error")
    assert problem.code == "title-too-long"
    assert (Path(problem.place.path or "").name, problem.place.line) == ("long.md", 3)
    assert "title has 720 characters" in problem.text()[0]
    assert "720 字" in problem.text("ja")[0]


def test_the_web_page_takes_a_title_of_any_length(tmp_path: Path) -> None:
    (tmp_path / "long.md").write_text(
        f"---\ntitle: {'裏山の水路を守る会の記録' * 60}\n---\n\n## 章\n\n本文。\n", encoding="utf-8"
    )
    built = build(Request(tmp_path, ROOT / "templates", tmp_path / "out", editions=("web",)))
    assert [path.suffix for path in built.files] == [".html"]


# ---- the arithmetic


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("心のつながりを大切にするためのガイド", "心のつながりを|大切にするための|ガイド"),
        ("ゆっくり考えるための小冊子", "ゆっくり|考えるための小冊子"),
        ("2022-05-07の夜に起きたことの記録", "2022-05-07の夜に|起きたことの記録"),
        ("URLPatternの使い方と注意", "URLPatternの|使い方と注意"),
        ("第12回夏祭りのしおり第二版", "第12回夏祭りの|しおり第二版"),
        ("2026年11月23日の停電の話", "2026年11月23日の|停電の話"),
        ("セカンドパートナーという関係", "セカンドパートナー|という関係"),
        ("新型コロナウイルス感染症対策", "新型コロナウイルス|感染症対策"),
        ("「もしも」のときの連絡先", "「もしも」のときの|連絡先"),
        ("お知らせとお願いとお詫びの文例", "お知らせとお願いと|お詫びの文例"),
        ("取り扱いと話し合いの進め方", "取り扱いと|話し合いの進め方"),
    ],
)
def test_where_titles_are_broken(title: str, lines: str) -> None:
    assert "|".join(fit_title(title, [(10, 105, 200)]).lines) == lines


def test_english_breaks_before_its_small_words() -> None:
    fit = fit_title("What to Do in the First Hour of a Flood", [(10, 85, 80)], "en")
    assert fit.lines == ("What to Do", "in the First Hour", "of a Flood")


def test_a_word_is_never_cut_and_type_shrinks_for_it() -> None:
    fit = fit_title("Antidisestablishmentarianism", [(20, 200, 80), (12, 200, 80)], "en")
    assert (fit.lines, fit.size) == (("Antidisestablishmentarianism",), 12)
    with pytest.raises(BuildError):
        fit_title("Antidisestablishmentarianism", [(20, 200, 80)], "en")


def test_no_type_is_smaller_than_an_edition_allows() -> None:
    assert fit_title("題", [(8, 200, 80)], least=15).size == 15


@pytest.mark.parametrize(
    ("face", "lang", "files"),
    [
        ("mincho", "ja", ("Serif",)),
        ("gothic", "ja", ("Gothic",)),
        ("maru", "ja", ("Maru",)),
        ("mincho", "en", ("Latin",)),
        ("gothic", "en", ("LatinSans",)),
        ("maru", "en", ("Maru", "LatinSans")),
    ],
)
def test_widths_are_those_of_the_fonts(face: str, lang: str, files: Sequence[str]) -> None:
    for code in range(0x20, 0x7F):
        real = [
            font["hmtx"][font.getBestCmap()[code]][0] / font["head"].unitsPerEm
            for name in files
            for font in (_font(f"Sasshi{name}-400"), _font(f"Sasshi{name}-700"))
        ]
        assert 0 <= em_of(chr(code), face, lang == "ja") - max(real) < 0.0101


FONTS: dict[str, TTFont] = {}


def _font(name: str) -> TTFont:
    if name not in FONTS:
        FONTS[name] = TTFont(ROOT / f"templates/fonts/{name}.ttf")
    return FONTS[name]


def test_columns_hold_letters_pairs_and_words() -> None:
    fit = fit_title("第12回PTA総会2026年!?", [(10, 400, 80)], upright=True, spacing=0.16)
    (column,) = fit.columns
    assert [(cell.kind, cell.text) for cell in column] == [
        ("char", "第"), ("pair", "12"), ("char", "回"), ("turned", "PTA"), ("char", "総"),
        ("char", "会"), ("turned", "2026"), ("char", "年"), ("pair", "!?"),
    ]  # fmt: skip


def test_a_text_cut_short_ends_with_a_phrase() -> None:
    text = "町内会の防災と見守りのための手引き第二版"
    assert shortened(text, 30) == text
    assert shortened(text, 13) == "町内会の防災と…"
    assert shortened("Fences, hedges and walls of the lane", 12, "en") == "Fences, hedges and…"
    assert shortened("あ" * 40, 10) == "あ" * 9 + "…"


def test_blanks_are_one() -> None:
    assert fit_title("One  and\ntwo ", [(10, 300, 30)], "en").lines == ("One and two",)


def test_what_is_not_given_takes_no_room() -> None:
    assert fitted(Meta("題"), "subtitle", [(9, 100, 30)]).depth == 0
