"""Any PDF → sheets to print, with their instruction: the same steps as a guide's print file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sasshi import editions as table
from sasshi.fonts.faces import load_faces
from sasshi.make.open_job import OpenJob
from sasshi.make.print_options import PrintOptions
from sasshi.make.printing_page import job_without_guide
from sasshi.make.produce import products_of
from sasshi.make.steps import Made, walk
from sasshi.model import Product
from sasshi.problems import BuildError, Place, Problem, error, shown_path


def impose_file(
    path: Path, options: PrintOptions, templates: Path, lang: str, theme: str | None = None
) -> tuple[list[Product], tuple[Problem, ...]]:
    """Impose any PDF; give the files to print, the instruction, and what there is to say.

    Raises:
        BuildError: it cannot be read, or not be imposed.
        UsageError: there is no theme of that name.

    """
    pages = Made(files=(("", read_pdf(path)),))
    job = job_without_guide(templates, path.stem, lang, theme, shown_path(path))
    edition = replace(table.IMPOSED, name=options.scheme)
    job = replace(job, editions=(edition,), print_options=options)
    with OpenJob(job, load_faces(templates / "fonts")) as work:
        made = walk(work, edition, pages, edition.steps)
    return products_of(job, edition, made), made.problems


def read_pdf(path: Path) -> bytes:
    """Read a file that is to be imposed.

    Raises:
        BuildError: there is none, or it cannot be read.

    """
    try:
        return path.read_bytes()
    except OSError as failure:
        place, reason = Place(shown_path(path)), failure.strerror or failure
        raise BuildError([error("pdf-unreadable", place, reason=reason)]) from None
