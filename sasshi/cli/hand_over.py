"""Files to print → jobs in a printer's queue, asked before and looked at after; or a viewer."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from sasshi.cli.console import Console
from sasshi.problems import MachineError, UsageError, error, has_errors, warning

#: The message on what to set in a printer's dialogue, by how both sides are printed.
_DIALOGUE_CODES = {
    "short": "print-set-short",
    "long": "print-set-long",
    "manual": "print-set-manual",
    "none": "print-set-none",
}


@dataclass(frozen=True, slots=True)
class PrintJob:
    """What is to be printed, on which paper (its name, and its size in mm, upright), and how.

    ``duplex`` is the edge on which sheets turn (``short``, ``long``), ``manual`` for fronts and
    backs apart, ``none`` for one side.
    """

    files: Sequence[Path]
    paper: str
    paper_mm: tuple[float, float]
    duplex: str
    copies: int = 1

    @property
    def paper_shown(self) -> str:
        """The paper as people call it: one without a name by its size."""
        return self.paper or f"{self.paper_mm[0]:g} × {self.paper_mm[1]:g} mm"


def hand_over(console: Console, job: PrintJob, printer: str | None, *, yes: bool) -> None:
    """Send files to a printer, fronts and backs with a pause; or open them if there is none.

    Raises:
        UsageError: it would have to ask, and there is nobody to answer.
        MachineError: the queue cannot do what the job needs, refuses it, or does not print it.

    """
    if printer is None:
        _open(console, job)
        return
    if not sys.stdin.isatty() and (len(job.files) > 1 or not yes):
        code = "print-nobody" if len(job.files) == 1 else "print-nobody-manual"
        raise UsageError([error(code)])
    from sasshi import printing

    lacking = printing.cannot(printer, job.paper_shown, job.paper_mm, job.duplex)
    if lacking:
        raise MachineError(lacking)
    media = printing.media_of(job.paper, job.paper_mm)
    commands = printing.commands(
        job.files, printer, media=media, duplex=job.duplex, copies=job.copies
    )
    for command in commands:
        click.echo(shlex.join(command), file=sys.stderr)
    voice = console.voice(sys.stderr)
    if not yes and not click.confirm(voice.say("ask-print"), default=True, err=True):
        return
    for number, command in enumerate(commands):
        if number:
            click.pause(voice.say("ask-backs"), err=True)
        _send(console, printer, command)


def _open(console: Console, job: PrintJob) -> None:
    """Open the first file, and say what to set in the dialogue."""
    code, voice = _DIALOGUE_CODES[job.duplex], console.voice(sys.stderr)
    click.echo(voice.say(code, paper=job.paper_shown, copies=job.copies), file=sys.stderr)
    if click.launch(str(job.files[0])) != 0:
        console.tell([warning("no-viewer", path=job.files[0])])


def _send(console: Console, printer: str, command: Sequence[str]) -> None:
    """Send a file, and look how its job stands."""
    from sasshi import printing

    said = printing.send(command)
    click.echo(said, file=sys.stderr)
    problems = printing.outcome(printer, said)
    if has_errors(problems):
        raise MachineError(problems)
    console.tell(problems)
