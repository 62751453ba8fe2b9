"""The arithmetic of Japanese lines: classes, kinsoku, spacing, breaking, adjustment, phrases."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from sasshi.japanese import JapaneseLineBreaker, LineBreaker, phrases
from sasshi.japanese.adjust import adjust, distribute
from sasshi.japanese.breaking import break_lines
from sasshi.japanese.classes import CharClass, char_class, is_ideographic, is_japanese
from sasshi.japanese.kinsoku import may_end, symbols_as_ideographs
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Adjustment, Break, Line, LineStyle, Pad, Paragraph

SIZE = 10.0
#: A space is a whole number of thousandths of an em: half of one may be missing at the end.
EXACT = SIZE / 2000 + 1e-9


def width(char: str) -> float:
    """Give a character's width in em: Japanese full-width, Latin half, a space a quarter."""
    return 1.0 if is_japanese(char) else 0.25 if char == " " else 0.0 if char == "\n" else 0.5


def unicode_breaks(text: str) -> list[bool]:
    """Say where Unicode would break: after spaces, and beside Japanese."""
    return [
        a == " " or (b != " " and (is_japanese(a) or is_japanese(b)))
        for a, b in pairwise(text + "\n")
    ]


def par(
    text: str,
    *,
    size: float = SIZE,
    strict: bool = True,
    rigid: dict[int, int] | None = None,
    pads: dict[int, Pad] | None = None,
    hyphens: tuple[int, ...] = (),
    widths: dict[str, float] | None = None,
) -> Paragraph:
    """Make a paragraph of a text; ``rigid`` gives the group of characters by their index."""
    may = may_end(list(text), unicode_breaks(text), strict=strict)
    ways = [Break.ALLOWED if each else Break.NEVER for each in may]
    for i in hyphens:
        ways[i] = Break.HYPHEN
    for i, char in enumerate(text):
        if char == "\n":
            ways[i] = Break.FORCED
            ways[i - 1] = Break.FORCED if text[i - 1] == "\n" else Break.NEVER
    return Paragraph(
        chars=list(text),
        widths=[(widths or {}).get(char, width(char)) * size for char in text],
        sizes=[size] * len(text),
        rigid=[(rigid or {}).get(i, 0) for i in range(len(text))],
        find_breaks=lambda: ways,
        pads=pads or {},
        find_hyphen=lambda: 0.3 * size,
    )


def whole(text: str, slack: float, *, flush: bool = True, **kind: object) -> dict[int, int]:
    """Adjust a text on one line that lacks ``slack``; give the spaces that are not nothing."""
    plan = plan_of(text, slack, flush=flush, **kind)
    return {i: space for i, space in enumerate(plan.spaces) if space}


def plan_of(text: str, slack: float, *, flush: bool = True, **kind: object) -> Adjustment:
    paragraph = par(text, **kind)  # type: ignore[arg-type]
    metrics = ParagraphMetrics(paragraph, LineStyle(measure=1000))
    return distribute(metrics, Line(0, len(text) - 1, len(text)), slack, flush=flush)


def broken(text: str, measure: float, **kind: object) -> list[str]:
    """Break a text, in em, and give its lines."""
    of_style = {"indent", "justify", "balance", "line_start", "line_end"}
    chosen = {name: value for name, value in kind.items() if name in of_style}
    rest = {name: value for name, value in kind.items() if name not in of_style}
    metrics = ParagraphMetrics(par(text, **rest), LineStyle(measure=measure * SIZE, **chosen))  # type: ignore[arg-type]
    return [text[line.start : line.end + 1] for line in break_lines(metrics)]


# ---- spreading (JLREQ 3.8.4)


@pytest.mark.parametrize("slack", [0.02, 0.37, 1, 3.3333, 7.77, 9.999])
def test_the_slack_is_filled_exactly(slack: float) -> None:
    spaces = whole("夫や妻やあるいは恋人がいる", slack)
    assert sum(spaces.values()) * SIZE / 1000 == pytest.approx(slack, abs=EXACT)


def test_spaces_are_even() -> None:
    assert whole("あいうえおかきくけこ", 9.0) == dict.fromkeys(range(9), 100)
    uneven = whole("あいうえおかきくけこ", 7.0)
    assert max(uneven.values()) - min(uneven.values()) <= 1
    assert sum(uneven.values()) == 700


def test_nothing_is_added_after_the_last_character() -> None:
    assert len(plan_of("あいう", 5.0).spaces) == 2


@pytest.mark.parametrize("slack", [0.0, 0.005])
def test_a_full_line_is_left_alone(slack: float) -> None:
    assert whole("あいうえお", slack) == {}


def test_last_lines_are_not_spread() -> None:
    assert whole("あいうえお", 30.0, flush=False) == {}


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("日本のSNSで見た", [(3, 4)]),
        ("二〇二六年1234年", [(5, 7)]),
        ("それは――どうか", [(3, 3)]),
        ("それは……どうか", [(3, 3)]),
        ("語Ünïcödé語", [(1, 6)]),
        ("語αβγ語", [(1, 2)]),
        ("彼は「はい」と", [(2, 2), (4, 4)]),
    ],
)
def test_words_pairs_and_the_inside_of_brackets_are_not_torn(
    text: str, closed: list[tuple[int, int]]
) -> None:
    before, after = whole(text, 0.0), whole(text, 20.0)
    for first, last in closed:
        for i in range(first, last + 1):
            assert after.get(i, 0) == before.get(i, 0)
    assert sum(after.values()) - sum(before.values()) == 2000


def test_rigid_stretches_are_not_spread_inside() -> None:
    spaces = whole("あいコードうえ", 4.0, rigid={2: -3, 3: -3, 4: -3})
    assert set(spaces) == {0, 1, 4, 5}


def test_word_spaces_are_widened_first() -> None:
    assert whole("ある two three 語", 5.0) == {2: 167, 6: 166, 12: 167}
    assert whole("ある two 語", 5.0) == {2: 250, 6: 250}


def test_then_the_gaps_between_kanji_and_latin() -> None:
    assert whole("語AB語", 4.0) == {0: 450, 2: 450}
    spaces = whole("語AB 語CD語漢", 2.5 + 6.0)
    assert spaces[3] == 250, "the word space, to its limit"
    assert {i: spaces[i] for i in (0, 4, 6)} == dict.fromkeys((0, 4, 6), 450)
    assert 7 not in spaces


def test_then_between_all_characters() -> None:
    assert whole("語AB語漢字", 5.0 + 4.0) == {0: 600, 2: 600, 3: 100, 4: 100}


def test_a_latin_line_grows_at_its_spaces_only() -> None:
    assert whole("two words here", 10.0) == {3: 500, 9: 500}
    assert whole("word", 10.0) == {}


def test_random_lines_are_flush() -> None:
    rng = random.Random(1)
    for _ in range(500):
        text = "".join(rng.choices("あ漢カA1、。「」・―… ", k=rng.randint(2, 30)))
        slack = rng.uniform(0.1, 9)
        natural, spread = whole(text, 0.0), whole(text, slack)
        metrics = ParagraphMetrics(par(text), LineStyle(measure=1000))
        if any(metrics.boundaries.kinds[:-1]):
            more = (sum(spread.values()) - sum(natural.values())) * SIZE / 1000
            assert more == pytest.approx(slack, abs=2 * EXACT), text
        assert all(spread.get(i, 0) >= natural.get(i, 0) - 1 for i in range(len(text)))


# ---- reducing (JLREQ 3.8.3)


def test_a_long_line_gives_up_blanks_beside_marks() -> None:
    assert whole("彼は「はい」と言い、去る", -5.0) == {1: -167, 5: -166, 9: -167}


def test_a_full_stop_keeps_its_blank() -> None:
    assert whole("去る。来た、と", -4.0) == {5: -400}


def test_middle_dots_give_way_before_brackets() -> None:
    assert whole("甲・乙「丙", -3.0) == {0: -150, 1: -150}
    assert whole("甲・乙「丙", -7.0) == {0: -250, 1: -250, 2: -200}


def test_gaps_give_way_last_and_keep_an_eighth() -> None:
    assert whole("語AB語、語", -5.0) == {0: 250, 2: 250, 4: -500}
    assert whole("語AB語、語", -7.0) == {0: 150, 2: 150, 4: -500}
    assert whole("語AB語、語", -20.0) == {0: 125, 2: 125, 4: -500}


# ---- what stands between characters by nature (JLREQ 3.1.4, 3.2.6)


@pytest.mark.parametrize(
    ("text", "spaces"),
    [
        ("あ」「い", {1: -500}),
        ("あ。「い", {1: -500}),
        ("あ、「い", {1: -500}),
        ("あ」。い", {1: -500}),
        ("あ）」い", {1: -500}),
        ("あ「（い", {1: -500}),
        ("あ「｟い", {1: -500}),
        ("あ｠、い", {1: -500}),
        ("あ｠｟い", {1: -500}),
        ("あ」・い", {1: -500}),
        ("あ・「い", {1: -500}),
        ("あ・い", {}),
        ("あ、い", {}),
        ("あ「い", {}),
        ("あ？「い", {}),
        ("あ「」い", {}),
    ],
)
def test_marks_that_meet(text: str, spaces: dict[int, int]) -> None:
    assert whole(text, 0.0) == spaces


def test_narrow_marks_have_nothing_to_lose() -> None:
    assert whole("あ」「い", 0.0, widths={"」": 0.5, "「": 0.5}) == {}
    assert whole("あ」「い", 0.0, widths={"」": 0.8, "「": 0.8}) == {1: -300}


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("日本のSNSで", [2, 5]),
        ("第3章", [0, 1]),
        ("10年", [1]),
        ("「SNS」と、A。B", []),
        ("A and B", []),
        ("語 A 語", []),
        ("ＡＢの語", []),
        ("AかBかC", [0, 1, 2, 3]),
        ("語%語", []),
        ("語(A)語", []),
    ],
)
def test_gaps(text: str, gaps: list[int]) -> None:
    assert [i for i, space in whole(text, 0.0).items() if space == 250] == gaps


def test_no_gap_beside_code_but_beside_ruby() -> None:
    assert whole("語AB語", 0.0, rigid={1: -2, 2: -2}) == {}
    assert whole("A語B", 0.0, rigid={1: 2}) == {0: 250, 1: 250}


def test_long_readings_have_their_room() -> None:
    plan = plan_of("あ志い", 0.0, pads={1: Pad(2.0, 3.0)})
    assert list(plan.spaces) == [200, 300]


# ---- a line's edges (JLREQ 3.1.5, 3.1.9)


@pytest.mark.parametrize(
    ("line_start", "indent", "shift"),
    [
        *(("flush", 0.0, -5.0), ("full", 0.0, 0.0), ("half", 0.0, -5.0)),
        *(("flush", 10.0, -5.0), ("full", 10.0, 0.0), ("half", 10.0, -10.0)),
    ],
)
def test_an_opening_bracket_at_the_head(line_start: str, indent: float, shift: float) -> None:
    style = LineStyle(measure=1000, indent=indent, line_start=line_start)
    metrics = ParagraphMetrics(par("「あい"), style)
    assert distribute(metrics, Line(0, 2, 3), 0.0, flush=False).shift == shift
    assert metrics.natural_width(0, 2) == 30 + shift


@pytest.mark.parametrize(
    ("line_end", "hang", "natural"),
    [("half", False, 25.0), ("full", False, 30.0), ("hang", False, 25.0), ("hang", True, 20.0)],
)
def test_a_full_stop_at_the_end(line_end: str, hang: bool, natural: float) -> None:
    metrics = ParagraphMetrics(par("あい。"), LineStyle(measure=1000, line_end=line_end))
    assert metrics.natural_width(0, 2, hangs=hang) == natural


def test_brackets_do_not_hang() -> None:
    metrics = ParagraphMetrics(par("あい」"), LineStyle(measure=1000, line_end="hang"))
    assert not metrics.may_hang(2)


def test_marks_hang_where_that_is_asked_for() -> None:
    text = "あいうえお。かきくけこさしす"
    assert broken(text, 5, line_end="hang")[0] == "あいうえお。"
    assert broken(text, 5.5, line_end="half")[0] == "あいうえお。"
    assert broken(text, 6, line_end="full")[0] == "あいうえお。"


def test_a_reading_at_the_edge_keeps_its_room() -> None:
    metrics = ParagraphMetrics(
        par("志あ", pads={0: Pad(2.0, 3.0, 4.0, 5.0)}), LineStyle(measure=1000)
    )
    assert metrics.natural_width(0, 0) == 10 + 4 + 5
    assert metrics.natural_width(0, 1) == 20 + 4 + 3
    plan = distribute(metrics, Line(0, 1, 2), 0.0, flush=False)
    assert (plan.shift, list(plan.spaces)) == (0.0, [700])


# ---- kinsoku (JLREQ 3.1.7 to 3.1.10)

NEVER_FIRST = "」』）］｝〉》】〕｠’”、。，．・：；？！‐〜ヽヾゝゞ々ー％"
SMALL = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
NEVER_LAST = "「『（［｛〈《【〔｟‘“￥＄"


@pytest.mark.parametrize("char", NEVER_FIRST + SMALL)
def test_what_may_not_begin_a_line(char: str) -> None:
    assert may_end(["漢", char, "字"], [True] * 3, strict=True)[0] is False


@pytest.mark.parametrize("char", NEVER_LAST)
def test_what_may_not_end_a_line(char: str) -> None:
    assert may_end(["漢", char, "字"], [True] * 3, strict=True)[1] is False


@pytest.mark.parametrize("pair", ["――", "……", "‥‥"])
def test_pairs_that_are_one_mark(pair: str) -> None:
    assert may_end(list(pair), [True, True], strict=True)[0] is False


@pytest.mark.parametrize("char", "ー々ぁっゃァッヶ")
def test_the_loose_set_lets_small_kana_begin_a_line(char: str) -> None:
    assert may_end(["漢", char, "字"], [False, True, True], strict=False)[0] is True
    assert may_end(["A", char], [False, True], strict=False)[0] is False


@pytest.mark.parametrize("char", "」。、？・")
def test_marks_never_begin_a_line_in_the_loose_set_either(char: str) -> None:
    assert may_end(["漢", char], [True, True], strict=False)[0] is False


@pytest.mark.parametrize("run", ["◆◇★→○●", "①②③", "♪♪", "××××", "ⅠⅡ", "℡☎", "≒≠∴"])
def test_symbols_among_japanese_are_like_ideographs(run: str) -> None:
    assert symbols_as_ideographs(f"これ{run}だ") == f"これ{'一' * len(run)}だ"
    assert whole(f"あ{run}い", 1.0).keys() == set(range(len(run) + 1))


@pytest.mark.parametrize(
    "text", ["※1と", "3×4cm", "▲5％", "5㎡＋10ℓ", "――だ", "──だ", "50m²", "“あ”"]
)
def test_symbols_that_stay_with_what_is_beside_them(text: str) -> None:
    assert symbols_as_ideographs(text) == text


def test_arrows_part_even_latin() -> None:
    assert symbols_as_ideographs("A→B⇒C") == "A一B一C"


def test_unicode_decides_on_latin() -> None:
    assert may_end(list("ab c"), [False, False, True, True], strict=True)[:3] == [
        *(False, False, True),
    ]


# ---- breaking


def test_lines_are_filled() -> None:
    assert broken("あいうえおかきくけこさしすせそ", 5) == ["あいうえお", "かきくけこ", "さしすせそ"]


def test_the_first_line_is_shorter_by_its_indent() -> None:
    assert broken("あいうえおかきくけ", 5, indent=SIZE) == ["あいうえ", "おかきくけ"]


def test_a_mark_is_brought_in_by_reducing_others() -> None:
    text = "彼は、こう、言って、去った」。" * 3
    for line in broken(text, 14)[:-1]:
        assert line[0] not in NEVER_FIRST
    assert broken("あい、う、えおか」きくけこさしすせそ", 8)[0] == "あい、う、えおか」"


def test_no_last_line_of_one_character() -> None:
    for count in range(30, 140):
        lines = broken("あ" * count + "。", 15)
        assert len(lines[-1]) > 2 or len(lines) == 1, lines


def test_no_line_is_longer_than_the_measure() -> None:
    rng = random.Random(2)
    for _ in range(200):
        text = "".join(rng.choices("あ漢カA1、。「」・ ", k=rng.randint(20, 120))).strip()
        metrics = ParagraphMetrics(par(text), LineStyle(measure=150))
        lines = break_lines(metrics)
        assert lines[-1].after == len(text)
        assert all(a.after == b.start for a, b in pairwise(lines))
        for line in lines:
            over = metrics.natural_width(line.start, line.end) - 150
            marks = "".join(text[line.start : line.end + 1])
            if over > metrics.reducible(line.start, line.end) + 0.01:
                assert not any(metrics.paragraph.breaks[line.start : line.end]), marks


def test_what_cannot_be_broken_stands_beyond() -> None:
    assert broken("abcdefghijklmnopqrstuvwxyz あ", 5) == ["abcdefghijklmnopqrstuvwxyz", "あ"]


def test_ragged_text_reduces_no_line_to_leave_another_short() -> None:
    text = "aaaaaaa aaaaaaa a aaaaaaaa aaaaa aaaa aa aaaaaa"
    assert broken(text, 14, justify=False)[0] == "aaaaaaa aaaaaaa a aaaaaaaa"


def test_spaces_at_the_edges_of_lines_are_left_out() -> None:
    assert broken("aaaa bbbb   cccc", 5, justify=False) == ["aaaa bbbb", "cccc"]
    assert broken("  aaaa", 5) == ["aaaa"]


def test_ends_that_are_asked_for() -> None:
    assert broken("あい\nうえお", 5) == ["あい", "うえお"]
    assert broken("あい\n\nう\n", 5) == ["あい", "", "う"]


def test_even_lines() -> None:
    assert broken("あいうえおかきくけこさ", 10, justify=False, balance=True) == [
        *("あいうえおか", "きくけこさ"),
    ]
    assert broken("あいうえおかきくけこさし", 10, justify=False)[0] == "あいうえおかきくけこ"


def test_hyphens_only_where_they_help() -> None:
    words = "aaa bbb considerable ccc ddd"
    assert broken(words, 8.2, hyphens=(10, 13))[0] == "aaa bbb consid"
    assert broken("aaa bbb ccc ddd", 4, hyphens=(5,)) == ["aaa bbb", "ccc ddd"]


def test_the_same_each_time() -> None:
    text = "夫や妻、あるいは「恋人」がいる。その人とは別のSNSで" * 4
    assert broken(text, 17) == broken(text, 17)


def test_a_paragraph_is_composed_from_any_line_on() -> None:
    metrics = ParagraphMetrics(par("あいうえおかきくけこさしすせそた"), LineStyle(measure=50))
    lines = break_lines(metrics)
    assert break_lines(metrics, lines[1].start) == lines[1:]


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
    assert (is_japanese(char), is_ideographic(char), char_class(char) is CharClass.WESTERN) == (
        *(japanese, ideographic, western),
    )


# ---- phrases


def test_phrases_join_to_the_text() -> None:
    text = "家庭にゆとりが生まれることもある"
    found = phrases(text)
    assert "".join(found) == text
    assert 2 <= len(found) <= 6
    assert all(not phrase.startswith(("に", "が", "も")) for phrase in found)


@pytest.mark.parametrize("text", ["", " "])
def test_phrases_of_nothing(text: str) -> None:
    assert phrases(text) == [text]


# ---- what layout asks


@pytest.mark.parametrize("wider", [0.0, 0.4, -0.7])
def test_a_line_breaker_fills_all_lines_but_the_last(wider: float) -> None:
    breaker: LineBreaker = JapaneseLineBreaker()
    text = "夫や妻、あるいは「恋人」がいる。その人とは別のSNSで見た、という話。" * 4
    metrics = breaker.prepare(par(text), LineStyle(measure=170, indent=10, line_end="hang"))
    lines = breaker.break_lines(metrics)
    for line in lines[:-1]:
        plan = breaker.adjust(metrics, line, wider)
        own = sum(metrics.paragraph.widths[line.start : line.end + 1]) + wider
        taken = plan.shift + own + sum(plan.spaces) * SIZE / 1000 - plan.beyond
        assert taken == pytest.approx(metrics.measure(line.start), abs=2 * EXACT)
    assert breaker.adjust(metrics, lines[-1]).spread == 0


def test_a_line_that_ends_where_that_is_asked_for_is_not_spread() -> None:
    metrics = ParagraphMetrics(par("あいう\nえおかきくけこ"), LineStyle(measure=50))
    first, second, third = break_lines(metrics)
    assert [metrics.is_last(line) for line in (first, second, third)] == [True, False, True]
    assert adjust(metrics, first).spread == 0
    assert metrics.unbroken_widths() == [30, 70]
