"""What is said of printed sheets: papers, schemes, marks, and how a printer turns them."""

from __future__ import annotations

from collections.abc import Mapping

from sasshi.model.units import Mm

#: Sheets by name: (width, height), upright. B4 and B5 are those of JIS.
PAPERS: Mapping[str, tuple[Mm, Mm]] = {
    "A4": (Mm(210.0), Mm(297.0)),
    "A3": (Mm(297.0), Mm(420.0)),
    "B5": (Mm(182.0), Mm(257.0)),
    "B4": (Mm(257.0), Mm(364.0)),
    "Letter": (Mm(215.9), Mm(279.4)),
    "Legal": (Mm(215.9), Mm(355.6)),
}
#: How pages come onto sheets, and how both sides of them are printed: the printer turns sheets
#: on an edge, or somebody puts them back (``manual``), or there is one side only (``none``).
SCHEMES = ("saddle", "perfect", "cut-stack", "mini", "2up", "4up")
DUPLEX = ("short", "long", "manual", "none")
#: Marks on sheets.
MARKS = ("fold", "cut", "crop", "registration")
#: Which way up a printer gives backs, with the setting that is asked for; in which order it needs
#: backs printed apart, if it turns nothing, once its stack is put back.
FLIPS, ORDERS = ("same", "opposite"), ("reversed", "same")
#: A shift beyond this is a mistake of measuring, or a printer to be repaired, and no paper is so
#: thick.
MOST_SHIFT_MM, MOST_THICKNESS_MM = 20.0, 2.0
