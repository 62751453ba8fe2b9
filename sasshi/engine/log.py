"""What the engine has to say, as problems: about style sheets with file, line and column."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sasshi.engine.internals import weasyprint
from sasshi.engine.log_words import in_words
from sasshi.engine.stylesheets import spoilt_line, text_of
from sasshi.problems import Place, Problem, error, shown_path, warning

#: What listens while a style sheet is parsed.
_LISTENING: ContextVar[Log | None] = ContextVar("listening", default=None)


class Log(logging.Handler):
    """Turns WeasyPrint's log records of this thread into problems.

    ``stylesheet`` is the one being parsed: its path as shown, and its text. ``failed`` are the URLs
    that could not be read, each with the reason. ``imported`` are the files that the style sheet
    is made of, in the order in which one leads to the next.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.stylesheet: tuple[str, str] | None = None
        self.problems: list[Problem] = []
        self.failed: list[tuple[str, str]] = []
        self.imported: list[Path] = []

    @contextlib.contextmanager
    def reading(self, path: Path, text: str | None = None) -> Iterator[None]:
        """Take what is said meanwhile to be about a style sheet, or about one that it imports."""
        before, token = self.stylesheet, _LISTENING.set(self)
        if text is None:  # that it cannot be read, the engine will say
            text = text_of(path) if path.is_file() else ""
        self.stylesheet = shown_path(path), text
        if line := spoilt_line(text):
            place = Place(shown_path(path), line)
            self.problems.append(error("bad-css", place, reason="the file is not UTF-8"))
        self.imported.append(path.resolve())
        try:
            yield
        finally:
            self.stylesheet = before
            self.imported.pop()
            _LISTENING.reset(token)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what the record says as a problem, once."""
        if record.thread != self.thread:
            return
        problem = self._problem(record)
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)

    def _problem(self, record: logging.LogRecord) -> Problem | None:
        message = record.getMessage()
        args = record.args if isinstance(record.args, tuple) else ()
        if record.msg.startswith("Failed to load") and len(args) == 2:
            self.failed.append((str(args[0]), str(args[1])))
            return None
        if self.stylesheet:
            path, css = self.stylesheet
            told = re.search(r" at (\d+):(\d+)", message)
            line, column = (int(told[1]), int(told[2])) if told else (None, None)
            if " selector, %s" in str(record.msg):
                # No place is told, but the selector is, in quotation marks.
                at = css.find(str(args[0]).strip("' "))
                line = css.count("\n", 0, at) + 1 if at >= 0 else None
            reason = re.sub(r" at \d+:\d+", "", message).rstrip(".")
            return error("bad-css", Place(path, line, column), reason=reason)
        if words := in_words(str(record.msg), args):
            return words
        if record.levelno >= logging.ERROR:
            return error("engine-error", reason=message)
        return warning("engine-warning", reason=message)

    def __enter__(self) -> Log:
        """Listen."""
        logger = logging.getLogger("weasyprint")
        self._before = (logger.level, logger.propagate, list(logger.handlers))
        logger.setLevel(logging.WARNING)
        logger.propagate = False
        logger.handlers = [self]
        return self

    def __exit__(self, *failure: object) -> None:
        """Stop listening."""
        logger = logging.getLogger("weasyprint")
        logger.level, logger.propagate, logger.handlers = self._before


def imported_stylesheets(own: type) -> type:
    """Have mistakes in a style sheet that another one imports carry its own file."""
    return _Imported


class _Imported(weasyprint.CSS):  # type: ignore[misc]
    """A style sheet that another one imports."""

    def __init__(self, *values: Any, url: str | None = None, **options: Any) -> None:
        log = _LISTENING.get()
        if log is None or url is None:
            super().__init__(*values, url=url, **options)
            return
        path = Path(url2pathname(unquote(urlsplit(url).path)))
        if path.resolve() in log.imported:
            log.failed.append((url, "it imports itself"))
            return
        with log.reading(path):
            super().__init__(url=url, **options)
