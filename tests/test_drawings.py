"""Drawings with words: in every guide they lie in the type area, on the grid, and can be read."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from fontTools.ttLib import TTFont

from sasshi.content import read_guide
from sasshi.dialect.drawing_schemas import SCHEMAS
from sasshi.editions import A5_HALF_OF_A4
from sasshi.japanese.classes import BLANK_AFTER
from sasshi.make import Request, build
from sasshi.model import MM_PER_PT
from sasshi.render.drawing.labels import beside
from sasshi.render.drawing.text import em_width, lines
from sasshi.schema.fields import Choice, Field, Items, Number, Switch, Table, Text
from sasshi.typeset.type_area import type_area
from tests.reopen import ink, open_pdf, text_of
from tests.reopen import lines as printed
from tests.test_page import AREA, STEP_MM, WIDTH_MM, left_edge

ROOT = Path(__file__).resolve().parent.parent
FIGURES = Path(__file__).parent / "figures"
WORDED = ("map", "balance", "path", "comparison", "steps")


# ---- lines of text


@pytest.mark.parametrize(("face", "lang"), [("LatinSans", "en"), ("Gothic", "ja")])
@pytest.mark.parametrize("weight", [400, 700])
def test_widths_are_never_guessed_too_small(face: str, lang: str, weight: int) -> None:
    font = TTFont(ROOT / f"templates/fonts/Sasshi{face}-{weight}.ttf")
    units, advances = font["head"].unitsPerEm, font["hmtx"]
    common = [*range(0x20, 0x7F), *range(0xA1, 0x100), *map(ord, "‘’“”–—…")]
    codes = common + (list(range(0x3000, 0x9FFF)) if lang == "ja" else [])
    narrow = {
        chr(code): round(advances[name][0] / units, 3)
        for code, name in font.getBestCmap().items()
        if code in set(codes) and code != 0xAD
        and advances[name][0] / units > em_width(chr(code), lang) + 0.001
    }  # fmt: skip
    assert narrow == {}


def test_japanese_breaks_at_phrases() -> None:
    text = "どこまでを許すのか、自分の言葉で言えますか"
    assert lines(text, 18) == ("どこまでを許すのか、", "自分の言葉で言えますか")


def test_latin_breaks_at_words_and_fills_lines_evenly() -> None:
    text = "Would you be glad to borrow it yourself?"
    assert lines(text, 18, "en") == ("Would you be glad to", "borrow it yourself?")


def test_a_word_that_fits_is_not_cut_to_even_lines_out() -> None:
    assert lines("Neighbourhood watch", 9, "en") == ("Neighbourhood", "watch")
    assert lines("A neighbourhood", 4, "en")[0] == "A"


@pytest.mark.parametrize("measure", [4, 6, 9, 15, 40])
@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("「セカンドパートナー」という言葉に、メディアやSNSで出会うことが多くなりました。", "ja"),
        ("A shed without opening hours is only a store, say antidisestablishmentarians.", "en"),
        ("。。。。。。。。、、、、、、", "ja"),
        ("a", "en"),
    ],
)
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, lang: str, measure: float) -> None:
    found = lines(text, measure, lang)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(0 < em_width(line, lang) <= measure for line in found)
    if set(text) - BLANK_AFTER:
        assert not any(line[0] in BLANK_AFTER for line in found)


# ---- labels beside marks


def test_labels_keep_clear_of_marks_and_of_each_other() -> None:
    marks = [(x, y, x + 6, y + 6) for x in (40.0, 110.0, 180.0) for y in (10.0, 18.0, 50.0)]
    sizes = [(34.0, 12.0)] * len(marks)
    field = (0.0, 0.0, 240.0, 80.0)
    placed = beside(marks, sizes, [None] * len(marks), field)
    boxes = [*marks, *placed]
    assert all(box[0] >= 0 and box[2] <= 240 and box[1] >= 0 and box[3] <= 80 for box in placed)
    assert not any(
        one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
        for one, two in combinations(boxes, 2)
    )


def test_a_label_goes_where_the_author_wants_it() -> None:
    (box,) = beside([(50, 50, 56, 56)], [(20, 10)], ["above"], (0, 0, 100, 100))
    assert box[3] < 50
    assert (box[0] + box[2]) / 2 == 53


# ---- in a finished booklet


@pytest.fixture(scope="module", params=["ja", "en"])
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bytes, list[tuple[str, dict[str, Any]]]]:
    """Build a guide with every drawing; give the booklet, and name and data of each drawing."""
    folder = tmp_path_factory.mktemp("drawings")
    request_ = Request(
        FIGURES, ROOT / "templates", folder, guides=(request.param,), editions=("booklet",)
    )
    done = build(request_)
    assert done.problems == ()
    guide, _ = read_guide(FIGURES / f"{request.param}.md")
    assert guide is not None
    drawings = [d for chapter in guide.chapters for d in chapter.body.iter("drawing")]
    found = [(d.get("name", ""), json.loads(d.get("data", ""))) for d in drawings]
    return done.files[0].read_bytes(), found


Sample = tuple[bytes, list[tuple[str, dict[str, Any]]]]


def texts(data: Any) -> Iterator[str]:
    """Give every text of a drawing that people read."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in ("alt", "mark", "side"):
                yield from texts(value)
    elif isinstance(data, list):
        for each in data:
            yield from texts(each)
    elif isinstance(data, str):
        yield "".join(data.split())


def test_every_drawing_with_words_is_tried(sample: Sample) -> None:
    assert {name for name, _ in sample[1]} == set(WORDED)


def test_every_text_of_a_drawing_is_in_the_file(sample: Sample) -> None:
    data, drawings = sample
    whole = text_of(data)
    wanted = [text for _, values in drawings for text in texts(values)]
    assert len(wanted) > 60
    assert [text for text in wanted if text not in whole] == []


def is_inside(data: bytes, page: int, left: float, width: float) -> bool:
    """Tell whether all that is printed on a page lies between two edges, but for half a line."""
    box = ink(data, page, dpi=300)
    return box is None or (left - 0.2 <= box[0] and box[2] <= left + width + 0.2)


def test_drawings_lie_in_the_type_area(sample: Sample) -> None:
    data, _ = sample
    for page in range(3, len(open_pdf(data))):
        assert is_inside(data, page, left_edge(page), WIDTH_MM)


def test_letters_of_drawings_are_large_enough(sample: Sample) -> None:
    data, _ = sample
    sizes = {round(c.size, 1) for line in printed(data) if line.page > 2 for c in line.chars}
    assert min(sizes) >= 7


def test_what_follows_a_drawing_is_on_the_grid(sample: Sample) -> None:
    data, _ = sample
    body = [line.of("Sasshi-Serif", 9.5) or line.of("Sasshi-Latin", 9.5) for line in printed(data)]
    heights = [(line.baseline - AREA.top_mm) / STEP_MM for line in body if line and line.page > 2]
    assert len(heights) > 6
    assert max((height - heights[0] + 0.5) % 1 - 0.5 for height in heights) < 0.04
    assert min((height - heights[0] + 0.5) % 1 - 0.5 for height in heights) > -0.04


def test_the_alternative_text_is_in_the_structure_tree(sample: Sample) -> None:
    data, drawings = sample
    with pikepdf.open(io.BytesIO(data)) as pdf:
        told = [
            str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    assert sorted(told) == sorted(values["alt"] for _, values in drawings)


def test_no_line_is_thinner_than_a_printer_shows(sample: Sample) -> None:
    with pikepdf.open(io.BytesIO(sample[0])) as pdf:
        widths = {width for page in pdf.pages for width in stroke_widths(page)}
    assert min(widths) >= 0.25
    assert any(abs(width - 0.35 / MM_PER_PT) < 0.02 for width in widths)


def stroke_widths(page: Any) -> Iterator[float]:
    """Give the widths in pt of the lines that are stroked on a page."""
    scale, width = 1.0, 1.0
    kept: list[tuple[float, float]] = []
    for each in pikepdf.parse_content_stream(page):
        name, operands = str(each.operator), list(each.operands)
        if name == "q":
            kept.append((scale, width))
        elif name == "Q":
            scale, width = kept.pop()
        elif name == "cm":
            scale *= abs(float(operands[3]))
        elif name == "w":
            width = float(operands[0])
        elif name in ("S", "s", "B", "b"):
            yield width * scale


@pytest.mark.parametrize("size", ["7pt", "11pt"])
def test_drawings_follow_the_settings(size: str, tmp_path: Path) -> None:
    """Whatever the sizes, words stay in their drawing: nothing is wider than the type area."""
    chars = int(313.5 // float(size.removesuffix("pt")))
    tokens = (("size", size), ("chars", str(chars)), ("small", size))
    request = Request(FIGURES, ROOT / "templates", tmp_path, ("en",), ("booklet",), tokens=tokens)
    data = build(request).files[0].read_bytes()
    area = type_area(
        A5_HALF_OF_A4,
        {"size": size, "leading": "17pt", "chars": chars, "lines": 29, "gutter": "17.5mm"},
    )
    width = chars * float(size.removesuffix("pt")) * MM_PER_PT
    for page in range(3, len(open_pdf(data))):
        left = area.inner_mm if page % 2 else area.outer_mm
        assert is_inside(data, page, left, width)


# ---- what an author may write


def test_every_drawing_of_the_theme_that_takes_data_is_in_the_table() -> None:
    folder = ROOT / "templates/base/figures"
    ornaments = {"beam", "howto", "sign", "test-sheet"}
    assert {path.stem for path in folder.glob("[a-z]*.svg")} - ornaments == set(SCHEMAS)


@pytest.mark.parametrize("page", ["docs/writing.md", "docs/writing.ja.md"])
def test_every_key_is_described(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    keys = {key for table in SCHEMAS.values() for key in _keys(table)}
    assert sorted(key for key in keys if f"`{key}`" not in text) == []
    named = {*re.findall(r"`([a-z]+)`", text), *re.findall(r"^/// figure \| ([a-z]+)$", text, re.M)}
    assert sorted(set(SCHEMAS) - named) == []


def _keys(kind: Field) -> Iterator[str]:
    """Give every key that an author may write in a kind of data, and every word."""
    if isinstance(kind, Table):
        for key, each in kind.keys.items():
            yield key
            yield from _keys(each)
    elif isinstance(kind, Items):
        yield from _keys(kind.each)
    elif isinstance(kind, Choice):
        yield from kind.words


@pytest.mark.parametrize("name", WORDED)
def test_the_longest_that_is_allowed_stays_in_its_drawing(name: str, tmp_path: Path) -> None:
    """Fill every text to its limit and every list to its most; all of it is printed inside."""
    content = tmp_path / "content"
    content.mkdir()
    data = _fullest(SCHEMAS[name]) | {"alt": "Full."}
    for each in data.get("questions", []) + data.get("points", []):
        each.pop("yes", None)
        each.pop("side", None)
    block = f"/// figure | {name}\n{yaml.safe_dump(data, allow_unicode=True, width=10_000)}///\n"
    text = f"---\ntitle: T\n---\n\n## A\n\n- [ ] b\n\n{block}"
    (content / "full.md").write_text(text, encoding="utf-8")
    request = Request(content, ROOT / "templates", tmp_path / "output", editions=("booklet",))
    done = build(request)
    assert done.problems == ()
    pages = done.files[0].read_bytes()
    whole = text_of(pages)
    assert [text for text in texts(data) if text not in whole] == []
    foot = A5_HALF_OF_A4[1] - AREA.bottom_mm
    below = [line.text for line in printed(pages)[:-2] if line.baseline > foot]
    assert all(text.isdigit() for text in below), "nothing but folios"
    for page in range(3, len(open_pdf(pages))):
        assert is_inside(pages, page, left_edge(page), WIDTH_MM)


def _fullest(kind: Field, count: int = 0) -> Any:
    """Make the most that a kind of data takes; ``count`` tells one point from the next."""
    if isinstance(kind, Text):
        return ("あいうえおかきくけこ" * 100)[: int(kind.most_em)]
    if isinstance(kind, Number):
        return [round(-0.9 + 0.25 * count, 2), round(-0.8 + 0.25 * count, 2)]
    if isinstance(kind, Choice):
        return kind.words[0]
    if isinstance(kind, Switch):
        return False
    if isinstance(kind, Items):
        return [_fullest(kind.each, at) for at in range(kind.most)]
    assert isinstance(kind, Table)
    return {key: _fullest(each, count) for key, each in kind.keys.items()}
