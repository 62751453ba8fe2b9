"""The checklist fits its one page by itself: guides are generated, built, and the PDFs opened."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from sasshi.make import Request, build
from sasshi.problems import BuildError, Problem
from tests.conftest import ROOT
from tests.reopen import chars, ink, open_pdf

HEAD = """---
title: 約束の本
checklist:
  title: 約束
  intro: ときどき開いて確かめるための一枚です。
  questions: [どこまでを許すのか。, どう説明できるか。]
  signs:
    - title: 曖昧さ
      text: 境目が見えにくくなってきている。
    - title: 依存
      text: その人がいないと落ち着かなくなっている。
---

## 約束

"""
NOTE = "先に決めておけば、知らないうちに増えていたときに気づけます。迷わずにすみます。"
COUNTS = (1, 3, 10, 40, 80)
#: With notes the larger ones only lose them, which costs two fits.
CASES = [(count, False) for count in COUNTS] + [(count, True) for count in (3, 10, 40)]
SMALLEST_PT = 7.5
TOP_MM, BOTTOM_MM, HEIGHT_MM = 15, 12, 297


def rule(number: int) -> str:
    return f"第{number}の約束を、忘れずに守る"


@dataclass(frozen=True, slots=True)
class Result:
    """A checklist that was built: the PDF (``None`` if there was an error) and the problems."""

    data: bytes | None
    problems: tuple[Problem, ...]

    @property
    def pdf(self) -> bytes:
        assert self.data is not None, self.problems
        return self.data

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems]

    @property
    def text(self) -> str:
        return "".join(char.text for char in chars(self.pdf)[0])

    def sizes(self, text: str) -> set[float]:
        """Give the sizes in points of a text on the page."""
        page = chars(self.pdf)[0]
        start = self.text.index(text)
        return {round(char.size, 1) for char in page[start : start + len(text)]}


def checklist(count: int, notes: bool = False) -> Result:
    """Give the checklist of a guide with so many rules, built once."""
    return _built(count, notes)


@functools.cache
def _built(count: int, notes: bool) -> Result:
    why = f"\n\n    {NOTE}" if notes else ""
    rules = "\n\n".join(f"- [ ] {rule(number)}。{why}" for number in range(1, count + 1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.md"
        path.write_text(HEAD + rules + "\n", encoding="utf-8")
        output = Path(folder) / "output"
        request = Request(
            Path(folder), ROOT / "templates", output, editions=("checklist",), guides=("many",)
        )
        try:
            built = build(request)
        except BuildError as failure:
            assert not output.exists()
            return Result(None, failure.problems)
        return Result((output / "many-checklist.pdf").read_bytes(), built.problems)


@pytest.mark.parametrize(("count", "notes"), CASES)
def test_exactly_one_page_with_every_rule(count: int, notes: bool) -> None:
    result = checklist(count, notes)
    assert len(open_pdf(result.pdf)) == 1
    missing = [n for n in range(1, count + 1) if result.text.count(rule(n)) != 1]
    assert missing == []
    for text in ("どこまでを許すのか。", "どう説明できるか。", "曖昧さ", "依存", "ときどき開いて"):
        assert text in result.text


@pytest.mark.parametrize(("count", "notes"), CASES)
def test_notes_go_only_with_a_warning(count: int, notes: bool) -> None:
    result = checklist(count, notes)
    kept = result.text.count(NOTE)
    assert kept in (0, count)
    assert result.codes == (["notes-dropped"] if notes and not kept else [])
    if notes and count <= 10:
        assert kept == count


@pytest.mark.parametrize(("count", "notes"), CASES)
def test_type_is_never_too_small(count: int, notes: bool) -> None:
    sizes = {round(char.size, 2) for char in chars(checklist(count, notes).pdf)[0]}
    assert min(sizes) >= SMALLEST_PT - 0.005


def test_fewer_rules_have_larger_type() -> None:
    sizes = [max(checklist(count).sizes(rule(1))) for count in COUNTS]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 12
    assert sizes[-1] < 9.5
    assert max(checklist(10, True).sizes(rule(1))) < max(checklist(3, True).sizes(rule(1)))


def filled(data: bytes) -> float:
    """Give the share of the page, margins aside, down to the last thing printed."""
    box = ink(data, 1)
    assert box is not None
    assert box[1] >= TOP_MM - 2
    assert box[3] <= HEIGHT_MM - BOTTOM_MM + 0.5
    return (box[3] - TOP_MM) / (HEIGHT_MM - TOP_MM - BOTTOM_MM)


@pytest.mark.parametrize(("count", "notes"), [case for case in CASES if case[0] >= 10])
def test_the_page_is_filled(count: int, notes: bool) -> None:
    assert filled(checklist(count, notes).pdf) > 0.85


@pytest.mark.parametrize(("count", "notes"), CASES)
def test_nothing_stands_beyond_the_edges(count: int, notes: bool) -> None:
    box = ink(checklist(count, notes).pdf, 1)
    assert box is not None
    assert box[0] > 14
    assert box[2] < 210 - 14


def test_notes_are_dropped_only_when_they_must() -> None:
    """At the most rules that keep their notes, type has become (nearly) as small as it may."""
    low, high = 10, 40
    assert checklist(high, True).codes == ["notes-dropped"]
    while high - low > 1:
        count = (low + high) // 2
        low, high = (low, count) if checklist(count, True).codes else (count, high)
    assert max(checklist(low, True).sizes(NOTE[:8])) < 8.1


def too_many(total: int) -> dict[str, int]:
    result = checklist(total)
    assert result.data is None
    (problem,) = result.problems
    assert problem.code == "too-many-rules"
    params = dict(problem.params)
    return {key: int(str(params[key])) for key in ("total", "fitting", "over")}


def test_too_many_rules_are_counted() -> None:
    told = too_many(200)
    assert told["total"] == 200
    assert told["over"] == 200 - told["fitting"]
    assert 80 <= told["fitting"] < 200


def test_the_first_rule_too_many_is_pointed_at() -> None:
    (problem,) = checklist(200).problems
    assert problem.place.line == HEAD.count("\n") + 1 + 2 * too_many(200)["fitting"]


def test_as_many_as_are_said_to_fit_do() -> None:
    assert len(open_pdf(checklist(too_many(200)["fitting"]).pdf)) == 1


@pytest.mark.parametrize("count", [50])
def test_fewer_rules_than_fit_do_fit(count: int) -> None:
    assert too_many(200)["fitting"] > count
    assert checklist(count).codes == []


def test_one_rule_too_many() -> None:
    fitting = too_many(200)["fitting"]
    assert too_many(fitting + 1) == {"total": fitting + 1, "fitting": fitting, "over": 1}


def test_the_page_is_filled_where_columns_change() -> None:
    assert filled(checklist(61).pdf) > 0.85


def test_long_rules(tmp_path: Path) -> None:
    path = tmp_path / "long.md"
    rules = "\n".join(f"- [ ] {number}、{'とても長い約束を守る、' * 12}\n" for number in range(10))
    path.write_text(HEAD + rules, encoding="utf-8")
    templates = ROOT / "templates"
    build(Request(tmp_path, templates, tmp_path / "output", editions=("checklist",)))
    data = (tmp_path / "output/long-checklist.pdf").read_bytes()
    assert len(open_pdf(data)) == 1
    assert filled(data) > 0.85
