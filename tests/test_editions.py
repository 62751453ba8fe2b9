"""Every edition of the shipped guides: its pages, its type, and what its readers need of it."""

from __future__ import annotations

import functools
import html
import io
import itertools
import re
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image, ImageChops

from sasshi.editions import EDITIONS, chosen
from sasshi.make import Request, build
from sasshi.pdf.ink import save_ink
from sasshi.problems import BuildError, Problem
from sasshi.render.drawing.qr import qr
from tests.conftest import NO_BROWSER, ROOT
from tests.reopen import MM_PER_PT, chars, spaced_text

pytestmark = pytest.mark.slow

GUIDES = ("second-partner", "tool-library")
THEMES = sorted(p.parent.name for p in (ROOT / "templates").glob("*/theme.toml"))
USUAL = ("booklet", "print", "checklist")
MINI_ORDER = (7, 6, 5, 4, 8, 1, 2, 3)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build all but the usual editions of both guides, once."""
    output = tmp_path_factory.mktemp("editions")
    names = tuple(e.name for e in EDITIONS if not e.usual and not e.name.startswith("shop"))
    build(Request(ROOT / "content", ROOT / "templates", output, editions=names))
    return output


def one(folder: Path, text: str, *editions: str, **more: Any) -> tuple[bytes, tuple[Problem, ...]]:
    """Build the first of some editions of a guide."""
    (folder / "small.md").write_text(text, encoding="utf-8")
    request = Request(folder, ROOT / "templates", folder / "out", editions=editions, **more)
    built = build(request)
    return built.files[0].read_bytes(), built.problems


def sizes(data: bytes) -> Iterator[tuple[float, float]]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(edge) * MM_PER_PT for edge in page.mediabox.as_list())
            yield right - left, top - bottom


def picture(data: bytes, page: int = 0, scale: float = 2.0) -> Image.Image:
    with closing(pdfium.PdfDocument(data)) as pdf:
        image: Image.Image = pdf[page].render(scale=scale).to_pil().convert("RGB")
        return image


def smallest(data: bytes) -> float:
    """Give the size of the smallest text that is no reading and no call of a note, in points."""
    found = [c.size for page in chars(data) for c in page if c.text.strip()]
    return min(found)


def test_only_the_usual_editions_are_made_unasked() -> None:
    assert tuple(edition.name for edition in chosen(())) == USUAL


def test_names_of_files(made: Path) -> None:
    names = {path.name for path in made.iterdir()}
    assert {f"{g}-{e}.pdf" for g in GUIDES for e in ("mini", "konbini", "large-print")} <= names
    assert {f"{g}-web.html" for g in GUIDES} <= names


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize(("edition", "copies"), [("checklist-2up", 2), ("checklist-4up", 4)])
def test_checklists_several_to_a_sheet(made: Path, guide: str, edition: str, copies: int) -> None:
    data = (made / f"{guide}-{edition}.pdf").read_bytes()
    (size,) = sizes(data)
    assert sorted(size) == pytest.approx([210, 297], abs=0.1)
    assert smallest(data) >= 7.4
    title = {"second-partner": "すこやかに保つための約束", "tool-library": "TheShedDoorList"}[guide]
    text = re.sub(r"\s", "", spaced_text(data))
    assert text.count(title) == copies


def test_cards_say_what_they_leave_out(tmp_path: Path) -> None:
    rules = "\n".join(f"- [ ] Rule number {n} that takes a line\n" for n in range(1, 21))
    head = "---\ntitle: T\nlang: en\nchecklist: {questions: [Why?], signs: [One, Two]}\n---\n"
    _, problems = one(tmp_path, f"{head}\n## A\n\n{rules}", "checklist-4up")
    assert [p.code for p in problems] == ["foot-dropped"]


@pytest.mark.parametrize("guide", GUIDES)
def test_konbini(made: Path, guide: str) -> None:
    data = (made / f"{guide}-konbini.pdf").read_bytes()
    assert data.startswith(b"%PDF-1.7")
    assert len(data) < 10e6
    assert all(size == pytest.approx((210, 297), abs=0.02) for size in sizes(data))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.is_encrypted
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
        assert fonts
        assert all("/FontFile2" in font for font in fonts)


@pytest.mark.parametrize("guide", GUIDES)
def test_large_print_is_large(made: Path, guide: str) -> None:
    data = (made / f"{guide}-large-print.pdf").read_bytes()
    assert all(size == pytest.approx((210, 297), abs=0.05) for size in sizes(data))
    found = sorted(c.size for page in chars(data) for c in page if c.text.strip())
    small = [size for size in found if size < 16]
    assert len(small) < 0.02 * len(found), "readings and the calls of notes only"
    assert all(size <= 9 or size == pytest.approx(8.8, abs=1) for size in small), set(small)


def test_large_print_keeps_tags_and_links(made: Path) -> None:
    with pikepdf.open(made / "tool-library-large-print.pdf") as pdf:
        assert "/StructTreeRoot" in pdf.Root
        boxes = [a.Rect for page in pdf.pages for a in page.get("/Annots", [])]
    assert boxes
    assert all(0 <= float(x) <= 842 for box in boxes for x in box)


@functools.cache
def booklet(theme: str, *editions: str) -> dict[str, bytes]:
    """Build editions of the Japanese guide in a theme."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        request = Request(
            ROOT / "content", ROOT / "templates", Path(folder), guides=("second-partner",),
            editions=editions, theme=theme,
        )  # fmt: skip
        return {path.name: path.read_bytes() for path in build(request).files}


@pytest.mark.parametrize("theme", THEMES)
def test_the_ink_saver_needs_little_ink_and_no_colour(theme: str) -> None:
    files = booklet(theme, "booklet", "ink-saver")
    plain, saved = (files[f"second-partner-{name}.pdf"] for name in ("booklet", "ink-saver"))
    with closing(pdfium.PdfDocument(saved)) as pdf:
        count = len(pdf)
    for page in (0, 1, 2, 4, count - 1):
        grey = picture(saved, page, 1.0)
        red, green, blue = grey.split()
        assert ImageChops.difference(red, green).getbbox() is None
        assert ImageChops.difference(red, blue).getbbox() is None
        assert ink(grey) < 0.1
        assert ink(grey) <= 1.25 * ink(picture(plain, page, 1.0)) + 0.01
    assert spaced_text(saved) == spaced_text(plain)


def ink(image: Image.Image) -> float:
    """Give the share of a page that is black, greys in part."""
    histogram = image.convert("L").histogram()
    return sum(n * (255 - grey) for grey, n in enumerate(histogram)) / 255 / sum(histogram)


def _pdf(content: bytes) -> bytes:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200))
        page.Contents = pdf.make_stream(content)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


@pytest.mark.parametrize(
    ("content", "middle", "edge"),
    [
        (b"1 0 0 rg 20 20 100 100 re f", 255, None),
        (b"0 g 60 60 8 8 re f", None, None),
        (b"0 g 0 0 200 200 re f 1 g 20 20 100 100 re f", 255, None),
        (b"0 g 20 69 100 2 re f", 0, None),
        (b"q 20 20 m 120 20 l 120 120 l 20 120 l h W n 0.9 g 0 0 200 200 re f Q", 255, None),
    ],
    ids=["area", "dot", "white", "line", "clip"],
)
def test_areas_become_outlines(content: bytes, middle: int | None, edge: None) -> None:
    image = picture(save_ink(_pdf(content)), scale=4.0).convert("L")
    assert min(image.tobytes()) < 200, "something is still seen"
    if middle is not None:
        assert abs(int(image.getpixel((70 * 4, 130 * 4))) - middle) < 40  # type: ignore[arg-type]


def test_what_is_no_pdf_is_told() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        save_ink(b"x")


# ---- the mini booklet


@pytest.mark.parametrize("guide", GUIDES)
def test_the_mini_booklet_is_in_order(made: Path, guide: str) -> None:
    data = (made / f"{guide}-mini.pdf").read_bytes()
    (size,) = sizes(data)
    assert size == pytest.approx((297, 210), abs=0.1)
    cells: dict[int, list[str]] = {}
    for char in chars(data)[0]:
        column, row = int(char.left // 74.25), int(char.baseline // 105)
        cells.setdefault(MINI_ORDER[4 * row + column], []).append(char.text)
    text = {page: re.sub(r"\s", "", "".join(letters)) for page, letters in cells.items()}
    assert sorted(text) == list(range(1, 9))
    wanted = {
        "second-partner": {
            2: "それは何か",
            3: "すこやかに保つための約束",
            6: "自分への問い",
            8: "奥付",
        },
        "tool-library": {2: "Whatitis", 3: "TheShedDoorList", 6: "Questions", 7: "Warning"},
    }[guide]
    for page, words in wanted.items():
        if words != "奥付":
            assert set(words) <= set(text[page]), (page, text[page])
    assert smallest(data) >= 7.4


def test_a_mini_booklet_of_a_small_guide_has_pages_for_notes(tmp_path: Path) -> None:
    guide = "---\ntitle: T\nlang: en\n---\n\n## A\n\n- [ ] One rule\n"
    data, problems = one(tmp_path, guide, "mini")
    assert spaced_text(data).count("Notes") == 4
    assert problems == ()


def test_too_much_for_a_mini_booklet(tmp_path: Path) -> None:
    rules = "\n".join(f"- [ ] {'This rule is long. ' * 12}{n}\n" for n in range(30))
    with pytest.raises(BuildError) as caught:
        one(tmp_path, f"---\ntitle: T\nlang: en\n---\n\n## A\n\n{rules}", "mini")
    assert [p.code for p in caught.value.problems] == ["pages-too-many"]


# ---- the QR code

CONTACT = """---
title: T
lang: en
contact:
  url: https://example.org/shed
  qr: {}
---

## A

Text.
"""


@pytest.mark.parametrize("theme", THEMES)
def test_the_qr_code_is_read_back(tmp_path: Path, theme: str) -> None:
    data, _ = one(tmp_path, CONTACT.format("true"), "booklet", theme=theme)
    with closing(pdfium.PdfDocument(data)) as pdf:
        last = len(pdf) - 1
    (code,) = zxingcpp.read_barcodes(picture(data, last, 300 / 72))
    assert code.text == "https://example.org/shed"
    corners = (code.position.top_left, code.position.top_right)
    assert (corners[1].x - corners[0].x) * 25.4 / 300 >= 15
    assert "QR code: https://example.org/shed" in alternatives(data)


def alternatives(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        dictionaries = (o for o in pdf.objects if isinstance(o, pikepdf.Dictionary))
        return [str(each.Alt) for each in dictionaries if "/Alt" in each]


def test_a_long_address_is_read_back(tmp_path: Path) -> None:
    address = "https://example.org/" + "long-" * 38
    data, _ = one(tmp_path, CONTACT.format(address), "booklet")
    with closing(pdfium.PdfDocument(data)) as pdf:
        last = len(pdf) - 1
    (code,) = zxingcpp.read_barcodes(picture(data, last, 600 / 72))
    assert code.text == address
    assert qr(address).size <= 57


# ---- the web page


class Page(HTMLParser):
    """Reads a page strictly: what is opened is closed, in order."""

    VOID = frozenset({"meta", "link", "br", "img", "input", "col", "hr", "wbr"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("guide", GUIDES)
def test_the_web_page_is_whole(made: Path, guide: str) -> None:
    data = (made / f"{guide}-web.html").read_bytes()
    assert len(data) < 300_000
    text = data.decode()
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    links = [a["href"] or "" for tag, a in page.tags if tag == "a"]
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    assert "script" not in tags
    assert "link" not in tags
    assert [
        a for tag, a in page.tags if tag == "img" and not str(a["src"]).startswith("data:")
    ] == []
    assert re.findall(r"url\((?!data:|#)|@import|@font-face", text) == []
    assert tags.count("h1") == 1
    boxes = [a for tag, a in page.tags if tag == "input"]
    assert len(boxes) == {"second-partner": 7, "tool-library": 14}[guide]
    assert all(box["aria-labelledby"] in ids for box in boxes)
    assert f'lang="{"ja" if guide == "second-partner" else "en"}"' in text
    assert "content/" not in html.unescape(text), "no path of the source"


def _note(asked: list[str], request: Any) -> None:
    asked.append(request.url)


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason=NO_BROWSER)
def test_the_web_page_in_a_browser(made: Path) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for guide, scheme in itertools.product(GUIDES, ("light", "dark")):
            context = browser.new_context(
                viewport={"width": 390, "height": 844}, color_scheme=scheme  # type: ignore[arg-type]
            )  # fmt: skip
            page = context.new_page()
            asked: list[str] = []
            page.on("request", functools.partial(_note, asked))
            page.goto((made / f"{guide}-web.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") == 390
            assert [url for url in asked[1:] if not url.startswith("data:")] == []
            box = page.get_by_role("checkbox").first
            box.check()
            assert box.is_checked()
            context.close()
        browser.close()
