"""A guide, a theme and an edition → views → one HTML page, through the theme's templates."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from markupsafe import Markup

from sasshi.model import Chapter, Edition, Guide, Rule, TokenValue
from sasshi.problems import BuildError, Place, error
from sasshi.render.elements import ELEMENTS, DrawingMissing
from sasshi.render.views import ChapterView, CommonView, PageView, RuleView, SectionView
from sasshi.render.writer import Writer
from sasshi.theme import Theme, time_limit

#: Blocks of a chapter that end on the line grid.
_SNAPPED = frozenset({"ul", "ol", "dl", "pre", "figure", "blockquote"})


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
    writer = Writer(theme, CommonView(tokens, words, guide.meta.lang), ELEMENTS)
    chapters = kept.chapters(writer, guide) if kept is not None else _chapters(writer, guide)
    view = PageView(
        guide=guide.meta,
        name=guide.name,
        edition=edition,
        columns=columns,
        lead=writer.inner(guide.lead) if guide.lead is not None else None,
        chapters=chapters,
        rules=tuple(rule for chapter in chapters for rule in chapter.rules),
        ornament=writer.ornament,
        stylesheets=theme.stylesheets_for(
            edition.template, edition.name, vertical=edition.in_columns(tokens)
        ),
    )
    return writer.template(edition.template, view)


def _chapters(writer: Writer, guide: Guide) -> tuple[ChapterView, ...]:
    return tuple(_chapter(writer, chapter) for chapter in guide.chapters)


class ChapterCache:
    """Chapters as they were rendered, for as long as theme, tokens and words stay the same."""

    def __init__(self) -> None:
        self.common: object = None
        self.guide: Guide | None = None
        self.drawn = 0
        self.ornaments: dict[object, tuple[Markup, int]] = {}
        self.views: dict[bytes, tuple[ChapterView, int]] = {}

    def chapters(self, writer: Writer, guide: Guide) -> tuple[ChapterView, ...]:
        """Render the chapters that have changed; forget those that are no more."""
        common = (writer.theme, writer.common)
        if self.common != common:
            self.common, self.views, self.guide, self.ornaments = common, {}, None, {}
        writer.ornaments = self.ornaments
        if guide is self.guide:  # for another edition
            writer.drawn = self.drawn
            return tuple(view for view, _ in self.views.values())
        views: dict[bytes, tuple[ChapterView, int]] = {}
        for chapter in guide.chapters:
            key = pickle.dumps((writer.drawn, chapter))  # ids in drawings go by their number
            views[key] = self.views.get(key) or (_chapter(writer, chapter), writer.drawn)
            writer.drawn = views[key][1]
        self.guide, self.views, self.drawn = guide, views, writer.drawn
        return tuple(view for view, _ in views.values())


def _chapter(writer: Writer, chapter: Chapter) -> ChapterView:
    writer.layout = chapter.layout
    writer.snapped = frozenset(id(block) for block in chapter.body if block.tag in _SNAPPED)
    try:
        intro, sections = _sections(writer, chapter.body)
        return ChapterView(
            id=chapter.id,
            number=chapter.number,
            title=writer.inner(chapter.title),
            title_text=chapter.title_text,
            short=chapter.short,
            layout=chapter.layout,
            body=writer.inner(chapter.body),
            intro=intro,
            sections=sections,
            rules=tuple(_rule(writer, rule) for rule in chapter.rules),
            path=chapter.path,
            line=chapter.line,
        )
    except DrawingMissing as missing:
        place = Place(chapter.path, missing.line)
        raise BuildError([error("unknown-drawing", place, name=missing.name)]) from None


def _sections(writer: Writer, body: Element) -> tuple[Markup, tuple[SectionView, ...]]:
    """Cut a chapter's body at its ``h2`` headings."""
    groups: list[tuple[Element | None, list[Element]]] = [(None, [])]
    for block in body:
        if block.tag == "h2":
            groups.append((block, []))
        else:
            groups[-1][1].append(block)
    html = [Markup("").join(writer.outer(b) for b in blocks) for _, blocks in groups]
    views = [
        SectionView(
            head.get("id", ""), tuple(head.get("class", "").split()), writer.inner(head), text
        )
        for (head, _), text in zip(groups, html, strict=True)
        if head is not None
    ]
    return html[0], tuple(views)


def _rule(writer: Writer, rule: Rule) -> RuleView:
    """Turn a rule into what templates see, gathered from its place in the text."""
    text, *note = (_bare(element) for element in (rule.text, *rule.note))
    blocks = Markup("").join(writer.outer(block) for block in note)
    return RuleView(rule.number, writer.inner(text), blocks, rule.heading)


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
