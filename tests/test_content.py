"""Reading guides: the broken ones in ``errors/``, what becomes of good ones, and a fuzzer."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import tostring

import pytest
from PIL import Image

from sasshi.content import find_guides, read_guide
from sasshi.content.decode import decode
from sasshi.content.frontmatter import read_front_matter
from sasshi.model import Guide, Meta
from sasshi.problems import Problem

ERRORS = Path(__file__).parent / "errors"
HEAD = "---\ntitle: T\nlang: en\n---\n\n"


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Give each problem as ``path:line: severity: code``."""
    return [f"{p.place}: {p.severity}: {p.code}" for p in problems]


@pytest.mark.parametrize("folder", sorted(ERRORS.iterdir()), ids=lambda path: path.name)
def test_errors(folder: Path) -> None:
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    found: list[str] = []
    for path in find_guides(folder):
        guide, problems = read_guide(path, base=folder)
        found += told(problems)
        assert (guide is None) == any(": error: " in line for line in told(problems))
    assert found == expected


def write(root: Path, files: dict[str, str]) -> Path:
    """Write a guide of several files."""
    guide = root / "guide"
    guide.mkdir()
    for name, text in files.items():
        (guide / name).parent.mkdir(exist_ok=True)
        (guide / name).write_text(text, encoding="utf-8")
    return guide


def read_good(path: Path) -> Guide:
    """Read a guide that has no errors."""
    guide, problems = read_guide(path)
    assert guide is not None, told(problems)
    return guide


# ---- good guides


def test_find_guides(tmp_path: Path) -> None:
    for name in ("b", "_hidden", ".git", "empty", "without-index"):
        (tmp_path / name).mkdir()
    for name in ("b/index.md", "_hidden/index.md", ".git/index.md", "a.md", "_c.md", ".d.md"):
        (tmp_path / name).write_text(HEAD)
    (tmp_path / "note.txt").write_text("")
    (tmp_path / "without-index" / "10-a.md").write_text("# A\n")
    names = [path.name for path in find_guides(tmp_path)]
    assert names == ["a.md", "b", "without-index"]
    assert find_guides(tmp_path / "nothing") == ()


def test_a_folder(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {
            "index.md": HEAD + "Lead.",
            "20-two.md": "# Two {#t .x .unnumbered short=S}\n\n- [ ] a\n\n## H\n\n- [ ] b\n",
            "10-one.md": "# *One* {漢|かん}\n\n[x](20-two.md) [y](#h)\n",
            "30-three.md": "# Three {layout=summary}\n\ntext\n",
            "40-four.md": "# Four\n\n- [x] c\n\n    why\n",
            "_draft.md": "no chapter",
        },
    )
    guide = read_good(path)
    assert (guide.name, guide.root, guide.meta.title) == ("guide", path, "T")
    assert [c.title_text for c in guide.chapters] == ["One 漢", "Two", "Three", "Four"]
    assert [c.number for c in guide.chapters] == [1, None, None, 2]
    assert [c.layout for c in guide.chapters] == ["chapter", "chapter", "summary", "chapter"]
    assert [c.short for c in guide.chapters] == ["One 漢", "S", "Three", "Four"]
    assert [c.id for c in guide.chapters] == ["one-漢", "t", "three", "four"]
    assert [(r.number, r.heading) for r in guide.rules] == [(1, "Two"), (2, "H"), (3, "Four")]
    assert [len(r.note) for r in guide.rules] == [0, 0, 1]
    assert [(r.place.line, "".join(r.text.itertext())) for r in guide.rules][1] == (7, "b")
    assert guide.chapters[1].title.attrib == {"data-line": "1", "id": "t", "class": "x"}
    hrefs = [a.get("href") for a in guide.chapters[0].body.iter("a")]
    assert hrefs == ["#t", "#h"]
    assert len(guide.files) == 5
    numbers = [rule.get("number") for c in guide.chapters for rule in c.body.iter("rule")]
    assert numbers == ["1", "2", "3"]


def test_chapters_are_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    files = {"index.md": HEAD, "10-a.md": "# Ten\n\n- [ ] a\n", "2.md": "# Two\n\na\n"}
    guide = read_good(write(tmp_path, files | {"1章.md": "# One\n\na\n"}))
    assert [chapter.title_text for chapter in guide.chapters] == ["One", "Two", "Ten"]


def test_a_single_file(tmp_path: Path) -> None:
    path = tmp_path / "leaflet.md"
    path.write_text(
        HEAD + "Lead.\n\n## One {#o}\n\n### Section\n\n- [ ] a\n\n#### Sub\n\n## Two\n\nb"
    )
    guide = read_good(path)
    assert guide.name == "leaflet"
    assert guide.root == tmp_path
    assert [c.id for c in guide.chapters] == ["o", "two"]
    assert [c.line for c in guide.chapters] == [8, 16]
    assert [each.tag for each in guide.chapters[0].body] == ["h2", "ul", "h3"]
    assert [each.get("data-line") for each in guide.chapters[0].body] == ["10", "12", "14"]
    assert guide.lead is not None
    assert "".join(guide.lead.itertext()) == "Lead."


def test_a_folder_of_one_file_is_a_single_file_guide(tmp_path: Path) -> None:
    guide = read_good(write(tmp_path, {"index.md": HEAD + "## A\n\n- [ ] b\n"}))
    assert [c.title_text for c in guide.chapters] == ["A"]
    assert guide.lead is None


def test_ids_are_unique_in_the_whole_guide(tmp_path: Path) -> None:
    note = "\n\na[^1] b[^1]\n\n[^1]: n\n"
    path = write(
        tmp_path,
        {
            "index.md": HEAD,
            "10-a.md": "# Same\n\n## Same\n\n## 日本 語！" + note,
            "20-b.md": "# Same\n\n## Other {#same-3}\n\n## ?!" + note,
        },
    )
    guide = read_good(path)
    ids = [e.get("id") for c in guide.chapters for t in (c.title, c.body) for e in t.iter()]
    found = [name for name in ids if name]
    expected = ["same", "same-2", "日本-語", "fn-1", "same-4", "same-3", "section", "fn-2"]
    assert found == expected
    again = [e.get("href") for c in guide.chapters for e in c.body.iter("a")]
    assert again == ["#fn-1", "#fn-2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark(tmp_path: Path, end: str, mark: str) -> None:
    path = tmp_path / "a.md"
    text = HEAD + "## A\n\n```\nx\n```\n\n- [ ] b\n"
    path.write_bytes((mark + text.replace("\n", end)).encode())
    guide = read_good(path)
    assert [rule.place.line for rule in guide.rules] == [12]
    assert "".join(guide.chapters[0].body[0].itertext()) == "x\n"


def test_pictures_get_paths_from_the_root(tmp_path: Path, root: Path) -> None:
    text = HEAD + "## A\n\n- [ ] b\n\n![c](./images/../images/d%20e.svg)\n"
    path = write(tmp_path, {"index.md": text, "images/d e.svg": "<svg/>"})
    guide = read_good(path)
    images = [image.get("src") for image in guide.chapters[0].body.iter("img")]
    assert images == ["images/d e.svg"]
    assert path / "images/d e.svg" in guide.files


def _sparse(path: Path, size: int) -> None:
    """Make a file of so many bytes that takes no room on the disk."""
    with path.open("wb") as file:
        file.truncate(size)


def test_bytes_and_pixels_of_a_picture_are_two_limits(tmp_path: Path) -> None:
    text = HEAD + "## A\n\n- [ ] b\n\n![heavy](heavy.png)\n\n![wide](wide.png)\n"
    path = write(tmp_path, {"index.md": text})
    _sparse(path / "heavy.png", 105_000_000)
    Image.new("1", (10_000, 6_000)).save(path / "wide.png")
    heavy, wide = read_guide(path)[1]
    assert (heavy.code, wide.code) == ("image-file-too-large", "image-too-large")
    assert "105 MB" in heavy.text()[0]
    assert "100 MB" in (heavy.text()[1] or "")
    assert "10000 × 6000" in wide.text()[0]
    assert "50 million pixels" in (wide.text()[1] or "")


# ---- front matter


def meta_of(text: str) -> Meta:
    """Read front matter that has no errors."""
    front = read_front_matter(f"---\n{text}\n---\n", "x.md")
    assert front.meta is not None, told(front.problems)
    return front.meta


def test_values_are_what_was_typed() -> None:
    meta = meta_of(
        "title: No\nedition: 2.10\ndate: 2026-11-23\ncontact: {phone: 0123, hours: 9:30}"
    )
    assert (meta.title, meta.edition, meta.date) == ("No", "2.10", "2026-11-23")
    assert meta.contact is not None
    assert (meta.contact.phone, meta.contact.hours) == ("0123", "9:30")


def test_tokens_have_types() -> None:
    given = 'a: 1, b: 1.5, c: true, d: "#fff", e: 12:30, f: 1e3, g: -2, h: "3"'
    tokens = meta_of(f"title: T\ntokens: {{{given}}}").tokens
    expected = {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": "#fff",
        "e": "12:30",
        "f": "1e3",
        "g": -2,
        "h": "3",
    }
    assert dict(tokens) == expected
    assert [type(value) for value in tokens.values()] == [type(v) for v in expected.values()]


def test_lines_are_kept() -> None:
    lines = meta_of("title: T\ntokens:\n  accent: x\n\n  size: 2\nlang: en").lines
    wanted = {"title": 2, "tokens": 3, "tokens.accent": 4, "tokens.size": 6, "lang": 7}
    assert {key: lines[key] for key in wanted} == wanted


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        *(("JA", "ja"), ("ja-jp", "ja-JP"), ("EN-gb", "en-GB"), ("en", "en")),
        *(("ZH-HANT-tw", "zh-Hant-TW"), ("de-CH-1996", "de-CH-1996"), ("GSW", "gsw")),
    ],
)
def test_languages_have_the_usual_case(typed: str, tag: str) -> None:
    assert meta_of(f"title: T\nlang: {typed}").lang == tag


def test_quotes_are_curled_in_titles() -> None:
    meta = meta_of("title: Don't \"panic\"\nlang: en\nchecklist: {signs: [It's late]}")
    assert meta.title == "Don’t “panic”"
    assert meta.checklist.signs[0].title == "It’s late"
    assert meta_of("title: Don't").title == "Don't"


def test_a_mistyped_key_hides_a_missing_title_only_where_the_title_stands() -> None:
    def codes(text: str) -> list[str]:
        return [p.code for p in read_front_matter(f"---\n{text}\n---\n", "x.md").problems]

    assert codes("titel: T") == ["unknown-key-near"]
    inside = codes("checklist: {signs: [{titel: x, title: y}]}")
    assert sorted(inside) == ["title-missing", "unknown-key-near"]


def test_a_sign_is_a_title_or_a_title_and_a_text() -> None:
    signs = meta_of("title: T\nchecklist: {signs: [a, {title: b, text: c}, 404]}").checklist.signs
    assert [(sign.title, sign.text) for sign in signs] == [("a", ""), ("b", "c"), ("404", "")]


# ---- files that are not what they seem


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("cp932", "SHIFT_JIS"),
        ("euc_jp", "EUC-JP"),
        ("iso2022_jp", "ISO-2022-JP"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
    ],
)
def test_other_encodings_are_named(codec: str, name: str) -> None:
    text = "---\ntitle: 道具の図書館\n---\n\n## はじめに\n\nご近所で道具を分け合う。\n"
    _, problems = decode(text.encode(codec), "x.md")
    assert [(p.code, dict(p.params).get("encoding")) for p in problems] == [("encoding", name)]


def test_western_encodings_are_named() -> None:
    _, problems = decode("Überall schöne Bücher, caf\xe9 – “ja”".encode("cp1252"), "x.md")
    assert dict(problems[0].params)["encoding"] == "WINDOWS-1252"


def test_one_broken_byte_has_its_line() -> None:
    data = "日本語の文章です。\n".encode() * 5 + b"\xe6\x97\n" + "続きます。\n".encode()
    _, problems = decode(data, "x.md")
    assert told(problems) == ["x.md:6: error: not-utf8"]
    _, problems = decode(b"a\n\xed\xa0\x80 \n", "x.md")  # a lone surrogate
    assert problems[0].code in ("not-utf8", "encoding")


def test_symbolic_links_out_of_the_guide(tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("# A\n\nsecret")
    (tmp_path / "p.svg").write_text("<svg/>")
    path = write(tmp_path, {"index.md": HEAD, "20-b.md": "# B\n\n- [ ] c\n\n![p](p.svg)\n"})
    (path / "10-a.md").symlink_to(outside)
    (path / "p.svg").symlink_to(tmp_path / "p.svg")
    (path / "30-c.md").symlink_to("30-c.md")
    (path / "40-d.md").symlink_to("nowhere.md")
    guide, problems = read_guide(path, base=path)
    assert guide is None
    assert sorted(told(problems)) == [
        "10-a.md: error: file-outside",
        "20-b.md:5: error: image-outside",
        "30-c.md: error: file-dangling",
        "40-d.md: error: file-dangling",
    ]


def test_symbolic_links_within_the_guide_and_to_it(tmp_path: Path) -> None:
    path = write(tmp_path, {"index.md": HEAD, "10-a.md": "# A\n\n- [ ] b\n"})
    (path / "20-b.md").symlink_to(path / "10-a.md")
    (tmp_path / "link").symlink_to(path)
    assert len(read_good(tmp_path / "link").chapters) == 2


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, {"index.md": HEAD, "10-a.md": "# A\n", "20-b.md": "# B\n\n- [ ] c\n"})
    (path / "30-c.md").mkdir()
    real = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self.name == "10-a.md":
            raise PermissionError(13, "Permission denied")
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    _, problems = read_guide(path, base=path)
    assert told(problems) == ["10-a.md: error: file-unreadable", "30-c.md: error: file-is-folder"]
    _, problems = read_guide(path / "nothing.md", base=path)
    assert told(problems) == ["nothing.md: error: file-missing"]
    (path / "nothing").mkdir()
    _, problems = read_guide(path / "nothing", base=path)
    assert told(problems) == ["nothing: error: no-markdown"]


def test_a_folder_and_a_file_of_one_name(tmp_path: Path) -> None:
    write(tmp_path, {"index.md": HEAD + "## A\n\n- [ ] b\n"})
    (tmp_path / "guide.md").write_text(HEAD + "## A\n\n- [ ] b\n")
    for path in find_guides(tmp_path):
        assert [p.code for p in read_guide(path)[1]] == ["guide-twice"]


def test_paths_are_shown_from_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, {"index.md": HEAD})
    monkeypatch.chdir(path)
    assert read_guide(path)[1][0].place.path == "index.md"
    assert read_guide(Path(), base=tmp_path)[1][0].place.path == "guide/index.md"
    assert read_guide(path, base=tmp_path / "b")[1][0].place.path == str(path / "index.md")


# ---- whatever is typed, nothing is raised


def _mutate(rng: random.Random, data: bytes) -> bytes:
    """Change a few bytes: delete, repeat, swap, insert, cut."""
    pieces = [
        b"```",
        b"> ",
        b"- [ ] ",
        b"[^1]",
        b"{a|b|c}",
        b"|",
        b"\n\n",
        b"<!--",
        b"///",
        b"---\n",
    ]
    pieces += [
        b"\x00",
        b"\xff",
        b"\xe3\x81",
        b"\t",
        b"\r",
        b"![",
        b"](",
        b"**",
        b"&#",
        b"{#x}",
        b"<b>",
    ]
    pieces += [
        b": ",
        b"    ",
        b"/// figure | x\n",
        b"#",
        b"*a",
        b"\\",
        b"[a]: b",
        "漢".encode(),
        b"&a *a",
    ]
    for _ in range(rng.randint(1, 6)):
        at, length = rng.randrange(len(data)), rng.randint(1, 40)
        kind = rng.randrange(4)
        if kind == 0:
            data = data[:at] + data[at + length :]
        elif kind == 1:
            data = data[:at] + data[at : at + length] * rng.randint(2, 4) + data[at + length :]
        elif kind == 2:
            data = data[:at] + rng.choice(pieces) * rng.randint(1, 3) + data[at:]
        else:
            other = rng.randrange(len(data))
            data = data[:at] + data[other : other + length] + data[at + length :]
        data = data or b"\n"
    return data


def _fuzz(tmp_path: Path, sample: bytes, rounds: range) -> None:
    path = tmp_path / "fuzz.md"
    for seed in rounds:
        data = _mutate(random.Random(seed), sample)
        path.write_bytes(data)
        guide, problems = read_guide(path)
        count = len(re.split(rb"\r\n|\r|\n", data))
        assert all(1 <= (p.place.line or 1) <= count for p in problems), seed
        if guide:
            text = "".join(tostring(c.body, encoding="unicode") for c in guide.chapters)
            assert not re.search("[\x02\x03]|data-skip|data-text|footnote-call", text), seed


SAMPLE = (
    HEAD
    + """Lead *text*[^1].

## 章 {#a layout=rules}

> [!NOTE] Title
> - one
>   two `code`

- [ ] 規則 {漢字|かんじ} <https://x.example>

    なぜ **「か」**。

| a | b |
|---|--:|
| `x|y` | {東京|とう|きょう} |

### Section

term
:   definition \\
    "more"

/// figure | talk
alt: x
///

```py
code
```

![alt](images/x.png "caption"){width=60mm} [link](#a) &amp; <!-- c -->

[^1]: Note.
"""
).encode()


def test_mutations_raise_nothing(tmp_path: Path) -> None:
    _fuzz(tmp_path, SAMPLE, range(400))


@pytest.mark.slow
def test_many_mutations_raise_nothing(tmp_path: Path, root: Path) -> None:
    _fuzz(tmp_path, SAMPLE, range(1_000, 6_000))
    for guide in find_guides(root / "content"):
        for file in (guide,) if guide.is_file() else sorted(guide.glob("*.md")):
            _fuzz(tmp_path, file.read_bytes(), range(200))


def _break_one(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("harm", [_break_one, Path.unlink], ids=["cut", "gone"])
def test_every_guide_of_ours_is_good_and_harm_is_noticed(
    root: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    for guide in find_guides(root / "content"):
        assert told(read_guide(guide)[1]) == []
        if guide.is_dir() and (images := list(guide.glob("images/*"))):
            copy = tmp_path / guide.name
            shutil.copytree(guide, copy)
            harm(copy / "images" / images[0].name)
            assert read_guide(copy)[0] is None
