"""Characters that no font has: every one that is to be printed is looked up before layout."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from sasshi.fonts.faces import Face, open_face

#: Categories that print nothing: control and format characters, spaces and separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def coverage(faces: Iterable[Face]) -> frozenset[int]:
    """Give the code points that at least one of the faces has.

    Raises:
        MachineError: a file cannot be read.

    """
    import uharfbuzz as hb

    union = hb.Set()
    for face in faces:
        union.update(open_face(face).unicodes)
    return frozenset(union)


def uncovered(text: str, faces: Sequence[Face]) -> tuple[str, ...]:
    """Give the characters of ``text`` that no face has, in order of first appearance.

    What prints nothing is left out: controls, spaces, joiners, soft hyphens, variation
    selectors.

    Raises:
        MachineError: a font cannot be read.

    """
    covered = coverage(faces)
    lacking = (char for char in dict.fromkeys(text) if ord(char) not in covered)
    return tuple(char for char in lacking if not _prints_nothing(char))


def _prints_nothing(char: str) -> bool:
    selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return selector or unicodedata.category(char) in _INVISIBLE
