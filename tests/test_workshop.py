"""Themes of one's own: begun, copied from, checked, described, shown."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PIL import Image

from sasshi import cli
from sasshi.content import read_guide
from sasshi.dialect.drawing_schemas import SCHEMAS
from sasshi.model import CALLOUTS, LAYOUTS, ChecklistMeta, Contact, Guide, Meta
from sasshi.problems import MachineError, Place, Problem, UsageError, error, warning
from sasshi.render import TEMPLATES, CommonView
from sasshi.render.filters import FILTERS
from sasshi.theme import Theme, load_theme, load_words
from sasshi.theme.lint import lint
from sasshi.typeset.contrast import contrast
from sasshi.workshop import check as checking
from sasshi.workshop.check import check
from sasshi.workshop.eject import changed_originals, eject
from sasshi.workshop.new_theme import new_theme
from sasshi.workshop.reference import takes
from sasshi.workshop.sample_builds import SAMPLES
from sasshi.workshop.stylesheets import ThemeStylesheets, css_problems, unused_tokens
from sasshi.workshop.theme_files import files_named
from sasshi.workshop.unused_files import unused_files

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., tuple[int, str, str]]


def copied(folder: Path) -> Path:
    """Copy the shipped themes into a folder; the fonts are the shipped ones."""
    for name in ("base", "shizuka", "words"):
        shutil.copytree(ROOT / "templates" / name, folder / "templates" / name)
    (folder / "templates/fonts").symlink_to(ROOT / "templates/fonts")
    return folder / "templates"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return copied(tmp_path)


@pytest.fixture
def run(
    templates: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setattr("sasshi.cli.console.ROOT", templates.parent)

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(words)
        written = capsys.readouterr()
        return code, written.out, written.err

    return run


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def mine(templates: Path, files: dict[str, str]) -> Theme:
    """Make a theme ``mine`` of these files; it extends base unless it says otherwise."""
    write(templates / "mine", {"theme.toml": 'extends = "base"\n', **files})
    return load_theme("mine", templates, FILTERS)


def told(problems: Iterator[Problem] | tuple[Problem, ...]) -> list[str]:
    """Give problems as ``path:line: severity code name``, the path within the templates."""
    found = []
    for problem in problems:
        words = dict(problem.params)
        name = next(
            (str(words[k]) for k in ("name", "original", "reason", "text") if k in words), ""
        )
        place = str(problem.place).removeprefix("templates/")
        assert "{" not in "".join(filter(None, (*problem.text("en"), *problem.text("ja"))))
        found.append(f"{place}: {problem.severity} {problem.code} {name}".strip())
    return found


# ---- check

BROKEN = {
    "theme.toml": 'extends = "shizuka"\nstylesheets = ["css/mine.css"]\n\n'
    '[tokens.light]\ndefault = "#999"\n\n[tokens.unused]\ntype = "color"\ndefault = "#fff"\n\n'
    '[tokens.paper]\ntype = "color"\ndefault = "#ffeecc"\nlabel = {en = "paper", ja = "紙"}\n',
    "css/mine.css": '@import "more.css";\n'
    ".callout { background: var(--paper); color: var(--acent) }\n"
    "p.lead { color: var(--light); --warp: phrases }\n"
    "blockquote p { color: #cabfa0 }\n"
    "h2 { --wrap: phrase }\n",
    "css/more.css": "p {\n  colour: red; }\n",
    "css/alone.css": "p {}\n",
    "partials/callout.html": '<aside class="callout">\n{{ knid }}\n{{ boddy }}</aside>\n',
    "partials/cover.html": '{% extends "!base/partials/cover.html" %}\n'
    "{% block title %}\n{{ guide.titel }}{% endblock %}\n"
    "{% block foot %}{{ 1 // (guide.title|length - guide.title|length) }}{% endblock %}\n",
    "partials/table.html": "<div>\n{{ table|length // 0 }}</div>\n",
    "partials/metadata.html": '<meta name="a"\nstyle="colour: red; color: #777" content="b"/>\n',
    "partials/opner.html": "<p>{{ nothing }}</p>\n",
    "figures/tlak.svg": "<svg/>\n",
    "figures/wave.svg": '<svg xmlns="http://www.w3.org/2000/svg">{{ dat.alt }}</svg>\n',
    "notes.md": "Notes.\n",
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Problem, ...]:
    """Check a theme in which much is wrong, once."""
    folder = tmp_path_factory.mktemp("broken")
    write(copied(folder) / "mine", BROKEN)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return check("mine", Path("templates"))


def test_everything_wrong_is_told_at_once(broken: tuple[Problem, ...]) -> None:
    assert told(broken) == [
        "mine/css/alone.css: warning stylesheet-unlisted css/alone.css",
        "mine/css/mine.css:2: error css-unset acent",
        "mine/css/mine.css:3: warning css-unasked warp",
        "mine/css/mine.css:4: warning faint-text 引用は、ほかの人の言葉です。",
        "mine/css/mine.css:5: warning css-setting wrap",
        "mine/css/more.css:2:3: error bad-css Ignored `colour: red`, unknown property",
        "mine/figures/tlak.svg: warning file-unused-near figures/tlak.svg",
        "mine/figures/wave.svg:1: error template-undefined dat",
        "mine/partials/callout.html:2: error template-undefined knid",
        "mine/partials/callout.html:3: error template-undefined boddy",
        "mine/partials/cover.html:3: error template-undefined titel",
        "mine/partials/metadata.html:2: error bad-css Ignored `colour: red`, unknown property",
        "mine/partials/opner.html: warning file-unused-near partials/opner.html",
        "mine/partials/table.html:2: error template-failed ZeroDivisionError: "
        "integer division or modulo by zero",
        "mine/theme.toml:5: warning faint-text 戸口での二分が、午後いっぱいの探し物と…",
        "mine/theme.toml:7: warning token-unused unused",
    ]


def test_what_is_nearest(broken: tuple[Problem, ...]) -> None:
    nearest = {str(dict(p.params).get("name")): dict(p.params).get("nearest") for p in broken}
    assert nearest["knid"] == "kind"
    assert nearest["acent"] == "accent"
    assert nearest["partials/opner.html"] == "partials/opener.html"
    assert nearest["figures/tlak.svg"] == "figures/talk.svg"
    assert nearest["warp"] == "wrap"


def test_a_theme_that_cannot_be_loaded(templates: Path) -> None:
    write(templates / "mine", {"theme.toml": 'extends = "base"\ncolour = "red"\n'})
    assert told(check("mine", templates))[0].endswith(
        "theme.toml:2: error unknown-theme-key colour"
    )
    with pytest.raises(UsageError):
        check("shizuak", templates)


def test_a_theme_from_nothing_needs_its_tokens(templates: Path) -> None:
    write(templates / "mine", {"theme.toml": 'name = "mine"\n'})
    found = [problem.code for problem in check("mine", templates)]
    assert "token-missing" in found
    assert found.count("template-missing") == len([name for name in TEMPLATES if "*" not in name])


def test_tokens_of_another_theme_are_found_by_the_build(templates: Path, run: Run) -> None:
    write(templates.parent / "content", {"a.md": "---\ntitle: A\n---\n\n## B\n\nText.\n"})
    write(templates / "mine", {"theme.toml": 'name = "mine"\n', "booklet.html": "<html/>"})
    code, _, err = run("--theme", "mine", "-e", "booklet")
    assert (code, "Traceback" in err) == (1, False)
    assert "lacks tokens" in err


@pytest.mark.parametrize("name", ["base", "shizuka"])
def test_the_shipped_themes_are_sound(name: str) -> None:
    theme = load_theme(name, ROOT / "templates", FILTERS)
    words, _ = load_words(ROOT / "templates", "en", {}, Place())
    use = lint(theme, TEMPLATES, CommonView, words)
    sheets = ThemeStylesheets.of(theme, use.files)
    assert told(css_problems(theme, sheets)) == []
    assert told(unused_files(theme, use, sheets)) == []
    unused = {dict(p.params)["name"] for p in unused_tokens(theme, use.tokens, sheets)}
    assert unused <= {"tint"}  # for the themes that extend this one


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"css/a.css": "p { width: var(--gutter) }"}, []),
        ({"css/a.css": "/* var(--none) --x: 1 */ p { width: var(--none, 1px) }"}, []),
        ({"css/a.css": ".a { --x: 1px } .b { width: calc(2 * var(--x)) }"}, []),
        ({"css/a.css": "p { --line-end: hang; --wrap: var(--indent) }"}, []),
        (
            {"css/a.css": "\n@page { margin: var( --guter ) }"},
            ["css/a.css:2: error css-unset guter"],
        ),
        (
            {"css/a.css": "p { --line-end: hnag }"},
            ["css/a.css:1: warning css-setting line-end"],
        ),
        (
            {"css/a.css": "", "partials/table.html": '<p style="width:var(--x);--y:1">{{ table }}'},
            [
                "partials/table.html:1: error css-unset x",
                "partials/table.html:1: warning css-unasked y",
            ],
        ),
    ],
)
def test_custom_properties(templates: Path, files: dict[str, str], expected: list[str]) -> None:
    toml = 'extends = "base"\nstylesheets = ["css/a.css"]\n'
    theme = mine(templates, {"theme.toml": toml, **files})
    use = lint(theme, TEMPLATES, CommonView, ["note"])
    found = told(css_problems(theme, ThemeStylesheets.of(theme, use.files)))
    assert found == [f"mine/{line}" for line in expected]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"README.md": "", "LICENSE": "", ".hidden": ""}, []),
        ({"figures/wave.svg": "<svg/>"}, []),
        ({"partials/callout.html": "x"}, []),
        ({"partials/ours.html": "x"}, ["file-unused partials/ours.html"]),
        (
            {
                "partials/ours.html": "x",
                "partials/table.html": '{% include "partials/ours.html" %}',
            },
            [],
        ),
        (
            {"partials/ours.html": "x", "partials/table.html": '{% include "partials/" ~ table %}'},
            [],
        ),
        ({"figures/_own.svg": "x"}, ["file-unused figures/_own.svg"]),
        ({"images/paper.png": "x"}, ["file-unused images/paper.png"]),
        ({"images/paper.png": "x", "css/text.css": "p{background:url(../images/paper.png)}"}, []),
        ({"css/txet.css": ""}, ["file-unused-near css/txet.css"]),
        ({"css/umi.css": ""}, ["stylesheet-unlisted css/umi.css"]),
        ({"css/umi.css": "", "css/text.css": "@import 'umi.css';"}, []),
    ],
)
def test_files_that_do_nothing(templates: Path, files: dict[str, str], expected: list[str]) -> None:
    theme = mine(templates, files)
    use = lint(theme, TEMPLATES, CommonView, ["note"])
    found = told(unused_files(theme, use, ThemeStylesheets.of(theme, use.files)))
    assert [line.partition("warning ")[2] for line in found] == expected


def test_contrast() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    assert contrast((1, 1, 1), (0.5, 0.5, 0.5)) == pytest.approx(3.98, abs=0.01)


# ---- check, on the command line


@pytest.mark.parametrize(
    ("problems", "code", "said"),
    [
        ((), 0, "nothing is wrong: shizuka"),
        ((error("template-missing", Place("a.html", 1), name="b"),), 1, "a.html:1: error"),
        ((warning("token-unused", Place("a.toml", 1), name="b"),), 0, "a.toml:1: warning"),
    ],
)
def test_check_says_what_it_finds(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    problems: tuple[Problem, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.setattr(checking, "check", lambda name, templates: problems)
    found, out, err = run("check", "shizuka")
    assert (found, out) == (code, "")
    assert said in err


def test_check_looks_at_every_theme(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def stand_in(name: str, templates: Path) -> tuple[Problem, ...]:
        names.append(name)
        return ()

    monkeypatch.setattr(checking, "check", stand_in)
    assert run("check")[0] == 0
    assert names == ["base", "shizuka"]
    assert run("check", "-q") == (0, "", "")


# ---- new


def test_a_new_theme_is_whole_and_changes_nothing(run: Run, templates: Path) -> None:
    code, out, err = run("theme", "new", "umi")
    assert code == 0
    files = [Path(line).as_posix() for line in out.splitlines()]
    assert files == [
        f"templates/umi/{name}" for name in ("theme.toml", "css/umi.css", "partials/cover.html")
    ]
    assert "python3 build.py check umi" in err
    theme = load_theme("umi", templates, FILTERS)
    assert theme.tokens == load_theme("shizuka", templates, FILTERS).tokens
    use = lint(theme, TEMPLATES, CommonView, load_words(templates, "en", {}, Place())[0])
    sheets = ThemeStylesheets.of(theme, use.files)
    assert told((*use.problems.values(), *unused_files(theme, use, sheets))) == []
    assert [path.name for path in templates.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_examples_in_a_new_theme_work(run: Run, templates: Path, lang: str) -> None:
    assert run("--lang", lang, "theme", "new", "umi", "--from", "base")[0] == 0
    folder = templates / "umi"
    toml = (folder / "theme.toml").read_text(encoding="utf-8")
    lines = [
        line.removeprefix("# ") if line.startswith(("# [", "# type", "# def", "# lab")) else line
        for line in toml.splitlines()
    ]
    write(folder, {"theme.toml": "\n".join(lines)})
    cover = (folder / "partials/cover.html").read_text(encoding="utf-8")
    block = cover[cover.index("{% block") : cover.rindex("#}")]
    write(folder, {"partials/cover.html": f'{{% extends "!base/partials/cover.html" %}}{block}'})
    theme = load_theme("umi", templates, FILTERS)
    assert theme.tokens["accent"].default == "#225588"
    assert theme.tokens["paper"].label["ja"]
    use = lint(theme, TEMPLATES, CommonView, load_words(templates, "en", {}, Place())[0])
    assert told(tuple(use.problems.values())) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Umi",), "cannot be the name"),
        (("../umi",), "cannot be the name"),
        (("",), "cannot be the name"),
        (("a--b",), "cannot be the name"),
        (("shizuka",), "already a folder"),
        (("words",), "already a folder"),
        (("umi", "--from", "shizuak"), "did you mean shizuka?"),
    ],
)
def test_themes_that_cannot_be_begun(
    run: Run, templates: Path, words: tuple[str, ...], said: str
) -> None:
    before = sorted(templates.iterdir())
    code, out, err = run("theme", "new", *words)
    assert (code, out) == (2, "")
    assert said in err
    assert sorted(templates.iterdir()) == before


def test_a_folder_that_cannot_be_written(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(MachineError):
        new_theme("umi", "base", templates, "en")
    assert [
        path.name for path in templates.iterdir() if "umi" in path.name or "." in path.name
    ] == []


# ---- eject and which


@pytest.mark.parametrize(
    "name", ["partials/callout.html", "figures/rings.svg", "css/rules.css", "booklet.html"]
)
def test_a_copy_says_where_it_came_from(run: Run, templates: Path, name: str) -> None:
    mine(templates, {"theme.toml": 'extends = "shizuka"\n'})
    code, out, _ = run("theme", "eject", name, "--theme", "mine")
    assert (code, Path(out.strip())) == (0, Path("templates/mine") / name)
    theme = load_theme("mine", templates, FILTERS)
    first, *rest = (templates / "mine" / name).read_text(encoding="utf-8").splitlines()
    original = files_named(name, theme)[1]
    assert "Taken from" in first
    assert rest == original.read_text(encoding="utf-8").splitlines()
    assert told(changed_originals(theme)) == []
    write(original.parent, {original.name: "{# new #}" + original.read_text(encoding="utf-8")})
    (line,) = told(changed_originals(theme))
    shown = original.relative_to(templates).as_posix()
    assert line == f"mine/{name}:1: warning original-changed templates/{shown}"
    original.unlink()
    assert "original-gone" in told(changed_originals(theme))[0]


def test_a_copy_changes_nothing_on_the_page(run: Run, templates: Path) -> None:
    mine(templates, {})
    assert run("theme", "eject", "partials/rule.html", "-t", "mine")[0] == 0
    theme = load_theme("mine", templates, FILTERS)
    base = load_theme("base", templates, FILTERS)
    given = {"line": "1", "number": 1, "text": "t", "note": ""}
    texts = [t.environment.get_template("partials/rule.html").render(given) for t in (theme, base)]
    assert texts[0] == texts[1]


def test_a_copy_without_remarks_is_noted_in_the_theme(run: Run, templates: Path) -> None:
    toml = '[ejected]\n"other.png" = "x"\n'
    mine(templates, {"theme.toml": f'extends = "base"\n{toml}'})
    (templates / "base/paper.png").write_bytes(b"\x89PNG 1")
    assert run("theme", "eject", "paper.png", "-t", "mine")[0] == 0
    assert (templates / "mine/paper.png").read_bytes() == b"\x89PNG 1"
    theme = load_theme("mine", templates, FILTERS)
    assert set(theme.ejected) == {"other.png", "paper.png"}
    assert told(changed_originals(theme)) == []
    (templates / "base/paper.png").write_bytes(b"\x89PNG 2")
    assert told(changed_originals(theme)) == [
        "mine/theme.toml:3: warning original-changed templates/base/paper.png"
    ]
    assert run("theme", "eject", "paper.png", "-t", "mine", "--force")[0] == 0
    assert told(changed_originals(load_theme("mine", templates, FILTERS))) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("partials/calout.html", "did you mean partials/callout.html?"),
        ("theme.toml", "has a file"),
        ("../words/en.toml", "is not the name of a file"),
        ("/etc/hostname", "is not the name of a file"),
        ("..\\words\\en.toml", "is not the name of a file"),
        ("C:/x.html", "is not the name of a file"),
        ("", "is not the name of a file"),
        ("partials/cover.html", "add --force"),
        ("link/x.html", "is not the name of a file"),
        ("out.html", "is not the name of a file"),
    ],
)
def test_what_cannot_be_copied(run: Run, templates: Path, name: str, said: str) -> None:
    mine(templates, {"partials/cover.html": "mine"})
    outside = templates.parent / "outside"
    outside.mkdir()
    (outside / "secret.html").write_text("secret")
    write(templates / "base/link", {"x.html": "x"})
    (templates / "mine/link").symlink_to(outside)
    (templates / "base/out.html").symlink_to(outside / "secret.html")
    code, out, err = run("theme", "eject", name, "--theme", "mine")
    assert (code, out) == (2, "")
    assert said in err
    assert (templates / "mine/partials/cover.html").read_text() == "mine"
    assert sorted(path.name for path in outside.iterdir()) == ["secret.html"]


def test_a_copy_is_written_over_only_when_told(run: Run, templates: Path) -> None:
    theme = mine(templates, {"partials/cover.html": "mine"})
    assert eject("partials/cover.html", theme, force=True)
    assert "Taken from base/partials/cover.html" in (
        templates / "mine/partials/cover.html"
    ).read_text(encoding="utf-8")


def test_which(run: Run) -> None:
    code, out, _ = run("theme", "which", "partials/cover.html")
    assert code == 0
    lines = [line.replace("\\", "/") for line in out.splitlines()]
    assert lines == [
        "templates/shizuka/partials/cover.html",
        "  in the place of templates/base/partials/cover.html",
    ]
    assert run("theme", "which", "css/type.css", "--theme", "base")[0] == 0
    code, _, err = run("theme", "which", "css/tpye.css")
    assert (code, "did you mean css/type.css?" in err) == (2, True)


# ---- list, vars, gallery


def test_list(run: Run, templates: Path) -> None:
    mine(templates, {"theme.toml": 'extends = "base"\ndescription = "Mine."\n'})
    head, *rows = run("theme", "list")[1].splitlines()
    assert head.split() == ["theme", "extends", "description"]
    assert [row.split()[0] for row in rows] == ["base", "mine", "shizuka"]
    assert "白い紙" in run("--lang", "ja", "theme", "list")[1]
    assert "Mine." in run("--lang", "ja", "theme", "list")[1]
    write(templates / "mine", {"theme.toml": "x = 1\n"})
    code, out, err = run("theme", "list")
    assert (code, "shizuka" in out, "unknown-theme-key" in err) == (1, True, False)
    assert "no use for" in err


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_vars_tell_everything(run: Run, templates: Path, lang: str) -> None:
    mine(templates, {"theme.toml": '[tokens.paper]\ntype = "text"\ndefault = "x"\n'})
    code, out, _ = run("--lang", lang, "theme", "vars")
    assert code == 0
    views = [CommonView, *TEMPLATES.values(), Meta, Contact, ChecklistMeta]
    names = {field.name for view in views for field in fields(view)}
    names |= {*load_theme("shizuka", templates, FILTERS).tokens, "imprint-title"}
    words = {line.split()[0] for line in out.splitlines() if line}
    assert names - words == set()
    assert "paper" in run("theme", "vars", "-t", "mine")[1]


def test_what_a_token_takes() -> None:
    tokens = load_theme("shizuka", ROOT / "templates", FILTERS).tokens
    assert takes(tokens["size"], "en") == "7 to 16 pt"
    assert takes(tokens["chars"], "ja") == "12〜60"
    assert takes(tokens["chapters"], "en") == "auto, page, left, right"
    assert takes(tokens["ink"], "ja") == "色"


def test_the_gallery_shows_every_theme(run: Run, templates: Path, tmp_path: Path) -> None:
    shutil.rmtree(templates / "shizuka")
    guide = "---\ntitle: A\n---\n\n## B {#b layout=rules}\n\n- [ ] One.\n- [ ] Two.\n"
    write(templates.parent / "content", {"small.md": guide})
    code, out, err = run("theme", "gallery", "--guide", "small", "-o", str(tmp_path / "pictures"))
    assert (code, err) == (0, "")
    assert Path(out.strip()) == tmp_path / "pictures/theme-base.png"
    data = (tmp_path / "pictures/theme-base.png").read_bytes()
    assert len(data) < 60_000
    assert Image.open(io.BytesIO(data)).height == 340


# ---- the sample guides


@pytest.fixture(scope="module", params=["en", "ja"])
def sample(request: pytest.FixtureRequest) -> Guide:
    guide, problems = read_guide(SAMPLES / request.param)
    assert [problem.code for problem in problems] == []
    assert guide is not None
    return guide


def _elements(guide: Guide) -> set[str]:
    """Give the kinds of elements in a guide: tags, with the classes that the dialect gives."""
    trees = [chapter.body for chapter in guide.chapters]
    return {
        " ".join([str(each.tag), *each.get("class", "").split()])
        for tree in trees
        for each in tree.iter()
    }


def test_the_samples_use_the_whole_front_matter(sample: Guide) -> None:
    chosen = {"theme", "tokens", "writing"}  # by whoever builds the sample
    empty = {name for name in (f.name for f in fields(Meta)) if not getattr(sample.meta, name)}
    assert empty == chosen
    assert all(getattr(sample.meta.contact, f.name) for f in fields(Contact))
    assert all(getattr(sample.meta.checklist, f.name) for f in fields(ChecklistMeta))


def test_the_samples_use_every_layout_callout_and_drawing(sample: Guide) -> None:
    assert {chapter.layout for chapter in sample.chapters} == {layout.name for layout in LAYOUTS}
    found = [each for chapter in sample.chapters for each in chapter.body.iter()]
    assert {e.get("kind") for e in found if e.tag == "callout"} == {kind.name for kind in CALLOUTS}
    assert {e.get("name") for e in found if e.tag == "drawing"} == set(SCHEMAS)
    assert {bool(rule.note) for rule in sample.rules} == {True, False}


def test_the_samples_use_whatever_the_shipped_guides_do(
    sample: Guide, guides: dict[str, Guide]
) -> None:
    used = {element for guide in guides.values() for element in _elements(guide)}
    classes = {"against", "for", "images", "rules", "what"}
    lacking = {each for each in used - _elements(sample) if not set(each.split()) & classes}
    assert lacking == set()


# ---- the reference page


@pytest.mark.parametrize(
    ("lang", "page"), [("en", "template-reference.md"), ("ja", "template-reference.ja.md")]
)
def test_the_reference_page_is_true(lang: str, page: str) -> None:
    from tools.make_reference import text_of

    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == text_of(lang)
