"""How far a build has come, on a terminal."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from sasshi.report import clean

if TYPE_CHECKING:
    from rich import progress as rich_progress

    from sasshi.make import Progress

#: Seconds after which a build is worth a progress bar.
_PATIENCE = 1.0


class Meter:
    """Shows how far a build has come: a bar after a while, or a line for each file."""

    def __init__(self, bar: bool, times: bool) -> None:
        """Start the clock. ``bar``: on a terminal; ``times``: when each file came."""
        self._bar = bar and not times
        self._times = times
        self._start = time.monotonic()
        self._shown: tuple[rich_progress.Progress, rich_progress.TaskID] | None = None

    def __call__(self, progress: Progress) -> None:
        """Take note of the file that comes now."""
        elapsed, label = time.monotonic() - self._start, clean(progress.label)
        done, total = progress.done, progress.total
        if self._times:
            click.echo(f"{elapsed:7.2f} s  {done}/{total}  {label}", file=sys.stderr)
        if self._bar and elapsed > _PATIENCE:
            self._shown = self._shown or _put_up()
            bar, task = self._shown
            bar.update(task, completed=done, total=total, description=label)
            bar.refresh()

    def close(self) -> None:
        """Take the bar away, or give the whole time."""
        if self._shown:
            self._shown[0].stop()
            self._shown = None
        if self._times:
            click.echo(f"{time.monotonic() - self._start:7.2f} s", file=sys.stderr)


def _put_up() -> tuple[rich_progress.Progress, rich_progress.TaskID]:
    """Put up a bar. It has no thread of its own: a build may fork."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    console = Console(stderr=True)
    bar = Progress(*columns, console=console, transient=True, auto_refresh=False)
    bar.start()
    return bar, bar.add_task("")
