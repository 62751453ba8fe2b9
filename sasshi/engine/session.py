"""The engine at work: for one thread at a time, with our patches in for as long as it is used."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sasshi.engine.callbacks import DrawingCallbacks, LayoutCallbacks
from sasshi.engine.frames import F, with_room
from sasshi.engine.patch import Patch, Phase, patched
from sasshi.engine.patches import PATCHES


class Engine:
    """Opens sessions: while one is open, other threads wait for theirs, and the patches are in.

    Sessions of one thread may be opened within each other. Nothing of the engine's is changed
    while none is open.
    """

    def __init__(self, patches: Sequence[Patch] = PATCHES) -> None:
        self._phases = {
            phase: [patch for patch in patches if patch.phase is phase] for phase in Phase
        }
        self._lock = threading.RLock()
        self._depth = 0

    @contextmanager
    def session(self) -> Iterator[None]:
        """Have the engine to oneself, with the patches for work in."""
        with self._lock:
            self._depth += 1
            try:
                with patched(self._phases[Phase.WORK] if self._depth == 1 else ()):
                    yield
            finally:
                self._depth -= 1

    @contextmanager
    def laying_out(self, callbacks: LayoutCallbacks) -> Iterator[None]:
        """Open a session in which pages are laid out by our rules."""
        with self.session(), patched(self._phases[Phase.LAYOUT], callbacks):
            yield

    @contextmanager
    def drawing(self, callbacks: DrawingCallbacks) -> Iterator[None]:
        """Open a session in which pages are drawn our way."""
        with self.session(), patched(self._phases[Phase.DRAWING], callbacks):
            yield


#: There is one engine, whoever works with it.
ENGINE = Engine()


def at_work(function: F) -> F:
    """Have a function work with the engine: in a session, and with room for deep calls."""
    return ENGINE.session()(with_room(function))
