"""The JLREQ passes: on the element tree before layout, on the laid-out lines during it."""

from sasshi.japanese.lines import adjust
from sasshi.japanese.tree import columns, phrases, prepare

__all__ = ["adjust", "columns", "phrases", "prepare"]
