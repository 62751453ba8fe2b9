"""A page without faults, and what is changed in it to plant one of each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.typesetting.faults import Kind
from tests.typesetting.handmade import Row
from tests.typesetting.pages import MM_PER_PT

EM = 10 * MM_PER_PT
LEFT, TOP, LEADING = 20.0, 30.0, 6.0
CHARS = 20
Plant = Callable[[list[Row]], list[Row]]

#: Four lines of twenty characters, the first indented, the last short.
JAPANESE = (
    "朝の光が窓から差しこんで机の上で照らさ",
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
            indent = EM if len(text) == CHARS - 1 else 0
            found.append(Row(text, LEFT + indent, y, block, page + 1))
    return found


def change(number: int, **values: object) -> Plant:
    """Give what changes one row of the page."""

    def plant(page: list[Row]) -> list[Row]:
        page[number] = replace(page[number], **values)  # type: ignore[arg-type]
        return page

    return plant


def both(number: int, text: str, other: int, text2: str) -> Plant:
    """Give what changes the texts of two rows."""
    return lambda page: change(other, text=text2)(change(number, text=text)(page))


LINE = JAPANESE[1]
MIXED = LINE[:6] + "SNS" + LINE[7:16]  # 15 + 1.5 em, and two quarters for the gaps

#: What is changed, and what must then be found: all of it, and no more.
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
