"""What all windows share: the last build, the look they chose, and how news reaches them."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sasshi import make
from sasshi.make import Request
from sasshi.model import DEFAULT_THEME
from sasshi.preview import shown
from sasshi.preview.builder import ShownPage, View
from sasshi.preview.theme_cache import ThemeCache
from sasshi.problems import Problem, SasshiError, Severity, bug
from sasshi.theme import Token, parse_token

Follow = Callable[[frozenset[Path], int], None]
Made = TypeVar("Made")


class Builder(Protocol):
    """What the desk asks of a ``GuideBuilder``."""

    @property
    def themes(self) -> ThemeCache:
        """Give the themes that there are."""

    def build(self, theme: str | None = None, tokens: Mapping[str, str] = ...) -> View:
        """Build the guide."""

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page as PNG."""

    def sheets(self) -> tuple[ShownPage, ...]:
        """Impose."""

    def pdf(self, edition: str) -> bytes:
        """Give a finished file."""


@dataclass(frozen=True, slots=True)
class News:
    """How far things are: which build is shown, whether another runs, and all of it as JSON."""

    version: int = 0
    busy: bool = False
    text: str = "null"


@dataclass(frozen=True, slots=True)
class Look:
    """What was chosen in a window: a theme instead of the guide's own, and values of tokens."""

    theme: str | None = None
    tokens: Mapping[str, str] = field(default_factory=dict)


class PreviewSession:
    """Builds on one thread, and tells the windows. Every method may be called from any thread."""

    def __init__(
        self, studio: Builder, request: Request, lang: str, *, editor: bool = False
    ) -> None:
        """Show what ``studio`` builds of ``request``, in words of ``lang``."""
        self._studio, self._request, self._lang, self._editor = studio, request, lang, editor
        self._worker = ThreadPoolExecutor(1, "build")
        self._change = threading.Condition()
        self._news, self._look = News(), Look()
        self._view = View((), (), (), frozenset())
        self._sheets: tuple[ShownPage, ...] = ()
        self._reported: tuple[Problem, ...] = ()
        self._state_told = self._state()
        self._waiting = self._closed = False
        self.follow: Follow = lambda files, since_ns: None

    # ---- building

    def renew(self) -> None:
        """Build again. All that comes while a build runs is done by one more."""
        with self._change:
            if self._waiting or self._closed:
                return
            self._waiting = True
            self._worker.submit(self._build)

    def choose(self, choice: Mapping[str, Any]) -> bool:
        """Change the look, for all windows, and build: ``theme`` and ``tokens``, each if there.

        ``None`` gives a theme or a token back to the guide. ``False`` if anything does not fit.
        """
        tokens = choice.get("tokens", {})
        known = [None, *(each["name"] for each in self._studio.themes.titles())]
        with self._change:
            theme = choice.get("theme", self._look.theme)
            if not isinstance(tokens, dict) or theme not in known:
                return False
            declared = self._declared(theme)
            kept = {n: v for n, v in self._look.tokens.items() if n in declared}
            for name, value in tokens.items():
                if value is None:
                    kept.pop(name, None)
                elif name in declared and _fits(declared[name], value):
                    kept[name] = str(value)
                else:
                    return False
            self._look = Look(theme, kept)
        self.renew()
        return True

    def _declared(self, theme: str | None) -> Mapping[str, Token]:
        """Give the tokens of a theme, by default of the one that is shown."""
        return self._studio.themes.tokens_of(theme or self._view.theme or DEFAULT_THEME)

    def _build(self) -> None:
        with self._change:
            self._waiting, look = False, self._look
            self._tell(replace(self._news, busy=True))
        started_ns = time.time_ns()
        try:
            view = self._studio.build(look.theme, look.tokens)
        except Exception as fault:  # a bug must not end the preview
            view = replace(self._view, problems=(bug(fault),))
        with self._change:
            self._view, self._sheets, self._reported = view, (), ()
            self._publish(busy=self._waiting)
        try:
            self.follow(view.read, started_ns)
        except Exception as fault:
            self.report([bug(fault)])

    def report(self, problems: Iterable[Problem]) -> None:
        """Tell windows of problems beside those of the build, until the next one."""
        with self._change:
            known = (*self._view.problems, *self._reported)
            new = tuple(problem for problem in problems if problem not in known)
            if new and not self._closed:
                self._reported += new
                self._publish(busy=self._news.busy)

    def _publish(self, *, busy: bool) -> None:
        """Tell windows the state of now; if it cannot be told, the last one and what is wrong."""
        try:
            state = self._state()
            text = json.dumps(state, ensure_ascii=False)
            self._state_told = state
        except Exception as fault:
            state = self._state_told | {"problems": [shown.problem(bug(fault), self._lang)]}
            text = json.dumps(state, ensure_ascii=False)
        self._tell(News(self._news.version + 1, busy, text))

    def _state(self) -> dict[str, Any]:
        """Give all that a window shows."""
        view, look = self._view, self._look
        declared = self._declared(view.theme).values()
        problems = (*view.problems, *self._reported)
        told = [p for p in problems if p.severity is not Severity.NOTE]
        return {
            "guide": self._request.guides[0] if self._request.guides else "",
            "binding": view.binding,
            "pages": shown.pages(view.pages),
            "checklist": shown.pages(view.checklist),
            "problems": [shown.problem(each, self._lang) for each in told],
            "theme": look.theme or view.theme,
            "themes": self._studio.themes.titles(),
            "ownTheme": look.theme is not None,
            "tokens": shown.tokens(declared, view.tokens or {}, look.tokens, self._lang),
            "editor": self._editor,
        }

    # ---- what windows ask

    def news(self, seen: News | None, timeout_s: float) -> News | None:
        """Wait until there is something that was not ``seen``; ``None`` if nothing comes."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._news != seen, timeout_s)
            return None if self._news == seen else self._news

    @property
    def closed(self) -> bool:
        """Whether no more news will come."""
        return self._closed

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page of what was built, and of nothing else."""
        with self._change:
            view = (*self._view.pages, *self._view.checklist, *self._sheets)
        known = any(page.key == key for page in view)
        return self._studio.picture(key, px_per_mm) if known else None

    def sheets(self) -> list[dict[str, Any]] | None:
        """Impose what was built; ``None`` if that fails: windows are told why."""
        sheets = self._made(self._studio.sheets)
        if sheets is None:
            return None
        with self._change:
            self._sheets = sheets
        return shown.pages(sheets)

    def pdf(self, edition: str) -> bytes | None:
        """Give a finished file of what was built; ``None`` if that fails: windows are told why."""
        return self._made(partial(self._studio.pdf, edition))

    def _made(self, make_it: Callable[[], Made]) -> Made | None:
        """Make something where builds are made, after those that wait."""
        try:
            return self._worker.submit(make_it).result()
        except SasshiError as failure:
            self.report(failure.problems)
            return None

    def front_matter(self) -> str:
        """Give the look as lines to paste into the guide."""
        return self._worker.submit(self._front_matter).result()

    def _front_matter(self) -> str:
        guides: list[Any] = []
        with suppress(SasshiError):
            guides, _ = make.read_guides(self._request)
        lang = guides[0].meta.lang if guides else "ja"
        own = guides[0].meta.theme if guides else None
        with self._change:
            theme, used = self._look.theme or self._request.theme or own, self._view.tokens or {}
            declared = self._declared(self._view.theme).values()
            return shown.front_matter(theme, declared, used, lang)

    def names(self, path: str, line: int) -> bool:
        """Tell whether what is shown comes from this place, or complains of it."""
        with self._change:
            view = self._view
        texts = {(t.path, t.line) for p in (*view.pages, *view.checklist) for t in p.texts}
        return (path, line) in texts or any(_is_at(each, path, line) for each in view.problems)

    def close(self) -> None:
        """Send the windows away; a build that runs is not waited for."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _tell(self, news: News) -> None:
        self._news = news
        self._change.notify_all()


def _fits(token: Token, value: object) -> bool:
    """Tell whether a value from a window is one for a token."""
    if not isinstance(value, str | int | float):
        return False
    text = str(value).lower() if isinstance(value, bool) else value
    return parse_token(token, text) is not None


def _is_at(problem: Problem, path: str, line: int) -> bool:
    """Tell whether a problem names a place; without a line it is about the first."""
    return problem.place.path == path and (problem.place.line or 1) == line
