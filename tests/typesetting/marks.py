"""Character classes of JLREQ (3.1.7–3.1.10 and appendix A), for what measures pages.

Written out anew, and on purpose: the engine has classes of its own, and a character missing
there must not be missing here.
"""

from __future__ import annotations

from functools import cache

#: cl-01: the blank half of the full-width ones comes first; never at a line's end.
OPENING = frozenset("‘“（〔［｛〈《「『【｟〘〖«〝([{")
#: cl-02: the blank half comes last.
CLOSING = frozenset("’”）〕］｝〉》」』】｠〙〗»〟)]}")
#: cl-06 and cl-07.
STOPS = frozenset("。．、，")
#: cl-05: a quarter em of blank on either side.
MIDDLE = frozenset("・：；")
#: cl-03, cl-04, cl-09, cl-10, cl-11, and the Latin marks that close: never at a line's start.
_OTHERS = frozenset("‐〜–゠！？‼⁇⁈⁉々〻ゝゞヽヾー,.;:!?%")
_SMALL = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")
_SMALLEST = frozenset(map(chr, range(0x31F0, 0x3200)))  # small kana for Ainu
NOT_FIRST = CLOSING | STOPS | MIDDLE | _OTHERS | _SMALL | _SMALLEST
NOT_LAST = OPENING
#: cl-08: two of a kind are one mark.
INSEPARABLE = frozenset("―—…‥〳〴〵")
#: cl-12 and cl-13: not parted from the number they stand before or after.
BEFORE_NUMBERS = frozenset("¥￥＄$£＃#€№")
AFTER_NUMBERS = frozenset("°′″℃￠％%‰㎜㎝㎞㎎㎏㏄㎡")

_IDEOGRAPHIC = (
    (0x3005, 0x3007),
    (0x303B, 0x303B),
    (0x3041, 0x3096),
    (0x309D, 0x309F),
    (0x30A1, 0x30FA),
    (0x30FC, 0x30FF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


@cache
def is_ideographic(char: str) -> bool:
    """Tell whether a character is kanji or kana."""
    code = ord(char)
    return any(first <= code <= last for first, last in _IDEOGRAPHIC)


@cache
def is_kana(char: str) -> bool:
    """Tell whether a character is hiragana or katakana."""
    return 0x3041 <= ord(char) <= 0x30FF and is_ideographic(char)


@cache
def is_full_width(char: str) -> bool:
    """Tell whether a character is kanji, kana or a full-width mark."""
    return is_ideographic(char) or 0x3000 <= ord(char) <= 0x30FF or 0xFF01 <= ord(char) <= 0xFF60


def meet(before: str, after: str) -> bool:
    """Tell whether kanji or kana and Latin meet here (JLREQ 3.2.6)."""
    return (is_ideographic(before) and is_western(after)) or (
        is_western(before) and is_ideographic(after)
    )


@cache
def is_western(char: str) -> bool:
    """Tell whether a character is a Latin, Greek or Cyrillic letter or a European digit."""
    return ord(char) < 0x0530 and char.isalnum()


def ends_with_blank(char: str) -> bool:
    """Tell whether a full-width character has its blank half after it."""
    return char in CLOSING or char in STOPS
