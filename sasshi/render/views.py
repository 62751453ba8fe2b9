"""What templates are given: one view for each kind of template, every field with its meaning.

``render`` passes exactly these fields; ``theme vars``, the reference page and ``check`` read
them. A template that another includes has that one's variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any

from markupsafe import Markup

from sasshi.model import CALLOUTS, DUPLEX, LAYOUTS, SCHEMES, Doc, Edition, Meta, TokenValue

Line = Annotated[str | None, Doc("line in the source", "原稿の行番号", "12")]
StyleSheets = Annotated[
    tuple[str, ...],
    Doc("the theme's style sheets in order", "スタイルシート(順に)", '("css/type.css",)'),
]

_LAYOUTS = tuple(layout.name for layout in LAYOUTS)
_CALLOUTS = tuple(kind.name for kind in CALLOUTS)


@dataclass(frozen=True, slots=True)
class CommonView:
    """What every template is given."""

    tokens: Annotated[
        Mapping[str, TokenValue],
        Doc("values of the theme's settings", "テーマの設定の値", 'tokens["head-face"]'),
    ]
    words: Annotated[
        Mapping[str, str],
        Doc("words that the theme adds", "テーマが加える言葉", 'words["contents"]'),
    ]
    lang: Annotated[str, Doc("language of the text", "本文の言語", "en")]


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section of a chapter: an ``h2`` heading and what stands below it."""

    id: Annotated[str, Doc("to link to it", "リンク先の名前", "beginnings")]
    classes: Annotated[tuple[str, ...], Doc("its classes", "クラス", '("what",)')]
    title: Annotated[Markup, Doc("the heading", "見出し", "How it began")]
    body: Annotated[Markup, Doc("the blocks below it", "見出しの下の本文", "<p>With one …</p>")]

    def has(self, *names: str) -> bool:
        """Tell whether the section has one of these classes."""
        return any(name in self.classes for name in names)


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule, gathered: for the checklist and the summary."""

    number: Annotated[int, Doc("counts through the guide", "ガイドを通した番号", "1")]
    text: Annotated[Markup, Doc("the rule itself", "規則の文", "Bring it back.")]
    note: Annotated[Markup, Doc("why; may be empty", "説明(ないこともある)", "<p>Somebody …</p>")]
    heading: Annotated[str, Doc("the heading above it", "直前の見出し", "House rules")]


@dataclass(frozen=True, slots=True)
class ChapterView:
    """One chapter. ``intro`` is what stands before the first section."""

    id: Annotated[str, Doc("to link to it", "リンク先の名前", "rules")]
    number: Annotated[int | None, Doc("none for some layouts", "番号(付かない章もある)", "5")]
    title: Annotated[Markup, Doc("the title", "章の題", "House rules")]
    title_text: Annotated[str, Doc("the title, without markup", "章の題(文字のみ)", "House rules")]
    short: Annotated[str, Doc("for the running head", "柱に出す短い題", "Rules")]
    layout: Annotated[
        str, Doc("the partial that sets it", "組み方(部品の名前)", "rules", values=_LAYOUTS)
    ]
    body: Annotated[Markup, Doc("all of its blocks", "章の本文全体", "<p>…</p><h2>…</h2>")]
    intro: Annotated[
        Markup, Doc("what stands before its first section", "最初の節より前の本文", "<p>…</p>")
    ]
    sections: Annotated[tuple[SectionView, ...], Doc("its sections", "節", "")]
    rules: Annotated[tuple[RuleView, ...], Doc("its rules", "章の中の規則", "")]
    path: Annotated[str, Doc("its source file", "原稿のファイル", "content/shed/20-rules.md")]
    line: Annotated[int, Doc("line in the source", "原稿の行番号", "1")]

    def section(self, name: str) -> SectionView | None:
        """Give the section with this class, ``None`` if there is none."""
        return next((s for s in self.sections if name in s.classes), None)


@dataclass(frozen=True, slots=True)
class PageView:
    """A whole edition: ``booklet.html``, ``checklist.html``, and all that they include."""

    guide: Annotated[Meta, Doc("the guide's front matter", "ガイドの基本情報", "guide.title")]
    name: Annotated[str, Doc("the guide's name", "ガイドの名前", "tool-library")]
    edition: Annotated[Edition, Doc("which edition this is", "版", "edition.name")]
    columns: Annotated[int, Doc("columns of rules on the checklist", "チェックリストの段の数", "2")]
    lead: Annotated[
        Markup | None, Doc("the text of index.md", "index.md の本文", "<p>This short …</p>")
    ]
    chapters: Annotated[
        tuple[ChapterView, ...], Doc("all chapters in order", "すべての章(順に)", "")
    ]
    rules: Annotated[tuple[RuleView, ...], Doc("all rules in order", "すべての規則(順に)", "")]
    ornament: Annotated[
        Callable[..., Markup],
        Doc(
            "draws figures/NAME.svg for a style attribute, as decoration",
            "figures/名前.svg を飾りとして描く(style 属性の中で使う)",
            'style="{{ ornament("rings", small=true) }}"',
        ),
    ]
    stylesheets: StyleSheets


@dataclass(frozen=True, slots=True)
class CalloutView:
    """A callout, ``> [!NOTE]``."""

    kind: Annotated[str, Doc("its kind", "種類", "note", values=_CALLOUTS)]
    title: Annotated[Markup | None, Doc("its own title", "固有の題", "Mind the gap")]
    body: Annotated[Markup, Doc("its blocks", "中の本文", "<p>…</p>")]
    line: Line


@dataclass(frozen=True, slots=True)
class RuleListView:
    """A list of rules where it stands in the text."""

    items: Annotated[
        tuple[Markup, ...],
        Doc("the rules, each through its partial", "規則(それぞれ部品を通したもの)", ""),
    ]
    layout: Annotated[str, Doc("the chapter's layout", "章の組み方", "rules", values=_LAYOUTS)]
    line: Line


@dataclass(frozen=True, slots=True)
class RuleItemView:
    """A rule where it stands in the text, ``- [ ]``."""

    number: Annotated[int, Doc("counts through the guide", "ガイドを通した番号", "1")]
    text: Annotated[Markup, Doc("the rule itself", "規則の文", "Bring it back.")]
    note: Annotated[Markup, Doc("why; may be empty", "説明(ないこともある)", "<p>Somebody …</p>")]
    line: Line


@dataclass(frozen=True, slots=True)
class TableView:
    """A table."""

    table: Annotated[Markup, Doc("the whole table", "表全体", "<table>…</table>")]
    line: Line


@dataclass(frozen=True, slots=True)
class FigureView:
    """A drawing with its caption, ``/// figure | NAME``."""

    name: Annotated[str, Doc("the drawing's name", "図の名前", "steps")]
    alt: Annotated[str | None, Doc("what it shows, in words", "図の内容の説明文", "Three steps.")]
    caption: Annotated[str | None, Doc("stands below it", "図の下の説明", "At the table")]
    drawing: Annotated[Markup, Doc("figures/NAME.svg, drawn", "描いた図", "<svg …>…</svg>")]
    line: Line


@dataclass(frozen=True, slots=True)
class DrawingView:
    """A drawing itself, or an ornament."""

    data: Annotated[
        Mapping[str, Any],
        Doc("what the guide, or ornament(), says of it", "原稿や ornament() の指定", "data.alt"),
    ]
    uid: Annotated[str, Doc("to begin the ids inside it with", "図の中の id の頭に付ける", "f3-")]


@dataclass(frozen=True, slots=True)
class SheetsView:
    """The numbers of a print file: for the instruction that lies beside it."""

    title: Annotated[str, Doc("what is printed", "印刷するものの題", "The Shared Shed")]
    scheme: Annotated[str, Doc("scheme", "面付けの方式", "saddle", values=SCHEMES)]
    binding: Annotated[str, Doc("where the spine is", "とじる側", "left", values=("left", "right"))]
    duplex: Annotated[
        str,
        Doc("how both sides are printed", "両面の印刷のしかた", "short", values=DUPLEX),
    ]
    paper: Annotated[str, Doc("paper", "用紙", "A4")]
    sheets: Annotated[int, Doc("sheets of a copy", "1 部の枚数", "9")]
    pages: Annotated[int, Doc("pages, without blanks", "ページ数(白ページを除く)", "36")]
    scale: Annotated[int, Doc("size of the pages in percent", "ページの大きさ(%)", "100")]
    signatures: Annotated[
        tuple[int, ...], Doc("sheets of each stack that is folded", "折ごとの枚数", "(4, 4)")
    ]
    turned: Annotated[
        bool, Doc("the stack is put back turned round", "紙の束の向きを変えて戻すか", "false")
    ] = False
    ten: Annotated[int, Doc("sheets of ten copies", "10 部の枚数", "90")] = 0


@dataclass(frozen=True, slots=True)
class HowtoView:
    """The instruction that comes with a print file: one page."""

    job: Annotated[SheetsView, Doc("the numbers of the print file", "印刷ファイルの数値", "")]
    steps: Annotated[
        tuple[str, ...], Doc("what to do, in order", "手順(順に)", '("print", "fold", "staple")')
    ]
    ornament: Annotated[
        Callable[..., Markup],
        Doc(
            "draws figures/NAME.svg for a style attribute, as decoration",
            "figures/名前.svg を飾りとして描く(style 属性の中で使う)",
            'style="{{ ornament("howto", step="fold") }}"',
        ),
    ]
    stylesheets: StyleSheets


@dataclass(frozen=True, slots=True)
class TestSheetView:
    """The sheet that shows how a printer turns and shifts: its front and its back."""

    width: Annotated[float, Doc("of the sheet, in mm", "紙の幅(mm)", "297.0")]
    height: Annotated[float, Doc("of the sheet, in mm", "紙の高さ(mm)", "210.0")]
    paper: Annotated[str, Doc("paper", "用紙", "A4")]
    ornament: Annotated[
        Callable[..., Markup],
        Doc(
            "draws figures/NAME.svg for a style attribute, as decoration",
            "figures/名前.svg を飾りとして描く(style 属性の中で使う)",
            'style="{{ ornament("test-front", width=297) }}"',
        ),
    ]
    stylesheets: StyleSheets


#: Which view a template gets, by its name in the theme; ``*`` stands for any name.
TEMPLATES: Mapping[str, type] = {
    "booklet.html": PageView,
    "checklist.html": PageView,
    "howto.html": HowtoView,
    "test-sheet.html": TestSheetView,
    "mini.html": PageView,
    "web.html": PageView,
    "partials/callout.html": CalloutView,
    "partials/rule-list.html": RuleListView,
    "partials/rule.html": RuleItemView,
    "partials/table.html": TableView,
    "partials/figure.html": FigureView,
    "figures/*.svg": DrawingView,
}


def variables(view: Any) -> dict[str, object]:
    """Give a view's fields by their names, as a template gets them."""
    return {field.name: getattr(view, field.name) for field in fields(view)}
