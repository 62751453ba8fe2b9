"""Themes: tokens and their limits, the chain of folders, templates and what is wrong in them."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sasshi.model import CalloutKind, TokenValue
from sasshi.preview import window_json
from sasshi.problems import BuildError, Place, Problem, SasshiError, UsageError
from sasshi.render import CommonView, PageView
from sasshi.theme import (
    TemplateFailed,
    Theme,
    Token,
    describe,
    load_theme,
    load_words,
    parse_token,
    render_template,
    time_limit,
    token_values,
)
from sasshi.theme import tokens as theme_tokens
from sasshi.theme.lint import lint
from sasshi.typeset.type_area import token_css
from sasshi.workshop.reference import takes

TOKENS = """
name = "Plain"
[tokens.accent]
type = "color"
default = "#ff0000"
label = { en = "accent", ja = "色" }
[tokens.size]
type = "length"
unit = "pt"
default = "9.5pt"
min = 7
max = 16
[tokens.count]
type = "number"
default = 2
min = -3
max = 5
"""


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "plain/theme.toml", TOKENS)
    write(tmp_path, "words/en.toml", 'contents = "Contents"\nnotes = "Notes"\n')
    write(tmp_path, "words/ja.toml", 'contents = "目次"\n')
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [f"{p.place}: {p.code}" for p in problems]


def failure(error: pytest.ExceptionInfo[SasshiError]) -> tuple[str, dict[str, str]]:
    """Give the one problem of an error as ``place: code``, and its parameters as text."""
    (problem,) = error.value.problems
    assert "{" not in "".join(filter(None, problem.text("en") + problem.text("ja")))
    return told((problem,))[0], {key: str(value) for key, value in problem.params}


def refusal(templates: Path) -> str:
    """Render a page that cannot be; give the one problem of that as ``place: code``."""
    with pytest.raises(BuildError) as caught:
        render_template(load_theme("plain", templates, {}), "main.html", {})
    return failure(caught)[0]


# ---- tokens

COLOR = Token("c", "color", "#fff", {})
LENGTH = Token("l", "length", "9pt", {}, unit="pt", minimum=7, maximum=16)
NUMBER = Token("n", "number", 2, {}, minimum=-3, maximum=5)
FREE = Token("f", "number", 2, {})
CHOICE = Token("o", "choice", "left", {}, choices=("left", "right"))
BOOLEAN = Token("b", "boolean", True, {})
TEXT = Token("t", "text", "", {})


@pytest.mark.parametrize(
    ("token", "value", "expected"),
    [
        (COLOR, "#B5432F", "#B5432F"),
        (COLOR, " #abc ", "#abc"),
        (COLOR, "#abcd", None),
        (COLOR, "red", None),
        (COLOR, "#fff;}body{display:none", None),
        (COLOR, "#fff\n", "#fff"),
        (LENGTH, "7pt", "7pt"),
        (LENGTH, "16pt", "16pt"),
        (LENGTH, "16.01pt", None),
        (LENGTH, "6.99pt", None),
        (LENGTH, "9mm", None),
        (LENGTH, "9", None),
        (LENGTH, 9, None),
        (LENGTH, "9 pt", None),
        (LENGTH, "-9pt", None),
        (NUMBER, 5, 5),
        (NUMBER, "-3", -3),
        (NUMBER, "2.5", 2.5),
        (NUMBER, 2.0, 2),
        (NUMBER, 5.1, None),
        (NUMBER, "two", None),
        (NUMBER, "", None),
        (NUMBER, "nan", None),
        (NUMBER, "inf", None),
        (NUMBER, True, None),
        (FREE, "1e3", 1000),
        (FREE, "nan", None),
        (CHOICE, "right", "right"),
        (CHOICE, "Right", None),
        (BOOLEAN, "TRUE", True),
        (BOOLEAN, False, False),
        (BOOLEAN, "yes", None),
        (TEXT, "  any ", "any"),
    ],
)
def test_what_a_token_takes(token: Token, value: TokenValue, expected: TokenValue | None) -> None:
    parsed = parse_token(token, value)
    assert parsed == expected
    assert type(parsed) is type(expected)


@pytest.mark.parametrize("value", ["inf", "-inf", "Infinity"])
def test_infinity_is_no_number(value: str) -> None:
    assert parse_token(FREE, value) is None


@pytest.mark.parametrize("limit", ["minimum", "maximum"])
def test_a_token_may_have_one_limit(limit: str) -> None:
    low, high = (0, None) if limit == "minimum" else (None, 0)
    assert "0" in describe(Token("n", "number", 0, {}, minimum=low, maximum=high))


@pytest.mark.parametrize("value", ["a;}body{display:none}", "a}b"])
def test_a_text_cannot_break_out_of_its_property(value: str) -> None:
    parsed = parse_token(TEXT, value)
    css = token_css({} if parsed is None else {"t": parsed})
    assert css.count("}") <= 1 or "\\" in css or '"' in css


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (COLOR, "#RRGGBB"),
        (LENGTH, "a number with pt, 7 to 16"),
        (NUMBER, "a number, -3 to 5"),
        (FREE, "a number"),
        (CHOICE, "left | right"),
        (BOOLEAN, "true | false"),
    ],
)
def test_what_a_token_takes_in_words(token: Token, words: str) -> None:
    assert describe(token).startswith(words)


def test_settings_lie_over_defaults_in_order(templates: Path) -> None:
    theme = load_theme("plain", templates, {})
    values, problems = token_values(
        theme, [("size", "8pt", Place("a")), ("count", 3, Place("a")), ("size", "10pt", Place("b"))]
    )
    assert problems == ()
    assert values == {"accent": "#ff0000", "size": "10pt", "count": 3}


def test_settings_that_do_not_fit_are_all_told(templates: Path) -> None:
    theme = load_theme("plain", templates, {})
    settings: list[tuple[str, TokenValue, Place]] = [
        ("acent", "#000", Place("index.md", 7)),
        ("size", "40pt", Place("index.md", 8)),
        ("zzz", 1, Place("--set")),
    ]
    values, problems = token_values(theme, settings)
    assert told(problems) == [
        "index.md:7: unknown-token",
        "index.md:8: bad-token",
        "--set: unknown-token",
    ]
    assert dict(problems[0].params)["nearest"] == "accent"
    assert dict(problems[1].params)["wanted"] == "a number with pt, 7 to 16"
    assert dict(problems[2].params)["nearest"] == "accent, count, size"
    assert values["size"] == "9.5pt"


# ---- the chain


def test_a_theme_extends_another(templates: Path) -> None:
    write(
        templates,
        "loud/theme.toml",
        'extends = "plain"\n[tokens.count]\ndefault = 4\n[tokens.size]\nmax = 20\n',
    )
    for name in ("plain/a.html", "plain/b.html", "loud/a.html"):
        write(templates, name, name)
    theme = load_theme("loud", templates, {})
    assert [folder.name for folder in theme.folders] == ["loud", "plain"]
    assert theme.name == "loud"
    assert theme.tokens["count"].default == 4
    assert theme.tokens["count"].maximum == 5
    assert theme.tokens["size"].maximum == 20
    assert theme.tokens["size"].default == "9.5pt"
    assert render_template(theme, "a.html", {}) == "loud/a.html"
    assert render_template(theme, "b.html", {}) == "plain/b.html"
    assert theme.find("a.html") == templates / "loud/a.html"
    assert theme.find("b.html") == templates / "plain/b.html"
    assert theme.find("c.html") is None


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_a_chain_that_bites_its_tail(templates: Path, names: tuple[str, ...]) -> None:
    for name, following in zip(names, (*names[1:], names[0]), strict=True):
        write(templates, f"{name}/theme.toml", f'extends = "{following}"\n')
    with pytest.raises(BuildError) as caught:
        load_theme(names[0], templates, {})
    assert failure(caught)[0].endswith(": theme-loop")
    assert failure(caught)[1]["name"] == "a"


@pytest.mark.parametrize("name", ["palin", "../plain", "plain/", ".", "words"])
def test_unknown_themes(templates: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_theme(name, templates, {})
    place, params = failure(caught)
    assert place.endswith("unknown-theme")
    if name == "palin":
        assert params["nearest"] == "plain"


def test_what_is_extended_must_exist(templates: Path) -> None:
    write(templates, "loud/theme.toml", 'extends = "plian"\n')
    with pytest.raises(SasshiError) as caught:
        load_theme("loud", templates, {})
    assert failure(caught)[1]["nearest"] == "plain"


def test_broken_toml_has_its_line(templates: Path) -> None:
    write(templates, "plain/theme.toml", 'name = "x"\n\nsize = = 3\n')
    with pytest.raises(BuildError) as caught:
        load_theme("plain", templates, {})
    assert failure(caught)[0] == "plain/theme.toml:3: bad-toml"


def test_toml_that_is_not_utf8(templates: Path) -> None:
    (templates / "plain/theme.toml").write_bytes('name = "色"'.encode("cp932"))
    with pytest.raises(BuildError) as caught:
        load_theme("plain", templates, {})
    assert failure(caught)[0] == "plain/theme.toml: bad-toml"


def test_token_declarations_that_are_not_complete(templates: Path) -> None:
    text = '[tokens.a]\ntype = "colour"\ndefault = 1\n[tokens.b]\ntype = "color"\n'
    text += '[tokens.c]\ntype = "length"\ndefault = "3pt"\n[tokens.d]\ntype = []\ndefault = 1\n'
    write(templates, "plain/theme.toml", text)
    with pytest.raises(BuildError) as caught:
        load_theme("plain", templates, {})
    assert told(caught.value.problems) == [
        "plain/theme.toml:1: bad-token-declaration",
        "plain/theme.toml:4: bad-token-declaration",
        "plain/theme.toml:6: bad-token-declaration",
        "plain/theme.toml:9: bad-token-declaration",
    ]


@pytest.mark.parametrize(
    "declaration",
    [
        'type = "length"\nunit = "pt"\ndefault = "large"',
        'type = "color"\ndefault = "redd"',
        'type = "number"\ndefault = 9\nmax = 5',
        'type = "choice"\ndefault = "c"\nchoices = ["a", "b"]',
    ],
)
def test_defaults_must_fit_themselves(templates: Path, declaration: str) -> None:
    write(templates, "plain/theme.toml", f"[tokens.a]\n{declaration}\n")
    with pytest.raises(BuildError):
        load_theme("plain", templates, {})


@pytest.mark.parametrize(
    "text",
    ["extends = 3\n", "tokens = 3\n", '[tokens.a]\ntype = "number"\ndefault = 1\nmin = "x"\n'],
)
def test_wrong_types_in_a_theme_are_told(templates: Path, text: str) -> None:
    write(templates, "plain/theme.toml", text)
    with pytest.raises(SasshiError):
        token_values(load_theme("plain", templates, {}), [("a", 2, Place("--set"))])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('name = "x"\nextend = "plain"\n', ("plain/theme.toml:2", "extend", "extends")),
        ('[token.a]\ntype = "color"\n', ("plain/theme.toml:1", "token", "tokens")),
        (
            'name = "Deflt"\n[tokens.a]\ntype = "color"\ndefault = "#fff"\ndeflt = 1\n',
            ("plain/theme.toml:5", "deflt", "default"),
        ),
        ('[tokens.a]\nkind = "x"\n', ("plain/theme.toml:2", "kind", "min")),
    ],
)
def test_keys_that_say_nothing(templates: Path, text: str, expected: tuple[str, ...]) -> None:
    write(templates, "plain/theme.toml", text)
    with pytest.raises(BuildError) as caught:
        load_theme("plain", templates, {})
    problem = caught.value.problems[0]
    params = dict(problem.params)
    assert problem.code == "unknown-theme-key"
    assert (str(problem.place), params["name"], params["nearest"]) == expected


def test_descriptions_by_language(templates: Path) -> None:
    write(templates, "plain/theme.toml", 'description = { en = "Plain.", ja = "素直。" }\n')
    theme = load_theme("plain", templates, {})
    assert (theme.description, theme.descriptions["ja"]) == ("Plain.", "素直。")


def test_a_type_of_settings_is_a_row(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new one is read, described, offered in the preview and known to templates."""
    length = theme_tokens.TYPES["length"]
    meaning = {"en": "angle in {unit}", "ja": "角度({unit})"}
    angle = replace(length, name="angle", units=("deg",), meaning=meaning)
    monkeypatch.setitem(theme_tokens.TYPES, "angle", angle)
    entry = '[tokens.tilt]\ntype = "angle"\ndefault = "4deg"\nunit = "deg"\nmax = 90\n'
    write(templates, "plain/theme.toml", entry)
    theme = load_theme("plain", templates, {})
    token = theme.tokens["tilt"]
    assert [parse_token(token, value) for value in ("45deg", "91deg", "4mm")] == [
        "45deg",
        None,
        None,
    ]
    assert describe(token) == "a number with deg, 90 or less"
    assert takes(token, "ja") == "角度(deg)"
    assert [each["group"] for each in window_json.tokens_json([token], {}, {}, "en")] == [
        "measures"
    ]
    write(templates, "plain/booklet.html", "{{ tokens.tilt }}{{ tokens.tlit }}")
    use = lint(theme, {"booklet.html": PageView}, CommonView, ())
    assert [dict(problem.params)["name"] for problem in use.problems.values()] == ["tlit"]


# ---- words


def test_words_of_a_language(templates: Path) -> None:
    place = Place("index.md", 3)
    words, problems = load_words(templates, "ja", {}, place)
    assert (words["contents"], words["notes"], problems) == ("目次", "Notes", ())
    assert load_words(templates, "ja-JP", {}, place)[0]["contents"] == "目次"
    assert load_words(templates, "fr", {}, place)[0]["contents"] == "Contents"
    assert load_words(templates, "en", {"notes": "Jottings"}, place)[0]["notes"] == "Jottings"


def test_a_kind_of_callout_brings_its_word_with_it(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = (CalloutKind("ask", {"en": "Ask", "ja": "問い"}), CalloutKind("bug", {"en": "Bug"}))
    monkeypatch.setattr("sasshi.theme.words.CALLOUTS", kinds)
    (templates / "words/fr.toml").write_text('ask = "Question"\n', encoding="utf-8")
    found = {lang: load_words(templates, lang, {}, Place())[0] for lang in ("en", "ja", "fr")}
    assert [found[lang]["ask"] for lang in found] == ["Ask", "問い", "Question"]
    assert [found[lang]["bug"] for lang in found] == ["Bug"] * 3
    assert load_words(templates, "ja", {"ask": "はて"}, Place())[0]["ask"] == "はて"


def test_unknown_words(templates: Path) -> None:
    _, problems = load_words(templates, "en", {"contens": "x", "zz": "y"}, Place("index.md", 3))
    assert told(problems) == ["index.md:3: unknown-word"] * 2
    assert [dict(p.params)["nearest"] for p in problems] == ["contents", "…"]


def test_shipped_languages_have_the_same_words(root: Path) -> None:
    place = Place("x")
    english, _ = load_words(root / "templates", "en", {}, place)
    japanese, _ = load_words(root / "templates", "ja", {}, place)
    assert list(english) == list(japanese)
    same = {key for key in english if english[key] == japanese[key]}
    assert same == set()


def test_the_shipped_themes_defaults_fit_themselves(root: Path) -> None:
    for path in (root / "templates").glob("*/theme.toml"):
        theme = load_theme(path.parent.name, root / "templates", {})
        assert theme.tokens
        for token in theme.tokens.values():
            assert parse_token(token, token.default) == token.default, token.name
            assert set(token.label) >= {"en", "ja"}, token.name


# ---- templates


def theme_of(templates: Path, **files: str) -> Theme:
    """Make a theme of these templates: ``main`` is ``main.html``."""
    for name, text in files.items():
        write(templates, f"plain/{name}.html", text)
    return load_theme("plain", templates, {})


def fails(theme: Theme, **variables: object) -> tuple[str, dict[str, str]]:
    with pytest.raises(BuildError) as caught:
        render_template(theme, "main.html", variables)
    return failure(caught)


@pytest.mark.parametrize(
    "text", ["a\n\n{% if x %}\n", "a\n\n{{ x y }}", "a\nb\n{% nothing %}", "a\nb\n{{ 'open }}"]
)
def test_a_syntax_error_has_its_line(templates: Path, text: str) -> None:
    place, _ = fails(theme_of(templates, main=text))
    assert place in ("plain/main.html:3: template-syntax", "plain/main.html:4: template-syntax")


def test_a_syntax_error_in_an_included_file(templates: Path) -> None:
    theme = theme_of(templates, main="\n\n{% include 'part.html' %}", part="\n{% if %}")
    assert fails(theme)[0] == "plain/part.html:2: template-syntax"


def test_an_undefined_variable(templates: Path) -> None:
    theme = theme_of(templates, main="a\n{{ giude }}")
    place, params = fails(theme, guide="x", chapters=())
    assert place == "plain/main.html:2: template-undefined"
    assert (params["name"], params["nearest"]) == ("giude", "guide")


def test_an_undefined_attribute(templates: Path) -> None:
    theme = theme_of(templates, main="a\n\n{{ token.lable }}")
    place, params = fails(theme, token=COLOR)
    assert place == "plain/main.html:3: template-undefined"
    assert (params["name"], params["nearest"]) == ("lable", "label")


def test_an_undefined_variable_in_an_include_and_a_macro(templates: Path) -> None:
    include = theme_of(templates, main="{% include 'part.html' %}", part="\n\n\n{{ nothing }}")
    assert fails(include)[0] == "plain/part.html:4: template-undefined"
    macro = theme_of(
        templates,
        main="{% from 'macros.html' import m %}\n{{ m() }}",
        macros="{% macro m() %}\n\n{{ nothing }}{% endmacro %}",
    )
    assert fails(macro)[0] == "plain/macros.html:3: template-undefined"


def test_an_undefined_variable_in_the_theme_that_is_extended(templates: Path) -> None:
    write(templates, "loud/theme.toml", 'extends = "plain"\n')
    write(templates, "plain/main.html", "\n{{ nothing }}")
    with pytest.raises(BuildError) as caught:
        render_template(load_theme("loud", templates, {}), "main.html", {})
    assert failure(caught)[0] == "plain/main.html:2: template-undefined"


def test_a_mistake_in_a_block_has_its_own_file(templates: Path) -> None:
    write(templates, "plain/part.html", "\n\n{% block a %}{% endblock %}{{ later }}")
    write(templates, "plain/macros.html", "{% macro m() %}\n{{ caller() }}{% endmacro %}")
    write(templates, "loud/theme.toml", 'extends = "plain"\n')
    own = '{% extends "!plain/part.html" %}{% import "macros.html" as k %}\n\n\n{% block a %}\n'
    write(templates, "plain/main.html", '\n{% include "part.html" %}')
    write(
        templates,
        "loud/part.html",
        own + "{% call k.m() %}\n{{ nothing }}{% endcall %}{% endblock %}",
    )
    with pytest.raises(TemplateFailed) as caught:
        render_template(load_theme("loud", templates, {}), "main.html", {"later": 1})
    assert failure(caught)[0] == "loud/part.html:6: template-undefined"
    assert [path.name for path in caught.value.path] == [
        "main.html",
        "part.html",
        "part.html",
        "macros.html",
    ]
    write(templates, "loud/part.html", own + "{{ super() }}{% endblock %}")
    with pytest.raises(TemplateFailed) as caught:
        render_template(load_theme("loud", templates, {}), "main.html", {})
    assert failure(caught)[0] == "plain/part.html:3: template-undefined"


def test_a_theme_without_some_of_its_files(templates: Path) -> None:
    theme = theme_of(templates, main="a{% include 'part.html' %}b", part="{{ nothing }}")
    rest = theme.without([templates / "plain/part.html"])
    assert render_template(rest, "main.html", {}) == "ab"
    assert fails(theme)[0] == "plain/part.html:1: template-undefined"


def test_a_missing_include_has_the_line_that_asks_for_it(templates: Path) -> None:
    place, params = fails(theme_of(templates, main="\n\n{% include 'none.html' %}"))
    assert place == "plain/main.html:3: template-missing"
    assert params["name"] == "none.html"


def test_a_template_that_is_not_utf8(templates: Path) -> None:
    theme = theme_of(templates, main="{% include 'part.html' %}")
    (templates / "plain/part.html").write_bytes("色".encode("cp932"))
    assert fails(theme) == (
        "plain/part.html:1: template-syntax",
        {"reason": "the file is not UTF-8"},
    )


@pytest.mark.parametrize("name", ["/etc/hostname", "../../secret.css", "link.css"])
def test_files_outside_the_themes_are_not_found(templates: Path, name: str) -> None:
    (templates.parent / "secret.css").write_text("secret")
    (templates / "plain/link.css").symlink_to(templates.parent / "secret.css")
    assert theme_of(templates).find(name) is None


def test_a_missing_page(templates: Path) -> None:
    place, params = fails(theme_of(templates))
    assert place == "main.html: template-missing"
    assert params["name"] == "main.html"


@pytest.mark.parametrize("name", ["../words/en.toml", "/etc/hostname", "..\\words\\en.toml"])
def test_templates_outside_the_theme_are_not_read(templates: Path, name: str) -> None:
    theme = theme_of(templates, main=f"{{% include {name!r} %}}")
    assert fails(theme)[0] == "plain/main.html:1: template-missing"


def test_a_filter_that_is_unknown(templates: Path) -> None:
    place, _ = fails(theme_of(templates, main="a\n{{ 'x'|shuot }}"))
    assert place == "plain/main.html:2: template-syntax"


def test_a_template_that_fails(templates: Path) -> None:
    place, params = fails(theme_of(templates, main="a\n\n\n{{ 1 // zero }}"), zero=0)
    assert place == "plain/main.html:4: template-failed"
    assert params["reason"].startswith("ZeroDivisionError")


@pytest.mark.parametrize(
    "trick",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ ''|attr('__class__') }}",
        "{{ token.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ '{0.__class__}'.format('') }}",
        "{{ names.append(1) }}",
        "{{ table.update(a=1) }}",
        "{{ range(10000000)|list }}",
    ],
)
def test_the_sandbox_refuses(templates: Path, trick: str) -> None:
    names, table = ["a"], {"b": 1}
    theme = theme_of(templates, main=f"\n{trick}")
    place, _ = fails(theme, names=names, table=table, token=COLOR)
    assert place.startswith("plain/main.html:2: template-")
    assert (names, table) == (["a"], {"b": 1})


def test_text_is_escaped(templates: Path) -> None:
    theme = theme_of(templates, main="{{ x }}")
    assert render_template(theme, "main.html", {"x": "<b> & \"'"}) == "&lt;b&gt; &amp; &#34;&#39;"


def test_filters(templates: Path) -> None:
    write(
        templates,
        "plain/main.html",
        "{{ 60|cosine|round(2) }} {{ 30|sine|round(2) }} {{ 3|twice }}",
    )
    theme = load_theme("plain", templates, {"twice": lambda number: 2 * number})
    assert render_template(theme, "main.html", {}) == "0.5 0.5 6"


# ---- style sheets


def test_style_sheets_add_up_along_the_chain(templates: Path) -> None:
    lists = (
        '\n[stylesheets]\nall = ["css/a.css"]\nbooklet = ["css/b.css"]\nvertical = ["css/v.css"]\n'
    )
    write(templates, "plain/theme.toml", TOKENS + lists)
    write(templates, "loud/theme.toml", 'extends = "plain"\nstylesheets = ["css/c.css"]\n')
    for name in ("plain/css/a.css", "plain/css/b.css", "plain/css/v.css", "loud/css/c.css"):
        write(templates, name, "")
    theme = load_theme("loud", templates, {})
    assert theme.stylesheets_for("booklet.html", "booklet") == (
        "css/a.css",
        "css/b.css",
        "css/c.css",
    )
    assert theme.stylesheets_for("checklist.html", "checklist") == ("css/a.css", "css/c.css")
    assert "css/v.css" in theme.stylesheets_for("booklet.html", "booklet", vertical=True)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('stylesheets = ["css/a.css"]', "plain/theme.toml:2: stylesheet-missing"),
        ('stylesheets = "css/a.css"', "plain/theme.toml:2: bad-stylesheets"),
        ("stylesheets = [3]", "plain/theme.toml:2: bad-stylesheets"),
        ('[stylesheets]\nboklet = ["css/a.css"]', "plain/theme.toml:2: bad-stylesheets"),
    ],
)
def test_lists_of_style_sheets_that_cannot_be(templates: Path, lines: str, expected: str) -> None:
    write(templates, "plain/theme.toml", f'name = "Plain"\n{lines}\n')
    with pytest.raises(BuildError) as caught:
        load_theme("plain", templates, {})
    assert failure(caught)[0] == expected


# ---- templates by anybody

DOUBLING = (
    "{{% set n = namespace(a={}) %}}{{% for i in range(99) %}}"
    "{{% set n.a = n.a {} n.a %}}{{% endfor %}}"
)


def test_a_partial_may_extend_the_one_it_replaces(templates: Path) -> None:
    write(templates, "loud/theme.toml", 'extends = "plain"\n')
    write(templates, "plain/a.html", "<{% block name %}plain{% endblock %}>")
    write(
        templates, "loud/a.html", '{% extends "!plain/a.html" %}{% block name %}loud{% endblock %}'
    )
    assert render_template(load_theme("loud", templates, {}), "a.html", {}) == "<loud>"


@pytest.mark.parametrize(
    "name", ["!other/a.html", "!plain/../words/en.toml", "../words/en.toml", "!plain/link.html"]
)
def test_templates_read_their_chain_only(templates: Path, tmp_path: Path, name: str) -> None:
    write(templates, "other/theme.toml", "")
    write(templates, "other/a.html", "other")
    secret = tmp_path.parent / "secret.html"
    secret.write_text("secret")
    (templates / "plain/link.html").symlink_to(secret)
    write(templates, "plain/main.html", f'{{% include "{name}" %}}')
    assert refusal(templates) == "plain/main.html:1: template-missing"


@pytest.mark.parametrize(
    "line",
    [
        '{{ "a" * 100000000 }}',
        DOUBLING.format('"ab"', "~"),
        DOUBLING.format('"ab"', "+"),
        DOUBLING.format("[1]", "+"),
        "{{ 10 ** (10 ** 10) }}",
        '{{ "%1000000000d" % 1 }}',
        '{{ "%*d" % (1000000000, 1) }}',
        '{{ "{:>1000000000}".format(1) }}',
        '{{ "{:>{}}".format(1, 1000000000) }}',
        '{{ "a"|center(1000000000) }}',
        '{{ "a".center(1000000000) }}',
        '{{ "a".ljust(width=1000000000) }}',
        '{{ ("a" * 100000).replace("a", "b" * 100000) }}',
        '{{ ("a" * 100000)|replace("a", "b" * 100000) }}',
    ],
)
def test_templates_cannot_fill_the_memory(templates: Path, line: str) -> None:
    write(templates, "plain/main.html", f"\n{line}")
    assert refusal(templates) == "plain/main.html:2: template-too-much"


@pytest.mark.parametrize(
    "line",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        '{{ ""|attr("__class__") }}',
        "{{ tokens.update({}) }}",
        "{{ lipsum(1000000) }}",
        "{{ range(1000000000)|list }}",
    ],
)
def test_templates_cannot_run_code(templates: Path, line: str) -> None:
    write(templates, "plain/main.html", line)
    with pytest.raises(BuildError) as caught:
        render_template(load_theme("plain", templates, {}), "main.html", {"tokens": {}})
    assert failure(caught)[0].startswith("plain/main.html:1: template-")


def test_templates_come_to_an_end(templates: Path) -> None:
    loop = "{% for i in range(90000) %}{% for j in range(90000) %}\n{% set k = j %}{% endfor %}"
    write(templates, "plain/main.html", loop + "{% endfor %}")
    theme = load_theme("plain", templates, {})
    with pytest.raises(BuildError) as caught, time_limit(0.2):
        render_template(theme, "main.html", {})
    assert failure(caught)[0].startswith("plain/main.html:")
    assert failure(caught)[0].endswith("template-too-long")


def test_the_time_limit_ends_with_what_it_limits(templates: Path) -> None:
    with time_limit(0.05):
        pass
    end = time.monotonic() + 0.2
    while time.monotonic() < end:
        pass


def test_compiled_templates_are_kept_and_never_stale(
    tmp_path: Path, templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    (package / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr("sasshi.theme.sandbox.__file__", str(package / "sandbox.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (templates / "plain" / "note.html").write_text("one", encoding="utf-8")

    def note() -> str:
        return render_template(load_theme("plain", templates, {}), "note.html", {})

    assert note() == note() == "one"
    assert len(list((package / "__pycache__").iterdir())) == 1
    (templates / "plain" / "note.html").write_text("two", encoding="utf-8")
    assert note() == "two"
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    (templates / "plain" / "other.html").write_text("three", encoding="utf-8")
    assert render_template(load_theme("plain", templates, {}), "other.html", {}) == "three"
    assert len(list((package / "__pycache__").iterdir())) == 1
    assert list((templates / "plain").rglob("*.cache")) == []
