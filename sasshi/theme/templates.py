"""A template and its variables → text; what is wrong in it → problems with file and line."""

from __future__ import annotations

import dataclasses
import re
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from sasshi.problems import BuildError, Place, Problem, closest, error, shown_path
from sasshi.theme.sandbox import TooMuch
from sasshi.theme.theme import Theme
from sasshi.theme.time_limit import TooLong


class TemplateFailed(BuildError):
    """A template that failed: ``path`` are the files on the way to it, the outermost first."""

    path: tuple[Path, ...] = ()


def render_template(theme: Theme, name: str, variables: Mapping[str, object]) -> str:
    """Render one template of the theme.

    Raises:
        TemplateFailed: with the file and line in the theme of whatever went wrong.

    """
    try:
        return theme.environment.get_template(name).render(variables)
    except BuildError:
        raise
    except Exception as mistake:
        frames = _frames(mistake, theme)
        failure = TemplateFailed([_problem(mistake, name, frames, variables)])
        failure.path = tuple(dict.fromkeys(path for path, _ in frames))
        raise failure from mistake


def _problem(
    mistake: Exception,
    name: str,
    frames: Sequence[tuple[Path, int | None]],
    variables: Mapping[str, object],
) -> Problem:
    """Say what went wrong, in the innermost template on the way."""
    place = Place(shown_path(frames[-1][0]), frames[-1][1]) if frames else Place(name)
    match mistake:
        case jinja2.TemplateSyntaxError():
            return error("template-syntax", place, reason=mistake.message)
        case jinja2.TemplateNotFound():
            return error("template-missing", place, name=mistake.name)
        case jinja2.UndefinedError():
            wanted = _undefined_name(str(mistake))
            nearest = closest(wanted, _known_names(variables), 0.5) or ", ".join(sorted(variables))
            return error("template-undefined", place, name=wanted, nearest=nearest)
        case TooLong() | TooMuch():
            return error(mistake.code, place, limit=mistake.limit)
    return error("template-failed", place, reason=f"{type(mistake).__name__}: {mistake}")


def _known_names(variables: Mapping[str, object]) -> set[str]:
    """Give the names a template may have meant: variables, and fields of those that have some."""
    values = [value for value in variables.values() if dataclasses.is_dataclass(value)]
    return {*variables, *(field.name for value in values for field in dataclasses.fields(value))}


def _undefined_name(message: str) -> str:
    """Take the name out of Jinja's "'x' is undefined" or "has no attribute 'x'"."""
    names = re.findall(r"'([^']+)'", message)
    return names[-1] if names else ""


def _frames(mistake: Exception, theme: Theme) -> list[tuple[Path, int | None]]:
    """Find the lines of templates in a traceback, the outermost first (Jinja rewrites them)."""
    traced = traceback.extract_tb(mistake.__traceback__)
    frames = [(Path(frame.filename), frame.lineno) for frame in traced]
    lines = [(path, line) for path, line in frames if _is_of(path, theme)]
    if isinstance(mistake, jinja2.TemplateSyntaxError) and mistake.filename:
        lines.append((Path(mistake.filename), mistake.lineno))
    return lines


def _is_of(path: Path, theme: Theme) -> bool:
    return any(path.is_relative_to(folder) for folder in theme.folders)
