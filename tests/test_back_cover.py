"""The back cover: every row of an imprint is printed, however many, and clear of the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from sasshi.content import read_guide
from sasshi.fonts.faces import load_faces
from sasshi.make import Request, build
from sasshi.make.open_job import OpenJob
from sasshi.make.plan import plan
from sasshi.make.steps import Made, walk
from sasshi.problems import Severity
from sasshi.render.imprint_rows import fit_rows, line_count
from tests.conftest import ROOT
from tests.cover_pages import THEMES, Glyph, glyphs, rows, without_text
from tests.reopen import open_pdf

CONTACT = """contact:
  name: みどり町連合町会
  address: 東京都例区例町一丁目二番地三
  phone: 03-0000-0000
  email: info@example.org
  url: https://example.org/shed
  hours: 土曜の午前十時から十二時
"""
LONG_CONTACT = """contact:
  name: みどり町連合町会防災対策本部事務局(例区役所地域振興課内)
  address: 〒000-0000 東京都例区例町大字例字例一丁目二番地三 例区役所本庁舎三階地域振興課市民協働係
  phone: 0120-000-000(平日午前九時から午後五時まで)
  email: a-very-long-address-of-an-office-that-goes-on@division.section.example.org
  url: https://example.org/a/very/long/path/that/goes/on/and/on/index.html?x=1&y=2
  hours: 月曜から金曜の午前九時から午後五時まで。祝日と年末年始(十二月二十九日から一月三日)は休み。
  qr: true
"""
LONG_TEXT = "青木さんと赤木さんと黒木さんと白木さんと三宅さんと、その仲間たちの集まりの有志一同"


def guide(count: int, contact: str = CONTACT, *, long: bool = False) -> str:
    text = LONG_TEXT if long else "例の人"
    imprint = "".join(f"  第{i}役: {text}{i}番\n" for i in range(1, count + 1))
    return (
        "---\ntitle: 奥付の見本\nauthor: 例花子\npublisher: みどり町会\ndate: 2026年11月\n"
        f"rights: 自由に複写できます。\nimprint:\n{imprint}{contact}---\n\n"
        "## 章\n\n本文。\n\n- [ ] 規則。\n"
    )


def made(
    folder: Path, theme: str, text: str, edition: str = "booklet", writing: str = "horizontal"
) -> bytes:
    (folder / "back.md").write_text(text, encoding="utf-8")
    tokens = (("writing", writing),)
    request = Request(
        folder, ROOT / "templates", folder / "out", theme=theme, editions=(edition,), tokens=tokens
    )
    result = build(request)
    assert [p for p in result.problems if p.severity is not Severity.NOTE] == []
    return result.files[0].read_bytes()


def missing(data: bytes, wanted: Mapping[str, str]) -> list[str]:
    """Give the rows that are not printed whole, label and text side by side."""
    found: list[str] = []
    document = open_pdf(data)
    for page in range(2, len(document)):
        found += rows(glyphs(document[page]))
    text = "\n".join(found)
    return [f"{label} {value}" for label, value in wanted.items() if label + value not in text]


WANTED = {"書名": "奥付の見本", "著者": "例花子", "発行": "みどり町会", "発行日": "2026年11月"}


def wanted(count: int) -> dict[str, str]:
    return WANTED | {f"第{i}役": f"例の人{i}番" for i in range(1, count + 1)}


def off_page(printed: Sequence[Glyph]) -> str:
    return "".join(
        g.text for g in printed if min(g.left, g.top, 148.5 - g.right, 210 - g.bottom) < 6
    )


def on_drawing(data: bytes) -> str:
    """Give what stands on the drawing of the back cover: on no even ground, lines aside."""
    document = open_pdf(data)
    page = document[len(document) - 1]
    picture, scale = without_text(data, 100)[-1], 100 / 25.4
    found = ""
    for g in glyphs(page):
        box = (g.left * scale, g.top * scale, g.right * scale + 1, g.bottom * scale + 1)
        dark, light = picture.crop(tuple(map(int, box))).getextrema()  # type: ignore[arg-type]
        found += g.text if light - dark > 12 else ""  # type: ignore[operator]
    return found


@pytest.mark.parametrize("count", [0, 25, 30, 40])
@pytest.mark.parametrize("theme", THEMES)
def test_all_rows_are_printed(theme: str, count: int, tmp_path: Path) -> None:
    data = made(tmp_path, theme, guide(count))
    assert missing(data, wanted(count)) == []
    assert on_drawing(data) == ""
    document = open_pdf(data)
    printed = glyphs(document[len(document) - 1])
    assert off_page(printed) == ""
    assert "03-0000-0000" in "".join(rows(printed))


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["booklet", "large-print"])
@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("count", [7, 12, 25, 30, 40, 90])
@pytest.mark.parametrize("theme", THEMES)
def test_all_rows_are_printed_in_every_edition(
    theme: str, count: int, writing: str, edition: str, tmp_path: Path
) -> None:
    data = made(tmp_path, theme, guide(count), edition, writing)
    assert missing(data, wanted(count)) == []


@pytest.mark.parametrize("count", [7, 12, 25, 40])
@pytest.mark.parametrize("theme", THEMES)
def test_a_mini_booklet_has_the_rows_in_place_of_notes(
    theme: str, count: int, tmp_path: Path
) -> None:
    """Read before its pages are put onto their sheet, half of them upside down."""
    (tmp_path / "back.md").write_text(guide(count), encoding="utf-8")
    meant, _ = read_guide(tmp_path / "back.md")
    assert meant is not None
    request = Request(tmp_path, ROOT / "templates", tmp_path, theme=theme, editions=("mini",))
    ((job,), _) = plan(request, [meant])
    (mini,) = job.editions
    with OpenJob(job, load_faces(ROOT / "templates" / "fonts")) as work:
        page = walk(work, mini, Made(), ["render"])
    with OpenJob(job, work.faces, page.html) as work:
        pages = walk(work, mini, page, ["typeset"])
    data, told = pages.pdf, pages.problems
    assert (len(open_pdf(data)), told) == (8, ())
    assert missing(data, wanted(count)) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_long_texts_and_a_long_contact_block(theme: str, writing: str, tmp_path: Path) -> None:
    """Texts of two lines and more, an address for a QR code, a contact block of a third page."""
    data = made(tmp_path, theme, guide(20, LONG_CONTACT, long=True), writing=writing)
    document = open_pdf(data)
    printed = [rows(glyphs(document[page])) for page in range(2, len(document))]
    text = "".join("".join(lines) for lines in printed)
    for i in range(1, 21):
        assert f"第{i}役" in text
    assert text.count("青木さん") == 20
    for piece in ("0120-000-000", "祝日と年末年始", "例区役所地域振興課内", "自由に複写できます。"):
        assert piece in text
    assert on_drawing(data) == ""


def test_few_rows_stay_as_they_are() -> None:
    styles = [(8, 12, 6, 300, 72, 1, 200), (7, 9, 3, 300, 72, 1, 200)]
    fit = fit_rows([("役目", "例の人")] * 5, styles, styles[0])
    assert (fit.room, len(fit.columns), fit.pages) == (0, 1, ())


@pytest.mark.parametrize(
    ("count", "room", "columns", "pages"), [(12, 1, 1, 0), (20, 2, 2, 0), (60, 2, 0, 6)]
)
def test_many_rows_are_set_closer_then_in_columns_then_elsewhere(
    count: int, room: int, columns: int, pages: int
) -> None:
    styles = [(8, 12, 6, 300, 72, 1, 200), (7, 9, 3, 300, 72, 1, 200), (7, 9, 3, 143, 40, 2, 200)]
    rows_given = [(f"役目{i}", "例の人") for i in range(count)]
    fit = fit_rows(rows_given, styles, styles[0])
    assert (fit.room, len(fit.columns), len(fit.pages)) == (room, columns, pages)
    assert [row for part in (*fit.columns, *fit.pages) for row in part] == rows_given


@pytest.mark.parametrize(
    ("text", "measure", "lang", "count"),
    [
        ("あ" * 20, 20, "ja", 1),
        ("あ" * 20, 10.9, "ja", 3),
        ("one two three", 30, "en", 1),
        ("one two three", 3.2, "en", 3),
        ("antidisestablishmentarianism", 5, "en", 4),
        ("", 5, "en", 1),
    ],
)
def test_lines_are_counted(text: str, measure: float, lang: str, count: int) -> None:
    assert line_count(text, measure, lang) == count
