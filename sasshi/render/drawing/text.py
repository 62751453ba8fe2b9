"""Text for drawings: SVG does not break lines, so they are broken here, by estimated widths.

The estimates are never less than what the shipped sans faces take, and little more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sasshi.japanese.classes import BLANK_AFTER
from sasshi.japanese.phrases import phrases
from sasshi.model import is_cjk

#: Widths in em of the Latin sans, bold, rounded up; what is not here takes ``_OTHER_EM``.
_GROUPS = {
    0.30: "ijl.,:;'| ",
    0.37: "I!()[]{}-/\\f‘’",
    0.40: "rt",
    0.48: "*csz",
    0.55: 'aegkvxy0123456789–"“”^_~JLEFY',
    0.59: "bdhnopqu`+<=>ATVXZC",
    0.88: "mw%MWæœÆŒ©¼½¾",
    1.00: "@—―…",
}
_WIDTHS = {char: width for width, chars in _GROUPS.items() for char in chars}
_OTHER_EM = 0.70
#: The Latin letters of the Japanese sans are so much wider, but none is wider than an em.
_GOTHIC = 1.5
_LATIN_PIECE = re.compile(r"\S+\s*")
#: Small steps by which lines are evened out.
_STEP_EM = 0.5


@lru_cache(maxsize=1000)  # a template asks for the number of lines, then for the lines
def lines(text: str, measure_em: float, lang: str = "ja") -> tuple[str, ...]:
    """Break a text into as few lines of at most ``measure_em`` as it takes, evenly filled.

    Japanese breaks between phrases (文節), other text between words; what is longer than a
    line is cut where it must.
    """
    pieces = _pieces(text)
    best = _fill(pieces, measure_em, lang)
    least = longest_piece(text, lang)  # what is whole in one line is not cut for evenness
    shorter = measure_em - _STEP_EM
    while len(best) > 1 and shorter >= least:
        tried = _fill(pieces, shorter, lang)
        if len(tried) > len(best):
            break
        best, shorter = tried, shorter - _STEP_EM
    return best


def em_width(text: str, lang: str = "ja") -> float:
    """Estimate the width of a text in em, in the sans face of a language."""
    return sum(_width(char, is_cjk(lang)) for char in text)


def longest_piece(text: str, lang: str = "ja") -> float:
    """Give the width in em of what ``lines`` would rather not cut: a phrase, a word."""
    return max((em_width(piece.rstrip(), lang) for piece in _pieces(text)), default=0.0)


@lru_cache(maxsize=5000)
def _width(char: str, gothic: bool) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    base = unicodedata.normalize("NFD", char)[0]
    width = _WIDTHS.get(base, _OTHER_EM)
    return min(1.0, width * _GOTHIC) if gothic else width


def _pieces(text: str) -> list[str]:
    """Cut a text where lines may break; blanks stay with the piece before them."""
    text = " ".join(text.split())
    if any(unicodedata.east_asian_width(char) in "WF" for char in text):
        return [piece for piece in phrases(text) if piece]
    return _LATIN_PIECE.findall(text)


def _fill(pieces: list[str], measure_em: float, lang: str) -> tuple[str, ...]:
    filled: list[str] = []
    for piece in pieces:
        if filled and em_width((filled[-1] + piece).rstrip(), lang) <= measure_em:
            filled[-1] += piece
        else:
            filled += _cut(piece, measure_em, lang)
    return tuple(line.strip() for line in filled)


def _cut(piece: str, measure_em: float, lang: str) -> list[str]:
    """Cut a piece longer than a line; a closing mark never begins the next (JLREQ 3.1.7)."""
    parts: list[str] = []
    while em_width(piece.rstrip(), lang) > measure_em and len(piece) > 1:
        end = 1
        while em_width(piece[: end + 1], lang) <= measure_em:
            end += 1
        while end > 1 and piece[end] in BLANK_AFTER:
            end -= 1
        parts.append(piece[:end])
        piece = piece[end:]
    return [*parts, piece]
