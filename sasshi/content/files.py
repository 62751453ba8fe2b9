"""The files of one guide: finding them, reading them, and saying what is in the way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sasshi.content.decode import decode
from sasshi.problems import Place, Problem, error, has_errors, warning

INDEX = "index.md"

_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(slots=True)
class Files:
    """Where a guide lies, which of its files were read, and what was wrong with them."""

    path: Path
    base: Path
    problems: list[Problem] = field(default_factory=list)
    read: list[Path] = field(default_factory=list)
    _shown: dict[Path, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The guide's name, which its output is named after."""
        return self.path.name if self.path.is_dir() else self.path.stem

    @property
    def root(self) -> Path:
        """The folder below which everything of the guide must lie."""
        return self.path if self.path.is_dir() else self.path.parent

    def shown(self, path: Path) -> str:
        """Give a path as people are to see it: relative to the base where it lies below."""
        if path not in self._shown:
            # Not resolved: people know a symbolic link by its name, not by its end.
            absolute = Path.cwd() / path
            try:
                self._shown[path] = absolute.relative_to(Path.cwd() / self.base).as_posix()
            except ValueError:
                self._shown[path] = str(absolute)
        return self._shown[path]

    def place(self, path: Path, line: int | None = None) -> Place:
        """Give the place of a file, or of a line in it."""
        return Place(self.shown(path), line)

    def find(self) -> tuple[Path | None, list[Path]]:
        """Give the file with the front matter, and the chapters of a folder in their order."""
        if not self.path.is_dir():
            self._check_twin(self.path.with_suffix(""))
            return self.path, []
        self._check_twin(self.path.with_name(self.path.name + ".md"))
        try:
            entries = sorted(self.path.iterdir(), key=lambda path: path.name)
        except OSError as fault:
            self._unreadable(self.path, fault)
            return None, []
        texts = [path for path in entries if path.suffix.lower() == ".md"]
        texts = [path for path in texts if not path.name.startswith((".", "_"))]
        index = next((path for path in texts if path.name == INDEX), None)
        if index is None:
            code = "index-missing" if texts else "no-markdown"
            self.problems.append(error(code, self.place(self.path)))
            return None, []
        return index, self._chapters([path for path in texts if path != index])

    def _chapters(self, texts: Sequence[Path]) -> list[Path]:
        """Give the numbered files, 2 before 10; warn of others, and of twins but for case."""
        chapters: list[tuple[int, Path]] = []
        seen: dict[str, Path] = {}
        for path in texts:
            number = _NUMBER.match(path.name)
            if not number:
                self.problems.append(warning("chapter-name", self.place(path), name=path.name))
                continue
            first = seen.setdefault(path.stem.lower(), path)
            if first != path:
                self.problems.append(error("chapter-twice", self.place(path), other=first.name))
            chapters.append((int(number[0]), path))
        return [path for _, path in sorted(chapters)]

    def _check_twin(self, twin: Path) -> None:
        """A folder and a file of the same name would overwrite each other's output."""
        if twin != self.path and (twin.is_file() or (twin / INDEX).is_file()):
            other = self.shown(twin)
            self.problems.append(error("guide-twice", self.place(self.path), other=other))

    def read_text(self, path: Path) -> str | None:
        """Read a text file of the guide; whatever is in the way is a problem."""
        if not self.inside(path):
            self.problems.append(error("file-outside", self.place(path)))
            return None
        try:
            data = path.read_bytes()
        except OSError as fault:
            self._unreadable(path, fault)
            return None
        self.read.append(path)
        text, problems = decode(data, self.shown(path))
        self.problems += problems
        return None if has_errors(problems) else text

    def inside(self, path: Path) -> bool:
        """Tell whether a path, all symbolic links followed, lies in the guide's folder."""
        try:
            return path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError):  # a link that leads to itself: reading it will tell
            return True

    def _unreadable(self, path: Path, fault: OSError) -> None:
        if path.is_symlink() and not path.exists():
            end = str(path.readlink())
            self.problems.append(error("file-dangling", self.place(path), end=end))
        elif isinstance(fault, FileNotFoundError):
            self.problems.append(error("file-missing", self.place(path)))
        elif path.is_dir():
            self.problems.append(error("file-is-folder", self.place(path)))
        else:
            why = fault.strerror or type(fault).__name__
            self.problems.append(error("file-unreadable", self.place(path), why=why))
