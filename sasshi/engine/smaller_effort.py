"""Packing of streams."""

from __future__ import annotations

import zlib
from types import SimpleNamespace

#: Streams are packed nearly as small as with 9, the writer's own, in half the time.
LEVEL = 6


def packed_sooner(own: object) -> object:
    """Give the writer's zlib another level."""
    return SimpleNamespace(
        compress=zlib.compress, compressobj=lambda level: zlib.compressobj(LEVEL)
    )
