"""``build``: what runs where words begin with no command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sasshi.cli.console import Console, need_pango, output_folder, project_folder, report_files
from sasshi.cli.options import (
    common,
    open_option,
    output_option,
    settings_option,
    theme_option,
    token_pairs,
)
from sasshi.cli.sheet_options import print_options_of, sheet_options
from sasshi.problems import UsageError, closest, error


@click.command("build")
@click.argument("guides", nargs=-1, metavar="[GUIDE]...")
@click.option(
    "-e",
    "--edition",
    "editions",
    multiple=True,
    metavar="NAME",
    help="Edition to make, or all; repeatable.",
)
@theme_option
@settings_option
@output_option
@sheet_options
@open_option
@common
@click.pass_obj
def build_guides(
    console: Console,
    /,
    guides: tuple[str, ...],
    editions: tuple[str, ...],
    theme: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    opens: bool,
    **options: Any,
) -> int:
    """Build guides: names in content/, or paths; all by default."""
    home = project_folder()
    if guides:
        _misspelt(guides, home / "content")
    from sasshi import make
    from sasshi.cli.progress import Meter

    tokens = token_pairs(settings)
    need_pango()
    request = make.Request(
        guides=guides,
        editions=editions,
        theme=theme,
        tokens=tokens,
        content=home / "content",
        templates=home / "templates",
        output=output or output_folder(guides, home),
        print_options=print_options_of(options),
    )
    meter = Meter(bar=sys.stderr.isatty() and not console.quiet, times=console.verbose)
    try:
        built = make.build(request, meter)
    finally:
        meter.close()
    report_files(console, built.files, built.problems, opens=opens)
    return 0


def _misspelt(words: Sequence[str], content: Path) -> None:
    """Refuse words that are no guide and nearly a command."""
    problems = []
    group = click.get_current_context().find_root().command
    commands = group.commands if isinstance(group, click.Group) else {}
    for word in words:
        paths = (Path(word), content / word, content / f"{word}.md")
        near = closest(word, commands, 0.7)
        if near and not any(path.exists() for path in paths):
            problems.append(error("unknown-guide", name=word, nearest=near))
    if problems:
        raise UsageError(problems)
