"""Rows of a label and a text, as on a back cover: how they fit their room, or where they go.

What is too long for the room is set closer, then in two columns, then carried to pages of its own.
Heights are estimated, and never less than what is laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, NamedTuple

from sasshi.model import is_cjk
from sasshi.render.title_widths import em_of

Row = tuple[str, str]
#: A line of Japanese may end so much before its measure: a mark goes with what it follows, in em.
_KINSOKU: Final = 1.0
#: Between label and text, in em; of two columns' width, labels take no more than this.
_APART, _MOST_LABEL = 0.9, 0.45
_WIDE: Final = re.compile("[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]")


class RowStyle(NamedTuple):
    """How rows are set, in points: type, from line to line, white of a row, width, labels' width.

    They stand in so many columns, each ``high`` at most. In two columns labels take the width
    that they need, up to ``_MOST_LABEL`` of it.
    """

    size: float
    line: float
    white: float
    wide: float
    label: float
    columns: int
    high: float


@dataclass(frozen=True, slots=True)
class FittedRows:
    """Rows as they fit: ``room`` counts which of the styles they have, ``columns`` holds them.

    If none fits, ``columns`` is empty and ``pages`` holds what stands on each page. ``share``
    percent of the width are the labels'.
    """

    room: int
    share: float
    columns: tuple[tuple[Row, ...], ...]
    pages: tuple[tuple[Row, ...], ...] = ()


def fit_rows(
    rows: Sequence[Row],
    styles: Sequence[Sequence[float]],
    page: Sequence[float],
    lang: str = "ja",
    face: str = "gothic",
) -> FittedRows:
    """Give the first style in which rows fit their room; if none does, the rows of each page."""
    for number, values in enumerate(styles):
        style = _style(values, rows, lang, face)
        heights = _heights(rows, style, lang, face)
        if style.columns > 1 and max(heights, default=0.0) > 2 * style.line + style.white:
            continue  # a text of many short lines is read badly
        columns = _columns(rows, heights, style.columns)
        if all(sum(high for _, high in column) <= style.high for column in columns):
            share = round(100 * style.label / style.wide, 2)
            return FittedRows(number, share, tuple(tuple(r for r, _ in each) for each in columns))
    style = _style(page, rows, lang, face)
    found: list[list[Row]] = [[]]
    left = style.high
    for row, high in zip(rows, _heights(rows, style, lang, face), strict=True):
        if high > left and found[-1]:
            found.append([])
            left = style.high
        found[-1].append(row)
        left -= high
    share = round(100 * style.label / style.wide, 2)
    return FittedRows(len(styles) - 1, share, (), tuple(map(tuple, found)))


def line_count(text: str, measure: float, lang: str = "ja", face: str = "gothic") -> int:
    """Estimate how many lines of ``measure`` em a text takes at most."""
    cjk = is_cjk(lang)
    whole = _width(text, lang, face)
    if whole <= measure:
        return 1
    if _WIDE.search(text):
        return ceil(whole / max(measure - _KINSOKU - _longest(text, face, cjk), 1.0))
    count, left = 1, measure
    for word in text.split():
        width = sum(em_of(char, face, cjk) for char in word)
        if width > left and left < measure:
            count, left = count + 1, measure
        while width > left:  # a word longer than a line is broken
            count, width, left = count + 1, width - left + 1.0, measure
        left -= width + em_of(" ", face, cjk)
    return count


def _style(values: Sequence[float], rows: Sequence[Row], lang: str, face: str) -> RowStyle:
    size, line, white, wide, label, columns, high = values
    if columns > 1:
        longest = max((_width(name, lang, face) for name, _ in rows), default=0.0)
        label = max(label, min(_MOST_LABEL * wide, (longest + _APART) * size + 1))
    return RowStyle(size, line, white, wide, label, int(columns), high)


def _heights(rows: Sequence[Row], style: RowStyle, lang: str, face: str) -> list[float]:
    """Estimate how high rows are."""
    label, text = style.label / style.size - _APART, (style.wide - style.label) / style.size
    return [
        style.line * max(line_count(name, label, lang, face), line_count(value, text, lang, face))
        + style.white
        for name, value in rows
    ]


def _columns(
    rows: Sequence[Row], heights: Sequence[float], count: int
) -> list[list[tuple[Row, float]]]:
    """Divide rows between one or two columns, so that the higher one is as low as can be."""
    whole = list(zip(rows, heights, strict=True))
    if count == 1 or len(whole) < 2:
        return [whole]
    cuts = range(1, len(whole))
    at = min(cuts, key=lambda cut: (max(sum(heights[:cut]), sum(heights[cut:])), -cut))
    return [whole[:at], whole[at:]]


def _width(text: str, lang: str, face: str) -> float:
    """Estimate the length of a text in em."""
    return sum(em_of(char, face, is_cjk(lang)) for char in text) + 0.25 * len(_edges(text))


def _edges(text: str) -> list[str]:
    """Find where Latin and Japanese letters stand side by side."""
    return re.findall(r"(?<=[^\x00-\xff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[^\x00-\xff])", text)


def _longest(text: str, face: str, cjk: bool) -> float:
    """Give the width of the longest Latin word in a text of Japanese, up to half a line of it."""
    words: Iterator[str] = (found[0] for found in re.finditer(r"[!-~]+", text))
    return min(8.0, max((sum(em_of(c, face, cjk) for c in word) for word in words), default=0.0))
