"""Numbers of pages → words: ``2, 5–7``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

#: So many pages, or runs of them, are named one by one.
_MOST_NAMED = 8


def page_runs(numbers: Sequence[int]) -> str:
    """Name numbers that rise: ``2, 5–7``; the first of them, and an ellipsis, if there are many."""
    breaks = [(a, b) for a, b in pairwise(numbers) if b != a + 1]
    starts, ends = [numbers[0], *(b for _, b in breaks)], [*(a for a, _ in breaks), numbers[-1]]
    runs = [f"{a}–{b}" if a != b else f"{a}" for a, b in zip(starts, ends, strict=True)]
    return ", ".join(runs[:_MOST_NAMED]) + (" …" if len(runs) > _MOST_NAMED else "")
