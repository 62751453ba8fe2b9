"""What the program takes from inside WeasyPrint, gathered from its source, and how it looks there.

``python -m tests.engine_names`` writes ``tests/engine_names.json`` anew: run it when the program
takes something else, or, after every page has been looked at, for another WeasyPrint.
"""

from __future__ import annotations

import ast
import copy
import inspect
import json
import logging
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, TypeGuard
from xml.etree import ElementTree

from PIL import Image

from sasshi.engine.patch import ABSENT, Phase, find
from sasshi.engine.patches import PATCHES

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sasshi"
INTERNALS = PACKAGE / "engine" / "internals.py"
RECORD = Path(__file__).with_suffix(".json")
#: Rooms that handle the engine's own objects.
ROOMS = ("engine", "typeset", "pages")
#: Whose names the objects have that these rooms handle.
ENGINE = ("weasyprint", "pydyf", "cssselect2", "tinycss2")
#: What else these rooms handle: attributes that such things have say nothing of the engine.
_COMMON: tuple[Any, ...] = (
    "",
    b"",
    [],
    {},
    set(),
    re.compile(""),
    re,
    math,
    copy,
    ElementTree,
    Path(),
    Image.Image,
)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported() -> Mapping[str, str]:
    """Give what ``internals`` imports: each name with that of the module, or what is in one."""
    names: dict[str, str] = {}
    for node in ast.walk(_tree(INTERNALS)):
        if isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] in ENGINE:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = find_spec(whole) is not None if _is_package(node.module) else False
                own = whole if is_module else f"{node.module}:{alias.name}"
                names[alias.asname or alias.name] = own
    return names


def _is_package(module: str | None) -> bool:
    spec = find_spec(str(module))
    return spec is not None and spec.submodule_search_locations is not None


def used() -> list[str]:
    """Name all that is taken from the engine's modules and classes: ``module:name.attribute``."""
    names = {name for name in imported().values() if ":" in name}
    for path in sorted(PACKAGE.rglob("*.py")):
        local = dict(_from_internals(_tree(path)))
        for node in ast.walk(_tree(path)):
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
                continue
            if node.value.id in local:
                names.add(_inside(local[node.value.id], node.attr))
    names |= {patch.target for patch in PATCHES if patch.phase is not Phase.START}
    return sorted(names)


def _from_internals(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "sasshi.engine.internals":
            for alias in node.names:
                yield alias.asname or alias.name, imported()[alias.name]


def _inside(name: str, attribute: str) -> str:
    return f"{name}.{attribute}" if ":" in name else f"{name}:{attribute}"


def replaced() -> list[str]:
    """Name the functions of the engine's that patches stand in for."""
    own = {patch.target for patch in PATCHES if patch.phase is not Phase.START}
    return sorted(name for name in own if inspect.isfunction(find(name)))


def attributes() -> list[str]:
    """Name the attributes of the engine's objects that these rooms use, and that are not ours."""
    paths = [path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")]
    nodes = [node for path in paths for node in ast.walk(_tree(path))]
    seen = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    own = set().union(*(_defined(_tree(path)) for path in PACKAGE.rglob("*.py")))
    common = set().union(*map(dir, _COMMON))
    public = {name for name in own if not name.startswith("_")}
    classes = [node for node in nodes if isinstance(node, ast.ClassDef) and node.bases]
    bodies = [node for each in classes for node in each.body]
    overridden = {node.name for node in bodies if isinstance(node, ast.FunctionDef)}
    names = (seen | overridden) & defined_by_the_engine() - public - common
    return sorted(name for name in names if not name.startswith("__"))


def given() -> set[str]:
    """Name the attributes that these rooms give to other objects than their own."""
    paths = [path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")]
    nodes = [node for path in paths for node in ast.walk(_tree(path))]
    stored = [n for n in nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
    own = {n.attr for n in stored if isinstance(n.value, ast.Name) and n.value.id == "self"}
    own |= {n.target.id for n in nodes if isinstance(n, ast.AnnAssign) and _is_name(n.target)}
    names = {node.attr for node in stored} - own - set(dir(logging.root))
    return {name for name in names if not name.startswith("__")}


def _is_name(node: ast.expr) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


@cache
def defined_by_the_engine() -> frozenset[str]:
    """Name all that classes and objects of the engine's packages are given in their source."""
    names: set[str] = set()
    for package in ENGINE:
        spec = find_spec(package)
        assert spec is not None and spec.submodule_search_locations
        for path in Path(spec.submodule_search_locations[0]).rglob("*.py"):
            names |= _defined(_tree(path), words=True)
    return frozenset(names)


def _defined(tree: ast.Module, *, words: bool = False) -> set[str]:
    """Name what a module defines, and gives to objects; with ``words``, what it spells as text."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Constant(value=str(text)) if words:
                names.update({text} if text.isidentifier() else ())
    return names


#: Looks at WeasyPrint as it is installed, before anything of ours is put into it.
_LOOK = """
import json, sys
from tests.engine_names import look
json.dump(look(*json.load(sys.stdin)), sys.stdout)
"""


def look(names: list[str], functions: list[str]) -> dict[str, Any]:
    """Give the parameters of what can be called, and a checksum of functions' source."""
    return {
        "names": {name: _parameters(name) for name in names},
        "source": {name: _checksum(find(name)) for name in functions if _seen(name) is not ABSENT},
    }


def _seen(name: str) -> Any:
    try:
        return find(name)
    except (ImportError, AttributeError, KeyError):
        return ABSENT


def _parameters(name: str) -> list[str] | str:
    """Give the parameters of what a name stands for, or what else it is."""
    thing = _seen(name)
    if thing is ABSENT:
        return "gone"
    if isinstance(thing, ModuleType):
        return "module"
    try:
        return list(inspect.signature(thing).parameters)
    except (TypeError, ValueError):
        return type(thing).__name__


def _checksum(function: Any) -> str:
    return blake2b(inspect.getsource(function).encode(), digest_size=8).hexdigest()


def installed(names: list[str], functions: list[str]) -> dict[str, Any]:
    """Look at WeasyPrint in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _LOOK],
        input=json.dumps([names, functions]),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def main() -> None:
    """Write the record anew."""
    record = {"version": version("weasyprint"), **installed(used(), replaced())}
    record["attributes"] = attributes()
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    import_module("sasshi.engine.internals")
    main()
