"""Saved files → a call, for the files that a build read and no others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, watch

from sasshi.problems import Problem, bug, warning

#: In ms: a save is over when nothing has come for ``STEP``, at the latest after ``LONGEST``.
STEP, LONGEST = 20, 300
#: In ms: how soon the watch looks for what was saved while it was being set up.
LOOK_BACK = 200
#: In seconds: how often files are looked at where the system tells of nothing.
EVERY = 0.3

Stamp = tuple[int, int, tuple[str, ...]]


class Watch:
    """Calls when a file that is followed changes, comes or goes; from a thread of its own.

    Folders are watched, since editors put a new file in the old one's place. A folder that is
    itself followed counts all files in it. ``ready`` is set once it watches.
    """

    def __init__(
        self,
        saved: Callable[[], None],
        failed: Callable[[Problem], None],
        *,
        poll: bool = False,
    ) -> None:
        """Call ``saved``, and ``failed`` with what goes wrong in the thread: it goes on.

        ``poll``: look again and again, where the system tells of nothing.
        """
        self._saved, self._failed = saved, failed
        self._files: frozenset[Path] = frozenset()
        self._awaited: frozenset[Path] = frozenset()
        self._folders: frozenset[Path] = frozenset()
        self._stamps: dict[Path, Stamp] = {}
        self._since_ns = 0
        self._moved, self._closed = threading.Event(), threading.Event()
        self.ready = threading.Event()
        work = self._look if poll else self._listen
        self._thread = threading.Thread(target=self._run, args=(work,), name="watch", daemon=True)
        self._thread.start()

    def follow(self, files: frozenset[Path], since_ns: int) -> None:
        """Follow these files from now on; call at once if one is newer than ``since_ns``."""
        ways = frozenset(way for path in files for way in (path.absolute(), path.resolve()))
        found = [_nearest_folder(path) for path in ways]
        folders = frozenset(folder for folder, _ in found)
        self._awaited = frozenset(missing for _, missing in found if missing)
        if (ways, folders) != (self._files, self._folders):
            self._files, self._folders, self._since_ns = ways, folders, since_ns
            self._stamps = _stamps(ways)
            self._moved.set()

    def close(self) -> None:
        """End the watch."""
        self._closed.set()
        self._moved.set()
        self._thread.join(timeout=5)

    def _run(self, work: Callable[[], None]) -> None:
        while self._moved.wait() and not self._closed.is_set():
            self._moved.clear()
            way = work
            while not self._moved.is_set():
                try:
                    way()
                except Exception as fault:  # no watch to be had of the system, a folder gone
                    self._failed(_problem(fault))
                    way = self._look
                    self._moved.wait(EVERY)

    def _listen(self) -> None:
        """Call for what the system tells, until other folders are to be watched."""
        looked_back = False
        for changes in watch(
            *self._folders,
            watch_filter=self._concerns,
            debounce=LONGEST,
            step=STEP,
            rust_timeout=LOOK_BACK,
            yield_on_timeout=True,
            stop_event=self._moved,
            recursive=False,
            ignore_permission_denied=True,
            raise_interrupt=False,
        ):
            if changes or not (looked_back or self._unchanged()):
                self._saved()
            looked_back = True
            self.ready.set()

    def _look(self) -> None:
        """Call for what is otherwise than before, until other files are to be looked at.

        The system's own way of looking takes two saves in one second for one.
        """
        if not self._unchanged():
            self._saved()
        self.ready.set()
        while not self._moved.wait(EVERY):
            before, self._stamps = self._stamps, _stamps(self._files)
            if self._stamps != before:
                self._saved()

    def _unchanged(self) -> bool:
        """Tell whether nothing was saved since the build began and since files are followed."""
        stamps = _stamps(self._files)
        newest = max((changed for changed, _, _ in stamps.values()), default=0)
        return newest <= self._since_ns and stamps == self._stamps

    def _concerns(self, change: Change, name: str) -> bool:
        """Tell whether a build read this file, waits for it, or listed the folder it is new in."""
        path = Path(name)
        listed = change is not Change.modified and path.parent in self._files and _counts(name)
        return path in self._files or path in self._awaited or listed


def _problem(fault: Exception) -> Problem:
    if isinstance(fault, OSError):
        return warning("watch-failed", reason=fault.strerror or fault)
    return bug(fault)


def _nearest_folder(path: Path) -> tuple[Path, Path | None]:
    """Give the folder of a file, or what there is of the way to it and what lacks next."""
    missing = None
    for folder in (path, *path.parents):
        if folder.is_dir():
            return folder, missing
        missing = folder if folder != path else None
    return path, missing


def _stamps(files: Iterable[Path]) -> dict[Path, Stamp]:
    """Give for each file that is there when it was changed and how long it is.

    For a folder, give the names in it: its own time also counts the traces of editors.
    """
    stamps: dict[Path, Stamp] = {}
    for path in files:
        try:
            if path.is_dir():
                stamps[path] = (0, 0, tuple(sorted(filter(_counts, map(str, path.iterdir())))))
            else:
                found = path.stat()
                stamps[path] = (found.st_mtime_ns, found.st_size, ())
        except OSError:
            continue
    return stamps


def _counts(name: str) -> bool:
    """Tell whether a new file is one of the project's, not a trace of an editor."""
    return not Path(name).name.startswith(".") and not name.endswith("~")
