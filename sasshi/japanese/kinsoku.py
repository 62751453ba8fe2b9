"""Kinsoku: what may not begin or end a line (JLREQ 3.1.7 to 3.1.10)."""

from __future__ import annotations

from collections.abc import Sequence

from sasshi.japanese.classes import CharClass, beside, char_class, is_japanese, some_of

#: JLREQ 3.1.7: never at the head of a line.
_NOT_FIRST = frozenset(
    {
        *(
            CharClass.CLOSING,
            CharClass.HYPHEN,
            CharClass.DIVIDING,
            CharClass.MIDDLE_DOT,
            CharClass.FULL_STOP,
            CharClass.COMMA,
        ),
        *(CharClass.ITERATION, CharClass.LONG_VOWEL, CharClass.SMALL_KANA, CharClass.SUFFIX),
    }
)
#: What the loose set lets begin a line all the same: 々, ー, small kana (JLREQ appendix C).
_LOOSE = frozenset({CharClass.ITERATION, CharClass.LONG_VOWEL, CharClass.SMALL_KANA})
#: JLREQ 3.1.8: never at the end of a line.
_NOT_LAST = frozenset({CharClass.OPENING, CharClass.PREFIX})
#: Beside no other does JLREQ differ from Unicode's rules.
_NOTED = _NOT_FIRST | _NOT_LAST | {CharClass.INSEPARABLE}


def may_end(chars: Sequence[str], unicode_breaks: Sequence[bool], *, strict: bool) -> list[bool]:
    """Say after which of the characters a line may end.

    ``unicode_breaks[i]`` tells whether Unicode's own rules (UAX #14) let a line end after
    character ``i``; they know words and numbers of all scripts. JLREQ decides beside Japanese
    characters. Nothing is said of the last one.
    """
    barred = _NOT_FIRST if strict else _NOT_FIRST - _LOOSE
    kinds = list(map(char_class, chars))
    allowed = list(unicode_breaks)
    for i in beside(some_of(kinds, _NOTED), len(kinds)):
        before, after = kinds[i], kinds[i + 1]
        torn = before is after is CharClass.INSEPARABLE and chars[i] == chars[i + 1]  # 3.1.10
        if after in barred or before in _NOT_LAST or torn:
            allowed[i] = False
        elif after in _LOOSE and is_japanese(chars[i]):  # Unicode's rules are the strict ones
            allowed[i] = True
    return allowed
