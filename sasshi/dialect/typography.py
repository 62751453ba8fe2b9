"""The small change of typography: line ends in the source, quotes, dashes, ellipses.

Works on the running text of a paragraph across its elements: whether a quote opens or
closes, and whether two lines join, depends on characters that may stand in other elements.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from functools import partial

from sasshi.schema.reader import Typography

#: Opening and closing marks, outer and inner, by primary language tag (CLDR 44).
QUOTES = {
    "en": "“”‘’", "de": "„“‚‘", "fr": "«»“”", "es": "«»“”", "it": "«»“”", "pt": "“”‘’",
    "nl": "“”‘’", "sv": "””’’", "fi": "””’’", "nb": "«»‘’", "nn": "«»‘’", "no": "«»‘’",
    "da": "“”‘’", "pl": "„”«»", "cs": "„“‚‘", "sk": "„“‚‘", "hu": "„”»«", "ro": "„”«»",
    "ru": "«»„“", "uk": "«»„“", "el": "«»“”", "tr": "“”‘’", "ko": "“”‘’", "ca": "«»“”",
}  # fmt: skip
#: Written as they are: these languages have their own punctuation.
UNCHANGED = ("ja", "zh")

#: How far ahead an inner quote may close.
REACH = 400

#: Stand-ins in the running text: a line break, and an image.
BREAK = "\u2028"
OBJECT = "\ufffc"

_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SOFT = re.compile(r"\n[ \n]*")
_MARKS = re.compile(r"(?<!-)-{2,3}(?!-)|(?<!\.)\.{3}(?!\.)|[\"']")
#: General categories of characters that stand on others, or are not seen.
_MARKERS = ("Mn", "Me", "Cf")
_DASHES = {"--": "–", "---": "—", "...": "…"}
_OPENERS = " \n\u00a0\u3000([{<–—-/" + BREAK
_CLIPPED = re.compile(r"(?:\d\ds?\b|(?:tis|twas|em|til|cause|bout|n)\b)", re.IGNORECASE)


def language_tag(typed: str) -> str | None:
    """Give a language tag in the usual case: ``zh-Hant-TW``; ``None`` if it is none."""
    if not _LANG.fullmatch(typed):
        return None
    language, *others = typed.lower().split("-")
    return "-".join([language, *map(_cased, others)])


def _cased(subtag: str) -> str:
    """Set the part of a language tag after the first in its case (RFC 5646, 2.1.1)."""
    if len(subtag) == 2:
        return subtag.upper()
    return subtag.capitalize() if len(subtag) == 4 else subtag


def primary(lang: str) -> str:
    """Give the primary part of a language tag: ``en`` of ``en-GB``."""
    return lang.partition("-")[0].lower()


def smarten(text: str, lang: str) -> str:
    """Set quotes, dashes and ellipses of a plain text as the language has them."""
    return apply(text, quotes(text, lang, frozenset()))


def join_lines(text: str, lang: str) -> str:
    """Make one line of a plain text of several, as they are joined in a paragraph."""
    return " ".join(apply(text, soft_breaks(text, lang)).split())


def for_data(lang: str) -> Typography:
    """Give what sets the texts of a guide's data in its language."""
    return Typography(partial(join_lines, lang=lang), partial(smarten, lang=lang))


def apply(text: str, changes: dict[int, str], start: int = 0) -> str:
    """Put the changes, character by character, into a text that begins at ``start``."""
    if not changes:
        return text
    return "".join(changes.get(at, char) for at, char in enumerate(text, start))


def soft_breaks(text: str, lang: str) -> dict[int, str]:
    """Give the changes that turn line ends of the source into spaces, or into nothing."""
    changes: dict[int, str] = {}
    for match in _SOFT.finditer(text):
        start = match.start()
        while start and text[start - 1] == " ":
            start -= 1
        before = _visible(text[max(0, start - 8) : start][::-1])
        after = _visible(text[match.end() : match.end() + 8])
        changes |= dict.fromkeys(range(start, match.end()), "")
        changes[start] = "" if _joins(before, after, lang) else " "
    return changes


def _visible(text: str) -> str:
    """Give the first character that is no mark on another one, nor invisible."""
    return next((char for char in text if unicodedata.category(char) not in _MARKERS), "")


def _joins(before: str, after: str, lang: str) -> bool:
    """Tell whether two lines join without a space (CSS Text 4, segment break transformation)."""
    if not before or not after or BREAK in (before, after):
        return True
    if OBJECT in (before, after):
        return is_japanese(before) or is_japanese(after)
    if primary(lang) in UNCHANGED and (is_japanese(before) or is_japanese(after)):
        return _is_wide(before) and _is_wide(after)
    return is_japanese(before) and is_japanese(after)


def is_japanese(char: str) -> bool:
    """Tell whether a character is full-width, and of a script without spaces (not Hangul)."""
    if char < "\u1100" or unicodedata.east_asian_width(char) not in "WFH":
        return False
    return not unicodedata.name(char, "").startswith("HANGUL")


def _is_wide(char: str) -> bool:
    """Tell whether a character is full-width in Japanese text; “…” and “—” are."""
    ambiguous = unicodedata.east_asian_width(char) == "A"
    return is_japanese(char) or (ambiguous and unicodedata.category(char)[0] in "PS")


def quotes(text: str, lang: str, meant: AbstractSet[int]) -> dict[int, str]:
    """Give the changes for quotes, dashes and ellipses, leaving the places in ``meant`` alone."""
    language = primary(lang)
    if language in UNCHANGED:
        return {}
    marks = QUOTES.get(language, QUOTES["en"])
    changes: dict[int, str] = {}
    inner = 0
    for match in _MARKS.finditer(text):
        at = match.start()
        if not meant.isdisjoint(range(at, match.end())):
            continue
        if match[0] in _DASHES:
            changes |= dict.fromkeys(range(at, match.end()), "") | {at: _DASHES[match[0]]}
        elif match[0] == '"':
            changes[at] = _spaced(marks[0 if _opens(text, at, changes) else 1], language)
        else:
            changes[at], inner = _single(text, at, marks, inner, changes)
    return changes


def _spaced(mark: str, language: str) -> str:
    """French keeps its guillemets off the words with a narrow no-break space."""
    if language != "fr" or mark not in "«»":
        return mark
    return "«\u202f" if mark == "«" else "\u202f»"


def _opens(text: str, at: int, changes: dict[int, str]) -> bool:
    """Tell whether the quote at ``at`` opens: it stands behind a space, before a word."""
    before = changes.get(at - 1, text[at - 1]) if at else " "
    after = text[at + 1 : at + 2] or " "
    if before and before[-1] in "“‘„‚«":
        return True
    return (not before or before[-1] in _OPENERS) and after not in _OPENERS[:4]


def _single(text: str, at: int, marks: str, inner: int, changes: dict[int, str]) -> tuple[str, int]:
    """Give the mark for a single quote, and how many inner quotes are open behind it."""
    following = text[at + 1 : at + REACH]
    if _opens(text, at, changes):
        closes = re.search(r"(?<=[^\s])'(?!\w)", following)
        if closes and not _CLIPPED.match(following):
            return marks[2], inner + 1
        return "’", inner
    if inner and not following[:1].isalnum():
        return marks[3], inner - 1
    return "’", inner
