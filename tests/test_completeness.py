"""Every word of the source is on a page: themes that lose some are told of it, with the line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sasshi.make import Request, build
from sasshi.problems import BuildError, Problem, Severity

GUIDE = """---
title: Guide of the harbour
subtitle: Lanterns at night
publisher: Harbour office
rights: Copy freely
lang: en
imprint:
  Printed by: Quay press
contact:
  phone: 01632 960 123
checklist:
  intro: Go round once
  questions:
    - Which lantern failed?
  signs:
    - title: Fog bell
      text: Ring it thrice
---

Lead about boats.

## Ropes {#ropes}

### Coils

Wind them *clockwise* on the {quay|key}.[^1]

> [!NOTE] Sailcloth
> Dry it first.

- [ ] Check moorings

    Because gales come.

| knot | use |
| --- | --- |
| bowline | rescue |

```
splice --short
```

/// figure | steps
alt: Unprinted words.
caption: Hoisting
steps:
  - Haul away
  - Belay
///

/// fields | Skipper
///

[^1]: Tarred hemp.

## Glance {layout=summary}

### Draught {.for}

Two fathoms.

### Ballast {.odd}

Pig iron.
"""
LINES = GUIDE.splitlines()


def line_of(word: str) -> int:
    """Give the line of the guide that holds a word."""
    return next(number for number, line in enumerate(LINES, 1) if word in line)


@pytest.fixture
def templates(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of the templates that may be changed, beside the guide."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "templates"
    for name in ("base", "shizuka"):
        shutil.copytree(root / "templates" / name, folder / name)
    shutil.copytree(root / "templates/words", folder / "words")
    (folder / "fonts").symlink_to(root / "templates/fonts")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/harbour.md").write_text(GUIDE, encoding="utf-8")
    return folder


def told(templates: Path, *editions: str, vertical: bool = False) -> list[tuple[str, int | None]]:
    """Build the guide, and give the errors with their lines."""
    tokens = (("writing", "vertical"),) if vertical else ()
    request = Request(Path("content"), templates, Path("output"), editions=editions, tokens=tokens)
    problems: tuple[Problem, ...]
    try:
        problems = build(request).problems
    except BuildError as failure:
        problems = failure.problems
    return [(p.code, p.place.line) for p in problems if p.severity is Severity.ERROR]


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("vertical", [False, True])
def test_nothing_is_lost(templates: Path, vertical: bool) -> None:
    assert told(templates, "booklet", "checklist", "mini", "large-print", vertical=vertical) == []


@pytest.mark.parametrize(
    ("partial", "old", "new", "word"),
    [
        ("callout", "words[kind] if long or not title else title", "words[kind]", "Sailcloth"),
        ("callout", "{{ body }}", "", "Dry it first"),
        ("rule", "{{ note }}", "", "Because gales"),
        ("rule", "{{ text }}", "", "Check moorings"),
        ("figure", "{{ caption }}", "", "/// figure"),
        ("figure", "{{ drawing }}", "", "/// figure"),
        ("table", "{{ table }}", "", "bowline"),
        ("opener", "{{ chapter.title }}", "", "## Ropes"),
        ("contents", "{{ lead }}", "", "Lead about"),
        ("summary", "{{ section.title }}", "", "### Ballast"),
        ("_imprint", "{{ label }}", "", "Printed by"),
        ("imprint", "{{ guide.rights }}", "", "Copy freely"),
        ("contact", "{{ guide.contact[key] }}", "", "01632"),
    ],
)
def test_a_template_that_leaves_something_out(
    templates: Path, partial: str, old: str, new: str, word: str
) -> None:
    change(templates / f"base/partials/{partial}.html", old, new)
    assert ("text-lost", line_of(word)) in told(templates, "booklet")


@pytest.mark.parametrize(
    ("css", "code", "word"),
    [
        (".contents-lead { display: none }", "text-lost", "Lead about"),
        (".footnote { display: none }", "text-lost", "Wind them"),
        ("em { visibility: hidden }", "text-cut", "Wind them"),
        ("em { color: transparent }", "text-cut", "Wind them"),
        (".callout { opacity: 0 }", "text-cut", "Dry it first"),
        (".rule-note { position: absolute; left: -400mm }", "text-cut", "Because gales"),
        (".rule-note { position: relative; top: 400mm }", "text-cut", "Because gales"),
        ("pre code { height: 1pt; overflow: hidden }", "text-cut", "```"),
        (".imprint { position: absolute; bottom: -90mm }", "text-cut", "Quay press"),
        (".cover-subtitle { position: absolute; left: -300mm }", "text-cut", "Lanterns"),
        (".drawing svg { position: absolute; left: -300mm }", "text-cut", "/// figure"),
    ],
)
def test_a_style_sheet_that_hides_something(
    templates: Path, css: str, code: str, word: str
) -> None:
    with (templates / "base/css/back.css").open("a", encoding="utf-8") as sheet:
        sheet.write(f"\n{css.replace(' }', ' !important }')}\n")
    assert (code, line_of(word)) in told(templates, "booklet")


@pytest.mark.parametrize(
    ("css", "word"),
    [
        (".cover-subtitle { position: absolute; left: -300mm }", "Lanterns"),
        (".table table { position: absolute; left: 300mm }", "bowline"),
        (".rule-note { position: relative; top: 300mm }", "Because gales"),
    ],
)
def test_columns(templates: Path, css: str, word: str) -> None:
    with (templates / "base/css/vertical.css").open("a", encoding="utf-8") as sheet:
        sheet.write(f"\n{css.replace(' }', ' !important }')}\n")
    assert ("text-cut", line_of(word)) in told(templates, "booklet", vertical=True)


@pytest.mark.parametrize(
    ("file", "old", "word"),
    [
        ("checklist.html", "{{ rule.note }}", "Because gales"),
        ("checklist.html", "{{ rule.text }}", "Check moorings"),
        ("checklist.html", "{{ guide.checklist.intro }}", "Go round"),
        ("partials/checklist-foot.html", "{{ question }}", "Which lantern"),
        ("partials/checklist-foot.html", "{{ sign.text }}", "Fog bell"),
    ],
)
def test_a_checklist_that_leaves_something_out(
    templates: Path, file: str, old: str, word: str
) -> None:
    change(templates / "base" / file, old, "")
    assert ("text-lost", line_of(word)) in told(templates, "checklist")


def test_the_message_names_the_words(templates: Path) -> None:
    title = "words[kind] if long or not title else title"
    change(templates / "base/partials/callout.html", title, "words[kind]")
    with pytest.raises(BuildError) as caught:
        build(Request(Path("content"), templates, Path("output"), editions=("booklet",)))
    [problem] = caught.value.problems
    assert problem.text()[0] == "this is on no page: Sailcloth"


def test_a_line_without_its_number_is_found_elsewhere(templates: Path) -> None:
    for name in ("callout", "rule", "figure", "opener"):
        path = templates / f"base/partials/{name}.html"
        text = path.read_text(encoding="utf-8").replace('data-line="{{ line }}"', "")
        path.write_text(text.replace('data-line="{{ chapter.line }}"', ""), encoding="utf-8")
    assert told(templates, "booklet") == []


def test_emphasis_in_a_rule_needs_no_face_that_is_lacking(templates: Path) -> None:
    text = GUIDE.replace("Check moorings", "Check *moorings*, ***now***").replace(
        "Because gales", "Because *gales* ***now***"
    )
    Path("content/harbour.md").write_text(text, encoding="utf-8")
    result = build(
        Request(Path("content"), templates, Path("output"), editions=("checklist", "mini"))
    )
    assert [p.code for p in result.problems] == []
