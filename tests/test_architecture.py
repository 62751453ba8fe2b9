"""ARCHITECTURE.md says what is so: rooms, floors, who imports what; and it stays short."""

from __future__ import annotations

import re

import pytest

from tests.test_imports import RESERVED, ROOT, floors

TEXT = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
#: Two pages of A4, set in 9 pt: 60 lines of 125 characters each.
MOST_LINES, MOST_CHARACTERS = 120, 7500
ROWS = re.findall(r"(?m)^\| (\d) \| `(\w+)(?:\.py)?` \| .* \| (.*) \|$", TEXT)


def test_it_has_two_pages() -> None:
    assert len(TEXT.splitlines()) <= MOST_LINES
    assert len(TEXT) <= MOST_CHARACTERS


def test_every_room_stands_on_its_floor() -> None:
    told = {room: int(floor) for floor, room, _ in ROWS}
    assert told == {room: floor for room, floor in floors().items() if room not in OUTSIDE}


OUTSIDE = ("bench", "tools")


@pytest.mark.parametrize("package", [name for name, rooms in RESERVED.items() if len(rooms) == 1])
def test_who_alone_imports_a_package_is_said(package: str) -> None:
    (owner,) = RESERVED[package]
    said = {room for _, room, allowed in ROWS if f"`{package}`" in allowed}
    assert said <= {owner}
    assert said or owner == "preview"  # its socket is said in words


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:\w+/)+\w+(?:\.\w+)?)`", TEXT))))
def test_files_that_are_named_are_there(name: str) -> None:
    places = (ROOT / name, ROOT / "sasshi" / name, ROOT / "sasshi" / f"{name}.py")
    assert any(place.exists() for place in places), name
