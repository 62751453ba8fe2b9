"""How the rooms of the package stand upon each other, as ARCHITECTURE.md draws it.

A room is a folder or a module right below ``sasshi/``; ``build.py``, ``bench/`` and ``tools/``
are rooms, too. A floor says how deep a room stands in the imports: what imports no other room
is on the first. Imports for types, and those inside functions, count like all others.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "sasshi"

MOST_ROOMS, MOST_FLOORS = 26, 8

#: Packages that only some rooms touch.
RESERVED = {
    "markdown": {"dialect"},
    "jinja2": {"theme"},
    **{name: {"engine"} for name in ("weasyprint", "pydyf", "cssselect2")},
    "yaml": {"schema"},
    "budoux": {"japanese"},
    "pikepdf": {"pdf"},
    "segno": {"render"},
    "pygments": {"render"},
    "uharfbuzz": {"fonts"},
    "fontTools": {"fonts"},
    "pypdfium2": {"preview", "typeset", "workshop"},
    "watchfiles": {"preview"},
    "subprocess": {"printing", "preview", "build"},
    **{name: {"preview"} for name in ("asyncio", "socketserver")},
    **{name: {"preview", "printing"} for name in ("http", "socket")},
}


def _files() -> list[Path]:
    outside = (ROOT / "build.py", *(ROOT / "bench").glob("*.py"), *(ROOT / "tools").glob("*.py"))
    return [*sorted(PACKAGE.rglob("*.py")), *outside]


FILES = _files()


def _module(path: Path) -> str:
    """Name a file as it is imported: ``sasshi.pdf.impose.order``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for path in FILES}


def _room(module: str) -> str:
    """Name the room of a module of ours."""
    top, _, rest = module.partition(".")
    return rest.partition(".")[0] if top == "sasshi" and rest else top


def _imports(path: Path) -> Iterator[str]:
    """Give the names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports name the whole module"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


@cache
def _own_imports() -> Mapping[str, frozenset[str]]:
    """Give for each module the modules of ours that it imports."""
    return {
        name: frozenset(other for other in _imports(path) if other in MODULES and other != name)
        for name, path in MODULES.items()
    }


@cache
def _rooms() -> Mapping[str, frozenset[str]]:
    """Give for each room the rooms that it imports."""
    rooms: dict[str, set[str]] = {}
    for name, others in _own_imports().items():
        if name != "sasshi":
            own = rooms.setdefault(_room(name), set())
            own |= {_room(other) for other in others if other != "sasshi"} - {_room(name)}
    return {room: frozenset(others) for room, others in rooms.items()}


@pytest.mark.parametrize("graph", [_own_imports, _rooms], ids=["modules", "rooms"])
def test_no_imports_run_in_a_circle(graph: object) -> None:
    try:
        TopologicalSorter(graph()).prepare()  # type: ignore[operator]
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def floors() -> dict[str, int]:
    """Give for each room how deep it stands in the imports: 1 for what imports no other."""
    found: dict[str, int] = {}
    for room in TopologicalSorter(_rooms()).static_order():
        found[room] = 1 + max((found[other] for other in _rooms()[room]), default=0)
    return found


def test_the_house_is_small_and_low() -> None:
    assert len(floors()) <= MOST_ROOMS, sorted(floors())
    assert max(floors().values()) <= MOST_FLOORS, floors()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_packages_are_imported_where_they_belong(path: Path) -> None:
    room = _room(_module(path))
    if room in ("bench", "tools"):
        return
    for name in _imports(path):
        top = name.partition(".")[0]
        assert room in RESERVED.get(top, {room}), f"only {RESERVED[top]} import {top}"


def test_the_package_imports_nothing() -> None:
    assert list(_imports(PACKAGE / "__init__.py")) == []


def test_the_first_modules_need_only_the_standard_library() -> None:
    for path in (*PACKAGE.glob("model/*.py"), PACKAGE / "problems.py", PACKAGE / "doctor.py"):
        for imported in _imports(path):
            top = imported.partition(".")[0]
            assert top == "sasshi" or top in sys.stdlib_module_names, f"{path} imports {top}"
