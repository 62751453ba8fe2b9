"""The direction of imports, as ARCHITECTURE.md draws it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "sasshi"

#: From the bottom up, a module imports from the layers below its own. All that is not named
#: here is a stage.
LAYERS = {"problems": 0, "model": 1, "make": 3, "preview": 4, "workshop": 4, "cli": 5}
STAGE = 2

#: Reading a guide is one stage made of several modules.
READING = {"content", "dialect", "yamltext"}

#: What stages may import of their own layer.
BESIDE = {
    "render": {"theme"},
    "fonts": {"fontconfig", "turned"},
    "fontconfig": {"turned"},
    **{module: {"pdffile"} for module in ("impose", "ink", "shop", "turn")},
    **{module: READING for module in READING},
}

#: Packages that only some modules touch.
RESERVED = {
    "markdown": {"dialect"},
    "jinja2": {"theme"},
    "weasyprint": {"typeset"},
    "yaml": {"yamltext"},
    "budoux": {"japanese"},
    "pikepdf": {"impose", "ink", "pdffile", "shop", "turn"},
    "segno": {"qr"},
    "uharfbuzz": {"fonts", "turned"},
    "fontTools": {"fonts"},
    "pypdfium2": {"preview", "typeset", "workshop"},
    "watchfiles": {"preview"},
    "subprocess": {"printing", "preview"},
    **{name: {"preview"} for name in ("asyncio", "http", "socket", "socketserver")},
}

#: For types alone: the interface of ``make`` that ``report`` shows, the findings of ``doctor``.
TYPES_ONLY = {"report": {"make", "doctor"}}


def _files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def _module(path: Path) -> str:
    """Give the name of a file's part of the package: typeset/boxes.py → typeset."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            if node.module == "sasshi":
                yield from (f"sasshi.{alias.name}" for alias in node.names)
            else:
                yield str(node.module)


def _layer(module: str) -> int:
    return LAYERS.get(module, STAGE)


@pytest.mark.parametrize("path", _files(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    module = _module(path)
    if module == "__init__":
        return
    for name in _imports(ast.parse(path.read_text(encoding="utf-8"))):
        top, _, rest = name.partition(".")
        if top != "sasshi":
            assert module in RESERVED.get(top, {module}), f"only {RESERVED[top]} imports {top}"
            continue
        other = rest.partition(".")[0]
        if not other or other == module or other in TYPES_ONLY.get(module, ()):
            continue
        beside = other in BESIDE.get(module, ())
        assert _layer(other) < _layer(module) or beside, f"{module} must not import {other}"


def test_the_package_imports_nothing() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert list(_imports(tree)) == []


def test_model_and_problems_need_only_the_standard_library() -> None:
    import sys

    for name in ("model", "problems", "doctor"):
        for imported in _imports(ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))):
            top = imported.partition(".")[0]
            assert top == "sasshi" or top in sys.stdlib_module_names, f"{name} imports {top}"
