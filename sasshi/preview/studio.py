"""A guide, built again and again while it is written: what the preview shows.

``Studio`` keeps what has not changed between builds; the server sees only its values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sasshi.problems import Problem


@dataclass(frozen=True, slots=True)
class Text:
    """A block of text on a page: its box in mm from the page's upper left, and its source.

    ``words`` is what it says, for screen readers.
    """

    box: tuple[float, float, float, float]
    path: str
    line: int
    words: str
    tag: str


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as it can be shown: ``key`` changes exactly when its picture would."""

    key: str
    size_mm: tuple[float, float]
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """What a build gave. With errors, ``pages`` are those of the last good build.

    ``read`` are the files that the build read or would have read, to be watched. ``binding`` is
    the side on which the booklet is bound. ``tokens`` are the values that the build used.
    """

    problems: tuple[Problem, ...]
    pages: tuple[PageView, ...]
    checklist: tuple[PageView, ...]
    read: frozenset[Path]
    binding: str = "left"
    theme: str = ""
    tokens: Mapping[str, object] | None = None
