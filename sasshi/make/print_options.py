"""What may be asked of a print file: scheme, paper, binding, signature, creep, marks, duplex.

What each of them is where nothing is asked for is in ``pdf/impose/options``, as of creep.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sasshi.pdf.impose import DEFAULT_CREEP_MM, SCHEMES, Imposition

if TYPE_CHECKING:
    from sasshi.printing import Profile


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What is asked of a print file; ``None`` leaves it to the guide, or to the printer's profile.

    ``creep_mm`` is the thickness of a sheet that is made up for: without it that of the profile,
    and without a profile ``DEFAULT_CREEP_MM``. ``signature`` is how many sheets at most are laid
    into one another, 0 for all of them. ``howto``: with the instruction, for files that are
    handed on.
    """

    scheme: str = "saddle"
    paper: str = "A4"
    binding: str | None = None
    signature: int = 0
    creep_mm: float | None = None
    marks: frozenset[str] = frozenset()
    duplex: str = "short"
    enlarge: bool = False
    profile: Profile | None = None
    howto: bool = True

    @property
    def apart(self) -> bool:
        """Whether fronts and backs are files of their own: somebody turns the sheets over."""
        return self.duplex == "manual" and SCHEMES[self.scheme].two_sided

    def imposition(self, binding: str | None = None) -> Imposition:
        """Give how to impose a text that is bound on this side, if no other is asked for.

        ``None``: as the PDF itself says.
        """
        asked = Imposition(
            scheme=self.scheme,
            paper=self.paper,
            binding=self.binding or binding,
            signature=self.signature,
            creep_mm=DEFAULT_CREEP_MM if self.creep_mm is None else self.creep_mm,
            marks=self.marks,
            duplex=self.duplex,
            enlarge=self.enlarge,
        )
        printer = self.profile
        if printer is None:
            return asked
        return replace(
            asked,
            creep_mm=printer.thickness_mm if self.creep_mm is None else self.creep_mm,
            back_shift_mm=printer.shift_mm,
            backs_turned=printer.flip == "opposite",
            backs_reversed=printer.order == "reversed",
        )


#: What a print file is where nothing is asked for.
NOTHING_ASKED = PrintOptions()
