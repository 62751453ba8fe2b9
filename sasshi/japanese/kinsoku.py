"""Kinsoku (禁則): which characters may not begin a line, and which may not end one.

JLREQ 3.1.7 to 3.1.10. The sets are of character classes: ``classes`` says which characters each
has. To let 々 begin a line, take its class out of ``NOT_FIRST``; to keep a character from
ending one, put its class into ``NOT_LAST``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sasshi.japanese.classes import (
    AMBIGUOUS_SYMBOLS,
    CharClass,
    boundaries_beside,
    char_class,
    is_japanese,
    positions_of,
)

#: Never at the head of a line (3.1.7): 」 ‐ ！ ・ 。 、 々 ー っ ％.
NOT_FIRST = frozenset(
    {
        CharClass.CLOSING,
        CharClass.HYPHEN,
        CharClass.DIVIDING,
        CharClass.MIDDLE_DOT,
        CharClass.FULL_STOP,
        CharClass.COMMA,
        CharClass.ITERATION,
        CharClass.LONG_VOWEL,
        CharClass.SMALL_KANA,
        CharClass.SUFFIX,
    }
)
#: What the loose set lets begin a line all the same: 々, ー, small kana (appendix C).
LOOSE = frozenset({CharClass.ITERATION, CharClass.LONG_VOWEL, CharClass.SMALL_KANA})
#: Never at the end of a line (3.1.8): 「 ￥.
NOT_LAST = frozenset({CharClass.OPENING, CharClass.PREFIX})
#: Beside no other does JLREQ differ from Unicode's rules.
_NOTED = NOT_FIRST | NOT_LAST | LOOSE | {CharClass.INSEPARABLE}
#: Arrows, and other symbols where no Latin is beside them: ※1, 3×4 and ▲5 stay whole.
_AMONG_JAPANESE = re.compile(
    f"[←-↙⇒⇔]|(?<![0-9A-Za-z])[{''.join(sorted(AMBIGUOUS_SYMBOLS))}](?![0-9A-Za-z])"
)


def symbols_as_ideographs(text: str) -> str:
    """Give a text to ask Unicode's rules about: one in Chinese, Japanese or Korean.

    Symbols whose class is ambiguous (◆ ★ ○ →) are ideographs there, and lines may end between
    them (UAX #14, class AI); Pango has them for letters in every language. No character moves.
    """
    return _AMONG_JAPANESE.sub("一", text)


def may_end(chars: Sequence[str], unicode_breaks: Sequence[bool], *, strict: bool) -> list[bool]:
    """Say after which of the characters a line may end.

    JLREQ decides beside Japanese characters; Unicode's rules know the words and numbers of all
    scripts.

    Args:
        chars: the characters of a paragraph.
        unicode_breaks: for each, whether UAX #14 lets a line end after it.
        strict: whether 々, ー and small kana may begin no line either.

    Returns:
        Whether a line may end after each character; nothing is said of the last one.

    """
    barred = NOT_FIRST if strict else NOT_FIRST - LOOSE
    classes = list(map(char_class, chars))
    allowed = list(unicode_breaks)
    for i in boundaries_beside(positions_of(classes, _NOTED), len(classes)):
        before, after = classes[i], classes[i + 1]
        torn = before is after is CharClass.INSEPARABLE and chars[i] == chars[i + 1]  # 3.1.10
        if after in barred or before in NOT_LAST or torn:
            allowed[i] = False
        elif after in LOOSE and is_japanese(chars[i]):  # Unicode's rules are the strict ones
            allowed[i] = True
    return allowed
