"""Compiled templates: kept where Python keeps its own, and read there wherever they are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sasshi.theme import sandbox
from sasshi.theme.sandbox import Sandbox, make_environment


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep compiled templates in a folder of the test's own."""
    folder = tmp_path / "__pycache__"
    folder.mkdir()
    monkeypatch.setattr(sandbox, "__file__", str(tmp_path / "sandbox.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return folder


@pytest.fixture
def theme(tmp_path: Path) -> Path:
    folder = tmp_path / "themes" / "plain"
    folder.mkdir(parents=True)
    (folder / "main.html").write_text("{{ word }}!")
    return folder


def rendered(theme: Path) -> str:
    return make_environment([theme], {}).get_template("main.html").render(word="a")


def test_templates_are_kept_compiled(kept: Path, theme: Path) -> None:
    assert rendered(theme) == "a!"
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize("lack", ["told not to write", "may not write"])
def test_what_is_there_is_read_where_nothing_can_be_written(
    kept: Path, theme: Path, lack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered(theme)
    before = {path.name: path.read_bytes() for path in kept.iterdir()}
    if lack == "told not to write":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: False)
    with monkeypatch.context() as compiling:
        compiling.setattr(Sandbox, "_generate", lambda *args, **rest: pytest.fail("compiled anew"))
        assert rendered(theme) == "a!"
    (theme / "main.html").write_text("{{ word }}?")
    assert rendered(theme) == "a?"
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_templates_are_compiled_where_there_is_no_folder(kept: Path, theme: Path) -> None:
    kept.rmdir()
    assert rendered(theme) == "a!"
    assert not kept.exists()
