"""Footnotes as they are printed: each on the page of its call, in order, with room for numbers.

The words that are looked for are markers in calls and at both ends of notes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from sasshi.make import Request, build
from sasshi.problems import BuildError
from tests.reopen import MM_PER_PT, chars, lines, open_pdf, text_of

Build = Callable[..., bytes]
#: Where a call may stand: ``{0}`` is it, ``{1}`` and ``{2}`` are stretches of text.
PLACES = (
    "{1}{0}. {2}\n",
    "> [!NOTE] A title{0}\n> {1}x {2}\n",
    "> [!TIP]\n> {1}{0} {2}\n",
    "- x {1}{0}\n- y{2}\n",
    "- x\n    - y {1}{0}\n        - z{2}\n",
    "1. x {1}{0}\n2. y{2}\n",
    "- [ ] A rule{0} {1}\n",
    "- [ ] A rule\n\n    {1} {0} {2}\n",
    "Term{0}\n:   d{1}\n",
    "Term\n:   {1} {0} {2}\n",
    "| Head{0} | b |\n| --- | --- |\n| x | y |\n",
    "| Head | b |\n| --- | --- |\n| x | y |\n| u | v |\n| z{0} | w |\n",
    "### A section{0}\n\n{1}x\n",
    "> {1} {0} {2}\n",
    '![p](p.png "A caption{0}")\n',
    "## A chapter{0}\n\n{1}x\n",
)
#: Digits as letters, and back.
LETTERS, DIGITS = (
    str.maketrans("0123456789", "abcdefghij"),
    str.maketrans("abcdefghij", "0123456789"),
)


@pytest.fixture
def booklet(root: Path, tmp_path: Path) -> Build:
    """Give what builds the booklet, or another edition, of a guide from its text."""
    folder = tmp_path / "content" / "guide"
    folder.mkdir(parents=True)
    Image.new("RGB", (300, 120), "gray").save(folder / "p.png")

    def run(text: str, edition: str = "booklet", theme: str | None = None, **tokens: str) -> bytes:
        (folder / "index.md").write_text(text, encoding="utf-8")
        where = (folder.parent, root / "templates", tmp_path / "out")
        asked = tuple(tokens.items())
        build(Request(*where, editions=(edition,), theme=theme, tokens=asked))
        return (tmp_path / "out" / f"guide-{edition}.pdf").read_bytes()

    return run


def guide(*blocks: str, lang: str = "en", front: str = "") -> str:
    return "\n".join((f"---\ntitle: T\nlang: {lang}\n{front}---\n", *blocks))


def placements(seed: int, count: int, lang: str) -> str:
    """Write a guide with so many calls of notes, in all places, at varying depths of the page."""
    chance = random.Random(seed)
    sentence = (
        "語をつなぐ長い行を続けて書く。" if lang == "ja" else "some words make a line longer. "
    )
    blocks, notes = ["## First\n"], []
    for number in range(1, count + 1):
        blocks += [sentence * chance.randint(1, 9) + "\n" for _ in range(chance.randint(0, 3))]
        place = PLACES[number % len(PLACES)] if number > 2 else chance.choice(PLACES)
        before, after = (sentence * chance.randint(0, 4) for _ in range(2))
        blocks.append(place.format(f" CALL{word(number)}Q[^{number}]", before, after))
        text = sentence * chance.choice((1, 1, 2, 4, 6))
        notes.append(f"[^{number}]: NOTE{word(number)}Q {text} TAIL{word(number)}Q\n")
    return guide(*blocks, *notes, lang=lang)


def word(number: int) -> str:
    """Write a number in letters: digits stand beside markers, too."""
    return f"{number:04}".translate(LETTERS)


def pages_of(data: bytes) -> Iterator[str]:
    for page in range(1, len(open_pdf(data)) + 1):
        yield re.sub(r"[^A-Za-z0-9]", "", text_of(data, page))


def markers(data: bytes, begin: str) -> dict[int, list[int]]:
    """Give the pages of each marker; those of turned pages read backwards, or lack a letter."""
    first, rest = begin[0], begin[1:]
    pattern = re.compile(rf"{rest}([a-j]{{4}})Q|Q([a-j]{{4}}){first}?{rest}")
    places: dict[int, list[int]] = {}
    for page, text in enumerate(pages_of(data), 1):
        for match in pattern.finditer(text):
            places.setdefault(int((match[1] or match[2]).translate(DIGITS)), []).append(page)
    return dict(sorted(places.items()))


def check_places(data: bytes, count: int) -> list[int]:
    """Check that notes are there once, on a page of their call; give their pages.

    Titles of chapters stand in the contents and running heads, too, without calls.
    """
    calls, notes = markers(data, "CALL"), markers(data, "NOTE")
    assert list(calls) == list(notes) == list(range(1, count + 1))
    assert markers(data, "TAIL") == notes
    pages = [page for (page,) in notes.values()]
    assert [
        page for page, call in zip(pages, calls.values(), strict=True) if page not in call
    ] == []
    return pages


def test_notes_stand_on_the_page_of_their_call(booklet: Build) -> None:
    data = booklet(placements(1, 40, "en"))
    check_places(data, 40)
    for text in pages_of(data):
        numbers = re.findall(r"NOTE([a-j]{4})Q", text)
        assert numbers == sorted(numbers)


def test_notes_stand_on_the_page_of_their_call_in_columns(booklet: Build) -> None:
    check_places(booklet(placements(2, 40, "ja"), writing="vertical"), 40)


@pytest.mark.slow
@pytest.mark.parametrize("seed", (3, 4, 5))
@pytest.mark.parametrize("writing", ("horizontal", "vertical"))
def test_140_notes_stand_on_the_pages_of_their_calls(
    booklet: Build, writing: str, seed: int
) -> None:
    lang = "ja" if writing == "vertical" else "en"
    check_places(booklet(placements(seed, 140, lang), writing=writing), 140)


@pytest.mark.slow
def test_notes_in_large_print_stand_on_the_pages_of_their_calls(booklet: Build) -> None:
    check_places(booklet(placements(6, 140, "en"), "large-print"), 140)


def test_a_page_takes_as_many_notes_as_it_has_room_for(booklet: Build) -> None:
    """Twelve notes of one or two lines fit: the last bit of a sum does not send them on."""
    text = "Some words that make this note so long that its second line begins here, or nearly so."
    blocks = [f"CALL{word(n)}Q[^{n}]\n" for n in range(1, 13)]
    notes = [f"[^{n}]: NOTE{word(n)}Q {text} TAIL{word(n)}Q\n" for n in range(1, 13)]
    data = booklet(guide("## One\n", *blocks, *notes))
    pages = check_places(data, 12)
    assert set(pages) == {3, 4}
    assert pages.count(3) > 8


def test_notes_of_a_last_line_go_neither_to_the_next_chapter_nor_to_the_back_cover(
    booklet: Build,
) -> None:
    blocks: list[str] = []
    for number, filling in enumerate(range(14, 22)):
        blocks += [f"## Chapter {number}\n", *["A line.\n"] * filling]
        one, two, three = range(3 * number + 1, 3 * number + 4)
        blocks.append(" and ".join(f"CALL{word(n)}Q[^{n}]" for n in (one, two, three)) + ".\n")
    notes = [f"[^{n}]: NOTE{word(n)}Q TAIL{word(n)}Q\n" for n in range(1, 25)]
    data = booklet(guide(*blocks, *notes), chapters="page")
    assert max(check_places(data, 24)) < len(open_pdf(data))


def test_a_note_longer_than_a_page_is_an_error_with_its_line(booklet: Build) -> None:
    text = guide("## One\n", "Text.\n", "A call[^1].\n", "[^1]: " + "A long note goes on. " * 300)
    with pytest.raises(BuildError) as caught:
        booklet(text)
    (problem,) = [each for each in caught.value.problems if each.code != "no-rules"]
    assert (problem.code, problem.place.line) == ("note-too-long", 10)


def test_numbers_of_any_length_have_room(booklet: Build) -> None:
    blocks = [f"A call[^{n}].\n" for n in range(1, 206)]
    notes = [f"[^{n}]: Note of it.\n" for n in range(1, 206)]
    data = booklet(guide("## One\n", *blocks, *notes))
    texts = [line for line in lines(data) if "Note of it" in line.text]
    indents = {
        round(next(c.left for c in line.chars if c.text == "N") - line.left, 1) for line in texts
    }
    assert len(texts) == 205
    assert len(indents) == 1


@pytest.mark.slow
@pytest.mark.parametrize("theme", ("hidamari", "kaname", "matsuri", "shizuka"))
@pytest.mark.parametrize("writing", ("horizontal", "vertical"))
def test_rules_and_notes_beyond_1000_have_room(booklet: Build, theme: str, writing: str) -> None:
    rules = [f"- [ ] 規則{n}。" for n in range(1, 1004)]
    text = guide(
        *("## 一\n", "\n".join(rules[:1000]), "\n## 二 {layout=rules}\n"),
        *("\n".join(rules[1000:]), "\n## 三\n"),
        *(f"段落[^{n}]。\n" for n in range(1, 1004)),
        *(f"[^{n}]: 注{n}。" for n in range(1, 1004)),
        lang="ja",
    )
    assert len(open_pdf(booklet(text, theme=theme, writing=writing))) > 100


def test_a_note_looks_the_same_wherever_it_is_called(booklet: Build) -> None:
    calls = ("> [!WARNING] A title[^1]\n> Text[^2].\n", "### A section[^3]\n", "Text[^4].\n")
    notes = [f"[^{n}]: The note\n" for n in range(1, 5)]
    data = booklet(guide("## One\n", *calls, *notes))
    rows = [line for line in lines(data) if "The note" in line.text]
    assert [line.text[0] for line in sorted(rows, key=lambda line: line.baseline)] == [*"1234"]
    assert len({round(line.left, 1) for line in rows}) == 1
    assert len({(line.chars[-1].font, round(line.chars[-1].size, 1)) for line in rows}) == 1


def test_a_call_in_a_caption_has_its_note(booklet: Build) -> None:
    data = booklet(
        guide(
            *("## One\n", '![p](p.png "CALLaaabQ[^a]")\n', "CALLaaacQ[^b], again[^a].\n"),
            *("[^a]: NOTEaaabQ TAILaaabQ\n", "[^b]: NOTEaaacQ TAILaaacQ\n"),
        )
    )
    check_places(data, 2)
    assert "CALLaaabQ1" in re.sub(r"\s", "", text_of(data))
    assert "again1" in re.sub(r"\s", "", text_of(data))


def test_bookmarks_hold_neither_readings_nor_numbers_of_notes(booklet: Build) -> None:
    data = booklet(guide("## {大人|おとな}の`code`と注[^1]\n", "文。\n", "[^1]: 注。", lang="ja"))
    assert [mark.get_title() for mark in open_pdf(data).get_toc()] == ["大人のcodeと注"]


def test_the_blank_of_a_mark_stands_behind_the_call(booklet: Build) -> None:
    text = "終わる。[^1]次の「文」[^2]が読点、[^3][^1]で続き、注[^2]。"
    notes = (f"[^{n}]: ほ。\n" for n in (1, 2, 3))
    data = booklet(guide("## 注\n", f"{text}\n", *notes, lang="ja"))
    (base,) = [line for line in lines(data) if "終わる" in line.text]
    size = max(char.size for char in base.chars)
    row = [c for c in chars(data)[base.page - 1] if abs(c.baseline - base.baseline) < 2]
    row = sorted((c for c in row if c.text.strip()), key=lambda char: char.left)
    em = size * MM_PER_PT
    steps = {a.text + b.text: (b.left - a.left) / em for a, b in pairwise(row)}
    for pair in ("。1", "」2", "、3"):
        assert 0.4 < steps[pair] < 0.6
    for pair in ("1次", "2が", "1で"):
        assert steps[pair] > 0.8
    assert steps["注2"] > 0.9
