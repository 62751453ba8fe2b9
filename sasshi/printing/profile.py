"""Printer profiles: what the test sheet told of a printer, kept as TOML, one file each.

They lie in the user's configuration folder: ``$SASSHI_CONFIG``, or else ``sasshi`` in what the
system has for that (XDG Base Directory, ``~/Library/Application Support``, ``%APPDATA%``).
"""

from __future__ import annotations

import math
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sasshi.model import FLIPS, MOST_SHIFT, MOST_THICKNESS, ORDERS
from sasshi.problems import (
    BuildError,
    MachineError,
    Place,
    Problem,
    UsageError,
    closest,
    error,
    shown_path,
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a printer.

    ``flip`` says whether backs come out the same way up as fronts; ``shift_mm`` by how much they
    must move, to the right and up as they are seen; ``thickness_mm`` is that of a sheet of its
    paper; ``order`` that of the backs when they are printed apart.
    """

    flip: str = "same"
    shift_mm: tuple[float, float] = (0.0, 0.0)
    thickness_mm: float = 0.0
    order: str = "reversed"


def config_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of the user's own settings."""
    own = environment.get("SASSHI_CONFIG")
    if own:
        return Path(own)
    if sys.platform == "win32":
        base = Path(environment.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "sasshi"


def profile_path(name: str, folder: Path | None = None) -> Path:
    """Give the file of a printer's profile.

    Raises:
        UsageError: the name cannot be that of a file.

    """
    if not re.fullmatch(r"(?!\.)[^/\\:*?\"<>|\0-\x1f]{1,100}", name):
        raise UsageError([error("bad-printer-name", name=name)])
    return (folder or config_folder()) / "printers" / f"{name}.toml"


def profile_names(folder: Path | None = None) -> tuple[str, ...]:
    """Name the printers of which there is a profile."""
    files = (folder or config_folder()).glob("printers/*.toml")
    return tuple(sorted(path.stem for path in files))


def load_profile(name: str, folder: Path | None = None) -> Profile | None:
    """Read a printer's profile; ``None`` if there is none.

    Raises:
        BuildError: the file cannot be understood; every mistake with its line.

    """
    path = profile_path(name, folder)
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as mistake:
        line = re.search(r"line (\d+)", str(mistake))
        place = Place(shown_path(path), int(line[1]) if line else None)
        raise BuildError([error("bad-toml", place, reason=mistake)]) from None
    wrong = list(_mistakes(table, path, text))
    if wrong:
        raise BuildError(wrong)
    x, y = table.get("shift", (0.0, 0.0))
    return Profile(
        flip=table.get("flip", "same"),
        shift_mm=(float(x), float(y)),
        thickness_mm=float(table.get("thickness", 0.0)),
        order=table.get("order", "reversed"),
    )


def save_profile(name: str, profile: Profile, folder: Path | None = None) -> Path:
    """Keep a printer's profile, the file whole or not at all; give its path.

    Raises:
        MachineError: it cannot be written.

    """
    path = profile_path(name, folder)
    x, y = profile.shift_mm
    text = (
        f'flip = "{profile.flip}"\n'
        f"shift = [{x:g}, {y:g}]  # mm, to the right and up\n"
        f"thickness = {profile.thickness_mm:g}  # mm, of a sheet\n"
        f'order = "{profile.order}"\n'
    )
    waiting: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        waiting = Path(temporary)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        waiting.replace(path)
    except OSError as failure:
        reason = failure.strerror or failure
        raise MachineError(
            [error("cannot-write", Place(shown_path(path)), reason=reason)]
        ) from failure
    finally:
        if waiting is not None:
            waiting.unlink(missing_ok=True)
    return path


def _mistakes(table: Mapping[str, Any], path: Path, text: str) -> Iterator[Problem]:
    """Name every entry of a profile that is unknown, or no value of its kind."""
    for key, value in table.items():
        check = _CHECKS.get(key)
        lines = enumerate(text.splitlines(), 1)
        line = next((n for n, row in lines if re.match(rf"\s*\"?{re.escape(key)}\b", row)), None)
        place = Place(shown_path(path), line)
        if check is None:
            nearest = closest(key, _CHECKS, 0.5) or ", ".join(_CHECKS)
            yield error("unknown-profile-key", place, name=key, nearest=nearest)
        elif not check[0](value):
            yield error("bad-profile-value", place, name=key, wanted=check[1])


def _is_number(value: object, most: float, least: float = 0.0) -> bool:
    """Tell whether a value is a number within limits."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return plain and math.isfinite(float(str(value))) and least <= float(str(value)) <= most


def _is_shift(value: object) -> bool:
    """Tell whether a value is two lengths."""
    if not isinstance(value, list) or len(value) != 2:
        return False
    return all(_is_number(each, MOST_SHIFT, -MOST_SHIFT) for each in value)


_CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "flip": (lambda value: value in FLIPS, ", ".join(FLIPS)),
    "shift": (_is_shift, f"[X, Y], ≤ {MOST_SHIFT:g} mm"),
    "thickness": (lambda value: _is_number(value, MOST_THICKNESS), f"0–{MOST_THICKNESS:g} mm"),
    "order": (lambda value: value in ORDERS, ", ".join(ORDERS)),
}
