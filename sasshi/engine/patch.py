"""How something of ours stands in for something of the engine's, and how that is undone.

A name such as ``weasyprint.layout.inline:text_align`` is that of a module and of what is in it;
``pdf.stream:Stream.add_font`` is one of a class, ``sys:modules[cffi]`` an item of a mapping.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, NamedTuple

#: For ``Patch.worth``: without it pages would be wrong, or the engine could not do it at all.
MENDS = "mends a fault"
#: Stands for what is not there.
ABSENT = object()
_STEP = re.compile(r"\.?([\w-]+)|\[([^\]]+)\]")


class Phase(Enum):
    """When a patch is in."""

    START = "while the engine is imported"
    WORK = "while a session is open"
    LAYOUT = "while pages are laid out by our rules"
    DRAWING = "while pages are drawn"


@dataclass(frozen=True, slots=True)
class Patch:
    """One thing of the engine's that something of ours stands in for.

    ``target`` names what is replaced. A function named in the module that defines it is replaced
    in every module of its package that has imported it; one named elsewhere, only there.

    ``replacement`` names the function that makes what stands in, relative to this package. It is
    given what is replaced and, for layout and drawing, what is to be called back; it may give
    ``None``: then there is nothing to replace this time.

    ``worth`` is ``MENDS``, or what a plain build costs more without it, in per cent of its
    instructions (``python -m bench.patches``): 3 with others of its module, or it is to go.
    ``upstream`` tells the issue at the engine's, and when the patch can go.
    """

    target: str
    replacement: str
    phase: Phase
    why: str
    worth: float | str
    upstream: str

    @property
    def module(self) -> str:
        """The module that the replacement is in, without this package's name."""
        return self.replacement.partition(":")[0]

    def make(self, own: Any, callbacks: Any) -> Any:
        """Make what stands in for ``own``, or give ``None``.

        Raises:
            AttributeError: the engine has nothing of that name.

        """
        if own is ABSENT and self.phase is not Phase.START:
            raise AttributeError(f"the engine has no {self.target}")
        factory = _factory(self.replacement)
        hears = self.phase in (Phase.LAYOUT, Phase.DRAWING)
        return factory(own, callbacks) if hears else factory(own)


@cache
def _factory(name: str) -> Callable[..., Any]:
    """Find the function that a replacement names."""
    factory: Callable[..., Any] = find(f"{__package__}.{name}")
    return factory


class Place(NamedTuple):
    """Where something is kept: an attribute of a module or a class, or an item of a mapping."""

    holder: Any
    name: str
    is_item: bool

    def get(self) -> Any:
        """Give what is kept here itself, not what a class inherits; ``ABSENT`` if there is none."""
        kept = self.holder if self.is_item else vars(self.holder)
        return kept.get(self.name, ABSENT)

    def read(self) -> Any:
        """Give what whoever looks here finds; ``ABSENT`` if there is none."""
        return self.get() if self.is_item else getattr(self.holder, self.name, ABSENT)

    def put(self, value: Any) -> None:
        """Keep something else here; nothing, if it is ``ABSENT``."""
        match self.is_item, value is ABSENT:
            case True, True:
                self.holder.pop(self.name, None)
            case True, _:
                self.holder[self.name] = value
            case _, True:
                if self.name in vars(self.holder):
                    delattr(self.holder, self.name)
            case _:
                setattr(self.holder, self.name, value)


def find(name: str) -> Any:
    """Give what a name stands for here and now; ``ABSENT`` if it is not there."""
    return place_of(name).read()


def place_of(name: str) -> Place:
    """Find where what a name stands for is kept.

    Raises:
        ImportError, AttributeError, KeyError: there is no such module, or nothing around it.

    """
    module, _, path = name.partition(":")
    holder: Any = importlib.import_module(module)
    *around, (attribute, key) = _STEP.findall(path)
    for outer_attribute, outer_key in around:
        holder = getattr(holder, outer_attribute) if outer_attribute else holder[outer_key]
    return Place(holder, attribute or key, is_item=not attribute)


class Target:
    """Something of the engine's, with all that stands in for it now, the innermost first."""

    def __init__(self, name: str) -> None:
        place = place_of(name)
        self._before = place.get()
        #: What a class inherits is replaced for that class alone.
        self._own = place.read() if self._before is ABSENT else self._before
        self._layers: list[Callable[[Any], Any]] = []
        self.places = (place, *_imported(name, place))

    def put_in(self, make: Callable[[Any], Any]) -> None:
        """Have what ``make`` makes of the one before stand in for it."""
        self._layers.append(make)
        self._renew()

    def take_out(self, make: Callable[[Any], Any]) -> bool:
        """Undo ``put_in``, whatever came after it; tell whether all is as it was at first."""
        self._layers = [layer for layer in self._layers if layer is not make]
        self._renew()
        return not self._layers

    def _renew(self) -> None:
        value = self._own
        for make in self._layers:
            made = make(value)
            value = value if made is None else made
        for place in self.places:
            place.put(self._before if value is self._own else value)


def _imported(name: str, place: Place) -> Iterator[Place]:
    """Give the other modules of a package that have imported a function from its own."""
    module, own = name.partition(":")[0], place.get()
    if getattr(own, "__module__", None) != module or place.holder is not sys.modules[module]:
        return
    for holder in _modules(module.partition(".")[0], len(sys.modules)):
        if holder is not place.holder and vars(holder).get(place.name) is own:
            yield Place(holder, place.name, is_item=False)


@lru_cache(maxsize=4)
def _modules(package: str, _: int) -> list[ModuleType]:
    """Give a package's modules; looked for anew when there are more modules than before."""
    return [m for name, m in sys.modules.items() if name.partition(".")[0] == package]


#: What is replaced now.
_TARGETS: dict[str, Target] = {}


@contextmanager
def patched(patches: Iterable[Patch], callbacks: Any = None) -> Iterator[None]:
    """Have patches in; they are taken out whatever happens."""
    with ExitStack() as stack:
        for patch in patches:
            stack.enter_context(_in(patch, callbacks))
        yield


@contextmanager
def _in(patch: Patch, callbacks: Any) -> Iterator[None]:
    def make(own: Any) -> Any:
        return patch.make(own, callbacks)

    target = _TARGETS.get(patch.target) or Target(patch.target)
    _TARGETS[patch.target] = target
    try:
        target.put_in(make)
        yield
    finally:
        if target.take_out(make):
            _TARGETS.pop(patch.target, None)
