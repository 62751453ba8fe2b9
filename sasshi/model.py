"""The values that flow through a build, in one direction, frozen.

Lengths are millimetres and say so in their names. Element trees are plain
``xml.etree.ElementTree`` elements; nobody changes a tree after handing it on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

from sasshi.problems import Place

#: Opening brackets: the blank half of the full-width ones comes first (JLREQ cl-01).
OPENING = frozenset("‘“（〔［｛〈《「『【⦅〘〖«〝")
#: Closing brackets, full stops and commas (cl-02, cl-06, cl-07): the blank half comes last.
CLOSING = frozenset("’”）〕］｝〉》」』】⦆〙〗»〟")
FULL_STOPS, COMMAS = frozenset("。．"), frozenset("、，")
BLANK_AFTER = CLOSING | FULL_STOPS | COMMAS
#: A number of one or two digits where nothing Latin is beside it, as a regular expression.
FEW_DIGITS = r"(?<![0-9A-Za-z.,:/%+\-])[0-9]{1,2}(?![0-9A-Za-z%]|[.,:/\-][0-9A-Za-z])"
#: In em: where the baseline stands in the em box of Japanese fonts (880 and 120 of 1000), and
#: how far above it the middle of a column is. One for all faces, so that they stand on one line.
ASCENT, MIDDLE = 0.88, 0.38
#: Where a label stands beside its mark in a drawing, the best first.
SIDES = ("right", "left", "above", "below")

#: The PDF variant that print shops take: ISO 15930-7.
PRINT_SHOP = "pdf/x-4"

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
class ShopMeta:
    """What the front matter says of the print shop, under ``shop:``.

    ``profile`` is the shop's ICC profile, as a path from the guide's folder.
    """

    profile: str | None = None


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
    writing: str | None = None
    tokens: Mapping[str, TokenValue] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    imprint: Mapping[str, str] = field(default_factory=dict)
    contact: Contact | None = None
    checklist: ChecklistMeta = ChecklistMeta()
    shop: ShopMeta = ShopMeta()
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
    ``usual`` ones are made if none is asked for by name. ``bleed_mm`` is what is printed beyond
    the page on each side, to be cut off.
    """

    name: str
    template: str
    page_mm: tuple[float, float]
    fit: bool = False
    imposes: str | None = None
    pdf_variant: str = "pdf/ua-1"
    usual: bool = True
    bleed_mm: float = 0.0

    @property
    def for_shop(self) -> bool:
        """Whether it goes to a print shop, in inks."""
        return self.pdf_variant == PRINT_SHOP


@dataclass(frozen=True, slots=True)
class Product:
    """A finished file, still in memory: its name in ``output/``, its bytes, its page count."""

    filename: str
    data: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set; lengths in px.

    ``measure`` is the length of its lines, ``indent`` by how much the first is shorter.
    ``justify`` lines end flush, others where they end; ``balance`` makes lines of even length.
    ``line_start`` says where an opening bracket at a
    line's head stands (``flush``, ``full``, ``half``), ``line_end`` how a closing mark at its
    end does (``half``, ``full``, ``hang``): see JLREQ 3.1.5 and 3.1.9.
    """

    measure: float
    indent: float = 0.0
    justify: bool = True
    balance: bool = False
    line_start: str = "flush"
    line_end: str = "half"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as characters (clusters of them: a base and its marks, a ligature).

    For each: its first character (``U+FFFC`` for a picture, a line feed for an end that is
    asked for), its own width and its em in px, the rigid stretch it belongs to, and what a line
    may do after it. Nothing is added inside a rigid stretch; 0 is none, above it are the bases
    of ruby, below it code, addresses and calls of notes, which have no gap beside them either.
    ``pads`` are the px that some characters (bases of long readings) need before and after
    themselves, ``hyphen`` is the width of a hyphen. Where lines may end is found out once there
    is more than a line.
    """

    chars: Sequence[str]
    widths: Sequence[float]
    sizes: Sequence[float]
    rigid: Sequence[int]
    find_breaks: Callable[[], Sequence[Break]]
    pads: Mapping[int, Pad] = field(default_factory=dict)
    find_hyphen: Callable[[], float] = float

    @cached_property
    def breaks(self) -> Sequence[Break]:
        """What a line may do after each character."""
        return self.find_breaks()

    @cached_property
    def hyphen(self) -> float:
        """The width of a hyphen in px."""
        return self.find_hyphen()


@dataclass(frozen=True, slots=True)
class Ruby:
    """What the readings of a word need, whose characters begin with ``first``.

    ``excess`` are sums from its start: by how many px the readings are longer than what they
    stand over. ``room`` px are between any two of its characters.
    """

    first: int
    excess: Sequence[float]
    room: float

    def lacks(self, start: int, end: int, beside: float = 0.0) -> float:
        """Give the px that a part lacks (has too much, below 0) if it is set by itself.

        ``beside`` px of its readings stand over what is beside it.
        """
        needed = self.excess[end + 1 - self.first] - self.excess[start - self.first]
        return max(0.0, needed - beside) - self.room * (end - start)


@dataclass(frozen=True, slots=True)
class Pad:
    """The px that a base's character needs before and after itself, for a long reading.

    Where it begins or ends a line no kana is beside it for the reading to stand over, and it
    needs ``head`` and ``tail`` instead. ``ruby`` is the word that it is of.
    """

    lead: float
    trail: float
    head: float = 0.0
    tail: float = 0.0
    ruby: Ruby | None = None


class Break(IntEnum):
    """What a line may do after a character."""

    NEVER = 0
    ALLOWED = 1
    HYPHEN = 2
    EMERGENCY = 3
    FORCED = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: characters ``start`` to ``end``, the next begins at ``after``.

    ``start`` is ``end`` where nothing is to be seen on it. ``hang`` px of its last mark stand
    beyond the measure.
    """

    start: int
    end: int
    after: int
    hyphen: bool = False
    hang: float = 0.0


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What to do with a line: move its start by ``shift`` px, and add after its characters.

    ``spaces[i]`` are the thousandths of its em that go after character ``start + i``;
    ``spread`` is what was added between any two Japanese characters to fill the line, in em.
    """

    shift: float
    spaces: Sequence[int]
    spread: float = 0.0
