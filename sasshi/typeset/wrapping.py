"""The third step of a paragraph, asked for once it needs more than a line: where lines may end.

Unicode's rules, as Pango knows them, and the line breaker's (``japanese.kinsoku``) come first;
then what the style sheet says: phrases, hyphens, ``nowrap``, ``overflow-wrap``.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from sasshi.engine.internals import ffi, get_log_attrs
from sasshi.japanese.kinsoku import symbols_as_ideographs
from sasshi.japanese.line_breaker import LineBreaker
from sasshi.japanese.paragraph import Break, Paragraph, Px
from sasshi.typeset.css_properties import css_word
from sasshi.typeset.hyphenation import WORD, hyphenation_points, is_hyphenated
from sasshi.typeset.measure import Characters, MeasuredParagraph

#: Web and mail addresses, those without a scheme too.
_ADDRESS = re.compile(
    r"(?:https?://|mailto:|www\.)[!-~]+"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/[!-~]*)?",
    re.ASCII,
)
#: Telephone numbers, with spaces between their parts.
_TELEPHONE = re.compile(r"(?<![\w.])[+(0][0-9 ()-]{6,18}[0-9](?!\w)", re.ASCII)
#: Within hours, ``9:00-17:00``.
_HOURS = re.compile(r"(?<=:[0-9][0-9][-–~])(?=[0-9]{1,2}:)")
#: What a line may end with inside an address; not within ``://``.
_PART = re.compile(r"(?<=[/.?&=@_#-])(?![/.?&=@_#:-])(?<!//)")
#: No line within an address begins or ends with fewer characters of it.
_SHORTEST_PART = 3


def wrappable(
    measured: MeasuredParagraph, breaker: LineBreaker, find_hyphen: Callable[[], Px]
) -> Paragraph:
    """Give the plain values of a paragraph, with what finds out where its lines may end."""
    return replace(
        measured.paragraph,
        find_breaks=lambda: _breaks(measured, breaker),
        find_hyphen=find_hyphen,
    )


def _breaks(measured: MeasuredParagraph, breaker: LineBreaker) -> list[Break]:
    """Say what a line may do after each character."""
    style, characters = measured.collected.root.box.style, measured.characters
    chars = measured.paragraph.chars
    unicode_breaks = _unicode_breaks(characters, style["lang"])
    strict = css_word(style, "kinsoku", "strict") != "loose"
    allowed, never = Break.ALLOWED, Break.NEVER
    breaks = [
        allowed if may else never for may in breaker.may_end(chars, unicode_breaks, strict=strict)
    ]
    _hyphenate(measured, breaks)
    if css_word(style, "address", "whole") == "parts":
        _break_addresses(characters, breaks)
    if css_word(style, "wrap", "normal") == "phrases" and style["lang"][:2] == "ja":
        _keep_phrases(chars, breaker.phrases(characters.text), characters.positions, breaks)
    _cut_anywhere(measured, breaks)
    _keep_whole(measured, breaks)
    _end_where_asked(characters.texts, breaks)
    return breaks


def _unicode_breaks(characters: Characters, lang: str | None) -> list[bool]:
    """Say whether Unicode's rules let a line end after each character (UAX #14)."""
    text = characters.text
    if (lang or "")[:2] in ("ja", "zh", "ko"):
        text = symbols_as_ideographs(text)
    attributes = array("I", bytes(ffi.buffer(get_log_attrs(text, lang))))
    return [attributes[end] & 1 == 1 for end in characters.positions[1:]]


def _break_addresses(characters: Characters, breaks: list[Break]) -> None:
    """Let lines end between the parts of web and mail addresses, and nowhere else in them.

    Telephone numbers stay whole; hours may be parted.
    """
    text, positions = characters.text, characters.positions
    for number in _TELEPHONE.finditer(text):
        first, end = (bisect_left(positions, at) for at in number.span())
        breaks[first : end - 1] = [Break.NEVER] * (end - 1 - first)
    for hours in _HOURS.finditer(text):
        breaks[bisect_left(positions, hours.end()) - 1] = Break.ALLOWED
    for address in _ADDRESS.finditer(text):
        first, end = (bisect_left(positions, at) for at in address.span())
        breaks[first : end - 1] = [Break.NEVER] * (end - 1 - first)
        for part in _PART.finditer(text, address.start(), address.end()):
            after = bisect_left(positions, part.end())
            if end - after >= _SHORTEST_PART and after - first >= _SHORTEST_PART:
                breaks[after - 1] = Break.ALLOWED


def _cut_anywhere(measured: MeasuredParagraph, breaks: list[Break]) -> None:
    """Let lines end anywhere within texts that ask for it, if nothing else is possible."""
    starts = measured.characters.starts
    for number, item in enumerate(measured.collected.items):
        style = item.box.style
        if style["overflow_wrap"] != "normal" or style["word_break"] == "break-all":
            for i in range(starts[number], min(starts[number + 1], len(breaks) - 1)):
                if breaks[i] is Break.NEVER:
                    breaks[i] = Break.EMERGENCY


def _keep_whole(measured: MeasuredParagraph, breaks: list[Break]) -> None:
    """Keep what stays on one line: ruby, what is not to be wrapped, calls with what they follow."""
    collected, characters = measured.collected, measured.characters
    kept = [item.box.style["white_space"] == "nowrap" for item in collected.items]
    if any(kept):
        for i, (one, other) in enumerate(pairwise(characters.items)):
            if kept[one] and kept[other]:
                breaks[i] = Break.NEVER
    for reading in measured.ruby.readings:
        for i in range(reading.first, reading.end - 1):
            breaks[i] = Break.NEVER
    for call in collected.calls:
        first = characters.starts[call]
        if first:
            breaks[first - 1] = Break.NEVER


def _end_where_asked(texts: Sequence[str], breaks: list[Break]) -> None:
    for i, text in enumerate(texts) if "\n" in texts else ():
        if text == "\n":
            breaks[i] = Break.FORCED
            if i and texts[i - 1] != "\n":
                breaks[i - 1] = Break.NEVER


def _keep_phrases(
    chars: Sequence[str], phrases: Sequence[str], positions: Sequence[int], breaks: list[Break]
) -> None:
    """Let lines end at phrases only; elsewhere when nothing else is possible."""
    ends = set(accumulate(len(phrase) for phrase in phrases))
    for i, each in enumerate(breaks):
        if each is Break.ALLOWED and positions[i + 1] not in ends and chars[i] != " ":
            breaks[i] = Break.EMERGENCY


def _hyphenate(measured: MeasuredParagraph, breaks: list[Break]) -> None:
    """Mark where words may be hyphenated."""
    characters, items = measured.characters, measured.collected.items
    text, positions = characters.text, characters.positions
    for i, each in enumerate(characters.texts) if "\u00ad" in text else ():
        if each == "\u00ad":
            breaks[i] = Break.HYPHEN
    if not any(is_hyphenated(item.box.style) for item in items):
        return
    for word in WORD.finditer(text):
        first = bisect_left(positions, word.start())
        style = items[characters.items[min(first, len(characters.items) - 1)]].box.style
        if characters.rigid[first] < 0 or not is_hyphenated(style):
            continue
        for point in hyphenation_points(word[0], style):
            after = bisect_left(positions, word.start() + point)
            if positions[after] == word.start() + point:
                breaks[after - 1] = Break.HYPHEN
