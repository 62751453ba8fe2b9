"""What a window is told, as plain values for JSON: pages, problems, tokens, front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sasshi import report
from sasshi.preview.builder import ShownPage
from sasshi.problems import Problem
from sasshi.theme import Token

#: Lines shown before and after the one that a problem is about, and the most of a line.
AROUND, LONGEST = 2, 400
#: What YAML reads as a text by itself, as a length is; all other texts are quoted.
_PLAIN = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)\Z)[a-z][\w-]*|-?[\d.]+[a-z]+")


def pages(views: Iterable[ShownPage]) -> list[dict[str, Any]]:
    """Give pages with their texts. Lengths are mm, boxes are x, y, width and height."""
    return [
        {
            "key": page.key,
            "size": [round(side, 2) for side in page.size_mm],
            "texts": [
                {
                    "box": [round(side, 2) for side in text.box],
                    "path": text.path,
                    "line": text.line,
                    "words": text.words,
                    "tag": text.tag,
                }
                for text in page.texts
            ],
        }
        for page in views
    ]


def problem(found: Problem, lang: str) -> dict[str, Any]:
    """Give a problem in words, with the lines of the source around it."""
    message, hint = found.text(lang)
    place = found.place
    return {
        "severity": str(found.severity),
        "message": message,
        "hint": hint,
        "path": place.path,
        "line": place.line,
        "page": place.page,
        "excerpt": _excerpt(found),
    }


def _excerpt(found: Problem) -> list[dict[str, Any]]:
    """Give the lines around a problem; of its own line, what to underline as well."""
    path, line = found.place.path, found.place.line
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
    shown: list[dict[str, Any]] = [
        {"number": number, "text": words.rstrip("\r")[:LONGEST]}
        for number, words in enumerate(lines[first - 1 : line + AROUND], first)
    ]
    own = shown[line - first]
    own["mark"] = list(report.span(found, own["text"])) if own["text"].strip() else [0, 0]
    return shown


def tokens(
    declared: Iterable[Token], used: Mapping[str, object], own: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    """Give every token as a control: what it is, what it is now, and whether it was set here."""
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


def front_matter(
    theme: str | None, declared: Iterable[Token], used: Mapping[str, object], lang: str
) -> str:
    """Give the look as lines for a guide's front matter: only what differs from the theme's own.

    ``writing`` has an entry of its own there.
    """
    differing = {
        token.name: used[token.name]
        for token in declared
        if token.name in used and used[token.name] != token.default_for(lang)
    }
    lines = [f"theme: {theme}"] if theme else []
    writing = differing.pop("writing", None)
    lines += [f"writing: {writing}"] if writing else []
    lines += ["tokens:"] if differing else []
    lines += [f"  {name}: {_yaml(value)}" for name, value in differing.items()]
    return "".join(f"{line}\n" for line in lines)


def _yaml(value: object) -> str:
    """Write a value as YAML; JSON's quotation marks are YAML's, too."""
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
