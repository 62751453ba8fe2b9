"""What the engine may read: files of the guide and of its theme, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sasshi.engine.internals import URLFetcher, URLFetcherResponse
from sasshi.pictures import clean

_SVG = "image/svg+xml"


class _Prepared(URLFetcherResponse):  # type: ignore[misc]
    """Bytes that are not those of the file: without a path, the engine does not read it again."""

    @property
    def path(self) -> None:
        """Give no file."""


class SafeFetcher(URLFetcher):  # type: ignore[misc]
    """Reads files below the given folders, and nothing else: no network, no other file.

    Pictures are given clean: see ``sasshi.pictures``. Remembers what was read and what was
    refused, in order.
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
            response = super().fetch(url, headers)
            return _Prepared(url, clean(response.read()), {"Content-Type": response.content_type})
        path = Path(url2pathname(unquote(parts.path))) if parts.scheme == "file" else None
        if path is None or not any(path.resolve().is_relative_to(root) for root in self.roots):
            self.refused.append(url)
            raise PermissionError(f"outside the guide's and the theme's folders: {url}")
        self.read.append(path)
        mime = _SVG if path.suffix.lower() == ".svg" else "application/octet-stream"
        return _Prepared(url, clean(path.read_bytes()), {"Content-Type": mime})
