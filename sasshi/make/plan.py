"""A request → jobs: which guides, each with its theme, tokens, words and editions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sasshi import editions as table
from sasshi.content import find_guides, read_guide
from sasshi.make.job import Job, Request
from sasshi.make.steps import check_row
from sasshi.model import DEFAULT_THEME, Edition, Guide
from sasshi.problems import BuildError, Place, Problem, UsageError, closest, error, shown_path
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme, load_words, token_values
from sasshi.typeset.type_area import NEEDED


def read_guides(request: Request) -> tuple[list[Guide], list[Problem]]:
    """Read every guide that is asked for, and collect what is wrong with any of them.

    Raises:
        UsageError: for names that are no guide, with the nearest one.
        BuildError: there is no guide at all.

    """
    guides: list[Guide] = []
    problems: list[Problem] = []
    for path in select(request):
        guide, guide_problems = read_guide(path)
        problems += guide_problems
        if guide is not None:
            guides.append(guide)
    return guides, problems


def select(request: Request) -> tuple[Path, ...]:
    """Find the guides that are asked for, by name or by path.

    Raises:
        UsageError: for names that are no guide, with the nearest one; two guides have one name.
        BuildError: there is no guide at all.

    """
    known = {path.stem: path for path in find_guides(request.content)}
    if not request.guides:
        if not known:
            raise BuildError([error("no-guides", Place(shown_path(request.content)))])
        return tuple(known.values())
    paths: list[Path] = []
    problems: list[Problem] = []
    for name in request.guides:
        path = known.get(name) or Path(name)
        if name in known or path.is_dir() or path.suffix == ".md":
            paths.append(path)
            continue
        nearest = closest(name, known, 0.4) or ", ".join(known) or "…"
        problems.append(error("unknown-guide", name=name, nearest=nearest))
    problems += _alike(paths)
    if problems:
        raise UsageError(problems)
    return tuple({path.resolve(): path for path in paths}.values())


def _alike(paths: Iterable[Path]) -> Iterator[Problem]:
    """Find guides of different folders whose files would have the same names."""
    first: dict[str, Path] = {}
    for path in paths:
        whole = path.resolve()
        name = unicodedata.normalize("NFC", whole.stem).casefold()
        other = first.setdefault(name, path)
        if other.resolve().parent != whole.parent:  # within a folder, reading finds it
            place = Place(shown_path(path))
            yield error("guides-alike", place, name=whole.stem, other=shown_path(other))


def plan(
    request: Request, guides: Iterable[Guide], themes: dict[str, Theme] | None = None
) -> tuple[list[Job], list[Problem]]:
    """Join each guide with its theme, tokens, words and editions; ``themes`` are loaded already.

    Raises:
        UsageError: the command line names an edition, theme or token that there is not.
        ValueError: a row of the table of editions is no whole.

    """
    chosen = table.chosen(request.editions)
    for edition in chosen:
        check_row(edition)
    themes = {} if themes is None else themes
    jobs: list[Job] = []
    problems: list[Problem] = []
    for guide in guides:
        try:
            theme = _theme(request, guide, themes)
            job, job_problems = _job(request, guide, theme, chosen)
        except BuildError as failure:
            problems += [p for p in failure.problems if p not in problems]
            continue
        jobs.append(job)
        problems += job_problems
    return jobs, problems


def _theme(request: Request, guide: Guide, loaded: dict[str, Theme]) -> Theme:
    """Load the theme that the command line or the guide names, once for all guides.

    One that there is not is a slip on the command line, but a problem of the guide's front matter.
    """
    name = request.theme or guide.meta.theme or DEFAULT_THEME
    if name not in loaded:
        try:
            loaded[name] = load_theme(name, request.templates, FILTERS)
        except UsageError as failure:
            if request.theme:
                raise
            place = Place(guide.path, guide.meta.lines.get("theme"))
            raise BuildError(replace(p, place=place) for p in failure.problems) from None
    lacking = lacking_tokens(loaded[name])
    if lacking:
        raise BuildError(lacking)
    return loaded[name]


def lacking_tokens(theme: Theme) -> tuple[Problem, ...]:
    """Name the tokens that every page is made from, and that a theme does not have."""
    names = [name for name in (*NEEDED, *table.FIT_TOKENS) if name not in theme.tokens]
    place = Place(shown_path(theme.folders[0] / "theme.toml"))
    return (error("token-missing", place, name=", ".join(names)),) if names else ()


def _job(
    request: Request, guide: Guide, theme: Theme, chosen: tuple[Edition, ...]
) -> tuple[Job, tuple[Problem, ...]]:
    """Plan one guide: tokens of the theme, then the guide, then the command line prevail."""
    meta = guide.meta
    own = [
        (name, value, Place(guide.path, meta.lines.get(f"tokens.{name}")))
        for name, value in meta.tokens.items()
    ]
    if meta.writing is not None:
        own.append(("writing", meta.writing, Place(guide.path, meta.lines.get("writing"))))
    _, problems = token_values(theme, own, meta.lang)
    given = [(name, value, Place("--set")) for name, value in request.tokens]
    _, wrong = token_values(theme, given, meta.lang)
    if wrong:
        raise UsageError(wrong)
    tokens, _ = token_values(theme, [*own, *given], meta.lang)
    place = Place(guide.path, meta.lines.get("words"))
    words, word_problems = load_words(request.templates, meta.lang, meta.words, place)
    if not guide.rules:
        chosen = tuple(edition for edition in chosen if not edition.needs_rules)
    job = Job(guide, theme, tokens, words, chosen, request.print_options)
    return job, problems + word_problems
