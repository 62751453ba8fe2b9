"""``theme``, with commands of its own: for those who change how things look."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sasshi.cli.console import Console, need_pango, project_folder
from sasshi.cli.options import common, output_option
from sasshi.model import DEFAULT_THEME
from sasshi.problems import BuildError, Problem

if TYPE_CHECKING:
    from sasshi.theme import Theme

_theme_option = click.option(
    "-t", "--theme", "name", default=DEFAULT_THEME, metavar="NAME", help="Theme to look into."
)


@click.group("theme", no_args_is_help=False)
@common
def themes() -> None:
    """Look at themes, begin one, copy a file to change."""


@themes.command("list")
@common
@click.pass_obj
def list_themes(console: Console) -> int:
    """List the themes that there are."""
    from sasshi import report
    from sasshi.render.filters import FILTERS
    from sasshi.theme import load_theme, theme_folders

    templates = project_folder() / "templates"
    voice = console.voice(sys.stdout)
    rows, problems = [], list[Problem]()
    for name in theme_folders(templates):
        try:
            theme = load_theme(name, templates, FILTERS)
        except BuildError as failure:
            problems += failure.problems
            continue
        parent = theme.folders[1].name if len(theme.folders) > 1 else ""
        told = theme.descriptions.get(voice.lang) or theme.description
        rows.append((name, parent, told))
    head = [voice.say(code) for code in ("head-theme", "head-extends", "head-description")]
    click.echo(report.grid(head, rows, voice), file=sys.stdout, color=voice.color)
    console.tell(problems)
    return BuildError.exit_code if problems else 0


@themes.command("new")
@click.argument("name")
@click.option(
    "--from", "parent", default=DEFAULT_THEME, metavar="THEME", help="Theme to start from."
)
@common
@click.pass_obj
def begin_theme(console: Console, name: str, parent: str) -> int:
    """Begin a theme that takes everything from another one."""
    from sasshi.workshop.new_theme import new_theme

    voice = console.voice(sys.stderr)
    written = new_theme(name, parent, project_folder() / "templates", voice.lang)
    _print_paths(written)
    if not console.quiet:
        click.echo(voice.say("theme-next-steps", name=name, sheet=written[1]), file=sys.stderr)
    return 0


@themes.command("eject")
@click.argument("path")
@click.option(
    "-t", "--theme", "name", required=True, metavar="NAME", help="Theme to copy the file into."
)
@click.option("--force", is_flag=True, help="Write over a copy that is there.")
@common
@click.pass_obj
def eject_file(console: Console, path: str, name: str, force: bool) -> int:
    """Copy a file of what a theme extends into it, to change it."""
    from sasshi.workshop.eject import eject

    _print_paths(eject(path, _theme(name), force=force))
    return 0


@themes.command("which")
@click.argument("path")
@_theme_option
@common
@click.pass_obj
def name_giver(console: Console, path: str, name: str) -> int:
    """Say which theme gives a file, and whose place it takes."""
    from sasshi.workshop.theme_files import files_named

    voice = console.voice(sys.stdout)
    first, *others = files_named(path, _theme(name))
    click.echo(str(first), file=sys.stdout)
    for other in others:
        click.echo(f"  {voice.say('theme-instead-of', path=other)}", file=sys.stdout)
    return 0


@themes.command("vars")
@_theme_option
@common
@click.pass_obj
def list_variables(console: Console, name: str) -> int:
    """List what templates may use: variables, tokens, words."""
    from sasshi import report
    from sasshi.problems import Place
    from sasshi.theme import load_words
    from sasshi.workshop.reference import sections

    voice = console.voice(sys.stdout)
    words, _ = load_words(project_folder() / "templates", voice.lang, {}, Place())
    codes = ("head-name", "head-kind", "head-meaning", "head-example")
    head = [voice.say(code) for code in codes]
    for section in sections([_theme(name)], words, voice.lang):
        rows = [(row.name, row.kind, row.meaning, row.example) for row in section.rows]
        click.echo(f"{voice.style(section.title, bold=True)}", file=sys.stdout, color=voice.color)
        table = report.grid(head, rows, voice)
        click.echo(f"{table}\n", file=sys.stdout, color=voice.color)
    return 0


@themes.command("gallery")
@click.option(
    "-g",
    "--guide",
    default="tool-library",
    metavar="NAME",
    help="Guide to show the themes with.",
)
@output_option
@common
@click.pass_obj
def draw_gallery(console: Console, guide: str, output: Path | None) -> int:
    """Draw a picture of each theme: cover, spread, checklist."""
    need_pango()
    from sasshi.make import Request
    from sasshi.workshop.gallery import gallery

    home = project_folder()
    images = output or home / "docs" / "images"
    request = Request(home / "content", home / "templates", home / "output", (guide,))
    for path, problems in gallery(request, images):
        console.tell(problems)
        _print_paths((path,))
    return 0


def _theme(name: str) -> Theme:
    from sasshi.render.filters import FILTERS
    from sasshi.theme import load_theme

    return load_theme(name, project_folder() / "templates", FILTERS)


def _print_paths(paths: tuple[Path, ...]) -> None:
    for path in paths:
        click.echo(str(path), file=sys.stdout)
