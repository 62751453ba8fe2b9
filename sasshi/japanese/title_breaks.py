"""Where a title may be broken, and how gladly: a line of large type ends with a phrase or a word.

BudouX knows phrases (文節) of running text, and takes the wrong ones in titles now and then:
第1|2回, 大切に|する, 祭|りの. So what it proposes is weighed: a break costs the less, the better
the line above is complete in itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from math import inf
from typing import Final

from sasshi.japanese.classes import CharClass, char_class, is_japanese
from sasshi.japanese.kinsoku import may_end
from sasshi.japanese.phrases import phrases

#: The dearest break that leaves every phrase and word whole; the dearest one between the parts
#: of a compound; what is dearer cuts a word, and never a Latin one, a number or a date.
WHOLE, COMPOUND = 4.0, 10.0
_CUT: Final = 20.0
_SPACE: Final = frozenset(" \u3000")
#: Beside the marks of JLREQ: what begins no line, and what ends none.
_NOT_FIRST: Final = _SPACE | frozenset("\u00a0)]},.;:!?%'’”")
_NOT_LAST: Final = frozenset("\u00a0([{“‘")
#: What joins the letters and digits of a Latin word, an address, a date.
_JOINS: Final = frozenset("-_./:@#&+%'’~=?,")
#: Words that lean on what stands before them: formal nouns and auxiliary verbs, suffixes.
_LEANING: Final = re.compile(
    "する|して|した|しな|しま|しよ|すれ|され|させ|できる|でき|"
    "ため|こと|とき|ところ|よう|ほう|はず|わけ|まま|つもり|うち|"
    "いる|いな|いま|いて|いた|ある|あり|あっ|おく|おい|みる|みま|くる|くだ|いく|いき|しま|"
    "いう|いっ|いえ|なる|なり|なっ|なら|ない|なか|なく|ほし|だけ|まで|など|より|から|"
    "ついて|つい|よる|よっ|関する|対する|にて"
)
#: Words that begin a line well, though they lean: セカンドパートナー|という関係.
_CALLED: Final = ("という", "といった", "としての")
#: Those of them that are verbs and adjectives of their own after the particles も, が, は, の.
_WHOLE: Final = re.compile("ある|あり|あっ|いる|いな|いま|いて|いた|ない|なか|なく")
#: Nouns that begin with a verb: 聞き|書き, 話し|合い, 飼い|主.
_VERBAL_NOUN: Final = re.compile(
    "[\u4e00-\u9fff][いきしちみりぎび]"
    "(?:[\u4e00-\u9fff][いきしちみりぎび]|[主手人物者方所場口目先元家屋書帳袋箱機器具品](?![\u4e00-\u9fff]))"
)
_SUFFIXES: Final = frozenset("会者用版編集帖帳誌法的化性等達様氏所室部課長学論式系族街町村区市県")
_PREFIXES: Final = frozenset("第約計毎各全新旧再小大初副元前現両諸総最準反対非不無未超御お")
_KANJI_NUMBER: Final = "〇一二三四五六七八九十百元"
#: A date of the Japanese calendar or the Western one, with what stands in it.
_DATE: Final = re.compile(
    rf"(?:(?:明治|大正|昭和|平成|令和)\s?)?[0-9０-９{_KANJI_NUMBER}]+年"
    rf"(?:[0-9０-９{_KANJI_NUMBER}]+月(?:[0-9０-９{_KANJI_NUMBER}]+日)?|度)?"
    rf"|[0-9０-９{_KANJI_NUMBER}]+月[0-9０-９{_KANJI_NUMBER}]+日"
    r"|[0-9]{1,2}\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?(?: [0-9]{4})?"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? [0-9]{1,2}(?:, [0-9]{4})?"
)
#: English words that lean on what follows them.
_WEAK: Final = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at by for from to with and or but nor as into about after before "
        "without its your our my their this der die das und von "
        "zu im le la les de du des et el los las y",
    )
)


def clusters(text: str) -> list[str]:
    """Cut a text into what is printed as one: a character with its marks and variation selector."""
    found: list[str] = []
    for char in text:
        joins = unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf")
        if found and joins:
            found[-1] += char
        else:
            found.append(char)
    return found


def break_costs(parts: Sequence[str], lang: str) -> list[float]:
    """Say for each cluster of a title what a line's end after it costs; ``inf`` where none may be.

    A blank belongs to the line before it, and is not printed there. Nothing is said of the last.
    """
    chars = [part[0] for part in parts]
    text = "".join(chars)
    proposed = _proposed(text, lang)
    allowed = may_end(chars, [True] * len(chars), strict=True)
    costs = [
        _cost(text, at, proposed, lang) if allowed[at - 1] else inf for at in range(1, len(chars))
    ]
    for date in _DATE.finditer(text):
        for at in range(date.start() + 1, date.end()):
            costs[at - 1] = max(costs[at - 1], _CUT + 10)
    return costs


def _proposed(text: str, lang: str) -> frozenset[int]:
    """Give where the phrases begin that BudouX finds."""
    if not lang.startswith("ja"):
        return frozenset()
    found, at = set(), 0
    for phrase in phrases(text):
        found.add(at)
        at += len(phrase)
    return frozenset(found)


def _cost(text: str, at: int, proposed: frozenset[int], lang: str) -> float:
    """Weigh a break before a character, from what stands on either side."""
    before, after = text[at - 1], text[at]
    if after in _NOT_FIRST or before in _NOT_LAST:
        return inf
    if before in _SPACE:
        return _after_space(text, at)
    if _is_western(before) and _is_western(after):
        return _inside_latin(text, at)
    return _between(before, after) or _japanese(text, at, proposed, lang)


def _after_space(text: str, at: int) -> float:
    """Weigh a break after a blank: between Latin words, or where a title has its parts."""
    before = text[: at - 1].rstrip()
    if text[at - 1] == "\u3000" or before[-1:] in "。:：—–!?！？":
        return 0.2
    is_latin = not any(map(is_japanese, text))
    if not (before and _is_western(before[-1]) and _is_western(text[at])):
        return 0.6
    ends, begins = before.split()[-1].lower(), text[at:].split()[0].lower()
    if begins[0].isdecimal() and ends not in _WEAK:
        return 3.5 if is_latin else 8.0  # ISO 9001, Version 2.1
    if not is_latin:
        return 5.0  # a name of several words in a Japanese title
    return 2.0 if ends in _WEAK else 0.5 if begins in _WEAK else 1.0


def _inside_latin(text: str, at: int) -> float:
    """Weigh a break in a Latin word, number or address: after a hyphen or a slash, or never."""
    before, after = text[at - 1], text[at]
    left, right = text[at - 2 : at - 1], after
    if before in "-/" and left.isalpha() and right.isalpha():
        return 2.5 if before == "-" else 3.5
    start = max(text.rfind(blank, 0, at) for blank in _SPACE) + 1
    long = re.match(r"[!-~]{24,}", text[start:])
    if long and before in "/.-_?&=" and (after.isalnum()):  # an address longer than most lines
        return _CUT
    return inf


def _between(before: str, after: str) -> float:
    """Weigh a break beside a mark; 0 if there is none."""
    kinds = char_class(before), char_class(after)
    if kinds[0] in (CharClass.DIVIDING, CharClass.FULL_STOP) or before in "!?：—―〜～…":
        return 0.3
    if kinds[0] is CharClass.COMMA:
        return 0.6
    if before == "・":
        return 1.6
    if kinds[0] is CharClass.CLOSING:
        return 8.0 if _is_hiragana(after) else 0.8
    if kinds[1] is CharClass.OPENING or after in "([":
        return 0.8
    if after in "—―〜～…":
        return 3.0
    return 0.0


def _japanese(text: str, at: int, proposed: frozenset[int], lang: str) -> float:
    """Weigh a break between two letters of which one is Japanese at least."""
    before, after = text[at - 1], text[at]
    kinds = _kind(before), _kind(after)
    if before == "第" or (kinds[0] == "digit" and not _is_long_number(text, at)):
        return _CUT + 5
    if before in "おご" and _starts_phrase(text, at - 1, proposed):
        return _CUT + 5
    if kinds == ("kanji", "kanji"):
        return _in_kanji(text, at, proposed, lang)
    if text.startswith(_CALLED, at):
        return 2.8
    if at in proposed:
        return _at_phrase(text, at, kinds)
    if "hiragana" in kinds:
        leans = kinds[1] == "hiragana"
        return _CUT if leans or (kinds[0] == "hiragana" and kinds[1] != "western") else 3.0
    if kinds[0] == kinds[1]:
        return _CUT + 2
    return 3.2  # コミュニティー|センターの利用, PTA|役員


def _at_phrase(text: str, at: int, kinds: tuple[str, str]) -> float:
    """Weigh a break where BudouX has a phrase begin."""
    if _LEANING.match(text, at) and not (text[at - 1] in "もがはの" and _WHOLE.match(text, at)):
        return 8.0
    if kinds[1] == "hiragana":
        return 2.4 if kinds[0] == "hiragana" else _CUT
    if kinds[1] == "kanji" and text[at] in _SUFFIXES and _kind(text[at + 1 : at + 2]) != "kanji":
        return 8.0
    if _VERBAL_NOUN.match(text, at - 2):
        return 8.0
    if kinds[0] == "hiragana":
        return 1.3 if text[at - 1] == "の" else 1.0
    return 3.2


def _in_kanji(text: str, at: int, proposed: frozenset[int], lang: str) -> float:
    """Weigh a break in a run of kanji: most of its words have two of them."""
    if lang.startswith("zh"):
        return 3.2
    start = at
    while start and _kind(text[start - 1]) == "kanji":
        start -= 1
    end = at
    while end < len(text) and _kind(text[end]) == "kanji":
        end += 1
    if at - start == 1 and text[start] in _PREFIXES:
        return _CUT
    if end - at == 1:
        return _CUT - 1
    odd = (at - start) % 2
    return (COMPOUND - 2 if at in proposed else COMPOUND) if not odd else _CUT - 4


def _is_long_number(text: str, at: int) -> bool:
    """Tell whether a year ends here, and no counter follows: 2020|オリンピック."""
    return bool(re.search(r"[0-9]{4}$", text[:at])) and _kind(text[at]) == "katakana"


def _starts_phrase(text: str, at: int, proposed: frozenset[int]) -> bool:
    return at in proposed or at == 0 or text[at - 1] in _SPACE


def _kind(char: str) -> str:
    """Name what a letter is: kanji, hiragana, katakana, digit, western."""
    if not char:
        return ""
    kind = char_class(char[0])
    if kind is CharClass.IDEOGRAPH or char[0] in "々〆ヶ":
        return "kanji"
    if "\u3041" <= char[0] <= "\u309f":
        return "hiragana"
    if kind in (CharClass.KANA, CharClass.LONG_VOWEL, CharClass.SMALL_KANA):
        return "katakana"
    return "digit" if char[0].isdecimal() else "western"


def _is_hiragana(char: str) -> bool:
    return "\u3041" <= char <= "\u309f"


def _is_western(char: str) -> bool:
    """Tell whether a character belongs to a Latin word, number, address."""
    if unicodedata.east_asian_width(char) in "WF":
        return False
    return char.isalnum() or char in _JOINS or unicodedata.category(char)[0] == "M"
