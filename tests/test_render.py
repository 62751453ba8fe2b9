"""A guide, a theme and an edition become one page of HTML, every part through its template."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import fields
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sasshi.content import read_guide
from sasshi.editions import BY_NAME, HOWTO, TEST_SHEET
from sasshi.make import Request, build
from sasshi.model import CALLOUTS, LAYOUTS, Guide
from sasshi.problems import BuildError, Place, Problem
from sasshi.render import (
    TEMPLATES,
    CommonView,
    SheetsView,
    render,
    render_howto,
    render_test_sheet,
)
from sasshi.render.code import code_lines
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme, load_words, render_template, token_values
from tests.reopen import open_pdf, spaced_text

GUIDE = """---
title: A <i>title</i> & more
lang: en
---

## One & *two* {#one}

Intro of one.

### First {.what}

Text with `code`, a [link](#one) and a note.[^1]

> [!NOTE] Mind
> the gap

### Second

- [ ] A **rule**

    and why

| a | b |
| --- | --- |
| 1 | 2 |

/// figure | talk
alt: Two people talk to each other.
caption: Talk
///

/// figure | talk
alt: The same two people again.
///

[^1]: The note.
"""


LINK = '<link rel="stylesheet" href="css/pgaes.css"/>'


@pytest.fixture
def templates(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the templates that may be changed; the fonts are the shipped ones."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "templates"
    for name in ("base", "shizuka"):
        shutil.copytree(root / "templates" / name, folder / name)
    shutil.copytree(root / "templates/words", folder / "words")
    (folder / "fonts").symlink_to(root / "templates/fonts")
    return folder


@pytest.fixture
def guide(tmp_path: Path, templates: Path) -> Guide:
    path = tmp_path / "content" / "small.md"
    path.parent.mkdir()
    path.write_text(GUIDE, encoding="utf-8")
    found, problems = read_guide(path)
    assert found is not None, problems
    return found


def page(guide: Guide, templates: Path, edition: str = "booklet") -> str:
    theme = load_theme("shizuka", templates, FILTERS)
    tokens, _ = token_values(theme, ())
    words, _ = load_words(templates, guide.meta.lang, {}, Place())
    return render(guide, theme, BY_NAME[edition], tokens, words)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def built(templates: Path, *editions: str) -> Path:
    request = Request(Path("content"), templates, Path("output"), editions=editions or ("booklet",))
    return build(request).files[0]


def failed(templates: Path, *editions: str) -> tuple[Problem, ...]:
    with pytest.raises(BuildError) as caught:
        built(templates, *editions)
    assert not Path("output").exists()
    return caught.value.problems


# ---- what templates see


@pytest.mark.parametrize("edition", ["booklet", "checklist"])
def test_the_page_is_well_formed(guide: Guide, templates: Path, edition: str) -> None:
    root = ElementTree.fromstring(page(guide, templates, edition).partition("<!doctype html>")[2])
    assert root.get("lang") == "en"
    assert "".join(root.itertext()).count("rule") >= 1


def test_titles_are_escaped_once(guide: Guide, templates: Path) -> None:
    html = page(guide, templates)
    assert "<title>A &lt;i&gt;title&lt;/i&gt; &amp; more</title>" in html
    assert "One &amp; <em>two</em>" in html
    assert "&amp;amp;" not in html


def test_every_layout_has_its_partial(root: Path) -> None:
    partials = root / "templates/base/partials"
    assert [each for each in LAYOUTS if not (partials / f"{each.name}.html").is_file()] == []


def test_a_callout_of_any_kind_has_its_word_and_its_class(guide: Guide, templates: Path) -> None:
    body = guide.chapters[0].body
    (callout,) = body.iter("callout")
    del callout[0]  # its own title
    for kind in CALLOUTS:
        callout.set("kind", kind.name)
        html = page(guide, templates)
        assert f'<aside class="callout callout-{kind.name} ' in html
        assert f"<span>{kind.label['en']}</span>" in html


def test_every_block_goes_through_its_partial(guide: Guide, templates: Path) -> None:
    for name in ("callout", "rule", "rule-list", "table", "figure"):
        path = templates / f"shizuka/partials/{name}.html"
        path.write_text(f"<p>[{name} of ours]</p>", encoding="utf-8")
    html = page(guide, templates)
    for name in ("callout", "rule-list", "table", "figure"):
        assert f"[{name} of ours]" in html
    (templates / "shizuka/partials/rule-list.html").write_text(
        "{% for i in items %}{{ i }}{% endfor %}"
    )
    assert "[rule of ours]" in page(guide, templates)


def test_what_partials_are_given(guide: Guide, templates: Path) -> None:
    folder = templates / "shizuka/partials"
    (folder / "callout.html").write_text("({{ kind }}|{{ title }}|{{ body }}|{{ line }})")
    (folder / "rule.html").write_text("({{ number }}|{{ text }}|{{ note }}|{{ line }})")
    (folder / "figure.html").write_text("({{ name }}|{{ alt }}|{{ caption }}|{{ line }})")
    html = page(guide, templates)
    assert "(note|Mind|<p" in html
    assert "(1|A <strong>rule</strong>|<p" in html
    assert "(talk|Two people talk to each other.|Talk|27)" in html


def test_templates_are_given_what_the_views_say(
    guide: Guide, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, set[str]] = {}

    def spy(theme: Theme, name: str, variables: Mapping[str, object]) -> str:
        kind = re.sub(r"figures/.*", "figures/*.svg", name)
        assert given.setdefault(kind, set(variables)) == set(variables)
        return render_template(theme, name, variables)

    monkeypatch.setattr("sasshi.render.writer.render_template", spy)
    for edition in ("booklet", "checklist", "mini", "web"):
        page(guide, templates, edition)
    theme = load_theme("base", templates, FILTERS)
    words, _ = load_words(templates, "en", {}, Place())
    printed = CommonView(token_values(theme, ())[0], words, "en")
    job = SheetsView("T", "saddle", "left", "short", "A4", 2, 8, 100, (2,))
    render_howto(theme, HOWTO, printed, job, ("print", "fold"))
    render_test_sheet(theme, TEST_SHEET, printed, "A4")
    common = {field.name for field in fields(CommonView)}
    assert given == {
        name: common | {field.name for field in fields(view)} for name, view in TEMPLATES.items()
    }


def test_chapters_are_cut_at_their_sections(guide: Guide, templates: Path) -> None:
    (templates / "base/booklet.html").write_text(
        "{% for c in chapters %}{{ c.number }}|{{ c.intro|striptags }}|"
        "{% for s in c.sections %}{{ s.title }}:{{ s.classes|join(' ') }}:{{ s.id }};{% endfor %}"
        "{{ c.section('what').title }}|{{ c.section('none') }}{% endfor %}"
    )
    expected = "1|Intro of one.|First:what:first;Second::second;First|None"
    assert page(guide, templates) == expected


def test_drawings_have_ids_of_their_own(guide: Guide, templates: Path) -> None:
    (templates / "base/figures/talk.svg").write_text("<svg id='{{ uid }}a'/>")
    first, second = re.findall("<svg id='([^']+)a'/>", page(guide, templates))
    assert first != second


def test_an_unknown_drawing_has_its_line_in_the_guide(guide: Guide, templates: Path) -> None:
    (templates / "base/figures/talk.svg").unlink()
    with pytest.raises(BuildError) as caught:
        page(guide, templates)
    assert [(str(p.place), p.code) for p in caught.value.problems] == [
        ("content/small.md:27", "unknown-drawing")
    ]


def test_nothing_is_written_into_the_guide(guide: Guide, templates: Path) -> None:
    before = [ElementTree.tostring(chapter.body) for chapter in guide.chapters]
    assert page(guide, templates) == page(guide, templates)
    assert [ElementTree.tostring(chapter.body) for chapter in guide.chapters] == before


# ---- through the whole build


def test_a_template_error_stops_the_build(guide: Guide, templates: Path) -> None:
    (templates / "shizuka/partials/cover.html").write_text("<p>\n{{ guide.tilte }}</p>")
    (problem,) = failed(templates)
    assert str(problem.place) == "templates/shizuka/partials/cover.html:2"
    assert dict(problem.params) == {"name": "tilte", "nearest": "title"}


@pytest.mark.parametrize(
    ("css", "line", "column"),
    [
        ("p { color: red }\n\n  p { colour: blue }\n", 3, 7),
        ("p { color: red }\np { color: 12px }\n", 2, 5),
        ("p {}\n\n@mdia print { p { color: red } }\n", 3, 1),
    ],
)
def test_a_css_error_has_file_line_and_column(
    guide: Guide, templates: Path, css: str, line: int, column: int
) -> None:
    (templates / "base/css/cover.css").write_text(css)
    (problem,) = failed(templates)
    assert problem.code == "bad-css"
    place = problem.place
    assert (place.path, place.line) == ("templates/base/css/cover.css", line)
    assert place.column == column


def test_a_selector_that_is_not_understood_has_its_line(guide: Guide, templates: Path) -> None:
    (templates / "base/css/cover.css").write_text("p {}\n.a >> .b { color: red }\n")
    (problem,) = failed(templates)
    assert problem.code == "bad-css"
    assert problem.place.line == 2


def test_css_errors_of_all_sheets_are_told(guide: Guide, templates: Path) -> None:
    for name in ("type", "cover"):
        path = templates / f"base/css/{name}.css"
        path.write_text(path.read_text() + "\np { colour: blue }\n")
    problems = failed(templates)
    assert [p.code for p in problems] == ["bad-css", "bad-css"]
    assert {Path(p.place.path or "").name for p in problems} == {"type.css", "cover.css"}


def test_a_missing_stylesheet(guide: Guide, templates: Path) -> None:
    replace(templates / "base/booklet.html", "</head>", LINK + "</head>")
    (problem,) = failed(templates)
    assert problem.code == "stylesheet-missing"
    assert dict(problem.params)["name"] == "css/pgaes.css"
    assert problem.place.path == "templates/base/booklet.html"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.org/x.png", "outside"),
        ("file:///etc/hostname", "outside"),
        ("../../../secret.png", "outside"),
        ("nothing.png", "cannot-load"),
    ],
)
def test_what_a_stylesheet_asks_for_is_read_in_the_theme_only(
    guide: Guide, templates: Path, tmp_path: Path, url: str, code: str
) -> None:
    (tmp_path / "secret.png").write_bytes(b"x")
    path = templates / "base/css/cover.css"
    path.write_text(path.read_text() + f"\n.cover {{ background: url({url}) }}\n")
    problems = failed(templates)
    assert [p.code for p in problems] == [code]
    assert problems[0].place.path == "templates/base/css/cover.css"
    assert problems[0].place.line == len(path.read_text().splitlines())


def test_a_page_that_is_not_well_formed_xml(guide: Guide, templates: Path) -> None:
    path = templates / "base/booklet.html"
    replace(path, "<body>", "<body><br><p class=unquoted>An &nbsp; entity, a tag left open")
    built(templates)
    data = Path("output/small-booklet.pdf").read_bytes()
    text = spaced_text(data)
    assert "a tag left open" in text
    assert "Intro of one." in text
    assert len(open_pdf(data)) >= 3


def test_both_parsers_give_the_same_page(guide: Guide, templates: Path) -> None:
    built(templates)
    strict = Path("output/small-booklet.pdf").read_bytes()
    replace(templates / "base/booklet.html", '<meta charset="utf-8"/>', '<meta charset="utf-8">')
    built(templates)
    loose = Path("output/small-booklet.pdf").read_bytes()
    assert spaced_text(loose) == spaced_text(strict)
    assert len(open_pdf(loose)) == len(open_pdf(strict))


def test_latin_words_with_emphasis_are_told_apart_in_japanese(templates: Path) -> None:
    path = Path("content/small.md")
    path.parent.mkdir(exist_ok=True)
    head = "---\ntitle: 題\n---\n\n## 章\n\n"
    path.write_text(f"{head}*set up* と *強調*、*AとB*、*2026*。\n", encoding="utf-8")
    read, _ = read_guide(path)
    assert read is not None
    html = page(read, templates)
    assert re.findall(r"<em[^>]*>", html) == ['<em class="latin-words">', "<em>", "<em>", "<em>"]


@pytest.mark.parametrize(
    ("language", "code", "html"),
    [
        (
            "python",
            "def f(): # 注\n    return 'x'\n",
            '<span class="code-line"><span class="code-keyword">def</span> '
            '<span class="code-name">f</span>(): <span class="code-comment"># 注</span>\n</span>'
            '<span class="code-line">    <span class="code-keyword">return</span> '
            '<span class="code-string">\'</span>'
            '<span class="code-string">x</span>'
            '<span class="code-string">\'</span>\n</span>',
        ),
        ("nosuch", "let <x>\n", '<span class="code-line">let &lt;x&gt;\n</span>'),
        ("", "a\n\nb\n", "".join(f'<span class="code-line">{x}\n</span>' for x in ("a", "", "b"))),
    ],
)
def test_code_is_written_line_by_line(language: str, code: str, html: str) -> None:
    assert "".join(code_lines(code, language)) == html


@pytest.mark.parametrize(
    "language", ["python", "html", "bash", "json", "yaml", "c", "text", "diff"]
)
def test_marked_code_says_what_was_typed(language: str) -> None:
    code = "# a <b> 'c'\n\n- d: [1, 2] && \"e\"\n+ é漢字\n"
    html = "".join(code_lines(code, language))
    assert unescape(re.sub("<[^>]+>", "", html)) == code
