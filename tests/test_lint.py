"""Templates read without running them: what they name that there is not, with line and nearest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sasshi.problems import Place
from sasshi.render import TEMPLATES, CommonView
from sasshi.render.filters import FILTERS
from sasshi.theme import load_theme, load_words
from sasshi.theme.lint import TemplateUse, lint

CHAPTER = "partials/opener.html"
CALLOUT = "partials/callout.html"


@pytest.fixture
def templates(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("base", "words"):
        shutil.copytree(root / "templates" / name, tmp_path / name)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/theme.toml").write_text('extends = "base"\n')
    return tmp_path


def read_chapter(templates: Path, line: str) -> TemplateUse:
    """Read a booklet of one line for each chapter, in an included file."""
    (templates / "mine/partials").mkdir(exist_ok=True)
    (templates / "mine/partials/opener.html").write_text(line, encoding="utf-8")
    page = '{% for chapter in chapters %}{% include "partials/opener.html" %}{% endfor %}'
    (templates / "mine/booklet.html").write_text(page)
    theme = load_theme("mine", templates, FILTERS)
    views = {"booklet.html": TEMPLATES["booklet.html"]}
    return lint(theme, views, CommonView, ["contents"])


def read(templates: Path, **files: str) -> TemplateUse:
    """Read the whole theme with these partials."""
    for name, text in files.items():
        path = templates / "mine/partials" / f"{name.replace('_', '-')}.html"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    theme = load_theme("mine", templates, FILTERS)
    words, _ = load_words(templates, "en", {}, Place())
    return lint(theme, TEMPLATES, CommonView, words)


def told(use: TemplateUse) -> list[str]:
    """Give each problem as ``line: code name nearest``."""
    lines = []
    for problem in use.problems.values():
        words = {key: str(value) for key, value in problem.params}
        name = words.get("name", words.get("reason"))
        lines.append(f"{problem.place.line}: {problem.code} {name} {words.get('nearest', '')}")
    return sorted(line.strip() for line in lines)


@pytest.mark.parametrize("name", ["base", "shizuka"])
def test_nothing_is_wrong_with_the_shipped_themes(root: Path, name: str) -> None:
    theme = load_theme(name, root / "templates", FILTERS)
    words, _ = load_words(root / "templates", "ja", {}, Place())
    use = lint(theme, TEMPLATES, CommonView, words)
    assert told(use) == []
    assert {"ink", "second", "head-face"} <= use.tokens
    own = [path for path in theme.folders[0].rglob("*.html") if path not in use.files]
    assert own == []


@pytest.mark.parametrize(
    ("line", "name", "nearest"),
    [
        ("{{ chaptre.title }}", "chaptre", "chapter"),
        ("{{ chapter.boddy }}", "boddy", "body"),
        ('{{ chapter["boddy"] }}', "boddy", "body"),
        ("{{ guide.contact.fone }}", "fone", "phone"),
        ("{{ guide.checklist.questons }}", "questons", "questions"),
        ("{{ tokens.acent }}", "acent", "accent"),
        ('{{ tokens["head-fcae"] }}', "head-fcae", "head-face"),
        ('{{ words["contens"] }}', "contens", "contents"),
        ("{{ words.contens }}", "contens", "contents"),
        ("{% for s in chapter.sections %}{{ s.titel }}{% endfor %}", "titel", "title"),
        ("{% for s in chapter.sections if s.klasses %}{% endfor %}", "klasses", "classes"),
        ("{% for r in rules|slice(2) %}{{ r[0].nummer }}{% endfor %}", "nummer", "number"),
        ("{% for r in rules|list %}{{ r.nummer }}{% endfor %}", "nummer", "number"),
        ("{% for r in rules %}{{ loop.frist }}{% endfor %}", "frist", "first"),
        ("{{ (rules|first).nummer }}", "nummer", "number"),
        ("{{ chapters[0].titel }}", "titel", "title"),
        ('{{ chapter.section("what").bdoy }}', "bdoy", "body"),
        ('{{ chapters|map(attribute="titel")|list }}', "titel", "title"),
        ('{{ chapters|selectattr("layut", "equalto", "rules")|list }}', "layut", "layout"),
        ("{% set c = chapter %}{{ c.titel }}", "titel", "title"),
        ("{% with c = chapter %}{{ c.titel }}{% endwith %}", "titel", "title"),
        ("{% macro m(a) %}{{ a }}{{ chapter.titel }}{% endmacro %}{{ m(1) }}", "titel", "title"),
        ("{% filter upper %}{{ chapter.titel }}{% endfilter %}", "titel", "title"),
        ("{% if chapter.titel %}{% endif %}", "titel", "title"),
        ("{{ chapter.number if chapter.titel else 1 }}", "titel", "title"),
        ('{% for k in ("phone", "emial") %}{{ guide.contact[k] }}{% endfor %}', "emial", "email"),
        ("{% if lead %}{% elif chapter.titel %}{% else %}{% endif %}", "titel", "title"),
        ("{% if lead %}{% else %}{{ chapter.titel }}{% endif %}", "titel", "title"),
        ('{{ ornament("rngs") }}', "rngs", "rings"),
        ('{% import "figures/_parts.svg" as p with context %}{{ p.widht }}', "widht", "width"),
        ('{% from "figures/_parts.svg" import opne with context %}', "opne", "open"),
        ("{{ chapter.titel|upper }}{{ chapter.titel.x }}", "titel", "title"),
        ("{{ chapter.titel is string }}", "titel", "title"),
        ("{{ chapter.titel.x|default('') }}", "titel", "title"),
    ],
)
def test_what_there_is_not(templates: Path, line: str, name: str, nearest: str) -> None:
    use = read_chapter(templates, f"<p>\n\n{line}\n")
    assert told(use)[0] == f"3: template-undefined {name} {nearest}"
    assert {p.place.path for p in use.problems.values()} == {"mine/partials/opener.html"}


@pytest.mark.parametrize(
    "line",
    [
        "{{ chapter.titel is defined }}",
        "{% if nothing is defined %}x{% endif %}",
        '{{ nothing|default("x") }}{{ chapter.titel|d("") }}',
        "{{ guide.imprint.anything }}{% for k, v in guide.imprint.items() %}{{ k }}{% endfor %}",
        "{% set ns = namespace(a=1) %}{% set ns.b = 2 %}{{ ns.b }}",
        "{% if lead %}{% set x = 1 %}{% endif %}{{ x }}",
        '{% for k in ("url", "x") %}{% if k != "x" %}{{ guide.contact[k] }}{% endif %}{% endfor %}',
        '{% for k in ("phone", "x") %}{% if loop.first %}{% elif k != "x" %}{{ guide.contact[k] }}'
        "{% else %}{{ guide.contact[k] }}{% endif %}{% endfor %}",
        "{% for k in range(3) %}{{ k }}{% else %}{{ chapter.title }}{% endfor %}",
        "{% macro foo() %}{{ caller(1) }}{% endmacro %}{% call(x) foo() %}{{ x }}{% endcall %}",
        '{{ tokens["leading"][:-2]|float }}{{ tokens.get("ink", "") }}{{ lang[:2] }}',
        "{{ chapter.title.upper() }}{{ chapter.classes is defined }}",
        "{% include 'partials/' ~ chapter.layout ~ '.html' ignore missing %}",
        '{% include ["partials/none.html", "partials/cover.html"] %}',
        "{{ self.x is defined }}{{ cycler('a', 'b').next() }}",
        "{% for a in (1, 2) %}{% set b, c = a, a %}{{ b + c }}{% endfor %}",
    ],
)
def test_what_is_right(templates: Path, line: str) -> None:
    assert told(read_chapter(templates, line)) == []


def test_all_at_once_through_include_extends_and_blocks(templates: Path) -> None:
    use = read(
        templates,
        callout="{{ knid }}\n{{ body|shuot }}{{ body is fine }}\n{{ kind.x }}",
        cover='{% extends "!base/partials/cover.html" %}\n'
        "{% block titel %}{{ guide.titel }}{% endblock %}\n"
        "{% block art %}{{ super() }}{{ guide.tilte }}{% include 'partials/none.html' %}"
        "{% endblock %}",
        table="{{ table }}\n{% if %}",
    )
    assert told(use) == [
        "1: template-undefined knid kind",
        "2: block-unused titel title",
        "2: template-syntax Expected an expression, got 'end of statement block'",
        "2: template-syntax No filter named 'shuot'.",
        "2: template-syntax No test named 'fine'.",
        "2: template-undefined titel title",
        "3: template-missing partials/none.html",
        "3: template-undefined tilte title",
        "3: template-undefined x …",
    ]


def test_a_block_in_a_loop_does_not_see_its_variables(templates: Path) -> None:
    loop = "{% for rule in rules %}{% block a %}{{ rule.number }}{% endblock %}{% endfor %}"
    assert told(read_chapter(templates, loop)) == ["1: template-undefined rule rules"]
    scoped = loop.replace("block a", "block a scoped")
    assert told(read_chapter(templates, scoped)) == []


@pytest.mark.parametrize(
    "text", ['{% include "partials/opener.html" %}', '{% extends "partials/opener.html" %}']
)
def test_a_template_that_takes_itself_comes_to_an_end(templates: Path, text: str) -> None:
    assert told(read_chapter(templates, text)) == []


def test_what_is_used(templates: Path) -> None:
    use = read(
        templates,
        imprint='{{ ornament("rings") }}{{ tokens.gutter }}{% include "partials/" ~ lang ~ ".x" %}',
        alone="{{ nothing }}",
    )
    assert "gutter" in use.tokens
    assert "kinsoku" not in use.tokens
    assert use.patterns == {"partials/*.x"}
    names = {path.name for path in use.files}
    assert {"imprint.html", "worksheet.html", "_parts.svg"} <= names
    assert "alone.html" not in names
    assert told(use) == []


@pytest.mark.parametrize(
    "text",
    [
        "{% for k in tokens %}{{ tokens[k] }}{% endfor %}",
        "{% for k, v in tokens.items() %}{{ v }}{% endfor %}",
        "{{ tokens.get(lang) }}",
    ],
)
def test_tokens_that_any_template_may_ask_for(templates: Path, text: str) -> None:
    assert "*" in read_chapter(templates, text).tokens
