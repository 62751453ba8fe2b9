"""The preview's pages: the same as those of the booklet, and only what changed is made anew."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from sasshi.make import Request
from sasshi.preview.build_result import BuildResult
from sasshi.preview.builder import GuideBuilder
from sasshi.preview.page_png import page_png
from tests.conftest import ROOT

pytestmark = pytest.mark.slow

#: Enough to tell pages apart, and quick.
PX_PER_MM = 3
#: Widths of glyphs are rounded in a PDF, by the first size they are shown in: a page drawn alone
#: may differ from one within a booklet by a hair. So pictures are compared in blocks of pixels.
BLOCK, HAIR = 6, 70

Edit = Callable[[Path], None]


def builder_of(content: Path, name: str, own: Path | None = None, **tokens: str) -> GuideBuilder:
    """Give a builder for a guide, in the theme whose folder is ``own``."""
    request = Request(
        content,
        own.parent if own else ROOT / "templates",
        content / "output",
        theme=own.name if own else None,
        tokens=tuple(tokens.items()),
    )
    return GuideBuilder(request, name)


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
    def edit(folder: Path) -> None:
        (folder / name).write_text(text)

    return edit


def remove(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


#: What is done to a guide of three chapters, one after the other: a paragraph; one that makes a
#: chapter longer by pages; a note before others, and its number where it is referred to again; a
#: rule; a chapter more, with characters that were not there, with links; one less; a title.
SMALL: list[Edit] = [
    replace("20-2.md", "文。", "文に足します。"),
    replace("10-1.md", "文。", "長い文です。" * 200 + "\n\n注[^n]。\n\n[^n]: 注の一。"),
    replace("30-3.md", "文。", "文[^m]。\n\nまた[^m]。\n\n[^m]: 注の二。"),
    replace("10-1.md", "注[^n]", "注[^new]と[^n]、また[^new]。\n\n[^new]: 新しい注。\n\n"),
    replace("20-2.md", "いの約束", "新しい約束"),
    add("25-4.md", "# 鰯と鯖 {#fish}\n\n[約束](20-2.md)を守る鯨。\n"),
    replace("30-3.md", "また", "[魚](25-4.md)をまた"),
    replace("10-1.md", "長い文です。" * 100, ""),
    replace("30-3.md", "[魚](25-4.md)", ""),
    remove("25-4.md"),
    replace("index.md", "小", "大"),
]
#: What is done at once to the guides that are shipped.
JAPANESE: list[Edit] = [
    replace("20-why.md", "。", "。ここに一文を足します。"),
    replace("30-benefits.md", "\n\n", "\n\n" + "長い段落です。" * 220 + "\n\n"),
    replace("10-what-it-is.md", "。\n", "。[^new]\n\n[^new]: 新しい注です。\n\nまた[^new]、注。\n"),
    replace("50-rules.md", "会う頻度", "出会う頻度"),
]
ENGLISH: list[Edit] = [
    replace("", "Most streets", "Nearly all of the streets"),
    replace(
        "", "Begin with something", "Begin.\n\n" + "More words here. " * 150 + "\n\nBegin with"
    ),
]


def same(one: bytes, other: bytes) -> bool:
    """Tell whether two pictures show the same, to a hair."""
    if one == other:
        return True
    pictures = [Image.open(io.BytesIO(data)).convert("L") for data in (one, other)]
    if pictures[0].size != pictures[1].size:
        return False
    small = [picture.reduce(BLOCK) for picture in pictures]
    return max(ImageChops.difference(*small).tobytes()) < HAIR


def differing(builder: GuideBuilder, result: BuildResult) -> list[int]:
    """Compare the pages of a preview with those of the booklet; give the numbers that differ."""
    booklet = builder.pdf("booklet")
    found = []
    for number, page in enumerate(result.pages):
        picture = builder.picture(page.key, PX_PER_MM)
        assert picture is not None
        if not same(picture, page_png(booklet, PX_PER_MM, number)):
            found.append(number + 1)
    return found


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_pages_are_those_of_the_booklet_after_each_edit(small: Path, writing: str) -> None:
    builder = builder_of(small.parent, "small", writing=writing)
    result = builder.build()
    assert (result.problems, differing(builder, result)) == ((), [])
    for edit in SMALL:
        edit(small)
        before, result = result, builder.build()
        assert result.problems == ()
        assert result.pages != before.pages
        if writing == "horizontal" or edit is SMALL[-1]:
            assert differing(builder, result) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "writing", "edits"),
    [
        ("second-partner", "horizontal", JAPANESE),
        ("second-partner", "vertical", JAPANESE),
        ("tool-library", "horizontal", ENGLISH),
        ("tool-library", "vertical", ENGLISH),
    ],
)
def test_pages_are_those_of_the_shipped_booklet(
    content: Path, name: str, writing: str, edits: list[Edit]
) -> None:
    builder = builder_of(content, name, writing=writing)
    result = builder.build()
    assert (result.problems, result.binding) == ((), "right" if writing == "vertical" else "left")
    assert differing(builder, result) == []
    guide = next(content.glob(f"{name}*"))
    for edit in edits:
        edit(guide)
    result = builder.build()
    assert (result.problems, differing(builder, result)) == ((), [])
    picture = builder.picture(result.checklist[0].key, PX_PER_MM)
    assert picture is not None
    assert same(picture, page_png(builder.pdf("checklist"), PX_PER_MM))


def keys(result: BuildResult) -> list[str]:
    return [page.key for page in result.pages]


def test_only_the_changed_page_has_another_key(small: Path) -> None:
    builder = builder_of(small.parent, "small")
    before = builder.build()
    assert builder.build().pages == before.pages
    replace("20-2.md", "いの文", "いろの文")(small)
    after = builder.build()
    changed = [n for n, (a, b) in enumerate(zip(keys(before), keys(after), strict=True)) if a != b]
    assert len(changed) == 1
    assert builder.picture(keys(before)[changed[0]], 1) is not None, "still asked for by a browser"
    replace("20-2.md", "いろの文", "いの文")(small)
    assert keys(builder.build()) == keys(before)


def test_lines_move_without_another_picture(small: Path) -> None:
    builder = builder_of(small.parent, "small")
    before = builder.build()
    replace("20-2.md", "\n\n", "\n\n\n\n")(small)
    after = builder.build()
    assert keys(after) == keys(before)
    moved = [
        (old.line, new.line)
        for one, other in zip(before.pages, after.pages, strict=True)
        for old, new in zip(one.texts, other.texts, strict=True)
        if old.path.endswith("20-2.md") and old.tag == "p"
    ]
    assert moved == [(3, 5)]
    assert [page.key for page in after.checklist] == [page.key for page in before.checklist]


def test_texts_know_their_place_and_source(small: Path) -> None:
    result = builder_of(small.parent, "small").build()
    texts = [text for page in result.pages for text in page.texts]
    title, paragraph = (next(t for t in texts if t.words == w) for w in ("あの章", "あの文。"))
    assert (title.tag, title.line, paragraph.tag, paragraph.line) == ("h1", 1, "p", 3)
    assert Path(title.path).name == Path(paragraph.path).name == "10-1.md"
    (left, top, width, height), page = paragraph.box_mm, result.pages[-2].size_mm
    assert 0 < left < left + width <= page[0] and title.box_mm[1] < top < top + height < page[1]


def test_texts_of_columns_stand(small: Path) -> None:
    result = builder_of(small.parent, "small", writing="vertical").build()
    texts = [text for page in result.pages for text in page.texts]
    title, paragraph = (next(t for t in texts if t.words == w) for w in ("あの章", "あの文。"))
    assert result.pages[0].size_mm[0] < result.pages[0].size_mm[1]
    assert paragraph.box_mm[0] < title.box_mm[0], "columns go from right to left"
    assert paragraph.box_mm[2] < paragraph.box_mm[3]


def test_a_broken_guide_keeps_its_last_good_pages(small: Path) -> None:
    builder = builder_of(small.parent, "small")
    good = builder.build()
    add("20-2.md", "# い\n\n[nowhere](99-no.md)\n")(small)
    broken = builder.build()
    assert [problem.code for problem in broken.problems] == ["link-file-near"] or broken.problems
    assert (broken.pages, broken.checklist) == (good.pages, good.checklist)
    assert small / "20-2.md" in broken.read
    (small / "index.md").write_text("---\ntitle: [\n---\n")
    assert builder.build().pages == good.pages
    (small / "index.md").write_text("---\ntitle: 小\ntokens: {chapters: page}\n---\n")
    replace("20-2.md", "(99-no.md)", "(10-1.md)")(small)
    mended = builder.build()
    assert mended.problems == ()
    assert mended.pages != good.pages


def test_bad_settings_are_problems(small: Path) -> None:
    builder = builder_of(small.parent, "small")
    good = builder.build()
    assert [p.code for p in builder.build(theme="none-such").problems] == ["unknown-theme"]
    assert [p.code for p in builder.build(tokens={"size": "huge"}).problems] == ["bad-token"]
    smaller = builder.build(tokens={"size": "9pt"})
    assert smaller.tokens is not None
    assert (smaller.problems, smaller.tokens["size"]) == ((), "9pt")
    assert keys(builder.build()) == keys(good)


def test_what_is_read(small: Path) -> None:
    result = builder_of(small.parent, "small").build()
    themes = ROOT / "templates"
    assert {small, small / "index.md", small / "10-1.md"} <= result.read
    assert {themes / "shizuka" / "theme.toml", themes / "words" / "ja.toml"} <= result.read
    assert themes / "shizuka" / "partials" / "chapter.html" in result.read, "it is looked for"
    assert not any(path.name == "messages.toml" for path in result.read)


def test_files_and_sheets_on_demand(small: Path) -> None:
    builder = builder_of(small.parent, "small")
    result = builder.build()
    assert builder.pdf("booklet").startswith(b"%PDF")
    sheets = builder.sheets()
    assert len(sheets) == 2 * -(-len(result.pages) // 4)
    assert sheets[0].size_mm == (297.0, 210.0)
    picture = builder.picture(sheets[0].key, 1)
    assert picture is not None
    assert Image.open(io.BytesIO(picture)).height == 210
    assert builder.picture("no such page", 1) is None


#: A theme with a style sheet of its own.
OWN = 'name = "own"\nextends = "base"\nstylesheets = ["own.css"]\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Write a theme ``own`` over the bare one, with an empty style sheet ``own.css``."""
    templates = tmp_path / "templates"
    templates.mkdir()
    shutil.copytree(ROOT / "templates" / "base", templates / "base")
    for name in ("fonts", "words"):
        (templates / name).symlink_to(ROOT / "templates" / name)
    folder = templates / "own"
    folder.mkdir()
    (folder / "theme.toml").write_text(OWN)
    (folder / "own.css").write_text("")
    return folder


def test_what_cannot_be_cut_is_laid_out_whole(own: Path, small: Path) -> None:
    (own / "own.css").write_text("p a::after { content: target-counter(attr(href), page) }")
    replace("10-1.md", "文。", "文。[い](20-2.md)")(small)
    builder = builder_of(small.parent, "small", own)
    result = builder.build()
    assert (result.problems, differing(builder, result)) == ((), [])
    (own / "own.css").write_text(
        "@page { @bottom-left { content: counter(page) '/' counter(pages) } }"
    )
    result = builder.build()
    assert (result.problems, differing(builder, result)) == ((), [])


def test_what_is_wrong_in_a_style_sheet_is_told_until_it_is_mended(own: Path, small: Path) -> None:
    (own / "own.css").write_text("p { colour: red }")
    builder = builder_of(small.parent, "small", own)
    for _ in range(3):
        assert [problem.code for problem in builder.build().problems] == ["bad-css"]
        replace("10-1.md", "文。", "文。文。")(small)
    (own / "own.css").write_text("p { color: red }")
    assert builder.build().problems == ()


@pytest.mark.parametrize("writing", ["horizontal", "vertical"])
def test_a_saved_import_is_seen(own: Path, small: Path, writing: str) -> None:
    (own / "own.css").write_text('@import "more.css";')
    (own / "more.css").write_text("p { color: red }")
    builder = builder_of(small.parent, "small", own, writing=writing)
    before = builder.build()
    (own / "more.css").write_text("p { color: green }")
    after = builder.build()
    assert (before.problems, after.problems) == ((), ())
    assert keys(after) != keys(before)
    assert differing(builder, after) == []


def test_a_theme_without_the_tokens_it_needs_is_told_until_it_is_mended(
    own: Path, small: Path
) -> None:
    (own / "theme.toml").write_text('name = "own"\n')
    builder = builder_of(small.parent, "small", own)
    for _ in range(2):
        result = builder.build()
        assert [problem.code for problem in result.problems] == ["token-missing"]
    assert own / "theme.toml" in result.read
    (own / "theme.toml").write_text(OWN)
    assert builder.build().problems == ()


def test_a_theme_is_read_anew_after_a_token_that_was_wrong(own: Path, small: Path) -> None:
    builder = builder_of(small.parent, "small", own)
    assert [p.code for p in builder.build(tokens={"size": "huge"}).problems] == ["bad-token"]
    (own / "theme.toml").write_text(f'{OWN}[tokens.accent]\ndefault = "#225588"\n')
    result = builder.build()
    assert result.tokens is not None
    assert (result.problems, result.tokens["accent"]) == ((), "#225588")
