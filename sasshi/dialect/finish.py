"""Phase 4: the tree as parsed → the tree as promised.

The text of every leaf is read (``inline_parser``) and gone through (``leaf_pass``); then each
feature does what needs the whole tree: notes to their places, widths of columns, figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree.ElementTree import Element

from sasshi.dialect.draft import Draft
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import InlineParser, InlineRule
from sasshi.dialect.leaf_pass import LeafPass, LeafRules, OpeningRule


@dataclass(frozen=True, slots=True)
class Finish:
    """A tree whose text has been read, for the features to finish."""

    draft: Draft
    tree: Element
    inline: InlineParser
    rules: LeafRules

    def read(self, leaves: Mapping[Element, Sequence[int]]) -> None:
        """Read more leaves, each with the lines of the source that it stands on."""
        holder = Element("holder")
        holder.extend(leaves)
        self.inline.parse(holder)
        self.go_through(leaves)

    def go_through(self, leaves: Mapping[Element, Sequence[int]]) -> None:
        """Make the pass over leaves whose inline elements are there."""
        for leaf, lines in list(leaves.items()):
            LeafPass(self.draft, self.rules, lines).run(leaf)


class FinishingRule(NamedTuple):
    """What a feature does with the finished tree, in the order of the features."""

    run: Callable[[Finish], None]


def finish(grammar: Grammar, draft: Draft, tree: Element) -> None:
    """Read the inline text of ``tree`` and bring it into its final form, in place."""
    everything = Element("everything")
    everything.extend([tree, *draft.apart])
    inline = InlineParser(grammar, draft)
    inline.parse(everything)
    finishing = Finish(draft, tree, inline, _leaf_rules(grammar))
    finishing.go_through(draft.leaves)
    for rule in grammar.of(FinishingRule):
        rule.run(finishing)


def _leaf_rules(grammar: Grammar) -> LeafRules:
    opening = {rule.tag: rule.open for rule in grammar.of(OpeningRule)}
    attributed = (tag for rule in grammar.of(InlineRule) for tag in rule.attributed)
    return LeafRules(opening, frozenset(attributed))
