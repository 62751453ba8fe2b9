"""The words of the interface (Contents, Notes) by language: ``templates/words/LANG.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sasshi.model import CALLOUTS
from sasshi.problems import Place, Problem, closest, error
from sasshi.theme.toml import read_toml


def word_files(templates: Path, lang: str) -> tuple[Path, Path]:
    """Give the files with English words and with those of a language, which there may not be."""
    folder = templates / "words"
    return folder / "en.toml", folder / f"{_primary(lang)}.toml"


def load_words(
    templates: Path, lang: str, own: Mapping[str, str], place: Place
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Give the interface words of a language (English where there is none) and a guide's own.

    ``own`` are those of the guide's front matter, which stands at ``place``; one that is none of
    ours is a problem. Those that stand on callouts have the
    names of their kinds; the files need not hold them.
    """
    english, path = word_files(templates, lang)
    words = _labels("en") | read_toml(english) | _labels(_primary(lang))
    if path.is_file():
        words |= read_toml(path)
    problems = [
        error("unknown-word", place, name=name, nearest=closest(name, words, 0.5) or "…")
        for name in own
        if name not in words
    ]
    return words | dict(own), tuple(problems)


def _primary(lang: str) -> str:
    return lang.split("-")[0].lower()


def _labels(lang: str) -> dict[str, str]:
    """Give the words that stand on callouts, where their rows have them in a language."""
    return {kind.name: kind.label[lang] for kind in CALLOUTS if lang in kind.label}
