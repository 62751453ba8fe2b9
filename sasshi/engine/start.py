"""WeasyPrint, imported in a third of the time: what the patches put in meanwhile."""

from __future__ import annotations

import contextlib
import importlib
import re
import sys
import types
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sasshi.engine import declarations
from sasshi.engine.patch import ABSENT, Phase, patched
from sasshi.engine.patches import PATCHES, RARELY_USED


@contextlib.contextmanager
def importing() -> Iterator[None]:
    """Import WeasyPrint within this: what it prints meanwhile goes to stderr."""
    at_start = [patch for patch in PATCHES if patch.phase is Phase.START]
    with contextlib.redirect_stdout(sys.stderr), patched(at_start):
        yield


def no_compiler(own: Callable[[str], str | None]) -> Callable[[str], str | None] | None:
    """Keep ``find_library`` from starting gcc and ldconfig: on Linux the soname is what works."""
    return (lambda name: None) if sys.platform == "linux" else None


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


def _stand_in(name: str, own: object) -> types.ModuleType | None:
    """Make a stand-in for a module that has not been imported yet."""
    return _StandIn(name) if own is ABSENT else None


#: What makes the stand-in for each module.
STAND_INS: Mapping[str, Callable[[object], types.ModuleType | None]] = {
    name: partial(_stand_in, name) for name in RARELY_USED
}


def declared(own: object) -> types.ModuleType | None:
    """Make what stands for cffi: it has the C declarations ready-made."""
    if own is not ABSENT:
        return None
    stand_in = types.ModuleType("cffi")
    vars(stand_in)["FFI"] = _Declared
    return stand_in


class _Declared:
    """Stands for cffi's own object until it is told what to declare, and then is one."""

    def cdef(self, text: str) -> None:
        """Take the tables made for this text; if there are none, let cffi parse it."""
        ffi: Any = declarations.ffi
        if zlib.crc32(text.encode()) != declarations.CHECKSUM:
            stand_in = sys.modules.pop("cffi")
            ffi = importlib.import_module("cffi").FFI()
            ffi.cdef(text)
            sys.modules["cffi"] = stand_in
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


def without_rare_rules(own: Callable[..., str]) -> Callable[..., str]:
    """Keep out of the engine's own style sheets what hardly any page needs.

    The sheets for forms that can be filled in and for HTML's presentational hints go as a
    whole: we never ask for them.
    """

    def read_text(self: Path, *args: Any, **kwargs: Any) -> str:
        text = own(self, *args, **kwargs)
        if self.name in ("html5_ph.css", "html5_ua_form.css"):
            return ""
        if self.name != "html5_ua.css":
            return text
        lines = text.splitlines(keepends=True)
        _RARE_RULES[:] = [line for line in lines if _RARE.match(line)]
        return "".join(line for line in lines if not (_RARE.match(line) or _FOREIGN.match(line)))

    return read_text


def rare_rules(html: str) -> str:
    """Give the rules that were kept out of the engine's style sheet, if a page needs them."""
    return "".join(_RARE_RULES) if _NEEDS_RARE.search(html) else ""
