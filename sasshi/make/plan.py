"""A request → jobs: which guides, each with its theme, tokens, words and editions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sasshi import editions as table
from sasshi.content import find_guides, read_guide
from sasshi.drawing.labels import beside
from sasshi.drawing.qr import qr
from sasshi.drawing.text import em_width, lines, longest_piece
from sasshi.make.print_files import USUAL, PrintOptions
from sasshi.model import DEFAULT_THEME, Edition, Guide, TokenValue
from sasshi.problems import BuildError, Place, Problem, UsageError, closest, error, shown_path
from sasshi.render.cover_title import fitted, shortened
from sasshi.render.imprint_rows import fit_rows, line_count
from sasshi.theme import Theme, load_theme, load_words, token_values
from sasshi.typeset.type_area import NEEDED

#: What templates may call besides Jinja's own filters.
FILTERS: Mapping[str, Callable[..., object]] = {
    "beside": beside,
    "em_width": em_width,
    "fit_rows": fit_rows,
    "fitted": fitted,
    "line_count": line_count,
    "lines": lines,
    "longest_piece": longest_piece,
    "qr": qr,
    "shortened": shortened,
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: empty ``guides`` and ``editions`` mean all of them."""

    content: Path
    templates: Path
    output: Path
    guides: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    theme: str | None = None
    tokens: tuple[tuple[str, str], ...] = ()
    sheets: PrintOptions = USUAL


@dataclass(frozen=True, slots=True)
class Job:
    """One guide with all that it takes to make its editions."""

    guide: Guide
    theme: Theme
    tokens: Mapping[str, TokenValue]
    words: Mapping[str, str]
    editions: tuple[Edition, ...]
    sheets: PrintOptions = USUAL


def read_guides(request: Request) -> tuple[list[Guide], list[Problem]]:
    """Read every guide that is asked for, and collect what is wrong with any of them."""
    guides: list[Guide] = []
    problems: list[Problem] = []
    for path in select(request):
        guide, found = read_guide(path)
        problems += found
        if guide is not None:
            guides.append(guide)
    return guides, problems


def select(request: Request) -> tuple[Path, ...]:
    """Find the guides that are asked for, by name or by path.

    Raises:
        UsageError: for names that are no guide, with the nearest one.
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
    if problems:
        raise UsageError(problems)
    return tuple({path.resolve(): path for path in paths}.values())


def plan(
    request: Request, guides: Iterable[Guide], themes: dict[str, Theme] | None = None
) -> tuple[list[Job], list[Problem]]:
    """Join each guide with its theme, tokens, words and editions; ``themes`` are loaded already.

    Raises:
        UsageError: the command line names an edition, theme or token that there is not.

    """
    chosen = table.chosen(request.editions)
    themes = {} if themes is None else themes
    jobs: list[Job] = []
    problems: list[Problem] = []
    for guide in guides:
        try:
            theme = _theme(request, guide, themes)
            job, found = _job(request, guide, theme, chosen)
        except BuildError as failure:
            problems += [p for p in failure.problems if p not in problems]
            continue
        jobs.append(job)
        problems += found
    return jobs, problems


def _theme(request: Request, guide: Guide, loaded: dict[str, Theme]) -> Theme:
    """Load the theme that the command line or the guide names, once for all guides."""
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
    names = [name for name in NEEDED if name not in theme.tokens]
    place = Place(shown_path(theme.folders[0] / "theme.toml"))
    return (error("token-missing", place, name=", ".join(names)),) if names else ()


def _job(
    request: Request, guide: Guide, theme: Theme, chosen: tuple[Edition, ...]
) -> tuple[Job, tuple[Problem, ...]]:
    """Plan one guide: tokens from the theme, the guide and the command line, in this order."""
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
    words, found = load_words(request.templates, meta.lang, meta.words, place)
    if not guide.rules:
        chosen = tuple(edition for edition in chosen if not edition.fit)
    return Job(guide, theme, tokens, words, chosen, request.sheets), problems + found
