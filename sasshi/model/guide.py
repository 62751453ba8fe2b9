"""A guide as read: its front matter, chapters and rules, and what templates are told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from xml.etree.ElementTree import Element

from sasshi.problems import Place

#: What a value in the front matter's ``tokens:`` may be; ``theme.toml`` says which.
TokenValue = str | int | float | bool


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
