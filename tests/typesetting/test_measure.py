"""What measures is measured: every kind of fault, planted in a page without any, is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.typesetting.faults import Kind
from tests.typesetting.handmade import Row, pdf
from tests.typesetting.measure import Measured, measure
from tests.typesetting.pages import MM_PER_PT

EM = 10 * MM_PER_PT
LEFT, TOP, LEADING = 20.0, 30.0, 6.0
CHARS = 20
Plant = Callable[[list[Row]], list[Row]]

#: Four lines of twenty characters, the first indented, the last short.
JAPANESE = (
    "朝の光が窓から差しこんで机の上に置か",
    "れた古い時計の文字盤をゆっくりと照らして",
    "いくのを眺めながら今日は何をしようかと考",
    "えているうちに湯が沸いた。",
)
#: Lines of forty half ems.
ENGLISH = (
    "a ladder spends nearly all of its life l",
    "ying down and two doors along somebody e",
    "lse is about to buy another one for them",
    "selves",
)


def rows(texts: Sequence[str] = JAPANESE) -> list[Row]:
    """Set a text as four paragraphs on two facing pages, faultless."""
    found = []
    for block in range(4):
        page, half = divmod(block, 2)
        for number, text in enumerate(texts):
            y = TOP + (half * len(texts) + number) * LEADING
            found.append(Row(_fill(text, number), LEFT, y, block, page + 1))
    return [replace(row, x=LEFT + EM) if row.text[0] in "朝" else row for row in found]


def _fill(text: str, number: int) -> str:
    return text + "の" if number == 0 and text[0] == "朝" else text


def found(planted: Sequence[Row], source: str | None = None, *, tagged: bool = True) -> Measured:
    return measure(pdf(planted, tagged=tagged), source)


def kinds(measured: Measured) -> dict[Kind, int]:
    return {kind: count for kind, count in measured.counts.items() if count}


def change(number: int, **values: object) -> Plant:
    """Give what changes one row of the page."""

    def plant(page: list[Row]) -> list[Row]:
        page[number] = replace(page[number], **values)  # type: ignore[arg-type]
        return page

    return plant


def both(number: int, text: str, other: int, text2: str) -> Plant:
    """Give what changes the texts of two rows."""
    return lambda page: change(other, text=text2)(change(number, text=text)(page))


SOURCE = "".join(row.text for row in rows()[:4])


@pytest.mark.parametrize("tagged", [True, False])
def test_a_page_without_faults(tagged: bool) -> None:
    measured = found(rows(), SOURCE, tagged=tagged)
    assert kinds(measured) == {}
    assert measured.size == pytest.approx(10)
    assert len(measured.paragraphs) == 4
    assert measured.full_lines == 12
    first = measured.paragraphs[0].lines[1]
    assert first.edges == pytest.approx((LEFT, LEFT + CHARS * EM), abs=0.03)


# ---- the planted faults: what is changed, and what must be found, all of it and no more

LINE = JAPANESE[1]
MIXED = LINE[:6] + "SNS" + LINE[7:16]  # 15 + 1.5 em, and two quarters for the gaps


PLANTED: dict[str, tuple[Plant, dict[Kind, int]]] = {
    "a short line": (change(1, text=LINE[:-1]), {Kind.RIGHT: 1}),
    "a long line": (change(1, gaps={0: 0.04}), {Kind.RIGHT: 1, Kind.UNEVEN: 1}),
    "a line a little long": (change(1, gaps=dict.fromkeys(range(19), 0.002)), {Kind.RIGHT: 1}),
    "a hanging mark": (
        change(1, text=LINE[:-1] + "。", gaps=dict.fromkeys(range(19), 0.5 / 19)),
        {},
    ),
    "a mark that hangs half way": (
        change(1, text=LINE[:-1] + "。", gaps=dict.fromkeys(range(19), 0.3 / 19)),
        {Kind.RIGHT: 1},
    ),
    "a kana that hangs": (
        change(1, gaps=dict.fromkeys(range(19), 0.5 / 19)),
        {Kind.RIGHT: 1},
    ),
    "a line that begins too far right": (
        change(1, x=LEFT + 0.02 * EM, gaps=dict.fromkeys(range(19), -0.02 / 19)),
        {},
    ),
    "a line that begins yet further right": (
        change(1, x=LEFT + 0.2 * EM, gaps=dict.fromkeys(range(19), -0.2 / 19)),
        {Kind.LEFT: 1},
    ),
    "a bracket at the edge": (
        change(1, text="「" + LINE[1:], x=LEFT - 0.5 * EM, gaps=dict.fromkeys(range(19), 0.5 / 19)),
        {},
    ),
    "a bracket with its blank": (change(1, text="「" + LINE[1:]), {Kind.LEFT: 1}),
    "a comma first": (change(2, text="、" + LINE[1:]), {Kind.FIRST: 1}),
    "a small kana first": (change(2, text="ょ" + LINE[1:]), {Kind.FIRST: 1}),
    "a long vowel first": (change(2, text="ー" + LINE[1:]), {Kind.FIRST: 1}),
    "an iteration mark first": (change(2, text="々" + LINE[1:]), {Kind.FIRST: 1}),
    "a bracket last": (change(1, text=LINE[:-1] + "「"), {Kind.LAST: 1}),
    "a gap": (change(1, text=MIXED + LINE[:3], gaps={5: 0.25, 8: 0.25}), {Kind.ADDED_AT_GAP: 2}),
    "gaps left out": (
        change(1, text=MIXED + LINE[:3], gaps={9: 0.5}),
        {Kind.GAP_MISSING: 2, Kind.UNEVEN: 1, Kind.LOOSE: 1, Kind.ADDED_SPACE: 1},
    ),
    "a gap beside a mark": (
        change(1, text=LINE[:6] + "「" + LINE[7:], gaps={5: 0.25, 0: -0.25}),
        {Kind.GAP_EXTRA: 1, Kind.UNEVEN: 1, Kind.ADDED_SPACE: 1},
    ),
    "an address without gaps": (
        change(1, text=LINE[:8] + "https://example.org/" + LINE[:2]),
        {},
    ),
    "marks closed up": (
        change(1, text=LINE[:6] + "。」「" + LINE[8:], gaps={6: -0.5, 7: -0.5}),
        {},
    ),
    "marks not closed up": (change(1, text=LINE[:6] + "。」「" + LINE[9:]), {Kind.UNSQUEEZED: 2}),
    "a spread line": (
        change(1, text=LINE[:-2], gaps=dict.fromkeys(range(17), 2 / 17)),
        {},
    ),
    "a line spread too far": (
        change(1, text=LINE[:-3], gaps=dict.fromkeys(range(16), 3 / 16)),
        {Kind.LOOSE: 1, Kind.ADDED_SPACE: 16},
    ),
    "a line spread at a few places": (
        change(1, text=LINE[:-1], gaps=dict.fromkeys(range(10), 0.1)),
        {Kind.UNEVEN: 1},
    ),
    "a line off the grid": (change(2, y=TOP + 2 * LEADING + 0.2), {Kind.GRID: 1}),
    "a line half a line off": (change(3, y=TOP + 3.5 * LEADING), {Kind.HALF_GRID: 1}),
    "one character last": (change(3, text="た。"), {Kind.WIDOW: 1}),
    "a pair torn": (both(1, LINE[:-1] + "―", 2, "―" + LINE[1:]), {Kind.TORN: 1}),
    "two pairs apart": (both(1, LINE[:-1] + "―", 2, "…" + LINE[1:]), {}),
    "a number torn": (
        both(1, LINE[:-1] + "10", 2, "26" + LINE[1:]),
        {Kind.TORN: 1, Kind.GAP_MISSING: 2},
    ),
    "a sign torn off its number": (
        both(1, LINE[:-1] + "５", 2, "％" + LINE[1:]),
        {Kind.TORN: 1},
    ),
    "a line ended by the author": (
        change(1, text=LINE[:5]),
        {},
    ),
    "a short line before a long word": (
        both(1, LINE[:5], 2, "institutionalisation-and-more-of-itself"),
        {Kind.RIGHT: 2},
    ),
    "two characters last": (change(3, text="した。"), {}),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted(name: str) -> None:
    plant, expected = PLANTED[name]
    assert kinds(found(plant(rows()))) == {k: n for k, n in expected.items() if n}


# ---- what needs more than one row


def test_a_paragraph_goes_on_over_the_page() -> None:
    page = rows()
    page[7] = replace(page[7], text=LINE)
    page[8] = replace(page[8], x=LEFT, text=JAPANESE[2])
    measured = found(page)
    assert len(measured.paragraphs) == 3
    assert len(measured.paragraphs[1].lines) == 8
    assert kinds(measured) == {}


def reading(text: str, at_char: float, row: Row) -> Row:
    """Set a reading over a row, beginning over one of its characters."""
    return replace(row, text=text, x=row.x + at_char * EM, y=row.y - 0.9 * EM, size=5.0, gaps={})


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([("とけい", 4.25)], {}),
        ([("ふるいい", 2)], {}),
        ([("もじもじばん", 7.6)], {Kind.RUBY_OVERHANGS: 2}),  # over 文 and far over を
        ([("ふるいふる", 1.5)], {}),  # over た by a half
        ([("ふるいふるいも", 1.25)], {Kind.RUBY_OVERHANGS: 1}),  # by three quarters
        ([("とけい", 4), ("もじ", 5.25)], {Kind.RUBY_TOUCHES: 1}),
        ([("とけい", 4), ("もじ", 5.5)], {}),
        ([("れい", -0.5)], {Kind.RUBY_OUT: 1}),
        ([("して", 19.25)], {Kind.RUBY_OUT: 1}),
    ],
)
def test_readings(readings: list[tuple[str, float]], expected: dict[Kind, int]) -> None:
    page = rows()
    line = page[1]  # れた|古い|時計|の文|字盤|をゆ|っく|りと|照ら|して
    words = [(i, line.text[i : i + 2]) for i in range(0, CHARS, 2)]
    page[1:2] = [replace(line, text=word, x=line.x + i * EM) for i, word in words]
    page += [reading(text, at_char, line) for text, at_char in readings]
    assert kinds(found(page)) == expected


def test_readings_over_a_line_drawn_at_once() -> None:
    page = rows()
    far = reading("ふるいふるいも", 1.25, page[1])
    assert kinds(found([*page, far])) == {Kind.RUBY_OVERHANGS: 1}


def test_the_mark_of_a_note() -> None:
    page = rows()
    mark = replace(page[2], text="1", y=page[2].y - 0.35 * EM, size=6.0)
    after = replace(page[2], x=LEFT + 0.3 * EM, text=page[2].text[:-1])
    assert kinds(found([*page[:2], after, *page[3:], mark]))[Kind.FIRST] == 1
    page = rows()
    parted = replace(page[1], gaps={4: 0.3}, text=LINE[:-1])
    mark = replace(page[1], text="1", x=LEFT + 5 * EM, y=page[1].y - 0.35 * EM, size=6.0)
    assert Kind.UNEVEN not in kinds(found([page[0], parted, *page[2:], mark]))


def test_numbers_of_items_are_not_text() -> None:
    page = rows()
    number = replace(page[0], text="1.", x=LEFT - EM)
    page[0] = replace(page[0], x=LEFT + EM)
    assert kinds(found([number, *page])) == {}


def english(texts: Sequence[str] = ENGLISH) -> list[Row]:
    return rows(texts)


def test_a_latin_page_without_faults() -> None:
    source = " ".join(["".join(ENGLISH)] * 4)
    counts = kinds(found(english()))
    assert counts == {}
    assert kinds(found(english(), source)) == {Kind.TORN: 12}, "words are broken without hyphens"


def test_hyphens_below_each_other() -> None:
    page = english()
    for number in (0, 1, 2):
        page[number] = replace(page[number], text=page[number].text[:-1] + "-")
    assert kinds(found(page)) == {Kind.LADDER: 1}
    page[1] = replace(page[1], text=ENGLISH[1])
    assert kinds(found(page)) == {}


@pytest.mark.parametrize(
    ("last", "count"), [("be.", 1), ("them.", 1), ("other.", 0), ("to be.", 0)]
)
def test_a_short_word_last(last: str, count: int) -> None:
    page = english()
    page[3] = replace(page[3], text=last)
    assert found(page).counts[Kind.SHORT_WORD] == count


def test_word_spaces_are_measured() -> None:
    page = english()
    page[1] = replace(page[1], gaps={4: 0.4})
    words = found(page).spacing.words
    assert words.least == pytest.approx(0.5, abs=0.01)
    assert words.most == pytest.approx(0.9, abs=0.01)


def test_space_between_characters_is_measured() -> None:
    plain = found(rows()).spacing.added
    assert (plain.mean, plain.deviation) == pytest.approx((0, 0), abs=0.001)
    spread = [replace(row, gaps=dict.fromkeys(range(25), 0.05)) for row in rows()]
    assert found(spread).spacing.added.mean == pytest.approx(0.05, abs=0.001)


def test_text_that_cannot_be_copied() -> None:
    assert kinds(found(rows(), SOURCE + "\nここにない文")) == {Kind.LOST: 1}
    page = rows()
    moved = [*page[:1], *page[2:], page[1]]
    assert found(moved, SOURCE).counts[Kind.LOST] == 0, "it is on the next page, too"
    for block in (1, 2, 3):
        moved = [row for row in moved if row.block != block]
    assert found(moved, SOURCE).counts[Kind.LOST] == 1


def test_faults_say_where() -> None:
    (fault,) = found(change(6, text="、" + LINE[1:])(rows())).faults
    assert (fault.page, fault.text[0]) == (1, "、")
    assert fault.y_mm == pytest.approx(TOP + 6 * LEADING, abs=0.02)
    assert str(fault).startswith("p. 1, 66 mm: 、")
