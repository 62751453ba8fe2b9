"""The table of steps: what the rows of ``sasshi.editions`` name, each one function.

A step takes a job, an edition and what came before, and gives what there is after: all of them
have this one shape, so that ``produce`` walks any row. To add one, write a module beside this
with such a function, and give it a row in ``STEPS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sasshi import editions as table
from sasshi.make.job import Job
from sasshi.make.open_job import OpenJob
from sasshi.make.steps.impose import impose_pages, imposed_files
from sasshi.make.steps.ink import save_ink_of_pages
from sasshi.make.steps.instruction import add_instruction, instructions
from sasshi.make.steps.lighten import lighten_files
from sasshi.make.steps.made import Made
from sasshi.make.steps.pack import pack_page
from sasshi.make.steps.render import render_page
from sasshi.make.steps.rotate import rotate_columns
from sasshi.make.steps.separate import separate_inks
from sasshi.make.steps.typeset import typeset_page
from sasshi.model import Edition

__all__ = ["STEPS", "Made", "Step", "check_row", "count_files", "needs_fonts", "walk"]


def _none(job: Job, edition: Edition) -> int:
    return 0


def _one(job: Job, edition: Edition) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its function, and what it makes of what.

    ``takes`` and ``gives`` are of ``guide``, ``html``, ``pdf``, ``sheets`` (files to print) and
    ``page`` (of the web). ``fonts``: the text that it takes is to be covered by the fonts.
    ``files`` says of how many files more an edition is after it.
    """

    run: Callable[[OpenJob, Edition, Made], Made]
    takes: str
    gives: str
    fonts: bool = False
    files: Callable[[Job, Edition], int] = _none


STEPS: Mapping[str, Step] = {
    "render": Step(render_page, "guide", "html"),
    "typeset": Step(typeset_page, "html", "pdf", fonts=True, files=_one),
    "pack": Step(pack_page, "html", "page", files=_one),
    "rotate": Step(rotate_columns, "pdf", "pdf"),
    "separate": Step(separate_inks, "pdf", "pdf"),
    "ink": Step(save_ink_of_pages, "pdf", "pdf"),
    "impose": Step(impose_pages, "pdf", "sheets", files=imposed_files),
    "lighten": Step(lighten_files, "sheets", "sheets"),
    "instruction": Step(add_instruction, "sheets", "sheets", files=instructions),
}


def walk(work: OpenJob, edition: Edition, made: Made, names: Iterable[str]) -> Made:
    """Go through steps of an edition, from what came before.

    Raises:
        BuildError: what is wrong with the guide or the theme.
        MachineError: what the machine lacks or refuses.

    """
    for name in names:
        made = STEPS[name].run(work, edition, made)
    return made


def needs_fonts(edition: Edition) -> bool:
    """Tell whether fonts must have the characters of an edition."""
    return any(STEPS[name].fonts for name in edition.steps)


def count_files(job: Job, edition: Edition) -> int:
    """Count the files of an edition of a job, before they are made."""
    taken = 1 if edition.source else 0
    return taken + sum(STEPS[name].files(job, edition) for name in edition.steps)


def check_row(edition: Edition) -> None:
    """Check a row of the table as a whole: each step takes what the one before it gives.

    Raises:
        ValueError: it does not, there is no such step, or its source has no pages to take.

    """
    given = "guide"
    if edition.source:
        source = table.BY_NAME.get(edition.source)
        if source is None or source.source:
            raise ValueError(f"edition {edition.name}: no pages to take from {edition.source}")
        given = _end(source, given)
    if _end(edition, given) in ("guide", "html"):
        raise ValueError(f"edition {edition.name}: its steps end before there is a file")


def _end(edition: Edition, given: str) -> str:
    """Give what the last of an edition's steps gives."""
    for name in edition.steps:
        step = STEPS.get(name)
        if step is None:
            raise ValueError(f"edition {edition.name}: there is no step {name}")
        if step.takes != given:
            raise ValueError(f"edition {edition.name}: {name} takes {step.takes}, not {given}")
        given = step.gives
    return given
