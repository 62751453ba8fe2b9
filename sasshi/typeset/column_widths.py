"""The widths of a table's columns: as wanted, but never too narrow for what cannot be broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from sasshi.japanese.paragraph import Px

#: Less, in px, is nothing: widths are sums of rounded ones.
NOTHING: Px = 0.01


class Remedy(Enum):
    """What makes a table fit that has not the room for its widest pieces."""

    NONE = auto()
    SMALLER = auto()
    TURNED = auto()
    CUT = auto()
    #: Nothing does.
    TOO_WIDE = auto()


@dataclass(frozen=True, slots=True)
class Need:
    """What the columns of a table need at least, in px.

    ``whole`` leaves what cannot be broken whole, ``cut`` cuts addresses and code anywhere.
    Type may get smaller by the factor ``smallest``.
    """

    whole: Sequence[Px]
    cut: Sequence[Px]
    smallest: float

    def least(self, room: Px) -> Px:
        """Give the least width, with the smallest type, that leaves whole what it can in a room."""
        whole = sum(self.whole) * self.smallest
        return whole if whole - NOTHING <= room else sum(self.cut) * self.smallest

    def remedy(self, room: Px, turned_room: Px = 0.0) -> Remedy:
        """Say what makes the table fit; ``turned_room`` is what it has if it is turned."""
        least = sum(self.whole) - NOTHING
        if least <= room:
            return Remedy.NONE
        if least * self.smallest <= room:
            return Remedy.SMALLER
        if least * self.smallest <= turned_room:
            return Remedy.TURNED
        shortest = (sum(self.cut) - NOTHING) * self.smallest
        if shortest <= room:
            return Remedy.CUT
        return Remedy.TURNED if shortest <= turned_room else Remedy.TOO_WIDE


def fitted(wanted: Sequence[Px], least: Sequence[Px], room: Px) -> list[Px]:
    """Widen columns to what they need; the others give in proportion to what they have.

    Args:
        wanted: the widths that they would have.
        least: those below which something would stand beyond its cell.
        room: for all of them; if it is less than the sum of ``least``, none gets what it needs.

    """
    if all(one >= other - NOTHING for one, other in zip(wanted, least, strict=True)):
        return list(wanted)
    short = sum(least)
    if short >= room:
        return [width * room / short for width in least]
    fixed: set[int] = set()
    while True:
        free = [number for number in range(len(least)) if number not in fixed]
        left = room - sum(least[number] for number in fixed)
        share = left / (sum(wanted[number] for number in free) or 1.0)
        narrow = {number for number in free if wanted[number] * share < least[number] - NOTHING}
        if not narrow:
            break
        fixed |= narrow
    return [
        least[number] if number in fixed else wanted[number] * share for number in range(len(least))
    ]
