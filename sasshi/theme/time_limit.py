"""The templates' time limit: an end to those that would run for good."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: No page takes so long to render: in a hundredth of it, those of the shipped themes are done.
TIME_LIMIT_SECONDS = 10.0


class TooLong(Exception):
    """A template takes longer than the time limit."""

    code = "template-too-long"
    limit = f"{TIME_LIMIT_SECONDS:g}"


@contextmanager
def time_limit(seconds: float = TIME_LIMIT_SECONDS) -> Iterator[None]:
    """Have ``TooLong`` raised in this thread where it is after so many seconds."""
    lock, ended, asked = threading.Lock(), threading.Event(), threading.Event()
    thread = ctypes.c_ulong(threading.get_ident())
    interrupt = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def stop() -> None:
        with lock:
            if not ended.is_set():
                asked.set()
                interrupt(thread, ctypes.py_object(TooLong))

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with lock:
            ended.set()
            if asked.is_set():  # and has not come yet; else the interpreter looks for it for good
                interrupt(thread, None)
        timer.cancel()
