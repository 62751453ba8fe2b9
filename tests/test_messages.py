"""messages.toml and the code that uses it agree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from sasshi.problems import Problem, error, messages

PACKAGE = Path(__file__).resolve().parent.parent / "sasshi"
MAKERS = {"error", "warning", "note", "problem", "say"}
TREES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Give every call that makes a problem or looks a text up, with its place and code."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            first = node.args[0]
            if name in MAKERS and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield f"{path}:{node.lineno}", node, first.value


def _placeholders(text: str) -> set[str]:
    return {name.partition(".")[0] for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_in_use_has_a_text() -> None:
    lacking = [f"{where}: {code}" for where, _, code in _calls() if code not in messages()]
    assert lacking == []


def test_every_text_is_in_use() -> None:
    constants = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert sorted(set(messages()) - constants) == []


@pytest.mark.parametrize("code", sorted(messages()))
def test_both_languages_say_the_same(code: str) -> None:
    entry = messages()[code]
    assert set(entry) <= {"en", "ja", "en_hint", "ja_hint"}
    assert entry.get("en")
    assert entry.get("ja")
    assert ("en_hint" in entry) == ("ja_hint" in entry)
    assert _placeholders(entry["en"]) == _placeholders(entry["ja"])
    assert _placeholders(entry.get("en_hint", "")) == _placeholders(entry.get("ja_hint", ""))


def test_callers_fill_every_placeholder() -> None:
    lacking = []
    for where, call, code in _calls():
        given = {keyword.arg for keyword in call.keywords}
        if None in given or code not in messages():  # **params
            continue
        wanted = set().union(*map(_placeholders, messages()[code].values()))
        lacking += [f"{where}: {code} needs {{{name}}}" for name in sorted(wanted - given)]
    assert lacking == []


def test_parameters_do_not_hide_those_of_the_makers() -> None:
    """A parameter named like one of ``error()``'s own is a TypeError when it is too late."""
    own = {"code", "place", "severity", "params"}
    clashes = [
        f"{where}: {keyword.arg}"
        for where, call, _ in _calls()
        for keyword in call.keywords
        if keyword.arg in own and not (keyword.arg == "place" and len(call.args) < 2)
    ]
    assert clashes == []


def test_a_language_without_texts_falls_back_to_english() -> None:
    problem: Problem = error("unknown-guide", name="x", nearest="y")
    assert problem.text("fr") == problem.text("en")
    assert problem.text("ja") != problem.text("en")
