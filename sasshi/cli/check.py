"""``check``: what is wrong with a theme."""

from __future__ import annotations

import sys

import click

from sasshi.cli.console import Console, need_pango, project_folder
from sasshi.cli.options import common
from sasshi.problems import BuildError, has_errors


@click.command("check")
@click.argument("theme", required=False)
@common
@click.pass_obj
def check_theme(console: Console, theme: str | None) -> int:
    """Check a theme, or all of them, by its files and in samples.

    Its files are read, and sample guides that use everything are built with it.
    """
    need_pango()
    from sasshi.theme import theme_folders
    from sasshi.workshop.check import check

    templates = project_folder() / "templates"
    names = (theme,) if theme else tuple(theme_folders(templates))
    problems = dict.fromkeys(problem for name in names for problem in check(name, templates))
    console.tell(problems)
    if has_errors(problems):
        return BuildError.exit_code
    if not problems and not console.quiet:
        voice = console.voice(sys.stderr)
        click.echo(voice.say("theme-sound", names=voice.say("list-comma").join(names)), err=True)
    return 0
