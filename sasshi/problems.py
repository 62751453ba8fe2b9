"""The one shape of everything that can go wrong: where, what, and what to do.

A problem is data (severity, code, place, parameters). Its words are looked up at the
edge, in ``messages.toml``, in the language of whoever reads them.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How bad a problem is: an error stops the build, a warning travels beside its output."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is.

    ``path`` as it is shown to people (relative to the folder the user stands in where
    possible); ``line``, ``column`` and ``page`` count from 1; ``None`` where unknown.
    """

    path: str | None = None
    line: int | None = None
    column: int | None = None
    page: int | None = None

    def __str__(self) -> str:
        """Give ``path:line:column``, as editors and terminals understand it."""
        parts = [self.path, self.line, self.column if self.line else None]
        return ":".join(str(part) for part in parts if part is not None)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. ``code`` names its text in ``messages.toml``, ``params`` fill it."""

    severity: Severity
    code: str
    place: Place = Place()
    params: tuple[tuple[str, object], ...] = ()

    def text(self, lang: str = "en") -> tuple[str, str | None]:
        """Give the message and the hint (``None`` if there is none) in ``lang``.

        A language without a text falls back to English.
        """
        entry = messages()[self.code]
        words = dict(self.params)
        message = entry.get(lang) or entry["en"]
        hint = entry.get(f"{lang}_hint") or entry.get("en_hint")
        return message.format(**words), hint.format(**words) if hint else None


def error(code: str, place: Place | None = None, **params: object) -> Problem:
    """Make a problem that stops the build."""
    return Problem(Severity.ERROR, code, place or Place(), tuple(params.items()))


def warning(code: str, place: Place | None = None, **params: object) -> Problem:
    """Make a problem that travels beside the output."""
    return Problem(Severity.WARNING, code, place or Place(), tuple(params.items()))


def note(code: str, place: Place | None = None, **params: object) -> Problem:
    """Make a problem for those who look closely: told with ``--verbose`` only."""
    return Problem(Severity.NOTE, code, place or Place(), tuple(params.items()))


def bug(fault: BaseException) -> Problem:
    """Make a problem of a fault in sasshi itself."""
    return error("bug", kind=type(fault).__name__, reason=str(fault))


@functools.cache
def messages() -> dict[str, dict[str, str]]:
    """Load every message: code → {en, en_hint, ja, ja_hint}."""
    path = Path(__file__).with_name("messages.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of the problems stops the build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


class SasshiError(Exception):
    """A run that ends without its product. Carries every problem found so far.

    One of them is always an error: no run ends without its product and says that all is well.
    All arguments go to ``super().__init__`` so that the error survives pickling between processes.
    """

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, in the order in which they were found."""
        told = tuple(problems)
        self.problems = told if has_errors(told) else (*told, error("nothing-made"))
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Give every problem on a line, for logs and tests."""
        return "\n".join(f"{p.place}: {p.severity}: {p.text()[0]}" for p in self.problems)


class BuildError(SasshiError):
    """Content, template, style sheet or finished PDF is not in order."""

    exit_code = 1


class UsageError(SasshiError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class MachineError(SasshiError):
    """The machine lacks something, or refuses it: Pango, a disk with room, a permission."""

    exit_code = 3


def closest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Give the known name most like this one, for a hint; ``None`` if none is like it."""
    from difflib import get_close_matches  # only a run that fails needs it

    found = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return found[0] if found else None


def shown_path(path: str | Path) -> str:
    """Give a path as people know it: relative to where they stand, where that is possible."""
    try:
        return Path(path).resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
