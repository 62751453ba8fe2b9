"""HTML tags: refused, and shown as the text they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from markdown.util import STX

from sasshi.dialect.features.links import ANGLE
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, Made, pattern_rule
from sasshi.dialect.leaf_pass import LeafPass, OpeningRule
from sasshi.dialect.shielding import problem

_TAG = (
    rf"""{ANGLE}(?:/?[A-Za-z][A-Za-z0-9:-]*+(?:[\s/](?:[^<>"'{STX}]|"[^"{STX}]*"|'[^'{STX}]*')*+)?"""
    rf"""|![A-Za-z\[][^<>{STX}]*|\?[^<>{STX}]*)>"""
)


@dataclass(slots=True)
class Tags:
    """The tags that have been reported."""

    reported: set[str] = field(default_factory=set)


def register(grammar: Grammar) -> None:
    """Add the message about tags; addresses in angle brackets are looked for before."""
    grammar.add(pattern_rule(Binding.LITERAL, _TAG, _make), OpeningRule("html-tag", _open))


def _make(match: re.Match[str], text: str) -> Made:
    tag = " ".join(match[0].split())
    shown = tag if len(tag) < 60 else tag[:57] + "…"
    element = problem("html-in-markdown", match[0], tag=shown)
    element.tag = "html-tag"
    return element, match.start(), match.end()


def _open(leaf: LeafPass, element: Element) -> None:
    """Report a tag, but a closing one only if its opening one was not."""
    tag, reported = element.get("tag", ""), leaf.draft.kept(Tags).reported
    opening = re.compile(rf"<{re.escape(tag[2:-1].strip())}\b", re.IGNORECASE)
    if tag.startswith("</") and any(map(opening.match, reported)):
        leaf.set_plain(element)
    else:
        leaf.report(element)
    reported.add(tag)
