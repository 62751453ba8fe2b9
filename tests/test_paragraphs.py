"""Paragraphs that are hard to break: nothing lost, nothing doubled, nothing beyond the measure."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pypdfium2
import pytest
import weasyprint

from sasshi.engine.planted import LINE_END
from sasshi.engine.session import ENGINE
from sasshi.fonts.subset import keep_glyphs, space_of
from sasshi.japanese import JapaneseLineBreaker
from sasshi.japanese.metrics import ParagraphMetrics
from sasshi.japanese.paragraph import Adjustment, Line
from sasshi.typeset import line_layout
from sasshi.typeset.boxes import walk
from sasshi.typeset.drawing import own_drawing
from sasshi.typeset.grid import own_layout
from sasshi.typeset.line_request import char_at, skip_stack_at
from sasshi.typeset.measure import MeasuredParagraph, measure

LINES = JapaneseLineBreaker()
Measured = Callable[..., MeasuredParagraph]
CSS = "@page{size:200px 300px;margin:10px} body,p{margin:0;font:10px/17px 'Sasshi Serif'}"
pytestmark = pytest.mark.usefixtures("our_fonts")


def pages(html: str, css: str = "", *, own: bool = True) -> Any:
    """Lay out a page, by our own rules or as the engine does."""
    sheet = weasyprint.CSS(string=CSS + css)
    page = weasyprint.HTML(string=f"<html lang=ja><body>{html}")
    if not own:
        return page.render(stylesheets=[sheet])
    with own_layout(None, LINES):
        return page.render(stylesheets=[sheet])


def lines(document: Any) -> list[Any]:
    return [
        box
        for page in document.pages
        for box in walk(page._page_box)
        if isinstance(box, weasyprint.formatting_structure.boxes.LineBox)
    ]


def texts(document: Any) -> list[str]:
    """Give the text of each line."""
    return ["".join(each.text for each in boxes_of(line)) for line in lines(document)]


def boxes_of(line: Any) -> list[Any]:
    return [box for box in walk(line) if hasattr(box, "pango_layout")]


def right(line: Any) -> float:
    """Give where the last text of a line ends."""
    return max(float(box.position_x + box.width) for box in boxes_of(line))


# ---- the four steps


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Measured:
    """Give what collects and measures the only paragraph of a page."""

    def of(html: str, css: str = "") -> MeasuredParagraph:
        caught: list[MeasuredParagraph] = []

        def catch(*args: Any) -> MeasuredParagraph | None:
            own = measure(*args)
            caught.extend([own] if own else [])
            return own

        monkeypatch.setattr(line_layout, "measure", catch)
        pages(html, css)
        (only,) = caught
        return only

    return of


MIXED = (
    "<p>か<b>き <a id='x'></a><i>く</i></b>abc<code>de<u>f</u></code><br>"
    "<span class='jukugo'><ruby>東<rt>とう</rt></ruby><ruby>京<rt>きょう</rt></ruby></span>"
    "<ruby>都<rt>と</rt></ruby><s></s>け"
)


def test_a_paragraph_becomes_a_flat_list_of_items(measured: Measured) -> None:
    collected = measured(MIXED).collected
    texts = [getattr(item.box, "text", "") for item in collected.items]
    assert texts == ["か", "き ", "く", "abc", "de", "f", "\n", "東", "京", "都", "け"]
    assert [item.path for item in collected.items[:3]] == [(0,), (1, 0), (1, 2, 0)]
    code, compound, alone = -4 - 1, 7 + 1, 9 + 1
    assert [item.rigid for item in collected.items[3:]] == [
        *(0, code, code, 0, compound, compound, alone, 0),
    ]
    assert [ruby.joined for ruby in collected.rubies] == [False, True, False]


def test_items_become_characters_with_their_widths(measured: Measured) -> None:
    own = measured(MIXED, "i{padding-left:3px;border-right:2px solid}")
    characters = own.characters
    assert characters.texts == list("かき くabcdef\n東京都け")
    assert characters.starts == [0, 1, 3, 4, 7, 9, 10, 11, 12, 13, 14, 15]
    assert [characters.advances[i] for i in (0, 3, 10)] == pytest.approx([10, 10, 0])
    assert characters.widths[3] == pytest.approx(15)
    assert "".join(own.paragraph.chars) == "かき くabcdef\n東京都け"
    assert {characters.rigid[i] for i in (7, 8, 9)} == {-7 - 1}
    assert [(word.first, word.end) for word in own.ruby.words] == [(11, 13), (13, 14)]


def test_the_engine_names_each_character_by_a_skip_stack(measured: Measured) -> None:
    own = measured(MIXED)
    for char in range(len(own.characters.texts)):
        assert char_at(own, skip_stack_at(own, char)) == char
    assert skip_stack_at(own, 0) == {0: None}
    assert skip_stack_at(own, 2) == {1: {0: {3: None}}}
    assert skip_stack_at(own, len(own.characters.texts)) is None


class EveryThird(JapaneseLineBreaker):
    """Knows nothing of any script: three characters a line, half an em between them."""

    def break_lines(self, metrics: ParagraphMetrics, start: int = 0) -> tuple[Line, ...]:
        total = len(metrics.paragraph.chars)
        ends = ((i, min(i + 3, total)) for i in range(start, total, 3))
        return tuple(Line(first, after - 1, after) for first, after in ends)

    def adjust(self, metrics: ParagraphMetrics, line: Line, wider: float = 0.0) -> Adjustment:
        return Adjustment(1.0, [500] * (line.end - line.start))


def test_layout_asks_the_line_breaker_that_it_is_handed() -> None:
    sheet = weasyprint.CSS(string=CSS)
    with own_layout(None, EveryThird()):
        document = weasyprint.HTML(string="<p>「か」き、。くけ").render(stylesheets=[sheet])
    assert texts(document) == ["「か」", "き、。", "くけ"]
    assert right(lines(document)[0]) == pytest.approx(10 + 1 + 30 + 2 * 5)


# ---- short lines


@pytest.mark.parametrize(
    "text", ["目次", "「目次", "はじめに、もくじ", "Contents and more", "山", "。"]
)
@pytest.mark.parametrize("css", ["", "p{text-align:center;text-indent:1em}"])
def test_a_line_that_is_only_shaped_is_what_it_would_be(
    text: str, css: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[Any]:
        (line,) = lines(pages(f"<p>{text}", css))
        (box,) = boxes_of(line)
        places = [(b.position_x, b.position_y, b.width, b.height, b.baseline) for b in (line, box)]
        return [box.text, LINE_END.of(line), *places]

    short = found()
    monkeypatch.setattr(line_layout, "solid_line", lambda *args: None)
    assert found() == short


# ---- spaces


def test_no_break_spaces_take_their_place() -> None:
    text = "\u00a0\u00a0か\u00a0き\u00a0"
    document = pages(f"<p>{text}")
    assert texts(document) == [text]
    assert right(lines(document)[0]) == pytest.approx(
        right(lines(pages(f"<p>{text}", own=False))[0])
    )


@pytest.mark.parametrize("html", ["&nbsp;", "<span>&nbsp;</span>", "<b id='x'> </b>", "<br>"])
def test_lines_with_nothing_to_see_are_as_high_as_the_engine_has_them(html: str) -> None:
    html = f"<p>{html}</p><p>か"
    own, plain = (lines(pages(html, own=own)) for own in (True, False))
    assert [line.position_y for line in own] == [line.position_y for line in plain]


def test_the_first_line_keeps_its_indent_after_a_space() -> None:
    (first, *_) = lines(pages(f"<p style='text-indent:20px;text-align:justify'> {'か' * 40}"))
    assert first.children[0].position_x == 30
    assert right(first) == pytest.approx(190)


@pytest.mark.parametrize("html", ["<i id='x'> </i>か", "<i id='x'></i> か", " <i id='x'></i>か"])
def test_an_anchor_beside_a_space_is_kept(html: str) -> None:
    document = pages(f"<p>{html}")
    assert "x" in document.pages[0].anchors
    assert texts(document) == ["か"]


def test_a_space_after_an_end_that_is_asked_for_takes_no_place() -> None:
    (page,) = pages("<p style='float:left'>か<br> きく").pages
    paragraph = next(box for box in walk(page._page_box) if box.element_tag == "p")
    assert paragraph.width == pytest.approx(20)


@pytest.mark.parametrize("html", ["かabc ", "か<b>abc</b> ", "か<b> abc   </b>", "か、 "])
def test_a_box_as_wide_as_its_text_holds_it_on_one_line(html: str) -> None:
    (line,) = lines(pages(f"<p style='float:left'>{html}</p>"))
    shrunk = lines(pages(f"<p>{html}"))[0]
    assert line.width == pytest.approx(shrunk.width)


# ---- measures and sizes of nothing


@pytest.mark.parametrize("align", ["left", "center", "justify"])
def test_a_measure_of_nothing(align: str) -> None:
    html = f"<div style='width:0'><p style='text-align:{align}'>\u200bx\u200by</div>"
    assert "".join(texts(pages(html))) == "\u200bx\u200by"


# ---- paragraphs laid out again


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<p><a href='#end'></a>", "a::after{content:target-counter(attr(href),page) '頁'}"),
        ("<p>", "p::before{content:'全' counter(pages) '頁'}"),
    ],
)
def test_page_numbers_that_the_engine_fills_in(html: str, css: str) -> None:
    html = f"{html}{'かきくけこ' * 100}</p><p id='end'>終"
    own, plain = (texts(pages(html, css, own=own)) for own in (True, False))
    assert "".join(own) == "".join(plain)
    assert "2頁" in "".join(own)


def test_a_box_in_a_line_follows_the_width_of_its_page() -> None:
    html = f"<p style='text-align:justify'>{'かきくけこ' * 30}<i></i>{'かきくけこ' * 30}"
    css = "@page:first{margin-right:100px} i{display:inline-block;width:50%;height:5px}"
    for line in lines(pages(html, css))[:-1]:
        end = max(box.position_x + box.margin_width() for box in line.children)
        assert end == pytest.approx(190 if line.position_x + line.width > 110 else 100)


def test_what_is_fixed_in_an_inline_block_is_drawn_once() -> None:
    html = "<p>か<i>き<b>く</b></i>"
    (page,) = pages(html, "i{display:inline-block} b{position:fixed;top:0}").pages
    assert len(page._page_box.fixed_boxes) == 1


# ---- inline boxes


@pytest.mark.parametrize(
    "html",
    [
        "<p><i> かき </i>く",
        "<p style='text-align:right'>か<i> き </i>",
        "<p style='width:50px'>abcdef<i> ghijk lmn </i>no",
        "<p style='width:50px;text-align:justify'>abcd efg<i> hi </i>jklmn opq",
    ],
)
def test_sides_of_a_box_go_with_what_is_seen_of_it(html: str) -> None:
    found = lines(pages(html, "i{padding:0 8px 0 4px}"))
    pieces = [box for line in found for box in walk(line) if type(box).__name__ == "InlineBox"]
    seen = [piece for piece in pieces if boxes_of(piece)]
    assert sum(piece.padding_left for piece in pieces) == seen[0].padding_left == 4
    assert sum(piece.padding_right for piece in pieces) == seen[-1].padding_right == 8
    measure = 60 if "width" in html else 190
    assert all(right(line) <= measure + 0.01 for line in found)
    if "right" in html:
        assert right(found[0]) == pytest.approx(measure - 8)


def test_what_is_placed_within_an_inline_box() -> None:
    html = "<p>かき<i>くけ<b>こ</b></i>さ"
    css = "i{position:relative;padding-left:5px} b{position:absolute;left:0;top:0}"
    found = []
    for own in (True, False):
        (page,) = pages(html, css, own=own).pages
        box = next(each for each in walk(page._page_box) if each.element_tag == "b")
        found.append((box.position_x, box.position_y))
    assert found[0] == pytest.approx(found[1])


def test_an_empty_box_whose_type_has_no_size() -> None:
    html = f"<p style='text-align:justify'>{'かき<i></i>' * 40}"
    css = "i{display:inline-block;width:5px;height:5px;font-size:0}"
    assert len(lines(pages(html, css))) > 1


@pytest.mark.parametrize(
    "html",
    [
        "<b>かきくけこ<a id='x'></a></b>さしすせそ",
        "かきくけこ<b><a id='x'></a></b>さしすせそ",
        "<b>かき<br><a id='x'></a></b>くけこ",
        "かき<br><a id='x'></a> くけこ",
        "かき<i><b>くけこ<u><a id='x'></a></u></b></i>さし<b>す</b>",
        "かきくけこ<b>さしすせそ<a id='x'></a></b>",
        "かきくけこ <b> <a id='x'></a> </b> さしすせそ",
    ],
)
@pytest.mark.parametrize("place", ["static", "absolute"])
def test_nothing_is_lost_where_lines_end(html: str, place: str) -> None:
    (page,) = pages(f"<p style='width:50px'>{html}", f"a{{position:{place}}}").pages
    found = [box for box in walk(page._page_box) if box.element_tag == "a"]
    assert len(found) == 1
    assert "x" in page.anchors


# ---- text that is copied


def copied(html: str) -> str:
    """Give what PDFium copies from a page."""
    with ENGINE.drawing(own_drawing(keep_glyphs, space_of)):
        data = pages(html).write_pdf()
    with closing(pypdfium2.PdfDocument(data)) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


@pytest.mark.parametrize("spacing", ["0", "0.1em", "0.15em", "0.2em", "0.5em"])
def test_spaced_letters_are_copied_as_they_are(spacing: str) -> None:
    assert copied(f"<p style='letter-spacing:{spacing}'>かき くけ abc") == "かき くけ abc"


@pytest.mark.parametrize("width", range(78, 90, 2))
def test_spaces_of_a_spread_line_are_copied(width: int) -> None:
    html = f"<p style='width:{width}px;text-align:justify'>かき くけこさしabcdefghijk"
    assert copied(html).splitlines()[0] == "かき くけこさし"


# ---- what is left to the engine


@pytest.mark.parametrize(
    "html",
    [
        "<p style='width:30px;overflow:hidden;text-overflow:ellipsis'>abcdefghijk",
        "<p style='width:30px;max-lines:2;block-ellipsis:auto;continue:discard'>かきくけこさしす",
        "<p>か<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>き",
        "<p>か<ruby>東<br>京<rt>とうきょう</rt></ruby>き",
        "<p>か\u2028き\u2029く",
        "<p style='width:50px'><i>かきくけこさしすせそ</i>",
    ],
)
def test_rare_paragraphs_are_as_the_engine_has_them(html: str) -> None:
    css = "i{padding:0 1em;box-decoration-break:clone}"
    own, plain = (pages(html, css, own=own) for own in (True, False))
    assert texts(own) == texts(plain)
    assert own.write_pdf(pdf_variant="pdf/ua-1")


# ---- rare properties


@pytest.mark.parametrize(("last", "end"), [("right", 190), ("center", 110), ("start", 30)])
def test_the_last_line_of_a_flush_paragraph_stands_where_it_is_asked_to(
    last: str, end: float
) -> None:
    html = f"<p style='text-align:justify;text-align-last:{last}'>{'か' * 20}"
    assert right(lines(pages(html))[-1]) == pytest.approx(end)


def test_words_may_be_cut_anywhere() -> None:
    html = "<p style='width:30px;word-break:break-all'>abcdefghijklmnop"
    assert len(lines(pages(html))) > 2
