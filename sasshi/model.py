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
from typing import Annotated
from xml.etree.ElementTree import Element

from sasshi.problems import Place

#: Points, CSS pixels and millimetres, in one another.
PT_PER_MM, MM_PER_PT = 72 / 25.4, 25.4 / 72
PX_PER_MM, MM_PER_PX, PX_PER_PT = 96 / 25.4, 25.4 / 96, 96 / 72

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

#: The bytes that a QR code of 57 modules holds at the level M: on paper each is still 0.3 mm wide.
QR_BYTES = 213

#: The PDF variant that print shops take: ISO 15930-7.
PRINT_SHOP = "pdf/x-4"
#: The theme where none is named.
DEFAULT_THEME = "shizuka"
#: How pages come onto sheets, and how both sides of them are printed: the printer turns sheets
#: on an edge, or somebody puts them back (``manual``), or there is one side only (``none``).
SCHEMES = ("saddle", "perfect", "cut-stack", "mini", "2up", "4up")
DUPLEX = ("short", "long", "manual", "none")
#: Marks on sheets.
MARKS = ("fold", "cut", "crop", "registration")
#: Which way up a printer gives backs, with the setting that is asked for; in which order it needs
#: backs printed apart, if it turns nothing, once its stack is put back.
FLIPS, ORDERS = ("same", "opposite"), ("reversed", "same")
#: In mm: a shift beyond this is a mistake of measuring, or a printer to be repaired, and no paper
#: is so thick.
MOST_SHIFT, MOST_THICKNESS = 20.0, 2.0

#: What a value in the front matter's ``tokens:`` may be; ``theme.toml`` says which.
TokenValue = str | int | float | bool


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


@dataclass(frozen=True, slots=True)
class Layout:
    """How a chapter is set, ``# Title {layout=NAME}``: by a theme's ``partials/NAME.html``.

    Only chapters of some layouts carry a number.
    """

    name: str
    numbered: bool = False


#: The layouts of chapters; the first is the usual one.
LAYOUTS = (
    Layout("chapter", numbered=True),
    Layout("summary"),
    Layout("rules", numbered=True),
    Layout("worksheet"),
)


@dataclass(frozen=True, slots=True)
class Doc:
    """What a field means to those who write templates, and an example of it.

    ``values`` are all that it can be, where it is one of a few words.
    """

    en: str
    ja: str
    example: str = ""
    values: tuple[str, ...] = ()


def is_cjk(lang: str) -> bool:
    """Tell whether a language is set in an em for each character: Chinese, Japanese, Korean."""
    return lang[:2].lower() in ("ja", "zh", "ko")


@dataclass(frozen=True, slots=True)
class Sign:
    """A warning sign on the checklist: a few words, and a sentence to explain them."""

    title: Annotated[str, Doc("a few words", "短い言葉", "Tools drift")]
    text: Annotated[
        str, Doc("explains them; may be empty", "説明の文", "Things come back late.")
    ] = ""


@dataclass(frozen=True, slots=True)
class ChecklistMeta:
    """What the checklist carries besides the rules, from ``checklist:`` in the front matter."""

    title: Annotated[str | None, Doc("its own title", "固有の題", "The Shed Door List")] = None
    intro: Annotated[str | None, Doc("a sentence above the rules", "冒頭の文", "Read it …")] = None
    questions: Annotated[
        tuple[str, ...], Doc("each with lines to write on", "問い(記入線が付く)", "")
    ] = ()
    signs: Annotated[tuple[Sign, ...], Doc("warning signs", "注意のしるし", "")] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact block of the back cover, every part optional."""

    name: Annotated[str | None, Doc("who", "名前", "The Shed")] = None
    address: Annotated[str | None, Doc("where", "住所", "1 Example Lane")] = None
    phone: Annotated[str | None, Doc("telephone", "電話", "01632 960 123")] = None
    email: Annotated[str | None, Doc("e-mail", "メール", "shed@example.org")] = None
    url: Annotated[str | None, Doc("web address", "ウェブ", "https://example.org/")] = None
    hours: Annotated[str | None, Doc("when", "受付時間", "Saturdays, 10 to 12")] = None
    qr: Annotated[
        str | None, Doc("address of the QR code", "QR コードのアドレス", "https://example.org/")
    ] = None


@dataclass(frozen=True, slots=True)
class ShopMeta:
    """What the front matter says of the print shop, under ``shop:``.

    ``profile`` is the shop's ICC profile, as a path from the guide's folder.
    """

    profile: Annotated[str | None, Doc("its ICC profile", "ICC プロファイル", "press.icc")] = None


@dataclass(frozen=True, slots=True)
class Meta:
    """The front matter of a guide, validated."""

    title: Annotated[str, Doc("the title", "題", "The Shared Shed")]
    cover_title: Annotated[
        tuple[str, ...], Doc("its lines on the cover", "表紙での題の各行", '("The Shared", "Shed")')
    ] = ()
    subtitle: Annotated[str | None, Doc("subtitle", "副題", "How to start a tool library")] = None
    lang: Annotated[str, Doc("language of the text", "本文の言語", "en")] = "ja"
    author: Annotated[str | None, Doc("author", "著者", "The Working Group")] = None
    publisher: Annotated[str | None, Doc("publisher", "発行者", "The Street")] = None
    date: Annotated[str | None, Doc("date, as typed", "日付(書いたまま)", "2026-11-23")] = None
    edition: Annotated[str | None, Doc("edition, as typed", "版(書いたまま)", "1st")] = None
    description: Annotated[str | None, Doc("for the PDF", "PDF の説明", "A short guide.")] = None
    keywords: Annotated[tuple[str, ...], Doc("for the PDF", "PDF のキーワード", '("tools",)')] = ()
    rights: Annotated[str | None, Doc("rights", "権利の表示", "You may copy it.")] = None
    theme: Annotated[str | None, Doc("theme, if named", "テーマ(指定があれば)", "shizuka")] = None
    writing: Annotated[
        str | None, Doc("vertical or horizontal, if said", "組み方向(指定があれば)", "vertical")
    ] = None
    tokens: Annotated[
        Mapping[str, TokenValue],
        Doc("settings as written; use the variable tokens", "設定(書いたまま。通常は変数 tokens)"),
    ] = field(default_factory=dict)
    words: Annotated[
        Mapping[str, str],
        Doc("words as written; use the variable words", "言葉(書いたまま。通常は変数 words)"),
    ] = field(default_factory=dict)
    imprint: Annotated[
        Mapping[str, str],
        Doc("further rows of the imprint", "奥付に足す行", "guide.imprint.items()"),
    ] = field(default_factory=dict)
    contact: Annotated[Contact | None, Doc("contact block", "連絡先", "guide.contact.phone")] = None
    checklist: Annotated[
        ChecklistMeta, Doc("for the checklist", "チェックリストの内容", "guide.checklist.intro")
    ] = ChecklistMeta()
    shop: Annotated[ShopMeta, Doc("for the print shop", "印刷会社のための指定")] = ShopMeta()
    #: Line of each top-level key in the front matter, and of each token as ``tokens.NAME``.
    lines: Annotated[
        Mapping[str, int], Doc("where each entry stands", "各項目の行番号", 'guide.lines["title"]')
    ] = field(default_factory=dict)


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

    ``page_mm`` is (width, height) of a page as it is laid out; ``zoom`` is what it is then
    multiplied with. ``fit`` asks for exactly one page, ``pages`` for so many.
    ``source`` names the edition whose finished pages are taken, ``None`` for a typeset edition.
    ``usual`` ones are made if none is asked for by name. ``scheme`` says how pages come onto
    sheets, with ``marks``; ``finish`` what is done to them before. ``tokens`` are settings that
    the edition has whatever the guide says. No text is smaller than ``smallest_pt``.
    ``bleed_mm`` is what is printed beyond the page on each side, to be cut off.
    """

    name: Annotated[str, Doc("its name", "名前", "booklet")]
    template: Annotated[str, Doc("its template", "テンプレート", "booklet.html")]
    page_mm: Annotated[
        tuple[float, float], Doc("width and height of a page", "ページの幅と高さ", "(148.5, 210.0)")
    ]
    fit: Annotated[bool, Doc("fits exactly one page", "1 ページに収める版か", "false")] = False
    source: Annotated[
        str | None, Doc("the edition whose pages it takes", "ページの元になる版", "booklet")
    ] = None
    pdf_variant: Annotated[str, Doc("kind of PDF", "PDF の種類", "pdf/ua-1")] = "pdf/ua-1"
    usual: Annotated[bool, Doc("made if none is named", "指定しなくても作る版か", "true")] = True
    pages: Annotated[int, Doc("fits so many pages; 0: any", "収めるページ数(0 は自由)", "8")] = 0
    zoom: Annotated[float, Doc("enlarged by", "拡大率", "1.0")] = 1.0
    smallest_pt: Annotated[float, Doc("no text is smaller", "文字の下限", "0.0")] = 0.0
    tokens: Annotated[
        tuple[tuple[str, TokenValue], ...],
        Doc("its own settings; use the variable tokens", "固有の設定(通常は変数 tokens)"),
    ] = ()
    scheme: Annotated[str, Doc("how it is imposed", "面付けの方法", "saddle")] = ""
    pdf_version: Annotated[str, Doc("PDF version of its sheets", "面付けした PDF の版", "1.5")] = (
        "1.5"
    )
    marks: Annotated[tuple[str, ...], Doc("marks on its sheets", "面付けの印", '("cut",)')] = ()
    finish: Annotated[str, Doc("what is done to its pages", "ページの仕上げ", "ink-saver")] = ""
    suffix: Annotated[str, Doc("kind of file", "ファイルの種類", "pdf")] = "pdf"
    bleed_mm: Annotated[float, Doc("bleed in mm", "塗り足し (mm)", "3.0")] = 0.0

    def in_columns(self, tokens: Mapping[str, TokenValue]) -> bool:
        """Tell whether it is set in columns: a booklet may be, one page to tick is not."""
        return tokens.get("writing") == "vertical" and not self.fit

    @property
    def for_shop(self) -> bool:
        """Whether it goes to a print shop, in inks."""
        return self.pdf_variant == PRINT_SHOP


@dataclass(frozen=True, slots=True)
class Product:
    """A finished file, still in memory: its name in ``output/``, its bytes."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text on a page: left, top, width and height in mm from the page's upper left.

    ``place`` is where it comes from, ``words`` what it says.
    """

    box_mm: tuple[float, float, float, float]
    place: Place
    words: str
    tag: str


@dataclass(frozen=True, slots=True)
class PagePdf:
    """One page; ``pdf`` holds it alone, on its side if ``lying``, ``key`` changes with that."""

    key: str
    pdf: bytes
    lying: bool
    size_mm: tuple[float, float]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class LineStyle:
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


def stamp(path: Path) -> object:
    """Tell one state of a file from another; ``None`` if there is none."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size
