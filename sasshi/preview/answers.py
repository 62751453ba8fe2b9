"""How the server of the preview reads what a window sends, and how it answers."""

from __future__ import annotations

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

#: In bytes: the most that a window sends.
LONGEST_BODY = 65_536
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Refused(Exception):
    """A request that is answered with a status and nothing else."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status


class Answers(BaseHTTPRequestHandler):
    """One connection of a window: bodies are small JSON objects, answers whole or refused."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sasshi", ""
    timeout = 60
    unread = 0

    def take_length(self) -> None:
        """Take note of how much of a request is not read yet, if that is not too much."""
        size = self.headers.get("Content-Length", "")
        self.unread = int(size) if size.isdecimal() and int(size) <= LONGEST_BODY else 0

    def read_json(self) -> dict[str, Any]:
        """Read the JSON object that a window sends.

        Raises:
            Refused: there is none, it is too long, or it is something else.

        """
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

    def refuse(self, status: HTTPStatus) -> None:
        """Answer with nothing but a status, and close.

        What was not read by then would make the system take the answer back.
        """
        self._read()
        self.close_connection = True
        self.send_bytes(status.phrase.encode(), "text/plain; charset=utf-8", status=status)

    def send_json(self, value: object) -> None:
        """Answer with a value."""
        self.send_bytes(json.dumps(value, ensure_ascii=False).encode(), "application/json")

    def send_bytes(
        self,
        data: bytes,
        media_type: str,
        cache: str = "no-store",
        status: HTTPStatus = HTTPStatus.OK,
    ) -> None:
        """Answer with data of a media type; ``cache`` says for how long a browser keeps it."""
        self.begin_answer(status, media_type, cache)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def begin_answer(self, status: HTTPStatus, media_type: str, cache: str = "no-store") -> None:
        """Send the status and all headers but the length."""
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Cache-Control", cache)
        for name, value in HEADERS.items():
            self.send_header(name, value)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: every picture would be a line in the terminal."""
