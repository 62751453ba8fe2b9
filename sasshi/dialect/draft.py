"""The tree while it is being built, with everything gathered on the way.

A *leaf* is, as in CommonMark, a block that holds inline text and no other blocks: a paragraph, a
heading, a cell, a term.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.source_lines import Line
from sasshi.problems import Place, Problem, closest, error, note, warning

#: A paragraph longer than this is a mistake, and would keep the engine busy for minutes.
MAX_LEAF = 20_000

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Target:
    """A link or an image: its element, what it points to, and the line it stands on."""

    element: Element
    target: str
    line: int


@dataclass(slots=True)
class Draft:
    """One parse: its language and path, and what it has gathered so far.

    ``leaves`` gives for each leaf the line of each of its source lines; ``apart`` are trees
    beside the flow whose text is read like the text in it, such as notes. ``links`` and
    ``images`` are those whose targets only the whole guide can check.
    """

    lang: str
    path: str
    problems: list[Problem] = field(default_factory=list)
    leaves: dict[Element, tuple[int, ...]] = field(default_factory=dict)
    apart: list[Element] = field(default_factory=list)
    links: list[Target] = field(default_factory=list)
    images: list[Target] = field(default_factory=list)
    _kept: dict[type, Any] = field(default_factory=dict)

    def kept(self, kind: type[Kept]) -> Kept:
        """Give what a feature keeps during a parse, an object of its own class."""
        if kind not in self._kept:
            self._kept[kind] = kind()
        known: Kept = self._kept[kind]
        return known

    def error(self, code: str, line: int, **params: object) -> None:
        """Note a problem that stops the build."""
        self.problems.append(error(code, Place(self.path, line), **params))

    def warning(self, code: str, line: int, **params: object) -> None:
        """Note a problem that travels beside the output."""
        self.problems.append(warning(code, Place(self.path, line), **params))

    def note(self, code: str, line: int, **params: object) -> None:
        """Note a problem for those who look closely."""
        self.problems.append(note(code, Place(self.path, line), **params))

    def unknown(self, codes: tuple[str, str], line: int, name: str, known: Sequence[str]) -> None:
        """Note a name that is none of the known ones.

        The second of the two ``codes`` is for a name that comes near one of them.
        """
        cased = {word.lower(): word for word in reversed(known)}  # of two, the first is meant
        nearest = cased.get(closest(name.lower(), cased) or "", "")
        code = codes[1] if nearest else codes[0]
        self.error(code, line, name=name, nearest=nearest, known=", ".join(known))

    def leaf(self, parent: Element, tag: str, lines: Sequence[Line]) -> Element:
        """Add a leaf that holds the inline text of ``lines``."""
        element = block(parent, tag, lines[0].number)
        text = "\n".join(line.text.lstrip(" ") for line in lines).rstrip(" \\\n\u3000")
        text = _keep_backslash(text, lines[-1].text).lstrip("\u3000")
        if len(text) > MAX_LEAF:
            self.error("paragraph-too-long", lines[0].number, length=len(text), limit=MAX_LEAF)
            text = text[:100].replace("`", "").replace("[", "")
        element.text = text
        self.leaves[element] = tuple(line.number for line in lines)
        return element


def _keep_backslash(text: str, last: str) -> str:
    r"""Put back the second half of an escaped backslash (``\\``) at the very end."""
    tail = last.rstrip(" \u3000")
    backslashes = len(tail) - len(tail.rstrip("\\"))
    return text + "\\" * (backslashes - backslashes % 2)


def block(parent: Element, tag: str, line: int, **attributes: str) -> Element:
    """Add a block element that knows its line in the source."""
    return SubElement(parent, tag, {"data-line": str(line), **attributes})


def line_of(element: Element) -> int:
    """Give the line of a block element in its source."""
    return int(element.get("data-line", "1"))
