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
from pathlib import Path

import typst

from bench.longer import write_longer
from bench.typstbook import write_chapter, write_typst
from sasshi.make import Request
from sasshi.preview.builder import GuideBuilder
from sasshi.preview.page_png import page_png

ROOT = Path(__file__).resolve().parent.parent
GUIDE, CHAPTER, TIMES = "second-partner", "20-why.md", 8
#: An A5 page of 891 by 1260 pixels.
PX_PER_MM = 6
RUNS, WARM = 15, 2
WORDS = "、と思います"


class Written:
    """A guide that is being written: what each edit of it costs, ours and with Typst."""

    def __init__(self, guide: Path, chapter: str, folder: Path) -> None:
        self.chapter = guide / chapter
        self.builder = GuideBuilder(
            Request(guide.parent, ROOT / "templates", folder / "out"), guide.name
        )
        self.result = self.builder.build()
        self.main = write_typst(guide, folder / "typst")
        fonts = typst.Fonts(False, False, [ROOT / "templates" / "fonts"])
        self.compiler = typst.Compiler(self.main, root=self.main.parent, font_paths=fonts)
        self.ours: list[float] = []
        self.typst: list[float] = []
        self.painted = 0

    def edit(self) -> None:
        """Edit a paragraph, and time both ways from the file being written to the picture."""
        _edit(self.chapter)
        write_chapter(self.chapter, self.main.parent)
        self.ours.append(_seconds(self._build))
        self.typst.append(_seconds(self._compile))

    def _build(self) -> None:
        """Build, and draw every page that changed."""
        before = {page.key for page in self.result.pages}
        self.result = self.builder.build()
        changed = [page.key for page in self.result.pages if page.key not in before]
        for key in changed:
            self.builder.picture(key, PX_PER_MM)
        self.painted = max(self.painted, len(changed))

    def _compile(self) -> None:
        """Have Typst write its PDF, and draw one page of it as ours are drawn."""
        data = self.compiler.compile(format="pdf", pdf_tags=False)
        assert isinstance(data, bytes)
        page_png(data, PX_PER_MM, len(self.result.pages) // 2)

    def row(self, title: str) -> str:
        """Write the results as a row of the table; the first rounds only warm what is kept."""
        ours, typst = _ms(self.ours[WARM:]), _ms(self.typst[WARM:])
        return f"| {title} | {len(self.result.pages)} | {ours} | {self.painted} | {typst} |"


def _edit(path: Path) -> None:
    """Add a few words to the last paragraph of a chapter, or take them away again."""
    text = path.read_text(encoding="utf-8")
    if WORDS in text:
        path.write_text(text.replace(WORDS, ""), encoding="utf-8")
        return
    at = text.rindex("。")
    path.write_text(text[:at] + WORDS + text[at:], encoding="utf-8")


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
        one = Written(short, CHAPTER, folder / "one")
        many = Written(long, f"{TIMES // 2}{CHAPTER}", folder / "many")
        for _ in range(WARM + runs):
            one.edit()
            many.edit()
        titles = f"`content/{GUIDE}`", f"its chapters {TIMES} times over, one summary"
        rows = "\n".join(each.row(title) for each, title in zip((one, many), titles, strict=True))
    pairs = zip(many.ours[WARM:], one.ours[WARM:], strict=True)
    ratio = statistics.median(longer / shorter for longer, shorter in pairs)
    return (
        "## From a saved edit to the changed page painted\n\n"
        f"CPU milliseconds of the whole process, median (min–max) of {runs} edits of one\n"
        "paragraph: from `GuideBuilder.build`, the file being written, to the PNG bytes of every\n"
        f"page that changed, {PX_PER_MM} pixels a millimetre. The goals are 150 ms, and 1.5 times\n"
        "as much for the long guide.\n\n"
        f"Beside it Typst {importlib.metadata.version('typst')}, in the same run and process, its\n"
        "`typst.Compiler` kept: same chapters, fonts and page, but no readings, drawings, tables,\n"
        "checklist, places of text. Its Python package cannot be asked for one page: it compiles\n"
        "anew and writes its PDF, always the whole of it, and one page of that is drawn by\n"
        "PDFium as ours are.\n\n"
        "| guide | pages | ours | pages painted | Typst |\n"
        "|---|---|---|---|---|\n"
        f"{rows}\n\n"
        f"The long guide takes {ratio:.2f} times as long as the short one, the median of the\n"
        "ratios round by round.\n"
    )


def _ms(seconds: list[float]) -> str:
    low, middle, high = (
        1000 * each for each in (min(seconds), statistics.median(seconds), max(seconds))
    )
    return f"{middle:.0f} ({low:.0f}–{high:.0f})"


if __name__ == "__main__":
    sys.stdout.write(section(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS))
