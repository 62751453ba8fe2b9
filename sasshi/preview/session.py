"""What all windows of a preview share: the last build, the theme they chose, how they are told."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sasshi.make import Request, read_guides
from sasshi.model import DEFAULT_THEME
from sasshi.preview.build_result import Builder, BuildResult, PreviewPage
from sasshi.preview.front_matter_text import front_matter_text
from sasshi.preview.window_json import pages_json, problem_json, tokens_json
from sasshi.problems import Problem, SasshiError, Severity, bug
from sasshi.theme import Token, parse_token

#: Takes the files that a build read, and when it began, in ns since 1970.
WatchFiles = Callable[[frozenset[Path], int], None]
Made = TypeVar("Made")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Status:
    """What windows are told: the state as JSON, and whether a build runs or waits.

    ``version`` counts the states from 1 on; before the first there is ``null``.
    """

    version: int = 0
    busy: bool = False
    state_json: str = "null"


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """What was chosen in a window: a theme instead of the guide's own, and values of tokens."""

    theme: str | None = None
    tokens: Mapping[str, str] = field(default_factory=dict)


class PreviewSession:
    """Builds on one thread, and tells the windows. Every method may be called from any thread.

    Whatever fails becomes a problem that windows show; none of them waits for ever.
    """

    def __init__(
        self, builder: Builder, request: Request, lang: str, *, editor: bool = False
    ) -> None:
        """Show what ``builder`` builds of ``request``, in words of ``lang``.

        ``editor`` tells windows whether a source can be opened.
        """
        self._builder, self._request, self._lang, self._editor = builder, request, lang, editor
        self._worker = ThreadPoolExecutor(1, "build")
        self._change = threading.Condition()
        self._status, self._choice = Status(), ThemeChoice()
        self._result = BuildResult()
        self._sheets: tuple[PreviewPage, ...] = ()
        self._reported: tuple[Problem, ...] = ()
        self._last_state = self._state((), ())
        self._waiting = self._closed = False
        #: Called after each build.
        self.watch_files: WatchFiles = lambda files, since_ns: None

    # ---- building

    def rebuild(self) -> None:
        """Build again. All that comes while a build runs is done by one more."""
        with self._change:
            if self._waiting or self._closed:
                return
            self._waiting = True
            self._worker.submit(self._build)

    def choose(self, choice: Mapping[str, Any]) -> bool:
        """Change theme and tokens for all windows, and build: each if it is in ``choice``.

        ``theme`` is a name, ``tokens`` are values by name; ``None`` gives a theme or a token back
        to the guide. ``False`` if anything does not fit: then nothing changes.
        """
        tokens = choice.get("tokens", {})
        known = [None, *(each["name"] for each in self._builder.themes.titles())]
        with self._change:
            theme = choice.get("theme", self._choice.theme)
            if not isinstance(tokens, dict) or theme not in known:
                return False
            declared = self._declared(theme)
            kept = {n: v for n, v in self._choice.tokens.items() if n in declared}
            for name, value in tokens.items():
                if value is None:
                    kept.pop(name, None)
                elif name in declared and _fits(declared[name], value):
                    kept[name] = str(value)
                else:
                    return False
            self._choice = ThemeChoice(theme, kept)
        self.rebuild()
        return True

    def _declared(self, theme: str | None) -> Mapping[str, Token]:
        """Give the tokens of a theme, by default of the one that is shown."""
        return self._builder.themes.tokens_of(theme or self._result.theme or DEFAULT_THEME)

    def _build(self) -> None:
        with self._change:
            self._waiting, choice = False, self._choice
            self._tell(replace(self._status, busy=True))
        start_ns = time.time_ns()
        try:
            result = self._builder.build(choice.theme, choice.tokens)
        except Exception as fault:
            result = replace(self._result, problems=(_logged(fault),))
        with self._change:
            self._result, self._sheets, self._reported = result, (), ()
            self._publish(busy=self._waiting)
        try:
            self.watch_files(result.read, start_ns)
        except Exception as fault:
            self.report_fault(fault)

    # ---- what windows are told

    def report_fault(self, fault: BaseException) -> None:
        """Tell windows of a fault in sasshi itself."""
        self.report([_logged(fault)])

    def report(self, problems: Iterable[Problem]) -> None:
        """Tell windows of problems beside those of the build, until the next one.

        What they have been told already is not told again.
        """
        with self._change:
            known = (*self._result.problems, *self._reported)
            new = tuple(problem for problem in problems if problem not in known)
            if new and not self._closed:
                self._reported += new
                self._publish(busy=self._status.busy)

    def _publish(self, *, busy: bool) -> None:
        """Tell the state of now; if it cannot be told, the last one with what is wrong."""
        try:
            declared = self._declared(self._result.theme).values()
            state = self._state(self._builder.themes.titles(), declared)
            state_json = json.dumps(state, ensure_ascii=False)
            self._last_state = state
        except Exception as fault:
            state = self._last_state | {"problems": [problem_json(_logged(fault), self._lang)]}
            state_json = json.dumps(state, ensure_ascii=False)
        self._tell(Status(self._status.version + 1, busy, state_json))

    def _state(
        self, themes: Iterable[Mapping[str, str]], declared: Iterable[Token]
    ) -> dict[str, Any]:
        """Give all that a window shows, of themes by their titles; ``page/main.js`` takes it."""
        result, choice = self._result, self._choice
        problems = (*result.problems, *self._reported)
        told = [problem for problem in problems if problem.severity is not Severity.NOTE]
        return {
            "guide": self._request.guides[0] if self._request.guides else "",
            "binding": result.binding,
            "pages": pages_json(result.pages),
            "checklist": pages_json(result.checklist),
            "problems": [problem_json(problem, self._lang) for problem in told],
            "theme": choice.theme or result.theme,
            "themes": list(themes),
            "ownTheme": choice.theme is not None,
            "tokens": tokens_json(declared, result.tokens or {}, choice.tokens, self._lang),
            "editor": self._editor,
        }

    def _tell(self, status: Status) -> None:
        self._status = status
        self._change.notify_all()

    def next_status(self, seen: Status | None, timeout_s: float) -> Status | None:
        """Wait until the status is another than ``seen``; ``None`` if it stays so."""
        with self._change:
            self._change.wait_for(lambda: self._closed or self._status != seen, timeout_s)
            return None if self._status == seen else self._status

    @property
    def closed(self) -> bool:
        """Whether nothing more will be told."""
        return self._closed

    # ---- what windows ask for

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page of what was built, as PNG; ``None`` for any other."""
        with self._change:
            pages = (*self._result.pages, *self._result.checklist, *self._sheets)
        known = any(page.key == key for page in pages)
        return self._builder.picture(key, px_per_mm) if known else None

    def sheets(self) -> list[dict[str, Any]] | None:
        """Impose what was built; ``None`` if that fails: windows are told why."""
        sheets = self._made(self._builder.sheets)
        if sheets is None:
            return None
        with self._change:
            self._sheets = sheets
        return pages_json(sheets)

    def pdf(self, edition: str) -> bytes | None:
        """Give a finished file of what was built; ``None`` if that fails: windows are told why."""
        return self._made(partial(self._builder.pdf, edition))

    def _made(self, make_it: Callable[[], Made]) -> Made | None:
        """Make something on the thread of the builds, after those that wait."""
        try:
            return self._worker.submit(make_it).result()
        except SasshiError as failure:
            self.report(failure.problems)
            return None

    def front_matter(self) -> str:
        """Give theme and tokens of now as lines to paste into the guide."""
        return self._worker.submit(self._front_matter).result()

    def _front_matter(self) -> str:
        guides: list[Any] = []
        with suppress(SasshiError):
            guides, _ = read_guides(self._request)
        lang = guides[0].meta.lang if guides else "ja"
        own = guides[0].meta.theme if guides else None
        with self._change:
            theme = self._choice.theme or self._request.theme or own
            declared = self._declared(self._result.theme).values()
            return front_matter_text(theme, declared, self._result.tokens or {}, lang)

    def shows(self, path: str, line: int) -> bool:
        """Tell whether what is shown comes from this place, or complains of it."""
        with self._change:
            pages = (*self._result.pages, *self._result.checklist)
            problems = (*self._result.problems, *self._reported)
        sources = {(text.path, text.line) for page in pages for text in page.texts}
        return (path, line) in sources or any(_is_at(each, path, line) for each in problems)

    def close(self) -> None:
        """Send the windows away; a build that runs is not waited for."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        self._worker.shutdown(wait=False, cancel_futures=True)


def _logged(fault: BaseException) -> Problem:
    """Make a problem of a fault, and log where it came up: ``--debug`` shows that."""
    _LOG.debug("the preview goes on after a fault", exc_info=fault)
    return bug(fault)


def _fits(token: Token, value: object) -> bool:
    """Tell whether a value from a window is one for a token."""
    if not isinstance(value, str | int | float):
        return False
    text = str(value).lower() if isinstance(value, bool) else value
    return parse_token(token, text) is not None


def _is_at(problem: Problem, path: str, line: int) -> bool:
    """Tell whether a problem names a place; without a line it is about the first."""
    return problem.place.path == path and (problem.place.line or 1) == line
