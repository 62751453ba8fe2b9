"""What every test may use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sasshi.content import read_guide
from sasshi.fonts.faces import load_faces
from sasshi.fonts.install import install
from sasshi.model import Guide

ROOT = Path(__file__).resolve().parent.parent
NO_BROWSER = "THE PREVIEW IS NOT TESTED: there is no browser (apt-get install chromium)"
NO_CUPS = "PRINTING IS NOT TESTED: there is no CUPS, or this is not root (apt-get install cups)"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in red what was not tested for want of a browser or a printer."""
    skipped = terminalreporter.stats.get("skipped", [])
    for lack in (NO_BROWSER, NO_CUPS):
        if any(lack in str(report.longrepr) for report in skipped):
            terminalreporter.write_line(lack, red=True, bold=True)


def others_slow(themes: Iterable[str]) -> list[Any]:
    """Give themes as parameters: what is slow is run for the usual ones, for all of them in CI."""
    slow = pytest.mark.slow
    return [
        theme if theme in ("base", "shizuka") else pytest.param(theme, marks=slow)
        for theme in themes
    ]


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the project."""
    return ROOT


@pytest.fixture(autouse=True)
def _same_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Speak English without colour, whoever runs the tests."""
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture(scope="session")
def latin_fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install our fonts for Latin text, and give their ``fonts.conf``."""
    faces = load_faces(ROOT / "templates" / "fonts")
    return install(faces, "", tmp_path_factory.mktemp("fonts"))


@pytest.fixture
def our_fonts(latin_fonts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let WeasyPrint, called directly, see our fonts only: with none at all it crashes."""
    monkeypatch.setenv("FONTCONFIG_FILE", str(latin_fonts))


@dataclass(frozen=True, slots=True)
class Shipped:
    """What one run of ``python build.py`` wrote and said: bytes of the files by their names."""

    files: Mapping[str, bytes]
    stdout: str
    stderr: str


def build_all(output: Path, cwd: Path = ROOT, **environment: str) -> Shipped:
    """Run ``build.py`` as people do, in a process of its own."""
    command = [sys.executable, str(ROOT / "build.py"), "--output", str(output)]
    env = {**os.environ, "LANG": "en_GB.UTF-8", **environment}
    env.pop("LC_ALL", None)
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr
    files = {path.name: path.read_bytes() for path in sorted(output.iterdir())}
    return Shipped(files, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Shipped:
    """Build the shipped guides, once for all tests."""
    return build_all(tmp_path_factory.mktemp("shipped"), PYTHONHASHSEED="1", TZ="UTC")


@pytest.fixture(scope="session")
def guides() -> dict[str, Guide]:
    """Read the shipped guides, once for all tests."""
    found = {}
    for name in ("second-partner", "tool-library.md"):
        guide, _ = read_guide(ROOT / "content" / name)
        assert guide is not None
        found[guide.name] = guide
    return found
