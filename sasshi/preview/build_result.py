"""What a build gives the preview: pages, where their texts come from, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
