"""An address → a QR code, as a path to draw (ISO/IEC 18004)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

#: The white around a code, in modules.
QUIET = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """A code of ``size`` × ``size`` modules; ``path`` draws the dark ones, each 1 wide."""

    size: int
    path: str
    quiet: int = QUIET


def qr(address: str) -> QrCode:
    """Make the code of an address at the level M: 15 % of it may be lost."""
    import segno  # late: hardly any guide has one

    rows = segno.make(address, error="m", boost_error=False, micro=False).matrix
    return QrCode(len(rows), "".join(_bars(rows)))


def _bars(rows: Sequence[Sequence[int]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            long = len(list(run))
            if dark:
                yield f"M{x} {y}h{long}v1h-{long}z"
            x += long
