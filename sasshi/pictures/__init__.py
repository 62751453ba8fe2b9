"""Pictures as bytes: what they tell besides what is to be seen is taken out, and large ones shrink.

A photograph from a telephone holds where and when it was taken, and a small copy of itself as it
was before it was cut. None of that leaves, in any edition.
"""

from __future__ import annotations

from sasshi.pictures.metadata import without_metadata
from sasshi.pictures.pixels import in_eight_bits, kind_of, upright
from sasshi.pictures.svg_metadata import svg_without_metadata

__all__ = ["clean"]


def clean(data: bytes) -> bytes:
    """Give a picture that stands as it is to be seen, in eight bits a colour, without metadata.

    Where that can be done without coding its pixels again, it is. What is no picture that is known
    stays as it is.
    """
    kind = kind_of(data)
    if kind == "svg":
        return svg_without_metadata(data, clean)
    if not kind:
        return data
    return without_metadata(in_eight_bits(upright(data)))
