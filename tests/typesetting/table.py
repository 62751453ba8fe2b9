"""The counts as a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.typesetting.faults import Kind
from tests.typesetting.measure import Measured

_FIRST: dict[str, Callable[[Measured], str]] = {
    "pages": lambda m: str(len(m.pages)),
    "paragraphs": lambda m: str(len(m.paragraphs)),
    "full lines": lambda m: str(m.full_lines),
}
_LAST: dict[str, Callable[[Measured], str]] = {
    "space added at a Japanese character, em": lambda m: str(m.spacing.added),
    "word spaces, em": lambda m: str(m.spacing.words),
}


def table(found: Mapping[str, Measured]) -> str:
    """Write a column for each file, a row for each kind of fault."""
    rows = [["", *found], ["---"] + ["---:"] * len(found)]
    rows += [[name, *map(write, found.values())] for name, write in _FIRST.items()]
    rows += [[kind.value, *(str(m.counts[kind]) for m in found.values())] for kind in Kind]
    rows += [[name, *map(write, found.values())] for name, write in _LAST.items()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def faults(found: Mapping[str, Measured]) -> str:
    """List every fault of every file, by kind."""
    parts = []
    for name, measured in found.items():
        for kind in Kind:
            each = [str(fault) for fault in measured.faults if fault.kind == kind]
            if each:
                parts.append(f"\n{name}: {kind.value}: {len(each)}\n\n")
                parts += [f"- {fault}\n" for fault in each]
    return "".join(parts)
