"""Problems as people see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sasshi import report
from sasshi.problems import Place, Problem, Severity, error, warning
from sasshi.report import Voice

ENGLISH = Voice("en", color=False, width=80)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a guide; what was read before is forgotten."""
    monkeypatch.chdir(tmp_path)
    report._source.cache_clear()
    return tmp_path / "guide.md"


def _guide(place: Place | None = None, name: str = "titel") -> Problem:
    return error("unknown-guide", place, name=name, nearest="title")


def test_a_problem_without_a_place() -> None:
    assert report.show(_guide(), ENGLISH).splitlines() == [
        'error: there is no guide or command "titel"',
        "  hint: did you mean title?",
    ]


def test_a_problem_underlines_what_it_names(source: Path) -> None:
    source.write_text("---\ntitel: x\n---\n")
    assert report.show(_guide(Place("guide.md", 2)), ENGLISH).splitlines() == [
        'guide.md:2: error: there is no guide or command "titel"',
        "  2 | titel: x",
        "    | ^^^^^",
        "  hint: did you mean title?",
    ]


def test_a_problem_with_a_column(source: Path) -> None:
    source.write_text("titel titel\n")
    lines = report.show(_guide(Place("guide.md", 1, 7)), ENGLISH).splitlines()
    assert lines[0].startswith("guide.md:1:7: error:")
    assert lines[2] == "    |       ^^^^^"


def test_a_column_that_names_nothing_gets_a_caret(source: Path) -> None:
    source.write_text("abc\n")
    assert "\n    |   ^\n" in report.show(_guide(Place("guide.md", 1, 3)), ENGLISH)


def test_wide_characters_count_as_two(source: Path) -> None:
    source.write_text("冊子の か\u3099 titel\n")
    lines = report.show(_guide(Place("guide.md", 1)), ENGLISH).splitlines()
    assert lines[2] == "    | " + " " * 10 + "^^^^^"


def test_a_line_without_anything_named_is_underlined_whole(source: Path) -> None:
    source.write_text("  冊子\n")
    assert report.show(_guide(Place("guide.md", 1)), ENGLISH).splitlines()[2] == "    |   ^^^^"


def test_a_long_line_is_cut_around_what_is_wrong(source: Path) -> None:
    source.write_text("長い文章" * 200 + "titel" + "続く文章" * 200)
    _, text, mark, _ = report.show(_guide(Place("guide.md", 1)), ENGLISH).splitlines()
    assert report._columns(text) <= 80
    assert text.startswith("  1 | ...")
    at = report._columns(text[: text.index("titel")])
    assert mark == "    | " + " " * (at - 6) + "^^^^^"


def test_a_long_span_is_underlined_as_far_as_it_shows(source: Path) -> None:
    source.write_text("長" * 500)
    _, text, mark, _ = report.show(_guide(Place("guide.md", 1)), ENGLISH).splitlines()
    assert text.endswith("...")
    assert report._columns(mark) <= 80


@pytest.mark.parametrize("place", [Place("guide.md", 9), Place("gone.md", 1), Place("guide.md", 2)])
def test_no_excerpt_where_there_is_nothing_to_show(source: Path, place: Place) -> None:
    source.write_text("one\n\n")
    assert "|" not in report.show(_guide(place), ENGLISH)


def test_a_page_is_a_place() -> None:
    text = report.show(_guide(Place("a.pdf", page=3)), ENGLISH)
    assert text.startswith("a.pdf, page 3: error:")
    assert "3 ページ" in report.show(_guide(Place(page=3)), Voice("ja"))


def test_what_would_steer_the_terminal_is_taken_out(source: Path) -> None:
    source.write_text("\x1b[31mtitel\x07\n")
    text = report.show(_guide(Place("guide.md", 1), "titel\x1b]0;x\x07"), ENGLISH)
    assert "\x1b" not in text
    assert "\x07" not in text


def test_colour() -> None:
    assert "\x1b[" in report.show(_guide(), Voice(color=True))


def test_problems_are_counted() -> None:
    note = Problem(Severity.NOTE, "unknown-guide")
    many = [_guide(), _guide(), warning("unknown-guide"), note]
    assert report.tally(many, ENGLISH) == "2 errors, 1 warning, 1 note"
    assert report.tally(many, Voice("ja")) == "エラー 2 件、警告 1 件、お知らせ 1 件"
    assert report.tally([], ENGLISH) == ""


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "en_US"}, "ja"),
        ({}, "en"),
    ],
)
def test_the_language_comes_from_the_locale(environment: dict[str, str], lang: str) -> None:
    assert report.language(environment) == lang
