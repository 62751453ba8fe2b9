"""Drawings with words: in every guide they lie in the type area, on the grid, and can be read."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from sasshi.dialect import parse
from sasshi.dialect.figures import SCHEMAS
from sasshi.japanese import em_width, lines
from sasshi.labels import beside
from sasshi.make import Request, build
from sasshi.model import BLANK_AFTER
from tests.reopen import ink, open_pdf, picture, text_of
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
    marks = [(x, y, x + 6, y + 6) for x in (20.0, 60.0, 120.0) for y in (10.0, 18.0, 50.0)]
    sizes = [(34.0, 12.0)] * len(marks)
    field = (0.0, 0.0, 200.0, 80.0)
    placed = beside(marks, sizes, [None] * len(marks), field)
    boxes = [*marks, *placed]
    assert all(box[0] >= 0 and box[2] <= 200 and box[1] >= 0 and box[3] <= 80 for box in placed)
    assert not any(
        one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]
        for one, two in combinations(boxes, 2)
    )


def test_a_label_goes_where_the_author_wants_it() -> None:
    (box,) = beside([(50, 50, 56, 56)], [(20, 10)], ["above"], (0, 0, 100, 100))
    assert box[3] < 50
    assert (box[0] + box[2]) / 2 == 53
