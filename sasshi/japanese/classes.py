"""Character classes of JLREQ, as far as the passes need them (appendix A; JIS X 4051)."""

from __future__ import annotations

#: Pairs of these are one mark and are never torn apart (JLREQ A.8, cl-08).
INSEPARABLE = frozenset("―—…‥〳〴〵")


def is_japanese(char: str) -> bool:
    """Tell whether a character stands in its own em: kana, kanji, full-width marks."""
    code = ord(char)
    return (
        0x3000 <= code <= 0x30FF
        or 0x31F0 <= code <= 0x31FF
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF01 <= code <= 0xFF60
        or 0x20000 <= code <= 0x3FFFF
        or char in INSEPARABLE
    )


def is_ideographic(char: str) -> bool:
    """Tell whether a character is kana or kanji: what takes a gap before Latin (JLREQ 3.2)."""
    code = ord(char)
    return (
        0x3041 <= code <= 0x3096
        or 0x30A1 <= code <= 0x30FA
        or code in (0x3005, 0x3006, 0x3007, 0x30FC, 0x309D, 0x309E, 0x30FD, 0x30FE)
        or 0x31F0 <= code <= 0x31FF
        or 0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
    )


def is_western(char: str) -> bool:
    """Tell whether a character is a Latin, Greek or Cyrillic letter or a European digit."""
    return ord(char) < 0x0530 and char.isalnum()
