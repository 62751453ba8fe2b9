"""A guide, built again and again while it is written: what the preview shows.

``Studio`` keeps what has not changed between builds; the server sees only its values.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pypdfium2

from sasshi import make
from sasshi.editions import filename
from sasshi.fonts import load_faces
from sasshi.make import Job, Request
from sasshi.model import Guide, Product
from sasshi.problems import Problem, SasshiError, has_errors

MM_PER_PT = 25.4 / 72
#: How finely pages are drawn to tell whether they have changed.
KEY_PX_PER_MM = 3


@dataclass(frozen=True, slots=True)
class Text:
    """A block of text on a page: its box in mm from the page's upper left, and its source.

    ``words`` is what it says, for screen readers.
    """

    box: tuple[float, float, float, float]
    path: str
    line: int
    words: str
    tag: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it can be shown: ``key`` changes exactly when its picture would."""

    key: str
    size_mm: tuple[float, float]
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What a build gave. With errors, ``pages`` are those of the last good build.

    ``read`` are the files that the build read or would have read, to be watched. ``binding`` is
    the side on which the booklet is bound. ``tokens`` are the values that the build used.
    """

    problems: tuple[Problem, ...]
    pages: tuple[PageView, ...]
    checklist: tuple[PageView, ...]
    read: frozenset[Path]
    binding: str = "left"
    theme: str = ""
    tokens: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page of a finished PDF, ready to be drawn."""

    pdf: pypdfium2.PdfDocument
    index: int


class Studio:
    """Builds one guide whole, each time, and draws its pages."""

    def __init__(self, request: Request, name: str) -> None:
        """Take what ``make`` would be asked, and the guide's name or path."""
        self._request = replace(request, guides=(name,), editions=("booklet", "print", "checklist"))
        self._faces = load_faces(request.templates / "fonts")
        self._view = View((), (), (), frozenset())
        self._products: dict[str, bytes] = {}
        self._pictures: dict[str, _Sheet] = {}
        self._drawing = threading.Lock()  # PDFium is not made for threads

    def build(self, theme: str | None = None, tokens: Mapping[str, str] = {}) -> View:
        """Build everything; what is wrong is in the view, over the last good pages."""
        settings = (*self._request.tokens, *tokens.items())
        request = replace(self._request, theme=theme or self._request.theme, tokens=settings)
        guides: list[Guide] = []
        try:
            guides, problems = make.read_guides(request)
            jobs, found = make.plan(request, guides)
            problems += found
            products: Sequence[Product] = ()
            if not has_errors(problems):
                products, found = make.produce(jobs, self._faces, lambda step: None)
                problems += found
        except SasshiError as failure:
            problems = list(failure.problems)
        read = self._view.read | self._files(guides)
        if has_errors(problems):
            self._view = replace(self._view, problems=tuple(problems), read=read)
        else:
            self._view = self._show(jobs[0], products, tuple(problems), read)
        return self._view

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page as PNG; ``None`` if there is no such page."""
        with self._drawing:
            sheet = self._pictures.get(key)
            return None if sheet is None else _draw(sheet, px_per_mm)

    def sheets(self) -> tuple[PageView, ...]:
        """Give the imposed sheets, front and back in turn."""
        return self._pages("print", ())

    def pdf(self, edition: str) -> bytes:
        """Give the file of an edition as it was last built."""
        return self._products[edition]

    def _show(
        self,
        job: Job,
        products: Sequence[Product],
        problems: tuple[Problem, ...],
        read: frozenset[Path],
    ) -> View:
        """Keep what was built, and say how it looks."""
        made = {product.filename: product.data for product in products}
        names = {edition.name: filename(job.guide.name, edition) for edition in job.editions}
        self._products = {edition: made[name] for edition, name in names.items()}
        with self._drawing:
            self._pictures = {}
        vertical = job.tokens.get("writing") == "vertical"
        return View(
            problems,
            self._pages("booklet", _blocks(job.guide)),
            self._pages("checklist", ()),
            read,
            "right" if vertical else "left",
            job.theme.name,
            job.tokens,
        )

    def _pages(self, edition: str, blocks: Sequence[_Block]) -> tuple[PageView, ...]:
        """Make every page of an edition known; a page is known by how it looks."""
        if edition not in self._products:
            return ()
        pages: list[PageView] = []
        waiting = list(blocks)
        with self._drawing:
            pdf = pypdfium2.PdfDocument(self._products[edition])
            for index in range(len(pdf)):
                sheet = _Sheet(pdf, index)
                look = sha256(_draw(sheet, KEY_PX_PER_MM)).hexdigest()[:24]
                self._pictures[look] = sheet
                width, height = pdf[index].get_size()
                size = (width * MM_PER_PT, height * MM_PER_PT)
                pages.append(PageView(look, size, _texts(pdf[index], waiting)))
        return tuple(pages)

    def _files(self, guides: Sequence[Guide]) -> frozenset[Path]:
        """Name the files that a build reads: of the guides, and all of the themes."""
        found = {path for guide in guides for path in guide.files}
        for path in make.select(self._request):
            found |= {path, *(path.rglob("*") if path.is_dir() else ())}
        templates = self._request.templates
        for folder in (f for f in templates.iterdir() if f.is_dir() and f.name != "fonts"):
            found |= {folder, *folder.rglob("*")}
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of a guide that is to be found on a page."""

    path: str
    line: int
    tag: str
    words: str


def _blocks(guide: Guide) -> list[_Block]:
    """Give the headings, paragraphs and list items of a guide in order."""
    found: list[_Block] = []
    for chapter in guide.chapters:
        found.append(_Block(chapter.path, chapter.line, "h2", chapter.title_text))
        for element in chapter.body.iter():
            words = "".join(element.itertext()).strip()
            if element.tag in ("p", "h3", "h4", "rule-text") and element.get("data-line"):
                line = int(element.get("data-line", "1"))
                found.append(_Block(chapter.path, line, str(element.tag), words))
    return found


def _texts(page: pypdfium2.PdfPage, waiting: list[_Block]) -> tuple[Text, ...]:
    """Find blocks on a page by how they begin, and take those from the list."""
    text = page.get_textpage()
    height = page.get_height()
    found: list[Text] = []
    for block in list(waiting):
        match = text.search(block.words[:14], match_case=True).get_next() if block.words else None
        if match is None:
            continue
        waiting.remove(block)
        last = min(match[0] + len(block.words), text.count_chars())
        boxes = [text.get_charbox(index) for index in range(match[0], last)]
        boxes = [box for box in boxes if box[2] > box[0]]
        if not boxes:
            continue
        left, low = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right, high = max(box[2] for box in boxes), max(box[3] for box in boxes)
        sides = (left, height - high, right - left, high - low)
        x, y, w, h = (side * MM_PER_PT for side in sides)
        found.append(Text((x, y, w, h), block.path, block.line, block.words, block.tag))
    return tuple(found)


def _draw(sheet: _Sheet, px_per_mm: float) -> bytes:
    """Draw a page as PNG."""
    picture = sheet.pdf[sheet.index].render(scale=px_per_mm * MM_PER_PT).to_pil()
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    return data.getvalue()
