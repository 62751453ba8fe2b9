"""The pages of a guide's editions, kept: only what has changed is rendered and laid out anew.

Three things are kept here: rendered chapters (``render.ChapterCache``), a typesetter with fonts for
all characters that came so far, and an edition that fits one page for as long as its text stays
the same. An edition of many pages is laid out piece by piece: how one changed chapter alone is,
``sasshi.pages.changed_pieces`` says.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sasshi.fonts.coverage import uncovered
from sasshi.fonts.faces import Face
from sasshi.make.font_problems import lacking_styles, missing_characters
from sasshi.make.job import Job, is_vertical, placed
from sasshi.make.open_job import make_typesetter
from sasshi.make.other_text import other_text
from sasshi.make.page_source import page_source, rendered
from sasshi.make.steps.typeset import typeset_edition
from sasshi.model import Block, Edition, Guide, PagePdf
from sasshi.problems import BuildError, Problem
from sasshi.render import ChapterCache

if TYPE_CHECKING:
    from sasshi.pages.changed_pieces import LaidPages, PageCache
    from sasshi.typeset.typesetter import Typesetter

_LINE = re.compile(r'(?<=data-line=")\d+(?=")')


@dataclass(frozen=True, slots=True)
class EditionPages:
    """The pages of an edition as they are now, and what there is to say about them."""

    pages: tuple[PagePdf, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Characters:
    """Texts by name, and all the characters that they, and those before them, have."""

    texts: Mapping[str, str] = field(default_factory=dict)
    all: frozenset[str] = frozenset()

    def with_texts(self, texts: Mapping[str, str]) -> _Characters:
        """Add texts; only what differs from those of the same name is looked through."""
        new = (_changed(self.texts.get(name, ""), text) for name, text in texts.items())
        return _Characters(texts, self.all.union(*new))


def _changed(old: str, new: str) -> str:
    """Give the part of a text that is not as it was, from the first difference to the last."""
    start = _largest(min(len(old), len(new)), lambda count: old.startswith(new[:count]))
    rest = min(len(old), len(new)) - start
    end = _largest(rest, lambda count: old.endswith(new[len(new) - count :]))
    return new[start : len(new) - end]


def _largest(most: int, holds: Callable[[int], bool]) -> int:
    """Find by bisection the largest count, up to ``most``, for which something holds."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class _Fitted:
    """Fitted pages, good while text and style sheets, and the files they took, stay the same.

    ``lines`` are those of all that the guide's rules consist of, each with its file.
    """

    text: object
    lines: tuple[tuple[str | None, int | None], ...]
    stamps: Mapping[Path, object]
    made: EditionPages

    def moved(self, lines: Sequence[tuple[str | None, int | None]]) -> EditionPages:
        """Give the pages with the lines where the rules stand now."""
        now = dict(zip(self.lines, lines, strict=True))
        pages = tuple(
            replace(page, blocks=tuple(_moved(block, now) for block in page.blocks))
            for page in self.made.pages
        )
        return replace(self.made, pages=pages)


def _moved(block: Block, now: Mapping[tuple[str | None, int | None], Any]) -> Block:
    path, line = now.get((block.place.path, block.place.line), (None, None))
    return replace(block, place=replace(block.place, line=line)) if path else block


def _lines(guide: Guide) -> Iterator[tuple[str | None, int | None]]:
    """Give the file and the line of each rule, and of each block of its explanation."""
    for rule in guide.rules:
        yield rule.place.path, rule.place.line
        for element in (block for note in rule.note for block in note.iter()):
            if line := element.get("data-line"):
                yield rule.place.path, int(line)


class EditionCache:
    """Makes the pages of one guide, and keeps what it takes to make them again.

    It is for one thread at a time.
    """

    def __init__(self, faces: Sequence[Face]) -> None:
        self.faces = faces
        self.chapters = ChapterCache()
        self.page_caches: dict[str, PageCache] = {}
        self.setters: dict[bool, tuple[object, frozenset[str], Typesetter]] = {}
        self.fitted: dict[str, _Fitted] = {}
        self.characters = _Characters()
        self.folder = Path(tempfile.mkdtemp(prefix="sasshi-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.installed = 0

    def pages(self, job: Job) -> Mapping[str, EditionPages]:
        """Give the pages of every edition that is typeset, by its name.

        Raises:
            SasshiError: with what is wrong; what was kept stays good.

        """
        wanted = [edition for edition in job.editions if not edition.source]
        html = {each.name: rendered(job, each, kept=self.chapters) for each in wanted}
        text = "".join(html.values())
        characters = self.characters.with_texts({**html, "": other_text(job, text)})
        new = characters.all - self.characters.all
        if uncovered("".join(new), self.faces):
            missing = uncovered(text, self.faces)  # in the order of the text
            if missing:
                raise BuildError(missing_characters(job.guide, missing))
        self.characters = characters
        return {each.name: self._pages_of(job, each, html[each.name]) for each in wanted}

    def _pages_of(self, job: Job, edition: Edition, html: str) -> EditionPages:
        setter = self._setter(job, self.characters.all, vertical=is_vertical(job, edition))
        return (self._fitted if edition.pages else self._laid_out)(job, edition, html, setter)

    def _laid_out(self, job: Job, edition: Edition, html: str, setter: Typesetter) -> EditionPages:
        """Lay out what has changed of an edition that takes as many pages as it needs."""
        from sasshi.pages.changed_pieces import PageCache

        cache = self.page_caches.setdefault(edition.name, PageCache())
        laid: LaidPages = cache.lay_out(setter, page_source(job, edition, html))
        lacking = lacking_styles(laid.styles, self.faces)
        return EditionPages(laid.pages, placed(job, (*laid.problems, *lacking)))

    def _fitted(self, job: Job, edition: Edition, html: str, setter: Typesetter) -> EditionPages:
        """Fit an edition to its page anew if more in it has changed than lines of the source."""
        from sasshi.pages.page_pdf import page_pdfs

        text = (_LINE.sub("", html), setter.sheets(page_source(job, edition, html)).css)
        lines = tuple(_lines(job.guide))
        known = self.fitted.get(edition.name)
        if known is None or known.text != text or setter.changed(known.stamps):
            pages, problems = typeset_edition(job, edition, html, setter)
            problems += placed(job, lacking_styles(pages.styles(), self.faces))
            made = EditionPages(tuple(page_pdfs(pages)), problems)
            known = _Fitted(text, lines, setter.stamps(), made)
        elif known.lines != lines:
            known = replace(known, lines=lines, made=known.moved(lines))
        self.fitted[edition.name] = known
        return known.made

    def _setter(self, job: Job, characters: frozenset[str], *, vertical: bool) -> Typesetter:
        """Give a typesetter whose fonts have these characters: the last one, while it does."""
        folders = (job.guide.root, job.theme.folders)
        known = self.setters.get(vertical)
        if known is not None and known[0] == folders and characters <= known[1]:
            return known[2]
        if known is not None:
            characters |= known[1]
        self.installed += 1
        folder, text = self.folder / str(self.installed), "".join(sorted(characters))
        made = make_typesetter(job, self.faces, text, folder, vertical=vertical)
        self.setters[vertical] = folders, characters, made
        return made


def upright_pdf(page: PagePdf) -> bytes:
    """Give a page as a PDF of its own that stands as it is read."""
    from sasshi.pdf.rotate import rotate_pages

    return rotate_pages(page.pdf) if page.lying else page.pdf
