"""A request → jobs → products → files: the pipeline, named stage by stage.

Everything is gathered before anything is written, each file whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sasshi.fonts.faces import load_faces
from sasshi.make.plan import FILTERS, Job, Request, plan, read_guides, select
from sasshi.make.produce import Progress, Step, produce, uncollected
from sasshi.make.write import write
from sasshi.problems import BuildError, Problem, has_errors

__all__ = [
    "FILTERS",
    "Built",
    "Job",
    "Request",
    "Step",
    "build",
    "plan",
    "produce",
    "read_guides",
    "select",
    "uncollected",
    "write",
]


@dataclass(frozen=True, slots=True)
class Built:
    """The files written, in order, and what travels beside them."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def build(request: Request, progress: Progress = lambda step: None) -> Built:
    """Build what is asked for.

    Raises:
        SasshiError: with every problem of the run; nothing has been written then.

    """
    guides, problems = read_guides(request)
    jobs, found = plan(request, guides)
    problems += found
    _stop_at_errors(problems)
    products, found = produce(jobs, load_faces(request.templates / "fonts"), progress)
    problems += found
    _stop_at_errors(problems)
    return Built(write(products, request.output), tuple(problems))


def _stop_at_errors(problems: Sequence[Problem]) -> None:
    """End the run if anything is wrong, with everything that was found."""
    if has_errors(problems):
        raise BuildError(problems)
