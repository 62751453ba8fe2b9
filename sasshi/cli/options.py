"""Options that several commands have; those about sheets are in ``sheet_options``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from sasshi.cli.console import Console
from sasshi.problems import UsageError, error

theme_option = click.option(
    "-t", "--theme", metavar="NAME", help="Theme, instead of the guide's own."
)
settings_option = click.option(
    "-s",
    "--set",
    "settings",
    multiple=True,
    metavar="TOKEN=VALUE",
    help="A value of the theme, as size=9pt; repeatable.",
)
output_option = click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to."
)
open_option = click.option("--open", "opens", is_flag=True, help="Open the first result.")


def _remember(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    """Keep a common option in the console, before the other options are looked at."""
    if value:
        setattr(ctx.ensure_object(Console), str(parameter.name), value)


_SHARED: dict[str, Any] = {"expose_value": False, "is_eager": True, "callback": _remember}
_COMMON = (
    click.option(
        "-v",
        "--verbose",
        is_flag=True,
        help="Tell more: when each step came, lines that are set loosely.",
        **_SHARED,
    ),
    click.option("-q", "--quiet", is_flag=True, help="Show errors only.", **_SHARED),
    click.option(
        "--lang", type=click.Choice(["en", "ja"]), help="Language of messages.", **_SHARED
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        help="Colour in messages; auto: on a terminal.",
        **_SHARED,
    ),
    click.option("--debug", is_flag=True, help="Show the traceback of an error.", **_SHARED),
)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that every command has."""
    for option in reversed(_COMMON):
        command = option(command)
    return command


def token_pairs(settings: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Split every ``TOKEN=VALUE``.

    Raises:
        UsageError: one has no ``=``, or no name before it.

    """
    bad = [setting for setting in settings if setting.find("=") < 1]
    if bad:
        raise UsageError(error("bad-setting", setting=setting) for setting in bad)
    pairs = (setting.partition("=") for setting in settings)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)
