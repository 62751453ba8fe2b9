"""The step ``ink``: pages → the same pages for a copier, without filled areas."""

from __future__ import annotations

from sasshi.make.open_job import OpenJob
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.pdf.ink import save_ink


def save_ink_of_pages(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Make areas outlines and colours greys."""
    return made.with_file(save_ink(made.pdf))
