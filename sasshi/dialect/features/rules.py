"""Rules to tick: items of a list that begin with a box, ``- [ ]`` (GFM's task lists)."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sasshi.dialect.block_parser import BlockState
from sasshi.dialect.draft import line_of
from sasshi.dialect.features.lists import ItemRule
from sasshi.dialect.grammar import Grammar

_BOX = re.compile(r"\[[ xX\u3000]\](?:[ \u3000]+|$)")
_MISTYPED = re.compile(r"\[ *[xX]? *\](?=[\s\u3000])|\[[ xX]\](?=\S)(?![(\[:])")


def register(grammar: Grammar) -> None:
    """Add rules."""
    grammar.add(ItemRule(_BOX, "rule", _settle, _settle_list, _look))


def _settle(state: BlockState, rule: Element) -> None:
    """Name the rule itself, the first paragraph of the item, apart from its explanation."""
    if len(rule) and rule[0].tag == "p":
        rule[0].tag = "rule-text"
    else:
        state.draft.error("rule-empty", line_of(rule))


def _settle_list(holder: Element) -> None:
    holder.tag = "ul"
    holder.set("class", "rules")


def _look(state: BlockState, line: int, text: str) -> None:
    if mistyped := _MISTYPED.match(text):
        state.draft.warning("rule-mistyped", line, found=mistyped[0])
