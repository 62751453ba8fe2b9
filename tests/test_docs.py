"""The documentation is true: every example works, every setting, option and verb is described."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from PIL import Image

from sasshi.cli import verbs
from sasshi.content import read_guide
from sasshi.editions import EDITIONS
from sasshi.make import FILTERS
from sasshi.problems import Place, Severity
from sasshi.render import TEMPLATES, CommonView
from sasshi.theme import load_theme, load_words, theme_folders, token_values
from sasshi.theme.lint import lint
from sasshi.workshop.files import unused_files
from sasshi.workshop.stylesheets import ThemeStylesheets, css_problems, unused_tokens
from tests.typesetting.faults import Kind
from tests.typesetting.test_pages import LIMITS

ROOT = Path(__file__).resolve().parent.parent
WRITING = ("docs/writing.md", "docs/writing.ja.md")
PRINTING = ("docs/printing.md", "docs/printing.ja.md")
TYPOGRAPHY = ("docs/typography.md", "docs/typography.ja.md")
CUSTOMISING = ("docs/customising.md", "docs/customising.ja.md")
REFERENCE = ("docs/template-reference.md", "docs/template-reference.ja.md")
READMES = ("README.md", "README.ja.md")
PRINTING = ("docs/printing.md", "docs/printing.ja.md")
#: Settings that are about type and lines.
TYPOGRAPHIC = (
    *("size", "leading", "chars", "lines", "indent", "indent-first"),
    *("kinsoku", "line-start", "line-end", "emphasis", "figures"),
)


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _examples() -> list[tuple[str, str]]:
    """Give every example in the language of guides, with the page it stands on."""
    pages = (*WRITING, *PRINTING, *READMES)
    fences = re.compile(r"^```markdown\n(.*?)^```", re.MULTILINE | re.DOTALL)
    return [(page, found[1]) for page in pages for found in fences.finditer(_text(page))]


@pytest.mark.parametrize(("page", "example"), _examples())
def test_examples_can_be_read(page: str, example: str, tmp_path: Path) -> None:
    """A whole guide begins with its front matter, a chapter with its title; others are a piece."""
    if example.startswith("---"):
        guide_path = tmp_path / "guide.md"
        guide_path.write_text(example, encoding="utf-8")
    else:
        guide_path = tmp_path
        chapter = example if example.startswith("# ") else f"# A piece\n\n{example}"
        (tmp_path / "index.md").write_text("---\ntitle: T\n---\n\nLead.\n", encoding="utf-8")
        (tmp_path / "10-piece.md").write_text(chapter, encoding="utf-8")
        rules = "# Rules {#rules layout=rules}\n\n- [ ] One rule\n"
        (tmp_path / "20-rules.md").write_text(rules, encoding="utf-8")
        (tmp_path / "images").mkdir()
        Image.new("RGB", (40, 30)).save(tmp_path / "images" / "plan.png")
    guide, problems = read_guide(guide_path, base=tmp_path)
    assert [p.code for p in problems if p.severity is Severity.ERROR] == []
    assert guide is not None
    assert guide.chapters


@pytest.mark.parametrize("page", WRITING)
def test_every_setting_of_the_theme_is_in_the_table(page: str) -> None:
    theme = load_theme("shizuka", ROOT / "templates", FILTERS)
    rows = dict(re.findall(r"^\| `([\w-]+)` \| `([^`]+)` \|", _text(page), re.MULTILINE))
    assert rows == {name: str(token.default) for name, token in theme.tokens.items()}


@pytest.mark.parametrize("pages", list(zip(READMES, PRINTING, strict=True)))
def test_every_option_and_verb_is_described(pages: tuple[str, ...]) -> None:
    text = "".join(map(_text, pages))
    commands = dict(_commands(verbs))
    options = {
        opt
        for command in commands.values()
        for parameter in command.params
        for opt in parameter.opts
        if opt.startswith("--")
    }
    assert sorted(opt for opt in {*options, "--version", "--help"} if opt not in text) == []
    assert sorted(verb for verb in commands if not re.search(rf"\b{verb}\b", text)) == []


def _commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Give every verb by its name, those within others too."""
    for name, command in group.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from _commands(command)


@pytest.mark.parametrize("page", CUSTOMISING)
def test_every_verb_about_themes_is_described(page: str) -> None:
    rows = set(re.findall(r"^\| `(?:theme )?([a-z]+)[ `]", _text(page), re.MULTILINE))
    themes = verbs.commands["theme"]
    assert isinstance(themes, click.Group)
    assert {*themes.commands, "check"} <= rows


@pytest.mark.parametrize("page", CUSTOMISING)
def test_examples_of_themes_work(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("base", "shizuka", "words"):
        shutil.copytree(ROOT / "templates" / name, tmp_path / "templates" / name)
    fences = re.findall(
        r"^```\w+\n(\W{1,3} templates/(\S+).*?)^```", _text(page), re.MULTILINE | re.DOTALL
    )
    assert len(fences) == 3
    for text, name in fences:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    theme = load_theme("umi", tmp_path / "templates", FILTERS)
    words, _ = load_words(tmp_path / "templates", "en", {}, Place())
    use = lint(theme, TEMPLATES, CommonView, words)
    sheets = ThemeStylesheets.of(theme, use.files)
    found = [*use.problems.values(), *css_problems(theme, sheets)]
    found += unused_files(theme, use, sheets)
    found += unused_tokens(theme, use.tokens, sheets)
    assert found == []


@pytest.mark.parametrize("page", CUSTOMISING)
def test_settings_in_examples_are_those_of_the_theme(page: str) -> None:
    theme = load_theme("shizuka", ROOT / "templates", FILTERS)
    (block,) = re.findall(r"^```yaml\n(.*?)^```", _text(page), re.MULTILINE | re.DOTALL)
    settings = [
        (name, value.strip('"'), Place())
        for name, value in re.findall(r"^  (\S+): (.*)$", block, re.M)
    ]
    assert len(settings) == 4
    assert token_values(theme, settings)[1] == ()


@pytest.mark.parametrize("page", READMES)
def test_every_theme_has_its_picture(page: str) -> None:
    shown = re.findall(r'src="docs/images/theme-([\w-]+)\.png"', _text(page))
    assert sorted(shown) == sorted(theme_folders(ROOT / "templates"))
    for name in shown:
        assert (ROOT / f"docs/images/theme-{name}.png").stat().st_size < 80_000


@pytest.mark.parametrize(
    "page",
    [
        *(*READMES, *WRITING, *CUSTOMISING, *REFERENCE, *TYPOGRAPHY, *PRINTING),
        *("ARCHITECTURE.md", "CONTRIBUTING.md"),
    ],
)
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]+`", "", _text(page), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    folder = (ROOT / page).parent
    own = [target for target in targets if "://" not in target]
    assert [target for target in own if not (folder / target).exists()] == []


@pytest.mark.parametrize("page", TYPOGRAPHY)
def test_every_typographic_setting_is_described(page: str) -> None:
    theme = load_theme("shizuka", ROOT / "templates", FILTERS)
    assert set(TYPOGRAPHIC) <= set(theme.tokens)
    text = _text(page)
    for name in TYPOGRAPHIC:
        choices = theme.tokens[name].choices
        named = f"`{name}" in text
        assert named, name
        assert [choice for choice in choices if f"{choice}`" not in text] == []


@pytest.mark.parametrize("page", TYPOGRAPHY)
def test_pictures_of_typography_are_shown_and_small(page: str) -> None:
    shown = re.findall(r"\]\(images/(typography-[\w-]+\.png)\)", _text(page))
    made = {path.name for path in (ROOT / "docs" / "images").glob("typography-*.png")}
    samples = {f"typography-{path.stem}.png" for path in (ROOT / "docs/samples").glob("*.md")}
    assert set(shown) == made == samples
    assert [name for name in made if (ROOT / "docs/images" / name).stat().st_size > 40_000] == []


def _counts(page: str) -> list[list[str]]:
    """Read the table of counts: its rows, cell by cell."""
    rows = [line.strip("| ").split(" | ") for line in _text(page).splitlines() if line[:1] == "|"]
    return [row for row in rows if len(row) in (8, 9) and set(row[0]) != {"-"}]


def test_the_table_of_counts_is_what_is_known() -> None:
    head, *rows = _counts("docs/typography.md")
    counts = {name: dict(zip(head, cells, strict=True)) for name, *cells in rows}
    kinds = {kind.value for kind in Kind}
    assert set(counts) == kinds | {"pages", "paragraphs", "full lines"}
    known = {
        guide: {
            kind: counts[kind.value][guide] for kind in Kind if counts[kind.value][guide] != "0"
        }
        for guide in LIMITS
    }
    assert known == {
        guide: {kind: str(count) for kind, count in limits.items()}
        for guide, limits in LIMITS.items()
    }


def test_both_tables_of_counts_are_the_same() -> None:
    english, japanese = (_counts(page)[1:] for page in TYPOGRAPHY)
    assert [row[1:] for row in english] == [row[1:] for row in japanese]
    assert len({row[0] for row in japanese}) == len(japanese)


@pytest.mark.parametrize("page", ("docs/editions.md", "docs/editions.ja.md"))
def test_every_edition_is_described(page: str) -> None:
    text = _text(page)
    assert [e.name for e in EDITIONS if f"`{e.name}`" not in text and e.name != "shop"] == []
