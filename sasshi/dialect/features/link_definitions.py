"""Definitions of links, ``[name]: address "title"``, which print nothing where they stand.

What CommonMark 0.31 (4.7) takes for one would swallow lines such as ``[持ち物]: 水筒、タオル``.
Here the destination must look like an address too, and what nothing refers to is printed as the
text it is. ``[//]: # (…)`` stays what people use it for, a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from sasshi.dialect.block_parser import BlockRule, BlockState
from sasshi.dialect.draft import block
from sasshi.dialect.finish import Finish, FinishingRule
from sasshi.dialect.grammar import Grammar

#: Stands in the tree for a definition until it is known whether anything refers to it.
_TAG = "link-definition"

_DEFINITION = re.compile(
    r""" *\[(?P<name>(?!\^)(?:[^\[\]\\]|\\.){1,999})\]:[ ]*"""
    r"""(?P<target><[^<>]*>|[^\s<\x00-\x1f]\S*)"""
    r"""(?:[ ]+(?P<title>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\)))?[ ]*$"""
)
#: A scheme, a place in this guide or on this site, a name in angle brackets, a file or a host.
_ADDRESS = re.compile(
    r"<.*>$|[A-Za-z][A-Za-z0-9+.-]+:(?=[!-~])|#|\.{0,2}/|[^\s、。，．]*\.[A-Za-z][A-Za-z0-9]{0,9}(?:[/?#:]|$)"
)
_REMARKS = ("#", "<>")


class Definition(NamedTuple):
    """A definition as it stands in the source: its element is ``element``, in ``parent``."""

    name: str
    line: int
    parent: Element
    element: Element
    source: str


class Targets(dict[str, tuple[str, str]]):
    """Names → target and title; it notes which of them were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> tuple[str, str]:
        """Give a target, which is used from now on."""
        self.used.add(name)
        return super().__getitem__(name)


@dataclass(slots=True)
class Definitions:
    """The definitions of links in a text; of two of one name the first counts."""

    targets: Targets = field(default_factory=Targets)
    all: list[Definition] = field(default_factory=list)


def register(grammar: Grammar) -> None:
    """Add definitions; they are finished before what counts the blocks of a note."""
    grammar.add(BlockRule(_take), FinishingRule(_finish))


def _take(state: BlockState, position: int) -> int:
    line = state.lines[position]
    match = _DEFINITION.match(line.text)
    if not match or not match["name"].strip():
        return position
    target = match["target"]
    if target in _REMARKS:
        return position + 1
    if not _ADDRESS.match(target):
        return position
    name = " ".join(match["name"].lower().split())
    definitions = state.draft.kept(Definitions)
    title = match["title"][1:-1] if match["title"] else ""
    definitions.targets.setdefault(name, (target.removeprefix("<").removesuffix(">"), title))
    element = block(state.parent, _TAG, line.number)
    definitions.all.append(Definition(name, line.number, state.parent, element, line.text.strip()))
    return position + 1


def _finish(finish: Finish) -> None:
    """Take definitions out of the tree; set those that nothing refers to as text."""
    definitions = finish.draft.kept(Definitions)
    first: dict[str, int] = {}
    unused: dict[Element, tuple[int, ...]] = {}
    for name, line, parent, element, source in definitions.all:
        if name not in definitions.targets.used:
            element.tag, element.text = "p", AtomicString(source)
            unused[element] = (line,)
            finish.draft.warning("link-definition-unused", line, name=name)
            continue
        parent.remove(element)
        if name in first:
            finish.draft.warning("link-defined-twice", line, name=name, first=first[name])
        first.setdefault(name, line)
    finish.go_through(unused)
