"""The layouts of chapters, a row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """How a chapter is set, ``# Title {layout=NAME}``: by a theme's ``partials/NAME.html``.

    Only chapters of some layouts carry a number.
    """

    name: str
    numbered: bool = False


#: The layouts of chapters; the first is the usual one.
LAYOUTS = (
    Layout("chapter", numbered=True),
    Layout("summary"),
    Layout("rules", numbered=True),
    Layout("worksheet"),
)
