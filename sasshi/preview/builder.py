"""A guide, built again and again while it is written.

Only what has changed is done anew: texts are parsed anew by ``content.parse_cache``, editions
rendered and laid out by ``edition_cache`` here, and of a long edition one changed chapter alone
by ``pages.changed_pieces``.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from sasshi import editions as table
from sasshi.content import parse_cache, read_guide
from sasshi.engine.session import ENGINE
from sasshi.fonts.faces import load_faces
from sasshi.make import Job, Request, plan, produce, select, uncollected
from sasshi.model import PagePdf
from sasshi.pdf.impose import sheet_order
from sasshi.preview.build_result import BuildResult, PageText, PreviewPage
from sasshi.preview.edition_cache import EditionCache, EditionPages, upright_pdf
from sasshi.preview.page_png import page_png, sizes_mm
from sasshi.preview.theme_cache import ThemeCache
from sasshi.problems import BuildError, Problem, SasshiError, error, has_errors
from sasshi.theme import word_files

_PRINT = "print"
_LOG = logging.getLogger(__name__)

#: Pictures of so many pages more than there are now can still be asked for.
_FORMER = 200
#: After so many builds all of memory is looked through for garbage: 0.9 s for 200 pages, which
#: Python would spend whenever it pleases.
_SWEEP = 50


class GuideBuilder:
    """Builds one guide again and again; what has not changed since the last time is kept.

    Every method may be called from any thread.
    """

    def __init__(self, request: Request, name: str) -> None:
        """Take what ``make`` would be asked, and the guide's name or path.

        Raises:
            SasshiError: the fonts are not there.

        """
        options = replace(request.print_options, howto=False)
        self._request = replace(request, guides=(name,), editions=(), print_options=options)
        self._faces = load_faces(request.templates / "fonts")
        self._parse_cache = parse_cache()
        self.themes = ThemeCache(request.templates)
        self._editions = EditionCache(self._faces)
        self._result = BuildResult()
        self._job: Job | None = None
        self._files: dict[str, bytes] = {}
        self._shown: dict[int, tuple[PagePdf, PreviewPage]] = {}
        self._page_pdfs: dict[str, PagePdf] = {}
        self._sheets: tuple[bytes, dict[str, int]] = b"", {}
        self._builds = 0

    def build(self, theme: str | None = None, tokens: Mapping[str, str] = {}) -> BuildResult:
        """Build what has changed. What is wrong is in the result, beside the last good pages.

        ``theme`` is the name of one that is taken instead of the guide's own; ``tokens`` are
        values, as they are written in front matter, that lie over the guide's.
        """
        settings = (*self._request.tokens, *tokens.items())
        request = replace(self._request, theme=theme or self._request.theme, tokens=settings)
        problems: list[Problem] = []
        with ENGINE.session(), uncollected():
            try:
                job = self._plan(request, problems)
                if job is not None and not has_errors(problems):
                    made = self._editions.pages(job)
                    problems += (p for edition in made.values() for p in edition.problems)
                    if not has_errors(problems):
                        self._take(job, made)
            except SasshiError as failure:
                problems += failure.problems
            except Exception as fault:  # a style sheet that is no text, a folder that went away
                _LOG.debug("a build failed", exc_info=fault)
                reason = f"{type(fault).__name__}: {fault}"
                problems.append(error("engine-failed", reason=reason))
            self._result = replace(self._result, problems=tuple(dict.fromkeys(problems)))
            self._sweep()
        return self._result

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page, or a side of a sheet, as PNG; ``None`` if there is none, or is no more."""
        page = self._page_pdfs.get(key)
        if page is not None:
            return page_png(upright_pdf(page), px_per_mm)
        pdf, numbers = self._sheets
        return page_png(pdf, px_per_mm, numbers[key]) if key in numbers else None

    def sheets(self) -> tuple[PreviewPage, ...]:
        """Impose the last good build: give the sides of the sheets, front and back in turn.

        Raises:
            SasshiError: the print file cannot be made.

        """
        with ENGINE.session():
            result = self._result
            if not result.pages:
                return ()
            pdf = self.pdf(_PRINT)
        page_keys: dict[int | None, str] = {at: page.key for at, page in enumerate(result.pages)}
        sides = sheet_order(len(result.pages), binding=result.binding)
        keys = [_key(" ".join(page_keys.get(at, "-") for at in side.pages)) for side in sides]
        self._sheets = pdf, {key: number for number, key in enumerate(keys)}
        return tuple(map(PreviewPage, keys, sizes_mm(pdf)))

    def pdf(self, edition: str) -> bytes:
        """Give the finished file of an edition, of the last good build.

        Raises:
            SasshiError: there was none, there is no such edition, or it cannot be made.

        """
        with ENGINE.session():
            if self._job is None:
                raise BuildError(self._result.problems)
            if edition not in self._files:
                job = replace(self._job, editions=table.chosen((edition,)))
                products, problems = produce([job], self._faces, lambda progress: None)
                if has_errors(problems):
                    raise BuildError(problems)
                self._files[edition] = products[0].data
            return self._files[edition]

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
        looked_at = {path, *(path.iterdir() if path.is_dir() else ())}
        looked_at |= {request.templates, *self.themes.declarations()}
        self._result = replace(self._result, read=self._result.read | looked_at)
        guide, wrong = read_guide(path, cache=self._parse_cache)
        problems += wrong
        if guide is None:
            return None
        with self.themes.loaded() as themes:
            jobs, wrong_in_plan = plan(request, [guide], themes)
        problems += wrong_in_plan
        if not jobs:
            return None
        (job,) = jobs
        read = _guide_files(job, request.templates) | self.themes.files_of(job.theme) | looked_at
        self._result = replace(self._result, read=read)
        return job

    def _take(self, job: Job, made: Mapping[str, EditionPages]) -> None:
        """Take over the pages of a good build; one that is the same as before is not made anew."""
        before, self._shown = self._shown, {}
        booklet: list[PreviewPage] = []
        checklist: list[PreviewPage] = []
        for edition in (edition for edition in job.editions if edition.name in made):
            for page in made[edition.name].pages:
                known = before.get(id(page)) or (page, _preview_page(page, job.guide.path))
                self._shown[id(page)] = known
                (checklist if edition.pages == 1 else booklet).append(known[1])
        now = {page.key: page for page, _ in self._shown.values()}
        former = [item for item in self._page_pdfs.items() if item[0] not in now]
        self._page_pdfs = dict(former[-_FORMER:]) | now
        self._job, self._files = job, {}
        vertical = job.tokens.get("writing") == "vertical"
        self._result = replace(
            self._result,
            pages=tuple(booklet),
            checklist=tuple(checklist),
            binding="right" if vertical else "left",
            theme=job.theme.name,
            tokens=job.tokens,
        )


def _guide_files(job: Job, templates: Path) -> frozenset[Path]:
    """Give what a build reads or looks for beside the theme's files, and the folders of all."""
    guide = set(job.guide.files)
    folders = {file.parent for file in guide} | set(job.theme.folders)
    words = word_files(templates, job.guide.meta.lang)
    return frozenset({*guide, *folders, *words, templates / "fonts" / "fonts.toml"})


def _preview_page(page: PagePdf, guide_path: str) -> PreviewPage:
    """Give a page as it is shown; a text that knows no file comes from the guide's own."""
    texts = (
        PageText(
            block.box_mm, block.place.path or guide_path, block.place.line, block.words, block.tag
        )
        for block in page.blocks
        if block.place.line is not None
    )
    return PreviewPage(page.key, page.size_mm, tuple(texts))


def _key(text: str) -> str:
    return blake2b(text.encode(), digest_size=12).hexdigest()
