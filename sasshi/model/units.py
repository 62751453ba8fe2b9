"""Lengths: their types, for where a name does not say the unit, and one unit in another."""

from __future__ import annotations

from typing import NewType

#: Millimetres: paper, margins, bleed.
Mm = NewType("Mm", float)
#: Points, 72 to an inch: type, and whatever stands in a PDF.
Pt = NewType("Pt", float)
#: CSS pixels, 96 to an inch: what the layout engine calculates in.
Px = NewType("Px", float)

PT_PER_MM, MM_PER_PT = 72 / 25.4, 25.4 / 72
PX_PER_MM, MM_PER_PX, PX_PER_PT = 96 / 25.4, 25.4 / 96, 96 / 72
