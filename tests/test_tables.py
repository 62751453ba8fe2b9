"""Tables, code and framed blocks on finished pages: nothing too wide, lost, or pushed away."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from sasshi.make import Request, build
from sasshi.problems import BuildError
from sasshi.typeset.column_widths import Need, Remedy, fitted
from tests.conftest import ROOT

HEAD = "---\ntitle: 見本\nlang: {lang}\n---\n\n## 章\n\n"
THEMES = ("base", "shizuka", "kaname", "hidamari", "matsuri")


def pages(
    folder: Path, text: str, lang: str = "ja", theme: str = "base", **tokens: str
) -> list[str]:
    """Build a chapter as a booklet; give what stands on each of its pages, without blanks."""
    guide = folder / "guide.md"
    guide.write_text(HEAD.format(lang=lang) + text, encoding="utf-8")
    request = Request(
        content=ROOT / "content",
        templates=ROOT / "templates",
        output=folder / "output",
        guides=(str(guide),),
        editions=("booklet",),
        theme=theme,
        tokens=tuple(tokens.items()),
    )
    (path,) = build(request).files
    with closing(pdfium.PdfDocument(path)) as pdf:
        texts = [page.get_textpage().get_text_range() for page in pdf]
    return [re.sub(r"[\s\ufffe\u00ad]", "", each) for each in texts]


def table(*rows: Sequence[str]) -> str:
    header, *others = rows
    lines = [header, ["---"] * len(header), *others]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines) + "\n"


def on(found: Sequence[str], *words: str) -> list[int]:
    """Give the page of each word, counted from 0; each stands on one only."""
    places = [[number for number, text in enumerate(found) if word in text] for word in words]
    assert [len(each) for each in places] == [1] * len(words), dict(zip(words, places, strict=True))
    return [number for (number,) in places]


def word(number: int) -> str:
    """Give a word for a number: PDFium may put digits before letters in text that lies."""
    return "Mark" + "".join(chr(ord("a") + digit) for digit in divmod(number, 26)) + "zz"


# ---- the arithmetic of widths


def test_columns_that_are_wide_enough_stay_as_they_are() -> None:
    assert fitted([30, 70], [30, 20], 100) == [30, 70]


def test_a_column_that_is_too_narrow_takes_from_the_others() -> None:
    assert fitted([20, 40, 40], [50, 10, 10], 100) == [50, 25, 25]
    assert fitted([20, 40, 40], [50, 35, 10], 100) == [50, 35, 15]


def test_without_room_all_are_too_narrow_alike() -> None:
    assert fitted([50, 50], [150, 50], 100) == [75, 25]


@pytest.mark.parametrize(
    ("room", "turned", "remedy"),
    [
        (100, 0, Remedy.NONE),
        (95, 0, Remedy.SMALLER),
        (80, 95, Remedy.TURNED),
        (80, 80, Remedy.CUT),
        (50, 80, Remedy.TURNED),
        (50, 0, Remedy.TOO_WIDE),
    ],
)
def test_remedies_in_their_order(room: float, turned: float, remedy: Remedy) -> None:
    assert Need([60, 40], [40, 30], 0.9).remedy(room, turned) is remedy


# ---- tables too wide for the widths that were worked out


CONTACTS = table(
    ["場所", "ウェブ", "メール", "電話"],
    [
        "共有の物置",
        "https://example.org/monooki/riyou/annai.html?page=2&lang=ja",
        "monooki-kanri@example.org",
        "03-1234-5678",
    ],
)
WEEK = table(
    ["", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜・祝日"],
    ["午前", *["9:00〜12:00"] * 5, "10:00〜12:00", "休み"],
    ["午後", *["13:00-17:00"] * 5, "", "休み"],
)
NUMBER = table(["番号", "説明"], ["1234567890123", "とても長い説明の文がここに入る。" * 9])


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("theme", THEMES)
def test_contacts_hours_and_numbers_fit(tmp_path: Path, theme: str, writing: str) -> None:
    text = CONTACTS + "文。\n\n" + WEEK + "文。\n\n" + NUMBER
    found = pages(tmp_path, text, theme=theme, writing=writing)
    on(found, "riyou", "@", "03-1234-5678", "10:00", "1234567890123")


def test_addresses_break_at_their_parts_only(tmp_path: Path) -> None:
    guide = tmp_path / "guide.md"
    guide.write_text(HEAD.format(lang="en") + CONTACTS, encoding="utf-8")
    pages(tmp_path, CONTACTS, "en")
    with closing(pdfium.PdfDocument(tmp_path / "output" / "guide-booklet.pdf")) as pdf:
        lines = "\n".join(page.get_textpage().get_text_range() for page in pdf).split()
    address = "https://example.org/monooki/riyou/annai.html?page=2&lang=ja"
    parts = lines[lines.index(next(line for line in lines if line.startswith("https"))) :]
    parts = [line for line in parts[:6] if line in address and line != "example.org"]
    assert "".join(parts) == address
    assert len(parts) > 1
    assert all(part[-1] in "/.-?&=" for part in parts[:-1])
    assert "03-1234-5678" in lines


def test_a_table_for_which_nothing_helps_has_its_line(tmp_path: Path) -> None:
    wide = table([f"Unabkürzbarkeit{n}" for n in range(20)], ["x"] * 20)
    with pytest.raises(BuildError) as failure:
        pages(tmp_path, wide, "de")
    codes = {problem.code for problem in failure.value.problems if problem.severity == "error"}
    assert codes == {"too-wide"}


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_a_table_is_turned_before_it_is_refused(tmp_path: Path, writing: str) -> None:
    numbers = [f"0120-000-{n:03}" for n in range(1, 7)]
    wide = table([f"窓口{n}" for n in range(1, 7)], numbers)
    found = pages(tmp_path, f"前の文。\n\n{wide}後の文。\n", writing=writing)
    assert len(set(on(found, *numbers))) == 1
    on(found, "前の文", "後の文")


def test_type_gets_smaller_before_that(tmp_path: Path) -> None:
    numbers = [f"0120-000-{n:03}" for n in range(1, 5)]
    wide = table([*(f"窓口{n}" for n in range(1, 5)), "相談"], [*numbers, "国際相談"])
    found = pages(tmp_path, f"前の文。\n\n{wide}後の文。\n")
    assert len(set(on(found, "前の文", *numbers, "後の文"))) == 1


# ---- tables longer than the page


ROWS = [["番号", "品名"], *([f"第{n}番", word(n)] for n in range(1, 61))]


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_a_long_table_goes_on_with_its_header(tmp_path: Path, writing: str) -> None:
    found = pages(tmp_path, f"前の文。\n\n{table(*ROWS)}後の文。\n", writing=writing)
    places = on(found, *(word(n) for n in range(1, 61)))
    assert places == sorted(places)
    for number in set(places):
        assert "品名" in found[number]
        assert places.count(number) >= 2


def test_it_begins_in_the_room_left(tmp_path: Path) -> None:
    text = "地の文。\n\n" * 12
    found = pages(tmp_path, f"{text}{table(*ROWS)}")
    assert word(2) in next(page for page in found if "地の文" in page)


@pytest.mark.parametrize("lines", range(18, 26))
def test_two_rows_at_least_stand_on_either_side(tmp_path: Path, lines: int) -> None:
    text = "地の文。\n\n" * lines
    found = pages(tmp_path, f"{text}{table(*ROWS[:7])}")
    places = on(found, *(word(n) for n in range(1, 7)))
    assert all(places.count(number) >= 2 for number in set(places))


# ---- what stands in cells


def test_empty_cells_are_empty(tmp_path: Path) -> None:
    (found,) = [p for p in pages(tmp_path, table(["甲", "乙"], ["丙", ""])) if "丙" in p]
    assert "—" not in found


def test_cells_beyond_the_header_are_printed(tmp_path: Path) -> None:
    on(pages(tmp_path, table(["甲", "乙"], ["丙", "丁", "余った欄"])), "余った欄")


# ---- other blocks longer than the room left


def _callout(lines: int) -> str:
    return "> [!NOTE]\n" + ">\n".join(f"> {word(n)}\n" for n in range(1, lines + 1)) + "\n"


def _code(lines: int) -> str:
    return "```python\n" + "".join(f"{word(n)} = {n}\n" for n in range(1, lines + 1)) + "```\n\n"


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("block", [_callout, _code])
def test_blocks_begin_in_the_room_left(tmp_path: Path, block: object, writing: str) -> None:
    assert callable(block)
    text = "地の文。\n\n" * 9
    found = pages(tmp_path, f"{text}{block(30)}", writing=writing)
    places = on(found, *(word(n) for n in range(1, 31)))
    assert "地の文" in found[places[0]]
    assert places == sorted(places)
    assert all(places.count(number) >= 2 for number in set(places))


def test_a_long_line_of_code_is_whole(tmp_path: Path) -> None:
    words = [f"word{n:02}" for n in range(40)]
    (found,) = [
        page for page in pages(tmp_path, f"```\n{'/'.join(words)}\n```\n") if "word00" in page
    ]
    assert "/".join(words) in found
