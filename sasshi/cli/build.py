"""``build`` and ``doctor``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from sasshi.cli.session import Session, common, project_folder, token_pairs
from sasshi.problems import MachineError, UsageError, closest, error, warning


@click.command("build")
@click.argument("guides", nargs=-1, metavar="[GUIDE]...")
@click.option("-e", "--edition", "editions", multiple=True, help="Edition to make; repeatable.")
@click.option("-t", "--theme", help="Theme, instead of the guide's own.")
@click.option(
    "-s", "--set", "settings", multiple=True, metavar="TOKEN=VALUE", help="Token; repeatable."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder to write to."
)
@click.option("--open", "opens", is_flag=True, help="Open the first result.")
@common
@click.pass_obj
def build_guides(
    session: Session,
    guides: tuple[str, ...],
    editions: tuple[str, ...],
    theme: str | None,
    settings: tuple[str, ...],
    output: Path | None,
    opens: bool,
) -> int:
    """Build guides: names in content/, or paths; all of them by default."""
    home = project_folder()
    if guides:
        _misspelt(guides, home / "content")
    from sasshi import doctor, make, report

    tokens = token_pairs(settings)
    lacking = doctor.pango_problem()
    if lacking:
        raise MachineError([lacking])
    request = make.Request(
        guides=guides,
        editions=editions,
        theme=theme,
        tokens=tokens,
        content=home / "content",
        templates=home / "templates",
        output=output or home / "output",
    )
    meter = report.Meter(bar=sys.stderr.isatty() and not session.quiet, times=session.verbose)
    try:
        built = make.build(request, meter)
    except OSError as mistake:
        raise MachineError([doctor.load_problem(mistake)]) from mistake
    finally:
        meter.close()
    session.tell(built.problems)
    for path in built.files:
        click.echo(str(path), file=sys.stdout)
    if opens and built.files and click.launch(str(built.files[0])) != 0:
        session.tell([warning("no-viewer", path=built.files[0])])
    return 0


@click.command("doctor")
@common
@click.pass_obj
def check_machine(session: Session) -> int:
    """Say what this machine has and lacks."""
    from sasshi import doctor, report

    home = project_folder()
    findings = doctor.examine(home / "templates", home / "output")
    voice = session.voice(sys.stdout)
    click.echo(report.table(findings, voice), file=sys.stdout, color=voice.color)
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
