"""Files in the folders of a theme: which there are, and which of a name counts."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from sasshi.problems import Problem, UsageError, closest, error
from sasshi.theme import Theme

#: What may lie in any folder.
_APART = ("theme.toml", "*.md", "*.txt", "LICENSE*", ".*")


def own_files(folder: Path) -> list[str]:
    """Give the names of the files in a theme's folder, but for what may lie in any folder."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in paths)
    return [n for n in names if not any(fnmatchcase(Path(n).name, apart) for apart in _APART)]


def files_named(name: str, theme: Theme) -> tuple[Path, ...]:
    """Give the files of that name in a theme's chain, the one that counts first.

    Raises:
        UsageError: there is none.

    """
    name = checked_name(name)
    paths = tuple(path for folder in theme.folders if (path := folder / name).is_file())
    if not paths:
        raise UsageError([no_such_file(name, theme)])
    return paths


def checked_name(name: str) -> str:
    """Give a file's name in a theme, as templates write it.

    Raises:
        UsageError: it could lead out of the theme's folder.

    """
    path = PurePosixPath(name.replace("\\", "/"))
    if not name or path.is_absolute() or ".." in path.parts or ":" in name or "\0" in name:
        raise UsageError([error("bad-theme-path", name=name)])
    return path.as_posix()


def no_such_file(name: str, theme: Theme) -> Problem:
    """Say that no theme of a chain has a file, with the name that may have been meant."""
    known = {each for folder in theme.folders[1:] or theme.folders for each in own_files(folder)}
    nearest = closest(name, known, 0.5) or ", ".join(sorted(known)[:12])
    return error("no-theme-file", name=name, theme=theme.name, nearest=nearest)
