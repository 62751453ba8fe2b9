"""Whole processes, measured: CPU seconds, page faults, and instructions where Valgrind is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Python keeps compiled modules, for both ways, even where this machine tells it not to: the
#: packages of the plain way were compiled when they were installed.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
_COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of a command and all its children: CPU seconds, seconds on the clock, faults."""

    cpu: float
    wall: float
    faults: int


def measure(command: Sequence[str]) -> Sample:
    """Run a command from a cold process and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_minflt)


def compare(commands: Mapping[str, Sequence[str]], runs: int) -> dict[str, list[Sample]]:
    """Run the commands in turn, so that a change of the machine's speed meets all of them."""
    samples: dict[str, list[Sample]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            sample = measure(command)
            if number:  # the first round only warms the disk's cache
                samples[name].append(sample)
    return samples


def instructions(command: Sequence[str]) -> int | None:
    """Count the instructions of a command's process; ``None`` without Valgrind."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return None
    counting = (
        valgrind,
        "--tool=cachegrind",
        "--cache-sim=no",
        f"--cachegrind-out-file={os.devnull}",
    )
    done = subprocess.run(
        [*counting, *command],
        cwd=ROOT,
        env={**ENVIRONMENT, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    counted = _COUNTED.search(done.stderr)
    return int(counted[1].replace(",", "")) if counted else None
