"""Phase 2: numbered lines → block elements, each with its line in the source.

Python-Markdown's own block parser hands pieces of text from processor to processor and
forgets where they came from. Here the unit is a line that keeps its number, so that no line
is ever guessed; it also makes fences inside lists, lists right under a paragraph, and a
limit on nesting natural. What stands inside a block is Python-Markdown's part: ``inline``.

Each ``take_…`` gets all lines and a position, adds the block that begins there to its
parent, and gives the position behind it; the same position means: not mine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from sasshi.dialect import starts
from sasshi.dialect.attributes import set_attributes, take_end
from sasshi.dialect.draft import Draft, block
from sasshi.dialect.lists import take_definitions, take_list
from sasshi.dialect.slashes import take_slashes
from sasshi.dialect.source_lines import Line
from sasshi.dialect.starts import end_of_item, is_definition, is_text, starts_block
from sasshi.dialect.tables import take_table
from sasshi.model import CALLOUTS

#: Blocks within blocks. The engine lays boxes out by recursion, and gives up at about 150.
MAX_DEPTH = 100

_CALLOUTS = tuple(kind.upper() for kind in CALLOUTS)

Taker = Callable[[Draft, Sequence[Line], int, Element, int], int]

_UNSPACED = re.compile(r" *(#{1,6})(?=[^\W\d_])")
_BRACES = re.compile(r"(?<!\\)\{[^{}|]*(?<!\\)\} *$")
_UNDERLINE = re.compile(r" *(=+|-{3,}) *$")


def parse_blocks(draft: Draft, lines: Sequence[Line], parent: Element, depth: int = 0) -> None:
    """Add the blocks that ``lines`` hold to ``parent``."""
    if depth > MAX_DEPTH:
        _too_deep(draft, lines, parent)
        return
    position = 0
    while position < len(lines):
        if lines[position].blank:
            position += 1
            continue
        for take in TAKERS:
            end = take(draft, lines, position, parent, depth)
            if end > position:
                position = end
                break


def _too_deep(draft: Draft, lines: Sequence[Line], parent: Element) -> None:
    """Say once where the nesting becomes too deep, and read no further inside."""
    first = next((line for line in lines if not line.blank), None)
    if first and not any(problem.code == "nesting-too-deep" for problem in draft.problems):
        draft.error("nesting-too-deep", first.number, limit=MAX_DEPTH)
    block(parent, "p", first.number if first else 1)


def take_fence(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take a block of code between two lines of three or more backticks or tildes."""
    opening = lines[position]
    match = starts.FENCE.match(opening.text)
    if not match:
        return position
    mark = match["mark"]
    close = re.compile(rf" *{mark[0]}{{{len(mark)},}} *$")
    end = next((at for at in range(position + 1, len(lines)) if close.match(lines[at].text)), None)
    if end is None:
        draft.error("fence-open", opening.number, mark=mark)
        end = len(lines)
    pre = block(parent, "pre", opening.number)
    code = SubElement(pre, "code")
    if language := match["info"].split("{")[0].strip():
        code.set("class", f"language-{language.split()[0]}")
    body = [line.cut(opening.indent).text for line in lines[position + 1 : end]]
    code.text = AtomicString("".join(f"{text}\n" for text in body))
    return end + 1


def take_heading(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take a heading: one to six ``#``, a space, the title, perhaps attributes."""
    line = lines[position]
    match = starts.HEADING.match(line.text)
    if not match:
        if missed := _UNSPACED.match(line.text):
            draft.warning("heading-without-space", line.number, marks=missed[1])
        return position
    title, listed = take_end(match[2] or "")
    title = re.sub(r"(?<! )[ ]+#+$", "", title) if listed else title
    if not title.strip(" \u3000"):
        draft.error("heading-empty", line.number, marks=match[1])
    heading = draft.leaf(parent, f"h{len(match[1])}", [Line(line.number, title)])
    if listed:
        set_attributes(draft, heading, listed, line.number)
    elif unread := _BRACES.search(title):
        draft.warning("attributes-unread", line.number, found=unread[0].strip())
    return position + 1


def take_divider(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take a line across: three or more ``-``, ``*`` or ``_``."""
    line = lines[position]
    if not starts.DIVIDER.match(line.text):
        return position
    block(parent, "hr", line.number)
    return position + 1


def take_quote(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take a quotation, or a callout if its first line is ``> [!KIND]``."""
    if not starts.QUOTE.match(lines[position].text):
        return position
    end = position + 1
    while end < len(lines) and _goes_on_quoted(lines, end):
        end += 1
    inner = [_unquote(line) for line in lines[position:end]]
    callout = starts.CALLOUT.match(lines[position].text)
    if callout:
        kind, title = callout[1].strip(), callout[2].lstrip("+-").strip()
        element = _callout(draft, kind, title, inner[0].number, parent)
        inner = inner[1:]
    else:
        element = block(parent, "blockquote", lines[position].number)
    draft.nest(inner, element, depth + 1)
    return end


def _goes_on_quoted(lines: Sequence[Line], at: int) -> bool:
    """Tell whether the line belongs to the quotation above: by ``>``, or as lazy text."""
    line = lines[at]
    if starts.QUOTE.match(line.text):
        return not starts.CALLOUT.match(line.text)
    return not line.blank and is_text(_unquote(lines[at - 1])) and not starts_block(lines, at)


def _unquote(line: Line) -> Line:
    return Line(line.number, starts.QUOTE.sub("", line.text, count=1))


def _callout(draft: Draft, kind: str, title: str, line: int, parent: Element) -> Element:
    if kind.upper() not in _CALLOUTS:
        draft.unknown(("unknown-callout", "unknown-callout-near"), line, kind, _CALLOUTS)
    element = block(parent, "callout", line, kind=kind.lower())
    if title:
        draft.leaf(element, "callout-title", [Line(line, title)])
    return element


def take_note(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take the definition of a footnote, ``[^name]: text``, out of the flow."""
    match = starts.NOTE.match(lines[position].text)
    if not match:
        return position
    line = lines[position]
    end = end_of_item(lines, position, line.indent + 2)
    inner = [Line(line.number, match[2].strip(" "))]
    inner += [each.cut(4) for each in lines[position + 1 : end]]
    note = Element("note")
    draft.nest(inner, note, depth + 1)
    name = match[1]
    if name in draft.notes:
        draft.error("footnote-twice", line.number, name=name, first=draft.notes[name][1])
    elif not match[2].strip() and not len(note):
        draft.error("footnote-empty", line.number, name=name)
    draft.notes.setdefault(name, (note, line.number))
    return end


def take_link(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take the definition of a link, ``[name]: target``, out of the flow."""
    match = starts.LINK.match(lines[position].text)
    if not match:
        return position
    name = " ".join(match[1].lower().split())
    draft.references.setdefault(name, (match[2], match[3] or ""))
    return position + 1


def take_paragraph(
    draft: Draft, lines: Sequence[Line], position: int, parent: Element, depth: int
) -> int:
    """Take text up to an empty line or the beginning of another block."""
    end = position + 1
    while end < len(lines) and not lines[end].blank and not starts_block(lines, end):
        if is_definition(lines[end]) or _UNDERLINE.match(lines[end].text):
            break
        end += 1
    if end < len(lines) and _UNDERLINE.match(lines[end].text):
        line = lines[end]
        above = lines[end - 1].text.strip()
        draft.error("underlined-heading", line.number, found=line.text.strip(), text=above)
        return end + 1
    _paragraph(draft, lines[position:end], parent)
    return end


def _paragraph(draft: Draft, lines: Sequence[Line], parent: Element) -> None:
    text, listed = take_end(lines[-1].text)
    if listed and not text.strip() and len(lines) > 1:
        paragraph = draft.leaf(parent, "p", lines[:-1])
        set_attributes(draft, paragraph, listed, lines[-1].number)
    else:
        draft.leaf(parent, "p", lines)
    first = lines[0]
    if parent.tag == "div" and first.indent >= 4:
        draft.warning("indented-text", first.number)


#: In the order in which they are tried; the last takes whatever is left.
TAKERS: tuple[Taker, ...] = (
    take_fence,
    take_heading,
    take_divider,
    take_quote,
    take_slashes,
    take_list,
    take_note,
    take_link,
    take_table,
    take_definitions,
    take_paragraph,
)
