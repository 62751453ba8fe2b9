"""The way to a printer: ``lp`` and ``lpstat`` of CUPS, with what a print file needs.

Jobs are sent by them; what a queue can do and how a job stands is asked for by IPP.
Options of jobs: https://www.cups.org/doc/options.html
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sasshi.printing.queue import job_number, lacks, read_queue, watch
from sasshi.problems import MachineError, Problem, UsageError, closest, error

#: Names of media in CUPS; B4 and B5 are those of JIS (PWG 5101.1).
_MEDIA = {"B4": "jis_b4_257x364mm", "B5": "jis_b5_182x257mm"}
_SIDES = {"short": "two-sided-short-edge", "long": "two-sided-long-edge"}


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that the machine knows; one of them may be the ``default``."""

    name: str
    default: bool = False


def printers() -> tuple[Printer, ...] | None:
    """List the printers, the default one first; ``None`` where there is no CUPS.

    Raises:
        MachineError: there is CUPS, but its scheduler does not run.

    """
    if not shutil.which("lp") or not shutil.which("lpstat"):
        return None
    names = [line.split()[0] for line in _run("lpstat", "-e").splitlines() if line.strip()]
    if not names and "not running" in _run("lpstat", "-r"):
        raise MachineError([error("scheduler-off")])
    chosen = _run("lpstat", "-d").rpartition(":")[2].strip() if names else ""
    known = [Printer(name, name == chosen) for name in names]
    return tuple(sorted(known, key=lambda printer: not printer.default))


def choose(known: Sequence[Printer], wanted: str | None) -> str:
    """Give the name of the printer to send to: the one that is wanted, the default, the only one.

    Raises:
        UsageError: there is no such printer, or none is said and there are several.
        MachineError: there is no printer at all.

    """
    names = [printer.name for printer in known]
    if not names:
        raise MachineError([error("no-printers")])
    if wanted is not None:
        if wanted not in names:
            nearest = closest(wanted, names, 0.4) or ", ".join(names)
            raise UsageError([error("unknown-printer", name=wanted, nearest=nearest)])
        return wanted
    if known[0].default or len(known) == 1:
        return known[0].name
    raise UsageError([error("which-printer", names=", ".join(names))])


def sides_of(duplex: str) -> str:
    """Give what CUPS calls printing so: ``short``, ``long``; anything else is on one side."""
    return _SIDES.get(duplex, "one-sided")


def media_of(paper: str, size_mm: tuple[float, float]) -> str:
    """Give what CUPS calls a paper: by its name, or by its size if it has none."""
    if paper:
        return _MEDIA.get(paper, paper)
    return f"Custom.{size_mm[0]:.0f}x{size_mm[1]:.0f}mm"


def commands(
    files: Sequence[Path], printer: str, *, media: str, duplex: str, copies: int
) -> tuple[tuple[str, ...], ...]:
    """Give the words of a ``lp`` command for each file, a job of its own called as the file is.

    ``paper`` is one of ``PAPERS``; ``duplex`` the edge on which sheets turn (``short``, ``long``),
    with anything else each file is printed on one side.
    """
    options = (
        *("-o", f"media={media}"),
        *("-o", f"sides={sides_of(duplex)}"),
        *("-o", "print-scaling=none", "-o", "fit-to-page=false", "-o", "collate=true"),
    )
    head = ("lp", "-d", printer, "-n", str(copies))
    return tuple((*head, "-t", path.stem, *options, "--", str(path)) for path in files)


def server() -> str:
    """Give where the scheduler is: a host with a port, or a socket's path."""
    return _run("lpstat", "-H").strip()


def cannot(printer: str, paper: str, size_mm: tuple[float, float], duplex: str) -> list[Problem]:
    """Say what a printer's queue cannot do of what a job needs, if it can be asked.

    ``paper`` is how people call paper of this size in mm, upright.
    """
    queue = read_queue(server(), printer)
    return [] if queue is None else list(lacks(queue, paper, size_mm, sides_of(duplex)))


def outcome(printer: str, said: str) -> list[Problem]:
    """Look how a job stands of which ``lp`` said this: an error if it does not print."""
    number = job_number(said)
    return [] if number is None else watch(server(), printer, number)


def send(command: Sequence[str]) -> str:
    """Send a job, and give what ``lp`` says of it.

    Raises:
        MachineError: ``lp`` refuses.

    """
    return _run(*command).strip()


def _run(*command: str) -> str:
    """Run a command in the language that is read here, and give its output."""
    env = {**os.environ, "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", env=env, check=False
        )
    except OSError as failure:
        reason = failure.strerror or str(failure)
        raise MachineError([error("lp-failed", command=command[0], reason=reason)]) from failure
    if done.returncode and command[0] == "lp":
        reason = done.stderr.strip() or str(done.returncode)
        raise MachineError([error("lp-failed", command=command[0], reason=reason)])
    return done.stdout
