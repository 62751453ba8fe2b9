"""Time sasshi against the plain way, in one run, whole processes, in turn; as ratios.

``python -m bench [RUNS]`` prints the table and writes it to ``bench/RESULTS.md``.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf

from bench import patches
from bench.layout import Costs, costs, layout_table
from bench.measure import Sample, compare
from bench.preview import section
from bench.sheets import imposing
from sasshi.make import Request, build
from tests.typesetting.text import write_japanese

ROOT = Path(__file__).resolve().parent.parent
GUIDE = "second-partner"
RUNS = 7
#: The same through the same front door, less the one page that says how to print and fold.
WITHOUT_INSTRUCTION = """
import importlib, runpy
from dataclasses import replace
verb = importlib.import_module("sasshi.cli.build")
print_options_of = verb.print_options_of
verb.print_options_of = lambda options: replace(print_options_of(options), howto=False)
runpy.run_path("build.py", run_name="__main__")
"""


def table(samples: dict[str, list[Sample]], yardstick: str) -> str:
    """Write medians, and the median of the ratios pair by pair."""
    rows = [
        "| command | CPU s (median, min–max) | wall s (median) | CPU ratio |",
        "|---|---|---|---|",
    ]
    for name, runs in samples.items():
        cpu = [sample.cpu for sample in runs]
        wall = statistics.median(sample.wall for sample in runs)
        pairs = zip(runs, samples[yardstick], strict=True)
        ratio = statistics.median(mine.cpu / other.cpu for mine, other in pairs)
        rows.append(
            f"| {name} | {statistics.median(cpu):.2f} ({min(cpu):.2f}–{max(cpu):.2f}) "
            f"| {wall:.2f} | {ratio:.2f} |"
        )
    return "\n".join(rows)


def machine() -> str:
    """Name what it was measured on."""
    model = "unknown CPU"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    packages = ("weasyprint", "typst", "markdown", "jinja2", "pikepdf", "uharfbuzz")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())
    return (
        f"{model}, {os.cpu_count()} cores, {system}, Python {platform.python_version()}; {versions}"
    )


def compare_layouts(folder: Path, runs: int) -> dict[str, Costs]:
    """Time the layout of the shipped booklet and of a long generated text."""
    specimen = write_japanese(folder / "specimen-ja")
    return {
        f"`content/{GUIDE}`": costs(ROOT / "content" / GUIDE, folder, runs),
        "30,000 characters of running Japanese": costs(specimen, folder, runs),
    }


def booklet_of_64(folder: Path) -> bytes:
    """Join the booklets of the shipped guide and of the long generated text: 64 pages."""
    specimen = write_japanese(folder / "sheets-ja")
    guides = (str(ROOT / "content" / GUIDE), str(specimen))
    request = Request(
        content=ROOT / "content",
        templates=ROOT / "templates",
        output=folder,
        guides=guides,
        editions=("booklet",),
    )
    built = build(request)
    with pikepdf.new() as whole, contextlib.ExitStack() as stack:
        for path in built.files:
            whole.add_pages_from(stack.enter_context(pikepdf.open(path)))
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()


def main(runs: int) -> None:
    """Measure, print, and write the table."""
    fonts = ROOT / "templates" / "fonts"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        bare_pdf = out / "bare.pdf"
        commands: dict[str, Sequence[str]] = {
            "plain way: Markdown, Jinja2, WeasyPrint; booklet only": [
                *(sys.executable, "-m", "bench.bare"),
                *(str(ROOT / "content" / GUIDE), str(fonts), str(bare_pdf)),
            ],
            "booklet, print file and checklist": [
                *(sys.executable, "-c", WITHOUT_INSTRUCTION, "-q", "-o", str(out / "c"), GUIDE),
            ],
            "`python build.py`: these, and the instruction to the print file": [
                *(sys.executable, "build.py", "-q", "-o", str(out), GUIDE),
            ],
            "`python build.py --edition booklet`": [
                *(sys.executable, "build.py", "-q", "-o", str(out / "b")),
                *("--edition", "booklet", GUIDE),
            ],
        }
        samples = compare(commands, runs)
        with pikepdf.open(bare_pdf) as bare, pikepdf.open(out / f"{GUIDE}-booklet.pdf") as ours:
            pages = f"{len(bare.pages)} pages the plain way, {len(ours.pages)} ours"
        layouts = compare_layouts(out, runs)
        sheets = imposing(booklet_of_64(out), runs)
    text = (
        "# Results\n\n"
        f"Whole cold processes, {runs} rounds in turn after one to warm up; user and system time\n"
        "of the process and its children. The ratio is the median of the ratios round by round,\n"
        f"to the first row. The guide is `content/{GUIDE}`: {pages}.\n\n"
        f"{table(samples, next(iter(commands)))}\n\n"
        "PYTHONDONTWRITEBYTECODE is dropped for both ways, so that neither compiles its own\n"
        "source again at each start. Rounds differ by 15 % and more: read a ratio near 1 as\n"
        "parity.\n\n"
        "## What our lines cost\n\n"
        "Layouts of a booklet in one process, in turn: with the engine's own lines on our grid,\n"
        "and with lines broken for the paragraph as a whole and adjusted by JLREQ. The goal is a\n"
        "ratio of at most 1.10.\n\n"
        f"{layout_table(layouts)}\n\n"
        "## What imposing costs\n\n"
        "64 pages, the shipped guide's booklet and 40 of running Japanese, onto A4 sheets to\n"
        "fold; in one process, in turn. The goals are a quarter of pdfimpose's time and a\n"
        "tenth of pypdf's.\n\n"
        f"{sheets}\n\n"
        f"{patches.section()}\n"
        f"{section()}\n"
        f"Machine: {machine()}.\n"
    )
    (ROOT / "bench" / "RESULTS.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
