"""The edges of the measure that lines fill, found from where most of the lines begin and end."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from tests.typesetting.lines import Line, Paragraph
from tests.typesetting.marks import CLOSING, MIDDLE, NOT_FIRST, OPENING, STOPS, is_full_width
from tests.typesetting.pages import Char

#: Edges no further apart than this, in mm, are one.
BUCKET_MM = 0.05
#: An item that ends its page this near to the edge runs on; a paragraph is told by its indent.
SAME_EDGE_MM = 0.15
#: A line shorter by more than this, in em, was ended by the author if what follows had room.
FORCED = 6.0
#: A part that ends further from the edge than this, in em, does not run on to the next page.
RUNS_ON = 3.0
#: A line shorter than this, in em, is a number or a label, whatever its edge.
LEAST_LINE = 8.0

#: Elements whose text has edges of its own.
_BOXES = frozenset({"NonStruct", "Div", "Aside", "LI", "TD", "TH"})

Frame = tuple[object, ...]


def blank_after(char: Char, em: float) -> float:
    """Give the blank in mm that a full-width mark ends with: it may hang, or be left out."""
    width = char.right - char.x
    if width < 0.55 * em or (not is_full_width(char.text) and char.text not in "’”"):
        return 0.0
    if char.text in CLOSING or char.text in STOPS:
        return width - em / 2
    return em / 4 if char.text in MIDDLE else 0.0


def blank_before(char: Char, em: float) -> float:
    """Give the blank in mm that a full-width opening bracket begins with."""
    width = char.right - char.x
    full = char.text in OPENING and width > 0.55 * em
    return width - em / 2 if full else 0.0


def with_edges(found: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """Say of every line where its measure begins and ends; join what runs over a page's end."""
    parts = list(found)
    edges = _edges(parts)
    parts = [_set(part, edges[_frame(part)]) for part in parts]
    return tuple(replace(each, lines=_forced(each)) for each in _joined(parts))


def _joined(parts: Iterable[Paragraph]) -> list[Paragraph]:
    """Join the last paragraph of a page and the first of the next where they are one."""
    found: list[Paragraph] = []
    latest: dict[tuple[str, float], int] = {}
    rows = list(parts)
    heads = _heads(rows)
    for part in rows:
        at = latest.get((part.path, part.size))
        if at is not None and part in heads and _runs_on(found[at], part):
            found[at] = replace(found[at], lines=found[at].lines + part.lines)
        else:
            latest[part.path, part.size] = len(found)
            found.append(part)
    return found


def _frame(part: Paragraph) -> Frame:
    """Say which paragraphs share their edges; boxes of one kind may differ in their padding."""
    first = part.lines[0]
    left = _most(_starts(part), min)
    boxed = round(left * 4) if _BOXES & set(part.path.split("/")) else 0
    return (first.page % 2, part.path, round(part.size, 1), boxed)


def _edges(parts: Sequence[Paragraph]) -> dict[Frame, tuple[float, float]]:
    """Find the edges of each frame; right ones are shared by lists of all indents."""
    starts: dict[Frame, list[float]] = defaultdict(list)
    ends: dict[Frame, list[float]] = defaultdict(list)
    for part in parts:
        frame = _frame(part)
        starts[frame] += _starts(part)
        ends[_wide(frame)] += _ends(part)
    return {frame: (_most(starts[frame], min), _most(ends[_wide(frame)], max)) for frame in starts}


def _wide(frame: Frame) -> Frame:
    """Give the frame without its left edge, unless it is a box with sides of its own."""
    return frame[:3] if _BOXES & set(str(frame[1]).split("/")) <= {"LI"} else frame


def _starts(part: Paragraph) -> list[float]:
    """Give where lines begin: the first may be indented, brackets lie half an em before."""
    lines = part.lines[1:] or part.lines
    return [
        x for line in lines for x in (line.left, line.left + blank_before(line.chars[0], part.em))
    ]


def _ends(part: Paragraph) -> list[float]:
    """Give where full lines end, with and without the blank of a closing mark."""
    found = []
    for line in part.lines[:-1] or part.lines:
        blank = blank_after(line.chars[-1], part.em)
        found += [line.right, line.right - blank] if blank else [line.right]
    return found


def _most(values: Sequence[float], extreme: object) -> float:
    """Give the value that most lines share; where none do, the outermost."""
    buckets = Counter(round(value / BUCKET_MM) for value in values)
    near = {b: buckets[b - 1] + buckets[b] + buckets[b + 1] for b in buckets}
    best = max(near.values())
    if best < 2 or len(near) == 1:
        return max(values) if extreme is max else min(values)
    tied = [b for b in near if near[b] == best]
    middle = max(tied) if extreme is max else min(tied)
    same = [v for v in values if abs(round(v / BUCKET_MM) - middle) <= 1]
    return sorted(same)[len(same) // 2]


def _set(part: Paragraph, edges: tuple[float, float]) -> Paragraph:
    return replace(part, lines=tuple(replace(line, edges=edges) for line in part.lines))


def _heads(parts: Iterable[Paragraph]) -> list[Paragraph]:
    """Give the first part of each page's text: only that may run on from the page before."""
    first: dict[int, Paragraph] = {}
    for part in parts:
        line = part.lines[0]
        highest = first.get(line.page)
        if part.role != "Span" and (highest is None or line.baseline < highest.lines[0].baseline):
            first[line.page] = part
    return list(first.values())


def _runs_on(before: Paragraph, part: Paragraph) -> bool:
    """Tell whether a part at a page's head goes on with the last of its kind before.

    A box is tagged anew on each page. A paragraph begins with an indent, and what goes on
    does not; an item does not run on where its last line is short.
    """
    last, first = before.lines[-1], part.lines[0]
    em = part.em
    if first.page != last.page + 1 or last.right - last.left < LEAST_LINE * em:
        return False
    if part.role == "Span":  # a running head, a folio or a note
        return False
    indented = first.left + blank_before(first.chars[0], em) > first.edges[0] + 0.6 * em
    short = last.edges[1] - last.right
    near = RUNS_ON * em if part.role == "P" else SAME_EDGE_MM
    return not indented and short < near and last.chars[0].font == first.chars[0].font


def _forced(part: Paragraph) -> tuple[Line, ...]:
    """Mark the lines that end early although what follows would have had room."""
    found = [
        replace(line, forced=_is_forced(line, after, part.em))
        for line, after in pairwise(part.lines)
    ]
    return (*found, part.lines[-1])


def _is_forced(line: Line, after: Line, em: float) -> bool:
    room = line.edges[1] - line.right
    unit = 1
    while unit < len(after.chars) and not _may_break(after.chars[unit - 1], after.chars[unit]):
        unit += 1
    return room > max(FORCED * em, after.chars[unit - 1].right - after.left)


def _may_break(before: Char, after: Char) -> bool:
    """Tell, as far as it matters here, whether a line may end between two characters."""
    if not before.text.strip():
        return True
    if before.text in OPENING or after.text in NOT_FIRST:
        return False
    return is_full_width(before.text) or is_full_width(after.text)
