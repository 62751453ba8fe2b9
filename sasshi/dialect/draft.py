"""The tree while it is being built, with everything found on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from sasshi.dialect.source_lines import Line
from sasshi.problems import Place, Problem, closest, error, warning

#: A paragraph longer than this is a mistake, and would keep the engine busy for minutes.
MAX_LEAF = 20_000


@dataclass(slots=True)
class Draft:
    """One parse: its language and path, and what it has gathered so far.

    ``leaves`` gives, for each element that holds inline text, the line of each of its
    source lines; ``notes`` the footnote definitions, ``references`` the link definitions;
    ``tight`` the items whose first paragraph is to be unwrapped in the end; ``tags`` the
    HTML tags reported; ``parse`` is what reads the blocks within a block.
    """

    lang: str
    path: str
    parse: Callable[[Draft, Sequence[Line], Element, int], None]
    problems: list[Problem] = field(default_factory=list)
    leaves: dict[Element, tuple[int, ...]] = field(default_factory=dict)
    notes: dict[str, tuple[Element, int]] = field(default_factory=dict)
    references: dict[str, tuple[str, str]] = field(default_factory=dict)
    tight: list[Element] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)

    def nest(self, lines: Sequence[Line], parent: Element, depth: int) -> None:
        """Read the blocks that stand inside the block ``parent``."""
        self.parse(self, lines, parent, depth)

    def error(self, code: str, line: int, **params: object) -> None:
        """Note a problem that stops the build."""
        self.problems.append(error(code, Place(self.path, line), **params))

    def warning(self, code: str, line: int, **params: object) -> None:
        """Note a problem that travels beside the output."""
        self.problems.append(warning(code, Place(self.path, line), **params))

    def unknown(self, codes: tuple[str, str], line: int, name: str, known: Sequence[str]) -> None:
        """Note a name that is none of the known ones.

        The second of the two ``codes`` is for a name that comes near one of them.
        """
        cased = {word.lower(): word for word in reversed(known)}  # of two, the first is meant
        nearest = cased.get(closest(name.lower(), cased) or "", "")
        code = codes[1] if nearest else codes[0]
        self.error(code, line, name=name, nearest=nearest, known=", ".join(known))

    def leaf(self, parent: Element, tag: str, lines: Sequence[Line]) -> Element:
        """Add an element that holds the inline text of ``lines``."""
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
