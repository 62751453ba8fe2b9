"""The step ``rotate``: pages of columns, which were laid out on their side, → pages that stand."""

from __future__ import annotations

from sasshi.make.job import is_vertical
from sasshi.make.open_job import OpenJob
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.pdf.rotate import rotate_pages


def rotate_columns(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Rotate the pages of an edition that is set in columns; others stand already."""
    return made.with_file(rotate_pages(made.pdf)) if is_vertical(work.job, edition) else made
