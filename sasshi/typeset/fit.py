"""Fitting text to exactly one page: the largest size that fits, the rest of the room shared out.

Sizes in the style sheet are in rem, so one number, the root's font size, scales everything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sasshi.typeset.boxes import walk

#: A page filled to this share is full; a try aims a little above it.
FULL = 0.965
AIM = 0.985
#: No gap grows by more than this, in mm: a list is still to look like one.
MOST_ROOM_MM = 3.5
PX_PER_MM = 96 / 25.4
TRIES = 6


@dataclass(frozen=True, slots=True)
class Fit:
    """A try: the engine's document, the root size in points, the pages' worth of text in it."""

    document: Any
    size_pt: float
    fill: float

    @property
    def fits(self) -> bool:
        """Tell whether everything stands on one page."""
        return len(self.document.pages) == 1


def fit_to_page(
    layout: Callable[[str], Any], smallest_pt: float, largest_pt: float, gaps: int
) -> Fit:
    """Find the largest root size at which everything stands on one page.

    ``layout`` lays out with some CSS added. What is left over of a page at the largest size is
    shared between ``gaps`` places through the custom property ``--room``. Check ``fits`` of the
    result: it is False if even the smallest size takes more than a page.
    """
    best = _largest(layout, smallest_pt, largest_pt)
    if not best.fits or best.fill > FULL:
        return best
    page = best.document.pages[0]._page_box
    room = min((AIM - best.fill) * page.height / max(gaps, 1), MOST_ROOM_MM * PX_PER_MM)
    roomier = _try(layout, best.size_pt, room)
    return roomier if roomier.fits else best


def _largest(layout: Callable[[str], Any], smallest_pt: float, largest_pt: float) -> Fit:
    """Find the size. The area of text grows with the square of its size: hence the root."""
    low: Fit | None = None
    high = math.inf
    size = largest_pt
    for _ in range(TRIES):
        attempt = _try(layout, size)
        if attempt.fits:
            low = attempt
            if size >= largest_pt or attempt.fill > FULL:
                return low
        else:
            high = size
            if size <= smallest_pt:
                return attempt
        floor = low.size_pt if low else smallest_pt
        size = min(max(size * math.sqrt(AIM / attempt.fill), smallest_pt), largest_pt)
        if not floor < size < high:
            size = floor if low is None else (floor + high) / 2
        if low is not None and high - low.size_pt < 0.05:
            return low
    return low or _try(layout, smallest_pt)


def _try(layout: Callable[[str], Any], size_pt: float, room_px: float = 0.0) -> Fit:
    """Lay out once, and measure."""
    css = f"html{{font-size:{size_pt:.3f}pt;--room:{room_px:.3f}px}}"
    document = layout(css)
    last = document.pages[-1]._page_box
    body = next((box for box in walk(last) if box.element_tag == "body"), last)
    used = (body.position_y + body.margin_height() - last.content_box_y()) / last.height
    return Fit(document, size_pt, len(document.pages) - 1 + max(used, 0.02))
