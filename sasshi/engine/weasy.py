"""WeasyPrint, started quickly, kept off the network, and made to say what went wrong."""

from __future__ import annotations

import contextlib
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from sasshi.engine.internals import (
    URLFetcher,
    URLFetcherResponse,
    cssselect2,
    engine_css,
    weasyprint,
)
from sasshi.engine.start import rare_rules
from sasshi.engine.stylesheets import spoilt_line, text_of
from sasshi.problems import Place, Problem, error, shown_path, warning


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


class _Parsed(weasyprint.HTML):  # type: ignore[misc]
    """A page whose tree was made beforehand, with the engine's own rules that it needs."""

    def __init__(self, root: Element, base_url: str, fetcher: SafeFetcher, rules: str) -> None:
        self.base_url = base_url
        self.rules = rules
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, None)
        self.etree_element = root

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        """Give the engine's own style sheet, and what was kept out of it where it is needed."""
        sheets: list[Any] = super()._ua_stylesheets(forms)
        return [*sheets, weasyprint.CSS(string=self.rules)] if self.rules else sheets


def parse(html: str, base_url: str, fetcher: SafeFetcher) -> weasyprint.HTML:
    """Parse a page.

    A page that is also well-formed XML, as those of the shipped themes are, goes through the
    parser of the standard library, in C; any other through the engine's HTML parser, which
    needs 0.1 s for a booklet.
    """
    try:
        return parse_piece(html, base_url, fetcher, {})
    except ElementTree.ParseError:
        page = weasyprint.HTML(string=html, base_url=base_url, url_fetcher=fetcher)
    root = page.etree_element
    _number_notes(root, {})
    return _Parsed(root, base_url, fetcher, rare_rules(html))


def parse_piece(
    html: str, base_url: str, fetcher: SafeFetcher, notes: dict[str, int]
) -> weasyprint.HTML:
    """Parse a page, or a piece of one, that is well-formed XML.

    ``notes`` are the numbers of the notes before it; those of its own are added.

    Raises:
        ParseError: it is not well-formed.

    """
    root = ElementTree.fromstring(html.replace("<!doctype html>", "", 1).strip())
    _number_notes(root, notes)
    return _Parsed(root, base_url, fetcher, rare_rules(html))


def _number_notes(root: Element, numbers: dict[str, int]) -> None:
    """Write the footnote's number where a note is referred to again.

    The engine's ``target-counter`` knows page and list counters, not that of footnotes.
    """
    notes = [span for span in root.iter("span") if "footnote" in span.get("class", "").split()]
    for number, note in enumerate(notes, len(numbers) + 1):
        numbers[f"#{note.get('id')}"] = number
    for link in root.iter("a"):
        if "footnote-again" in link.get("class", "").split():
            link.text = str(numbers.get(link.get("href", ""), ""))


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
            found = re.search(r" at (\d+):(\d+)", message)
            line, column = (int(found[1]), int(found[2])) if found else (None, None)
            if " selector, %s" in str(record.msg):
                # No place is told, but the selector is, in quotation marks.
                at = css.find(str(args[0]).strip("' "))
                line = css.count("\n", 0, at) + 1 if at >= 0 else None
            reason = re.sub(r" at \d+:\d+", "", message).rstrip(".")
            return error("bad-css", Place(path, line, column), reason=reason)
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


class _Imported(weasyprint.CSS):  # type: ignore[misc]
    """A style sheet that another one imports: mistakes in it carry its own file."""

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


engine_css.CSS = _Imported
