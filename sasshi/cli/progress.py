"""How far a build has come, on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from sasshi.report import clean

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from sasshi.make import Step

#: Seconds after which a build is worth a progress bar.
_PATIENCE = 1.0


class Meter:
    """Shows how far a build has come: a bar after a while, or a line for each step."""

    def __init__(self, bar: bool, times: bool) -> None:
        """Start the clock. ``bar``: on a terminal; ``times``: when each step came."""
        self._bar = bar and not times
        self._times = times
        self._start = time.monotonic()
        self._shown: tuple[Progress, TaskID] | None = None

    def __call__(self, step: Step) -> None:
        """Take note of a step."""
        elapsed, label = time.monotonic() - self._start, clean(step.label)
        if self._times:
            click.echo(f"{elapsed:7.2f} s  {step.done}/{step.total}  {label}", file=sys.stderr)
        if self._bar and elapsed > _PATIENCE:
            self._shown = self._shown or _progress()
            progress, task = self._shown
            progress.update(task, completed=step.done, total=step.total, description=label)
            progress.refresh()

    def close(self) -> None:
        """Take the bar away, or give the whole time."""
        if self._shown:
            self._shown[0].stop()
            self._shown = None
        if self._times:
            click.echo(f"{time.monotonic() - self._start:7.2f} s", file=sys.stderr)


def _progress() -> tuple[Progress, TaskID]:
    """Put up a bar. It has no thread of its own: a build may fork."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    console = Console(stderr=True)
    progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
    progress.start()
    return progress, progress.add_task("")
