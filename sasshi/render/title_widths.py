"""How wide the letters of our fonts are, so that a title can be broken before it is laid out.

The width of each character from U+0020 to U+007E in hundredths of an em, rounded up, of the
bold or the regular style, whichever is wider. Made from the fonts; a test holds them together.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

#: By the face, as tokens name it, and whether the language is set in an em for each character.
_ASCII: Final = {
    ("mincho", True): (
        "26 36 45 62 59 97 81 24 40 40 49 61 34 37 34 40 60 48 60 60 60 60 60 59 60 60 34 34 61 "
        "61 61 48 97 75 71 71 79 67 65 76 87 43 43 77 65 101 82 79 68 79 76 60 70 82 74 110 73 "
        "71 63 38 40 38 61 60 45 59 68 57 66 58 41 60 69 35 34 66 36 101 69 63 68 64 50 50 40 "
        "68 58 88 60 59 52 38 34 38 61 "
    ),
    ("gothic", True): (
        "34 38 53 94 80 100 92 32 51 51 50 84 34 48 34 50 76 63 76 76 76 76 76 76 76 76 34 34 "
        "84 84 84 80 98 78 78 82 86 71 67 86 84 44 57 76 61 100 84 88 76 90 76 73 71 86 76 100 "
        "82 75 75 55 50 55 50 31 50 67 73 65 73 69 51 67 73 32 40 67 36 96 73 71 73 73 50 59 50 "
        "73 61 90 63 65 59 55 44 55 50 "
    ),
    ("maru", True): (
        "28 30 44 60 63 78 67 24 38 38 52 93 30 48 26 55 51 41 45 49 50 47 50 42 51 48 26 29 64 "
        "93 64 51 82 66 64 68 68 59 57 68 70 26 54 61 57 78 71 74 64 74 65 63 60 66 64 85 63 63 "
        "57 37 55 37 58 74 38 54 57 50 57 53 37 55 54 27 26 51 24 80 54 54 57 57 39 47 39 53 51 "
        "69 54 50 44 48 24 48 62 "
    ),
    ("mincho", False): (
        "24 35 48 57 57 97 76 24 41 41 46 57 32 36 32 39 57 57 57 57 57 57 57 57 57 57 32 32 57 "
        "57 57 45 91 72 69 67 76 64 62 73 82 40 41 75 62 94 77 75 66 75 73 58 68 76 71 104 69 "
        "67 60 38 39 38 57 55 40 57 65 54 64 55 39 60 66 35 33 64 35 97 67 61 65 63 50 49 38 66 "
        "59 87 61 60 51 38 32 38 57 "
    ),
    ("gothic", False): (
        "20 34 54 53 53 86 67 30 35 35 46 53 30 34 30 35 53 53 53 53 53 53 53 53 53 53 30 30 53 "
        "53 53 47 91 58 61 59 64 55 53 64 68 31 51 62 52 77 67 69 60 69 62 56 56 67 56 82 57 53 "
        "55 35 35 35 53 50 56 53 58 47 58 52 35 54 58 28 28 55 29 86 58 56 58 58 40 45 39 57 53 "
        "78 52 53 46 35 27 35 53 "
    ),
    ("maru", False): (
        "28 34 54 60 63 86 67 30 38 38 52 93 30 48 30 55 53 53 53 53 53 53 53 53 53 53 30 30 64 "
        "93 64 51 91 66 64 68 68 59 57 68 70 31 54 62 57 78 71 74 64 74 65 63 60 67 64 85 63 63 "
        "57 37 55 37 58 74 56 54 58 50 58 53 37 55 58 28 28 55 29 86 58 56 58 58 40 47 39 57 53 "
        "78 54 53 46 48 27 48 62 "
    ),
}
_WIDTHS: Final = {
    key: dict(zip(map(chr, range(0x20, 0x7F)), map(float, row.split()), strict=True))
    for key, row in _ASCII.items()
}
#: Letters of other alphabets, small and capital, in hundredths of an em: about the mean.
_SMALL, _CAPITAL = 72.0, 88.0


@lru_cache(maxsize=5000)
def em_of(char: str, face: str, cjk: bool) -> float:
    """Give the width of a character, with its marks, in em; Japanese and symbols take one."""
    widths = _WIDTHS[(face if (face, cjk) in _WIDTHS else "gothic", cjk)]
    base = unicodedata.normalize("NFD", char)[0]
    if base in widths:
        return widths[base] / 100
    if unicodedata.east_asian_width(base) in "WF" or not base.isalpha():
        return 1.0
    return (_CAPITAL if base.isupper() else _SMALL) / 100
