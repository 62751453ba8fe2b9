"""What a build gives the preview: pages, where their texts come from, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sasshi.preview.theme_cache import ThemeCache
from sasshi.problems import Problem


@dataclass(frozen=True, slots=True)
class PageText:
    """A block of text on a page: ``box_mm`` is left, top, width and height from the upper left.

    ``path`` and ``line`` are its source, ``words`` what it says, for screen readers, and ``tag``
    the HTML element that it is.
    """

    box_mm: tuple[float, float, float, float]
    path: str
    line: int
    words: str
    tag: str


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """A page, or a side of a sheet, as it can be shown.

    ``key`` changes exactly when its picture would; ``size_mm`` is width and height.
    """

    key: str
    size_mm: tuple[float, float]
    texts: tuple[PageText, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build gave. With errors, the pages are those of the last good build.

    ``read`` are the files that the build read or would have read, and the folders in which a new
    file would have counted: all that is to be watched. ``binding`` is the side on which the
    booklet is bound, ``theme`` the name of the one used, ``tokens`` the values that were.
    """

    problems: tuple[Problem, ...] = ()
    pages: tuple[PreviewPage, ...] = ()
    checklist: tuple[PreviewPage, ...] = ()
    read: frozenset[Path] = frozenset()
    binding: str = "left"
    theme: str = ""
    tokens: Mapping[str, object] | None = None


class Builder(Protocol):
    """What a session asks of whoever builds: of a ``GuideBuilder``, or of a stand-in for tests."""

    @property
    def themes(self) -> ThemeCache:
        """The themes that a window may choose."""

    def build(self, theme: str | None = None, tokens: Mapping[str, str] = ...) -> BuildResult:
        """Build the guide; what is wrong is in the result, beside the last good pages."""

    def picture(self, key: str, px_per_mm: float) -> bytes | None:
        """Draw a page, or a side of a sheet, as PNG; ``None`` if there is none of that key."""

    def sheets(self) -> tuple[PreviewPage, ...]:
        """Impose what was built: give the sides of the sheets.

        Raises:
            SasshiError: the print file cannot be made.

        """

    def pdf(self, edition: str) -> bytes:
        """Give the finished file of an edition.

        Raises:
            SasshiError: it cannot be made.

        """
