"""What can be asked of imposition, and what is usual: scheme, paper, creep, marks, backs."""

from __future__ import annotations

from dataclasses import dataclass

from sasshi.pdf.impose.sheet import Size

#: The thickness of a sheet for a printer of whose paper nothing is known: no creep.
DEFAULT_CREEP_MM = 0.0


@dataclass(frozen=True, slots=True)
class Imposition:
    """How pages are to come onto sheets.

    ``binding`` is where the spine is, ``left`` or ``right``; ``None`` leaves it to the PDF, which
    may say that it is read from right to left. ``signature`` is how many sheets at most are laid
    into one another, 0 for all of them; ``creep_mm`` the thickness of one, 0 for no creep.
    ``duplex`` is the edge on which the printer turns sheets (``short``, ``long``), or ``manual``
    for fronts and backs apart. ``back_shift_mm`` moves what is on the backs, to the right and up
    as they are seen, and ``backs_turned`` turns them round. ``backs_reversed`` is the order in
    which a printer that turns nothing needs them. The files are of at least this ``version`` of
    PDF.
    """

    scheme: str = "saddle"
    paper: str = "A4"
    binding: str | None = None
    signature: int = 0
    creep_mm: float = DEFAULT_CREEP_MM
    marks: frozenset[str] = frozenset()
    duplex: str = "short"
    enlarge: bool = False
    back_shift_mm: Size = (0.0, 0.0)
    backs_turned: bool = False
    backs_reversed: bool = True
    version: str = "1.5"


#: What is made where nothing is said.
USUAL = Imposition()
