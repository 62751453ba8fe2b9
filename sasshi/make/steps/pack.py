"""The step ``pack``: an HTML page → one file for the web, with all that it needs within."""

from __future__ import annotations

from sasshi.make.job import tokens_of
from sasshi.make.open_job import OpenJob
from sasshi.make.page_source import stylesheets_of
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.render.web import pack
from sasshi.typeset.type_area import token_css


def pack_page(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Pack a page with its tokens, style sheets and pictures.

    Raises:
        BuildError: the theme does not have one of the style sheets.

    """
    job = work.job
    paths = stylesheets_of(job, edition, made.html)
    css = [path.read_text(encoding="utf-8") for path in paths]
    return made.with_file(
        pack(made.html, [token_css(tokens_of(job, edition)), *css], job.guide.root)
    )
