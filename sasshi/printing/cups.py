"""The way to a printer: ``lp`` and ``lpstat`` of CUPS, with what a print file needs.

Options of jobs: https://www.cups.org/doc/options.html
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sasshi.problems import MachineError, UsageError, closest, error

#: Names of media in CUPS; B4 and B5 are those of JIS (PWG 5101.1).
_MEDIA = {"B4": "jis_b4_257x364mm", "B5": "jis_b5_182x257mm"}
_SIDES = {"short": "two-sided-short-edge", "long": "two-sided-long-edge"}


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer that the machine knows; one of them may be the ``default``."""

    name: str
    default: bool = False


def printers() -> tuple[Printer, ...] | None:
    """List the printers, the default one first; ``None`` where there is no CUPS."""
    if not shutil.which("lp") or not shutil.which("lpstat"):
        return None
    names = [line.split()[0] for line in _run("lpstat", "-e").splitlines() if line.strip()]
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


def commands(
    files: Sequence[Path], printer: str, *, paper: str, duplex: str, copies: int, title: str
) -> tuple[tuple[str, ...], ...]:
    """Give the words of a ``lp`` command for each file.

    ``paper`` is one of ``PAPERS``; ``duplex`` the edge on which sheets turn (``short``, ``long``),
    with anything else each file is printed on one side.
    """
    options = (
        *("-o", f"media={_MEDIA.get(paper, paper)}"),
        *("-o", f"sides={_SIDES.get(duplex, 'one-sided')}"),
        *("-o", "print-scaling=none", "-o", "fit-to-page=false", "-o", "collate=true"),
    )
    head = ("lp", "-d", printer, "-n", str(copies), "-t", title)
    return tuple((*head, *options, "--", str(path)) for path in files)


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
