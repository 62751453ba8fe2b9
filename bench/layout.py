"""What breaking lines our own way costs: layouts of one page in turn, with it and without.

Without it, the engine breaks and justifies lines; blocks end on the grid all the same.
"""

from __future__ import annotations

import contextlib
import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sasshi.japanese import LineBreaker
from sasshi.make import Request, build
from sasshi.typeset import typesetter as typeset
from sasshi.typeset.grid import Grid, own_layout

ROOT = Path(__file__).resolve().parent.parent
Layout = Callable[..., typeset.Typeset]


def grid_only(
    grid: Grid | None,
    breaker: LineBreaker | None,
    standing: float | None = None,
    smallest_px: float = 0.0,
) -> contextlib.AbstractContextManager[None]:
    """Stand in for ``own_layout``: the engine's own lines, on our grid."""
    return own_layout(grid, None, standing, smallest_px)


@dataclass(slots=True)
class Costs:
    """CPU seconds of the rounds of one guide, the engine's way and ours, and the last's pages."""

    engine: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    pages: int = 0

    @property
    def ratio(self) -> float:
        """Give the median of the ratios round by round."""
        pairs = zip(self.ours, self.engine, strict=True)
        return statistics.median(ours / engine for ours, engine in pairs)


def costs(guide: Path, output: Path, runs: int) -> Costs:
    """Lay out the booklet of a guide again and again, and time it."""
    found = Costs()
    once: Layout = typeset.Typesetter.typeset

    def again(setter: typeset.Typesetter, page: typeset.Page, extra_css: str = "") -> Any:
        for number in range(runs + 1):
            seconds = [_seconds(once, way, setter, page) for way in (grid_only, own_layout)]
            if number:  # the first round only warms what is kept
                found.engine.append(seconds[0])
                found.ours.append(seconds[1])
        result = once(setter, page, extra_css)
        found.pages = result.pages
        return result

    request = Request(
        content=ROOT / "content",
        templates=ROOT / "templates",
        output=output,
        guides=(str(guide),),
        editions=("booklet",),
    )
    with patch.object(typeset.Typesetter, "typeset", again):
        build(request)
    return found


def _seconds(once: Layout, way: Callable[..., Any], *page: Any) -> float:
    """Time one layout, with nothing left over of the one before."""
    gc.collect()
    with patch.object(typeset, "own_layout", way):
        start = time.process_time()
        once(*page)
        return time.process_time() - start


def layout_table(found: dict[str, Costs]) -> str:
    """Write the medians of each guide as a table."""
    rows = [
        "| layout of | pages | the engine's lines, CPU s | our lines, CPU s | CPU ratio |",
        "|---|---|---|---|---|",
    ]
    for name, each in found.items():
        engine, ours = statistics.median(each.engine), statistics.median(each.ours)
        rows.append(f"| {name} | {each.pages} | {engine:.2f} | {ours:.2f} | {each.ratio:.2f} |")
    return "\n".join(rows)
