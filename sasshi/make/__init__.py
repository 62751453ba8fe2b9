"""A request → jobs → products → files: the pipeline, named stage by stage.

``plan`` joins guides with their themes and editions, ``produce`` takes each edition through the
steps of its row, ``write`` puts files in their place. Everything is gathered before anything is
written, each file whole or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sasshi.fonts.faces import load_faces
from sasshi.make.job import Job, Request
from sasshi.make.plan import plan, read_guides, select
from sasshi.make.produce import OnProgress, Progress, produce, uncollected
from sasshi.make.write import write
from sasshi.problems import BuildError, Problem, has_errors

__all__ = [
    "Built",
    "Job",
    "OnProgress",
    "Progress",
    "Request",
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


def build(request: Request, on_progress: OnProgress = lambda progress: None) -> Built:
    """Build what is asked for.

    Raises:
        SasshiError: with every problem of the run; nothing has been written then.

    """
    guides, problems = read_guides(request)
    jobs, wrong = plan(request, guides)
    problems += wrong
    _stop_at_errors(problems)
    products, wrong = produce(jobs, load_faces(request.templates / "fonts"), on_progress)
    problems += wrong
    _stop_at_errors(problems)
    if not products:
        raise BuildError(problems)
    return Built(write(products, request.output), tuple(problems))


def _stop_at_errors(problems: Sequence[Problem]) -> None:
    if has_errors(problems):
        raise BuildError(problems)
