"""The shipped guides, built once as people build them, and opened again."""

from __future__ import annotations

import io
import os
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pikepdf
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops, ImageStat

from sasshi.content.chapters import plain_text
from sasshi.model import Guide
from sasshi.pdf.impose import sheet_order
from tests.conftest import Shipped, build_all
from tests.renew_pages import DPI, PAGES, reference
from tests.reopen import MM_PER_PT, by_page, chars, lines, picture, spaced_text

NAMES = ("second-partner", "tool-library")
FOOTNOTE_PT = 7.25
SKIPPED = ("ruby", "drawing", "lines", "fields")
INLINE = ("em", "strong", "a", "code", "br")
EDITIONS = ("booklet", "booklet-print", "checklist")


@pytest.fixture(params=NAMES)
def guide(request: pytest.FixtureRequest, guides: dict[str, Guide]) -> Guide:
    return guides[request.param]


@pytest.fixture
def booklet(shipped: Shipped, guide: Guide) -> bytes:
    return shipped.files[f"{guide.name}-booklet.pdf"]


@pytest.fixture
def checklist(shipped: Shipped, guide: Guide) -> bytes:
    return shipped.files[f"{guide.name}-checklist.pdf"]


@pytest.fixture
def words(root: Path, guide: Guide) -> dict[str, str]:
    return tomllib.loads((root / f"templates/words/{guide.meta.lang}.toml").read_text("utf-8"))


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def squeeze(text: str) -> str:
    """Leave out white space, and the hyphens that ``auto`` puts at line ends."""
    return re.sub(r"[\s\u00ad\u2010]+", "", text)


def real_text(data: bytes) -> str:
    """Give the characters that are in the file, none that an extractor guesses."""
    return "".join(char.text for page in chars(data) for char in page)


def running_text(data: bytes) -> list[str]:
    """Give the text of each page without heads, folios and footnotes."""
    return [
        "".join(
            char.text
            for char in page
            if 16 < char.baseline < 194 and not abs(char.size - FOOTNOTE_PT) < 0.05
        )
        for page in chars(data)
    ]


def stands_in(pages: list[str], piece: str) -> bool:
    """Tell whether a text stands on one page, or runs over from one to the next."""
    return any(piece in page for page in pages) or any(
        following.startswith(piece[cut:]) and piece[:cut] in page
        for page, following in pairwise(pages)
        for cut in range(1, len(piece))
    )


# ---- what was written


def test_files_are_named_and_printed_on_stdout(shipped: Shipped) -> None:
    files = (*EDITIONS, "booklet-print-howto")
    names = [f"{name}-{edition}.pdf" for name in NAMES for edition in files]
    assert sorted(shipped.files) == sorted(names)
    assert sorted(Path(line).name for line in shipped.stdout.splitlines()) == sorted(names)


def test_the_build_has_nothing_to_say(shipped: Shipped) -> None:
    assert shipped.stderr == ""


# ---- pages


def page_sizes(data: bytes) -> set[tuple[float, float]]:
    with opened(data) as pdf:
        boxes = [
            [float(edge) * MM_PER_PT for edge in page.mediabox.as_list()] for page in pdf.pages
        ]
    return {(round(box[2] - box[0], 2), round(box[3] - box[1], 2)) for box in boxes}


def test_page_sizes(shipped: Shipped, guide: Guide) -> None:
    for edition, size in zip(EDITIONS, [(148.5, 210), (297, 210), (210, 297)], strict=True):
        found = page_sizes(shipped.files[f"{guide.name}-{edition}.pdf"])
        assert [pytest.approx(size, abs=0.02) == each for each in found] == [True], edition


@pytest.mark.parametrize(("name", "pages"), [("second-partner", 24), ("tool-library", 20)])
def test_page_counts(shipped: Shipped, name: str, pages: int) -> None:
    counts = []
    for edition in EDITIONS:
        with opened(shipped.files[f"{name}-{edition}.pdf"]) as pdf:
            counts.append(len(pdf.pages))
    assert counts == [pages, pages // 2, 1]


def test_the_print_file_has_every_page_once(shipped: Shipped, guide: Guide, booklet: bytes) -> None:
    sides = chars(shipped.files[f"{guide.name}-booklet-print.pdf"])
    pages = [Counter(char.text for char in page) for page in chars(booklet)]
    order = sheet_order(len(pages))
    assert len(sides) == len(order)
    for side, placed in zip(sides, order, strict=True):
        found = Counter(char.text for char in side)
        assert found == sum((pages[page] for page in placed.pages if page is not None), Counter())
        for half, page in enumerate(placed.pages):
            # PDFium misplaces the few characters that stand before a gap, within a form.
            here = Counter(char.text for char in side if (char.left < 148.5) == (half == 0))
            wanted = Counter() if page is None else pages[page]
            assert (here - wanted).total() + (wanted - here).total() <= 0.06 * wanted.total()


def test_chapters_begin_where_the_guide_wants_them(
    shipped: Shipped, guides: dict[str, Guide]
) -> None:
    guide = guides["second-partner"]
    assert guide.meta.tokens["chapters"] == "left"
    booklet = shipped.files["second-partner-booklet.pdf"]
    pages = [titled(booklet, chapter.title_text)[0][0] for chapter in guide.chapters[2:]]
    assert pages == [8, 10, 12, 14, 16, 18, 20, 22]


# ---- PDF/UA-1


@pytest.mark.parametrize("edition", ["booklet", "checklist"])
def test_pdf_ua_marks(shipped: Shipped, guide: Guide, edition: str) -> None:
    with opened(shipped.files[f"{guide.name}-{edition}.pdf"]) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == guide.meta.lang
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        metadata = pdf.Root.Metadata.read_bytes().decode()
    packet = re.sub(r"<\?xpacket.*?\?>", "", metadata)
    space = "{http://www.aiim.org/pdfua/ns/id/}part"
    tree = ElementTree.fromstring(packet)
    parts = [e.get(space) or e.findtext(space) for e in tree.iter()]
    assert [part for part in parts if part] == ["1"]


def structure(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each:
            yield each


def test_every_picture_says_what_it_shows(booklet: bytes, guide: Guide) -> None:
    with opened(booklet) as pdf:
        figures = [each for each in structure(pdf) if str(each.S) == "/Figure"]
        told = [str(figure.get("/Alt", "")) for figure in figures]
    drawings = [d for chapter in guide.chapters for d in chapter.body.iter("drawing")]
    assert len(told) == len(drawings) > 0
    assert all(len(alt) > 10 for alt in told)


def test_headings_and_tables_are_tagged(booklet: bytes, guide: Guide) -> None:
    with opened(booklet) as pdf:
        kinds = [str(each.S) for each in structure(pdf)]
    tables = [t for chapter in guide.chapters for t in chapter.body.iter("table")]
    assert kinds.count("/H1") >= len(guide.chapters)
    assert kinds.count("/Table") >= len(tables) + 1  # and the imprint
    assert kinds.count("/TH") >= sum(len(list(table.iter("th"))) for table in tables)


def test_links_are_described(booklet: bytes) -> None:
    with opened(booklet) as pdf:
        links = [a for page in pdf.pages for a in page.obj.get("/Annots", [])]
        assert links
        assert all(str(link.get("/Contents", "")) for link in links)
        assert all("/StructParent" in link for link in links)


# ---- names and ways


def test_title_and_author(shipped: Shipped, guide: Guide) -> None:
    meta = guide.meta
    for edition, title in (("booklet", meta.title), ("checklist", meta.checklist.title)):
        with opened(shipped.files[f"{guide.name}-{edition}.pdf"]) as pdf:
            assert str(pdf.docinfo["/Title"]) == title
            assert str(pdf.docinfo["/Author"]) == meta.author
            assert str(pdf.docinfo["/Subject"]) == meta.description
            assert str(pdf.docinfo["/Keywords"]) == ", ".join(meta.keywords)


def test_bookmarks_are_the_chapters(booklet: bytes, guide: Guide) -> None:
    with opened(booklet) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        second = [child.title for item in outline.root for child in item.children]
    assert titles == [chapter.title_text for chapter in guide.chapters]
    headings = [plain_text(e) for c in guide.chapters for e in c.body.iter("h2")]
    assert second == headings


def destinations(data: bytes) -> dict[str, tuple[int, float]]:
    """Give page (from 1) and height in mm from the top of each named destination."""
    with opened(data) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        flat = list(pdf.Root.Names.Dests.Names)
        names = zip(flat[::2], flat[1::2], strict=True)
        return {
            str(name): (pages[to[0].objgen], 210 - float(to[3]) * MM_PER_PT) for name, to in names
        }


def titled(data: bytes, title: str) -> list[tuple[int, float]]:
    """Give page and baseline of every line that is a title and large."""
    return [
        (line.page, line.baseline)
        for line in lines(data)
        if squeeze(line.text) == squeeze(title) and min(char.size for char in line.chars) > 12
    ]


def test_links_land_on_their_headings(booklet: bytes, guide: Guide) -> None:
    places = destinations(booklet)
    for chapter in guide.chapters:
        ((page, baseline),) = titled(booklet, chapter.title_text)
        if chapter.layout != "summary":
            assert places[chapter.id][0] == page
            assert 0 < baseline - places[chapter.id][1] < 15
    linked = {a.get("href", "") for c in guide.chapters for a in c.body.iter("a")}
    inner = {href[1:] for href in linked if href.startswith("#") and not href.startswith("#fn")}
    assert inner
    assert inner <= set(places)
    with opened(booklet) as pdf:
        goals = {
            str(annotation.Dest)
            for page in pdf.pages
            for annotation in page.obj.get("/Annots", [])
            if "/Dest" in annotation
        }
    assert goals <= set(places)
    assert inner <= goals


def test_the_contents_tell_the_real_pages(booklet: bytes, guide: Guide) -> None:
    ((page, _),) = titled(booklet, words_of_contents(guide))
    rows = [squeeze(line.text) for line in by_page(lines(booklet))[page]]
    for chapter in guide.chapters:
        if chapter.layout != "summary":
            ((real, _),) = titled(booklet, chapter.title_text)
            assert f"{chapter.number or ''}{squeeze(chapter.title_text)}{real}" in rows


def words_of_contents(guide: Guide) -> str:
    return {"ja": "目次", "en": "Contents"}[guide.meta.lang]


# ---- running heads and folios


def edges(data: bytes) -> dict[int, tuple[list[str], list[tuple[str, float]]]]:
    """Give each page's texts in the margin above, and below with their middles in mm."""
    found = {}
    for page, rows in by_page(lines(data)).items():
        head = [line.text for line in rows if line.baseline < 16]
        foot = [(r.text, (r.left + r.right) / 2) for r in rows if r.baseline > 194]
        found[page] = (head, foot)
    return found


def test_folios(booklet: bytes) -> None:
    found = edges(booklet)
    last = max(found)
    assert found[1][1] == found[last][1] == []
    for page in sorted(set(found) - {1, last}):  # a page left blank has nothing
        ((text, middle),) = found[page][1]
        assert text == str(page)
        assert middle > 120 if page % 2 else middle < 28, "on the outer side"


def test_running_heads(booklet: bytes, guide: Guide) -> None:
    found = edges(booklet)
    openers = {titled(booklet, c.title_text)[0][0]: c for c in guide.chapters}
    first = min(page for page, chapter in openers.items() if chapter.layout != "summary")
    current = guide.chapters[0]
    for page, (head, _) in found.items():
        opens = page in openers
        current = openers.get(page, current)
        if opens or page < first or page == max(found):
            assert head == [], page
        else:
            assert head == [current.short if page % 2 else guide.meta.title], page


# ---- type


@pytest.mark.parametrize("edition", EDITIONS)
def test_fonts_are_ours_and_embedded(shipped: Shipped, guide: Guide, edition: str) -> None:
    with opened(shipped.files[f"{guide.name}-{edition}.pdf"]) as pdf:
        dictionaries = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        fonts = [o for o in dictionaries if str(o.get("/Type", "")) == "/Font"]
        names = {str(font.BaseFont) for font in fonts}
        descriptors = [o for o in dictionaries if str(o.get("/Type", "")) == "/FontDescriptor"]
        embedded = ["/FontFile2" in each for each in descriptors]
    assert names
    assert all(re.fullmatch(r"/[A-Z]{6}\+Sasshi-[A-Za-z-]+", name) for name in names), names
    assert embedded
    assert all(embedded)
    assert len(embedded) == len({name.partition("+")[2] for name in names})


def test_type_follows_the_language(booklet: bytes, guide: Guide) -> None:
    found = {char.font for page in chars(booklet) for char in page}
    latin = {name for name in found if name.startswith("Sasshi-Latin")}
    assert latin == (found if guide.meta.lang == "en" else set())


@pytest.mark.parametrize("edition", ["booklet", "checklist"])
def test_no_missing_glyphs(shipped: Shipped, guide: Guide, edition: str) -> None:
    count = 0
    with opened(shipped.files[f"{guide.name}-{edition}.pdf"]) as pdf:
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                if str(instruction.operator) not in ("Tj", "TJ"):
                    continue
                pieces: list[Any] = list(instruction.operands)
                if isinstance(pieces[0], pikepdf.Array):
                    pieces = list(pieces[0])
                for shown in (bytes(p) for p in pieces if isinstance(p, pikepdf.String)):
                    glyphs = [shown[i : i + 2] for i in range(0, len(shown), 2)]
                    assert b"\0\0" not in glyphs
                    count += len(glyphs)
    assert count > 300


# ---- the text


def segments(root: Element) -> list[str]:
    """Give the stretches of text between blocks, ruby, footnotes and drawings."""
    pieces = [root.text or ""]
    for child in root:
        skipped = child.tag in SKIPPED or "footnote" in child.get("class", "")
        inner: list[str] = [] if skipped else segments(child)
        if child.tag in INLINE and inner:
            pieces[-1] += inner[0]
            pieces += inner[1:]
            pieces[-1] += child.tail or ""
        else:
            pieces += [*inner, child.tail or ""]
    return pieces


def test_every_sentence_is_there(booklet: bytes, guide: Guide) -> None:
    pages = [squeeze(text) for text in running_text(booklet)]
    roots = [chapter.body for chapter in guide.chapters]
    roots += [guide.lead] if guide.lead is not None else []
    wanted = [squeeze(piece) for root in roots for piece in segments(root)]
    wanted = [piece for piece in wanted if len(piece) > 3]
    assert len(wanted) > 100
    assert [piece for piece in wanted if not stands_in(pages, piece)] == []


def test_japanese_has_no_spaces(shipped: Shipped, guides: dict[str, Guide]) -> None:
    kana = r"[\u3001-\u30ff\u4e00-\u9fff]"
    for edition in EDITIONS:
        text = real_text(shipped.files[f"second-partner-{edition}.pdf"])
        assert re.findall(f".{kana}[ \u3000]{kana}.", text) == []


def test_ruby_is_over_its_base(shipped: Shipped) -> None:
    data = shipped.files["second-partner-booklet.pdf"]
    found = {line.text: line for line in lines(data) if max(c.size for c in line.chars) < 5}
    reading = found["りんかく"]
    base = next(
        line
        for line in lines(data)
        if line.page == reading.page and "輪郭" in line.text and line.baseline > reading.baseline
    )
    at = base.text.index("輪郭")
    middle = (base.chars[at].left + base.chars[at + 1].right) / 2
    assert (reading.left + reading.right) / 2 == pytest.approx(middle, abs=0.5)
    assert 2 < base.baseline - reading.baseline < 5


def test_english_quotes_are_curly(shipped: Shipped) -> None:
    for edition in EDITIONS:
        text = real_text(shipped.files[f"tool-library-{edition}.pdf"])
        assert not set("\"'") & set(text)
    text = real_text(shipped.files["tool-library-booklet.pdf"])
    assert "“Hello Sam" in text
    assert "don’t" in text


def test_english_words_are_hyphenated_at_line_ends_only(
    shipped: Shipped, guides: dict[str, Guide]
) -> None:
    data = shipped.files["tool-library-booklet.pdf"]
    text = "".join(running_text(data))
    assert "\u00ad" not in text
    assert "\u2010" not in text  # it has the hyphen-minus' glyph, and would be copied for it
    source = " ".join(
        text for chapter in guides["tool-library"].chapters for text in chapter.body.itertext()
    )
    whole = set(re.findall(r"\w+", source.lower()))
    typed = {*re.findall(r"\w+-\w+", source.lower()), "e-mail"}  # the imprint's word
    with closing(pdfium.PdfDocument(data)) as pdf:
        read = "".join(page.get_textpage().get_text_range() for page in pdf)
    # The reader has U+FFFE for a hyphen at a line's end, and none for one within a line.
    broken = re.findall(r"([^\W\d]+)\ufffe([^\W\d]+)", read)
    assert len(broken) > 1  # few: paragraphs are broken as a whole
    assert [pair for pair in broken if "".join(pair).lower() not in whole] == []
    assert min(len(part) for pair in broken for part in pair) >= 3
    inline = re.findall(r"(\w+)-(\w+)", read)
    assert [pair for pair in inline if "-".join(pair).lower() not in typed] == []


def test_hyphens_that_were_typed_can_be_copied(shipped: Shipped) -> None:
    assert "E-mail" in real_text(shipped.files["tool-library-booklet.pdf"])


def test_japanese_is_not_hyphenated(shipped: Shipped) -> None:
    assert "\u2010" not in real_text(shipped.files["second-partner-booklet.pdf"])


def test_interface_words_are_in_the_language(
    booklet: bytes, checklist: bytes, guide: Guide, words: dict[str, str]
) -> None:
    text = squeeze(real_text(booklet))
    for key in ("contents", "imprint-title", "imprint-author", "imprint-publisher", "imprint-date"):
        assert squeeze(words[key]) in text, key
    text = squeeze(real_text(checklist))
    for key in ("name", "date", "questions", "signs"):
        assert squeeze(words[key]) in text, key
    assert squeeze(words["source"].format(title=guide.meta.title)) in text
    foreign = {"ja": ("Contents", "Warning signs"), "en": ("目次", "名前")}[guide.meta.lang]
    everything = spaced_text(booklet) + spaced_text(checklist)
    assert not any(word in everything for word in foreign)


def test_the_checklist_has_everything(checklist: bytes, guide: Guide) -> None:
    text = squeeze(real_text(checklist))
    meta = guide.meta.checklist
    wanted = [plain_text(rule.text) for rule in guide.rules]
    wanted += [plain_text(note) for rule in guide.rules for note in rule.note]
    wanted += [meta.title or "", meta.intro or "", *meta.questions]
    wanted += [part for sign in meta.signs for part in (sign.title, sign.text)]
    assert len(wanted) > 15
    assert all(wanted)
    assert [piece for piece in wanted if squeeze(piece) not in text] == []
    assert [text.count(squeeze(plain_text(rule.text))) for rule in guide.rules] == [1] * len(
        guide.rules
    )


# ---- the same everywhere


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Shipped:
    """Build again where everything is otherwise: hash seed, zone, folders, fonts installed."""
    home = tmp_path_factory.mktemp("home")
    fonts = home / ".local/share/fonts"
    fonts.mkdir(parents=True)
    for file in (root / "templates/fonts").glob("Sasshi*-700.ttf"):
        shutil.copy(file, fonts / file.name.replace("700", "400"))  # bold, where regular is meant
    conf = home / "fonts"
    conf.mkdir()
    (conf / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{fonts}</dir></fontconfig>'
    )
    return build_all(
        tmp_path_factory.mktemp("elsewhere") / "new" / "folder",
        home,
        PYTHONHASHSEED="4242",
        TZ="Pacific/Auckland",
        HOME=str(home),
        XDG_DATA_HOME=str(home / ".local/share"),
        XDG_CACHE_HOME=str(home / "cache"),
        FONTCONFIG_PATH=str(conf),
        SOURCE_DATE_EPOCH="1",
    )


@pytest.mark.parametrize("name", [f"{n}-{e}.pdf" for n in NAMES for e in EDITIONS])
def test_the_same_bytes_elsewhere(shipped: Shipped, elsewhere: Shipped, name: str) -> None:
    assert shipped.files[name] == elsewhere.files[name]


def test_nothing_in_a_file_tells_where_it_was_made(shipped: Shipped, root: Path) -> None:
    for name, data in shipped.files.items():
        with opened(data) as pdf:
            streams = [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        secrets = [os.fsencode(root), b"/tmp/"]
        assert not any(secret in text for secret in secrets for text in [data, *streams]), name


# ---- how it looks


@pytest.mark.parametrize(("file", "page"), PAGES)
def test_pages_look_as_they_did(shipped: Shipped, file: str, page: int) -> None:
    """If a page is meant to look otherwise now, run ``python -m tests.renew_pages``."""
    new = picture(shipped.files[file], page, DPI)
    with Image.open(reference(file, page)) as old:
        assert new.size == old.size
        difference = ImageStat.Stat(ImageChops.difference(new, old.convert("L"))).mean[0] / 255
    assert difference < 0.02
    ink = 1 - ImageStat.Stat(new).mean[0] / 255
    assert difference < ink / 4, "a page with little on it must not change by a quarter of that"
