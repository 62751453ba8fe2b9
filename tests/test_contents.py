"""The contents: entries longer than a line, their pages, their leaders; what stands behind them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sasshi.make import Request, build
from tests.conftest import ROOT
from tests.cover_pages import THEMES, Glyph, columns, glyphs, rows
from tests.reopen import open_pdf, picture

TITLES = (
    "第一の章の題は長いので二行にわたることもあるかもしれないと思って書いた題のひとつ",
    "短い題",
    "「URLPattern」を使う経路の書き方と、町内会の防災訓練の記録、そして三行目にまで続くほどの長さのある題",
    "ちょうど一行に収まるか収まらないかの境目になるように書いた題です",
    "おわりに",
)
ENGLISH = (
    "What to keep ready in a block of flats for the first three days",
    "What to keep ready in a block of flats for the first three days after a storm, and who looks "
    "after it in which month",
    "Short",
)
GUIDE = """---
title: 目次の見本
lang: {lang}
writing: {writing}
tokens: {{chapters: page}}
---

{chapters}
"""
#: A page whose ground is printed, so that whatever is white upon it shows.
GROUND = "@page { background: #c8d8e8 } .contents, .chapter { background: none }\n"


def built(
    folder: Path,
    theme: str,
    titles: Sequence[str] = TITLES,
    *,
    lang: str = "ja",
    writing: str = "horizontal",
    edition: str = "booklet",
    templates: Path = ROOT / "templates",
    body: str = "本文。",
) -> bytes:
    """Build a guide with a chapter for each title, each on a page of its own."""
    chapters = "\n".join(f"## {title}\n\n{body}\n" for title in titles)
    text = GUIDE.format(lang=lang, writing=writing, chapters=chapters)
    (folder / "toc.md").write_text(text, encoding="utf-8")
    request = Request(
        folder, templates, folder / "out", theme=theme, editions=(edition,), guides=("toc",)
    )
    made = build(request)
    assert [p.code for p in made.problems if p.severity != "note"] == ["no-rules"]
    return made.files[0].read_bytes()


def contents(data: bytes, *, writing: str = "horizontal") -> tuple[list[str], list[Glyph]]:
    """Read the lines of the contents page, from its first entry on."""
    printed = glyphs(open_pdf(data)[1])
    lines = columns(printed) if writing == "vertical" else rows(printed)
    start = next(i for i, line in enumerate(lines) if "目次" in line or "Contents" in line)
    return lines[start + 1 :], printed


def squeezed(text: str) -> str:
    return "".join(text.split())


def check(lines: Sequence[str], titles: Sequence[str]) -> None:
    """Each entry is whole, one below the other; its page is on its last line and on no other."""
    lines = list(lines)
    for number, title in enumerate(titles, 1):
        wanted, page = squeezed(title), str(number + 2)
        whole = lines.pop(0)
        assert whole.startswith(str(number)), (title, whole)
        whole = whole.removeprefix(str(number))
        while whole.removesuffix(page) != wanted:
            assert wanted.startswith(whole), (title, whole)
            whole += lines.pop(0)
        assert whole == wanted + page


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("lang", "edition", "titles"),
    [
        ("ja", "booklet", TITLES),
        ("en", "booklet", ENGLISH),
        ("ja", "large-print", TITLES),
        ("en", "large-print", ENGLISH),
    ],
)
def test_long_entries_go_on_below_and_have_their_page_on_the_last_line(
    theme: str, lang: str, edition: str, titles: Sequence[str], tmp_path: Path
) -> None:
    data = built(tmp_path, theme, titles, lang=lang, edition=edition)
    lines, _ = contents(data)
    check(lines, titles)


@pytest.mark.parametrize("theme", THEMES)
def test_long_entries_in_columns(theme: str, tmp_path: Path) -> None:
    """Pages stand beside what lies on its side, so only the titles are read in order."""
    data = built(tmp_path, theme, writing="vertical")
    lines, _ = contents(data, writing="vertical")
    joined = re.sub("[「」]", "", "".join(lines))
    for title in TITLES:
        assert re.sub("[「」]", "", title) in joined


def last_lines(printed: Sequence[Glyph]) -> Iterator[tuple[list[Glyph], Glyph]]:
    """Give the last line of each entry, from its name on, and the first digit of its page."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(printed, key=lambda g: g.y):
        if lines and glyph.y - lines[-1][-1].y < 1:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    ends = {squeezed(title)[-3:] for title in TITLES}
    for line in (sorted(line, key=lambda g: g.left) for line in lines):
        text = "".join(glyph.text for glyph in line)
        found = re.search(r"[0-9]+$", text)
        if found and text[: found.start()][-3:] in ends:
            start = 1 if text[0].isdigit() and line[1].left - line[0].right > 2 else 0
            yield line[start : found.start()], line[found.start()]


@pytest.mark.parametrize("theme", ["base", "shizuka", "hidamari"])
def test_a_leader_follows_its_entry_and_peeks_out_nowhere(theme: str, tmp_path: Path) -> None:
    data = built(tmp_path, theme)
    entries = list(last_lines(contents(data)[1]))
    assert len(entries) == len(TITLES)
    image, scale = picture(data, 2, 200), 200 / 25.4
    for name, page in entries:
        foot = max(glyph.bottom for glyph in name)
        row = image.crop((0, round((foot - 1.2) * scale), image.width, round((foot + 0.6) * scale)))
        ink = row.point([255 if grey < 215 else 0 for grey in range(256)])
        dark = [
            x / scale for x in range(row.width) if ink.crop((x, 0, x + 1, row.height)).getbbox()
        ]
        left, right = name[0].left, name[-1].right
        leader = [x for x in dark if right + 0.4 < x < page.left - 0.4]
        if page.left - right > 14:
            assert len(leader) > 5
            assert min(leader) > right + 1, "a blank before it"
        assert not [x for x in dark if left - 1.2 < x < left - 0.3], "nothing left of the entry"


def grounded(folder: Path, theme: str) -> Path:
    """Give the folder of themes with a theme that prints the ground of its pages."""
    templates = folder / "templates"
    shutil.copytree(ROOT / "templates", templates, ignore=shutil.ignore_patterns("fonts"))
    (templates / "fonts").symlink_to(ROOT / "templates" / "fonts")
    own = templates / "ground"
    (own / "css").mkdir(parents=True)
    (own / "theme.toml").write_text(
        f'name = "ground"\ndescription = "x"\nextends = "{theme}"\n'
        'stylesheets = ["css/ground.css"]\n',
        encoding="utf-8",
    )
    (own / "css/ground.css").write_text(GROUND, encoding="utf-8")
    return templates


CALLOUTS = "\n".join(
    f"> [!{kind}]\n> 囲みの文です。\n"
    for kind in ("NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION")
)


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
@pytest.mark.parametrize("theme", THEMES)
def test_the_ground_of_the_page_is_seen_behind_entries_and_labels(
    theme: str, writing: str, tmp_path: Path
) -> None:
    """Nothing on the contents and a page of callouts is white but text on dark labels."""
    templates = grounded(tmp_path, theme)
    data = built(
        tmp_path, "ground", TITLES[:2], writing=writing, templates=templates, body=CALLOUTS
    )
    for page in (2, 3):
        histogram = picture(data, page, 60).histogram()
        total = sum(histogram)
        assert sum(histogram[250:]) < 0.002 * total, f"page {page}"
        assert sum(histogram[205:225]) > 0.5 * total, "the ground is there"
