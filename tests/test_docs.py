"""The documentation is true: every example works, every setting, option and verb is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from sasshi.cli import verbs
from sasshi.content import read_guide
from sasshi.japanese import columns
from sasshi.problems import Severity
from sasshi.theme import load_theme

ROOT = Path(__file__).resolve().parent.parent
WRITING = ("docs/writing.md", "docs/writing.ja.md")
READMES = ("README.md", "README.ja.md")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _examples() -> list[tuple[str, str]]:
    """Give every example in the language of guides, with the page it stands on."""
    pages = (*WRITING, *READMES)
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
    theme = load_theme("shizuka", ROOT / "templates", {"columns": columns})
    rows = dict(re.findall(r"^\| `([\w-]+)` \| `([^`]+)` \|", _text(page), re.MULTILINE))
    assert rows == {name: str(token.default) for name, token in theme.tokens.items()}


@pytest.mark.parametrize("page", READMES)
def test_every_option_and_verb_is_described(page: str) -> None:
    text = _text(page)
    options = {
        opt
        for command in verbs.commands.values()
        for parameter in command.params
        for opt in parameter.opts
        if opt.startswith("--")
    }
    assert sorted(opt for opt in {*options, "--version", "--help"} if opt not in text) == []
    assert sorted(verb for verb in verbs.commands if not re.search(rf"\b{verb}\b", text)) == []


@pytest.mark.parametrize("page", [*READMES, *WRITING, "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    text = re.sub(r"^```.*?^```|`[^`\n]+`", "", _text(page), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    folder = (ROOT / page).parent
    own = [target for target in targets if "://" not in target]
    assert [target for target in own if not (folder / target).exists()] == []
