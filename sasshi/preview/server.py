"""The preview on 127.0.0.1: a page, its events, and pictures of what was built.

No request reaches a file by its name: the page's own files come from a table (``page_files``),
pictures and sources are looked up in what was built.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from sasshi.editions import BY_NAME
from sasshi.make import Request
from sasshi.preview.answers import Answers, Refused
from sasshi.preview.build_result import Builder
from sasshi.preview.editor import Editor
from sasshi.preview.page_files import FILES, page_file, page_words
from sasshi.preview.session import PreviewSession
from sasshi.preview.watch import Watch
from sasshi.problems import MachineError, error

HOST = "127.0.0.1"
#: Tried in turn where no port is asked for, so that a window finds the next run again.
PORTS = range(8470, 8490)
#: How often a quiet stream of events shows that it is there.
HEARTBEAT_S = 15
#: In px per mm: how finely pages are drawn; ``page/server.js`` asks for these.
SCALES = ("1", "2", "3", "4", "6", "8", "12", "16", "24")


class Server(ThreadingHTTPServer):
    """Serves a preview to the windows of this machine, each request on a thread of its own."""

    daemon_threads = True
    #: Elsewhere a port is free again at once; on Windows this would share it.
    allow_reuse_address = os.name != "nt"

    def __init__(
        self,
        session: PreviewSession,
        lang: str,
        *,
        port: int | None = None,
        editor: Editor | None = None,
    ) -> None:
        """Listen; ``port`` ``None`` takes the first of ``PORTS`` that is free, or any.

        ``lang`` is the language of the page, ``editor`` what opens a source, if anything does.

        Raises:
            MachineError: the port is taken, or not allowed.

        """
        self.session, self.lang, self.editor = session, lang, editor
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
            self.session.report_fault(fault)


@contextmanager
def serving(
    builder: Builder,
    request: Request,
    lang: str,
    *,
    port: int | None = None,
    poll: bool = False,
    editor: Editor | None = None,
) -> Iterator[Server]:
    """Open a preview, and close it in the end: a first build begins, its files are watched.

    ``builder`` builds the guide of ``request``; ``lang`` is the language of page and messages,
    ``port`` ``None`` any that is free. ``poll`` looks for saved files again and again, where the
    system does not tell of them; ``editor`` opens a source. Requests are answered once
    ``serve_forever`` of the server runs.

    Raises:
        MachineError: the port is taken, or not allowed.

    """
    session = PreviewSession(builder, request, lang, editor=editor is not None)
    with Server(session, lang, port=port, editor=editor) as server:
        watch = Watch(session.rebuild, lambda problem: session.report([problem]), poll=poll)
        session.watch_files = watch.follow
        session.rebuild()
        try:
            yield server
        finally:
            session.close()
            watch.close()


class Handler(Answers):
    """One connection of a window. ``GET`` and ``POST`` below list what may be asked."""

    server: Server

    def do_GET(self) -> None:
        """Answer what only looks."""
        self._answer(GET)

    def do_POST(self) -> None:
        """Answer what changes something."""
        self._answer(POST)

    def _answer(self, table: dict[str, Callable[[Handler, list[str]], None]]) -> None:
        self.take_length()
        name, *rest = urlsplit(self.path).path.removeprefix("/").split("/")
        origin = self.headers.get("Origin")
        own = origin is not None and origin.removeprefix("http://") in self.server.hosts
        if self.headers.get("Host") not in self.server.hosts:
            self.refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif not own and (origin is not None or table is POST):
            self.refuse(HTTPStatus.FORBIDDEN)
        elif table is GET and name in FILES and not rest:
            self.send_bytes(*page_file(name))
        elif name not in table:
            self.refuse(HTTPStatus.NOT_FOUND)
        else:
            try:
                table[name](self, [unquote(each) for each in rest])
            except Refused as refused:
                self.refuse(refused.status)

    # ---- what may be asked

    def events(self, rest: list[str]) -> None:
        """Send the state, now and whenever it changes, until one side goes."""
        self.close_connection = True
        self.begin_answer(HTTPStatus.OK, "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 500\n\n")
        session, seen = self.server.session, None
        while not session.closed:
            status = session.next_status(seen, HEARTBEAT_S)
            if status is None:
                self.wfile.write(b": still here\n\n")
                continue
            self.wfile.write(f"event: busy\ndata: {json.dumps(status.busy)}\n\n".encode())
            if status.version and (seen is None or status.version != seen.version):
                self.wfile.write(f"event: state\ndata: {status.state_json}\n\n".encode())
            seen = status

    def words(self, rest: list[str]) -> None:
        """Give the texts of the page in the language of the preview."""
        self.send_json({"lang": self.server.lang, "words": page_words(self.server.lang)})

    def picture(self, rest: list[str]) -> None:
        """Draw a page: its key, and px for a mm. A key stands for one picture for ever."""
        key, scale = rest if len(rest) == 2 else ("", "")
        data = self.server.session.picture(key, float(scale)) if scale in SCALES else None
        if data is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        self.send_bytes(data, "image/png", "private, max-age=86400, immutable")

    def sheets(self, rest: list[str]) -> None:
        """Give the imposed sheets."""
        sheets = self.server.session.sheets()
        if sheets is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        self.send_json(sheets)

    def pdf(self, rest: list[str]) -> None:
        """Give a finished file."""
        data = self.server.session.pdf(rest[0]) if len(rest) == 1 and rest[0] in BY_NAME else None
        if data is None:
            raise Refused(HTTPStatus.NOT_FOUND)
        self.send_bytes(data, "application/pdf")

    def front_matter(self, rest: list[str]) -> None:
        """Give theme and tokens as lines for the guide."""
        self.send_json(self.server.session.front_matter())

    def theme(self, rest: list[str]) -> None:
        """Change the theme, tokens, or both."""
        if not self.server.session.choose(self.read_json()):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
        self.send_json(None)

    def open(self, rest: list[str]) -> None:
        """Open the source of something that is shown in the editor; ``null`` if all is well."""
        place, editor = self.read_json(), self.server.editor
        path, line = place.get("path"), place.get("line")
        if not editor or not isinstance(path, str) or not isinstance(line, int):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
        if not self.server.session.shows(path, line):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY)
        problem = editor.open(path, line)
        self.send_json(problem and " ".join(filter(None, problem.text(self.server.lang))))


GET: dict[str, Callable[[Handler, list[str]], None]] = {
    "events": Handler.events,
    "words": Handler.words,
    "picture": Handler.picture,
    "sheets": Handler.sheets,
    "pdf": Handler.pdf,
    "front-matter": Handler.front_matter,
}
POST: dict[str, Callable[[Handler, list[str]], None]] = {
    "theme": Handler.theme,
    "open": Handler.open,
}
