"""The preview's pages: the same as those of the booklet, and only what changed is made anew."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from sasshi.make import Request
from sasshi.preview.picture import png
from sasshi.preview.studio import Studio, View
from tests.conftest import ROOT

#: Enough to tell pages apart, and quick.
PX_PER_MM = 3
#: Widths of glyphs are rounded in a PDF, by the first size they are shown in: a page drawn alone
#: may differ from one within a booklet by a hair. So pictures are compared in blocks of pixels.
BLOCK, HAIR = 6, 70

Edit = Callable[[Path], None]


def studio(content: Path, name: str, **tokens: str) -> Studio:
    request = Request(content, ROOT / "templates", content / "output", tokens=tuple(tokens.items()))
    return Studio(request, name)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Copy the shipped guides, to be edited."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Write a guide of a few chapters, quick to build."""
    folder = tmp_path / "content" / "small"
    folder.mkdir(parents=True)
    (folder / "index.md").write_text("---\ntitle: 小\ntokens: {chapters: page}\n---\n")
    for number, name in enumerate("あいう", 1):
        text = f"# {name}の章\n\n{name}の文。\n\n- [ ] {name}の約束\n"
        (folder / f"{number}0-{number}.md").write_text(text)
    return folder


def replace(name: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / name if folder.is_dir() else folder
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return edit


def add(name: str, text: str) -> Edit:
    return lambda folder: (folder / name).write_text(text) and None


def remove(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


#: A paragraph; one that makes the chapter longer by pages; a note before others, and its number
#: where it is referred to again; a rule, on three pages and on the checklist; a chapter more,
#: with characters that were not there; links between chapters, and one less.
JAPANESE: list[list[Edit]] = [
    [replace("20-why.md", "。", "。ここに一文を足します。")],
    [replace("30-benefits.md", "\n\n", "\n\n" + "長い段落です。" * 220 + "\n\n")],
    [
        replace(
            "10-what-it-is.md", "。\n", "。[^new]\n\n[^new]: 新しい注です。\n\nまた[^new]、注。\n"
        ),
        replace("50-rules.md", "会う頻度", "出会う頻度"),
        add(
            "65-more.md",
            "# 鰯と鯖 {#fish}\n\n[約束](50-rules.md)を守る鯨。\n\n注[^a]。\n\n[^a]: 鯛。\n",
        ),
        replace("80-closing.md", "\n\n", "\n\n[魚](65-more.md)の話。\n\n"),
        remove("60-clubs.md"),
    ],
]
ENGLISH: list[list[Edit]] = [
    [replace("", "Most streets", "Nearly all of the streets")],
    [
        replace(
            "", "Begin with something", "Begin.\n\n" + "More words here. " * 150 + "\n\nBegin with"
        )
    ],
]


def same(one: bytes, other: bytes) -> bool:
    """Tell whether two pictures show the same, to a hair."""
    if one == other:
        return True
    pictures = [Image.open(io.BytesIO(data)).convert("L") for data in (one, other)]
    if pictures[0].size != pictures[1].size:
        return False
    small = [picture.reduce(BLOCK) for picture in pictures]
    return bool(ImageChops.difference(*small).getextrema()[1] < HAIR)


def differing(made: Studio, view: View) -> list[int]:
    """Compare the pages of a preview with those of the booklet; give the numbers that differ."""
    booklet = made.pdf("booklet")
    found = []
    for number, page in enumerate(view.pages):
        picture = made.picture(page.key, PX_PER_MM)
        assert picture is not None
        if not same(picture, png(booklet, PX_PER_MM, number)):
            found.append(number + 1)
    return found


@pytest.mark.parametrize(
    ("name", "writing", "edits"),
    [
        pytest.param("second-partner", "horizontal", JAPANESE),
        pytest.param("second-partner", "vertical", JAPANESE, marks=pytest.mark.slow),
        pytest.param("tool-library", "horizontal", ENGLISH, marks=pytest.mark.slow),
        pytest.param("tool-library", "vertical", ENGLISH, marks=pytest.mark.slow),
    ],
)
def test_pages_are_those_of_the_booklet(
    content: Path, name: str, writing: str, edits: list[list[Edit]]
) -> None:
    made = studio(content, name, writing=writing)
    view = made.build()
    assert (view.problems, view.binding) == ((), "right" if writing == "vertical" else "left")
    assert differing(made, view) == []
    guide = next(path for path in content.glob(f"{name}*") if path.suffix != ".pdf")
    for round_ in edits:
        for edit in round_:
            edit(guide)
            before, view = view, made.build()
            assert view.problems == ()
            assert view.pages != before.pages
        assert differing(made, view) == []
    for page in view.checklist:
        picture = made.picture(page.key, PX_PER_MM)
        assert picture is not None
        assert same(picture, png(made.pdf("checklist"), PX_PER_MM))
