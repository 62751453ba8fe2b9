"""Themes kept between builds, and the files that a build reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sasshi.make import Job
from sasshi.model import stamp
from sasshi.theme import Theme, word_files


class Themes:
    """Themes that were loaded, by name, for as long as none of their files changes."""

    def __init__(self) -> None:
        self.loaded: dict[str, Theme] = {}
        self.files: dict[str, frozenset[Path]] = {}
        self.stamps: dict[Path, object] = {}

    def fresh(self) -> dict[str, Theme]:
        """Give the themes that are still as they were loaded, to add others to."""
        if any(stamp(path) != was for path, was in self.stamps.items()):
            self.loaded, self.files, self.stamps = {}, {}, {}
        return self.loaded

    def files_of(self, theme: Theme) -> frozenset[Path]:
        """Give the files of a theme, and those that would stand before them in its chain."""
        if theme.name not in self.files:
            self.files[theme.name] = frozenset(_files(theme))
            self.stamps |= {path: stamp(path) for path in self.files[theme.name]}
        return self.files[theme.name]


def _files(theme: Theme) -> Iterator[Path]:
    """Find the files of a theme's folders, each in every folder where it could be."""
    found = [p.relative_to(f) for f in theme.folders for p in f.rglob("*") if p.is_file()]
    for name in dict.fromkeys(found):
        yield from (folder / name for folder in theme.folders)


def files_of(job: Job, templates: Path) -> frozenset[Path]:
    """Give what a build reads or looks for beside the theme's files, and the folders of all."""
    guide = set(job.guide.files)
    folders = {file.parent for file in guide} | set(job.theme.folders)
    words = word_files(templates, job.guide.meta.lang)
    return frozenset({*guide, *folders, *words, templates / "fonts" / "fonts.toml"})
