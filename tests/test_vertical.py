"""Vertical writing: the same guide in columns, measured in the finished pages."""

from __future__ import annotations

import io
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from sasshi.japanese import stand
from sasshi.make import Request, build
from sasshi.pdf.impose import sheet_order
from sasshi.problems import BuildError, UsageError
from tests.conftest import ROOT, Shipped
from tests.typesetting.faults import Kind
from tests.typesetting.measure import Measured, measure

GUIDE = """---
title: 縦の見本
lang: ja
%s---

## 数と記号

二〇二六年の10月3日、第12章の2ページ目で、SNSと2026年を見た。本当!? ええ!!
*大切な*{志|こころざし}です。

- 一つめの項目
- 二つめの項目[^n]

1. 順に
2. 数える

[^n]: 注の文です。

| 項 | 値 |
| --- | --- |
| 甲 | 乙 |

> [!NOTE]
> 囲みの文です。

## 約束

- [ ] 約束を守る
"""


def with_css(folder: Path, css: str) -> Path:
    """Put a style sheet behind those of the shipped theme; give the folder of themes."""
    templates = folder / "templates"
    own = templates / "shizuka"
    shutil.copytree(ROOT / "templates", templates, ignore=shutil.ignore_patterns("fonts"))
    (templates / "fonts").symlink_to(ROOT / "templates" / "fonts")
    settings = (own / "theme.toml").read_text(encoding="utf-8")
    settings = settings.replace("stylesheets = [", 'stylesheets = ["more.css", ', 1)
    (own / "theme.toml").write_text(settings, encoding="utf-8")
    (own / "more.css").write_text(css, encoding="utf-8")
    return templates


def made(folder: Path, guide: Path | None = None, css: str = "", **tokens: str) -> dict[str, bytes]:
    """Build a guide with some tokens set, and some more CSS; give its files by their names."""
    request = Request(
        content=ROOT / "content",
        templates=with_css(folder, css) if css else ROOT / "templates",
        output=folder / "output",
        guides=(str(guide),) if guide else ("second-partner",),
        tokens=tuple(tokens.items()),
    )
    return {path.name: path.read_bytes() for path in build(request).files}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Give the shipped guide in columns."""
    return made(tmp_path_factory.mktemp("vertical"), writing="vertical")


@pytest.fixture(scope="module")
def booklet(files: Mapping[str, bytes]) -> bytes:
    return files["second-partner-booklet.pdf"]


def text_of(data: bytes) -> str:
    with closing(pdfium.PdfDocument(data)) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def small(folder: Path, front: str = "writing: vertical\n", **tokens: str) -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    guide = folder / "small.md"
    guide.write_text(GUIDE % front, encoding="utf-8")
    return made(folder, guide, **tokens)


# ---- the file


def test_pages_stand_and_are_read_from_right_to_left(booklet: bytes) -> None:
    with pikepdf.open(io.BytesIO(booklet)) as pdf:
        sizes = {tuple(round(float(x) * 25.4 / 72, 1) for x in p.mediabox) for p in pdf.pages}
        assert sizes == {(0, 0, 148.5, 210.0)}
        assert pdf.Root.ViewerPreferences.Direction == pikepdf.Name.R2L
        assert pdf.Root.MarkInfo.Marked
        assert "/Rotate" not in pdf.pages[0]
        assert len(pdf.pages) > 20


def test_nothing_leaves_the_page(booklet: bytes) -> None:
    with closing(pdfium.PdfDocument(booklet)) as document:
        for number, page in enumerate(document, 1):
            height, text = page.get_height(), page.get_textpage()
            for at in range(text.count_chars()):
                left, bottom, right, top = text.get_charbox(at)
                inside = left >= 0 and bottom >= 0 and right <= page.get_width() and top <= height
                assert inside, f"page {number}: {text.get_text_range(at, 1)!r}"


def test_the_checklist_stays_in_lines(files: Mapping[str, bytes], shipped: Shipped) -> None:
    name = "second-partner-checklist.pdf"
    assert text_of(files[name]) == text_of(shipped.files[name])


def test_the_text_is_the_same_in_lines_and_in_columns(booklet: bytes, shipped: Shipped) -> None:
    def letters(data: bytes) -> Counter[str]:
        # Numbers of pages and running heads differ; so do hyphens and spaces.
        return Counter(re.sub(r"[\W\d_A-Za-z]", "", text_of(data)))

    lines = letters(shipped.files["second-partner-booklet.pdf"])
    columns = letters(booklet)
    heads = (lines - columns) + (columns - lines)
    assert lines.total() > 5000
    assert heads.total() < 0.05 * lines.total()
    titles = set(
        "セカンドパートナーという関係どんなのかを指すなぜ広がっているのか三つよい面危うすこやかに保つ約束交際クラブ入り口賛否あいだでまとめ二問書き込みページ"
    )
    assert set(heads) <= titles


def test_the_print_file_is_bound_on_the_right(files: Mapping[str, bytes], booklet: bytes) -> None:
    with (
        closing(pdfium.PdfDocument(booklet)) as pages,
        closing(pdfium.PdfDocument(files["second-partner-booklet-print.pdf"])) as sheets,
    ):
        order = sheet_order(len(pages), binding="right")
        assert len(sheets) == len(order)
        assert order[0].pages[0] == 0, "the cover is on the left half of the outermost sheet"
        cover = pages[0].render(scale=0.5).to_pil().convert("L")
        sheet = sheets[0].render(scale=0.5).to_pil().convert("L")
        left = sheet.crop((0, 0, cover.width, cover.height))
        assert abs(sum(left.histogram()[:128]) - sum(cover.histogram()[:128])) < 200


def test_the_same_bytes_twice(tmp_path: Path) -> None:
    assert small(tmp_path / "a") == small(tmp_path / "b")


# ---- columns


def lying(data: bytes) -> bytes:
    """Turn the pages back on their side, to measure columns as lines."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            width = float(page.mediabox[2])
            page.contents_add(pdf.make_stream(b"0 1 -1 0 %f 0 cm\n" % width), prepend=True)
            height = float(page.mediabox[3])
            page.MediaBox = pikepdf.Array([0, 0, height, width])
            for name in ("/TrimBox", "/CropBox", "/BleedBox", "/ArtBox"):
                if name in page:
                    page[name] = page.MediaBox
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def measured(booklet: bytes) -> Measured:
    return measure(lying(booklet))


#: What the measurer cannot judge on such pages: columns below a figure begin further down,
#: notes' numbers stand across between two characters, PDFium reorders what is read from right to
#: left; and the grid of left and right pages is not the same.
NOT_JUDGED = frozenset({Kind.LEFT, Kind.GAP_EXTRA, Kind.ADDED_SPACE, Kind.ADDED_AT_GAP, Kind.GRID})


def test_columns_have_no_faults(measured: Measured) -> None:
    assert measured.full_lines > 60
    wrong = [str(fault) for fault in measured.faults if fault.kind not in NOT_JUDGED]
    assert wrong == []


@pytest.mark.parametrize("odd", [0, 1])
def test_columns_stand_on_the_grid_of_their_page(measured: Measured, odd: int) -> None:
    step = 17 * 25.4 / 72
    lines = [
        line.baseline % step
        for paragraph in measured.paragraphs
        for line in paragraph.lines
        if line.page % 2 == odd and abs(paragraph.size - measured.size) < 0.05
    ]
    assert len(lines) > 40
    common = Counter(round(place, 1) for place in lines).most_common(1)[0][0]
    off = [abs((place - common + step / 2) % step - step / 2) for place in lines]
    assert sum(each > 0.15 for each in off) == 0


def test_columns_stand_side_by_side_from_the_right(tmp_path: Path) -> None:
    data = small(tmp_path)["small-booklet.pdf"]
    with closing(pdfium.PdfDocument(data)) as pdf:
        page = next(p for p in pdf if "二〇二六年" in squeezed(p))
        places = boxes(page)
    first = places["二"]
    assert places["〇"][1] < first[1], "down the column"
    assert places["〇"][0] == pytest.approx(first[0], abs=0.5)
    assert places["項"][0] < first[0] - 10, "what follows is to the left"


def squeezed(page: Any) -> str:
    return "".join(page.get_textpage().get_text_range().split())


def boxes(page: Any) -> dict[str, tuple[float, float]]:
    """Give the middle of each character's first place on a page, in points."""
    text = page.get_textpage()
    found: dict[str, tuple[float, float]] = {}
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index)
        found.setdefault(char, ((left + right) / 2, (bottom + top) / 2))
    return found


# ---- what stands upright


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("10月3日", ["10", "3"]),
        ("2026年", []),
        ("第12章の2ページ", ["12", "2"]),
        ("本当!?", ["!?"]),
        ("ええ!!", ["!!"]),
        ("そう!", ["!"]),
        ("え?はい?", ["?", "?"]),
        ("「まさか」? ", ["?"]),
        ("はい(笑)!", ["!"]),
        ("残り10!", ["10", "!"]),
        ("ほら!!!", ["!!", "!"]),
        ("え?NHK?", ["?"]),
        ("!?だけ", ["!?"]),
        ("Oh! Oh!? “Oh”!", []),
        ("!important", []),
        ("2026!", []),
        ("A4判", []),
        ("1.5倍", []),
        ("3,000円", []),
        ("50%", []),
        ("12:30", []),
        ("9-5", []),
    ],
)
def test_cells(text: str, cells: list[str]) -> None:
    root = ElementTree.fromstring(f"<html><body><p>{text}</p></body></html>")
    stand(root)
    assert [span.text for span in root.iter("span")] == cells
    assert "".join(root.itertext()) == text


def test_cells_around_elements() -> None:
    root = ElementTree.fromstring("<html><body><p>10月<b>3</b>日2時<i/>5分</p></body></html>")
    stand(root)
    assert [span.text for span in root.iter("span")] == ["10", "3", "2", "5"]
    assert "".join(root.itertext()) == "10月3日2時5分"


def test_marks_belong_to_what_is_before_them() -> None:
    body = "<b>そう</b>!<i>Oh</i>!<ruby>字<rt>じ</rt></ruby>?<code>x</code>?<b>10</b>!"
    root = ElementTree.fromstring(f"<html><body><p>{body}</p></body></html>")
    stand(root)
    assert [span.text for span in root.iter("span")] == ["!", "?", "10", "!"]
    assert "".join(root.itertext()) == "そう!Oh!字じ?x?10!"


@pytest.mark.parametrize(
    "body",
    [
        "<code>10</code>",
        "<pre>10</pre>",
        "<div class='table standing'>10</div>",
        "<a data-page-of='x'>00</a>",
        "<ruby>字<rt>10</rt></ruby>",
    ],
)
def test_no_cells_in(body: str) -> None:
    root = ElementTree.fromstring(f"<html><body>{body}</body></html>")
    stand(root)
    assert list(root.iter("span")) == []


def upright(data: bytes, wanted: str) -> bool:
    """Tell whether a text's first two characters stand side by side on some page."""
    with closing(pdfium.PdfDocument(data)) as pdf:
        for page in pdf:
            text = page.get_textpage()
            places: dict[str, list[tuple[float, ...]]] = {}
            for index in range(text.count_chars()):
                char = text.get_text_range(index, 1)
                places.setdefault(char, []).append(text.get_charbox(index, loose=True))
            for one in places.get(wanted[0], ()):
                for two in places.get(wanted[1], ()):
                    if abs(one[1] - two[1]) < 1 and abs(one[2] - two[0]) < 1.5:
                        return True
    return False


@pytest.mark.parametrize("wanted", ["10", "12", "!?", "!!"])
def test_cells_are_upright(tmp_path: Path, wanted: str) -> None:
    assert upright(small(tmp_path)["small-booklet.pdf"], wanted)


def test_words_lie_and_figures_stand(tmp_path: Path, booklet: bytes) -> None:
    assert not upright(small(tmp_path)["small-booklet.pdf"], "SNS")
    assert upright(booklet, "責任や縛り")
    assert upright(booklet, "夫婦関係の移り変わり")


def test_pictures_stand(tmp_path: Path) -> None:
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("red", (0, 0, 300, 100))
    picture.save(tmp_path / "picture.png")
    guide = tmp_path / "picture.md"
    front = "---\ntitle: 絵\nlang: ja\nwriting: vertical\n---\n\n"
    guide.write_text(f"{front}## 絵\n\n文です。\n\n![絵](picture.png)\n", encoding="utf-8")
    with closing(pdfium.PdfDocument(made(tmp_path, guide)["picture-booklet.pdf"])) as pdf:
        seen = pdf[2].render(scale=1).to_pil().convert("RGB")
    red = [
        (x, y)
        for x in range(0, seen.width, 4)
        for y in range(0, seen.height, 4)
        if seen.getpixel((x, y)) == (255, 0, 0)
    ]
    wide = max(x for x, _ in red) - min(x for x, _ in red)
    high = max(y for _, y in red) - min(y for _, y in red)
    assert wide > 2 * high, "the upper half of the picture"


def test_what_is_in_a_block_that_stands_is_not_turned_again(tmp_path: Path) -> None:
    guide = tmp_path / "glance"
    guide.mkdir()
    front = "---\ntitle: 表\nlang: ja\nwriting: vertical\n---\n\nはじめに。\n"
    table = "| 左端 | 右端 |\n| --- | --- |\n| 甲乙 | 丙丁 |\n"
    (guide / "index.md").write_text(front, encoding="utf-8")
    glance = f"# ひと目で見る {{#glance layout=summary}}\n\n## 表 {{.more}}\n\n{table}"
    (guide / "10-glance.md").write_text(glance, encoding="utf-8")
    (guide / "20-rules.md").write_text("# 章\n\n- [ ] 約束\n", encoding="utf-8")
    data = made(tmp_path, guide)["glance-booklet.pdf"]
    assert upright(data, "丙丁")


# ---- the flow of pages


STEPS = """
/// figure | steps
alt: 図
caption: 図の説明
steps:
  - {title: はじめ, text: 一つめ}
  - {title: おわり, text: 二つめ}
///
"""


def flowing(folder: Path, body: str, css: str = "", **tokens: str) -> list[str]:
    """Set a chapter in columns; give the text of the pages that it is on."""
    guide = folder / "flow.md"
    front = "---\ntitle: 流れの見本\nlang: ja\nwriting: vertical\n---\n\n"
    guide.write_text(f"{front}## 流れ\n\n{body}\n", encoding="utf-8")
    data = made(folder, guide, css, **tokens)["flow-booklet.pdf"]
    with closing(pdfium.PdfDocument(data)) as pdf:
        return [squeezed(page) for page in list(pdf)[2:-1]]


def prose(paragraphs: int, note: str = "") -> str:
    return "\n\n".join(["文が一つの段落の中で先へ先へと続いてゆきます。" * 10 + note] * paragraphs)


def test_every_page_of_a_chapter_is_well_filled(booklet: bytes) -> None:
    with closing(pdfium.PdfDocument(booklet)) as pdf:
        marks = [mark for mark in pdf.get_toc() if mark.level == 0]
        starts = {mark.get_title(): mark.get_dest().get_index() for mark in marks}
        first, last = starts["どんな関係を指すのか"], starts["書き込みのページ"]
        sizes = {number + 1: len(squeezed(pdf[number])) for number in range(first, len(pdf))}
    chapters = {page: size for page, size in sizes.items() if page <= last}
    assert len(chapters) > 15
    assert {page: size for page, size in chapters.items() if size < 200} == {}
    assert all(sizes.values()), "no page is blank"


def test_a_figure_waits_for_the_head_of_the_next_page(tmp_path: Path) -> None:
    first, second = flowing(tmp_path, prose(1) + STEPS + prose(3))
    assert "図の説明" in second
    assert "文が" in second
    assert len(first) > 600, "the text goes on where the figure has no room"


@pytest.mark.parametrize("paragraphs", [1, 4])
def test_figures_stay_where_pages_are_laid_out_again(tmp_path: Path, paragraphs: int) -> None:
    """The engine lays pages out again where it has to count them first."""
    text = prose(1) + STEPS + prose(paragraphs) + STEPS.replace("図の説明", "次の説明")
    whole = "".join(flowing(tmp_path, text, "p::after { content: counter(pages) }"))
    assert (whole.count("図の説明"), whole.count("次の説明")) == (1, 1)


def test_a_figure_at_the_end_of_the_text_stands_over_it(tmp_path: Path) -> None:
    note = "\n\n[^n]: 注の文です。"
    first, second, *_ = pages = flowing(tmp_path, prose(4) + "終わりの文[^n]です。" + STEPS + note)
    assert "図の説明" in second
    assert "終わりの文" in second
    assert "".join(pages).count("注の文です") == 1
    assert "注の文です" in second
    assert "図" not in first
    assert all(len(page) > 100 for page in pages)


def test_two_figures_at_the_end_of_the_text_come_to_an_end(tmp_path: Path) -> None:
    pages = flowing(tmp_path, prose(4) + STEPS + STEPS.replace("図の説明", "次の説明"))
    text = "".join(pages)
    assert (text.count("図の説明"), text.count("次の説明")) == (1, 1)
    assert len(pages) <= 4


def test_a_figure_after_a_short_text_stands_over_it(tmp_path: Path) -> None:
    (only,) = flowing(tmp_path, "短い文です。\n" + STEPS)
    assert "短い文です" in only
    assert "図の説明" in only


def test_numbers_of_a_list_stand_below_a_figure(tmp_path: Path) -> None:
    guide = tmp_path / "list.md"
    front = "---\ntitle: 列\nlang: ja\nwriting: vertical\n---\n\n"
    body = prose(1) + "\n" + STEPS + "\n7. " + "項目の文が続きます。" * 60 + "\n8. 次の項目"
    guide.write_text(f"{front}## 流れ\n\n{body}\n", encoding="utf-8")
    with closing(pdfium.PdfDocument(made(tmp_path, guide)["list-booklet.pdf"])) as pdf:
        page = next(page for page in pdf if "図の説明" in squeezed(page))
        places = boxes(page)
    assert places["8"][1] < places["図"][1]


# ---- what cannot be set


MAP = """
/// figure | map
alt: 図
x: {name: よこ, low: 左, high: 右}
y: {name: たて, low: 下, high: 上}
points:
  - {label: 点, x: 0.5, y: 0.5}
  - {label: 丸, x: -0.5, y: -0.5}
///
"""
LONG_TABLE = "| 項 | 値 |\n| --- | --- |\n" + "| 甲 | 乙 |\n" * 60


def test_a_table_larger_than_the_page_is_continued(tmp_path: Path) -> None:
    pages = flowing(tmp_path, "文です。\n\n" + LONG_TABLE + "\n文です。")
    assert "".join(pages).count("甲") == 60
    assert "".join(pages).count("項") == sum("甲" in page for page in pages) > 1


def test_a_figure_larger_than_the_page_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as failure:
        flowing(tmp_path, "文です。\n" + MAP, **{"column-chars": "20"})
    _, problem = failure.value.problems
    assert (problem.code, problem.place.line) == ("too-tall", 11)


def test_what_stands_may_be_as_large_as_the_page(tmp_path: Path) -> None:
    rows = LONG_TABLE.splitlines()[:22]
    assert any("甲" in page for page in flowing(tmp_path, "\n".join(rows)))


# ---- how it is asked for


def test_the_front_matter_asks_for_it(tmp_path: Path) -> None:
    asked, plain = small(tmp_path / "a"), small(tmp_path / "b", "")
    forced = small(tmp_path / "c", "", writing="vertical")
    back = small(tmp_path / "d", writing="horizontal")
    assert asked == forced
    assert plain == back
    assert asked != plain


def test_what_is_neither(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as failure:
        small(tmp_path, "writing: sideways\n")
    (problem,) = failure.value.problems
    assert (problem.code, problem.place.line) == ("bad-token", 4)
    with pytest.raises(UsageError):
        small(tmp_path, "", writing="sideways")
