"""What measures is measured: every kind of fault, planted in a page without any, is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.typesetting.faults import Kind
from tests.typesetting.handmade import Row, pdf
from tests.typesetting.measure import Measured, measure
from tests.typesetting.planted import (
    CHARS,
    EM,
    ENGLISH,
    JAPANESE,
    LEADING,
    LEFT,
    LINE,
    PLANTED,
    TOP,
    change,
    rows,
)


def found(planted: Sequence[Row], source: str | None = None, *, tagged: bool = True) -> Measured:
    return measure(pdf(planted, tagged=tagged), source)


def kinds(measured: Measured) -> dict[Kind, int]:
    return {kind: count for kind, count in measured.counts.items() if count}


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


# ---- the planted faults


@pytest.mark.parametrize("name", PLANTED)
def test_planted(name: str) -> None:
    plant, expected = PLANTED[name]
    assert kinds(found(plant(rows()))) == expected


@pytest.mark.parametrize("name", sorted(set(PLANTED) - {"a short line before a long word"}))
def test_planted_without_tags(name: str) -> None:
    """Geometry tells the same, but that a line so short does not end its paragraph."""
    plant, expected = PLANTED[name]
    assert kinds(found(plant(rows()), tagged=False)) == expected


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
    assert found(page).counts[Kind.WIDE_SPACES] == 1


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


def test_every_kind_is_planted() -> None:
    planted = {kind for _, expected in PLANTED.values() for kind in expected}
    elsewhere = {Kind.RUBY_TOUCHES, Kind.RUBY_OVERHANGS, Kind.RUBY_OUT, Kind.SHORT_WORD}
    elsewhere |= {Kind.LADDER, Kind.WIDE_SPACES, Kind.LOST}
    assert planted | elsewhere == set(Kind)
    assert not planted & elsewhere


def test_faults_say_where() -> None:
    (fault,) = found(change(6, text="、" + LINE[1:])(rows())).faults
    assert (fault.page, fault.text[0]) == (1, "、")
    assert fault.y_mm == pytest.approx(TOP + 6 * LEADING, abs=0.02)
    assert str(fault).startswith("p. 1, 66 mm: 、")
