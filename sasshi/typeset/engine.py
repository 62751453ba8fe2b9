"""WeasyPrint, started quickly, kept off the network, and made to say what went wrong."""

from __future__ import annotations

import contextlib
import ctypes.util
import logging
import re
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sasshi.problems import MachineError, Place, Problem, error, warning


@contextlib.contextmanager
def _without_compiler() -> Iterator[None]:
    """Keep ``ctypes.util.find_library`` from starting gcc and ldconfig while libraries load.

    WeasyPrint tries up to six names for each library; on Linux the soname is the one that
    works, and every other name costs two child processes: 0.2–0.4 s of CPU in all.
    """
    find = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find


try:
    with _without_compiler(), contextlib.redirect_stdout(sys.stderr):
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as missing:
    raise MachineError([error("no-pango", reason=str(missing).splitlines()[0])]) from missing

__all__ = ["FontConfiguration", "Log", "SafeFetcher", "weasyprint"]


class SafeFetcher(URLFetcher):  # type: ignore[misc]
    """Reads files below the given folders, and nothing else: no network, no other file.

    Remembers what was read and what was refused, in order.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=("file", "data"))
        self.roots = tuple(root.resolve() for root in roots)
        self.read: list[Path] = []
        self.refused: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Give the bytes of a file below the roots, or of a ``data:`` URL."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = Path(url2pathname(unquote(parts.path))) if parts.scheme == "file" else None
        if path is None or not any(path.resolve().is_relative_to(root) for root in self.roots):
            self.refused.append(url)
            raise PermissionError(f"outside the guide's and the theme's folders: {url}")
        self.read.append(path)
        mime = "image/svg+xml" if path.suffix.lower() == ".svg" else "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": mime})


class Log(logging.Handler):
    """Turns WeasyPrint's log records of this thread into problems."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.stylesheet: str | None = None
        self.problems: list[Problem] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep what the record says as a problem, once."""
        if record.thread != self.thread:
            return
        problem = self._problem(record)
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)

    def _problem(self, record: logging.LogRecord) -> Problem | None:
        message = record.getMessage()
        if "HarfBuzz" in message:
            return None
        found = re.search(r" at (\d+):(\d+)", message)
        if found and self.stylesheet:
            place = Place(self.stylesheet, int(found[1]), int(found[2]))
            return error("bad-css", place, reason=message.rstrip("."))
        if self.stylesheet:
            return error("bad-css", Place(self.stylesheet), reason=message.rstrip("."))
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
