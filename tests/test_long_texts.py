"""Texts longer than their place: titles of callouts and checklists, labels, running heads."""

from __future__ import annotations

from pathlib import Path

import pytest

from sasshi.make import Request, build
from sasshi.problems import Severity
from tests.conftest import ROOT
from tests.cover_pages import THEMES, Glyph, glyphs, rows, without_text
from tests.reopen import open_pdf

KINDS = ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
TITLE = " ".join(f"word{i}" for i in range(22))
TITLE_JA = (
    "囲みの題がとても長くて一行にはとうてい入りきらないので、"
    "二行にわたることになるはずの題のひとつです"
)
HEAD = (
    "長い章の題が柱に出るとページの幅に収まらないので途中の文節で切って"
    "点々を付けることにしたという話をいつまでも続ける章"
)
FRONT = "---\ntitle: {title}\nlang: {lang}\nwriting: {writing}\n{more}---\n\n"


def made(
    folder: Path,
    theme: str,
    body: str,
    *,
    title: str = "見本",
    lang: str = "ja",
    writing: str = "horizontal",
    edition: str = "booklet",
    more: str = "",
) -> bytes:
    front = FRONT.format(title=title, lang=lang, writing=writing, more=more)
    (folder / "long.md").write_text(front + body, encoding="utf-8")
    request = Request(folder, ROOT / "templates", folder / "out", theme=theme, editions=(edition,))
    result = build(request)
    told = [p for p in result.problems if p.severity is not Severity.NOTE and p.code != "no-rules"]
    assert told == []
    return result.files[0].read_bytes()


def printed(data: bytes, page: int) -> list[Glyph]:
    """Give what is printed on a page, counted from 1."""
    document = open_pdf(data)
    return glyphs(document[page - 1])


def apart(found: list[Glyph]) -> list[tuple[str, str]]:
    """Give characters that are printed over one another; neighbours of a line may touch."""
    over = []
    for i, one in enumerate(found):
        for other in found[i + 2 :]:
            wide = min(one.right, other.right) - max(one.left, other.left)
            high = min(one.bottom, other.bottom) - max(one.top, other.top)
            if wide > 0.3 and high > 0.3:
                over.append((one.text, other.text))
    return over


def all_printed(data: bytes) -> list[list[Glyph]]:
    """Give what is printed on each page from the third on."""
    document = open_pdf(data)
    return [glyphs(document[page]) for page in range(2, len(document) - 1)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_title_of_a_callout_goes_on_in_a_line_below(
    theme: str, lang: str, tmp_path: Path
) -> None:
    title = TITLE if lang == "en" else TITLE_JA
    body = "## One\n\n" + "\n".join(f"> [!{kind}] {title}\n> BODY\n" for kind in KINDS)
    pages = all_printed(made(tmp_path, theme, body, lang=lang))
    read = "".join("".join(rows(found)) for found in pages)
    for label in ("Note", "補足"):  # beside the title's first line, in kaname
        read = read.replace(label, "")
    assert read.count("BODY") == len(KINDS)
    words = title.split() if lang == "en" else title.split("、")
    assert all(read.count(word) >= len(KINDS) for word in words[1:])
    for found in pages:
        assert apart(found) == []
        assert max(g.right for g in found) < 148.5 - 9


@pytest.mark.parametrize("theme", THEMES)
def test_the_title_of_a_callout_in_columns(theme: str, tmp_path: Path) -> None:
    body = "## 一\n\n" + "\n".join(f"> [!{kind}] {TITLE_JA}\n> 本文。\n" for kind in KINDS)
    pages = all_printed(made(tmp_path, theme, body, writing="vertical"))
    text = "".join(g.text for found in pages for g in found)
    assert all(
        text.count(char) >= len(KINDS) * TITLE_JA.count(char)
        for char in "囲入種題"
        if char in TITLE_JA
    )
    for found in pages:
        assert apart(found) == []
        assert max(g.bottom for g in found) < 210 - 9


@pytest.mark.parametrize("theme", THEMES)
def test_labels_of_fields_stand_above_their_rule(theme: str, tmp_path: Path) -> None:
    labels = [" ".join(f"n{n}w{i}" for i in range(12)) for n in range(4)]
    body = "## One\n\n/// fields | " + "; ".join(labels) + "\n///\n\nAfter.\n"
    data = made(tmp_path, theme, body, lang="en")
    found = printed(data, 3)
    text = "".join(rows(found))
    assert all(text.count(f"n{n}w{i}") for n in range(4) for i in range(12))
    assert apart(found) == []
    picture, scale = without_text(data, 150)[2], 150 / 25.4
    for g in found:
        if g.text in "nw":  # they have no descenders that might touch the rule
            box = (g.left * scale, g.top * scale, g.right * scale, g.bottom * scale)
            dark, light = picture.crop(tuple(map(round, box))).getextrema()  # type: ignore[arg-type]
            assert light - dark < 12, "a rule runs through a label"  # type: ignore[operator]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("writing", "edition"),
    [("horizontal", "booklet"), ("vertical", "booklet"), ("horizontal", "large-print")],
)
def test_running_heads_are_cut_to_the_page(
    theme: str, writing: str, edition: str, tmp_path: Path
) -> None:
    """They take one line as wide as the text at most, and end with a phrase and an ellipsis."""
    body = f"## {HEAD}\n\n" + "本文の段落が続く。柱がどうなるかを見るための段落である。\n\n" * 70
    data = made(tmp_path, theme, body, title=HEAD, writing=writing, edition=edition)
    zoom = 2**0.5 if edition == "large-print" else 1.0
    for page in (4, 5):
        found = printed(data, page)
        head = [g for g in found if abs(g.y - min(g.y for g in found)) < 2]
        line = "".join(g.text for g in sorted(head, key=lambda g: g.left))
        assert line.rstrip(".…") == HEAD[: len(line.rstrip(".…"))]
        assert line[-1] in ".…" and len(line) > 15
        left, right = min(g.left for g in head), max(g.right for g in head)
        assert left > 9 * zoom and right < (148.5 - 9) * zoom
        assert min(g.top for g in head) > 6


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_lists_that_begin_with_a_year_have_room_for_it(
    theme: str, writing: str, tmp_path: Path
) -> None:
    body = (
        "## 年表\n\n1986. 創立の年。\n1987. 会報の第一号。\n\nページ:\n\n98. 甲\n99. 乙\n100. 丙\n"
    )
    found = printed(made(tmp_path, theme, body, writing=writing), 3)
    assert apart(found) == []
    if writing == "horizontal":
        lines = rows(found)
        assert "1986創立の年。" in lines and "100丙" in lines
        by_text = {g.text: g for g in found}
        digit = max((g for g in found if g.text == "6"), key=lambda g: g.right)
        assert 0.8 < by_text["創"].left - digit.right < 6, "a gap between number and text"
    sizes = {g.size for g in found if g.text in "創甲"}
    assert len(sizes) == 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_long_title_of_a_checklist_stays_above_the_intro(
    theme: str, lang: str, tmp_path: Path
) -> None:
    title = " ".join(f"word{i}" for i in range(30)) if lang == "en" else TITLE_JA + TITLE_JA
    more = f"checklist:\n  title: {title}\n  intro: INTRO\n"
    body = "## One\n\n- [ ] Bring it back.\n- [ ] Say so.\n"
    found = printed(made(tmp_path, theme, body, lang=lang, edition="checklist", more=more), 1)
    lines = rows(found)
    start = next(i for i, line in enumerate(lines) if "INTRO" in line)
    above = "".join(lines[:start])
    whole = "".join(title.split())
    for word in ("Name", "Date", "Signature", "名前", "日付", "署名"):
        above = above.replace(word, "")
    assert whole in above
    assert apart(found) == []
