"""What a window is sent, as plain values for JSON: pages, problems, tokens as controls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sasshi import report
from sasshi.preview.build_result import PreviewPage
from sasshi.problems import Problem
from sasshi.theme import Token

#: Lines shown before and after the one that a problem is about, and the most of a line.
AROUND, LONGEST = 2, 400


def pages_json(pages: Iterable[PreviewPage]) -> list[dict[str, Any]]:
    """Give pages with their texts. Sizes and boxes (x, y, width, height) are in mm."""
    return [
        {
            "key": page.key,
            "size": [round(side_mm, 2) for side_mm in page.size_mm],
            "texts": [
                {
                    "box": [round(side_mm, 2) for side_mm in text.box_mm],
                    "path": text.path,
                    "line": text.line,
                    "words": text.words,
                    "tag": text.tag,
                }
                for text in page.texts
            ],
        }
        for page in pages
    ]


def problem_json(problem: Problem, lang: str) -> dict[str, Any]:
    """Give a problem in words of ``lang``, with the lines of the source around it."""
    message, hint = problem.text(lang)
    place = problem.place
    return {
        "severity": str(problem.severity),
        "message": message,
        "hint": hint,
        "path": place.path,
        "line": place.line,
        "page": place.page,
        "excerpt": _excerpt(problem),
    }


def _excerpt(problem: Problem) -> list[dict[str, Any]]:
    """Give the lines around a problem; of its own line, what to underline as well."""
    path, line = problem.place.path, problem.place.line
    if not path or not line:
        return []
    try:
        text = Path(path).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return []
    lines = text.split("\n")
    if line > len(lines):
        return []
    first = max(1, line - AROUND)
    excerpt: list[dict[str, Any]] = [
        {"number": number, "text": words.rstrip("\r")[:LONGEST]}
        for number, words in enumerate(lines[first - 1 : line + AROUND], first)
    ]
    own = excerpt[line - first]
    own["mark"] = list(report.span(problem, own["text"])) if own["text"].strip() else [0, 0]
    return excerpt


def tokens_json(
    declared: Iterable[Token], used: Mapping[str, object], own: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """Give every token as a control: what it takes, its value, and whether that was set here.

    ``used`` are the values of the build, ``own`` those that were chosen in a window.
    """
    return [
        {
            "name": token.name,
            "group": token.kind.control,
            "type": token.type,
            "label": token.label.get(lang) or token.label.get("en") or token.name,
            "unit": token.unit,
            "min": token.minimum,
            "max": token.maximum,
            "choices": token.choices,
            "value": used.get(token.name, token.default),
            "own": token.name in own,
        }
        for token in declared
    ]
