"""The sample guides, built with a theme: every usual edition, in lines and in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sasshi.content import read_guide
from sasshi.editions import EDITIONS
from sasshi.fonts.coverage import uncovered
from sasshi.fonts.faces import Face, load_faces
from sasshi.make.font_problems import lacking_styles, missing_characters
from sasshi.make.job import Job, is_vertical, placed
from sasshi.make.open_job import open_typesetter
from sasshi.make.other_text import located
from sasshi.make.page_source import rendered
from sasshi.make.plan import lacking_tokens
from sasshi.make.steps.typeset import typeset_edition
from sasshi.model import Edition
from sasshi.problems import BuildError, Place, Problem, error, shown_path, warning
from sasshi.theme import TemplateFailed, Theme, load_words, token_values
from sasshi.theme.toml import place_of_key
from sasshi.typeset.contrast import Faint, faint_texts
from sasshi.workshop.stylesheets import css_texts

#: The guides that use everything, by their language.
SAMPLES = Path(__file__).resolve().parent.parent / "sample"


def sample_problems(theme: Theme, templates: Path) -> Iterator[Problem]:
    """Build the sample guides with a theme of ``templates``, and give what comes up."""
    lacking = lacking_tokens(theme)
    if lacking:
        yield from lacking
        return
    faces = load_faces(templates / "fonts")
    for job in _jobs(theme, templates):
        yield from _job_problems(job, faces)


def _jobs(theme: Theme, templates: Path) -> Iterator[Job]:
    """Plan the samples: Japanese in lines and in columns, English in lines."""
    for lang, writing in (("ja", "horizontal"), ("ja", "vertical"), ("en", "horizontal")):
        if writing not in theme.tokens["writing"].choices:
            continue
        guide, _ = read_guide(SAMPLES / lang)
        assert guide is not None
        settings = [("writing", writing, Place())]
        tokens, _ = token_values(theme, settings, lang)
        words, _ = load_words(templates, lang, guide.meta.words, Place())
        editions = tuple(e for e in EDITIONS if e.usual and not e.source)
        vertical = writing == "vertical"  # the one page to tick is not set in columns
        wanted = tuple(e for e in editions if not (vertical and e.pages))
        yield Job(guide, theme, tokens, words, wanted)


def _job_problems(job: Job, faces: tuple[Face, ...]) -> Iterator[Problem]:
    """Build a sample: first every template, then the pages of those that could be rendered."""
    for edition in job.editions:
        html, sound_theme, problems = _rendered(job, edition)
        yield from problems
        if html is not None:
            yield from _page_problems(replace(job, theme=sound_theme), edition, html, faces)


def _rendered(job: Job, edition: Edition) -> tuple[str | None, Theme, list[Problem]]:
    """Render an edition; a template that fails is left out, and the others go on.

    Gives the HTML, if there is any, the theme without what was left out, and what failed.
    """
    theme, left_out, problems = job.theme, set[Path](), list[Problem]()
    while True:
        try:
            html = rendered(replace(job, theme=theme), edition)
        except TemplateFailed as failure:
            problems += failure.problems
            part = _part(failure.path, theme.find(edition.template))
            if part is None or part in left_out:
                return None, theme, problems
            left_out.add(part)
            theme = job.theme.without(left_out)
        except BuildError as failure:
            return None, theme, [*problems, *failure.problems]
        else:
            return html, theme, problems


def _part(path: tuple[Path, ...], page: Path | None) -> Path | None:
    """Give what to leave out: the outermost part on the way, but never the page itself."""
    parts = [file for file in path if file != page]
    return parts[0] if parts else None


def _page_problems(
    job: Job, edition: Edition, html: str, faces: tuple[Face, ...]
) -> Iterator[Problem]:
    """Typeset an edition, and look at its pages."""
    yield from missing_characters(job.guide, uncovered(html, faces))
    try:
        vertical = is_vertical(job, edition)
        with open_typesetter(job, faces, html, vertical=vertical) as setter:
            pages, found = typeset_edition(job, edition, html, setter)
            yield from (_from_markup(problem, job.theme) for problem in found)
            yield from placed(job, lacking_styles(pages.styles(), faces))
            yield from placed(job, (_faint(job, faint) for faint in faint_texts(pages)))
            drawn = located(job, html, pages.to_pdf(edition.pdf_variant)[1])
            yield from placed(job, drawn)
    except BuildError as failure:
        page = Place(shown_path(job.theme.find(edition.template) or edition.template))
        for problem in failure.problems:
            yield problem if problem.place.path else replace(problem, place=page)


def _from_markup(problem: Problem, theme: Theme) -> Problem:
    """Find the template of a mistake in a ``style`` attribute: the engine tells no place."""
    reason = str(dict(problem.params).get("reason", ""))
    named = re.match(r"Ignored `([\w-]+)\s*:", reason)
    if problem.code != "engine-warning" or named is None:
        return problem
    wanted = re.compile(rf"""style\s*=\s*["'][^"'>]*(?<![\w-]){named[1]}\s*:""")
    names = [*theme.names("**/*.html"), *theme.names("**/*.svg")]
    for path in map(theme.find, names):
        text = path.read_text(encoding="utf-8", errors="replace") if path else ""
        if path and (attribute := wanted.search(text)):
            place = Place(shown_path(path), text.count("\n", 0, attribute.end()) + 1)
            return error("bad-css", place, reason=re.sub(r" at \d+:\d+", "", reason).rstrip("."))
    return problem


def _faint(job: Job, faint: Faint) -> Problem:
    """Say which text is too faint, and where its colour is set, if that can be found."""
    theme = job.theme
    names = [name for name, value in job.tokens.items() if _same_color(str(value), faint.color)]
    place = _token_place(theme, names[0]) if names else _css_place(theme, faint.color)
    params = {"text": _short(faint.text), "color": faint.color, "ground": faint.ground}
    place = place or replace(faint.place, page=faint.page)
    ratio = f"{int(faint.ratio * 100) / 100:.2f}"
    return warning("faint-text", place, ratio=ratio, page=faint.page, **params)


def _token_place(theme: Theme, name: str) -> Place | None:
    """Find the default of a token: in the first folder of the chain that gives one."""
    for folder in theme.folders:
        path = folder / "theme.toml"
        place = place_of_key(path, "default", f"tokens.{name}")
        if f"[tokens.{name}]" in path.read_text(encoding="utf-8") and place.line:
            return place
    return None


def _css_place(theme: Theme, color: str) -> Place | None:
    """Find the first line of a style sheet that sets a text in a colour."""
    short = re.sub(r"#(.)\1(.)\2(.)\3\Z", r"#\1\2\3", color)
    wanted = re.compile(rf"(?<![\w-])color\s*:\s*(?:{color}|{short})\b", re.IGNORECASE)
    for path, text in css_texts(theme).items():
        if declaration := wanted.search(text):
            return Place(shown_path(path), text.count("\n", 0, declaration.start()) + 1)
    return None


def _same_color(value: str, color: str) -> bool:
    """Tell whether a token's value is a colour, however it is written."""
    long = re.sub(r"#(.)(.)(.)\Z", r"#\1\1\2\2\3\3", value)
    return long.lower() == color


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:19] + "…"
