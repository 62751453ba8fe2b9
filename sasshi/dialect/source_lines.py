"""Phase 1: source text → numbered lines, without its comments.

A line keeps its number for good; whatever is cut out later, the numbers stay true.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from sasshi.dialect.comments import find_comments, lines_without

TAB = 4

_LINE_END = re.compile(r"\r\n|\r|\n")

#: Python-Markdown marks its placeholders with these; ``content`` refuses them with their line.
_RESERVED = {2: None, 3: None}


class Line(NamedTuple):
    """One line of the source: its number in the file, counted from 1, and its text."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        """Tell whether nothing stands on the line."""
        return not self.text or self.text.isspace()

    @property
    def indent(self) -> int:
        """Count the spaces before the text."""
        return len(self.text) - len(self.text.lstrip(" "))

    def cut(self, width: int) -> Line:
        """Give the line without its first ``width`` spaces, or as many as it has."""
        return Line(self.number, self.text[min(width, self.indent) :])


def split_lines(text: str) -> list[str]:
    r"""Split at ``\r\n``, ``\n`` and ``\r`` only; a form feed or U+2028 ends no line."""
    return _LINE_END.split(text)


def number_lines(text: str, first_line: int) -> tuple[list[Line], int | None]:
    """Give the numbered lines of ``text`` without comments, with tabs as spaces.

    Lines that held nothing but a comment are left out, so that a comment never parts a
    paragraph or a list. The second value is the line of a comment that is never closed.
    """
    text = _LINE_END.sub("\n", text).translate(_RESERVED)
    comments, unclosed = find_comments(text)
    lines: list[Line] = []
    for offset, (line, touched) in enumerate(lines_without(text, comments)):
        if touched and not line.strip(" \t>"):
            continue
        kept = line.rstrip(" \t") if touched else line
        lines.append(Line(first_line + offset, _without_tabs(kept)))
    at = None if unclosed is None else first_line + text.count("\n", 0, unclosed)
    return lines, at


def _without_tabs(line: str) -> str:
    """Put spaces for tabs, up to the next column that ``TAB`` divides; kanji take two columns."""
    if "\t" not in line:
        return line
    first, *rest = line.split("\t")
    parts, column = [first], columns_of(first)
    for part in rest:
        spaces = TAB - column % TAB
        parts.append(" " * spaces + part)
        column += spaces + columns_of(part)
    return "".join(parts)


def columns_of(text: str) -> int:
    """Count the columns that a text takes in a monospaced face: two for kanji and kana."""
    return sum(_columns(char) for char in text) if not text.isascii() else len(text)


def _columns(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
