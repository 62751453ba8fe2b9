"""Code, a line at a time, with its kinds of words marked where its language is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from markupsafe import Markup

if TYPE_CHECKING:
    from sasshi.render.writer import Writer

#: What kinds of words are marked, by the names of Pygments' token types: the last that a type
#: is of counts. Paper has weights and greys, so there are few.
KINDS = {
    "Keyword": "keyword",
    "Operator.Word": "keyword",
    "Name.Tag": "keyword",
    "Name.Function": "name",
    "Name.Class": "name",
    "Literal.String": "string",
    "Comment": "comment",
    "Comment.Preproc": "keyword",
    "Generic.Heading": "name",
    "Generic.Prompt": "comment",
}
#: Lines of boxes, which join from line to line.
_BOX_DRAWING = re.compile("[\u2502-\u254b\u2550-\u2570]")
#: Code longer than this is not marked: some lexers take long.
MOST_MARKED = 20_000


def write_code(writer: Writer, pre: Element) -> Markup:
    """Write a block of code: each line in a span of its own, which the style sheet may wrap."""
    code = pre.find("code")
    if code is None or len(code):
        return writer.plain(pre)
    text = code.text or ""
    language = code.get("class", "").removeprefix("language-")
    lines = "".join(code_lines(text, language))
    more = {"class": "diagram"} if _BOX_DRAWING.search(text) else {}
    return writer.plain(pre, writer.plain(code, Markup(lines)), **more)


def code_lines(text: str, language: str = "") -> list[str]:
    """Give the lines of code as HTML, each in a span, with spans for its kinds of words."""
    lines = _lines(_marked(text, language))
    return [f'<span class="code-line">{line}\n</span>' for line in lines]


def _lines(pieces: Iterator[tuple[str, str]]) -> list[str]:
    """Give the lines of marked pieces as HTML; the end of the last one makes none."""
    lines = [""]
    for kind, text in pieces:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append("")
            html = escape(part, quote=False)
            lines[-1] += f'<span class="code-{kind}">{html}</span>' if kind and part else html
    return lines if lines[-1] else lines[:-1]


def _marked(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Give the pieces of code, each with its kind, if its language is known."""
    pieces = _lexed(text, language) if language and len(text) <= MOST_MARKED else None
    yield from pieces or [("", text)]


def _lexed(text: str, language: str) -> list[tuple[str, str]] | None:
    lexer = _lexer(language.lower())
    if lexer is None:
        return None
    tokens = [(_kind(str(kind)), piece) for kind, piece in lexer.get_tokens(text)]
    return tokens if "".join(piece for _, piece in tokens) == text else None


def _kind(token: str) -> str:
    """Name the kind of a token type, such as ``Token.Literal.String.Doc``."""
    parts = token.removeprefix("Token.").split(".")
    names = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((KINDS[name] for name in names if name in KINDS), "")


@cache
def _lexer(language: str) -> Any:
    """Give the lexer of a language; ``None`` if Pygments itself has none."""
    from pygments.lexers import get_lexer_by_name
    from pygments.lexers._mapping import LEXERS

    if not any(language in aliases for _, _, aliases, _, _ in LEXERS.values()):
        return None
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)
