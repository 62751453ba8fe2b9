"""What the machine has and lacks, and the one command that gives it what it lacks.

Works on a bare Python: nothing here needs WeasyPrint or any other package. The table that people
see is made in ``sasshi.cli.doctor``, its words are in ``messages.toml``.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import functools
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sasshi.problems import Problem, error

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
PYTHON_WANTED = (3, 11)
PANGO_WANTED = (1, 44)

#: Families of systems, as ``ID`` and ``ID_LIKE`` of os-release name them, → the command.
_INSTALL = {
    "debian": "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "fedora": "dnf install -y pango",
    "rhel": "dnf install -y pango",
    "arch": "pacman -S --needed pango",
    "alpine": "apk add pango",
    "suse": "zypper install -y libpango-1_0-0",
}
_INSTALL_MACOS = "brew install pango"
_INSTALL_WINDOWS = "pacman -S mingw-w64-ucrt-x86_64-pango"
_DLL_FOLDERS = r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"


class State(StrEnum):
    """How it stands with one thing that a build uses."""

    OK = "ok"
    MISSING = "missing"
    OLD = "old"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was ``found`` of it, and ``wanted``, as texts for people.

    ``command`` is what to run where it is not in order; ``needed`` is false for what a build can
    do without.
    """

    name: str
    state: State
    found: str = ""
    wanted: str = ""
    command: str | None = None
    needed: bool = True

    @property
    def stops(self) -> bool:
        """Tell whether nothing can be built before this is put right."""
        return self.needed and self.state is not State.OK


@dataclass(frozen=True, slots=True)
class _Library:
    """A system library under the names that WeasyPrint 70 tries (``text/ffi.py``)."""

    name: str
    files: tuple[str, ...]
    version: str | None = None
    needed: bool = True


_PANGO = _Library(
    "Pango",
    ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "pango-1.0"),
    "pango_version_string",
)
_LIBRARIES = (
    _PANGO,
    _Library(
        "PangoFT2",
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll", "pangoft2-1.0"),
    ),
    _Library(
        "GObject",
        ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll", "gobject-2.0"),
    ),
    _Library(
        "fontconfig",
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll", "fontconfig"),
    ),
    _Library(
        "HarfBuzz",
        ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "harfbuzz"),
        "hb_version_string",
    ),
    _Library(
        "HarfBuzz subset",
        (
            "libharfbuzz-subset.so.0",
            "libharfbuzz-subset.0.dylib",
            "libharfbuzz-subset-0.dll",
            "harfbuzz-subset",
        ),
        needed=False,
    ),
)


def examine(templates: Path, output: Path) -> tuple[Finding, ...]:
    """Look at everything that a build uses, and at git.

    ``templates`` holds the fonts, ``output`` is the folder to write to.
    """
    return (
        _python(),
        *_packages(LOCK),
        *(_library(library) for library in _LIBRARIES),
        *_fonts(templates / "fonts"),
        _output(output),
        _git(),
    )


def pango_problem() -> Problem | None:
    """Give the problem if Pango or what it needs is missing or too old. Takes milliseconds."""
    bad = [f for f in map(_library, _LIBRARIES) if f.stops]
    if not bad:
        return None
    command = install_command()
    old = next((f for f in bad if f.state is State.OLD), None)
    if old is not None:
        wanted = _dotted(PANGO_WANTED)
        return error("old-pango", found=old.found, wanted=wanted, command=command or "…")
    missing = ", ".join(f.name for f in bad)
    if command is None:
        return error("no-pango-unknown-system", missing=missing)
    if sys.platform == "win32":
        return error("no-pango-windows", missing=missing, command=command)
    return error("no-pango", missing=missing, command=command)


def load_problem(mistake: OSError) -> Problem:
    """Tell the import of WeasyPrint that failed for want of a library from all other trouble."""
    text = str(mistake)
    if "cannot load library" in text or "find_library" in text:
        return pango_problem() or error("broken-pango", reason=text.splitlines()[0])
    return error("os-error", reason=text)


def install_command() -> str | None:
    """Give the command that installs Pango on this system, ``None`` for an unknown one."""
    if sys.platform == "darwin":
        return _INSTALL_MACOS
    if sys.platform == "win32":
        return _INSTALL_WINDOWS
    command = next((_INSTALL[name] for name in _families() if name in _INSTALL), None)
    return f"sudo {command}" if command and os.geteuid() != 0 else command


def _families(path: Path = Path("/etc/os-release")) -> Iterator[str]:
    """Name this system and those it descends from, nearest first."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return
    for key in ("ID", "ID_LIKE"):
        for value in re.findall(rf"^{key}=\"?([^\"\n]*)\"?$", text, re.MULTILINE):
            yield from value.split()


def _python() -> Finding:
    state = State.OK if sys.version_info >= PYTHON_WANTED else State.OLD
    running = sys.version.split()[0]
    return Finding("Python", state, running, f">= {_dotted(PYTHON_WANTED)}", None)


def _packages(lock: Path) -> Iterator[Finding]:
    """Compare the installed packages with the lock: a count, then each that differs."""
    from importlib.metadata import PackageNotFoundError, version

    if not lock.is_file():
        yield Finding(lock.name, State.MISSING, command=f"git checkout -- {lock.name}")
        return
    off: list[Finding] = []
    right = 0
    locked = re.findall(r"^([\w.-]+)==(\S+)( *;)?", lock.read_text(encoding="utf-8"), re.MULTILINE)
    for name, wanted, marker in locked:
        try:
            installed = version(name)
        except PackageNotFoundError:
            if not marker:  # with one, it is for another system
                off.append(Finding(name, State.MISSING, "", wanted, "make setup"))
            continue
        if installed == wanted:
            right += 1
        else:
            off.append(Finding(name, State.OLD, installed, wanted, "make setup", needed=False))
    state = State.BROKEN if off else State.OK
    total = str(right + len(off))
    needed = any(finding.needed for finding in off)
    yield Finding(lock.name, state, str(right), total, "make setup" if off else None, needed)
    yield from off


def _library(library: _Library) -> Finding:
    """Look for a library, and at its version where it tells one."""
    handle = _load(library.files)
    wanted = f">= {_dotted(PANGO_WANTED)}" if library is _PANGO else ""
    if handle is None:
        command = install_command()
        return Finding(library.name, State.MISSING, "", wanted, command, library.needed)
    loaded = _version(handle, library.version) if library.version else ""
    numbers = tuple(int(part) for part in re.findall(r"\d+", loaded))
    if library is _PANGO and numbers < PANGO_WANTED:
        return Finding(library.name, State.OLD, loaded, wanted, install_command())
    return Finding(library.name, State.OK, loaded, wanted, None, library.needed)


def _load(names: tuple[str, ...]) -> ctypes.CDLL | None:
    """Load a library by the first of its names that works, as cffi would.

    All names go to the loader before any is searched for: ``find_library`` starts other
    programs, at 20 ms a name.
    """
    _add_dll_folders()
    for name in names:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    searched = ctypes.util.find_library(names[-1])
    try:
        return ctypes.CDLL(searched) if searched else None
    except OSError:
        return None


@functools.cache
def _add_dll_folders() -> None:
    """Let Windows look where MSYS2 puts its libraries, as WeasyPrint does."""
    if sys.platform == "win32":
        for folder in os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _DLL_FOLDERS).split(";"):
            if Path(folder).is_dir():
                os.add_dll_directory(folder)


def _version(handle: ctypes.CDLL, function: str) -> str:
    ask = getattr(handle, function)
    ask.restype = ctypes.c_char_p
    return str(ask().decode("ascii"))


def _fonts(folder: Path) -> Iterator[Finding]:
    """Compare the fonts with their list: a count, then each that is missing or not whole."""
    import hashlib
    import tomllib

    mend = f"git checkout -- {folder.as_posix()}"
    listing = folder / "fonts.toml"
    if not listing.is_file():
        yield Finding(listing.as_posix(), State.MISSING, command=mend)
        return
    fonts = tomllib.loads(listing.read_text(encoding="utf-8")).get("font", [])
    off: list[Finding] = []
    for font in fonts:
        path = folder / font["file"]
        if not path.is_file():
            off.append(Finding(path.as_posix(), State.MISSING, command=mend))
        elif hashlib.sha256(path.read_bytes()).hexdigest() != font["sha256"]:
            off.append(Finding(path.as_posix(), State.BROKEN, command=mend))
    state = State.BROKEN if off else State.OK
    right = str(len(fonts) - len(off))
    yield Finding(folder.as_posix(), state, right, str(len(fonts)), mend if off else None)
    yield from off


def _output(folder: Path) -> Finding:
    """Look whether the output folder, or the one to make it in, can be written to."""
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    fits = there.is_dir() and os.access(there, os.W_OK | os.X_OK)
    return Finding(folder.as_posix(), State.OK if fits else State.BROKEN)


def _git() -> Finding:
    """Look for git: nothing is built with it, but guides are kept with it."""
    state = State.OK if shutil.which("git") else State.MISSING
    return Finding("git", state, needed=False)


def _dotted(version: tuple[int, ...]) -> str:
    """Write a version: (3, 11) → 3.11."""
    return ".".join(map(str, version))
