"""How a long title is broken on the cover, where it stands upright: into columns, at phrases.

A guide that says ``cover_title`` breaks it itself; lines of a title that is set across are
broken as those of every heading are.
"""

from __future__ import annotations

from sasshi.japanese import phrases


def cover_columns(title: str, most_chars: int) -> tuple[str, ...]:
    """Break a title into columns of at most so many characters, at phrases (文節).

    Only a phrase longer than a column is broken within. Templates call it ``columns``.
    """
    columns: list[str] = []
    for phrase in phrases(title):
        if columns and len(columns[-1]) + len(phrase) <= most_chars:
            columns[-1] += phrase
        else:
            columns += [phrase[i : i + most_chars] for i in range(0, len(phrase), most_chars)]
    return tuple(columns)
