"""Fields to fill in: ``/// fields | Name; Date``, a label and a blank each."""

from __future__ import annotations

import re
from xml.etree.ElementTree import SubElement

from sasshi.dialect.block_parser import BlockState
from sasshi.dialect.draft import block
from sasshi.dialect.features.directives import Directive, DirectiveRule
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.source_lines import Line


def register(grammar: Grammar) -> None:
    """Add fields to fill in."""
    grammar.add(DirectiveRule("fields", _make))


def _make(state: BlockState, directive: Directive) -> None:
    line = directive.line
    labels = [label.strip() for label in re.split("[;；]", directive.argument)]
    if not all(labels):
        state.draft.error("fields-empty", line, found=directive.argument)
        return
    holder = block(state.parent, "div", line, **{"class": "fields"})
    for label in labels:
        field = SubElement(holder, "div", {"class": "field"})
        state.draft.leaf(field, "span", [Line(line, label)]).set("class", "field-label")
        SubElement(field, "span", {"class": "blank"})
