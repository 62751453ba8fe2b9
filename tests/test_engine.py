"""The engine: pages laid out by it our way, what it may read, and what it has to say."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import weasyprint

from sasshi.engine.fetcher import SafeFetcher
from sasshi.engine.html import parse
from sasshi.engine.internals import FontConfiguration
from sasshi.engine.log import Log
from sasshi.engine.session import ENGINE
from sasshi.engine.stylesheets import with_imports
from sasshi.japanese import JapaneseLineBreaker
from sasshi.problems import BuildError, Place
from sasshi.typeset.boxes import walk
from sasshi.typeset.drawing import SpreadLayout
from sasshi.typeset.grid import Grid, own_layout
from sasshi.typeset.overflow import cut_off
from sasshi.typeset.typesetter import Page, Passes, Typesetter

#: What breaks lines, as a build has it.
LINES = JapaneseLineBreaker()
pytestmark = pytest.mark.usefixtures("our_fonts")

# ---- a page laid out


def page(html: str, css: str = "") -> Any:
    """Lay out a page with WeasyPrint alone."""
    sheet = weasyprint.CSS(string=f"@page{{size:200px 300px;margin:10px}}{css}")
    return weasyprint.HTML(string=html).render(stylesheets=[sheet])


def test_laid_out_boxes_have_what_is_read() -> None:
    document = page("<p id='p' lang='en'>Some <b>words</b></p>")
    assert document._html.etree_element.tag == "html"
    found = list(walk(document.pages[0]._page_box))
    texts = [box for box in found if hasattr(box, "pango_layout")]
    assert [box.text for box in texts] == ["Some ", "words"]
    for box in texts:
        assert box.style["font_size"] == 16
        assert box.style.font_config is not None
        assert box.element is not None
        assert box.position_x >= 10
        assert box.width > 0
    assert "p" in document.pages[0].anchors
    styles = ("text_align_all", "lang", "font_family", "font_weight", "font_style")
    assert all(texts[0].style[name] is not None for name in styles)


def test_spread_layout_adds_what_it_is_told() -> None:
    with ENGINE.session():  # the layout is kept until it is drawn
        document = page("<p style='font-size:20px'>abc</p>")
    (box,) = [b for b in walk(document.pages[0]._page_box) if hasattr(b, "pango_layout")]
    before = glyph_widths(box.pango_layout)
    box.pango_layout.__class__ = SpreadLayout
    box.pango_layout.spaces = {0: 100, 1: -50}
    after = glyph_widths(box.pango_layout)
    assert [b - a for a, b in zip(before, after, strict=True)] == pytest.approx(
        [2.01 * 1024, -1.01 * 1024, 0], abs=1
    )


def glyph_widths(layout: Any) -> list[int]:
    line, _ = layout.get_first_line()
    glyphs = line.runs[0].data.glyphs
    return [glyphs.glyphs[i].geometry.width for i in range(glyphs.num_glyphs)]


@pytest.mark.parametrize(
    "html",
    [
        "<p style='white-space:pre-wrap'>Some   words that  take two or three lines of their own.",
        "<p><span style='float:left;width:40px'>S</span>ome words that take two or three lines.",
        "<p style='direction:rtl'>Some words that take two or three lines of their own.",
    ],
)
def test_some_paragraphs_are_left_to_the_engine(html: str) -> None:
    def places() -> list[tuple[float, float]]:
        boxes = walk(page(html).pages[0]._page_box)
        return [(box.position_x, box.position_y) for box in boxes if hasattr(box, "pango_layout")]

    before = places()
    with own_layout(None, LINES):
        assert places() == before


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("snap", 0.0, 50),
        ("wide snap", 0.0, 50),
        ("snap-middle", 7.5, 50),
        ("", 0.0, 35),
        ("snapshot", 0.0, 35),
    ],
)
def test_blocks_end_on_the_grid(name: str, start: float, end: float) -> None:
    html = f"<div class='{name}'><p>a</p></div><div id='next'>b</div>"
    css = "body,p{margin:0}div{line-height:25px}"
    with own_layout(Grid(10, 20), LINES):
        found = list(walk(page(html, css).pages[0]._page_box))
    div, paragraph, following = (
        next(b for b in found if b.element_tag == "div" and b.element.get("id") is None),
        next(b for b in found if b.element_tag == "p"),
        next(b for b in found if b.element is not None and b.element.get("id") == "next"),
    )
    assert (paragraph.position_y, div.position_y) == (10 + start, 10)
    assert following.position_y == end


@pytest.mark.parametrize(
    ("size", "found"),
    [
        ("width:100px;height:80px", []),
        ("width:100px;height:130px", [("p", 30.0)]),  # its foot is below that of the page
        ("--standing:31.75mm;height:80px", [("div", 20.0)]),  # 120 px, on a page 100 px wide
    ],
)
def test_what_stands_is_cut_off_at_the_edges_of_the_page(
    size: str, found: list[tuple[str, float]]
) -> None:
    html = f"<div class='standing' style='{size}'><p></p></div>"
    css = "@page{size:100px;margin:0}body,p{margin:0}p{height:inherit}"
    with own_layout(None, LINES, standing=100.0):
        document = page(html, css)
    assert [(o.element.tag, round(o.px, 3)) for o in cut_off(document)] == found


@pytest.fixture
def setter(latin_fonts: Path, tmp_path: Path) -> Any:
    passes = Passes(LINES, lambda font, glyphs: font, lambda font: (0, 0))
    before = os.environ.get("FONTCONFIG_FILE")
    yield Typesetter([tmp_path], passes, latin_fonts, str)
    assert os.environ.get("FONTCONFIG_FILE") == before


def test_page_numbers_are_filled_in(setter: Typesetter) -> None:
    html = """<html lang="en"><body><p><a data-page-of="b">00</a> <a data-page-of="none">00</a></p>
        <p style="break-before:page">x</p>
        <h1 style="break-before:page" id="b">B</h1></body></html>"""
    document = setter.typeset(Page(html, (), "@page{size:300px 300px}")).document
    found = walk(document.pages[0]._page_box)
    texts = [box.text for box in found if hasattr(box, "pango_layout") and box.element_tag == "a"]
    assert texts == ["3", "00"]


def test_the_typesetter_tells_what_is_wrong(setter: Typesetter, tmp_path: Path) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }\np { colour: blue }\n")
    html = '<html lang="en"><body><p>a</p></body></html>'
    problems = setter.typeset(Page(html, (sheet,), "")).problems
    assert [(p.code, p.place) for p in problems] == [("bad-css", Place(str(sheet), 2, 5))]


def test_mistakes_in_imported_sheets_have_their_own_file(
    setter: Typesetter, tmp_path: Path
) -> None:
    (tmp_path / "more").mkdir()
    sheets = {
        "a.css": '/* @import "no.css"; */ @import "b.css";\n@import url(gone.css);\n\np { x: y }',
        "b.css": '@import url("more/c.css") print;\n@import "a.css"; h1 { colour: blue }',
        "more/c.css": "p { color: red }\n\n.a >> .b { color: red }\np { colour: red }",
    }
    for name, text in sheets.items():
        (tmp_path / name).write_text(text)
    html = '<html lang="en"><body><p>a</p></body></html>'
    problems = setter.typeset(Page(html, (tmp_path / "a.css",), "")).problems
    told = {(p.code, Path(p.place.path or "").name, p.place.line) for p in problems}
    assert told == {
        ("bad-css", "c.css", 3),
        ("bad-css", "c.css", 4),
        ("cannot-load", "b.css", 2),
        ("bad-css", "b.css", 2),
        ("cannot-load", "a.css", 2),
        ("bad-css", "a.css", 4),
    }


def test_a_sheet_that_is_not_utf8(setter: Typesetter, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('@import "b.css";')
    (tmp_path / "b.css").write_bytes("p { color: red }\n/* 色 */".encode("cp932"))
    html = '<html lang="en"><body><p>a</p></body></html>'
    (problem,) = setter.typeset(Page(html, (tmp_path / "a.css",), "")).problems
    assert (problem.code, Path(problem.place.path or "").name, problem.place.line) == (
        *("bad-css", "b.css"),
        2,
    )


def test_an_imported_sheet_may_set_a_token_again(setter: Typesetter, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('@import "b.css";\np { width: var(--wide) }')
    (tmp_path / "b.css").write_text("p { --wide: 30px }")
    html = '<html lang="en"><body><p>a</p></body></html>'
    made = setter.typeset(Page(html, (tmp_path / "a.css",), ":root{--wide:10px}"))
    boxes = walk(made.document.pages[0]._page_box)
    assert next(box.width for box in boxes if box.element_tag == "p") == 30
    assert set(with_imports([tmp_path / "a.css"])) == {tmp_path / "a.css", tmp_path / "b.css"}


@pytest.mark.parametrize("url", ["none.png", "../secret.png", "https://example.org/a.png"])
def test_pictures_that_cannot_be_had(setter: Typesetter, tmp_path: Path, url: str) -> None:
    (tmp_path.parent / "secret.png").write_bytes(b"x")
    html = f'<html lang="en"><body><img src="{url}" alt="a"/></body></html>'
    (problem,) = setter.typeset(Page(html, (), "")).problems
    assert problem.code == ("cannot-load" if url == "none.png" else "outside")


def test_an_inline_drawing_that_is_broken(setter: Typesetter) -> None:
    html = "<html lang='en'><body><svg viewBox='0 0 a b'><path d='q'/><use href='#x'/></svg></body>"
    with pytest.raises(BuildError):
        setter.typeset(Page(html, (), ""))
    logger = logging.getLogger("weasyprint")
    with Log() as log:
        logger.error("Failed to load inline SVG: %s", ValueError("bad"))
    assert [p.code for p in log.problems] == ["svg-inline-broken"]


# ---- what may be read


@pytest.fixture
def fetcher(tmp_path: Path) -> SafeFetcher:
    root = tmp_path / "guide"
    (root / "images").mkdir(parents=True)
    (root / "images/a b.png").write_bytes(b"inside")
    (root / "c.svg").write_bytes(b"<svg/>")
    (tmp_path / "secret.png").write_bytes(b"outside")
    (tmp_path / "guide-2").mkdir()
    (tmp_path / "guide-2/secret.png").write_bytes(b"outside")
    (root / "out.png").symlink_to(tmp_path / "secret.png")
    (root / "in.png").symlink_to(root / "images/a b.png")
    (root / "folder").symlink_to(tmp_path)
    return SafeFetcher([root])


@pytest.mark.parametrize("name", ["images/a%20b.png", "in.png", "images/../images/a%20b.png"])
def test_what_is_inside_is_read(fetcher: SafeFetcher, name: str) -> None:
    response = fetcher.fetch(f"{fetcher.roots[0].as_uri()}/{name}")
    assert response.read() == b"inside"
    assert len(fetcher.read) == 1
    assert fetcher.refused == []


def test_svg_has_its_type(fetcher: SafeFetcher) -> None:
    response = fetcher.fetch(f"{fetcher.roots[0].as_uri()}/c.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"


def test_data_is_read(fetcher: SafeFetcher) -> None:
    assert fetcher.fetch("data:text/plain,abc").read() == b"abc"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9/a.png",
        "https://example.org/a.png",
        "ftp://example.org/a.png",
        "file:///etc/hostname",
        "file://example.org/etc/hostname",
        "{root}/../secret.png",
        "{root}/%2e%2e/secret.png",
        "{root}/..%2fsecret.png",
        "{root}/images/../../secret.png",
        "{root}-2/secret.png",
        "{root}/out.png",
        "{root}/folder/secret.png",
        "relative.png",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_outside_is_refused(fetcher: SafeFetcher, url: str) -> None:
    address = url.replace("{root}", fetcher.roots[0].as_uri())
    with pytest.raises(PermissionError):
        fetcher.fetch(address)
    assert fetcher.refused == [address]
    assert fetcher.read == []


def test_what_is_missing_is_not_refused(fetcher: SafeFetcher) -> None:
    with pytest.raises(FileNotFoundError):
        fetcher.fetch(f"{fetcher.roots[0].as_uri()}/none.png")
    assert fetcher.refused == []


# ---- what is logged


def test_log_records_become_problems() -> None:
    logger = logging.getLogger("weasyprint")
    with Log() as log:
        logger.debug("not heard")
        logger.warning("odd %s", "thing")
        logger.warning("odd %s", "thing")
        logger.error("bad thing")
        logger.error("Failed to load image at %r: %s", "file:///a.png", "gone")
        log.stylesheet = "a.css", ""
        logger.warning("Ignored `colour: red` at 3:7, unknown property.")
        logger.warning("Invalid or unsupported selector")
    told = [(p.code, str(p.severity), str(p.place)) for p in log.problems]
    assert told == [
        ("engine-warning", "warning", ""),
        ("engine-error", "error", ""),
        ("bad-css", "error", "a.css:3:7"),
        ("bad-css", "error", "a.css"),
    ]
    assert log.failed == [("file:///a.png", "gone")]
    assert dict(log.problems[2].params)["reason"] == "Ignored `colour: red`, unknown property"


def test_log_hears_its_own_thread_only() -> None:
    with Log() as log:
        other = threading.Thread(target=logging.getLogger("weasyprint").error, args=("elsewhere",))
        other.start()
        other.join()
    assert log.problems == []


def test_log_gives_the_logger_back() -> None:
    logger = logging.getLogger("weasyprint")
    before = (logger.level, logger.propagate, list(logger.handlers))
    with pytest.raises(KeyError), Log():
        assert logger.handlers != before[2]
        raise KeyError
    assert (logger.level, logger.propagate, list(logger.handlers)) == before


# ---- parsing


@pytest.mark.parametrize("html", ["<p>a</p>", "<!doctype html><html><body><p>a<br>b</body></html>"])
def test_any_html_is_parsed(fetcher: SafeFetcher, html: str) -> None:
    parsed = parse(html, "file:///", fetcher)
    assert parsed.render(font_config=FontConfiguration()).pages


_LAY_OUT = """
import sys, weasyprint
html = sys.stdin.read()
if sys.argv[1] == "ours":
    from sasshi.engine.fetcher import SafeFetcher
    from sasshi.engine.html import parse
    page = parse(html, "file:///", SafeFetcher([]))
else:
    page = weasyprint.HTML(string=html)
def walk(box):
    yield box
    for child in getattr(box, "children", ()):
        yield from walk(child)
for page in page.render().pages:
    for box in walk(page._page_box):
        print(box.element_tag, type(box).__name__, box.position_x, box.position_y, box.width)
"""


@pytest.mark.parametrize(
    "html",
    [
        "<html><head><title>t</title></head><body><p>plain</p><ul><li>a</li></ul></body></html>",
        '<html><body><ol dir="rtl"><li>from the right</li></ol></body></html>',
        '<html><body><p><input value="x"/> <select><option>a</option></select></p></body></html>',
        "<html><body><ol style='list-style-type:katakana'><li>a</li></ol><p>unclosed</body></html>",
    ],
)
def test_rules_kept_out_of_the_engine_come_back_where_a_page_needs_them(html: str) -> None:
    boxes = []
    for way in ("ours", "plain"):
        order = "import sasshi.engine.html\n" if way == "ours" else ""  # before WeasyPrint
        command = [sys.executable, "-c", order + _LAY_OUT, way]
        done = subprocess.run(command, input=html, capture_output=True, text=True, check=True)
        boxes.append(done.stdout.splitlines())
    assert len(boxes[0]) > 4
    assert boxes[0] == boxes[1]
