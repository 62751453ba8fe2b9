"""``theme``, with verbs of its own, and ``check``: for those who change how things look."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sasshi.cli.session import Session, common, need_pango, output_option, project_folder
from sasshi.model import DEFAULT_THEME
from sasshi.problems import BuildError, Problem, has_errors

if TYPE_CHECKING:
    from sasshi.theme import Theme

_theme_option = click.option(
    "-t", "--theme", "name", default=DEFAULT_THEME, help="Theme to look into."
)


@click.group("theme", no_args_is_help=False)
@common
def themes() -> None:
    """Look at themes, begin one, copy a file to change."""


@themes.command("list")
@common
@click.pass_obj
def list_themes(session: Session) -> int:
    """List the themes that there are."""
    from sasshi import report
    from sasshi.render.filters import FILTERS
    from sasshi.theme import load_theme, theme_folders

    templates = project_folder() / "templates"
    voice = session.voice(sys.stdout)
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
    session.tell(problems)
    return BuildError.exit_code if problems else 0


@themes.command("new")
@click.argument("name")
@click.option(
    "--from", "parent", default=DEFAULT_THEME, metavar="THEME", help="Theme to start from."
)
@common
@click.pass_obj
def begin_theme(session: Session, name: str, parent: str) -> int:
    """Begin a theme that takes everything from another one."""
    from sasshi.workshop.folders import new_theme

    voice = session.voice(sys.stderr)
    written = new_theme(name, parent, project_folder() / "templates", voice.lang)
    _paths(written)
    if not session.quiet:
        click.echo(voice.say("theme-next-steps", name=name, sheet=written[1]), file=sys.stderr)
    return 0


@themes.command("eject")
@click.argument("path")
@click.option("-t", "--theme", "name", required=True, help="Theme to copy the file into.")
@click.option("--force", is_flag=True, help="Write over a copy that is there.")
@common
@click.pass_obj
def eject_file(session: Session, path: str, name: str, force: bool) -> int:
    """Copy a file of what a theme extends into it, to change it there."""
    from sasshi.workshop.folders import eject

    _paths(eject(path, _theme(name), force=force))
    return 0


@themes.command("which")
@click.argument("path")
@_theme_option
@common
@click.pass_obj
def name_giver(session: Session, path: str, name: str) -> int:
    """Say which theme of a chain gives a file, and whose it takes the place of."""
    from sasshi.workshop.folders import givers

    voice = session.voice(sys.stdout)
    first, *others = givers(path, _theme(name))
    click.echo(str(first), file=sys.stdout)
    for other in others:
        click.echo(f"  {voice.say('theme-instead-of', path=other)}", file=sys.stdout)
    return 0


@themes.command("vars")
@_theme_option
@common
@click.pass_obj
def list_variables(session: Session, name: str) -> int:
    """List every variable, token and word that templates may use."""
    from sasshi import report
    from sasshi.problems import Place
    from sasshi.theme import load_words
    from sasshi.workshop.reference import sections

    voice = session.voice(sys.stdout)
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
@click.option("-g", "--guide", default="tool-library", help="Guide to show the themes with.")
@output_option
@common
@click.pass_obj
def draw_gallery(session: Session, guide: str, output: Path | None) -> int:
    """Draw a small picture of each theme: cover, spread and checklist of a guide."""
    need_pango()
    from sasshi.make import Request
    from sasshi.workshop.gallery import gallery

    home = project_folder()
    images = output or home / "docs" / "images"
    request = Request(home / "content", home / "templates", home / "output", (guide,))
    for path, problems in gallery(request, images):
        session.tell(problems)
        _paths((path,))
    return 0


@click.command("check")
@click.argument("theme", required=False)
@common
@click.pass_obj
def check_theme(session: Session, theme: str | None) -> int:
    """Check a theme, or all of them: its files, and the sample guides built with it."""
    need_pango()
    from sasshi.theme import theme_folders
    from sasshi.workshop.check import check

    templates = project_folder() / "templates"
    names = (theme,) if theme else tuple(theme_folders(templates))
    problems = dict.fromkeys(problem for name in names for problem in check(name, templates))
    session.tell(problems)
    if has_errors(problems):
        return BuildError.exit_code
    if not problems and not session.quiet:
        voice = session.voice(sys.stderr)
        click.echo(voice.say("theme-sound", names=voice.say("list-comma").join(names)), err=True)
    return 0


def _theme(name: str) -> Theme:
    """Load a theme of the project."""
    from sasshi.render.filters import FILTERS
    from sasshi.theme import load_theme

    return load_theme(name, project_folder() / "templates", FILTERS)


def _paths(paths: tuple[Path, ...]) -> None:
    """Print the paths of what was written."""
    for path in paths:
        click.echo(str(path), file=sys.stdout)
