"""What goes from step to step of an edition: plain values, which can be pickled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sasshi.pdf.impose import Sheets
from sasshi.problems import Problem


@dataclass(frozen=True, slots=True)
class Made:
    """What the steps of an edition have made so far.

    ``html`` is its page as it was rendered. ``files`` are each a part of the edition and its
    bytes: the part is ``""`` for all of it, or ``fronts``, ``backs``, ``howto``. ``sheets`` says
    how it was imposed. ``problems`` are those that do not stop it.
    """

    html: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    sheets: Sheets | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def pdf(self) -> bytes:
        """The edition's pages, in one file."""
        return self.files[0][1]

    def with_file(self, data: bytes, problems: tuple[Problem, ...] = ()) -> Made:
        """Give what there is once the edition is this file, and what was said of it."""
        return replace(self, files=(("", data),), problems=self.problems + problems)
