"""What every verb shares: how to speak, the common options, where the project lies."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from sasshi.problems import MachineError, Problem, Severity, UsageError, error, warning

if TYPE_CHECKING:
    from sasshi.report import Voice

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(slots=True)
class Session:
    """What every verb shares: how to speak, and how much."""

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


#: Options that several verbs have.
theme_option = click.option("-t", "--theme", help="Theme, instead of the guide's own.")
settings_option = click.option(
    "-s", "--set", "settings", multiple=True, metavar="TOKEN=VALUE", help="Token; repeatable."
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to."
)
open_option = click.option("--open", "opens", is_flag=True, help="Open the first result.")


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a common option in the session, before the other options are looked at."""
    if value:
        setattr(ctx.ensure_object(Session), str(parameter.name), value)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that every verb has."""
    shared: dict[str, Any] = {"expose_value": False, "is_eager": True, "callback": _remember}
    for option in (
        click.option("--debug", is_flag=True, help="Show the traceback of an error.", **shared),
        click.option(
            "--color", type=click.Choice(["auto", "always", "never"]), help="Colour.", **shared
        ),
        click.option(
            "--lang", type=click.Choice(["en", "ja"]), help="Language of messages.", **shared
        ),
        click.option("-q", "--quiet", is_flag=True, help="Show errors only.", **shared),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            help="Tell more: when each step came, lines that are set loosely.",
            **shared,
        ),
    ):
        command = option(command)
    return command


def project_folder() -> Path:
    """Give the folder of the project, as seen from where the user stands."""
    here = Path.cwd()
    return ROOT.relative_to(here) if ROOT.is_relative_to(here) else ROOT


def need_pango() -> None:
    """Stop where the machine cannot typeset."""
    from sasshi import doctor

    lacking = doctor.pango_problem()
    if lacking:
        raise MachineError([lacking])


def report_files(
    session: Session, files: Sequence[Path], problems: Iterable[Problem], *, opens: bool
) -> None:
    """Tell problems, print the paths of what was written, and open the first if that is asked."""
    session.tell(problems)
    for path in files:
        click.echo(str(path), file=sys.stdout)
    if opens and files and click.launch(str(files[0])) != 0:
        session.tell([warning("no-viewer", path=files[0])])


def token_pairs(settings: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Split every ``TOKEN=VALUE``."""
    bad = [setting for setting in settings if setting.find("=") < 1]
    if bad:
        raise UsageError(error("bad-setting", setting=setting) for setting in bad)
    pairs = (setting.partition("=") for setting in settings)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _can_write(text: str, stream: TextIO) -> bool:
    """Tell whether a stream's encoding has these characters."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
