"""Running text of our own making, the same each time, as Markdown guides.

Statistically like prose: a mark about every fifteen characters, brackets every sixty, Latin
or a number every fifty, paragraphs of 60 to 260 characters. It says nothing.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

JAPANESE_LENGTH = 30_000
ENGLISH_LENGTH = 15_000
CHAPTERS = 8


class Writer:
    """Draws from the lists of a language.

    ``random.random`` alone promises the same numbers in every version of Python.
    """

    def __init__(self, language: str, seed: int) -> None:
        file = Path(__file__).parent / f"{language}.toml"
        self.words: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
        self._draw = random.Random(seed).random

    def chance(self, share: float) -> bool:
        return self._draw() < share

    def number(self, least: int, most: int) -> int:
        return least + int(self._draw() * (most - least + 1))

    def pick(self, kind: str) -> str:
        choices = self.words[kind]
        return choices[self.number(0, len(choices) - 1)]


def write_japanese(folder: Path, length: int = JAPANESE_LENGTH, seed: int = 1) -> Path:
    """Write a Japanese guide of so many characters into a new folder; give the folder."""
    writer = Writer("japanese", seed)
    front = "title: 文字を組む見本\nlang: ja\nauthor: sasshi 編集室\npublisher: sasshi"
    return _write(folder, front, writer.words["titles"], length, lambda: _paragraph(writer))


def write_english(folder: Path, length: int = ENGLISH_LENGTH, seed: int = 1) -> Path:
    """Write an English guide of so many characters into a new folder; give the folder."""
    writer = Writer("english", seed)
    front = "title: A Specimen of Running Text\nlang: en\nauthor: sasshi\npublisher: sasshi"
    return _write(folder, front, writer.words["titles"], length, lambda: _english_paragraph(writer))


def _write(
    folder: Path, front: str, titles: Sequence[str], length: int, paragraph: Callable[[], str]
) -> Path:
    folder.mkdir(parents=True)
    (folder / "index.md").write_text(f"---\n{front}\n---\n", encoding="utf-8")
    for number in range(CHAPTERS):
        parts = [f"# {titles[number]} {{#c{number + 1}}}"]
        written = 0
        while written < length / CHAPTERS:
            parts.append(paragraph())
            written += len(bare(parts[-1]))
        text = "\n\n".join(parts) + "\n"
        (folder / f"{number + 1}0-chapter.md").write_text(text, encoding="utf-8")
    return folder


def bare(text: str) -> str:
    """Give the text that is left of our Markdown without readings and signs."""
    return re.sub(r"\{([^|{}]*)\|[^{}]*\}", r"\1", text).replace("*", "")


def _paragraph(writer: Writer) -> str:
    """Put a paragraph of 60 to 260 characters together."""
    aim = writer.number(60, 235)
    text = ""
    while len(bare(text)) < aim:
        text += _sentence(writer)
    return text


def _sentence(writer: Writer) -> str:
    clauses = [_clause(writer) for _ in range(writer.number(0, 2))]
    start = writer.pick("links") + "、" if writer.chance(0.15) else ""
    end = "……。" if writer.chance(0.02) else "。" if writer.chance(0.95) else "？"
    return _filled(writer, start + "、".join([*clauses, _last_clause(writer)]) + end)


def _clause(writer: Writer) -> str:
    """Write a clause that another follows."""
    when = writer.pick("dates" if writer.chance(0.5) else "times")
    when += "、" if not when.endswith("の") and writer.chance(0.55) else ""
    thing = _thing(writer)
    if writer.chance(0.5):
        return f"{when}{thing}を{writer.pick('verbs')}あと"
    return f"{when}{writer.pick('people')}が{thing}を{writer.pick('verbs')}ので"


def _last_clause(writer: Writer) -> str:
    person = writer.pick("people")
    if writer.chance(0.28):
        return f"{person}は「{writer.pick('quotes')}」と{writer.pick('verbs')}"
    if writer.chance(0.45):
        return f"{_thing(writer)}は{writer.pick('states')}"
    verb, end = writer.pick("verbs"), writer.pick("ends")
    return f"{person}が{_thing(writer)}を{verb}{end}"


def _thing(writer: Writer) -> str:
    """Name a thing, perhaps emphasised, in brackets, with a remark, or two of them."""
    thing = writer.pick("things")
    if "{" in thing and writer.chance(0.3):
        thing = bare(thing)
    kind = writer.number(0, 99)
    if kind < 4:
        return f"**{thing}**"
    if kind < 14:
        return f"『{bare(thing)}』"
    if kind < 28:
        return f"{thing}（{writer.pick('remarks')}）"
    if kind < 32:
        return f"{thing}・{writer.pick('things')}"
    if kind < 46:
        return f"{writer.pick('counts')}{thing}"
    return f"{thing}――{writer.pick('quotes')}――" if kind < 48 else thing


def _filled(writer: Writer, text: str) -> str:
    """Put numbers of one digit or two for ``#`` and Latin words for ``@``."""
    text = re.sub("#", lambda _: str(writer.number(1, 28)), text)
    return re.sub("@", lambda _: writer.pick("words"), text)


def _english_paragraph(writer: Writer) -> str:
    aim = writer.number(180, 650)
    text = ""
    while len(text) < aim:
        text += (" " if text else "") + _english_sentence(writer)
    return text


def _english_sentence(writer: Writer) -> str:
    text = _english_clause(writer)
    if writer.chance(0.25):
        text = f"{writer.pick('openers')}, {text}"
    if writer.chance(0.55):
        text += f"{writer.pick('joints')} {_english_clause(writer)}"
    if writer.chance(0.14):
        text += f" --- {_english_clause(writer)} ---"[: None if writer.chance(0.3) else -4]
    if writer.chance(0.12):
        return f'"{writer.pick("quotes")}," said {writer.pick("things")}.'
    return re.sub(r"^\W*[a-z]", lambda found: found[0].upper(), text) + "."


def _english_clause(writer: Writer) -> str:
    first, second = writer.pick("things"), writer.pick("things")
    if writer.chance(0.06):
        first = f"*{first}*"
    text = f"{first} {writer.pick('verbs')} {second}"
    return f"{text} {writer.pick('ends')}" if writer.chance(0.5) else text
