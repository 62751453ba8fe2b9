"""What templates may use, described: every variable, token and word, in English or Japanese.

``theme vars`` prints it, ``docs/template-reference.md`` is written from it. All of it is read from
what validates and renders: the views, the model, the themes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from markupsafe import Markup

from sasshi.model import ChecklistMeta, Contact, Doc, Edition, Meta, ShopMeta, Sign
from sasshi.render.views import (
    TEMPLATES,
    ChapterView,
    CommonView,
    PageView,
    RuleView,
    SectionView,
    SheetsView,
)
from sasshi.theme import Theme, Token

#: What templates reach from their variables, with its name in both languages.
_PARTS: Mapping[type, tuple[str, str]] = {
    Meta: ("guide", "ガイド"),
    Contact: ("contact block", "連絡先"),
    ChecklistMeta: ("checklist", "チェックリスト"),
    Sign: ("sign", "しるし"),
    ShopMeta: ("print shop", "印刷会社"),
    Edition: ("edition", "版"),
    ChapterView: ("chapter", "章"),
    SectionView: ("section", "節"),
    RuleView: ("rule", "規則"),
    SheetsView: ("job", "印刷の内容"),
}
_METHODS: Mapping[type, tuple[tuple[str, tuple[str, str], str], ...]] = {
    ChapterView: (
        (
            "section(name)",
            ("its section of that class, or none", "そのクラスを持つ節(なければ none)"),
            'chapter.section("for")',
        ),
    ),
    SectionView: (
        (
            "has(name, …)",
            ("whether it has one of these classes", "どれかのクラスを持つか"),
            'section.has("what")',
        ),
    ),
}
_KINDS: Mapping[object, tuple[str, str]] = {
    str: ("text", "文字列"),
    Markup: ("HTML", "HTML"),
    int: ("number", "数"),
    float: ("number", "数"),
    bool: ("true or false", "真偽"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A variable, a token or a word: its name, what it is, what it means, an example."""

    name: str
    kind: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


def sections(themes: Sequence[Theme], words: Mapping[str, str], lang: str) -> Iterator[Section]:
    """Describe everything; of each theme the tokens that differ from those before it."""
    ja = lang == "ja"
    yield Section("どのテンプレートでも" if ja else "Every template", _rows(CommonView, lang))
    for view in dict.fromkeys(TEMPLATES.values()):
        names = ("、" if ja else ", ").join(n for n, own in TEMPLATES.items() if own is view)
        if view is PageView:
            names += " と、その中で読み込む部品" if ja else ", and what they include"
        yield Section(names, _rows(view, lang))
    for part, name in _PARTS.items():
        yield Section(_title(name, ja), (*_rows(part, lang), *_methods(part, ja)))
    for theme in themes:
        tokens = _own_tokens(theme, themes)
        title = f"テーマ {theme.name} のトークン" if ja else f"Tokens of {theme.name}"
        if tokens:
            yield Section(title, tuple(_token(token, lang) for token in tokens))
    kind = _KINDS[str][ja]
    rows = tuple(Row(key, kind, text, f'words["{key}"]') for key, text in words.items())
    yield Section("言葉" if ja else "Words", rows)


def _title(name: tuple[str, str], ja: bool) -> str:
    return name[1] if ja else f"A {name[0]}"


def _rows(kind: type, lang: str) -> tuple[Row, ...]:
    """Describe the fields of a dataclass."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(_row(field.name, hints[field.name], lang) for field in fields(kind))


def _row(name: str, hint: Any, lang: str) -> Row:
    inner, doc = get_args(hint)
    assert isinstance(doc, Doc)
    meaning = doc.ja if lang == "ja" else doc.en
    if doc.values:
        comma = "、" if lang == "ja" else ", "
        meaning = f"{meaning}: {comma.join(doc.values)}"
    return Row(name, _kind(inner, lang == "ja"), meaning, doc.example)


def _methods(kind: type, ja: bool) -> Iterator[Row]:
    """Describe what a part can be asked."""
    for name, meaning, example in _METHODS.get(kind, ()):
        yield Row(name, "関数" if ja else "function", meaning[ja], example)


def _kind(hint: Any, ja: bool) -> str:
    """Say in words what a type is."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _kind(arguments[0], ja)
    if origin in (Union, UnionType):
        known = [each for each in arguments if each is not NoneType]
        whole = _kind(known[0], ja)
        maybe = f"{whole} または none" if ja else f"{whole} or none"
        return maybe if len(known) < len(arguments) else ("値" if ja else "value")
    if origin is Callable:
        return "関数" if ja else "function"
    if origin is tuple:
        each = _kind(arguments[0], ja)
        return f"{each}の並び" if ja else f"list of {each}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "表" if ja else "table"
    if is_dataclass(hint):
        return _PARTS[hint][ja]  # type: ignore[index]
    return _KINDS[hint][ja]


def _own_tokens(theme: Theme, themes: Iterable[Theme]) -> list[Token]:
    """Give the tokens that a theme has not simply taken over from one that it extends."""
    names = {folder.name for folder in theme.folders[1:]}
    taken = [token for other in themes if other.name in names for token in other.tokens.values()]
    return [token for token in theme.tokens.values() if token not in taken]


def _token(token: Token, lang: str) -> Row:
    """Describe a token; the example is its default."""
    label = token.label.get(lang) or token.label.get("en", "")
    return Row(token.name, takes(token, lang), label, str(token.default))


def takes(token: Token, lang: str) -> str:
    """Say what a token takes: ``7 to 16 pt``."""
    ja = lang == "ja"
    low, high = token.minimum, token.maximum
    unit = f" {token.unit}" if token.unit else ""
    if token.kind.control == "measures" and low is not None and high is not None:
        return f"{low:g}〜{high:g}{unit}" if ja else f"{low:g} to {high:g}{unit}"
    choices = ("、" if ja else ", ").join(token.choices)
    meaning = token.kind.meaning["ja" if ja else "en"]
    return meaning.format(unit=token.unit, choices=choices)


def as_markdown(sections: Iterable[Section], lang: str) -> str:
    """Write the description as tables in Markdown."""
    head = ("名前", "型", "意味", "例") if lang == "ja" else ("name", "type", "meaning", "example")
    lines: list[str] = []
    for section in sections:
        lines += ["", f"## {section.title}", ""]
        lines += [f"| {' | '.join(head)} |", "| --- | --- | --- | --- |"]
        lines += [
            f"| `{row.name}` | {_cell(row.kind)} | {_cell(row.meaning)} | {_code(row.example)} |"
            for row in section.rows
        ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if text else ""
