"""Problems → text for people on a terminal: a message, its place, the line, a hint; and tables.

Everything here goes to a terminal that may know no more than ASCII: only what comes from
the messages and from the guides is anything else.
"""

from __future__ import annotations

import functools
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from sasshi.problems import Place, Problem, Severity, messages

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_COUNTS = (
    (Severity.ERROR, "count-error", "count-errors"),
    (Severity.WARNING, "count-warning", "count-warnings"),
    (Severity.NOTE, "count-note", "count-notes"),
)


@dataclass(frozen=True, slots=True)
class Voice:
    """How to speak: in which language, in colour or not, how many columns wide."""

    lang: str = "en"
    color: bool = False
    width: int = 80

    def say(self, code: str, **params: object) -> str:
        """Give a text of the interface."""
        entry = messages()[code]
        return (entry.get(self.lang) or entry["en"]).format(**params)

    def style(self, text: str, color: str | None = None, bold: bool = False) -> str:
        """Colour a text, if colour is wanted at all."""
        return click.style(text, fg=color, bold=bold or None) if self.color else text


def language(environment: Mapping[str, str]) -> str:
    """Give the language for messages, ``ja`` or ``en``, from the locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "ja" if environment[name].startswith("ja") else "en"
    if sys.platform == "win32":
        import ctypes

        japanese = 0x11  # primary language identifier LANG_JAPANESE
        return (
            "ja" if ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0xFF == japanese else "en"
        )
    return "en"


def show(problem: Problem, voice: Voice) -> str:
    """Give a problem as ``path:line: error: …``, the line it is about, and the hint."""
    message, hint = problem.text(voice.lang)
    label = voice.style(f"{problem.severity}:", _COLORS[problem.severity], bold=True)
    where = _where(problem.place, voice)
    head = f"{voice.style(f'{where}:', bold=True)} {label}" if where else label
    lines = [f"{head} {voice.style(clean(message), bold=True)}", *_excerpt(problem, voice)]
    if hint:
        lines.append(f"  {voice.style('hint:', 'cyan')} {clean(hint)}")
    return "\n".join(lines)


def tally(problems: Iterable[Problem], voice: Voice) -> str:
    """Count problems: ``3 errors, 1 warning``; an empty text where there are none."""
    counts = Counter(problem.severity for problem in problems)
    parts = [
        voice.say(one if counts[severity] == 1 else many, count=counts[severity])
        for severity, one, many in _COUNTS
        if counts[severity]
    ]
    return voice.say("list-comma").join(parts)


def grid(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    voice: Voice,
    colors: Sequence[str | None] = (),
) -> str:
    """Lay a table out, with a head; ``colors`` are those of the rows, ``None`` for none."""
    rows = [[clean(cell) for cell in row] for row in rows]
    widths = [max(map(_columns, column)) for column in zip(head, *rows, strict=True)]
    lines = [voice.style(_row(head, widths), bold=True)]
    for row, color in zip(rows, colors or [None] * len(rows), strict=True):
        lines.append(voice.style(_row(row, widths), color))
    return "\n".join(lines)


def _where(place: Place, voice: Voice) -> str:
    """Give a place as ``path:line:column``, or as a path and a page."""
    if place.page is None or place.line is not None:
        return clean(str(place))
    page = voice.say("page", page=place.page)
    return clean(f"{place.path}, {page}" if place.path else page)


def _excerpt(problem: Problem, voice: Voice) -> Iterator[str]:
    """Give the source line of a problem with what is wrong in it underlined."""
    place = problem.place
    lines = _source(place.path) if place.path and place.line else ()
    if not place.line or place.line > len(lines):
        return
    line = lines[place.line - 1]
    if not line.strip():
        return
    start, end = span(problem, line)
    gutter = str(place.line)
    blank = " " * len(gutter)
    text, before, under = _window(line, start, end, voice.width - len(gutter) - 6)
    bar = voice.style("|", "blue")
    yield f"  {voice.style(gutter, 'blue')} {bar} {text}"
    mark = voice.style("^" * under, _COLORS[problem.severity], bold=True)
    yield f"  {blank} {bar} {' ' * before}{mark}"


def span(problem: Problem, line: str) -> tuple[int, int]:
    """Give the start and end of what to underline: what the message names, else the whole line.

    If the problem has a column, it starts there.
    """
    named = [str(value) for _, value in problem.params]
    column = problem.place.column
    if column and column <= len(line):
        here = [name for name in named if name and line.startswith(name, column - 1)]
        return column - 1, column - 1 + max(map(len, here), default=1)
    name = max((name for name in named if name and name in line), key=len, default=line.strip())
    start = line.index(name)
    return start, start + len(name)


def _window(line: str, start: int, end: int, width: int) -> tuple[str, int, int]:
    """Cut a long line to ``width`` columns around a span.

    Gives the text, the columns before the underline, and the columns of the underline.
    """
    line = clean(line)
    first = last = start
    while last < len(line) and _columns(line[first : last + 1]) <= width - 6:
        last += 1
    while first > 0 and _columns(line[first - 1 : last]) <= width - 6:
        first -= 1
    left, right = "..." if first else "", "..." if last < len(line) else ""
    before = _columns(left + line[first:start])
    return left + line[first:last] + right, before, max(1, _columns(line[start : min(end, last)]))


@functools.cache
def _source(path: str) -> tuple[str, ...]:
    """Give the lines of a text file; none if it cannot be read."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ()
    return tuple(line.rstrip("\r") for line in text.split("\n"))


def _row(cells: Iterable[str], widths: Iterable[int]) -> str:
    padded = (cell + " " * (w - _columns(cell)) for cell, w in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _columns(text: str) -> int:
    """Give the columns that a text takes on a terminal: two for a wide character."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clean(text: str) -> str:
    """Take out what would steer the terminal: control characters other than line ends."""
    return "".join(c if c.isprintable() or c in "\n\u3000" else " " for c in text)
