"""Jobs → products, in memory: each edition goes through the steps that its row names."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sasshi import editions as table
from sasshi.fonts.coverage import uncovered
from sasshi.fonts.faces import Face
from sasshi.make.font_problems import missing_characters
from sasshi.make.job import Job, is_vertical
from sasshi.make.open_job import OpenJob
from sasshi.make.steps import Made, count_files, needs_fonts, walk
from sasshi.model import Edition, Product
from sasshi.problems import BuildError, MachineError, Problem, SasshiError


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work is: ``done`` of ``total`` files, and the name of the one that comes now."""

    done: int
    total: int
    label: str


OnProgress = Callable[[Progress], None]


def produce(
    jobs: Sequence[Job], faces: Sequence[Face], on_progress: OnProgress
) -> tuple[list[Product], list[Problem]]:
    """Make every product of every job, in memory.

    Raises:
        MachineError: what the machine lacks or refuses. All else that is wrong is collected.

    """
    total = sum(count_files(job, edition) for job in jobs for edition in job.editions)
    products: list[Product] = []
    problems: list[Problem] = []
    for number, job in enumerate(jobs):
        if number:
            gc.collect()  # what the guide before left behind, in case nobody else does
        try:
            with uncollected():
                for edition, made in _walked(job, faces):
                    for product in products_of(job, edition, made):
                        on_progress(Progress(len(products), total, product.filename))
                        products.append(product)
                    problems += [p for p in made.problems if p not in problems]
        except SasshiError as failure:
            if isinstance(failure, MachineError):
                raise
            problems += [p for p in failure.problems if p not in problems]
    return products, problems


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Leave cycles in memory alone while a guide is made: layout makes few of them.

    Looking for them among a million objects that live took a tenth of a build's time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def products_of(job: Job, edition: Edition, made: Made) -> list[Product]:
    """Name the files that were made of an edition; none of one that only others take pages of."""
    if edition not in job.editions:
        return []
    name = job.guide.name
    return [Product(table.filename(name, edition, part), data) for part, data in made.files]


def _walked(job: Job, faces: Sequence[Face]) -> Iterator[tuple[Edition, Made]]:
    """Walk the editions of a job, and those whose pages they take.

    The first step of all comes before the second of any: fonts are chosen for all of the text.
    """
    editions = _with_sources(job)
    with OpenJob(job, faces) as work:
        begun = {
            edition.name: walk(work, edition, Made(), edition.steps[:1])
            for edition in editions
            if not edition.source
        }
    text = "".join(begun[each.name].html for each in editions if needs_fonts(each))
    missing = uncovered(text, faces)
    if missing:
        raise BuildError(missing_characters(job.guide, missing))
    made: dict[str, Made] = {}
    with OpenJob(job, faces, text) as work:
        for edition in sorted(editions, key=lambda each: _turn(job, each)):
            if edition.source:
                start, names = replace(made[edition.source], problems=()), edition.steps
            else:
                start, names = begun.pop(edition.name), edition.steps[1:]
            made[edition.name] = walk(work, edition, start, names)
            yield edition, made[edition.name]


def _with_sources(job: Job) -> tuple[Edition, ...]:
    sources = (table.BY_NAME[each.source] for each in job.editions if each.source)
    return tuple(dict.fromkeys((*job.editions, *sources)))


def _turn(job: Job, edition: Edition) -> tuple[bool, bool, bool]:
    """Give when an edition's turn is.

    What takes another's pages comes after it; and what is set in columns, before what is set in
    lines: one typesetter is opened for all of either.
    """
    return bool(edition.source), needs_fonts(edition), not is_vertical(job, edition)
