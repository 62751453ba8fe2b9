"""Comments, ``<!-- … -->``: left out before anything is read, but not those shown as code."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Where a comment could begin, and what may hide one: a fence, an escape, a code span.
_SCAN = re.compile(
    r"(?P<fence>^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<mark>`{3,}(?=[^`\n]*$)|~{3,}))"
    r"|\\[\\`<]"
    r"|(?P<ticks>`+)"
    r"|(?P<comment><!--)",
    re.MULTILINE,
)


def find_comments(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Find comments outside code: the start and the end of each.

    The second value is where one begins that never ends, ``None`` if there is none.
    """
    if "<!--" not in text:
        return [], None
    comments: list[tuple[int, int]] = []
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
                return comments, match.start()
            position = end + 3
            comments.append((match.start(), position))
    return comments, None


def lines_without(text: str, comments: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
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


def _after_fence(text: str, mark: str, position: int) -> int:
    close = re.compile(rf"^[ \t>]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
    match = close.search(text, position)
    return match.end() if match else len(text)


def _after_code(text: str, ticks: str, position: int) -> int:
    """Give the end of the code span opened with ``ticks``, in the same paragraph."""
    paragraph_end = text.find("\n\n", position)
    stop = len(text) if paragraph_end < 0 else paragraph_end
    match = re.compile(rf"(?<!`){ticks}(?!`)").search(text, position, stop)
    return match.end() if match else position
