"""The command line: words → a request, problems → text, and the exit code."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

import sasshi
from sasshi.problems import (
    MachineError,
    Problem,
    SasshiError,
    Severity,
    UsageError,
    closest,
    error,
    warning,
)

if TYPE_CHECKING:
    from sasshi.report import Voice

ROOT = Path(__file__).resolve().parent.parent
INTERRUPTED = 130


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


class Verbs(click.Group):
    """The verbs. Words that begin with no verb are guides to ``build``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb first, wherever it stands; ``build`` where there is none."""
        own = args and args[0] in ("-h", "--help", "--version")
        return super().parse_args(ctx, args if own else self._verb_first(args))

    def _verb_first(self, args: list[str]) -> list[str]:
        """Find the first word that is neither an option nor the value of one."""
        options = [p for p in self.commands["build"].params if isinstance(p, click.Option)]
        valued = {name for option in options if not option.is_flag for name in option.opts}
        for index, word in enumerate(args):
            if word == "--":
                break
            if word.startswith("-") or (index and args[index - 1] in valued):
                continue
            if word in self.commands:
                return [word, *args[:index], *args[index + 1 :]]
            break
        return ["build", *args]


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a common option in the session, before the other options are looked at."""
    if value:
        setattr(ctx.ensure_object(Session), str(parameter.name), value)


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
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


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(sasshi.__version__, prog_name="sasshi")
def verbs() -> None:
    """Turn Markdown guides into printed booklets.

    Without a verb, builds: `build.py` every guide in content/, `build.py GUIDE` that one.
    """


@verbs.command("build")
@click.argument("guides", nargs=-1, metavar="[GUIDE]...")
@click.option("-e", "--edition", "editions", multiple=True, help="Edition to make; repeatable.")
@click.option("-t", "--theme", help="Theme, instead of the guide's own.")
@click.option(
    "-s", "--set", "settings", multiple=True, metavar="TOKEN=VALUE", help="Token; repeatable."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to."
)
@click.option("--open", "opens", is_flag=True, help="Open the first result.")
@_common
@click.pass_obj
def build_guides(
    session: Session,
    guides: tuple[str, ...],
    editions: tuple[str, ...],
    theme: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    opens: bool,
) -> int:
    """Build guides: names in content/, or paths; all of them by default."""
    root = _root()
    if guides:
        _misspelt(guides, root / "content")
    from sasshi import doctor, make, report

    tokens = _tokens(settings)
    lacking = doctor.pango_problem()
    if lacking:
        raise MachineError([lacking])
    request = make.Request(
        guides=guides,
        editions=editions,
        theme=theme,
        tokens=tokens,
        content=root / "content",
        templates=root / "templates",
        output=output or root / "output",
    )
    meter = report.Meter(bar=sys.stderr.isatty() and not session.quiet, times=session.verbose)
    try:
        built = make.build(request, meter)
    except OSError as mistake:
        raise MachineError([doctor.load_problem(mistake)]) from mistake
    finally:
        meter.close()
    session.tell(built.problems)
    for path in built.files:
        click.echo(str(path), file=sys.stdout)
    if opens and built.files and click.launch(str(built.files[0])) != 0:
        session.tell([warning("no-viewer", path=built.files[0])])
    return 0


@verbs.command("doctor")
@_common
@click.pass_obj
def check_machine(session: Session) -> int:
    """Say what this machine has and lacks."""
    from sasshi import doctor, report

    root = _root()
    findings = doctor.examine(root / "templates", root / "output")
    voice = session.voice(sys.stdout)
    click.echo(report.table(findings, voice), file=sys.stdout, color=voice.color)
    return MachineError.exit_code if any(finding.stops for finding in findings) else 0


def _root() -> Path:
    """Give the folder of the project, as seen from where the user stands."""
    here = Path.cwd()
    return ROOT.relative_to(here) if ROOT.is_relative_to(here) else ROOT


def _misspelt(words: Sequence[str], content: Path) -> None:
    """Refuse words that are no guide and nearly a verb."""
    problems = []
    for word in words:
        paths = (Path(word), content / word, content / f"{word}.md")
        near = closest(word, verbs.commands, 0.7)
        if near and not any(path.exists() for path in paths):
            problems.append(error("unknown-guide", name=word, nearest=near))
    if problems:
        raise UsageError(problems)


def _tokens(settings: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Split every ``TOKEN=VALUE``."""
    bad = [setting for setting in settings if setting.find("=") < 1]
    if bad:
        raise UsageError(error("bad-setting", setting=setting) for setting in bad)
    pairs = (setting.partition("=") for setting in settings)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code. Nothing else prints or exits."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    session = Session()
    try:
        words = list(sys.argv[1:] if args is None else args)
        with verbs.make_context("build.py", words, obj=session) as context:
            code = int(verbs.invoke(context))
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        code = end.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except ModuleNotFoundError:
        raise  # build.py knows where else to look
    except (Exception, KeyboardInterrupt) as mistake:
        code = _explain(mistake, session)
    return code


def _explain(mistake: BaseException, session: Session) -> int:
    """Say what ended the run, and give the exit code."""
    if session.debug:
        import traceback

        traceback.print_exception(mistake)
    if isinstance(mistake, SasshiError):
        session.tell(mistake.problems)
        return mistake.exit_code
    if isinstance(mistake, click.ClickException):
        session.tell([error("usage", reason=mistake.format_message())])
        return UsageError.exit_code
    if isinstance(mistake, KeyboardInterrupt | click.Abort):
        voice = session.voice(sys.stderr)
        click.echo(voice.say("interrupted"), file=sys.stderr)
        return INTERRUPTED
    session.tell([error("bug", kind=type(mistake).__name__, reason=str(mistake))])
    return SasshiError.exit_code


def _can_write(text: str, stream: TextIO) -> bool:
    """Tell whether a stream's encoding has these characters."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
