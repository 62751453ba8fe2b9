"""Questions to a print server and their answers: IPP as far as it is needed (RFC 8010, RFC 8011).

Only reads: jobs are sent by ``lp``, which knows passwords and where the server is.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator, Mapping, Sequence
from struct import pack, unpack_from
from typing import Final

Value = int | bool | str | bytes

GET_PRINTER: Final = 0x000B
GET_JOB: Final = 0x0009
#: How long the server may take for an answer.
_SECONDS = 5.0
_OPERATION_GROUP, _END = 0x01, 0x03
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_COLLECTION, _COLLECTION_END, _MEMBER = 0x34, 0x37, 0x4A
_KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x44, 0x45, 0x47, 0x48
#: Tags of values that are text, and of those that are text with a language.
_TEXTS, _TAGGED_TEXTS = range(0x40, 0x50), (0x35, 0x36)


class NoAnswer(Exception):
    """The server does not answer, or not as it should."""


def ask(
    server: str, operation: int, uri: str, wanted: Sequence[str]
) -> Mapping[str, tuple[Value, ...]]:
    """Ask a server about a printer or a job; give the wanted attributes that it has.

    ``server`` is a host with a port, or the path of a socket, as ``lpstat -H`` says.

    Raises:
        NoAnswer: it does not answer, or refuses.

    """
    connection = _Local(server) if server.startswith("/") else _remote(server)
    try:
        body = _request(operation, uri, wanted)
        connection.request("POST", "/", body, {"Content-Type": "application/ipp"})
        reply = connection.getresponse()
        data = reply.read()
    except (OSError, http.client.HTTPException) as failure:
        raise NoAnswer(str(failure)) from failure
    finally:
        connection.close()
    if reply.status != http.HTTPStatus.OK:
        raise NoAnswer(f"HTTP {reply.status}")
    return read_answer(data)


class _Local(http.client.HTTPConnection):
    """A connection to a socket in the file system."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=_SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket."""
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(_SECONDS)
        self.sock.connect(self._path)


def _remote(server: str) -> http.client.HTTPConnection:
    host, _, port = server.rpartition(":")
    number = int(port) if port.isdigit() else 631
    return http.client.HTTPConnection((host or server).strip("[]"), number, timeout=_SECONDS)


def _request(operation: int, uri: str, wanted: Sequence[str]) -> bytes:
    target = "job-uri" if operation == GET_JOB else "printer-uri"
    return b"".join(
        [
            pack(">BBHIB", 2, 0, operation, 1, _OPERATION_GROUP),
            _attribute(_CHARSET, "attributes-charset", "utf-8"),
            _attribute(_LANGUAGE, "attributes-natural-language", "en"),
            _attribute(_URI, target, uri),
            *(
                _attribute(_KEYWORD, "" if number else "requested-attributes", name)
                for number, name in enumerate(wanted)
            ),
            bytes([_END]),
        ]
    )


def _attribute(tag: int, name: str, value: str) -> bytes:
    texts = (text.encode() for text in (name, value))
    return bytes([tag]) + b"".join(pack(">H", len(text)) + text for text in texts)


def read_answer(data: bytes) -> Mapping[str, tuple[Value, ...]]:
    """Read the attributes of an answer; collections are passed over.

    Raises:
        NoAnswer: the server refuses, or the answer cannot be read.

    """
    if len(data) < 8:
        raise NoAnswer("no answer")
    (status,) = unpack_from(">H", data, 2)
    if status >= 0x0100:
        raise NoAnswer(f"IPP 0x{status:04x}")
    attributes: dict[str, list[Value]] = {}
    try:
        name, depth = "", 0
        for tag, own, value in _fields(data):
            name = own or name
            if tag == _COLLECTION:
                depth += 1
            elif tag == _COLLECTION_END:
                depth -= 1
            elif not depth:
                attributes.setdefault(name, []).append(_value(tag, value))
    except (IndexError, ValueError, UnicodeDecodeError) as broken:
        raise NoAnswer(str(broken)) from broken
    return {each: tuple(values) for each, values in attributes.items()}


def _fields(data: bytes) -> Iterator[tuple[int, str, bytes]]:
    """Give the tag, the name (empty for a further value) and the value of each field."""
    place = 8
    while data[place] != _END:
        tag = data[place]
        place += 1
        if tag < 0x10:  # a new group
            continue
        parts = []
        for _ in range(2):
            length = int.from_bytes(data[place : place + 2], "big")
            parts.append(data[place + 2 : place + 2 + length])
            place += 2 + length
        yield tag, parts[0].decode() if tag != _MEMBER else "", parts[1]


def _value(tag: int, value: bytes) -> Value:
    if tag in (_INTEGER, _ENUM):
        return int.from_bytes(value, "big", signed=True)
    if tag == _BOOLEAN:
        return value != b"\0"
    if tag in _TEXTS:
        return value.decode("utf-8", "replace")
    if tag in _TAGGED_TEXTS:
        skipped = 2 + int.from_bytes(value[:2], "big")
        return value[skipped + 2 :].decode("utf-8", "replace")
    return value
