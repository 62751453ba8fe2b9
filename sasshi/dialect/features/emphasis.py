"""Emphasis: CommonMark's way of pairing delimiters, made fit for Japanese.

CommonMark asks which side of a ``*`` touches punctuation, and so leaves ``**「強調」**の``
unpaired. Here only spaces count, as in Python-Markdown. Its own processor is not used: 3.11
drops text behind marks that do not balance (``注*は**強*調`` loses its last character).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import (
    MAX_INLINE_DEPTH,
    WRAPPER,
    Binding,
    Made,
    append_text,
    pattern_rule,
)
from sasshi.dialect.shielding import shield

_DELIMITER = r"[*_]|~~"
_RUN = re.compile(r"\*+|_+|~~+")


@dataclass(slots=True)
class _Run:
    """Delimiters in a row: what is left of them after pairing, and what they may do."""

    mark: str
    start: int
    end: int
    length: int
    opens: bool
    closes: bool

    @property
    def left(self) -> int:
        """How many delimiters are not paired yet."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class _Pair:
    """An opening and a closing mark: where each begins, and how many characters it has."""

    tag: str
    opening: int
    closing: int
    size: int


def register(grammar: Grammar) -> None:
    """Add emphasis."""
    tags = ("em", "strong", "del")
    grammar.add(pattern_rule(Binding.EMPHASIS, _DELIMITER, _make, attributed=tags))


def _make(match: re.Match[str], text: str) -> Made:
    pairs = _pair(list(_runs(text)))
    if not pairs:
        return None, match.start(), len(text)
    return _build(text, pairs), 0, len(text)


def _runs(text: str) -> Iterator[_Run]:
    for match in _RUN.finditer(text):
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if match[0][0] == "_":  # not within words: snake_case
            opens = opens and not before.isalnum()
            closes = closes and not after.isalnum()
        yield _Run(match[0][0], start, end, end - start, opens, closes)


def _pair(runs: Sequence[_Run]) -> list[_Pair]:
    """Pair closing runs with the nearest fitting opening ones (CommonMark, Appendix)."""
    pairs: list[_Pair] = []
    openers: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        key = (run.mark, run.opens, run.length % 3)
        while run.closes and run.left >= _least(run):
            at = _opener(openers, run, bottoms.get(key, 0))
            if at is None:
                bottoms[key] = run.start  # no need to look there again
                break
            del openers[at + 1 :]
            pairs.append(_match(openers[at], run))
            if openers[at].left < _least(run):
                del openers[at]
        if run.opens and run.left >= _least(run):
            openers.append(run)
    return pairs


def _least(run: _Run) -> int:
    return 2 if run.mark == "~" else 1


def _opener(openers: Sequence[_Run], closer: _Run, bottom: int) -> int | None:
    for at in range(len(openers) - 1, -1, -1):
        opener = openers[at]
        if opener.start < bottom:
            return None
        both = opener.closes or closer.opens
        odd = both and (opener.length + closer.length) % 3 == 0 and opener.length % 3 != 0
        if opener.mark == closer.mark and not odd:
            return at
    return None


def _match(opener: _Run, closer: _Run) -> _Pair:
    size = 2 if min(opener.left, closer.left) >= 2 else 1
    opener.end -= size
    pair = _Pair(_tag(closer.mark, size), opener.end, closer.start, size)
    closer.start += size
    return pair


def _tag(mark: str, size: int) -> str:
    return "del" if mark == "~" else "strong" if size == 2 else "em"


def _build(text: str, pairs: Sequence[_Pair]) -> Element:
    """Build the elements in the order of the text; pairs nest, so a stack is enough."""
    marks = sorted([(p.opening, p) for p in pairs] + [(p.closing, p) for p in pairs], key=_at)
    wrapper = Element(WRAPPER)
    stack: list[tuple[Element, _Pair | None]] = [(wrapper, None)]
    position = 0
    for at, pair in marks:
        _append(stack[-1][0], text[position:at])
        position = at + pair.size
        if pair is stack[-1][1]:
            stack.pop()
        elif at == pair.opening and len(stack) <= MAX_INLINE_DEPTH + 1:
            stack.append((SubElement(stack[-1][0], pair.tag), pair))
    _append(wrapper, text[position:])
    return wrapper


def _at(mark: tuple[int, _Pair]) -> int:
    return mark[0]


def _append(parent: Element, text: str) -> None:
    """Add text; delimiters left over are shielded, or a later look would pair them anew."""
    append_text(parent, _RUN.sub(lambda run: shield(run[0]), text))
