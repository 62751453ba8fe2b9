"""``build`` and ``doctor``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sasshi.cli.session import (
    Session,
    common,
    need_pango,
    open_option,
    output_option,
    project_folder,
    report_files,
    settings_option,
    theme_option,
    token_pairs,
)
from sasshi.cli.sheet_options import print_options_of, sheet_options
from sasshi.problems import MachineError, UsageError, closest, error


@click.command("build")
@click.argument("guides", nargs=-1, metavar="[GUIDE]...")
@click.option("-e", "--edition", "editions", multiple=True, help="Edition to make; repeatable.")
@theme_option
@settings_option
@output_option
@sheet_options
@open_option
@common
@click.pass_obj
def build_guides(
    session: Session,
    /,
    guides: tuple[str, ...],
    editions: tuple[str, ...],
    theme: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    opens: bool,
    **options: Any,
) -> int:
    """Build guides: names in content/, or paths; all of them by default."""
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
        output=output or home / "output",
        print_options=print_options_of(options),
    )
    meter = Meter(bar=sys.stderr.isatty() and not session.quiet, times=session.verbose)
    try:
        built = make.build(request, meter)
    finally:
        meter.close()
    report_files(session, built.files, built.problems, opens=opens)
    return 0


@click.command("doctor")
@common
@click.pass_obj
def check_machine(session: Session) -> int:
    """Say what this machine has and lacks."""
    from sasshi import doctor
    from sasshi.cli.findings import table

    home = project_folder()
    findings = doctor.examine(home / "templates", home / "output")
    voice = session.voice(sys.stdout)
    click.echo(table(findings, voice), file=sys.stdout, color=voice.color)
    return MachineError.exit_code if any(finding.stops for finding in findings) else 0


def _misspelt(words: Sequence[str], content: Path) -> None:
    """Refuse words that are no guide and nearly a verb."""
    problems = []
    group = click.get_current_context().find_root().command
    verbs = group.commands if isinstance(group, click.Group) else {}
    for word in words:
        paths = (Path(word), content / word, content / f"{word}.md")
        near = closest(word, verbs, 0.7)
        if near and not any(path.exists() for path in paths):
            problems.append(error("unknown-guide", name=word, nearest=near))
    if problems:
        raise UsageError(problems)
