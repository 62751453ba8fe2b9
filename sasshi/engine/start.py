"""WeasyPrint, imported quickly: 0.27 s of CPU instead of 0.85 s."""

from __future__ import annotations

import contextlib
import ctypes.util
import importlib
import re
import sys
import types
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sasshi.engine import declarations

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
        _without_rare_rules(),
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


#: Rules of the engine's own style sheet for what hardly any page has: text from right to left
#: and forms; and numerals of scripts that none of our fonts has.
_RARE = re.compile(
    r"(?:\[dir|dd\[dir|:is\(dir, menu, ol, ul\)\[dir|:is\(input"
    r"|(?:button|input|select|textarea)\b)"
)
_FOREIGN = re.compile(
    r"@counter-style (?:arabic|(?:\w+-)?armenian|bengali|cambodian|devanagari|georgian|gujarati"
    r"|gurmukhi|hebrew|kannada|khmer|korean|lao|malayalam|mongolian|myanmar|oriya|persian|tamil"
    r"|telugu|thai)\b"
)
#: What a page has that needs those rules after all.
_NEEDS_RARE = re.compile(r"<(?:button|input|select|textarea)\b|\sdir\s*=")
_RARE_RULES: list[str] = []


@contextlib.contextmanager
def _without_rare_rules() -> Iterator[None]:
    """Keep out of the engine's own style sheets what hardly any page needs: 0.06 s.

    The sheets for forms that can be filled in and for HTML's presentational hints go as a
    whole: we never ask for them.
    """
    read: Callable[..., str] = Path.read_text

    def read_text(path: Path, *args: Any, **kwargs: Any) -> str:
        text = read(path, *args, **kwargs)
        if path.name in ("html5_ph.css", "html5_ua_form.css"):
            return ""
        if path.name != "html5_ua.css":
            return text
        lines = text.splitlines(keepends=True)
        _RARE_RULES[:] = [line for line in lines if _RARE.match(line)]
        return "".join(line for line in lines if not (_RARE.match(line) or _FOREIGN.match(line)))

    Path.read_text = read_text  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Path.read_text = read  # type: ignore[method-assign]


def rare_rules(html: str) -> str:
    """Give the rules that were kept out of the engine's style sheet, if a page needs them."""
    return "".join(_RARE_RULES) if _NEEDS_RARE.search(html) else ""
