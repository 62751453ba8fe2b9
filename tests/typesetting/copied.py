"""Text as a reader copies it, against the text as it was written."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tests.typesetting.faults import Fault, Kind
from tests.typesetting.lines import main_size
from tests.typesetting.marks import is_full_width, meet
from tests.typesetting.pages import MM_PER_PT, Char

#: So much of the text before and after shows where a space was added.
AROUND = 8
#: What stands further from what it follows, in em, is set apart, and a space is right.
APART = 0.6
#: Smaller than this share of the page's main size are readings and marks of notes.
LEAST_SIZE = 0.7


def added_spaces(pages: Sequence[Sequence[Char]]) -> Iterator[Fault]:
    """Find spaces that the reader guesses beside a Japanese character within a line."""
    for page in pages:
        for index in range(1, len(page) - 1):
            before, space, after = page[index - 1 : index + 2]
            if not space.made or space.text != " " or before.made or after.made:
                continue
            beside = is_full_width(before.text) or is_full_width(after.text)
            if beside and _are_neighbours(before, after):
                text = "".join(c.text for c in page[max(index - AROUND, 0) : index + AROUND])
                gap = meet(before.text, after.text)
                kind = Kind.ADDED_AT_GAP if gap else Kind.ADDED_SPACE
                yield Fault(kind, before.page, before.baseline, _one_line(text), "")


def _are_neighbours(before: Char, after: Char) -> bool:
    """Tell whether two characters stand beside each other in one line of one block."""
    level = before.size == after.size and abs(before.baseline - after.baseline) < 0.1
    solid = bool(before.text.strip() and after.text.strip())
    near = after.x - before.right < APART * before.size * MM_PER_PT
    return solid and level and near and before.block == after.block


def lost_text(pages: Sequence[Sequence[Char]], source: str) -> Iterator[Fault]:
    """Find lines of the source whose characters do not stand together on the pages."""
    texts = [squeeze(running_text(page)) for page in pages]
    for piece in source.splitlines():
        wanted = squeeze(piece)
        if len(wanted) > 3 and not _stands_in(texts, wanted):
            yield Fault(Kind.LOST, 0, 0.0, piece, "")


def running_text(page: Sequence[Char]) -> str:
    """Give the text of a page as written into the file, without readings, heads and notes."""
    size = main_size(char for char in page if not char.made)
    tagged = any(char.block for char in page)  # then heads and folios are what is not
    return "".join(
        char.text
        for char in page
        if not char.made
        and (char.block or not tagged)
        and char.size > LEAST_SIZE * size
        and (char.block is None or char.block.role != "Span")
    )


def squeeze(text: str) -> str:
    """Leave out white space, and hyphens, which may be the typesetter's."""
    return re.sub(r"[\s\u00ad\u2010\-]+", "", text)


def _stands_in(pages: Sequence[str], piece: str) -> bool:
    """Tell whether a text stands on one page, or runs over from one to the next."""
    return any(piece in page for page in pages) or any(
        piece[_begun(page, piece) :] in following for page, following in pairwise(pages)
    )


def _begun(page: str, piece: str) -> int:
    """Count how many of a text's first characters stand on a page, perhaps before drawings."""
    return bisect_left(range(len(piece)), True, key=lambda count: piece[: count + 1] not in page)


def _one_line(text: str) -> str:
    return " ".join(text.split())
