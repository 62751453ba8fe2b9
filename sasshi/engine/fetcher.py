"""What the engine may read: files of the guide and of its theme, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from sasshi.engine.internals import URLFetcher, URLFetcherResponse
from sasshi.engine.svg import Remark, prepared
from sasshi.pictures import clean
from sasshi.pictures.pixels import kind_of

_SVG = "image/svg+xml"


class _Prepared(URLFetcherResponse):  # type: ignore[misc]
    """Bytes that are not those of the file: without a path, the engine does not read it again."""

    @property
    def path(self) -> None:
        """Give no file."""


class SafeFetcher(URLFetcher):  # type: ignore[misc]
    """Reads files below the given folders, and nothing else: no network, no other file.

    Pictures are given clean: see ``sasshi.pictures``. Remembers what was read and what was
    refused, in order; and what the engine will not draw of a picture.
    """

    def __init__(
        self, roots: Sequence[Path], upright_family: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(allowed_protocols=("file", "data"))
        self.roots = tuple(root.resolve() for root in roots)
        self.upright_family = upright_family
        self.read: list[Path] = []
        self.refused: list[str] = []
        self.remarks: dict[Path, tuple[Remark, ...]] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Give the bytes of a file below the roots, or of a ``data:`` URL."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            response = super().fetch(url, headers)
            data, _ = self._prepared(response.read())
            return _Prepared(url, data, {"Content-Type": response.content_type})
        path = Path(url2pathname(unquote(parts.path))) if parts.scheme == "file" else None
        if path is None or not any(path.resolve().is_relative_to(root) for root in self.roots):
            self.refused.append(url)
            raise PermissionError(f"outside the guide's and the theme's folders: {url}")
        self.read.append(path)
        mime = _SVG if path.suffix.lower() == ".svg" else "application/octet-stream"
        data, self.remarks[path] = self._prepared(path.read_bytes())
        return _Prepared(url, data, {"Content-Type": mime})

    def _prepared(self, data: bytes) -> tuple[bytes, tuple[Remark, ...]]:
        """Make a picture ready for the engine, and give what that will not draw of it."""
        cleaned = clean(data)
        if kind_of(cleaned) != "svg":
            return cleaned, ()
        _, remarks = prepared(data)  # with the lines of the file as it is
        return prepared(cleaned, self.upright_family)[0], remarks
