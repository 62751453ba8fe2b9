"""Rules to tick: items of a list that begin with a box, ``- [ ]`` (GFM's task lists).

Boxes that are typed by half or in full width, ``－ ［　］``, ``-[ ]``, ``□``, are rules too, with a
note how to write them: run into the rule above, they would be lost.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from sasshi.dialect.block_parser import BlockRule, BlockState, Start
from sasshi.dialect.draft import line_of
from sasshi.dialect.features.lists import ItemRule, take_list
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line

_BOX = re.compile(r"\[[ xX\u3000]\](?:[ \u3000]+|$)")
_WELL_TYPED = re.compile(r" *(?:[-*+]|\d{1,9}[.)]) +\[[ xX\u3000]\](?:[ \u3000]|$)")
#: What stands for a bullet or a number, for a box, and for the gap behind it.
_ANY_BOX = re.compile(
    r"(?P<indent>[ \u3000]*)"
    r"(?:(?P<marker>[-*+－＊＋‐‑–—―−ー・･•●]|(?P<number>[0-9０-９]{1,9})[.)．）])"
    r"(?P<space>[ \u3000]*))?"
    r"(?:(?P<box>[\[［][ \u3000xXｘＸ✓✔]*[\]］])(?![(\[:（：])|(?P<square>[☐☑☒□])(?![☐☑☒□■○◯△×]))"
    r"[ \u3000]*(?P<text>.*)$"
)
_FURTHER_BOX = re.compile(r"[\[［][ \u3000]+[\]］]|[☐☑☒□]")


def register(grammar: Grammar) -> None:
    """Add rules."""
    grammar.add(
        ItemRule(_BOX, "rule", _settle, _settle_list, well_typed, "rule-mistyped"),
        BlockRule(take_list, (Start(_begins),)),
    )


def well_typed(text: str) -> tuple[str, str] | None:
    """Give a line that begins with a box typed by half as it should be, and what was typed.

    ``None`` if there is no such box, or nothing wrong with it.
    """
    match = _ANY_BOX.match(text)
    if not match or _WELL_TYPED.match(text) or not match["text"]:
        return None
    box, rest = match["box"] or "", match["text"]
    several = _FURTHER_BOX.search(rest)  # a form to fill in: □ yes □ no
    if match["square"] and several:
        return None
    if not match["marker"] and (several or box == "[]" or re.search("[xXｘＸ✓✔]", box)):
        return None
    if match["marker"] == "*" and not match["space"] and rest.endswith("*"):
        return None  # emphasis
    number = unicodedata.normalize("NFKC", match["number"] or "")
    indent = match["indent"].replace("\u3000", "  ")
    typed = text[len(match["indent"]) : match.start("text")].rstrip(" \u3000")
    return f"{indent}{f'{number}.' if number else '-'} [ ] {rest}", typed


def _begins(lines: Sequence[Line], position: int) -> bool:
    return well_typed(lines[position].text) is not None


def _settle(state: BlockState, rule: Element) -> None:
    """Name the rule itself, the first paragraph of the item, apart from its explanation."""
    if len(rule) and rule[0].tag == "p":
        rule[0].tag = "rule-text"
    else:
        state.draft.error("rule-empty", line_of(rule))


def _settle_list(holder: Element) -> None:
    holder.tag = "ul"
    holder.attrib.pop("start", None)
    holder.set("class", "rules")
