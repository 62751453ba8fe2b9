"""Character classes of JLREQ (3.9.2 and appendix A; JIS X 4051), as far as lines need them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import cache

#: Opening brackets: the blank half of the full-width ones comes first (JLREQ cl-01).
OPENING = frozenset("‘“（〔［｛〈《「『【｟⦅〘〖«〝")
#: Closing brackets, full stops and commas (cl-02, cl-06, cl-07): the blank half comes last.
CLOSING = frozenset("’”）〕］｝〉》」』】｠⦆〙〗»〟")
FULL_STOPS, COMMAS = frozenset("。．"), frozenset("、，")
BLANK_AFTER = CLOSING | FULL_STOPS | COMMAS

#: Symbols that are full-width in Japanese and narrow elsewhere (UAX #14, class AI, without
#: accents, dashes, box drawing, and ℓ and Å, which are units). No bracket is among them.
_AMBIGUOUS_SPANS = """
    A7 B6 D7 F7 2016 2020-2021 203B 2105 2121-2122 2160-216B 2170-2179 2189-2199 21D2 21D4
    2200 2202-2203 2207-2208 220B 220F 2211 221A 221D-2220 2223 2225 2227-222C 222E 2234-2237
    223C-223D 2248 224C 2252 2260-2261 2264-2267 226A-226B 226E-226F 2282-2283 2286-2287 2295
    2299 22A5 22BF 2312 2460-24FE 2592-2595 25A0-25A1 25A3-25A9 25B2-25B3 25B6-25B7 25BC-25BD
    25C0-25C1 25C6-25C8 25CB 25CE-25D1 25E2-25E5 25EF 2605-2606 2609 260E-260F 2616-2617 2640
    2642 2660-2661 2663-2665 2667 2669-266A 266C-266D 266F 269E-269F 26C9-26CC 26D2 26D5-26D7
    26DA-26DB 26DD-26DE 26E3 26E8-26E9 26EB-26F0 26F6 26FB-26FC 2757 2776-2793 2B55-2B59
    3248-324F 1F100-1F10C 1F110-1F12D 1F130-1F169 1F170-1F1AC
"""
AMBIGUOUS_SYMBOLS = frozenset(
    chr(code)
    for first, _, last in (span.partition("-") for span in _AMBIGUOUS_SPANS.split())
    for code in range(int(first, 16), int(last or first, 16) + 1)
)


class CharClass(IntEnum):
    """What a character is to its neighbours in a line; JLREQ's class in the comment."""

    OPENING = 1  # cl-01: the blank half of a full-width one comes first
    CLOSING = 2  # cl-02: the blank half comes last
    HYPHEN = 3  # cl-03
    DIVIDING = 4  # cl-04: ！？
    MIDDLE_DOT = 5  # cl-05: ・：； a quarter blank on either side
    FULL_STOP = 6  # cl-06: the blank half comes last
    COMMA = 7  # cl-07: likewise
    INSEPARABLE = 8  # cl-08: pairs of them are one mark
    ITERATION = 9  # cl-09
    LONG_VOWEL = 10  # cl-10
    SMALL_KANA = 11  # cl-11
    PREFIX = 12  # cl-12: full-width ￥＄№
    SUFFIX = 13  # cl-13: full-width ％℃
    WIDE_SPACE = 14  # cl-14
    KANA = 15  # cl-15 and cl-16
    IDEOGRAPH = 19  # cl-19
    WIDE = 20  # every other full-width character
    SPACE = 26  # cl-26: Western word space, breaking or not
    WESTERN = 27  # cl-27 and cl-24: Latin, Greek, Cyrillic letters and European digits
    MARK = 28  # every other character: Latin punctuation, symbols
    ATOM = 30  # a picture or an inline block: like an ideograph
    RETURN = 31  # a line's end that was asked for


_GROUPS = {
    CharClass.OPENING: OPENING,
    CharClass.CLOSING: CLOSING,
    CharClass.HYPHEN: "‐〜゠–",
    CharClass.DIVIDING: "！？‼⁇⁈⁉",
    CharClass.MIDDLE_DOT: "・：；",
    CharClass.FULL_STOP: FULL_STOPS,
    CharClass.COMMA: COMMAS,
    CharClass.INSEPARABLE: "―—…‥〳〴〵",
    CharClass.ITERATION: "ヽヾゝゞ々〻",
    CharClass.LONG_VOWEL: "ー",
    CharClass.SMALL_KANA: "ぁぃぅぇぉァィゥェォっゃゅょゎゕゖッャュョヮヵヶ"
    + "".join(map(chr, range(0x31F0, 0x3200))),
    CharClass.PREFIX: "￥＄￡＃№",
    CharClass.SUFFIX: "％℃‰￠℉",
    CharClass.WIDE_SPACE: "\u3000",
    CharClass.SPACE: " \u00a0",
    CharClass.ATOM: "\ufffc",
    CharClass.RETURN: "\n",
}
_CLASSES = {char: group for group, chars in _GROUPS.items() for char in chars}

#: Take a gap before and after Latin (JLREQ 3.2.6).
_IDEOGRAPHIC = frozenset(
    {
        CharClass.ITERATION,
        CharClass.LONG_VOWEL,
        CharClass.SMALL_KANA,
        CharClass.KANA,
        CharClass.IDEOGRAPH,
    }
)
#: Set in an em of their own, next to which a line may be spread.
_JAPANESE = _IDEOGRAPHIC | {
    CharClass.OPENING,
    CharClass.CLOSING,
    CharClass.DIVIDING,
    CharClass.MIDDLE_DOT,
    CharClass.FULL_STOP,
    CharClass.COMMA,
    CharClass.INSEPARABLE,
    CharClass.PREFIX,
    CharClass.SUFFIX,
    CharClass.WIDE_SPACE,
    CharClass.WIDE,
    CharClass.ATOM,
}
#: Quotation marks that Latin text uses too, where they are not full-width.
_QUOTES = frozenset("‘’“”«»–—‐…")


@cache
def char_class(char: str) -> CharClass:
    """Give the class of a character."""
    known = _CLASSES.get(char)
    if known is not None:
        return known
    code = ord(char)
    if 0x3041 <= code <= 0x30FA:
        return CharClass.KANA
    if 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF:
        return CharClass.IDEOGRAPH
    if char in "〇〆":
        return CharClass.IDEOGRAPH
    if 0xFF01 <= code <= 0xFF60 or unicodedata.east_asian_width(char) in "WF":
        return CharClass.WIDE
    if code < 0x0530 and char.isalnum():
        return CharClass.WESTERN
    return CharClass.MARK


def positions_of(classes: Sequence[CharClass], wanted: frozenset[CharClass]) -> list[int]:
    """Give the indexes of the characters that are of one of the classes wanted."""
    return [i for i, each in enumerate(classes) if each in wanted]


def boundaries_beside(positions: Sequence[int], size: int) -> list[int]:
    """Give the boundaries beside some of ``size`` characters, each by the character before it."""
    return sorted({*positions, *[i - 1 for i in positions]} - {-1, size - 1})


def is_japanese(char: str) -> bool:
    """Tell whether a character stands in its own em: kana, kanji, full-width marks."""
    return char_class(char) in _JAPANESE


def is_ideographic(char: str) -> bool:
    """Tell whether a character is kana or kanji: what takes a gap before Latin (JLREQ 3.2)."""
    return char_class(char) in _IDEOGRAPHIC


def has_latin_twin(char: str) -> bool:
    """Tell whether Latin text uses this mark too, narrow there: then its width decides."""
    return char in _QUOTES
