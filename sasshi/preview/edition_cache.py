"""One guide's pages, made again and again while it is written: only what changes is done anew."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sasshi.fonts.subset import Face, uncovered
from sasshi.make.plan import Job
from sasshi.make.setting import (
    is_vertical,
    lacking_styles,
    make_typesetter,
    missing_characters,
    page_of,
    placed,
    rendered,
    typeset,
)
from sasshi.model import Block, Edition, Guide, PagePdf
from sasshi.problems import BuildError, Problem
from sasshi.render import ChapterCache

if TYPE_CHECKING:
    from sasshi.pages.page_cache import LaidPages, PageCache
    from sasshi.typeset.typesetter import Typesetter

_LINE = re.compile(r'(?<=data-line=")\d+(?=")')


@dataclass(frozen=True, slots=True)
class EditionPages:
    """The pages of an edition as they are now, and what there is to say about them."""

    leaves: tuple[PagePdf, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Text:
    """Texts, and all the characters that they, and those before them, have."""

    texts: Mapping[str, str] = field(default_factory=dict)
    characters: frozenset[str] = frozenset()

    def with_all(self, texts: Mapping[str, str]) -> _Text:
        """Add texts; only what differs from those of the same name is looked through."""
        new = (_changed(self.texts.get(name, ""), text) for name, text in texts.items())
        return _Text(texts, self.characters.union(*new))


def _changed(old: str, new: str) -> str:
    """Give the part of a text that is not as it was, from the first difference to the last."""
    start = _alike(lambda count: old.startswith(new[:count]), min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    end = _alike(lambda count: old.endswith(new[len(new) - count :]), rest)
    return new[start : len(new) - end]


def _alike(holds: Callable[[int], bool], most: int) -> int:
    """Find the largest count, up to ``most``, for which something holds."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A proof that is good while text and style sheets, and the files it took, stay the same.

    ``lines`` are those of all that the guide's rules consist of, each with its file.
    """

    text: object
    lines: tuple[tuple[str | None, int | None], ...]
    stamps: Mapping[Path, object]
    proof: EditionPages

    def moved(self, lines: Sequence[tuple[str | None, int | None]]) -> EditionPages:
        """Give the proof with the lines where the rules stand now."""
        now = dict(zip(self.lines, lines, strict=True))
        leaves = tuple(
            replace(leaf, blocks=tuple(_moved(block, now) for block in leaf.blocks))
            for leaf in self.proof.leaves
        )
        return replace(self.proof, leaves=leaves)


def _moved(block: Block, now: Mapping[tuple[str | None, int | None], Any]) -> Block:
    """Give a block with its line of now."""
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
    """Makes the pages of one guide, and keeps what it takes to make them again."""

    def __init__(self, faces: Sequence[Face]) -> None:
        self.faces = faces
        self.kept = ChapterCache()
        self.page_caches: dict[str, PageCache] = {}
        self.setters: dict[bool, tuple[object, frozenset[str], Typesetter]] = {}
        self.fitted: dict[str, _Fitted] = {}
        self.text = _Text()
        self.folder = Path(tempfile.mkdtemp(prefix="sasshi-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.installed = 0

    def pull(self, job: Job) -> Mapping[str, EditionPages]:
        """Give the pages of every edition that is typeset, by its name.

        Raises:
            SasshiError: with what is wrong; what was kept stays good.

        """
        wanted = [edition for edition in job.editions if not edition.source]
        html = {each.name: rendered(job, each, kept=self.kept) for each in wanted}
        text = self.text.with_all(html)
        new = text.characters - self.text.characters
        if uncovered("".join(new), self.faces):
            missing = uncovered("".join(html.values()), self.faces)  # in the order of the text
            raise BuildError(missing_characters(job.guide, missing))
        self.text = text
        proof = partial(self._proof, job, text=text.characters)
        return {each.name: proof(each, html[each.name]) for each in wanted}

    def _proof(self, job: Job, edition: Edition, html: str, text: frozenset[str]) -> EditionPages:
        """Give the pages of one edition."""
        setter = self._setter(job, text, vertical=is_vertical(job, edition))
        return (self._fitted if edition.fit else self._set)(job, edition, html, setter)

    def _set(self, job: Job, edition: Edition, html: str, setter: Typesetter) -> EditionPages:
        """Lay out what has changed of an edition that takes as many pages as it needs."""
        from sasshi.pages.page_cache import PageCache

        cache = self.page_caches.setdefault(edition.name, PageCache())
        laid: LaidPages = cache.lay_out(setter, page_of(job, edition, html))
        lacking = lacking_styles(laid.styles, self.faces)
        return EditionPages(laid.pages, placed(job, (*laid.problems, *lacking)))

    def _fitted(self, job: Job, edition: Edition, html: str, setter: Typesetter) -> EditionPages:
        """Fit an edition to its page anew if more in it has changed than lines of the source."""
        from sasshi.pages.page_pdf import page_pdfs

        text = (_LINE.sub("", html), setter.sheets(page_of(job, edition, html)).css)
        lines = tuple(_lines(job.guide))
        known = self.fitted.get(edition.name)
        if known is None or known.text != text or setter.changed(known.stamps):
            pages, problems = typeset(job, edition, html, setter)
            problems += placed(job, lacking_styles(pages.styles(), self.faces))
            proof = EditionPages(tuple(page_pdfs(pages)), problems)
            known = _Fitted(text, lines, setter.stamps(), proof)
        elif known.lines != lines:
            known = replace(known, lines=lines, proof=known.moved(lines))
        self.fitted[edition.name] = known
        return known.proof

    def _setter(self, job: Job, text: frozenset[str], *, vertical: bool) -> Typesetter:
        """Give a typesetter with fonts for a text: the last one, while they have all of it."""
        place = (job.guide.root, job.theme.folders)
        known = self.setters.get(vertical)
        if known is not None and known[0] == place and text <= known[1]:
            return known[2]
        if known is not None:
            text |= known[1]
        self.installed += 1
        folder = self.folder / str(self.installed)
        made = make_typesetter(job, self.faces, "".join(sorted(text)), folder, vertical=vertical)
        self.setters[vertical] = place, text, made
        return made


def pdf_of(leaf: PagePdf) -> bytes:
    """Give a page as a PDF of its own that stands as it is read."""
    from sasshi.pdf.rotate import rotate_pages

    return rotate_pages(leaf.pdf) if leaf.lying else leaf.pdf
