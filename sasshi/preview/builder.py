"""A guide, built again and again while it is written: what the preview shows.

``GuideBuilder`` keeps what has not changed between builds; the server sees only its values.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from sasshi import editions as table
from sasshi.content import parse_cache, read_guide
from sasshi.fonts.subset import load_faces
from sasshi.make import Job, Request, plan, produce, select, uncollected
from sasshi.model import PagePdf
from sasshi.pdf.impose import sheet_order
from sasshi.preview.edition_cache import EditionCache, EditionPages, pdf_of
from sasshi.preview.picture import png, sizes_mm
from sasshi.preview.theme_cache import Themes, files_of
from sasshi.problems import BuildError, Problem, SasshiError, error, has_errors

_PRINT = "print"


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
class ShownPage:
    """A page as it can be shown: ``key`` changes exactly when its picture would."""

    key: str
    size_mm: tuple[float, float]
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What a build gave. With errors, ``pages`` are those of the last good build.

    ``read`` are the files that the build read or would have read, and the folders in which a new
    file would have counted, to be watched. ``binding`` is
    the side on which the booklet is bound. ``tokens`` are the values that the build used.
    """

    problems: tuple[Problem, ...]
    pages: tuple[ShownPage, ...]
    checklist: tuple[ShownPage, ...]
    read: frozenset[Path]
    binding: str = "left"
    theme: str = ""
    tokens: Mapping[str, object] | None = None


#: The engine is for one thread at a time, whichever guide it works for.
_ENGINE = threading.RLock()
#: Pictures of so many pages more than there are now can still be asked for.
_FORMER = 200
#: After so many builds all of memory is looked through for garbage: 0.9 s for 200 pages, which
#: Python would spend whenever it pleases.
_SWEEP = 50


class GuideBuilder:
    """Builds one guide again and again; what has not changed since the last time is kept.

    Every function may be called from any thread.
    """

    def __init__(self, request: Request, name: str) -> None:
        """Take what ``make`` would be asked, and the guide's name or path.

        Raises:
            SasshiError: the fonts are not there.

        """
        sheets = replace(request.sheets, howto=False)
        self._request = replace(request, guides=(name,), editions=(), sheets=sheets)
        self._faces = load_faces(request.templates / "fonts")
        self._parse_cache = parse_cache()
        self._themes = Themes()
        self._proofs = EditionCache(self._faces)
        self._view = View((), (), (), frozenset())
        self._job: Job | None = None
        self._made: dict[str, bytes] = {}
        self._leaves: dict[str, PagePdf] = {}
        self._pages: dict[int, tuple[PagePdf, ShownPage]] = {}
        self._sheets: tuple[bytes, dict[str, int]] = b"", {}
        self._builds = 0

    def build(self, theme: str | None = None, tokens: Mapping[str, str] = {}) -> View:
        """Build what has changed. What is wrong is in the view, over the last good pages."""
        settings = (*self._request.tokens, *tokens.items())
        request = replace(self._request, theme=theme or self._request.theme, tokens=settings)
        problems: list[Problem] = []
        with _ENGINE, uncollected():
            try:
                job = self._plan(request, problems)
                if job is not None and not has_errors(problems):
                    proofs = self._proofs.pull(job)
                    problems += (p for proof in proofs.values() for p in proof.problems)
                    if not has_errors(problems):
                        self._show(job, proofs)
            except SasshiError as failure:
                problems += failure.problems
            except Exception as fault:  # a style sheet that is no text, a folder that went away
                reason = f"{type(fault).__name__}: {fault}"
                problems.append(error("engine-failed", reason=reason))
            self._view = replace(self._view, problems=tuple(dict.fromkeys(problems)))
            self._sweep()
        return self._view

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page, or a sheet, as PNG; ``None`` if there is none, or is no more."""
        leaf = self._leaves.get(key)
        if leaf is not None:
            return png(pdf_of(leaf), px_per_mm)
        data, numbers = self._sheets
        return png(data, px_per_mm, numbers[key]) if key in numbers else None

    def sheets(self) -> tuple[ShownPage, ...]:
        """Give the imposed sheets, front and back in turn, as they are now."""
        with _ENGINE:
            view = self._view
            if not view.pages:
                return ()
            data = self.pdf(_PRINT)
        looks: dict[int | None, str] = {at: page.key for at, page in enumerate(view.pages)}
        sides = sheet_order(len(view.pages), binding=view.binding)
        keys = [_key(" ".join(looks.get(at, "-") for at in side.pages)) for side in sides]
        self._sheets = data, {key: number for number, key in enumerate(keys)}
        return tuple(map(ShownPage, keys, sizes_mm(data)))

    def pdf(self, edition: str) -> bytes:
        """Give the finished file of an edition, of the last good build.

        Raises:
            SasshiError: there was none, or no such edition.

        """
        with _ENGINE:
            if self._job is None:
                raise BuildError(self._view.problems)
            if edition not in self._made:
                job = replace(self._job, editions=table.chosen((edition,)))
                products, problems = produce([job], self._faces, lambda step: None)
                if has_errors(problems):
                    raise BuildError(problems)
                self._made[edition] = products[0].data
            return self._made[edition]

    def _sweep(self) -> None:
        """Look for garbage now and then only, and among what is new: not among all pages kept."""
        self._builds += 1
        if self._builds % _SWEEP == 0:
            gc.unfreeze()
            gc.collect()
        gc.freeze()

    def _plan(self, request: Request, problems: list[Problem]) -> Job | None:
        """Read the guide, and join it with its theme; ``None`` if it cannot be read."""
        (path,) = select(request)
        guide, found = read_guide(path, cache=self._parse_cache)
        problems += found
        looked = {path, *(path.iterdir() if path.is_dir() else ())}
        if guide is None:
            self._view = replace(self._view, read=self._view.read | looked)
            return None
        jobs, wrong = plan(request, [guide], self._themes.fresh())
        problems += wrong
        if not jobs:
            self._view = replace(self._view, read=self._view.read | looked)
            return None
        (job,) = jobs
        theme = self._themes.files_of(job.theme)
        read = files_of(job, request.templates) | theme | looked
        self._view = replace(self._view, read=read)
        return job

    def _show(self, job: Job, proofs: Mapping[str, EditionPages]) -> None:
        """Take over pages that were made."""
        kept, self._pages = self._pages, {}
        shown: dict[bool, list[ShownPage]] = {False: [], True: []}
        for edition in job.editions:
            for leaf in proofs[edition.name].leaves if edition.name in proofs else ():
                known = kept.get(id(leaf)) or (leaf, _view_of(leaf, job.guide.path))
                self._pages[id(leaf)] = known
                shown[edition.fit].append(known[1])
        now = {leaf.key: leaf for leaf, _ in self._pages.values()}
        former = [item for item in self._leaves.items() if item[0] not in now]
        self._leaves = dict(former[-_FORMER:]) | now
        self._job, self._made = job, {}
        vertical = job.tokens.get("writing") == "vertical"
        self._view = replace(
            self._view,
            pages=tuple(shown[False]),
            checklist=tuple(shown[True]),
            binding="right" if vertical else "left",
            theme=job.theme.name,
            tokens=job.tokens,
        )


def _view_of(leaf: PagePdf, path: str) -> ShownPage:
    """Give a page as it is shown; what does not know its file comes from the guide's own."""
    texts = (
        Text(block.box_mm, block.place.path or path, block.place.line, block.words, block.tag)
        for block in leaf.blocks
        if block.place.line is not None
    )
    return ShownPage(leaf.key, leaf.size_mm, tuple(texts))


def _key(text: str) -> str:
    """Give a short name for something, by what it is."""
    return blake2b(text.encode(), digest_size=12).hexdigest()
