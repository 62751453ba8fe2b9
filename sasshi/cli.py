"""The command line: words → a request, problems → text, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

import sasshi
from sasshi.cli_preview import show_preview
from sasshi.problems import MachineError, SasshiError, UsageError, closest, error, warning
from sasshi.session import Session, common, project_folder, token_pairs

INTERRUPTED = 130


class Verbs(click.Group):
    """The verbs. Words that begin with no verb are guides to ``build``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the verb first, wherever it stands; ``build`` where there is none."""
        own = args and args[0] in ("-h", "--help", "--version")
        return super().parse_args(ctx, args if own else self._verb_first(args))

    def _verb_first(self, args: list[str]) -> list[str]:
        """Find the first word that is neither an option nor the value of one."""
        parameters = [p for command in self.commands.values() for p in command.params]
        options = [p for p in parameters if isinstance(p, click.Option) and not p.is_flag]
        valued = {name for option in options for name in option.opts}
        for index, word in enumerate(args):
            if word == "--":
                break
            if word.startswith("-") or (index and args[index - 1] in valued):
                continue
            if word in self.commands:
                return [word, *args[:index], *args[index + 1 :]]
            break
        return ["build", *args]


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
@common
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
    root = project_folder()
    if guides:
        _misspelt(guides, root / "content")
    from sasshi import doctor, make, report

    tokens = token_pairs(settings)
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
@common
@click.pass_obj
def check_machine(session: Session) -> int:
    """Say what this machine has and lacks."""
    from sasshi import doctor, report

    root = project_folder()
    findings = doctor.examine(root / "templates", root / "output")
    voice = session.voice(sys.stdout)
    click.echo(report.table(findings, voice), file=sys.stdout, color=voice.color)
    return MachineError.exit_code if any(finding.stops for finding in findings) else 0


verbs.add_command(show_preview)


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
