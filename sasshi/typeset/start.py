"""WeasyPrint, imported quickly: 0.27 s of CPU instead of 0.85 s."""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib
import sys
import types
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sasshi.typeset import declarations

#: Modules that WeasyPrint imports and we hardly ever use: 0.15 s.
_RARELY_USED = (
    *("fontTools.subset", "fontTools.ttLib", "fontTools.ttLib.ttFont", "fontTools.ttLib.woff2"),
    *("fontTools.varLib.instancer", "PIL.ImageCms", "tinyhtml5"),
)


@contextlib.contextmanager
def quick_start() -> Iterator[None]:
    """Import WeasyPrint within this: what it prints meanwhile goes to stderr."""
    with (
        contextlib.redirect_stdout(sys.stderr),
        _without_compiler(),
        _lazily(_RARELY_USED),
        _declared(),
        _without_hints(),
    ):
        yield


@contextlib.contextmanager
def _without_compiler() -> Iterator[None]:
    """Keep ``ctypes.util.find_library`` from starting gcc and ldconfig while libraries load.

    WeasyPrint tries up to six names for each library; on Linux the soname is the one that
    works, and every other name costs two child processes: 0.2–0.4 s of CPU in all.
    """
    find = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = find


@contextlib.contextmanager
def _lazily(names: Sequence[str]) -> Iterator[None]:
    """Put stand-ins for modules in place, which import the real one when something is called."""
    absent = [name for name in names if name not in sys.modules]
    sys.modules.update({name: _StandIn(name) for name in absent})
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


class _StandIn(types.ModuleType):
    """Stands for a module: each attribute is a function that calls the real one."""

    def __getattr__(self, attribute: str) -> object:
        name = self.__name__
        inner = sys.modules.get(f"{name}.{attribute}")
        if attribute.startswith("__"):
            raise AttributeError(attribute)

        def call(*args: object, **kwargs: object) -> object:
            return getattr(importlib.import_module(name), attribute)(*args, **kwargs)

        return inner or call


@contextlib.contextmanager
def _declared() -> Iterator[None]:
    """Give WeasyPrint its C declarations ready-made: cffi parses them in Python, 0.15 s."""
    if "cffi" in sys.modules:
        yield
        return
    stand_in = types.ModuleType("cffi")
    vars(stand_in)["FFI"] = _Declared
    sys.modules["cffi"] = stand_in
    try:
        yield
    finally:
        if sys.modules["cffi"] is stand_in:
            del sys.modules["cffi"]


class _Declared:
    """Stands for cffi's own object until it is told what to declare, and then is one."""

    def cdef(self, text: str) -> None:
        """Take the tables made for this text; if there are none, let cffi parse it."""
        ffi: Any = declarations.ffi
        if zlib.crc32(text.encode()) != declarations.CHECKSUM:
            del sys.modules["cffi"]
            ffi = importlib.import_module("cffi").FFI()
            ffi.cdef(text)
        names = [name for name in dir(ffi) if not name.startswith("__")]
        vars(self).update({name: getattr(ffi, name) for name in names})


@contextlib.contextmanager
def _without_hints() -> Iterator[None]:
    """Leave out the style sheet for HTML's presentational hints, which we never ask for: 0.02 s."""
    read: Callable[..., str] = Path.read_text

    def read_text(path: Path, *args: Any, **kwargs: Any) -> str:
        return "" if path.name == "html5_ph.css" else read(path, *args, **kwargs)

    Path.read_text = read_text  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Path.read_text = read  # type: ignore[method-assign]
