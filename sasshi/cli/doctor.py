"""``doctor``: what it says, a table of what the machine has, and the commands that mend it.

What is looked at is in ``sasshi.doctor``; the words are in ``messages.toml``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from sasshi.cli.console import Console, project_folder
from sasshi.cli.options import common
from sasshi.problems import MachineError

if TYPE_CHECKING:
    from sasshi.doctor import Finding
    from sasshi.report import Voice

#: By the state of a finding, the code of its word.
_STATES = {
    "ok": "state-ok",
    "missing": "state-missing",
    "old": "state-old",
    "broken": "state-broken",
}
_OPTIONAL = "state-optional"


@click.command("doctor")
@common
@click.pass_obj
def check_machine(console: Console) -> int:
    """Say what this machine has and lacks."""
    from sasshi import doctor

    home = project_folder()
    findings = doctor.examine(home / "templates", home / "output")
    voice = console.voice(sys.stdout)
    click.echo(table(findings, voice), file=sys.stdout, color=voice.color)
    return MachineError.exit_code if any(finding.stops for finding in findings) else 0


def table(findings: Iterable[Finding], voice: Voice) -> str:
    """Lay findings out as a table, and below it the commands that put things right."""
    from sasshi.report import grid

    findings = tuple(findings)
    rows = [(f.name, _state(f, voice), f.found, f.wanted) for f in findings]
    head = [voice.say(code) for code in ("head-what", "head-state", "head-found", "head-wanted")]
    colors = ["red" if f.stops else None if f.state == "ok" else "yellow" for f in findings]
    lines = [grid(head, rows, voice, colors)]
    commands = dict.fromkeys(f.command for f in findings if f.command and f.state != "ok")
    if commands:
        lines += ["", voice.say("to-mend"), *(f"  {command}" for command in commands)]
    return "\n".join(lines)


def _state(finding: Finding, voice: Voice) -> str:
    text = voice.say(_STATES[finding.state])
    optional = finding.state != "ok" and not finding.needed
    return voice.say(_OPTIONAL, state=text) if optional else text
