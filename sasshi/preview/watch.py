"""Saved files → a call, for the files that a build read and no others."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from watchfiles import Change, watch

from sasshi.problems import Problem, bug, warning

#: A save is over when nothing has come for ``STEP_MS``, at the latest after ``LONGEST_MS``.
STEP_MS, LONGEST_MS = 20, 300
#: How soon the watch looks for what was saved while it was being set up.
LOOK_BACK_MS = 200
#: How often files are looked at where the system tells of nothing.
POLL_S = 0.3

#: When a file was changed, in ns since 1970, and its length; of a folder, the names in it.
Stamp = tuple[int, int, tuple[str, ...]]

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Followed:
    """What is followed: files under every path to them, the nearest folders that there are.

    ``missing`` are files and folders that do not exist yet. ``stamps`` are those of the moment
    from which on ``since_ns`` counts no more.
    """

    files: frozenset[Path] = frozenset()
    folders: frozenset[Path] = frozenset()
    missing: frozenset[Path] = frozenset()
    stamps: Mapping[Path, Stamp] = field(default_factory=dict)
    since_ns: int = 0

    def unchanged(self) -> bool:
        """Tell whether nothing was saved since the build began and since files are followed."""
        stamps = _stamps(self.files)
        newest_ns = max((changed_ns for changed_ns, _, _ in stamps.values()), default=0)
        return newest_ns <= self.since_ns and stamps == self.stamps

    def concerns(self, change: Change, name: str) -> bool:
        """Tell whether a build read this file, waits for it, or listed the folder it is new in."""
        path = Path(name)
        listed = change is not Change.modified and path.parent in self.files and _counts(name)
        return path in self.files or path in self.missing or listed


class Watch:
    """Calls when a file that is followed changes, comes or goes; from a thread of its own.

    Folders are watched, since editors put a new file in the old one's place. A folder that is
    itself followed counts all files in it. ``ready`` is set once it watches.
    """

    def __init__(
        self,
        on_save: Callable[[], None],
        on_problem: Callable[[Problem], None],
        *,
        poll: bool = False,
    ) -> None:
        """Call ``on_save``; and ``on_problem`` with what goes wrong in the thread: it goes on.

        ``poll``: look again and again, where the system tells of nothing.
        """
        self._on_save, self._on_problem = on_save, on_problem
        self._followed = _Followed()
        self._moved, self._closed = threading.Event(), threading.Event()
        self.ready = threading.Event()
        way = self._poll if poll else self._listen
        self._thread = threading.Thread(target=self._run, args=(way,), name="watch", daemon=True)
        self._thread.start()

    def follow(self, files: frozenset[Path], since_ns: int) -> None:
        """Follow these files from now on; call at once if one is newer than ``since_ns``.

        ``since_ns`` is in ns since 1970. Only one thread may call this.
        """
        paths = frozenset(path for file in files for path in (file.absolute(), file.resolve()))
        nearest = [_nearest_folder(path) for path in paths]
        folders = frozenset(folder for folder, _ in nearest)
        missing = frozenset(path for _, path in nearest if path)
        if (paths, folders, missing) != self._key():
            self._followed = _Followed(paths, folders, missing, _stamps(paths), since_ns)
            self._moved.set()

    def _key(self) -> tuple[frozenset[Path], ...]:
        return self._followed.files, self._followed.folders, self._followed.missing

    def close(self) -> None:
        """End the watch."""
        self._closed.set()
        self._moved.set()
        self._thread.join(timeout=5)

    def _run(self, usual_way: Callable[[], None]) -> None:
        while self._moved.wait() and not self._closed.is_set():
            self._moved.clear()
            way = usual_way
            while not self._moved.is_set():
                try:
                    way()
                except Exception as fault:  # no watch to be had of the system, a folder gone
                    self._on_problem(_problem(fault))
                    way = self._poll
                    self._moved.wait(POLL_S)

    def _listen(self) -> None:
        """Call for what the system tells, until other files are followed."""
        followed, looked_back = self._followed, False
        for changes in watch(
            *followed.folders,
            watch_filter=followed.concerns,
            debounce=LONGEST_MS,
            step=STEP_MS,
            rust_timeout=LOOK_BACK_MS,
            yield_on_timeout=True,
            stop_event=self._moved,
            recursive=False,
            ignore_permission_denied=True,
            raise_interrupt=False,
        ):
            if changes or not (looked_back or followed.unchanged()):
                self._on_save()
            looked_back = True
            self.ready.set()

    def _poll(self) -> None:
        """Call for what is otherwise than before, until other files are followed.

        The system's own way of looking takes two saves in one second for one.
        """
        followed = self._followed
        before = _stamps(followed.files)
        if not followed.unchanged():
            self._on_save()
        self.ready.set()
        while not self._moved.wait(POLL_S):
            now = _stamps(followed.files)
            if now != before:
                self._on_save()
            before = now


def _problem(fault: Exception) -> Problem:
    """Make a problem of a fault, and log where it came up: ``--debug`` shows that."""
    _LOG.debug("the watch goes on after a fault", exc_info=fault)
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
    """Give the stamp of each file that there is.

    A folder's own time also counts the traces of editors.
    """
    stamps: dict[Path, Stamp] = {}
    for path in files:
        try:
            if path.is_dir():
                stamps[path] = (0, 0, tuple(sorted(filter(_counts, map(str, path.iterdir())))))
            else:
                status = path.stat()
                stamps[path] = (status.st_mtime_ns, status.st_size, ())
        except OSError:
            continue
    return stamps


def _counts(name: str) -> bool:
    """Tell whether a new file is one of the project's, not a trace of an editor."""
    return not Path(name).name.startswith(".") and not name.endswith("~")
