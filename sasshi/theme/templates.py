"""A template and its variables → text; what is wrong in it → problems with file and line."""

from __future__ import annotations

import dataclasses
import re
import traceback
from collections.abc import Mapping

import jinja2

from sasshi.problems import BuildError, Place, closest, error, shown_path
from sasshi.theme.chain import Theme
from sasshi.theme.sandbox import TooLong, TooMuch


def render_template(theme: Theme, name: str, variables: Mapping[str, object]) -> str:
    """Render one template of the theme.

    Raises:
        BuildError: with the file and line in the theme of whatever went wrong.

    """
    try:
        return theme.environment.get_template(name).render(variables)
    except jinja2.TemplateSyntaxError as mistake:
        place = Place(shown_path(mistake.filename or name), mistake.lineno)
        raise BuildError([error("template-syntax", place, reason=mistake.message)]) from None
    except jinja2.TemplateNotFound as mistake:
        place = _template_place(mistake, theme) or Place(name)
        raise BuildError([error("template-missing", place, name=mistake.name)]) from None
    except jinja2.UndefinedError as mistake:
        place = _template_place(mistake, theme) or Place(name)
        wanted = _undefined_name(str(mistake))
        nearest = closest(wanted, _known_names(variables), 0.5) or ", ".join(sorted(variables))
        raise BuildError(
            [error("template-undefined", place, name=wanted, nearest=nearest)]
        ) from None
    except (TooLong, TooMuch) as mistake:
        place = _template_place(mistake, theme) or Place(name)
        raise BuildError([error(mistake.code, place, limit=mistake.limit)]) from None
    except BuildError:
        raise
    except Exception as mistake:
        place = _template_place(mistake, theme) or Place(name)
        reason = f"{type(mistake).__name__}: {mistake}"
        raise BuildError([error("template-failed", place, reason=reason)]) from mistake


def _known_names(variables: Mapping[str, object]) -> set[str]:
    """Give the names a template may have meant: variables, and fields of those that have some."""
    values = [value for value in variables.values() if dataclasses.is_dataclass(value)]
    return {*variables, *(field.name for value in values for field in dataclasses.fields(value))}


def _undefined_name(message: str) -> str:
    """Take the name out of Jinja's "'x' is undefined" or "has no attribute 'x'"."""
    names = re.findall(r"'([^']+)'", message)
    return names[-1] if names else ""


def _template_place(mistake: BaseException, theme: Theme) -> Place | None:
    """Find the innermost line of a template in a traceback (Jinja rewrites its frames)."""
    roots = tuple(str(folder) for folder in theme.folders)
    frames = traceback.extract_tb(mistake.__traceback__)
    for frame in reversed(frames):
        if frame.filename.startswith(roots):
            return Place(shown_path(frame.filename), frame.lineno)
    return None
