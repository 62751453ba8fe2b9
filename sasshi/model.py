"""The values that flow through a build, in one direction, frozen.

Lengths are millimetres and say so in their names. Element trees are plain
``xml.etree.ElementTree`` elements; nobody changes a tree after handing it on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from sasshi.problems import Place

#: Opening brackets: the blank half of the full-width ones comes first (JLREQ A.1).
OPENING = frozenset("‘“（〔［｛〈《「『【⦅〘〖«〝")
#: Closing brackets, full stops and commas: the blank half comes last (JLREQ A.2, A.6, A.7).
BLANK_AFTER = frozenset("’”）〕］｝〉》」』】⦆〙〗»〟。．、，")

#: What a value in the front matter's ``tokens:`` may be; ``theme.toml`` says which.
TokenValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign on the checklist: a few words, and a sentence to explain them."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistMeta:
    """What the checklist carries besides the rules, from ``checklist:`` in the front matter."""

    title: str | None = None
    intro: str | None = None
    questions: tuple[str, ...] = ()
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact block of the back cover, every part optional."""

    name: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    hours: str | None = None


@dataclass(frozen=True, slots=True)
class Meta:
    """The front matter of a guide, validated."""

    title: str
    cover_title: tuple[str, ...] = ()
    subtitle: str | None = None
    lang: str = "ja"
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    edition: str | None = None
    description: str | None = None
    keywords: tuple[str, ...] = ()
    rights: str | None = None
    theme: str | None = None
    tokens: Mapping[str, TokenValue] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    imprint: Mapping[str, str] = field(default_factory=dict)
    contact: Contact | None = None
    checklist: ChecklistMeta = ChecklistMeta()
    #: Line of each top-level key in the front matter, and of each token as ``tokens.NAME``.
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One task-list item: printed in its place in the booklet, gathered on the checklist.

    ``text`` is the ``<rule-text>`` that holds the rule itself; ``note`` holds the
    blocks of its explanation in order, empty where there is none; ``heading`` is the plain
    text of the nearest heading above it, ``number`` counts through the guide from 1.
    """

    number: int
    text: Element
    note: tuple[Element, ...]
    heading: str
    place: Place


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter: ``title`` is an element whose inline children are the title.

    ``body`` is a ``<div>`` of the chapter's blocks, without the title. ``layout`` names the
    partial that sets it (``chapter``, ``summary``, ``rules``, ``worksheet``); ``number`` is
    ``None`` for chapters that carry none. ``path`` is the source, as shown to people.
    """

    id: str
    title: Element
    title_text: str
    short: str
    layout: str
    number: int | None
    body: Element
    rules: tuple[Rule, ...]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as read: nothing in it depends on a theme or an edition.

    ``root`` is the folder below which the guide's images may lie; ``path`` the file with the
    front matter, as shown to people; ``lead`` the text of ``index.md`` below its front matter
    (a ``<div>``, ``None`` if empty); ``files`` every file that was read.
    """

    name: str
    root: Path
    path: str
    meta: Meta
    lead: Element | None
    chapters: tuple[Chapter, ...]
    files: tuple[Path, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the guide, in order."""
        return tuple(rule for chapter in self.chapters for rule in chapter.rules)


@dataclass(frozen=True, slots=True)
class Edition:
    """One row of the table of editions: what is made from a guide, and how.

    ``page_mm`` is (width, height) of a finished page. ``fit`` asks for exactly one page.
    ``imposes`` names the edition whose pages are imposed, ``None`` for a typeset edition.
    """

    name: str
    template: str
    page_mm: tuple[float, float]
    fit: bool = False
    imposes: str | None = None
    pdf_variant: str = "pdf/ua-1"


@dataclass(frozen=True, slots=True)
class Product:
    """A finished file, still in memory: its name in ``output/``, its bytes, its page count."""

    filename: str
    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one line in one size. ``rigid`` text (code, ruby) is never spread.

    ``edges`` are the widths in em of the first and the last character where these are marks
    with a blank half (see ``OPENING`` and ``BLANK_AFTER``), else 0.
    """

    text: str
    font_size: float
    rigid: bool = False
    edges: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What to do with a line: move its start by ``shift`` px, and add to its runs.

    ``spaces[i]`` maps an index into run ``i``'s text to the thousandths of its em that go
    after that character.
    """

    shift: float
    spaces: tuple[dict[int, int], ...]

    def width_added(self, runs: Sequence[Run]) -> tuple[float, ...]:
        """Give the px by which each run grows."""
        return tuple(
            sum(space.values()) * run.font_size / 1000
            for run, space in zip(runs, self.spaces, strict=True)
        )
