"""The command line: words → a request, problems → text, and the exit code.

Each command has a module of its name, and a place in the table ``COMMANDS``. The modules load what
they need when they run. Only here and in them is anything printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

import sasshi
from sasshi.cli.build import build_guides
from sasshi.cli.check import check_theme
from sasshi.cli.console import Console
from sasshi.cli.doctor import check_machine
from sasshi.cli.impose import impose_pdf
from sasshi.cli.preview import show_preview
from sasshi.cli.print import print_guide
from sasshi.cli.theme import themes
from sasshi.problems import MachineError, SasshiError, UsageError, bug, error

__all__ = ["COMMANDS", "command_line", "main"]

#: Every command, in the order in which ``--help`` lists them. The first is what runs without any.
COMMANDS: tuple[click.Command, ...] = (
    build_guides,
    show_preview,
    print_guide,
    impose_pdf,
    themes,
    check_theme,
    check_machine,
)
INTERRUPTED = 130


class _CommandLine(click.Group):
    """The commands. Words that begin with none of them are guides to ``build``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands in the order of the table."""
        return list(self.commands)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command first, wherever it stands; ``build`` where there is none."""
        own = args and args[0] in ("-h", "--help", "--version")
        return super().parse_args(ctx, args if own else self._command_first(args))

    def _command_first(self, args: list[str]) -> list[str]:
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
        return [next(iter(self.commands)), *args]


@click.group(cls=_CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(sasshi.__version__, prog_name="sasshi")
def command_line() -> None:
    """Turn Markdown guides into printed booklets.

    Without a command, builds: `build.py` every guide in content/, `build.py GUIDE` that one.
    `build.py COMMAND --help` tells more of a command.
    """


for command in COMMANDS:
    command_line.add_command(command)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code; nothing else exits.

    ``args`` are the words after the program's name, by default those of the process. 0: all is
    well; 1: a guide or a theme is not in order; 2: something is asked for that does not exist; 3:
    the machine lacks or refuses something; 130: interrupted.

    Raises:
        ModuleNotFoundError: a package is missing; ``build.py`` knows where else to look.

    """
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    console = Console()
    try:
        words = list(sys.argv[1:] if args is None else args)
        with command_line.make_context("build.py", words, obj=console) as context:
            code = int(command_line.invoke(context))
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        code = end.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except ModuleNotFoundError:
        raise
    except (Exception, KeyboardInterrupt) as fault:
        code = _explain(fault, console)
    return code


def _explain(fault: BaseException, console: Console) -> int:
    """Say what ended the run, and give the exit code."""
    if console.debug:
        import traceback

        traceback.print_exception(fault)
    if isinstance(fault, SasshiError):
        console.tell(fault.problems)
        return fault.exit_code
    if isinstance(fault, OSError):
        from sasshi import doctor

        console.tell([doctor.load_problem(fault)])
        return MachineError.exit_code
    if isinstance(fault, click.ClickException):
        console.tell([error("usage", reason=fault.format_message())])
        return UsageError.exit_code
    if isinstance(fault, KeyboardInterrupt | click.Abort):
        voice = console.voice(sys.stderr)
        click.echo(voice.say("interrupted"), file=sys.stderr)
        return INTERRUPTED
    console.tell([bug(fault)])
    return SasshiError.exit_code
