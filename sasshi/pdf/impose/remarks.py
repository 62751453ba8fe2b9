"""What one may not have expected of imposed sheets, said as problems."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sasshi.pdf.impose.options import Imposition
from sasshi.pdf.impose.order import MOST_NESTED
from sasshi.pdf.impose.page_runs import page_runs
from sasshi.pdf.impose.sheet import SAME_MM, Grid, Size
from sasshi.pdf.impose.sheet_marks import room_for
from sasshi.problems import Problem, warning

#: A page at more than this is as large as it was, for the eye and for a ruler.
_WHOLE = 0.999


def remarks(
    sizes: Sequence[Size], grid: Grid, how: Imposition, signatures: Sequence[int]
) -> Iterator[Problem]:
    """Say of which sizes pages are, which are made smaller, what has no room or is too thick."""
    if any(_differ(size, sizes[0]) for size in sizes):
        yield warning("sizes-mixed")
    yield from _reductions(sizes, grid, how)
    for kind in sorted(how.marks):
        if not room_for(kind, grid):
            yield warning("no-room-for-marks", kind=kind, paper=how.paper)
    if how.scheme == "saddle" and max(signatures) > MOST_NESTED:
        yield warning("too-thick-to-fold", sheets=max(signatures), most=MOST_NESTED)


def _differ(size: Size, other: Size) -> bool:
    return any(abs(a - b) > SAME_MM for a, b in zip(size, other, strict=True))


def _reductions(sizes: Sequence[Size], grid: Grid, how: Imposition) -> Iterator[Problem]:
    scales = [page.scale for page in grid.fitted(sizes)]
    reduced = {number: scale for number, scale in enumerate(scales, 1) if scale < _WHOLE}
    if not reduced:
        return
    percent = _percent(reduced.values())
    if len(reduced) == len(sizes):
        yield warning("pages-reduced", percent=percent, paper=how.paper)
    else:
        yield warning(
            "some-pages-reduced", pages=page_runs(list(reduced)), percent=percent, paper=how.paper
        )


def _percent(scales: Collection[float]) -> str:
    """Give scales in percent: one number, or the least and the largest."""
    texts = [f"{100 * scale:.3g}" for scale in (min(scales), max(scales))]
    return "–".join(dict.fromkeys(texts))
