"""What each patch of the engine is worth: a plain build without it, one at a time.

``python -m bench.patches [RUNS]`` prints the section of ``bench/RESULTS.md``. The share in
instructions needs Valgrind, and is the same whatever else the machine does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping

from bench.measure import Sample, compare, instructions
from sasshi.engine.patch import MENDS
from sasshi.engine.patches import PATCHES

GUIDE = "second-partner"
RUNS = 5
ALL = "as it is"
#: Builds, with some patches left out of the table, and the program otherwise changed.
_WITHOUT = """
import contextlib, gc, runpy, sys
from sasshi.engine import patches
out = set(sys.argv.pop(1).split())
patches.PATCHES = tuple(p for p in patches.PATCHES if out.isdisjoint((p.replacement, p.module)))
if "collector" in out:
    import sasshi.make.produce
    sasshi.make.produce.uncollected = contextlib.nullcontext
    gc.disable = lambda: None
if "frames" in out:
    import sasshi.engine.frames
    sasshi.engine.frames.with_room = lambda function: function
if "exit" in out:
    import build
    gc.disable()
    sys.exit(build.run())
runpy.run_path("build.py", run_name="__main__")
"""


def ways() -> Iterator[tuple[str, str]]:
    """Give what is left out in turn: how it is called, and how the table names it."""
    for_speed = [patch for patch in PATCHES if patch.worth != MENDS]
    stand_ins = " ".join(p.replacement for p in for_speed if "STAND_INS" in p.replacement)
    for patch in for_speed:
        if patch.replacement not in stand_ins.split():
            yield f"`{patch.replacement}`", patch.replacement
    yield "`start:STAND_INS`, all of them", stand_ins
    yield "`start:declared` and `start:no_compiler`", "start:declared start:no_compiler"
    for module in dict.fromkeys(patch.module for patch in for_speed):
        yield f"all of `{module}`", module
    yield "`frames`", "frames"
    yield "`gc.disable` in `build.py`, and while a guide is made", "collector"
    yield "`os._exit` in `build.py`", "exit"


def section(runs: int = RUNS) -> str:
    """Measure, and write the section."""
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            name: [sys.executable, "-c", _WITHOUT, out, "-q", "-o", folder, GUIDE]
            for name, out in ((ALL, "nothing"), *ways())
        }
        samples = {
            name: compare({ALL: commands[ALL], name: command}, runs)
            for name, command in commands.items()
            if name != ALL
        }
        counts = {name: instructions(command) for name, command in commands.items()}
    rows = "\n".join(_row(name, pairs, counts) for name, pairs in samples.items())
    return (
        "## What each patch of the engine is worth\n\n"
        f"A plain build of `content/{GUIDE}` without it, as the share of a build that it adds: in\n"
        "instructions, counted once (they are the same each time), and in CPU seconds, the median\n"
        f"of {runs} rounds in turn. Patches that mend a fault are not in the table. What is not\n"
        "worth 3 %, alone or with others of its module, is to go.\n\n"
        "| left out | instructions | CPU | page faults |\n"
        "|---|---|---|---|\n"
        f"{rows}\n"
    )


def _row(name: str, samples: Mapping[str, list[Sample]], counts: Mapping[str, int | None]) -> str:
    whole, without = counts[ALL], counts[name]
    counted = f"{without / whole - 1:+.1%}" if whole and without else "?"
    pairs = list(zip(samples[name], samples[ALL], strict=True))
    cpu = statistics.median(mine.cpu / other.cpu for mine, other in pairs) - 1
    faults = statistics.median(mine.faults - other.faults for mine, other in pairs)
    return f"| {name} | {counted} | {cpu:+.0%} | {faults:+.0f} |"


if __name__ == "__main__":
    sys.stdout.write(section(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
