"""Code: fenced blocks, and spans between backticks."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import inlinepatterns as standard
from markdown.util import AtomicString

from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.draft import block
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.leaf_pass import AS_TYPED, TEXT_KIND
from sasshi.dialect.shielding import shield

_FENCE = re.compile(r" *(?P<mark>`{3,}|~{3,}) *(?P<info>[^`]*)$")
_SPANS = standard.BacktickInlineProcessor(standard.BACKTICK_RE)


def register(grammar: Grammar) -> None:
    """Add blocks of code and code spans."""
    grammar.add(
        BlockRule(
            _take_fence,
            (Start(r" *(?:`{3,}[^`]*$|~{3,})"),),
            alone=r" *(?:`{3,}|~{3,}) *[^`]*$",
        ),
        pattern_rule(Binding.LITERAL, standard.BACKTICK_RE, _make_span, attributed=("code",)),
        FinishingRule(_finish),
    )


def _take_fence(state: BlockState, position: int) -> int:
    """Take a block of code between two lines of three or more backticks or tildes."""
    opening = state.lines[position]
    match = _FENCE.match(opening.text)
    if not match:
        return position
    mark = match["mark"]
    close = re.compile(rf" *{mark[0]}{{{len(mark)},}} *$")
    after = range(position + 1, len(state.lines))
    end = next((at for at in after if close.match(state.lines[at].text)), None)
    if end is None:
        state.draft.error("fence-open", opening.number, mark=mark)
        end = len(state.lines)
    pre = block(state.parent, "pre", opening.number)
    code = SubElement(pre, "code")
    if language := match["info"].split("{")[0].strip():
        code.set("class", f"language-{language.split()[0]}")
    body = [line.cut(opening.indent).text for line in state.lines[position + 1 : end]]
    code.text = AtomicString("".join(f"{text}\n" for text in body))
    return end + 1


def _make_span(match: re.Match[str], text: str) -> Made:
    """Make a code span, its text exactly as it stands; pass over backticks that open none."""
    if match[1]:
        return shield("\\" * (len(match[1]) // 2)), match.start(), match.end()
    begin = match.start()
    span: Any = _SPANS.find_code_spans(begin, text)
    start, end = span
    if end is None:
        return None, begin, start
    element = Element("code", {TEXT_KIND: AS_TYPED})
    element.text = AtomicString(text[start:end])
    return element, begin, end + (start - begin)


def _finish(finish: Finish) -> None:
    for code in finish.tree.iterfind(".//pre/code"):
        code.text = str(code.text)  # it was marked not to be parsed
