"""The dialect: fixture files, source lines, hostile input, speed of import."""

from __future__ import annotations

import json
import pkgutil
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import NoneType
from xml.etree.ElementTree import Element, SubElement, tostring

import pytest

from sasshi.dialect import FEATURES, Parsed, features, parse
from sasshi.dialect.block_parser import BlockRule, BlockState, Start, block_parser
from sasshi.dialect.draft import Draft
from sasshi.dialect.features.tables import column_widths
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.finish import finish as finish_tree
from sasshi.dialect.grammar import Grammar, grammar_of
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.source_lines import number_lines

CASES = Path(__file__).parent / "cases"

#: Elements that begin a line of their own in the expected output.
_BLOCKS = (
    "blockquote|callout|callout-title|col|colgroup|dd|div|dl|drawing|dt|figcaption|figure|h[1-6]"
    "|hr|li|ol|p|pre|rule|rule-text|table|tbody|td|th|thead|tr|ul"
)


def _cases() -> Iterator[object]:
    """Give each case of ``cases/*.md``: a title, the Markdown, and what becomes of it.

    The parts stand between lines of a single dot, as in markdown-it-py's fixtures. A title
    that ends in ``[en]`` says the language; else it is Japanese.
    """
    for path in sorted(CASES.glob("*.md")):
        parts = re.split(r"^\.\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for at in range(0, len(parts) - 2, 3):
            title = parts[at].strip().splitlines()[-1]
            name = f"{path.stem}: {title}"
            yield pytest.param(title, parts[at + 1], parts[at + 2], id=name)


def show(parsed: Parsed) -> str:
    """Give the tree, each block on a line of its own, and below it the problems."""
    lines = re.sub(rf"(?<!^)(?=<(?:{_BLOCKS})\b)", "\n", tostring(parsed.tree, encoding="unicode"))
    lines = lines.replace(' data-line="', ' @"').removeprefix('<div @"1">').removesuffix("</div>")
    problems = [f"{p.place.line}: {p.severity}: {p.code}" for p in parsed.problems]
    return "\n".join([*filter(None, [lines.strip("\n")]), *problems]) + "\n"


@pytest.mark.parametrize(("title", "source", "expected"), list(_cases()))
def test_case(title: str, source: str, expected: str) -> None:
    language = re.search(r"\[(\w+)\]$", title)
    parsed = parse(source, lang=language[1] if language else "ja", path="x.md")
    assert show(parsed) == expected


# ---- source lines


def _lines_of_words(source: str) -> dict[str, int]:
    """Give the line of each numbered word, however the lines end."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return {word: at for at, line in enumerate(lines, 1) for word in re.findall(r"w\d+w", line)}


def _check_lines(source: str, first_line: int = 1) -> None:
    """Check that every element's line is that of the first word in it."""
    parsed = parse(source, lang="en", path="x.md", first_line=first_line)
    assert [p.code for p in parsed.problems if p.code != "indented-text"] == []
    where = _lines_of_words(source)
    seen = 0
    for element in parsed.tree.iter():
        line = element.get("data-line")
        found = re.search(r"w\d+w", tostring(element, encoding="unicode"))
        if element is parsed.tree or line is None or found is None:
            continue
        assert int(line) - first_line + 1 == where[found[0]], (element.tag, found[0])
        seen += 1
    for target in (*parsed.links, *parsed.images):
        assert target.line - first_line + 1 == where[target.target.removeprefix("#")]
    assert seen
    words = re.findall(r"w\d+w", tostring(parsed.tree, encoding="unicode"))
    assert set(where) <= set(words), "a word was lost"


class _Author:
    """Writes documents at random, every word of them different."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def word(self) -> str:
        self.count += 1
        return f"w{self.count}w"

    def text(self, lines: int = 0) -> list[str]:
        """Give a paragraph: words, emphasis, code, links, breaks."""
        made = []
        for _ in range(lines or self.random.randint(1, 4)):
            kinds = ["{}", "{}", "**{}**", "*{}", "`{}`", "[x](#{})", "{} "]
            piece = self.random.choice(kinds).format(self.word())
            made.append(f"{piece} {self.word()}{self.random.choice(['', '', chr(92), '  '])}")
        made[-1] = made[-1].rstrip("\\ ")
        return made

    def document(self, depth: int = 0) -> list[str]:
        """Give some blocks with empty lines, or comments, between them."""
        made: list[str] = []
        for _ in range(self.random.randint(1, 6 if depth == 0 else 3)):
            made += self.block(depth)
            made += self.random.choice([[""], ["", ""], ["", "<!-- x", "y -->", ""]])
        return made

    def block(self, depth: int) -> list[str]:
        simple = [self.text, self.heading, self.fence, self.table, self.rows, self.terms]
        nested = [self.items, self.tasks, self.quote, self.callout] if depth < 3 else []
        chosen = self.random.choice([*simple, *nested])
        return chosen() if chosen in simple else chosen(depth)  # type: ignore[operator]

    def heading(self) -> list[str]:
        return ["#" * self.random.randint(1, 6) + " " + self.word()]

    def fence(self) -> list[str]:
        mark = self.random.choice(["```", "~~~~"])
        return [f"{mark}{self.word()}", "# no heading", "", "- no item", "<!-- none -->", mark]

    def table(self) -> list[str]:
        return [f"| {self.word()} | b |", "|---|---|", f"| {self.word()} | {self.word()} |"]

    def rows(self) -> list[str]:
        return [f"{self.word()} | {{漢|かん}}", "--- | ---", f"`a|b` | {self.word()}"]

    def terms(self) -> list[str]:
        return [self.word(), self.word(), f":   {self.word()}", *_indent(self.text(1), 4)]

    def items(self, depth: int) -> list[str]:
        mark, width = self.random.choice([("- ", 2), ("* ", 4), ("1. ", 3), ("10. ", 4)])
        made: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            made += [f"{mark}{self.word()}", *_indent(self.text(1), self.random.choice([0, width]))]
            if self.random.random() < 0.4:
                made += self.random.choice([[], [""]])
                made += _indent(self.items(depth + 1) if depth < 3 else self.text(), width)
            if self.random.random() < 0.3:
                made += ["", *_indent(self.document(depth + 1), width)]
        return made

    def tasks(self, depth: int) -> list[str]:
        made: list[str] = []
        for _ in range(self.random.randint(1, 3)):
            made += [f"- [{self.random.choice(' xX')}] {self.word()}"]
            made += ["", *_indent(self.text(), 4), ""] if self.random.random() < 0.5 else []
        return made

    def quote(self, depth: int) -> list[str]:
        return [f"> {line}".rstrip() for line in ["*" + self.word(), "", *self.document(depth + 1)]]

    def callout(self, depth: int) -> list[str]:
        body = [f"> {line}".rstrip() for line in self.document(depth + 1)]
        return [f"> [!TIP] {self.word()}", *body]


def _indent(lines: list[str], width: int) -> list[str]:
    return [" " * width + line if line else line for line in lines]


@pytest.mark.parametrize("seed", range(150))
def test_every_block_has_the_line_of_its_first_word(seed: int) -> None:
    lines = _Author(seed).document()
    end = ["\n", "\r\n", "\r"][seed % 3]
    source = end.join(lines)
    if seed % 2:
        source = re.sub(r"^((?:    )+)", lambda m: "\t" * (len(m[1]) // 4), source, flags=re.M)
    _check_lines(source, first_line=1 + seed % 7)


def test_equal_lines_are_not_confused() -> None:
    same = "x\n\n- x\n  - x\n\n> x\n> - x\n\n| x |\n|---|\n| x |\n| x |\n\nx\n: x\n\nx\n"
    tree = parse(same, lang="en", path="x.md").tree
    lines = [int(each.get("data-line", 0)) for each in tree.iter() if (each.text or "") == "x"]
    assert lines == [1, 3, 4, 6, 7, 9, 11, 12, 14, 15, 17]


def test_inline_elements_have_the_line_they_stand_on() -> None:
    source = "a\n**b\n[c](#x)\nd** `e\nf` ![g](y\n'h') \\\n[^1]<i>\n\n[^1]: j\n    [k](#z)\n"
    parsed = parse(source, lang="en", path="x.md")
    assert [(t.target, t.line) for t in parsed.links] == [("#x", 3), ("#z", 10)]
    assert [(t.target, t.line) for t in parsed.images] == [("y", 5)]
    footnotes = parsed.tree.findall(".//span[@class='footnote']")
    assert [each.get("data-line") for each in footnotes] == ["7"]
    problems = [("image-title-in-text", 5), ("html-in-markdown", 7)]
    assert [(p.code, p.place.line) for p in parsed.problems] == problems


# ---- the tree holds what is promised


def test_no_placeholder_is_left() -> None:
    source = "*a* `b\\*` \\* &amp; [c\\]](d\\_e) ![`f` \\*](g) {漢|か} <h@i.example> \\\\ {#x}\n"
    source += "```\nx\n```\n"
    tree = parse(source, lang="en", path="x.md").tree
    text = tostring(tree, encoding="unicode")
    assert not re.search(r"[\x02\x03]|klzz|wzxh|data-(?:text|skip)|problem", text)
    assert {type(text) for each in tree.iter() for text in (each.text, each.tail)} == {
        str,
        NoneType,
    }


def test_the_data_of_a_drawing_of_ones_own_is_kept_whole() -> None:
    """A value that is nothing must not make the drawing vanish."""
    source = "/// figure | own\nalt: a\nnothing:\nlist: [b, null, {c: 'd'}]\n///\n"
    parsed = parse(source, lang="en", path="x.md")
    data = json.loads(parsed.tree[0].get("data", ""))
    assert data == {"alt": "a", "nothing": None, "list": ["b", None, {"c": "d"}]}


@pytest.mark.parametrize("lengths", [[[1]], [[1, 2], [300, 9]], [[0]] * 3, [[5]] * 30, [[9]] * 100])
def test_widths_add_up(lengths: list[list[int]]) -> None:
    widths = column_widths(lengths)
    assert sum(widths) == 100
    assert min(widths) >= min(12, 100 // len(lengths))


# ---- features


def test_every_feature_is_in_the_table() -> None:
    modules = {each.name for each in pkgutil.iter_modules(features.__path__)}
    assert {each.__name__.rpartition(".")[2] for each in FEATURES} == modules  # type: ignore[attr-defined]
    assert len(FEATURES) == len(modules)


class _Boxes:
    """A feature as others may add it: a block behind ``!!!``, ``==marks==``, and their count."""

    def register(self, grammar: Grammar) -> None:
        grammar.add(
            BlockRule(self._take, (Start(" *!!!"),)),
            pattern_rule(Binding.PIECES, r"==([^=]+)==", self._mark, attributed=("mark",)),
            FinishingRule(self._count),
        )

    def _take(self, state: BlockState, position: int) -> int:
        line = state.lines[position]
        if not line.text.lstrip().startswith("!!!"):
            return position
        state.nest([line.cut(line.indent)._replace(text=line.text.strip(" !"))], self._box(state))
        return position + 1

    def _box(self, state: BlockState) -> Element:
        return SubElement(state.parent, "box")

    def _mark(self, match: re.Match[str], text: str) -> Made:
        element = Element("mark")
        element.text = match[1]
        return element, match.start(), match.end()

    def _count(self, finish: Finish) -> None:
        finish.tree.set("boxes", str(len(list(finish.tree.iter("box")))))


def test_a_feature_is_one_thing_that_registers_its_rules() -> None:
    grammar = grammar_of((_Boxes(), *FEATURES))
    draft, tree = Draft("en", "x.md"), Element("div")
    lines, _ = number_lines("Text\n!!! ==a *b*=={.c} [d](#d)\n> q\n!!! e\n", 1)
    block_parser(grammar).parse(draft, lines, tree)
    finish_tree(grammar, draft, tree)
    assert tree.get("boxes") == "2"
    assert [child.tag for child in tree] == ["p", "box", "blockquote", "box"]
    box = tostring(tree[1], encoding="unicode")
    assert '<mark class="c">a <em>b</em></mark>' in box
    assert [(link.target, link.line) for link in draft.links] == [("#d", 2)]


# ---- hostile input

HOSTILE = {
    "brackets": "[" * 19_000,
    "links": "[a](" * 4_700,
    "images": "![" * 9_000,
    "emphasis": "*a " * 3_000 + "a* " * 3_000,
    "stars": "*" * 19_000,
    "ticks": " ".join("`" * n for n in range(1, 190)),
    "tags": "<a " * 6_000,
    "quotes": " 'a\"" * 4_000,
    "ruby": "{a|" * 6_000,
    "spaces": "a" + " " * 19_000 + "b {",
    "list nest": "- " * 9_000 + "a",
    "list ladder": "\n".join("  " * n + "- a" for n in range(200)),
    "quote nest": ">" * 9_000 + " a",
    "quote ladder": "\n".join(">" * n + " a" for n in range(1, 300)),
    "table": "|" * 500 + "\n" + "|-" * 500 + "|\n" + ("|" * 500 + "\n") * 5,
    "one word": "漢" * 300_000,
    "long lines": ("漢" * 19_000 + "\n\n") * 10,
    "comments": "<!--" * 5_000,
    "entity": "&#" + "9" * 9_000 + ";",
    "attributes": "# a " + "{.a " * 4_000 + "}",
    "definitions": "a\n: b\n" * 3_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_quick_and_raises_nothing(name: str) -> None:
    start = time.process_time()
    for lang in ("ja", "en"):
        parse(HOSTILE[name], lang=lang, path="x.md")
    assert time.process_time() - start < 8


@pytest.mark.parametrize("name", ["list nest", "list ladder", "quote nest", "quote ladder"])
def test_nesting_too_deep_is_an_error_with_its_line(name: str) -> None:
    problems = parse(HOSTILE[name], lang="ja", path="x.md").problems
    found = [p for p in problems if p.code == "nesting-too-deep"]
    assert len(found) == 1
    assert found[0].place.line == (1 if "nest" in name else found[0].place.line)


# ---- what an import costs


def test_the_import_is_lean() -> None:
    code = "import sys, sasshi.dialect; print(*sorted(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    modules = set(run.stdout.split())
    heavy = {"pygments", "PIL", "weasyprint", "pymdownx", "jinja2", "importlib.metadata", "http"}
    assert modules & heavy == set()
