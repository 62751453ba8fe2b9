"""What doctor finds, on machines that lack this or that."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from sasshi import doctor, report
from sasshi.cli.doctor import table
from sasshi.doctor import Finding, State
from sasshi.report import Voice


def _refuse(*lacking: str) -> type[ctypes.CDLL]:
    """Make a loader that does not find libraries with one of these words in their names."""

    class Loader(ctypes.CDLL):
        def __init__(self, name: str) -> None:
            if any(word in name for word in lacking):
                raise OSError(f"{name}: cannot open shared object file")
            super().__init__(name)

    return Loader


def _system(monkeypatch: pytest.MonkeyPatch, *families: str, uid: int = 0) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(doctor, "_families", lambda: iter(families))
    monkeypatch.setattr(os, "geteuid", lambda: uid)


def _lack(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(ctypes, "CDLL", _refuse(*names))
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)


def test_this_machine_has_pango() -> None:
    assert doctor.pango_problem() is None


def test_a_machine_without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    _lack(monkeypatch, "pango")
    _system(monkeypatch, "debian")
    problem = doctor.pango_problem()
    assert problem is not None
    assert problem.code == "no-pango"
    message, hint = problem.text()
    assert "Pango, PangoFT2" in message
    assert hint is not None
    assert "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0" in hint


def test_pango_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_version", lambda handle, function: "1.42.4")
    problem = doctor.pango_problem()
    assert problem is not None
    assert problem.code == "old-pango"
    assert "1.42.4" in problem.text("ja")[0]


def test_harfbuzz_subset_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    _lack(monkeypatch, "harfbuzz-subset")
    assert doctor.pango_problem() is None
    found = {f.name: f for f in doctor.examine(Path("templates"), Path("output"))}
    assert found["HarfBuzz subset"].state is State.MISSING
    assert not found["HarfBuzz subset"].stops


@pytest.mark.parametrize(
    ("families", "uid", "command"),
    [
        (("debian",), 0, "apt-get install"),
        (("linuxmint", "ubuntu", "debian"), 1000, "sudo apt-get install"),
        (("fedora",), 0, "dnf install -y pango"),
        (("rocky", "rhel", "centos", "fedora"), 0, "dnf install -y pango"),
        (("manjaro", "arch"), 1000, "sudo pacman -S"),
        (("alpine",), 0, "apk add pango"),
        (("opensuse-leap", "suse", "opensuse"), 1000, "sudo zypper install"),
    ],
)
def test_the_command_for_a_system(
    monkeypatch: pytest.MonkeyPatch, families: tuple[str, ...], uid: int, command: str
) -> None:
    _system(monkeypatch, *families, uid=uid)
    assert str(doctor.install_command()).startswith(command)


def test_the_command_for_an_unknown_system(monkeypatch: pytest.MonkeyPatch) -> None:
    _lack(monkeypatch, "pango")
    _system(monkeypatch)
    assert doctor.install_command() is None
    problem = doctor.pango_problem()
    assert problem is not None
    assert problem.code == "no-pango-unknown-system"


@pytest.mark.parametrize(
    ("platform", "command"), [("darwin", "brew install pango"), ("win32", "pacman -S mingw")]
)
def test_the_command_elsewhere(
    monkeypatch: pytest.MonkeyPatch, platform: str, command: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert str(doctor.install_command()).startswith(command)


def test_os_release_is_read(tmp_path: Path) -> None:
    release = tmp_path / "os-release"
    release.write_text('NAME="X"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="21"\n')
    assert list(doctor._families(release)) == ["linuxmint", "ubuntu", "debian"]
    assert list(doctor._families(tmp_path / "none")) == []


def test_an_import_of_weasyprint_that_fails() -> None:
    text = "cannot load library 'libgobject-2.0-0': libgobject-2.0-0: cannot open shared object"
    assert doctor.load_problem(OSError(text)).code == "broken-pango"
    assert doctor.load_problem(PermissionError("output")).code == "os-error"


def test_packages_against_the_lock(tmp_path: Path) -> None:
    click = version("click")
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        f"click=={click} \\\n    --hash=sha256:00\nrich==0.1\nno-such-thing==1.0\n"
        "colorama-nowhere==1.0 ; sys_platform == 'win32' \\\n"
    )
    total, *off = doctor._packages(lock)
    assert (total.state, total.found, total.wanted) == (State.BROKEN, "1", "3")
    assert [(f.name, f.state, f.stops) for f in off] == [
        ("rich", State.OLD, False),
        ("no-such-thing", State.MISSING, True),
    ]


def test_fonts_whole_and_not(tmp_path: Path) -> None:
    sha256 = hashlib.sha256(b"whole").hexdigest()
    names = ("whole.ttf", "cut.ttf", "gone.ttf")
    (tmp_path / "fonts.toml").write_text(
        "".join(f'[[font]]\nfile = "{name}"\nsha256 = "{sha256}"\n' for name in names)
    )
    (tmp_path / "whole.ttf").write_bytes(b"whole")
    (tmp_path / "cut.ttf").write_bytes(b"who")
    total, *off = doctor._fonts(tmp_path)
    assert (total.state, total.found, total.wanted) == (State.BROKEN, "1", "3")
    assert [f.state for f in off] == [State.BROKEN, State.MISSING]
    assert all(finding.stops for finding in off)


def test_our_fonts_are_whole(root: Path) -> None:
    assert [f.state for f in doctor._fonts(root / "templates" / "fonts")] == [State.OK]


def test_the_output_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor._output(tmp_path / "new" / "output").state is State.OK
    file = tmp_path / "file"
    file.touch()
    assert doctor._output(file / "output").state is State.BROKEN
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert doctor._output(tmp_path).stops


def test_what_is_optional_does_not_stop() -> None:
    assert Finding("x", State.MISSING).stops
    assert not Finding("x", State.MISSING, needed=False).stops
    assert not Finding("x", State.OK).stops


def test_doctor_needs_neither_pango_nor_packages(root: Path) -> None:
    """A Python without any package, as on a fresh machine."""
    code = "from sasshi import doctor; print(doctor.pango_problem() is None)"
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {code}"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


def test_the_table_lines_up_and_ends_with_the_commands() -> None:
    findings = [
        Finding("Python", State.OK, "3.11.2", ">= 3.11"),
        Finding("Pango", State.MISSING, command="apt-get install"),
        Finding("git", State.MISSING, needed=False),
    ]
    lines = table(findings, Voice("ja")).splitlines()
    column = report._columns(lines[0][: lines[0].index("必要")])
    assert report._columns(lines[1][: lines[1].index(">=")]) == column
    assert lines[3].endswith("（なくても可）")
    assert lines[-1] == "  apt-get install"
