"""The elements of a guide, its chapters and rules → views → HTML, through the theme's templates."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Callable, Mapping
from html import escape
from xml.etree.ElementTree import Element

from markupsafe import Markup

from sasshi.model import Chapter, Edition, Guide, Rule, TokenValue
from sasshi.problems import BuildError, Place, error
from sasshi.render.views import (
    CalloutView,
    ChapterView,
    CommonView,
    DrawingView,
    FigureView,
    PageView,
    RuleItemView,
    RuleListView,
    RuleView,
    SectionView,
    TableView,
    variables,
)
from sasshi.theme import Theme, render_template, time_limit

#: Blocks of a chapter that end on the line grid.
_SNAPPED = frozenset({"ul", "ol", "dl", "pre", "figure", "blockquote"})
#: The numbers of a list have room for so many digits without being asked.
USUAL_PLACES = 2
_VOID = frozenset({"br", "img", "col", "hr"})


def render(
    guide: Guide,
    theme: Theme,
    edition: Edition,
    tokens: Mapping[str, TokenValue],
    words: Mapping[str, str],
    columns: int = 1,
    kept: ChapterCache | None = None,
) -> str:
    """Render the page of one edition; ``columns`` is for the rules of a one-page edition.

    With ``kept``, chapters that have not changed are not rendered again.

    Raises:
        BuildError: with the place in a template, or in the guide, of what went wrong.

    """
    with time_limit():
        return _render(guide, theme, edition, tokens, words, columns, kept)


def _render(
    guide: Guide,
    theme: Theme,
    edition: Edition,
    tokens: Mapping[str, TokenValue],
    words: Mapping[str, str],
    columns: int,
    kept: ChapterCache | None,
) -> str:
    """Render the page, however long it takes."""
    page = PageMaker(theme, CommonView(tokens, words, guide.meta.lang))
    chapters = _chapters(page, guide) if kept is None else kept.chapters(page, guide)
    view = PageView(
        guide=guide.meta,
        name=guide.name,
        edition=edition,
        columns=columns,
        lead=page.inner(guide.lead) if guide.lead is not None else None,
        chapters=chapters,
        rules=tuple(rule for chapter in chapters for rule in chapter.rules),
        ornament=page.ornament,
        stylesheets=theme.sheets(
            edition.template, edition.name, vertical=edition.in_columns(tokens)
        ),
    )
    return page.template(edition.template, view)


def _chapters(page: PageMaker, guide: Guide) -> tuple[ChapterView, ...]:
    """Render every chapter of a guide."""
    return tuple(page.chapter(chapter) for chapter in guide.chapters)


class ChapterCache:
    """Chapters as they were rendered, for as long as theme, tokens and words stay the same."""

    def __init__(self) -> None:
        self.common: object = None
        self.guide: Guide | None = None
        self.figures = 0
        self.ornaments: dict[object, tuple[Markup, int]] = {}
        self.views: dict[bytes, tuple[ChapterView, int]] = {}

    def chapters(self, page: PageMaker, guide: Guide) -> tuple[ChapterView, ...]:
        """Render the chapters that have changed; forget those that are no more."""
        common = (page.theme, page.common)
        if self.common != common:
            self.common, self.views, self.guide, self.ornaments = common, {}, None, {}
        page.ornaments = self.ornaments
        if guide is self.guide:  # for another edition
            page.figures = self.figures
            return tuple(view for view, _ in self.views.values())
        views: dict[bytes, tuple[ChapterView, int]] = {}
        for chapter in guide.chapters:
            key = pickle.dumps((page.figures, chapter))  # ids in figures go by their number
            views[key] = self.views.get(key) or (page.chapter(chapter), page.figures)
            page.figures = views[key][1]
        self.guide, self.views, self.figures = guide, views, page.figures
        return tuple(view for view, _ in views.values())


class PageMaker:
    """What the partials of one page share: the theme and the common variables."""

    def __init__(self, theme: Theme, common: CommonView) -> None:
        self.theme = theme
        self.common = variables(common)
        self.layout = "chapter"
        self.figures = 0
        self.snapped: set[int] = set()
        self.ornaments: dict[object, tuple[Markup, int]] = {}
        self.hooks: Mapping[str, Callable[[Element], str]] = {
            "callout": self._callout,
            "drawing": self._drawing,
            "ol": self._ordered,
            "rule": self._rule,
            "table": self._table,
            "ul": self._list,
        }

    def template(self, name: str, view: object) -> str:
        """Render one template of the theme: it is given the common variables and its view."""
        return render_template(self.theme, name, {**self.common, **variables(view)})

    def partial(self, name: str, view: object) -> Markup:
        """Render one partial of the theme."""
        return Markup(self.template(f"partials/{name}.html", view))

    def chapter(self, chapter: Chapter) -> ChapterView:
        """Turn a chapter into what templates see."""
        self.layout = chapter.layout
        self.snapped = {id(block) for block in chapter.body if block.tag in _SNAPPED}
        try:
            intro, sections = self._sections(chapter.body)
            return ChapterView(
                id=chapter.id,
                number=chapter.number,
                title=self.inner(chapter.title),
                title_text=chapter.title_text,
                short=chapter.short,
                layout=chapter.layout,
                body=self.inner(chapter.body),
                intro=intro,
                sections=sections,
                rules=tuple(self.rule(rule) for rule in chapter.rules),
                path=chapter.path,
                line=chapter.line,
            )
        except _DrawingMissing as missing:
            place = Place(chapter.path, missing.line)
            raise BuildError([error("unknown-drawing", place, name=missing.name)]) from None

    def rule(self, rule: Rule) -> RuleView:
        """Turn a rule into what templates see."""
        text, *note = (_bare(element) for element in (rule.text, *rule.note))
        blocks = Markup("").join(self.outer(block) for block in note)
        return RuleView(rule.number, self.inner(text), blocks, rule.heading)

    def ornament(self, name: str, /, **data: object) -> Markup:
        """Draw a figure that only decorates, for a ``style`` attribute.

        As a background it is an artifact in the tagged PDF: nothing is read out for it.
        """
        key = (name, self.figures, repr(data))
        if key not in self.ornaments:
            drawing = base64.b64encode(self._draw(name, data).strip().encode()).decode()
            style = Markup(f"background-image:url(data:image/svg+xml;base64,{drawing})")
            self.ornaments[key] = style, self.figures
        style, self.figures = self.ornaments[key]
        return style

    def _draw(self, name: str, data: Mapping[str, object]) -> Markup:
        """Draw a figure; ``uid`` makes the ids inside it its own."""
        self.figures += 1
        view = DrawingView(data, uid=f"f{self.figures}-")
        return Markup(self.template(f"figures/{name}.svg", view))

    def _sections(self, body: Element) -> tuple[Markup, tuple[SectionView, ...]]:
        """Cut a chapter's body at its ``h2`` headings."""
        groups: list[tuple[Element | None, list[Element]]] = [(None, [])]
        for block in body:
            if block.tag == "h2":
                groups.append((block, []))
            else:
                groups[-1][1].append(block)
        html = [Markup("").join(self.outer(b) for b in blocks) for _, blocks in groups]
        views = [
            SectionView(
                head.get("id", ""), tuple(head.get("class", "").split()), self.inner(head), text
            )
            for (head, _), text in zip(groups, html, strict=True)
            if head is not None
        ]
        return html[0], tuple(views)

    def inner(self, element: Element) -> Markup:
        """Serialise what is inside an element."""
        parts = [escape(element.text or "", quote=False)]
        for child in element:
            parts.append(self.outer(child))
            parts.append(escape(child.tail or "", quote=False))
        return Markup("".join(parts))

    def outer(self, element: Element) -> Markup:
        """Serialise an element, callouts, rules and drawings through their partials."""
        tag = element.tag
        if tag in self.hooks:
            return Markup(self.hooks[tag](element))
        return self.plain(element)

    def plain(self, element: Element, **more: str) -> Markup:
        """Serialise an element itself, what is inside it through the partials."""
        tag = element.tag
        pairs = {**element.attrib, **more}
        if id(element) in self.snapped:  # see _SNAPPED
            pairs["class"] = f"{pairs.get('class', '')} snap".strip()
        if tag == "figure":  # upright on pages of vertical writing
            pairs["class"] = f"{pairs.get('class', '')} standing".strip()
        if tag == "img" and "width" in pairs:  # the engine heeds widths with a unit as CSS only
            pairs["style"] = f"width:{pairs.pop('width')}"
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in pairs.items())
        if tag in _VOID:
            return Markup(f"<{tag}{attributes}/>")
        return Markup(f"<{tag}{attributes}>{self.inner(element)}</{tag}>")

    def _callout(self, element: Element) -> str:
        """Render a callout through ``partials/callout.html``."""
        blocks = list(element)
        title = None
        if blocks and blocks[0].tag == "callout-title":
            title = self.inner(blocks.pop(0))
        return self.partial(
            "callout",
            CalloutView(
                kind=element.get("kind", ""),
                title=title,
                body=Markup("").join(self.outer(block) for block in blocks),
                line=element.get("data-line"),
            ),
        )

    def _list(self, element: Element) -> str:
        """Render a list of rules through ``partials/rule-list.html``, any other as it is."""
        if "rules" not in element.get("class", "").split():
            return self.plain(element)
        return self.partial(
            "rule-list",
            RuleListView(
                items=tuple(self.outer(item) for item in element),
                layout=self.layout,
                line=element.get("data-line"),
            ),
        )

    def _ordered(self, element: Element) -> str:
        """Serialise a numbered list; the engine heeds a list's first number as CSS only.

        Where its last number has three digits or more, ``--places`` says how many.
        """
        start = element.get("start")
        styles = [] if start is None else [f"counter-reset:list-item {int(start) - 1}"]
        places = len(str(int(start or 1) + len(element) - 1))
        if places <= USUAL_PLACES:
            return self.plain(element, **({"style": styles[0]} if styles else {}))
        names = f"{element.get('class', '')} long-numbers".strip()
        return self.plain(
            element, style=";".join([*styles, f"--places:{places}"]), **{"class": names}
        )

    def _rule(self, element: Element) -> str:
        """Render a rule in the text through ``partials/rule.html``."""
        text, *note = element
        return self.partial(
            "rule",
            RuleItemView(
                number=int(element.get("number", "0")),
                text=self.inner(text),
                note=Markup("").join(self.outer(block) for block in note),
                line=element.get("data-line"),
            ),
        )

    def _table(self, element: Element) -> str:
        """Render a table through ``partials/table.html``."""
        return self.partial(
            "table",
            TableView(table=self.plain(element), line=element.get("data-line")),
        )

    def _drawing(self, element: Element) -> str:
        """Render a drawing through ``partials/figure.html`` and the figure's own file."""
        name = element.get("name", "")
        data = json.loads(element.get("data", "{}"))
        if self.theme.find(f"figures/{name}.svg") is None:
            raise _DrawingMissing(name, int(element.get("data-line", "0")))
        return self.partial(
            "figure",
            FigureView(
                name=name,
                alt=data.get("alt"),
                caption=data.get("caption"),
                drawing=self._draw(name, data),
                line=element.get("data-line"),
            ),
        )


def _bare(element: Element) -> Element:
    """Copy an element for a second place: without ids, notes, and links to places in the guide."""
    attributes = {name: value for name, value in element.items() if name != "id"}
    tag = element.tag
    if tag == "a" and attributes.get("href", "").startswith("#"):
        tag, attributes = "span", {}
    copy = Element(tag, attributes)
    copy.text = element.text
    for child in element:
        note = {"footnote", "footnote-again"} & set(child.get("class", "").split())
        kept = Element("span") if note else _bare(child)
        kept.tail = child.tail
        copy.append(kept)
    return copy


class _DrawingMissing(Exception):
    """The guide asks for a drawing that the theme does not have."""

    def __init__(self, name: str, line: int) -> None:
        super().__init__(name, line)
        self.name = name
        self.line = line
