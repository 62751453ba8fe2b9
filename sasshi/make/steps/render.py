"""The step ``render``: a guide → the HTML page of an edition."""

from __future__ import annotations

from dataclasses import replace

from sasshi.make.open_job import OpenJob
from sasshi.make.page_source import rendered
from sasshi.make.steps.made import Made
from sasshi.model import Edition


def render_page(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Render the page of an edition through the theme's templates.

    Raises:
        BuildError: with the place in a template, or in the guide, of what went wrong.

    """
    return replace(made, html=rendered(work.job, edition))
