"""Single pages about printing, set in a theme, of a guide's job or of one without a guide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sasshi.fonts.faces import Face
from sasshi.make.job import Job, placed
from sasshi.make.open_job import open_typesetter
from sasshi.make.page_source import page_source
from sasshi.model import DEFAULT_THEME, Edition, Guide, Meta
from sasshi.problems import BuildError, Place, has_errors
from sasshi.render.filters import FILTERS
from sasshi.theme import load_theme, load_words, token_values


def set_page(job: Job, edition: Edition, html: str, faces: Sequence[Face]) -> bytes:
    """Set a page about printing, with fonts of its own, and give its PDF.

    Nothing on it is the reader's: of what is no error, nothing is said.

    Raises:
        BuildError: what went wrong in it.

    """
    with open_typesetter(job, faces, html, vertical=False) as setter:
        pages = setter.typeset(page_source(job, edition, html))
        if has_errors(pages.problems):
            raise BuildError(placed(job, pages.problems))
        return pages.to_pdf(edition.pdf_variant)[0]


def job_without_guide(
    templates: Path, title: str, lang: str, theme: str | None = None, path: str = ""
) -> Job:
    """Plan pages that belong to no guide, in a theme's usual look; ``path`` is what they are of.

    Raises:
        UsageError: there is no theme of that name.
        BuildError: a ``theme.toml`` is broken.

    """
    loaded = load_theme(theme or DEFAULT_THEME, templates, FILTERS)
    tokens, _ = token_values(loaded, (), lang)
    words, _ = load_words(templates, lang, {}, Place())
    meta = Meta(title=title, lang=lang)
    guide = Guide(title, templates / "words", path, meta, None, (), ())
    return Job(guide, loaded, tokens, words, ())
