"""The command line: words → a request, problems → text, and the exit code.

One module for each group of verbs; they load what they need when they run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

import sasshi
from sasshi.cli.build import build_guides, check_machine
from sasshi.cli.impose import impose_pdf
from sasshi.cli.preview import show_preview
from sasshi.cli.printing import print_guide
from sasshi.cli.session import Session
from sasshi.cli.theme import check_theme, themes
from sasshi.problems import MachineError, SasshiError, UsageError, bug, error

__all__ = ["main", "verbs"]

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


VERBS = (build_guides, impose_pdf, print_guide, show_preview, check_theme, themes, check_machine)
for verb in VERBS:
    verbs.add_command(verb)


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
    if isinstance(mistake, OSError):
        from sasshi import doctor

        session.tell([doctor.load_problem(mistake)])
        return MachineError.exit_code
    if isinstance(mistake, click.ClickException):
        session.tell([error("usage", reason=mistake.format_message())])
        return UsageError.exit_code
    if isinstance(mistake, KeyboardInterrupt | click.Abort):
        voice = session.voice(sys.stderr)
        click.echo(voice.say("interrupted"), file=sys.stderr)
        return INTERRUPTED
    session.tell([bug(mistake)])
    return SasshiError.exit_code
