"""``print``: a guide's print file, or any PDF, to a printer; what is known of printers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sasshi.cli.console import Console, need_pango, output_folder, project_folder
from sasshi.cli.hand_over import PrintJob, hand_over
from sasshi.cli.options import common, output_option, settings_option, theme_option, token_pairs
from sasshi.cli.print_pdf import is_pdf, pdf_job
from sasshi.cli.sheet_options import print_options_of, sheet_options
from sasshi.model import FLIPS, MOST_SHIFT_MM, MOST_THICKNESS_MM, ORDERS, PAPERS
from sasshi.problems import MachineError, UsageError, error

if TYPE_CHECKING:
    from sasshi.make.print_options import PrintOptions
    from sasshi.printing import Printer, Profile

#: The profile of a printer whose name nobody says.
_NAMELESS = "default"


def read_shift(text: str) -> tuple[float, float]:
    """Read two lengths in mm, as in ``0.5,-1``.

    Raises:
        click.BadParameter: they are no lengths, or no printer is so far off.

    """
    try:
        x, y = (float(part) for part in text.replace("\N{MINUS SIGN}", "-").split(","))
    except ValueError:
        raise click.BadParameter(f"write X,Y in mm, as in 0.5,-1, not {text!r}") from None
    if not max(abs(x), abs(y)) <= MOST_SHIFT_MM:
        raise click.BadParameter(f"at most {MOST_SHIFT_MM:g} mm each, not {text!r}")
    return x, y


_THICKNESS = click.FloatRange(0, MOST_THICKNESS_MM)


@click.command("print")
@click.argument("guide", required=False)
@click.option("-n", "--copies", type=click.IntRange(1, 9999), default=1, help="Copies.")
@click.option("-p", "--printer", metavar="NAME", help="Printer, instead of the usual one.")
@click.option("-y", "--yes", is_flag=True, help="Print without asking.")
@click.option("--test-sheet", is_flag=True, help="Print a sheet to measure the printer with.")
@click.option("--flip", type=click.Choice(FLIPS), help="Measured: which way up backs come.")
@click.option(
    "--shift", type=read_shift, metavar="X,Y", help="Measured: where the cross stands, in mm."
)
@click.option("--thickness", type=_THICKNESS, metavar="MM", help="Measured: of one sheet.")
@click.option("--order", type=click.Choice(ORDERS), help="Measured: order of backs printed apart.")
@sheet_options
@theme_option
@settings_option
@output_option
@common
@click.pass_obj
def print_guide(
    console: Console,
    /,
    guide: str | None,
    copies: int,
    printer: str | None,
    yes: bool,
    test_sheet: bool,
    theme: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    **options: Any,
) -> int:
    """Print a booklet, any PDF, or a sheet that tries the printer.

    What was measured of a printer is kept, for all that is printed on it.
    """
    known = _known(needed=guide is not None or test_sheet)
    target = _target(known, printer, options)
    queue = None if known is None else target
    keeper = options["printer_profile"] or target or _NAMELESS
    measured = {name: options.pop(name) for name in ("flip", "shift", "thickness", "order")}
    if any(value is not None for value in measured.values()):
        _keep(keeper, measured)
        options["printer_profile"] = keeper
        if guide is None:
            return 0
    if guide is None and not test_sheet:
        raise UsageError([error("print-what")])
    need_pango()
    from sasshi.pdf.impose import SCHEMES

    folder = output or output_folder([guide] if guide else [], project_folder())
    if test_sheet:
        paper = options["paper"] or "A4"
        files = _test_sheet(console, paper, theme, folder)
        job = PrintJob(files, paper, PAPERS[paper], "short", copies)
        hand_over(console, job, queue, yes=yes)
        if sys.stdin.isatty():
            _ask(console, keeper)
        return 0
    if is_pdf(str(guide)):
        job = pdf_job(console, Path(str(guide)), options, target, theme, folder)
        hand_over(console, replace(job, copies=copies), queue, yes=yes)
        return 0
    asked = print_options_of(options, target)
    files = _build(console, str(guide), asked, theme, settings, folder)
    duplex = asked.duplex if SCHEMES[asked.scheme].two_sided else "none"
    job = PrintJob(files, asked.paper, PAPERS[asked.paper], duplex, copies)
    hand_over(console, job, queue, yes=yes)
    return 0


def _known(*, needed: bool) -> tuple[Printer, ...] | None:
    """List the printers; where only a measurement is kept, the scheduler need not run."""
    from sasshi import printing

    try:
        return printing.printers()
    except MachineError:
        if needed:
            raise
        return None


def _target(known: Sequence[Any] | None, wanted: str | None, options: dict[str, Any]) -> str | None:
    """Choose the printer; what is kept of one by its name needs none to be there.

    Without CUPS there is none to choose, nor where it knows none and none is asked for.
    """
    from sasshi import printing

    if known is None or not (known or wanted):
        return wanted
    measured = any(options[name] is not None for name in ("flip", "shift", "thickness", "order"))
    if measured and (wanted or options["printer_profile"]):
        return wanted or str(options["printer_profile"])
    return printing.choose(known, wanted)


def _test_sheet(console: Console, paper: str, theme: str | None, folder: Path) -> tuple[Path, ...]:
    from sasshi.make.test_sheet import test_sheet
    from sasshi.make.write import write

    lang = console.voice(sys.stderr).lang
    files = write([test_sheet(project_folder() / "templates", paper, lang, theme)], folder)
    click.echo(str(files[0]), file=sys.stdout)
    return files


def _build(
    console: Console,
    guide: str,
    asked: PrintOptions,
    theme: str | None,
    settings: Sequence[str],
    folder: Path,
) -> tuple[Path, ...]:
    """Write the print file and its instruction; give the files that are to be printed."""
    from sasshi import make

    home = project_folder()
    request = make.Request(
        content=home / "content",
        templates=home / "templates",
        output=folder,
        guides=(guide,),
        editions=("print",),
        theme=theme,
        tokens=token_pairs(settings),
        print_options=asked,
    )
    built = make.build(request)
    console.tell(built.problems)
    for path in built.files:
        click.echo(str(path), file=sys.stdout)
    return tuple(path for path in built.files if not path.stem.endswith("-howto"))


def _keep(name: str, measured: dict[str, Any]) -> None:
    """Keep what was measured of a printer beside what was known of it."""
    from sasshi import printing

    names = {"shift": "shift_mm", "thickness": "thickness_mm"}
    new = {names.get(key, key): value for key, value in measured.items() if value is not None}
    profile = replace(printing.load_profile(name) or printing.Profile(), **new)
    click.echo(str(printing.save_profile(name, profile)), file=sys.stdout)


def _ask(console: Console, name: str) -> None:
    """Ask what the test sheet shows, and keep the answers."""
    from sasshi import printing

    voice = console.voice(sys.stderr)
    known: Profile = printing.load_profile(name) or printing.Profile()
    shift = ",".join(f"{each:g}" for each in known.shift_mm)
    questions: tuple[tuple[str, str, Any, Any], ...] = (
        ("flip", "ask-flip", click.Choice(FLIPS), known.flip),
        ("shift", "ask-shift", read_shift, shift),
        ("thickness", "ask-thickness", _THICKNESS, known.thickness_mm),
        ("order", "ask-order", click.Choice(ORDERS), known.order),
    )
    answers = {
        key: click.prompt(voice.say(code), type=kind, default=usual, err=True)
        for key, code, kind, usual in questions
    }
    _keep(name, answers)
