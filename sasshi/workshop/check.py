"""A theme → everything that is wrong with it, at once.

Its files are read first, then the sample guides are built with it: a mistake in one template
does not hide those in others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sasshi.problems import BuildError, Place, Problem
from sasshi.render import TEMPLATES, CommonView
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme, load_words
from sasshi.theme.lint import lint
from sasshi.workshop.eject import changed_originals
from sasshi.workshop.sample_builds import sample_problems
from sasshi.workshop.stylesheets import ThemeStylesheets, css_problems, unused_tokens
from sasshi.workshop.unused_files import unused_files

#: Templates that cannot be rendered as they are meant, and what then is on no page.
_BROKEN = frozenset({"template-undefined", "template-failed", "template-syntax"})
_MISSING = frozenset({"text-lost", "text-cut"})
#: What tells two problems of one kind on one line apart.
_TELLING = ("name", "reason", "color", "ground")


def check(name: str, templates: Path) -> tuple[Problem, ...]:
    """Give everything that is wrong with a theme, in the order of its files.

    Raises:
        UsageError: there is no theme of that name.

    """
    try:
        theme = load_theme(name, templates, FILTERS)
    except BuildError as failure:
        return failure.problems
    told = [*_without_building(theme, templates), *sample_problems(theme, templates)]
    if any(problem.code in _BROKEN for problem in told):  # what it then leaves out follows from it
        told = [problem for problem in told if problem.code not in _MISSING]
    return _in_order(told)


def _without_building(theme: Theme, templates: Path) -> Iterator[Problem]:
    words, _ = load_words(templates, "en", {}, Place())
    use = lint(theme, TEMPLATES, CommonView, words)
    sheets = ThemeStylesheets.of(theme, use.files)
    yield from use.problems.values()
    yield from css_problems(theme, sheets)
    yield from unused_tokens(theme, use.tokens, sheets)
    yield from unused_files(theme, use, sheets)
    yield from changed_originals(theme)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Put problems in the order of files and lines; what came up twice is told once."""
    once: dict[object, Problem] = {}
    for problem in problems:
        names = [value for key, value in problem.params if key in _TELLING]
        place = problem.place
        once.setdefault((problem.code, place.path, place.line, *map(str, names)), problem)
    return tuple(sorted(once.values(), key=lambda p: (p.place.path or "", p.place.line or 0)))
