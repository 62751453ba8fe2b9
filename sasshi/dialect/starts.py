"""How blocks begin: the patterns, and what may begin right under text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sasshi.dialect.source_lines import Line

FENCE = re.compile(r" *(?P<mark>`{3,}|~{3,}) *(?P<info>[^`]*)$")
HEADING = re.compile(r" *(#{1,6})(?:[ \u3000]+(.*?))??(?:[ ]+#+)?[ \u3000]*$")
DIVIDER = re.compile(r" *([-*_])(?: *\1){2,} *$")
QUOTE = re.compile(r" *> ?")
CALLOUT = re.compile(r" *> ?\s*\[!([^\]\n]*)\](.*)$")
NOTE = re.compile(r" *\[\^([^\]\s]+)\]:(.*)$")
LINK = re.compile(r""" *\[([^\]^][^\]]*)\]:\s*<?([^\s<>]+)>?(?:\s+["'(](.*)["')])?\s*$""")
ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|(?P<number>\d{1,9})[.)])(?: +(?P<text>.*)|$)")
DEFINITION = re.compile(r" *: +(?=\S)")
TABLE_RULER = re.compile(r" *\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$")

#: A numbered list begins right under text only with 1: the line may hold a year.
_STARTS = re.compile(
    r" *(?:#{1,6}(?:[ \u3000]|$)|>|`{3,}[^`]*$|~{3,}|///|([-*_])(?: *\1){2,} *$"
    r"|\[\^[^\]\s]+\]:|[-*+] +\S|1[.)] +\S)"
)

#: What may hold a bar that parts no cells: an escape, a code span, ruby.
_PIECES = re.compile(r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|\{[^{}|\s][^{}]*\|[^{}]*\}|(?P<bar>\|)")


def starts_block(lines: Sequence[Line], position: int) -> bool:
    """Tell whether a block other than a paragraph begins here, even right under text."""
    return bool(_STARTS.match(lines[position].text)) or starts_table(lines, position)


def starts_table(lines: Sequence[Line], position: int) -> bool:
    """Tell whether here stand a row and below it a line of ``| --- | --- |``."""
    if position + 1 >= len(lines) or "|" not in lines[position].text:
        return False
    ruler = lines[position + 1].text
    if "-" not in ruler or not TABLE_RULER.match(ruler):
        return False
    return len(split_row(lines[position].text)) == len(split_row(ruler))


def split_row(text: str) -> list[str]:
    r"""Split a row at its bars, but not at ``\|``, in code, or in ``{漢字|かんじ}``."""
    text = text.strip(" ")
    cells: list[str] = []
    start = 0
    for match in _PIECES.finditer(text):
        if match["bar"]:
            cells.append(text[start : match.start()])
            start = match.end()
    cells.append(text[start:])
    if text.startswith("|"):
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip(" ") for cell in cells]


def is_text(line: Line) -> bool:
    """Tell whether a paragraph could go on below: the line is no blank, no one-line block."""
    text = line.text
    return not (line.blank or DIVIDER.match(text) or HEADING.match(text) or FENCE.match(text))


def is_definition(line: Line) -> bool:
    """Tell whether the line is a definition, ``:   like this``."""
    return bool(DEFINITION.match(line.text))


def end_of_item(lines: Sequence[Line], position: int, indent: int) -> int:
    """Give the position behind the item that begins at ``position``.

    Lines indented by ``indent`` belong to it, empty lines between them too, and text that
    goes on right below without any indentation.
    """
    end = last = position + 1
    while end < len(lines):
        line = lines[end]
        if line.blank:
            end += 1
            continue
        if line.indent < indent and not (last == end and _goes_on(lines, end)):
            break
        end += 1
        last = end
    return last


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """Tell whether unindented text goes on the paragraph in the line above it."""
    line = lines[at]
    return (
        is_text(lines[at - 1])
        and not starts_block(lines, at)
        and not ITEM.match(line.text)
        and not is_definition(line)
    )
