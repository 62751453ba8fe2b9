"""The page as it was printed: edges, grid and margins, measured in the finished booklets.

All that is asserted here is read from the PDFs; what ought to be there comes from the guides
and from the tokens of the theme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from sasshi.content.chapters import plain_text
from sasshi.editions import A5_HALF_OF_A4
from sasshi.model import MM_PER_PT, Guide
from sasshi.typeset.type_area import type_area
from tests.conftest import Shipped
from tests.reopen import Line, by_page, ink, lines, open_pdf, picture

NAMES = ("second-partner", "tool-library")
SIZE, LEADING, CHARS, LINES = 9.5, 17.0, 33, 29  # as theme.toml has them
AREA = type_area(
    A5_HALF_OF_A4,
    {"size": "9.5pt", "leading": "17pt", "chars": CHARS, "lines": LINES, "gutter": "17.5mm"},
)
EM_MM, STEP_MM = SIZE * MM_PER_PT, LEADING * MM_PER_PT
WIDTH_MM = CHARS * EM_MM
TOLERANCE_MM = 0.1
#: Marks with a blank half before or after.
OPENING, BLANK_AFTER = frozenset("「『（〔［｛〈《【‘“"), frozenset("」』）〕］｝〉》】’”。、，．")
#: Japanese marks that never begin a line (JLREQ 3.1.7).
NOT_FIRST = frozenset("、。，．・：；？！）」』】〕〉》’”ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…")
BODY = ("Sasshi-Serif", "Sasshi-Latin", "Sasshi-Latin-Italic")


def booklet(shipped: Shipped, name: str) -> bytes:
    return shipped.files[f"{name}-booklet.pdf"]


def left_edge(page: int) -> float:
    """Give the left edge of the type area: a right-hand (odd) page begins with the gutter."""
    return AREA.inner_mm if page % 2 else AREA.outer_mm


def words_of(line: Line) -> str:
    """Give a line's text in its own size: no list number, call, reading or white space."""
    chars = [char for char in line.chars if char.text.strip()]
    if len(chars) > 1 and chars[0].text.isdigit() and chars[1].left - chars[0].right > 1:
        chars = chars[1:]
    size = Counter(round(char.size, 1) for char in chars).most_common(1)[0][0]
    return "".join(char.text for char in chars if abs(char.size - size) < 0.1)


def is_aside(line: Line) -> bool:
    """Tell whether a line is ruby, a call, a footnote, a running head or a folio."""
    return max(char.size for char in line.chars) < 8.5


def blocks(element: Element) -> Iterator[Element]:
    """Walk the blocks of running text: nothing framed, drawn or in columns."""
    for child in element:
        if child.tag not in ("callout", "drawing", "table", "rule", "blockquote"):
            yield child
            yield from blocks(child)


def paragraphs(guide: Guide) -> list[str]:
    """Give the justified texts of the chapters, without white space."""
    found = []
    for chapter in guide.chapters:
        if chapter.layout == "chapter":
            for block in blocks(chapter.body):
                if block.tag in ("p", "li", "dd") and not any(child.tag == "p" for child in block):
                    found.append("".join(plain_text(block).split()))
    return found


def lines_of(data: bytes, text: str) -> list[Line]:
    """Find the lines in which a paragraph is set: together they hold exactly its characters."""
    rows = [line for line in lines(data) if line.text.strip() and not is_aside(line)]
    for start, first in enumerate(rows):
        rest = text
        for end in range(start, len(rows) if text.startswith(words_of(first)) else start):
            words = words_of(rows[end])
            if not rest.startswith(words):
                break
            rest = rest[len(words) :]
            if not rest:
                return rows[start : end + 1]
    raise AssertionError(f"not set as it is written: {text[:40]}")


# ---- the Japanese page


def edge_faults(data: bytes, guide: Guide) -> Iterator[str]:
    """Say which full lines of running text do not end at the type area's right edge."""
    for text in paragraphs(guide):
        for line in lines_of(data, text)[:-1]:
            right = left_edge(line.page) + WIDTH_MM
            last = [char for char in line.chars if char.text.strip()][-1]
            hang = 0.5 * last.size * MM_PER_PT if last.text in BLANK_AFTER else 0.0
            if abs(line.right - hang - right) > TOLERANCE_MM:
                yield f"page {line.page}: {line.right - right:+.2f} mm: {line.text}"


def test_full_lines_end_flush(shipped: Shipped, guides: dict[str, Guide]) -> None:
    guide = guides["second-partner"]
    assert sum(len(lines_of(booklet(shipped, guide.name), t)) for t in paragraphs(guide)) > 100
    assert list(edge_faults(booklet(shipped, guide.name), guide)) == []


def test_lines_begin_flush(shipped: Shipped, guides: dict[str, Guide]) -> None:
    guide, wrong = guides["second-partner"], []
    for text in paragraphs(guide):
        for line in lines_of(booklet(shipped, guide.name), text)[1:]:
            if line.left - left_edge(line.page) > 1.3 * EM_MM:
                continue  # a list
            first = line.chars[0]
            out = 0.5 * first.size * MM_PER_PT if first.text in OPENING else 0.0
            if abs(line.left + out - left_edge(line.page)) > TOLERANCE_MM:
                wrong.append(f"page {line.page}: {line.text}")
    assert wrong == []


def test_what_may_not_begin_or_end_a_line(shipped: Shipped, guides: dict[str, Guide]) -> None:
    guide, wrong = guides["second-partner"], []
    for text in paragraphs(guide):
        found = lines_of(booklet(shipped, guide.name), text)
        wrong += [words_of(line) for line in found if words_of(line)[0] in NOT_FIRST]
        wrong += [words_of(line) for line in found if words_of(line)[-1] in OPENING]
        if len(found) > 1 and len(words_of(found[-1]).rstrip("。」")) < 2:
            wrong.append(f"one character alone: {words_of(found[-1])}")
    assert wrong == []


# ---- both


def running(data: bytes, guide: Guide) -> Iterator[tuple[Line, bool]]:
    """Give the lines of the body's face and size in chapters; True for those of lists."""
    pages = [page for page, chapter in chapter_pages(data, guide).items() if chapter == "chapter"]
    for line in lines(data):
        chars = [c for c in line.chars if c.font in BODY and abs(c.size - SIZE) < 0.05]
        if line.page in pages and chars and not is_aside(line):
            indent = chars[0].left - left_edge(line.page)
            yield Line(line.page, tuple(chars)), indent > 1.3 * EM_MM


def chapter_pages(data: bytes, guide: Guide) -> dict[int, str]:
    """Give the layout of the chapter that fills each page from its first opener on."""
    titles = {"".join(chapter.title_text.split()): chapter for chapter in guide.chapters}
    found: dict[int, str] = {}
    layout = "cover"
    for page, rows in sorted(by_page(lines(data)).items()):
        for line in rows:
            title = titles.get("".join(line.text.split()))
            if title and min(char.size for char in line.chars) > 12:
                layout = title.layout
        found[page] = layout
    found[max(found)] = "back"
    return found


def grid_faults(data: bytes, guide: Guide) -> Iterator[str]:
    """Say which lines of running text are off the grid; lists may stand half a line off."""
    found = list(running(data, guide))
    ascent = Counter(round((line.baseline - AREA.top_mm) % STEP_MM, 2) for line, _ in found)
    common = ascent.most_common(1)[0][0]
    for line, listed in found:
        step = STEP_MM / 2 if listed else STEP_MM
        off = (line.baseline - AREA.top_mm - common + step / 2) % step - step / 2
        if abs(off) > TOLERANCE_MM:
            yield f"page {line.page}, {line.baseline:.2f} mm: {off:+.2f} mm: {line.text[:30]}"


@pytest.mark.parametrize("name", NAMES)
def test_lines_stand_on_the_grid(shipped: Shipped, guides: dict[str, Guide], name: str) -> None:
    assert len(list(running(booklet(shipped, name), guides[name]))) > 100
    assert list(grid_faults(booklet(shipped, name), guides[name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_at_the_foot_of_a_page(
    shipped: Shipped, guides: dict[str, Guide], name: str
) -> None:
    headings = {
        "".join(plain_text(element).split())
        for chapter in guides[name].chapters
        for root in (chapter.title, chapter.body)
        for element in root.iter()
        if element.tag in ("h1", "h2", "h3", "h4", "dt", "callout-title") or root is chapter.title
    }
    data, foot = booklet(shipped, name), A5_HALF_OF_A4[1] - AREA.bottom_mm + 0.5
    last = {line.page: line for line in lines(data) if not is_aside(line) and line.baseline < foot}
    stranded = [line for line in last.values() if "".join(line.text.split()) in headings]
    assert [
        line.text for line in stranded if not inked(data, line.page, line.baseline + 2, foot)
    ] == []


def inked(data: bytes, page: int, top: float, bottom: float, dpi: float = 72) -> bool:
    """Tell whether anything is printed within the type area between two heights in mm."""
    px = dpi / 25.4
    left = left_edge(page) - 1
    edges = (left, top, left + WIDTH_MM + 2, bottom)
    x, y, right, end = (round(edge * px) for edge in edges)
    cut = picture(data, page, dpi).crop((x, y, right, end))
    return any(cut.histogram()[:245])


def used(data: bytes, page: int) -> float:
    """Give the share of a page's lines in which anything is printed."""
    tops = [AREA.top_mm + line * STEP_MM for line in range(LINES)]
    return sum(inked(data, page, top, top + STEP_MM) for top in tops) / LINES


@pytest.mark.parametrize(
    "name",
    [
        "second-partner",
        "tool-library",
    ],
)
def test_no_page_is_nearly_empty(shipped: Shipped, name: str) -> None:
    data = booklet(shipped, name)
    pages = range(2, len(open_pdf(data)))  # neither cover nor back cover
    poor = {page: round(used(data, page), 2) for page in pages if used(data, page) < 0.25}
    assert poor == {}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_in_the_margins(shipped: Shipped, name: str) -> None:
    data = booklet(shipped, name)
    wrong = {}
    for page in range(2, len(open_pdf(data))):
        box = ink(data, page)
        if box is None:
            continue  # blank, and so told by the test above
        left, top, right, bottom = box
        hang = 0.5 * EM_MM + 0.3
        edge = left_edge(page)
        inside = edge - hang <= left and right <= edge + WIDTH_MM + hang
        if not inside or top < 8 or bottom > 210 - 8:
            wrong[page] = [round(value - edge, 1) for value in (left, right)] + [top, bottom]
    assert wrong == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_back_cover_keeps_away_from_the_edges(shipped: Shipped, name: str) -> None:
    data = booklet(shipped, name)
    box = ink(data, len(open_pdf(data)))
    assert box is not None
    assert min(box[0], box[1], 148.5 - box[2], 210 - box[3]) > 6
