"""What is asked for, and the jobs that come of it: one guide each, with all that it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sasshi.make.print_options import NOTHING_ASKED, PrintOptions
from sasshi.model import Edition, Guide, TokenValue
from sasshi.problems import Problem
from sasshi.theme import Theme


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: empty ``guides`` and ``editions`` mean all of them.

    ``tokens`` are pairs of name and value, as they were typed.
    """

    content: Path
    templates: Path
    output: Path
    guides: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    theme: str | None = None
    tokens: tuple[tuple[str, str], ...] = ()
    print_options: PrintOptions = NOTHING_ASKED


@dataclass(frozen=True, slots=True)
class Job:
    """One guide with all that it takes to make its editions."""

    guide: Guide
    theme: Theme
    tokens: Mapping[str, TokenValue]
    words: Mapping[str, str]
    editions: tuple[Edition, ...]
    print_options: PrintOptions = NOTHING_ASKED


def tokens_of(job: Job, edition: Edition) -> Mapping[str, TokenValue]:
    """Give the tokens of an edition: its own lie over those of the job."""
    return {**job.tokens, **dict(edition.tokens)}


def is_vertical(job: Job, edition: Edition) -> bool:
    """Tell whether an edition of a job is set in columns."""
    return edition.in_columns(tokens_of(job, edition))


def binding_of(job: Job, edition: Edition) -> str:
    """Give the side on which an edition is bound: ``left`` or ``right``."""
    return "right" if is_vertical(job, edition) else "left"


def placed(job: Job, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Name the guide's file where the engine knew only a line."""
    return tuple(
        replace(p, place=replace(p.place, path=job.guide.path)) if p.place.path is None else p
        for p in problems
    )
