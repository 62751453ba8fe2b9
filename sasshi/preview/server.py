"""The preview on 127.0.0.1: a page, its events, and pictures of what was built.

No request reaches a file by its name: the page's own files come from a table, pictures and
sources are looked up in what was built.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sasshi.editions import BY_NAME
from sasshi.make import Request
from sasshi.preview.editor import Editor
from sasshi.preview.session import Builder, PreviewSession
from sasshi.preview.watch import Watch
from sasshi.problems import MachineError, bug, error

HOST = "127.0.0.1"
#: Tried in turn where no port is asked for, so that a window finds the next run again.
PORTS = range(8470, 8490)
#: In seconds: how often a quiet stream of events shows that it is there.
HEARTBEAT = 15
#: In bytes: the most of what a window sends.
LONGEST_BODY = 65_536
#: In px for a mm: how finely pages are drawn.
SCALES = ("1", "2", "3", "4", "6", "8", "12", "16", "24")

PAGE = Path(__file__).with_name("page")
WORDS = Path(__file__).with_name("words.toml")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
MODULES = (
    *("main", "desk", "keys", "live", "look"),
    *("problems", "source", "thumbs", "words", "zoom"),
)
FILES = {
    "": "index.html",
    **{name: name for name in ("style.css", "controls.css", "icon.svg")},
    **{f"{name}.js": f"{name}.js" for name in MODULES},
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server(ThreadingHTTPServer):
    """Serves a desk to the windows of this machine."""

    daemon_threads = True
    #: Elsewhere a port is free again at once; on Windows this would share it.
    allow_reuse_address = os.name != "nt"

    def __init__(
        self,
        desk: PreviewSession,
        lang: str,
        *,
        port: int | None = None,
        editor: Editor | None = None,
    ) -> None:
        """Listen; ``port`` ``None`` takes the first that is free.

        Raises:
            MachineError: the port is taken, or not allowed.

        """
        self.desk, self.lang, self.editor = desk, lang, editor
        for tried in (*PORTS, 0) if port is None else (port,):
            try:
                super().__init__((HOST, tried), Handler)
                break
            except OSError as failure:
                if tried == port:
                    reason = failure.strerror or failure
                    raise MachineError([error("port-taken", port=port, reason=reason)]) from failure
        self.hosts = {f"{name}:{self.server_port}" for name in (HOST, "localhost")}

    @property
    def url(self) -> str:
        """Give the address of the page."""
        return f"http://{HOST}:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell what failed in an answer; that a window was closed meanwhile is no failure."""
        fault = sys.exception()
        if fault is not None and not isinstance(fault, (ConnectionError, TimeoutError)):
            self.desk.report([bug(fault)])


@contextmanager
def serving(
    studio: Builder,
    request: Request,
    lang: str,
    *,
    port: int | None = None,
    poll: bool = False,
    editor: Editor | None = None,
) -> Iterator[Server]:
    """Open a preview: build, watch, and listen. Serving begins with ``serve_forever``."""
    desk = PreviewSession(studio, request, lang, editor=editor is not None)
    with Server(desk, lang, port=port, editor=editor) as server:
        watch = Watch(desk.renew, lambda problem: desk.report([problem]), poll=poll)
        desk.follow = watch.follow
        desk.renew()
        try:
            yield server
        finally:
            desk.close()
            watch.close()


class Refused(Exception):
    """A request that is answered with a status and nothing else."""

    def __init__(self, status: HTTPStatus) -> None:
        """Keep the status."""
        super().__init__(status)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    """One connection of a window."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sasshi", ""
    timeout = 60
    unread = 0

    def do_GET(self) -> None:
        """Answer what only looks."""
        self._answer(GET)

    def do_POST(self) -> None:
        """Answer what changes something."""
        self._answer(POST)

    def _answer(self, table: dict[str, Callable[[Handler, list[str]], None]]) -> None:
        size = self.headers.get("Content-Length", "")
        self.unread = int(size) if size.isdecimal() and int(size) <= LONGEST_BODY else 0
        name, *rest = urlsplit(self.path).path.removeprefix("/").split("/")
        origin = self.headers.get("Origin")
        own = origin is not None and origin.removeprefix("http://") in self.server.hosts
        if self.headers.get("Host") not in self.server.hosts:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif not own and (origin is not None or table is POST):
            self._refuse(HTTPStatus.FORBIDDEN)
        elif table is GET and name in FILES and not rest:
            path = PAGE / FILES[name]
            self._send(path.read_bytes(), TYPES[path.suffix])
        elif name not in table:
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            try:
                table[name](self, [unquote(each) for each in rest])
            except Refused as refused:
                self._refuse(refused.status)

    # ---- what may be asked

    def events(self, rest: list[str]) -> None:
        """Send all that is shown, now and whenever it changes, until one side goes."""
        self.close_connection = True
        self._head(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 500\n\n")
        desk, seen = self.server.desk, None
        while not desk.closed:
            news = desk.news(seen, HEARTBEAT)
            if news is None:
                self.wfile.write(b": still here\n\n")
                continue
            self.wfile.write(f"event: busy\ndata: {json.dumps(news.busy)}\n\n".encode())
            if news.version and (seen is None or news.version != seen.version):
                self.wfile.write(f"event: state\ndata: {news.text}\n\n".encode())
            seen = news

    def words(self, rest: list[str]) -> None:
        """Give the words of the page in the language of the session."""
        words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
        self._json({"lang": self.server.lang, "words": words["en"] | words[self.server.lang]})

    def picture(self, rest: list[str]) -> None:
        """Draw a page: its key, and px for a mm. A key stands for one picture for ever."""
        key, scale = rest if len(rest) == 2 else ("", "")
        data = self.server.desk.picture(key, float(scale)) if scale in SCALES else None
        if data is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        self._send(data, "image/png", "private, max-age=86400, immutable")

    def sheets(self, rest: list[str]) -> None:
        """Give the imposed sheets."""
        sheets = self.server.desk.sheets()
        if sheets is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        self._json(sheets)

    def pdf(self, rest: list[str]) -> None:
        """Give a finished file."""
        data = self.server.desk.pdf(rest[0]) if len(rest) == 1 and rest[0] in BY_NAME else None
        if data is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        self._send(data, "application/pdf")

    def front_matter(self, rest: list[str]) -> None:
        """Give the look as lines for the guide."""
        self._json(self.server.desk.front_matter())

    def look(self, rest: list[str]) -> None:
        """Change the theme, tokens, or both."""
        if not self.server.desk.choose(self._body()):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
        self._json(None)

    def open(self, rest: list[str]) -> None:
        """Open the source of something that is shown in the editor; ``null`` if all is well."""
        place, editor = self._body(), self.server.editor
        path, line = place.get("path"), place.get("line")
        if not editor or not isinstance(path, str) or not isinstance(line, int):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
        if not self.server.desk.names(path, line):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
        problem = editor.open(path, line)
        self._json(problem and " ".join(filter(None, problem.text(self.server.lang))))

    # ---- answers

    def _body(self) -> dict[str, Any]:
        """Read a JSON object; refuse anything else."""
        size = self.headers.get("Content-Length", "")
        if not size.isdecimal() or "Transfer-Encoding" in self.headers:
            raise Refused(HTTPStatus.LENGTH_REQUIRED)
        if int(size) > LONGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self.headers.get_content_type() != "application/json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        try:
            body = json.loads(self._read())
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise Refused(HTTPStatus.BAD_REQUEST)
        return body

    def _read(self) -> bytes:
        """Read what the request still holds, if that is not too much."""
        size, self.unread = self.unread, 0
        return self.rfile.read(size)

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer with nothing but a status, and close.

        What was not read by then would make the system take the answer back.
        """
        self._read()
        self.close_connection = True
        self._send(status.phrase.encode(), "text/plain; charset=utf-8", status=status)

    def _json(self, value: object) -> None:
        self._send(json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def _send(
        self,
        data: bytes,
        kind: str,
        cache: str = "no-store",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        self._head(status, kind, cache)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def _head(self, status: HTTPStatus, kind: str, cache: str = "no-store") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", cache)
        for name, value in HEADERS.items():
            self.send_header(name, value)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: every picture would be a line in the terminal."""


GET: dict[str, Callable[[Handler, list[str]], None]] = {
    "events": Handler.events,
    "words": Handler.words,
    "picture": Handler.picture,
    "sheets": Handler.sheets,
    "pdf": Handler.pdf,
    "front-matter": Handler.front_matter,
}
POST: dict[str, Callable[[Handler, list[str]], None]] = {
    "look": Handler.look,
    "open": Handler.open,
}
