"""Saved files → a call, for the files that a build read and no others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchfiles import Change, watch

#: In ms: a save is over when nothing has come for ``STEP``, at the latest after ``LONGEST``.
STEP, LONGEST = 20, 300
#: In ms: how soon the watch looks for what was saved while it was being set up.
LOOK_BACK = 200


class Watch:
    """Calls when a file that is followed changes, comes or goes; from a thread of its own.

    Folders are watched, since editors put a new file in the old one's place. A folder that is
    itself followed counts all files in it.
    """

    def __init__(self, saved: Callable[[], None], *, poll: bool = False) -> None:
        """Call ``saved``. ``poll``: look again and again, where the system tells of nothing."""
        self._saved, self._poll = saved, poll
        self._files: frozenset[Path] = frozenset()
        self._followed: frozenset[Path] = frozenset()
        self._folders: frozenset[Path] = frozenset()
        self._since_ns = 0
        self._moved, self._closed = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def follow(self, files: frozenset[Path], since_ns: int) -> None:
        """Follow these files from now on; call at once if one is newer than ``since_ns``."""
        if files == self._followed:
            return
        self._followed = files
        self._files = frozenset(way for path in files for way in (path.absolute(), path.resolve()))
        folders = frozenset(filter(None, map(_nearest_folder, self._files)))
        if folders != self._folders:
            self._folders, self._since_ns = folders, since_ns
            self._moved.set()

    def close(self) -> None:
        """End the watch."""
        self._closed.set()
        self._moved.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while self._moved.wait() and not self._closed.is_set():
            self._moved.clear()
            looked_back = False
            for changes in watch(
                *self._folders,
                watch_filter=self._concerns,
                debounce=LONGEST,
                step=STEP,
                rust_timeout=LOOK_BACK,
                yield_on_timeout=True,
                stop_event=self._moved,
                force_polling=self._poll,
                recursive=False,
                ignore_permission_denied=True,
                raise_interrupt=False,
            ):
                if changes or (not looked_back and _newest(self._files) > self._since_ns):
                    self._saved()
                looked_back = True

    def _concerns(self, change: Change, name: str) -> bool:
        """Tell whether a build read this file, or listed the folder in which it is new."""
        path = Path(name)
        listed = change is not Change.modified and path.parent in self._files
        return path in self._files or listed


def _nearest_folder(path: Path) -> Path | None:
    """Give the folder of a file, or what there is of the way to it."""
    start = path if path.is_dir() else path.parent
    return next((folder for folder in (start, *start.parents) if folder.is_dir()), None)


def _newest(files: Iterable[Path]) -> int:
    """Give the time in ns at which the last of some files was changed, 0 where there is none."""
    times = [0]
    for path in files:
        try:
            times.append(path.stat().st_mtime_ns)
        except OSError:
            continue
    return max(times)
