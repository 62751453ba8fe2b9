"""PDF/UA-1, which every edition for reading says it is: judged by veraPDF's rules, and kept."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import page as validator
import pikepdf
import pytest

from sasshi.make import Request, build
from tests.conftest import ROOT, others_slow

THEMES = sorted(p.parent.name for p in (ROOT / "templates").glob("*/theme.toml"))
#: Large print is always set in lines.
EDITIONS = {
    "horizontal": ("booklet", "large-print", "checklist"),
    "vertical": ("booklet", "checklist"),
}
LINKS = """---
title: Links
lang: en
---

## First {#first}

See [the **second** *part*](#second), [plain](#second) and [![a square](square.png)](#second).[^n]

- [ ] Close [the **door**](#second).

> [!NOTE] Of [the *title* here](https://example.org/a)
> A link [over two lines, for it has so many words in it that they cannot stand on one line of
> this page, which is not that wide, **and is bold**](https://example.org/b).

[^n]: A note with [a `link` in it](https://example.org/c).

## [Second *part*](https://example.org/d) {#second}

| A | B |
| --- | --- |
| [one **two**](#first) | three |
"""


def failures(data: bytes) -> list[str]:
    """Give what a PDF does not keep of PDF/UA-1."""
    report = validator.validate_pdf_bytes(data, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def made(folder: Path, text: str, *editions: str, **more: Any) -> dict[str, bytes]:
    """Build editions of a guide with a picture."""
    from PIL import Image

    (folder / "guide").mkdir()
    (folder / "guide" / "index.md").write_text(text, encoding="utf-8")
    Image.new("RGB", (60, 60), "teal").save(folder / "guide" / "square.png")
    request = Request(
        folder / "content",
        ROOT / "templates",
        folder / "out",
        guides=(str(folder / "guide"),),
        editions=editions,
        **more,
    )
    return {path.name: path.read_bytes() for path in build(request).files}


@pytest.mark.parametrize("writing", EDITIONS)
@pytest.mark.parametrize("theme", others_slow(THEMES))
def test_the_shipped_guides_keep_it(tmp_path: Path, theme: str, writing: str) -> None:
    request = Request(
        ROOT / "content",
        ROOT / "templates",
        tmp_path,
        editions=EDITIONS[writing],
        theme=theme,
        tokens=(("writing", writing),),
    )
    files = build(request).files
    assert len(files) == 2 * len(EDITIONS[writing])
    assert {path.name: failures(path.read_bytes()) for path in files} == {
        path.name: [] for path in files
    }


@pytest.mark.parametrize("writing", EDITIONS)
def test_links_keep_it(tmp_path: Path, writing: str) -> None:
    files = made(tmp_path, LINKS, *EDITIONS[writing], tokens=(("writing", writing),))
    assert {name: failures(data) for name, data in files.items()} == {name: [] for name in files}


def links(data: bytes) -> list[tuple[str, tuple[int, ...]]]:
    """Give each annotation's target, with its place in the page's points."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            (str(each.Contents), tuple(round(float(edge)) for edge in each.Rect))
            for page in pdf.pages
            for each in page.obj.get("/Annots", [])
        ]


def test_a_link_is_one_annotation(tmp_path: Path) -> None:
    (data,) = made(tmp_path, LINKS, "booklet").values()
    annotations = links(data)
    assert len({rectangle for _, rectangle in annotations}) == len(annotations)
    targets = [target for target, _ in annotations]
    assert targets.count("https://example.org/a") == 1
    assert targets.count("https://example.org/c") == 1
    assert targets.count("https://example.org/b") == 2, "one for each line that it is on"
    heights = sorted(abs(top - bottom) for target, (_, top, _, bottom) in annotations)
    assert heights[-1] > 1.5 * heights[-2], "all of the picture"


def test_bookmarks_are_plain_titles(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 柱\n---\n\n## {大人|おとな}の[鎖](https://example.org)と`code`と注[^1]\n\n"
        "文。\n\n### 二つ目の{節|せつ}[^1]\n\n文。\n\n[^1]: 注の文。\n"
    )
    (data,) = made(tmp_path, text, "booklet").values()
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        (chapter,) = outline.root
        assert chapter.title == "大人の鎖とcodeと注"
        assert [child.title for child in chapter.children] == ["二つ目の節"]
