"""What templates may call besides Jinja's own filters."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sasshi.render.cover_title import fitted, shortened
from sasshi.render.drawing.labels import beside
from sasshi.render.drawing.qr import qr
from sasshi.render.drawing.text import em_width, lines, longest_piece
from sasshi.render.imprint_rows import fit_rows, line_count

#: By the name that templates use.
FILTERS: Mapping[str, Callable[..., object]] = {
    "beside": beside,
    "em_width": em_width,
    "fit_rows": fit_rows,
    "fitted": fitted,
    "line_count": line_count,
    "lines": lines,
    "longest_piece": longest_piece,
    "qr": qr,
    "shortened": shortened,
}
