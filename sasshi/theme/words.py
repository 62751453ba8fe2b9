"""The words that a theme adds to a guide's own, by language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sasshi.problems import Place, Problem, closest, error
from sasshi.theme.toml import read_toml


def load_words(
    templates: Path, lang: str, own: Mapping[str, str], place: Place
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Give the interface words of a language (English where there is none) and a guide's own."""
    folder = templates / "words"
    path = folder / f"{lang.split('-')[0].lower()}.toml"
    words = read_toml(folder / "en.toml")
    if path.is_file():
        words |= read_toml(path)
    problems = [
        error("unknown-word", place, name=name, nearest=closest(name, words, 0.5) or "…")
        for name in own
        if name not in words
    ]
    return words | dict(own), tuple(problems)
