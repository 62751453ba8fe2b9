"""Texts parsed before, for those who read a guide again and again."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from sasshi.dialect import Parsed, parse


@dataclass(slots=True)
class Memory:
    """Remembers what texts were parsed to; what was not asked for in a round is forgotten."""

    known: dict[object, Parsed] = field(default_factory=dict)
    asked: dict[object, Parsed] = field(default_factory=dict)

    def parse(self, text: str, *, lang: str, path: str, first_line: int = 1) -> Parsed:
        """Parse a text, or give a copy of what it was parsed to: whoever gets it may change it."""
        key = (text, lang, path, first_line)
        found = self.asked.get(key) or self.known.get(key)
        if found is None:
            found = parse(text, lang=lang, path=path, first_line=first_line)
        self.asked[key] = found
        return copy.deepcopy(found)

    def forget(self) -> None:
        """End a round."""
        self.known, self.asked = self.asked, {}
