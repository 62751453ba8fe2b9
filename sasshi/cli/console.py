"""How a command speaks: in which language and colour, and how much; and where the project lies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from sasshi.problems import MachineError, Problem, Severity, warning

if TYPE_CHECKING:
    from sasshi.report import Voice

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(slots=True)
class Console:
    """What the options of every command say: how to speak, and how much.

    ``lang`` ``None`` is that of the locale; ``color`` is ``auto``, ``always`` or ``never``.
    """

    lang: str | None = None
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    debug: bool = False

    def voice(self, stream: TextIO) -> Voice:
        """Give the voice for a stream: its language, colour and width."""
        from sasshi import report

        lang = self.lang or report.language(os.environ)
        if lang == "ja" and not self.lang and not _can_write("冊子", stream):
            lang = "en"
        plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        color = self.color == "always" or (self.color == "auto" and stream.isatty() and not plain)
        return report.Voice(lang, color, shutil.get_terminal_size().columns)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Print problems and their count on stderr; with ``--quiet`` only the errors."""
        from sasshi import report

        hidden = {Severity.NOTE} if not self.verbose else set()
        if self.quiet:
            hidden = {Severity.NOTE, Severity.WARNING}
        told = [p for p in problems if p.severity not in hidden]
        if not told:
            return
        voice = self.voice(sys.stderr)
        text = "\n".join([*(report.show(p, voice) for p in told), report.tally(told, voice)])
        click.echo(text, file=sys.stderr, color=voice.color)

    @contextmanager
    def debug_log(self) -> Iterator[None]:
        """Print on stderr, with ``--debug`` only, the faults after which the work goes on."""
        if not self.debug:
            yield
            return
        import logging

        log, printed = logging.getLogger("sasshi"), logging.StreamHandler(sys.stderr)
        log.addHandler(printed)
        log.setLevel(logging.DEBUG)
        try:
            yield
        finally:
            log.removeHandler(printed)
            log.setLevel(logging.NOTSET)


def report_files(
    console: Console, files: Sequence[Path], problems: Iterable[Problem], *, opens: bool
) -> None:
    """Tell problems, print the paths of what was written, and open the first if that is asked."""
    console.tell(problems)
    for path in files:
        click.echo(str(path), file=sys.stdout)
    if opens and files and click.launch(str(files[0])) != 0:
        console.tell([warning("no-viewer", path=files[0])])


def project_folder() -> Path:
    """Give the folder of the project, as seen from where the user stands."""
    here = Path.cwd()
    return ROOT.relative_to(here) if ROOT.is_relative_to(here) else ROOT


def output_folder(guides: Sequence[str], home: Path) -> Path:
    """Give the folder to write to if none is asked for: the project's.

    For a guide that lies elsewhere, given by its path, it is ``output/`` where the user stands.
    """
    content = home / "content"
    for guide in guides:
        known = (content / guide).is_dir() or (content / f"{guide}.md").is_file()
        if not known and not Path(guide).resolve().is_relative_to(content.resolve()):
            return Path("output")
    return home / "output"


def need_pango() -> None:
    """Stop where the machine cannot typeset.

    Raises:
        MachineError: Pango, or what it needs, is missing or too old.

    """
    from sasshi import doctor

    lacking = doctor.pango_problem()
    if lacking:
        raise MachineError([lacking])


def _can_write(text: str, stream: TextIO) -> bool:
    """Tell whether a stream's encoding has these characters."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
