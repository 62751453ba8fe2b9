"""The JLREQ passes: arithmetic of the line, gaps, phrases and columns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from sasshi.japanese import adjust, columns, phrases, prepare
from sasshi.japanese.classes import is_ideographic, is_japanese, is_western
from sasshi.model import Adjustment, Run

SIZE = 10.0
#: A space is a whole number of thousandths of an em: half of one may be missing at the end.
EXACT = SIZE / 2000 + 1e-9


def added(runs: Sequence[Run], plan: Adjustment) -> float:
    return sum(plan.width_added(runs))


def spread(text: str, slack: float, **kind: object) -> dict[int, int]:
    """Spread a line of one run, and give what goes after which character."""
    run = Run(text, SIZE, **kind)  # type: ignore[arg-type]
    plan = adjust([run], slack, last=False)
    assert len(plan.spaces) == 1
    return plan.spaces[0]


# ---- flush


@pytest.mark.parametrize("slack", [0.02, 0.37, 1, 3.3333, 7.77, 9.999])
def test_the_slack_is_filled_exactly(slack: float) -> None:
    run = Run("夫や妻、あるいは恋人がいる", SIZE)
    plan = adjust([run], slack, last=False)
    assert added([run], plan) == pytest.approx(slack, abs=EXACT)
    assert plan.shift == 0
    assert len(run.text) - 1 not in plan.spaces[0], "nothing after the last character"


def test_spaces_are_even() -> None:
    spaces = spread("あいうえおかきくけこ", 9.0)
    assert spaces == dict.fromkeys(range(9), 100)
    uneven = spread("あいうえおかきくけこ", 7.0)
    assert max(uneven.values()) - min(uneven.values()) <= 1
    assert sum(uneven.values()) == 700


def test_runs_of_different_sizes() -> None:
    runs = [Run("あいう", 10), Run("えお", 20), Run("かきく", 8)]
    plan = adjust(runs, 14.0, last=False)
    assert added(runs, plan) == pytest.approx(14, abs=EXACT)
    each = [
        space * run.font_size / 1000
        for run, spaces in zip(runs, plan.spaces, strict=True)
        for space in spaces.values()
    ]
    assert each == pytest.approx([2] * 7, abs=0.021)


def test_random_lines_are_flush() -> None:
    rng = random.Random(1)
    for _ in range(500):
        runs = [
            Run(
                "".join(rng.choices("あ漢カA1、。「」―… ", k=rng.randint(0, 8))),
                rng.choice([8, 9.5, 13]),
            )
            for _ in range(rng.randint(1, 4))
        ]
        slack = rng.uniform(0.1, 9)
        plan = adjust(runs, slack, last=False)
        text = "".join(run.text for run in runs)
        if any(is_japanese(a) or is_japanese(b) for a, b in pairwise(text) if a != b):
            assert added(runs, plan) == pytest.approx(slack, abs=13 / 2000 + 1e-9), text
        assert all(space >= 0 for spaces in plan.spaces for space in spaces.values())


@pytest.mark.parametrize("slack", [0.0, 0.005, -0.5, -3])
def test_a_full_line_is_left_alone(slack: float) -> None:
    assert spread("あいうえお", slack) == {}


def test_lines_with_nothing_in_them() -> None:
    assert adjust([], 5, last=False) == Adjustment(0.0, ())
    assert adjust([Run("", SIZE)], 5, last=False) == Adjustment(0.0, ({},))
    assert spread("あ", 5) == {}


def test_empty_runs_are_passed_over() -> None:
    runs = [Run("", SIZE), Run("あい", SIZE), Run("", SIZE), Run("う", SIZE)]
    plan = adjust(runs, 2, last=False)
    assert plan.spaces == ({}, {0: 100, 1: 100}, {}, {})


# ---- where


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("日本のSNSで見た", [(3, 4)]),
        ("二〇二六年1234年", [(5, 7)]),
        ("それは――どうか", [(3, 3)]),
        ("それは……どうか", [(3, 3)]),
        ("語Ünïcödé語", [(1, 6)]),
        ("語αβγ語", [(1, 2)]),
    ],
)
def test_words_numbers_and_pairs_are_not_torn(text: str, closed: list[tuple[int, int]]) -> None:
    spaces = spread(text, 20.0)
    for first, last in closed:
        assert not set(range(first, last + 1)) & set(spaces)
    assert sum(spaces.values()) == 2000


def test_a_pair_across_runs_is_not_torn() -> None:
    plan = adjust([Run("あ―", SIZE), Run("―い", SIZE)], 2.0, last=False)
    assert plan.spaces == ({0: 100}, {0: 100})


def test_rigid_runs_are_not_spread_inside() -> None:
    runs = [Run("あい", SIZE), Run("コード", SIZE, rigid=True), Run("うえ", SIZE)]
    plan = adjust(runs, 4.0, last=False)
    assert plan.spaces == ({0: 100, 1: 100}, {2: 100}, {0: 100})


def test_two_rigid_runs_stay_together() -> None:
    runs = [Run("漢", SIZE, rigid=True), Run("字", SIZE, rigid=True), Run("を", SIZE)]
    assert adjust(runs, 1.0, last=False).spaces == ({}, {0: 100}, {})


def test_word_spaces_are_widened_first() -> None:
    assert spread("ある two three 語", 5.0) == {2: 167, 6: 166, 12: 167}
    assert spread("ある two 語", 5.0) == {2: 250, 6: 250}


def test_then_the_gaps_between_kanji_and_latin() -> None:
    assert spread("語AB語", 4.0) == {0: 200, 2: 200}
    spaces = spread("語AB 語CD語漢", 2.5 + 6.0)
    assert spaces[3] == 250, "the word space, to its limit"
    assert {index: spaces[index] for index in (0, 4, 6)} == dict.fromkeys((0, 4, 6), 200)
    assert 7 not in spaces


def test_then_between_all_characters() -> None:
    spaces = spread("語AB語漢字", 5.0 + 4.0)
    assert sum(spaces.values()) == 900
    assert spaces == {0: 350, 2: 350, 3: 100, 4: 100}


def test_a_latin_line_grows_at_its_spaces_only() -> None:
    assert spread("two words here", 10.0) == {3: 500, 9: 500}
    assert spread("word", 10.0) == {}


# ---- brackets at the edges


def test_a_bracket_at_the_beginning_loses_its_blank_half() -> None:
    run = Run("「あい", SIZE, edges=(1.0, 0.0))
    plan = adjust([run], 2.0, last=False)
    assert plan.shift == -5.0
    assert plan.shift + added([run], plan) == pytest.approx(2.0, abs=EXACT)


def test_a_closing_mark_at_the_end_hangs_its_blank_half() -> None:
    run = Run("あい。", SIZE, edges=(0.0, 1.0))
    plan = adjust([run], 2.0, last=False)
    assert plan.shift == 0
    assert added([run], plan) == pytest.approx(7.0, abs=EXACT)


def test_both_edges() -> None:
    run = Run("「あいうえ」", SIZE, edges=(1.0, 1.0))
    plan = adjust([run], 1.0, last=False)
    assert plan.shift == -5.0
    assert plan.shift + added([run], plan) == pytest.approx(1.0 + 5.0, abs=EXACT)


@pytest.mark.parametrize(("width", "shift"), [(0.5, 0.0), (0.4, 0.0), (0.8, -3.0)])
def test_narrow_brackets_have_less_to_lose(width: float, shift: float) -> None:
    plan = adjust([Run("「あい", SIZE, edges=(width, 0.0))], 1.0, last=False)
    assert plan.shift == pytest.approx(shift)


def test_edges_inside_a_line_do_not_count() -> None:
    runs = [Run("あい」", SIZE, edges=(0.0, 1.0)), Run("「うえ", SIZE, edges=(1.0, 0.0))]
    plan = adjust(runs, 1.0, last=False)
    assert plan.shift == 0
    assert added(runs, plan) == pytest.approx(1.0, abs=EXACT)


def test_last_lines_are_not_spread() -> None:
    assert adjust([Run("あいう", SIZE)], 50.0, last=True) == Adjustment(0.0, ({},))


def test_last_lines_begin_flush_all_the_same() -> None:
    run = Run("「あい」", SIZE, edges=(1.0, 1.0))
    assert adjust([run], 50.0, last=True) == Adjustment(-5.0, ({},))


def test_the_plan_is_the_same_each_time() -> None:
    runs = [Run("「語AB語", SIZE, edges=(1.0, 0.0)), Run("漢字。", 8, edges=(0.0, 1.0))]
    assert adjust(runs, 3.3, last=False) == adjust(runs, 3.3, last=False)


# ---- classes


@pytest.mark.parametrize(
    ("char", "japanese", "ideographic", "western"),
    [
        ("あ", True, True, False),
        ("ー", True, True, False),
        ("々", True, True, False),
        ("漢", True, True, False),
        ("𠮷", True, True, False),
        ("、", True, False, False),
        ("「", True, False, False),
        ("・", True, False, False),
        ("―", True, False, False),
        ("！", True, False, False),
        ("Ａ", True, False, False),
        ("A", False, False, True),
        ("é", False, False, True),
        ("ω", False, False, True),
        ("ж", False, False, True),
        ("7", False, False, True),
        (" ", False, False, False),
        (".", False, False, False),
    ],
)
def test_classes(char: str, japanese: bool, ideographic: bool, western: bool) -> None:
    assert (is_japanese(char), is_ideographic(char), is_western(char)) == (
        *(japanese, ideographic, western),
    )


# ---- gaps on the tree


def prepared(body: str, lang: str = "ja") -> Element:
    root = ElementTree.fromstring(f'<html lang="{lang}"><body>{body}</body></html>')
    prepare(root)
    found = root.find("body")
    assert found is not None
    return found


def markup(body: str, lang: str = "ja") -> str:
    text = ElementTree.tostring(prepared(body, lang), encoding="unicode")
    text = text.removeprefix("<body>").removesuffix("</body>")
    for name, short in (("gap-before gap-after", "both"), ("gap-before", "b"), ("gap-after", "a")):
        text = text.replace(f'<span class="{name}">', f"<{short}:").replace("</span>", ">")
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本のSNSで", "日本の<b:S>N<a:S>で"),
        ("第3章", "第<both:3>章"),
        ("10年", "1<a:0>年"),
        ("年10", "年<b:1>0"),
        ("「SNS」と、A。B", "「SNS」と、A。B"),
        ("A and B", "A and B"),
        ("語 A 語", "語 A 語"),
        ("ＡＢの語", "ＡＢの語"),
        ("AかBかC", "<a:A>か<both:B>か<b:C>"),
    ],
)
def test_gaps(text: str, expected: str) -> None:
    assert markup(f"<p>{text}</p>") == f"<p>{expected}</p>"


def test_gaps_in_the_text_after_an_element() -> None:
    assert markup("<p>語<b>強</b>語A語<i>x</i>B語</p>") == (
        "<p>語<b>強</b>語<both:A>語<i>x</i><a:B>語</p>"
    )


@pytest.mark.parametrize("tag", ["code", "pre", "rt", "script", "style", "title", "svg"])
def test_no_gaps_in(tag: str) -> None:
    assert markup(f"<p>語<{tag}>語A語</{tag}>A語</p>") == (f"<p>語<{tag}>語A語</{tag}><a:A>語</p>")


@pytest.mark.parametrize(
    "body", ["<p>A語A語<b>B語</b>C語</p>", "<h2>A語の長い見出しは文節で折る</h2>"]
)
def test_the_text_itself_is_never_changed(body: str) -> None:
    before = "".join(ElementTree.fromstring(f"<body>{body}</body>").itertext())
    assert "".join(prepared(body).itertext()) == before


@pytest.mark.parametrize("lang", ["en", "zh", ""])
def test_other_languages_are_left_alone(lang: str) -> None:
    body = "<h1>語A語の長い見出しは文節で折る</h1>"
    assert markup(body, lang) == body


def test_regional_japanese_is_japanese() -> None:
    assert markup("<p>語A</p>", "ja-JP") == "<p>語<b:A></p>"


@pytest.mark.xfail(reason="a gap is put only where both sides stand in one text")
def test_gaps_across_an_element() -> None:
    assert "gap" in ElementTree.tostring(prepared("<p>語<b>A</b>語</p>"), encoding="unicode")


# ---- phrases and columns


def test_phrases_join_to_the_text() -> None:
    text = "家庭にゆとりが生まれることもある"
    found = phrases(text)
    assert "".join(found) == text
    assert 2 <= len(found) <= 6
    assert all(not phrase.startswith(("に", "が", "も")) for phrase in found)


@pytest.mark.parametrize("text", ["", " "])
def test_phrases_of_nothing(text: str) -> None:
    assert phrases(text) == [text]


@pytest.mark.parametrize("tag", ["h1", "h2", "h3", "h4", "figcaption"])
def test_headings_are_kept_at_phrases(tag: str) -> None:
    heading = prepared(f"<{tag}>家庭にゆとりが生まれることもある</{tag}>")[0]
    assert [child.get("class") for child in heading] == ["phrase"] * len(heading)
    assert [child.text for child in heading] == phrases("家庭にゆとりが生まれることもある")
    assert heading.text is None


@pytest.mark.parametrize("body", ["<h2>短い</h2>", "<p>家庭にゆとりが生まれることもある</p>"])
def test_short_headings_and_paragraphs_are_not_cut(body: str) -> None:
    assert markup(body) == body


@pytest.mark.parametrize(
    ("title", "limit"),
    [
        ("セカンドパートナーという関係", 9),
        ("道具の図書館のつくりかた", 5),
        ("あ" * 25, 9),
        ("短い", 9),
    ],
)
def test_columns_hold_the_title(title: str, limit: int) -> None:
    found = columns(title, limit)
    assert "".join(found) == title
    assert all(0 < len(column) <= limit for column in found)


def test_columns_break_at_phrases() -> None:
    assert columns("セカンドパートナーという関係", 9) == ("セカンドパートナー", "という関係")


def test_an_empty_title_has_no_column_with_text() -> None:
    assert "".join(columns("", 9)) == ""
