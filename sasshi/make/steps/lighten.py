"""The step ``lighten``: files to print → the same ones, small enough for where they are taken."""

from __future__ import annotations

from dataclasses import replace

from sasshi.make.open_job import OpenJob
from sasshi.make.steps.made import Made
from sasshi.model import Edition
from sasshi.pdf.lighter import lighter
from sasshi.problems import Place, warning

_MB = 1_000_000


def lighten_files(work: OpenJob, edition: Edition, made: Made) -> Made:
    """Make pictures coarser until each file has no more bytes than the row allows; or say so."""
    most, files, problems = int(edition.most_mb * _MB), [], list(made.problems)
    place = Place(work.job.guide.path)
    for part, data in made.files:
        light = lighter(data, most, version=edition.pdf_version)
        files.append((part, light))
        if len(light) > most:
            size, limit = f"{len(light) / _MB:.1f} MB", f"{edition.most_mb:g} MB"
            problems.append(
                warning("too-many-bytes", place, name=edition.name, size=size, limit=limit)
            )
    return replace(made, files=tuple(files), problems=tuple(problems))
