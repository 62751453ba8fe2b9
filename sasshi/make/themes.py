"""Themes kept between builds, and the files that a build reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sasshi.make.plan import Job
from sasshi.theme import Theme


@dataclass(slots=True)
class Themes:
    """Themes that were loaded, by name, for as long as none of their files changes."""

    loaded: dict[str, Theme] = field(default_factory=dict)
    stamps: dict[Path, object] = field(default_factory=dict)

    def fresh(self) -> dict[str, Theme]:
        """Give the themes that are still as they were loaded, to add others to."""
        if any(stamp(path) != was for path, was in self.stamps.items()):
            self.loaded, self.stamps = {}, {}
        return self.loaded

    def remember(self, files: Iterable[Path]) -> None:
        """Note how the files of the themes are now, before more is read."""
        self.stamps = {path: stamp(path) for path in files}


def theme_files(theme: Theme) -> Iterator[Path]:
    """Give the files of a theme, and those that would stand before them in its chain."""
    own = [folder for folder in theme.folders if folder.is_dir()]
    found = [p.relative_to(folder) for folder in own for p in folder.rglob("*") if p.is_file()]
    for name in dict.fromkeys(found):
        yield from (folder / name for folder in theme.folders)


def files_of(job: Job, templates: Path) -> frozenset[Path]:
    """Give everything that a build of a guide reads or looks for, and the folders it is in."""
    guide = set(job.guide.files)
    folders = {file.parent for file in guide} | set(job.theme.folders)
    words = {templates / "words" / f"{lang[:2]}.toml" for lang in (job.guide.meta.lang, "en")}
    fonts = {templates / "fonts" / "fonts.toml"}
    return frozenset(guide | folders | words | fonts | set(theme_files(job.theme)))


def stamp(path: Path) -> object:
    """Tell one state of a file from another; ``None`` if there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
