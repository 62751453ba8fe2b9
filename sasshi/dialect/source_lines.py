"""Phase 1: source text → numbered lines, without its comments.

A line keeps its number for good; whatever is cut out later, the numbers stay true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

TAB = 4

_LINE_END = re.compile(r"\r\n|\r|\n")

#: Python-Markdown marks its placeholders with these; ``content`` refuses them with their line.
_RESERVED = {2: None, 3: None}

#: Where a comment could begin, and what may hide one: a fence, an escape, a code span.
_SCAN = re.compile(
    r"(?P<fence>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}(?=[^`\n]*$)|~{3,}))"
    r"|\\[\\`<]"
    r"|(?P<ticks>`+)"
    r"|(?P<comment><!--)",
    re.MULTILINE,
)


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
    comments, unclosed = _find_comments(text)
    lines: list[Line] = []
    pieces = _without(text, comments)
    for offset, (line, touched) in enumerate(pieces):
        if touched and not line.strip(" \t>"):
            continue
        kept = line.rstrip(" \t") if touched else line
        lines.append(Line(first_line + offset, kept.expandtabs(TAB)))
    at = None if unclosed is None else first_line + text.count("\n", 0, unclosed)
    return lines, at


def _without(text: str, comments: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Give each line without its comments, and whether a comment touched it."""
    if not comments:
        yield from ((line, False) for line in text.split("\n"))
        return
    kept: list[str] = []
    touched: set[int] = set()
    end = line = 0
    for start, stop in comments:
        if text[start - 1 : start] == " " == text[stop : stop + 1]:
            stop += 1  # one space where the comment was, not two
        kept.append(text[end:start])
        line += text.count("\n", end, start)
        newlines = text.count("\n", start, stop)
        touched.update(range(line, line + newlines + 1))
        kept.append("\n" * newlines)
        line += newlines
        end = stop
    kept.append(text[end:])
    for number, piece in enumerate("".join(kept).split("\n")):
        yield piece, number in touched


def _find_comments(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Find ``<!-- … -->`` outside code; also give where one begins that never ends."""
    if "<!--" not in text:
        return [], None
    found: list[tuple[int, int]] = []
    position = 0
    while match := _SCAN.search(text, position):
        position = match.end()
        if match["fence"] is not None:
            position = _after_fence(text, match["mark"], position)
        elif match["ticks"]:
            position = _after_code(text, match["ticks"], position)
        elif match["comment"]:
            end = text.find("-->", match.start() + 2)
            if end < 0:
                return found, match.start()
            position = end + 3
            found.append((match.start(), position))
    return found, None


def _after_fence(text: str, mark: str, position: int) -> int:
    """Give the end of the fenced block opened with ``mark``."""
    close = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
    match = close.search(text, position)
    return match.end() if match else len(text)


def _after_code(text: str, ticks: str, position: int) -> int:
    """Give the end of the code span opened with ``ticks``, in the same paragraph."""
    paragraph_end = text.find("\n\n", position)
    stop = len(text) if paragraph_end < 0 else paragraph_end
    match = re.compile(rf"(?<!`){ticks}(?!`)").search(text, position, stop)
    return match.end() if match else position
