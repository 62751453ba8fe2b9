"""Fitting text to exactly one page: the largest size that fits, the rest of the room shared out.

Sizes in the style sheet are in rem, so one number, the root's font size, scales everything.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sasshi.model import PX_PER_MM
from sasshi.typeset.boxes import walk

#: A page filled to this share is full; a try aims a little above it.
FULL = 0.955
AIM = 0.985
#: No gap grows by more than this, in mm: a list is still to look like one.
MOST_ROOM_MM = 3.5
#: How the height grows with the size where only one size has been measured: with the square if
#: all were text; less, since headers and lines to write on keep theirs. A first guess that is a
#: little too small is a page; one too large is not.
EXPONENT = 1.0
TRIES = 5
#: A page so high that all of the text stands on it, to measure how much there is.
ENDLESS = "@page{size:%gmm 9000mm}"


@dataclass(frozen=True, slots=True)
class Fit:
    """A try: the engine's document, the root size in points, the pages' worth of text in it."""

    document: Any
    size_pt: float
    fill: float

    @property
    def fits(self) -> bool:
        """Tell whether everything stands on one page."""
        return len(self.document.pages) == 1 and self.fill <= 1


class Fitter:
    """Fits one page's text. ``layout`` lays it out with some CSS added."""

    def __init__(self, layout: Callable[[str], Any], page_mm: tuple[float, float]) -> None:
        self.layout = layout
        self.page_mm = page_mm

    def fit(self, smallest_pt: float, largest_pt: float, gaps: int) -> Fit:
        """Find the largest root size at which everything stands on one page.

        What is left over of a page is shared between ``gaps`` places,
        through the custom property ``--room``. Check ``fits`` of the result: it is False if even
        the smallest size takes more than a page.
        """
        measured = {largest_pt: self._measure(largest_pt)}
        if measured[largest_pt] <= 1:
            return self._with_room(largest_pt, measured[largest_pt], gaps)
        best: Fit | None = None
        failing = largest_pt
        for _ in range(TRIES):
            size = max(smallest_pt, _guess(measured))
            if best is not None and not best.size_pt < size < failing:
                size = (best.size_pt + failing) / 2
            attempt = self._attempt(size)
            if attempt.fits and (best is None or size > best.size_pt):
                best = attempt
            if attempt.fits and attempt.fill > FULL:
                return attempt
            if size <= smallest_pt and not attempt.fits:
                return attempt
            failing = failing if attempt.fits else min(failing, size)
            measured[size] = attempt.fill if attempt.fits else self._measure(size)
        if best is None:
            return self._attempt(smallest_pt)
        return self._with_room(best.size_pt, best.fill, gaps)

    def fits_at(self, size_pt: float) -> bool:
        """Tell whether everything stands on one page at this size."""
        return self._attempt(size_pt).fits

    def _with_room(self, size_pt: float, fill: float, gaps: int) -> Fit:
        """Lay out at a size that leaves room, and share the room out."""
        height_px = self.page_mm[1] * PX_PER_MM
        room = min(max(AIM - fill, 0) * height_px / max(gaps, 1), MOST_ROOM_MM * PX_PER_MM)
        for share in (1.0, 0.8, 0.0):
            roomy = self._attempt(size_pt, room * share)
            if roomy.fits:
                break
        return roomy

    def _attempt(self, size_pt: float, room_px: float = 0.0, extra: str = "") -> Fit:
        """Lay out once, and see how much of its last page it fills."""
        css = f"html{{font-size:{size_pt:.3f}pt;--room:{room_px:.3f}px}}{extra}"
        document = self.layout(css)
        page = document.pages[-1]._page_box
        body = next((box for box in walk(page) if box.element_tag == "body"), page)
        used = body.position_y + body.margin_height() - page.content_box_y()
        margins = page.margin_height() - page.height
        height = self.page_mm[1] * PX_PER_MM - margins
        return Fit(document, size_pt, len(document.pages) - 1 + used / height)

    def _measure(self, size_pt: float) -> float:
        """Measure how many pages the text takes at a size, unbroken."""
        fill: float = self._attempt(size_pt, extra=ENDLESS % self.page_mm[0]).fill
        return fill


def _guess(measured: dict[float, float]) -> float:
    """Guess the size that fills a page, from one or more measured (size → fill)."""
    near = sorted(measured.items(), key=lambda item: abs(math.log(item[1] / AIM)))[:2]
    size, fill = near[0]
    exponent = EXPONENT
    if len(near) == 2 and near[0][1] != near[1][1]:
        exponent = math.log(near[0][1] / near[1][1]) / math.log(near[0][0] / near[1][0])
    return float(size * (AIM / fill) ** (1 / min(max(exponent, 0.5), 3.0)))
