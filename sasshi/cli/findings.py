"""What ``doctor`` found → a table for people."""

from __future__ import annotations

from collections.abc import Iterable

from sasshi.doctor import Finding
from sasshi.report import Voice, grid

_STATES = {
    "ok": "state-ok",
    "missing": "state-missing",
    "old": "state-old",
    "broken": "state-broken",
}
_OPTIONAL = "state-optional"


def table(findings: Iterable[Finding], voice: Voice) -> str:
    """Lay findings out as a table, and below it the commands that put things right."""
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
    """Say how it stands with a finding."""
    text = voice.say(_STATES[finding.state])
    optional = finding.state != "ok" and not finding.needed
    return voice.say(_OPTIONAL, state=text) if optional else text
