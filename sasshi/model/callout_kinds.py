"""The kinds of callouts, a row each: all that a new one needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalloutKind:
    """A kind of callout, which begins with ``> [!NAME]``.

    ``label`` is the word that stands on it where it has no title of its own, by language; words
    of the theme and of the guide by the same name go before it. A theme may give the kind a
    look of its own, as the class ``callout-NAME``.
    """

    name: str
    label: Mapping[str, str]


#: The kinds of callouts: a row is all that a new one needs.
CALLOUTS = (
    CalloutKind("note", {"en": "Note", "ja": "補足"}),
    CalloutKind("tip", {"en": "Tip", "ja": "ヒント"}),
    CalloutKind("important", {"en": "Important", "ja": "大切なこと"}),
    CalloutKind("warning", {"en": "Take care", "ja": "気をつけて"}),
    CalloutKind("caution", {"en": "Caution", "ja": "注意"}),
)
