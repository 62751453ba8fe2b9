"""Options about sheets: one set for every command that makes some."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from sasshi.model import DUPLEX, MARKS, MOST_THICKNESS_MM, PAPERS, SCHEMES
from sasshi.problems import UsageError, closest, error

if TYPE_CHECKING:
    from sasshi.make.print_options import PrintOptions

#: More than a signature of this many sheets no thread holds.
_MOST_SHEETS = 1000

_OPTIONS = (
    click.option("--scheme", type=click.Choice(SCHEMES), help="How pages come onto sheets."),
    click.option("--paper", type=click.Choice(tuple(PAPERS), case_sensitive=False), help="Sheets."),
    click.option("--binding", type=click.Choice(["left", "right"]), help="Where the spine is."),
    click.option(
        "--signature",
        type=click.IntRange(1, _MOST_SHEETS),
        metavar="N",
        help="Sheets at most that are laid into one another.",
    ),
    click.option(
        "--creep",
        "creep_mm",
        type=click.FloatRange(0, MOST_THICKNESS_MM),
        metavar="MM",
        help="Thickness of a sheet, to make up for.",
    ),
    click.option("--marks", metavar="KINDS", help=f"{','.join(MARKS)}, all or none."),
    click.option("--duplex", type=click.Choice(DUPLEX[:3]), help="How both sides are printed."),
    click.option("--enlarge", is_flag=True, help="Make pages larger where the sheet has room."),
    click.option("--printer-profile", metavar="NAME", help="Printer whose measurements count."),
)


def sheet_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options about sheets."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def print_options_of(options: dict[str, Any], printer: str | None = None) -> PrintOptions:
    """Read the options; the profile is the one that is named, or that of the printer.

    Raises:
        UsageError: an unknown mark, or a profile that there is not.
        BuildError: the profile cannot be understood.

    """
    from sasshi.make.print_options import PrintOptions

    said = {name: value for name, value in options.items() if value is not None}
    name: str = said.pop("printer_profile", "")
    marks = said.pop("marks", None)
    profile = None
    if wanted := name or printer:
        from sasshi.printing import load_profile, profile_names

        profile = load_profile(wanted)
        if profile is None and name:
            known = profile_names()
            nearest = closest(name, known, 0.4) or ", ".join(known) or "…"
            raise UsageError([error("unknown-profile", name=name, nearest=nearest)])
    return PrintOptions(**said, marks=marks_of(marks), profile=profile)


def marks_of(text: str | None) -> frozenset[str]:
    """Read kinds of marks, parted by commas.

    Raises:
        UsageError: there is no such kind.

    """
    kinds = [kind for kind in re.split(r"[,\s]+", (text or "none").lower()) if kind]
    known = (*MARKS, "all", "none")
    wrong = [kind for kind in kinds if kind not in known]
    if wrong:
        nearest = [closest(kind, known, 0.5) or ", ".join(known) for kind in wrong]
        pairs = zip(wrong, nearest, strict=True)
        raise UsageError(error("unknown-mark", name=name, nearest=near) for name, near in pairs)
    return frozenset(MARKS) if "all" in kinds else frozenset(kinds) - {"none"}
