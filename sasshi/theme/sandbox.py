"""Templates by anybody: the Jinja environment in which they read nothing but their theme.

Jinja's sandbox keeps templates from Python's inner life and from changing values. Beyond that,
here they cannot grow texts, lists and numbers without bounds, or follow a link out of their
theme; ``time_limit`` is for those that would not come to an end.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator
from jinja2.nodes import Concat
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sasshi.model import is_cjk

#: The longest text or list that an expression may give, in characters or items, and the largest
#: number in bits.
MOST, MOST_BITS = 5_000_000, 1024
#: The widest field that formatting may ask for.
WIDEST = 10_000
#: To be raised when the options of the Jinja environment change: they are compiled in.
_KEPT_AS = 2
_WIDTH = re.compile(r"\d{5,}")


class TooMuch(Exception):
    """A template makes something larger than any page needs."""

    code = "template-too-much"

    def __init__(self, limit: int = MOST) -> None:
        super().__init__(limit)
        self.limit = limit


class _Generator(CodeGenerator):
    """Has the texts that ``~`` joins counted, as the sandbox has operators looked at."""

    def visit_Concat(self, node: Concat, frame: Any) -> None:
        """Write ``a ~ b`` as a call of the environment's."""
        self.write("environment.joined(context, ")
        self.write("(")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Sandbox(ImmutableSandboxedEnvironment):
    """The one environment of a theme: sandboxed, with bounds, strict, escaping."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    code_generator_class = _Generator

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Work out an operator, unless the result would be too large."""
        if type(left) is not float and type(right) is not float:
            _bound(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def call(self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call something, unless its arguments ask for too much."""
        owner = getattr(__obj, "__self__", None)
        if isinstance(owner, str | bytes):
            _bound_call((owner, *args, *kwargs.values()))
        return super().call(__context, __obj, *args, **kwargs)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Stand in for ``str.format``: no field may be too wide."""
        formats = super().wrap_str_format(value)
        if formats is None:
            return None

        def bounded(*args: Any, **kwargs: Any) -> str:
            _bound_format(value.__self__, (*args, *kwargs.values()))
            return formats(*args, **kwargs)

        return bounded

    def joined(self, context: Any, parts: Sequence[Any]) -> Any:
        """Join texts as ``~`` does."""
        whole = (
            jinja2.runtime.markup_join(parts)
            if context.eval_ctx.autoescape
            else jinja2.runtime.str_join(parts)
        )
        if len(whole) > MOST:
            raise TooMuch
        return whole


def _bound(operator: str, left: Any, right: Any) -> None:
    if operator == "%" and isinstance(left, str):
        _bound_format(left, right if isinstance(right, tuple) else (right,))
    elif operator == "+" and hasattr(left, "__len__") and hasattr(right, "__len__"):
        if len(left) + len(right) > MOST:
            raise TooMuch
    elif operator == "*" and (hasattr(left, "__len__") or hasattr(right, "__len__")):
        times, many = (right, left) if hasattr(left, "__len__") else (left, right)
        if isinstance(times, int) and len(many) * times > MOST:
            raise TooMuch
    elif isinstance(left, int) and isinstance(right, int):
        bits = left.bit_length() * max(0, right) if operator == "**" else left.bit_length()
        if operator in ("*", "**") and max(bits, right.bit_length()) > MOST_BITS:
            raise TooMuch(MOST_BITS)


def _bound_format(text: str, values: Iterable[Any]) -> None:
    """Refuse formatting with a field wider than any page."""
    wide = any(isinstance(value, int) and abs(value) > WIDEST for value in values)
    if _WIDTH.search(text) or (wide and ("*" in text or "{" in text)):
        raise TooMuch(WIDEST)


def _bound_call(values: Sequence[Any]) -> None:
    """Refuse what a method of a text, or a filter, could make too large of its arguments."""
    sizes = [len(value) for value in values if isinstance(value, str | list | tuple)]
    counts = [abs(value) for value in values if isinstance(value, int)]
    if math.prod(max(1, size) for size in sizes) > 10 * MOST or max(counts, default=0) > MOST:
        raise TooMuch


def _bounded(function: Callable[..., object]) -> Callable[..., object]:

    @wraps(function)
    def checked(*args: Any, **kwargs: Any) -> object:
        _bound_call((*args, *kwargs.values()))
        return function(*args, **kwargs)

    return checked


class _Loader(jinja2.FileSystemLoader):
    """Templates of a chain of folders; ``!theme/file`` is the named theme's own file."""

    def __init__(self, folders: Sequence[Path], without: Iterable[Path] = ()) -> None:
        super().__init__([str(folder) for folder in folders])
        self.folders = tuple(folders)
        self.without = frozenset(without)
        self.own = {folder.name: jinja2.FileSystemLoader(str(folder)) for folder in folders}
        self.root = folders[0].resolve().parent

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Read a template, if its file is below the folder of all themes, links followed."""
        name, _, rest = template.removeprefix("!").partition("/")
        named = template.startswith("!")
        if named and name not in self.own:
            raise jinja2.TemplateNotFound(template)
        try:
            source: tuple[str, str, Callable[[], bool]] = (
                self.own[name].get_source(environment, rest)
                if named
                else super().get_source(environment, template)
            )
        except UnicodeDecodeError as mistake:
            folders = [f for f in self.folders if f.name == name] if named else self.folders
            paths = [folder / (rest if named else template) for folder in folders]
            path = next((str(path) for path in paths if path.is_file()), None)
            reason = "the file is not UTF-8"
            raise jinja2.TemplateSyntaxError(reason, 1, template, path) from mistake
        if not Path(source[1]).resolve().is_relative_to(self.root):
            raise jinja2.TemplateNotFound(template)
        return ("", *source[1:]) if Path(source[1]) in self.without else source


def leaving_out(environment: jinja2.Environment, files: Iterable[Path]) -> jinja2.Environment:
    """Give the environment with some template files empty."""
    assert isinstance(environment.loader, _Loader)
    return environment.overlay(loader=_Loader(environment.loader.folders, files))


def make_environment(
    folders: Sequence[Path], filters: Mapping[str, Callable[..., object]]
) -> jinja2.Environment:
    """Make the Jinja environment of a theme."""
    environment = Sandbox(
        loader=_Loader(folders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # nothing of what filters make of constants is kept
        bytecode_cache=_CompiledTemplates(),
    )
    del environment.globals["lipsum"]
    environment.tests["cjk"] = is_cjk
    own = {"cosine": _cosine, "sine": _sine, **filters}
    environment.filters = {name: _bounded(f) for name, f in environment.filters.items()} | own
    return environment


class _CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """Templates compiled before: kept where Python keeps its own, read also where it may not: 9 %.

    Never in a theme's folder: what is kept there would be run, and a theme may be anybody's.
    """

    def __init__(self) -> None:
        folder = Path(__file__).parent / "__pycache__"
        super().__init__(str(folder), f"template-{_KEPT_AS}-%s.cache")
        self.writes = not sys.dont_write_bytecode and os.access(folder, os.W_OK)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, if that is possible here."""
        if self.writes:
            super().dump_bytecode(bucket)


def _cosine(degrees: float) -> float:
    """Jinja filter for drawings: the cosine of an angle in degrees."""
    return math.cos(math.radians(degrees))


def _sine(degrees: float) -> float:
    """Jinja filter for drawings: the sine of an angle in degrees, upwards in SVG."""
    return math.sin(math.radians(degrees))
