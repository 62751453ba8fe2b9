"""Text on pages that is not in their HTML: in pictures, in style sheets, and what counters say."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from sasshi.make.job import Job
from sasshi.problems import Place, Problem, shown_path

_SVG_FILE = re.compile(r"""\bsrc="([^":]+\.svg)["#?]""", re.IGNORECASE)
_SVG_URL = re.compile(r"""url\(\s*["']?([^"'():]+\.svg)""", re.IGNORECASE)
_SVG_DATA = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
_TEXTS = ("text", "foreignObject")
#: What counters of these styles say, beyond the characters that every set of fonts has.
_COUNTERS = {
    "cjk-earthly-branch": "子丑寅卯辰巳午未申酉戌亥",
    "cjk-heavenly-stem": "甲乙丙丁戊己庚辛壬癸",
    "lower-greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "disclosure": "▸▾",
}


def other_text(job: Job, html: str) -> str:
    """Give the characters, in any order and number, that pages show beside those of their HTML."""
    sheets = _stylesheets(job)
    css = "".join(sheets.values())
    data = (base64.b64decode(each) for each in _SVG_DATA.findall(html))
    parts = [
        *(_words(path.read_bytes()) for path in _drawings(job, html, sheets)),
        *map(_words, data),
        "".join(char for char in css if not char.isascii()),
        "".join(map(_escaped, _ESCAPE.findall(css))),
        *(symbols for name, symbols in _COUNTERS.items() if name in css),
        *(value for value in job.tokens.values() if isinstance(value, str)),
    ]
    return "".join(parts)


def located(job: Job, html: str, problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Say which picture, or which style sheet, has the characters that no font has."""
    return tuple(
        replace(problem, place=_place_of(job, html, str(dict(problem.params)["char"])))
        if problem.code == "glyph-missing" and problem.place == Place()
        else problem
        for problem in problems
    )


def _place_of(job: Job, html: str, char: str) -> Place:
    sheets = _stylesheets(job)
    for path in _drawings(job, html, sheets):
        if char in _words(path.read_bytes()):
            text = path.read_text(encoding="utf-8", errors="replace")
            return _line_with(path, text, re.compile(_written(char)))
    escape = re.compile(rf"{re.escape(char)}|\\0*{ord(char):x}(?![0-9a-f])", re.IGNORECASE)
    for path, css in sheets.items():
        if escape.search(css):
            return _line_with(path, css, escape)
    return Place()


def _written(char: str) -> str:
    """Give how a character may be written in XML."""
    return rf"{re.escape(char)}|&#0*{ord(char)};|&#[xX]0*(?i:{ord(char):x});"


def _line_with(path: Path, text: str, wanted: re.Pattern[str]) -> Place:
    hit = wanted.search(text)
    line = text.count("\n", 0, hit.start()) + 1 if hit else None
    return Place(shown_path(path), line)


def _stylesheets(job: Job) -> Mapping[Path, str]:
    """Read the theme's style sheets, with their remarks blanked out."""
    paths = (job.theme.find(name) for name in job.theme.names("**/*.css"))
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in paths if path}
    return {
        path: _REMARK.sub(lambda remark: re.sub(r"[^\n]", " ", remark[0]), text)
        for path, text in texts.items()
    }


def _drawings(job: Job, html: str, sheets: Mapping[Path, str]) -> Iterator[Path]:
    """Find the SVG files of a page: the guide's and those of style sheets, each once."""
    named = [job.guide.root / unquote(name) for name in _SVG_FILE.findall(html)]
    for path, css in sheets.items():
        named += (path.parent / unquote(name) for name in _SVG_URL.findall(css))
    yield from (path for path in dict.fromkeys(named) if path.is_file())


def _words(data: bytes) -> str:
    """Give the texts that a drawing shows; none of a template, or of one that is broken."""
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return ""
    texts = (each for each in root.iter() if str(each.tag).rpartition("}")[2] in _TEXTS)
    return "".join("".join(text.itertext()) for text in texts)


def _escaped(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if 0x20 <= number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
