"""From a saved edit to the changed page painted: ours, beside Typst's incremental recompile.

``python -m bench.preview [RUNS]`` prints the section of ``bench/RESULTS.md``.
"""

from __future__ import annotations

import importlib.metadata
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import typst

from bench.longer import write_longer
from bench.typstbook import write_chapter, write_typst
from sasshi.make import Request
from sasshi.preview.picture import png
from sasshi.preview.studio import Studio

ROOT = Path(__file__).resolve().parent.parent
GUIDE, CHAPTER, TIMES = "second-partner", "20-why.md", 8
#: An A5 page of 891 by 1260 pixels.
PX_PER_MM = 6
RUNS = 15
WORDS = "、と思います"


@dataclass(slots=True)
class Seconds:
    """CPU seconds of each round, from the file being written to the picture or pictures."""

    pages: int
    ours: list[float] = field(default_factory=list)
    typst: list[float] = field(default_factory=list)
    painted: list[int] = field(default_factory=list)


def measure(guide: Path, chapter: str, folder: Path, runs: int) -> Seconds:
    """Edit a paragraph of a guide again and again, and build it in both ways, in turn."""
    request = Request(guide.parent, ROOT / "templates", folder / "output")
    studio = Studio(request, guide.name)
    view = studio.build()
    found = Seconds(len(view.pages))
    main = write_typst(guide, folder / "typst")
    fonts = typst.Fonts(False, False, [ROOT / "templates" / "fonts"])
    compiler = typst.Compiler(main, root=main.parent, font_paths=fonts)
    compiler.compile(format="pdf")
    for number in range(runs + 2):
        _edit(guide / chapter)
        write_chapter(guide / chapter, main.parent)
        before = {page.key for page in view.pages}
        start = time.process_time()
        view = studio.build()
        changed = [page.key for page in view.pages if page.key not in before]
        for key in changed:
            studio.picture(key, PX_PER_MM)
        ours = time.process_time() - start
        typsts = _seconds(lambda: _paint(compiler, found.pages // 2))
        if number > 1:  # the first rounds only warm what is kept
            found.ours.append(ours)
            found.typst.append(typsts)
            found.painted.append(len(changed))
    return found


def _edit(path: Path) -> None:
    """Add a few words to the last paragraph of a chapter, or take them away again."""
    text = path.read_text(encoding="utf-8")
    if WORDS in text:
        path.write_text(text.replace(WORDS, ""), encoding="utf-8")
        return
    at = text.rindex("。")
    path.write_text(text[:at] + WORDS + text[at:], encoding="utf-8")


def _paint(compiler: typst.Compiler, page: int) -> None:
    """Have Typst write its PDF, and draw one page of it as ours are drawn."""
    data = compiler.compile(format="pdf", pdf_tags=False)
    assert isinstance(data, bytes)
    png(data, PX_PER_MM, page)


def _seconds(work: Callable[[], object]) -> float:
    """Time some work: CPU seconds of all threads of the process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def section(runs: int = RUNS) -> str:
    """Measure, and write the section."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short = Path(shutil.copytree(ROOT / "content" / GUIDE, folder / "short" / GUIDE))
        long = write_longer(short, folder / "long" / GUIDE, TIMES)
        one = measure(short, CHAPTER, folder / "one", runs)
        many = measure(long, f"{TIMES // 2}{CHAPTER}", folder / "many", runs)
    ratio = statistics.median(many.ours) / statistics.median(one.ours)
    rows = "\n".join(
        f"| {title} | {found.pages} | {_ms(found.ours)} | {max(found.painted)} "
        f"| {_ms(found.typst)} |"
        for title, found in (
            (f"`content/{GUIDE}`", one),
            (f"its chapters {TIMES} times over", many),
        )
    )
    return (
        "## From a saved edit to the changed page painted\n\n"
        f"CPU milliseconds of the whole process, median (min–max) of {runs} edits of one\n"
        "paragraph: from `Studio.build`, the file being written, to the PNG bytes of every page\n"
        f"that changed, {PX_PER_MM} pixels a millimetre. The goals are 150 ms, and 1.5 times as\n"
        "much for the long guide.\n\n"
        f"Beside it Typst {importlib.metadata.version('typst')}, in the same run and process, its\n"
        "`typst.Compiler` kept: same chapters, fonts and page, but no readings, drawings, tables,\n"
        "checklist, places of text. Its Python package cannot be asked for one page: it compiles\n"
        "anew and writes its PDF, always the whole of it, and one page of that is drawn by\n"
        "PDFium as ours are.\n\n"
        "| guide | pages | ours | pages painted | Typst |\n"
        "|---|---|---|---|---|\n"
        f"{rows}\n\n"
        f"The long guide takes {ratio:.2f} times as long as the short one.\n"
    )


def _ms(seconds: list[float]) -> str:
    low, middle, high = (
        1000 * each for each in (min(seconds), statistics.median(seconds), max(seconds))
    )
    return f"{middle:.0f} ({low:.0f}–{high:.0f})"


if __name__ == "__main__":
    sys.stdout.write(section(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
