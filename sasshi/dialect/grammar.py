"""The rules of the dialect, as its features register them.

A feature is a module in ``features`` with one function ``register(grammar)``, which adds what the
feature has of each kind: a rule for blocks, for inline text, for elements whose line is known, for
the finished tree. A kind of rule stands in the module that reads it: ``block_parser.BlockRule``,
``inline_parser.InlineRule``, ``leaf_pass.OpeningRule``, ``finish.FinishingRule``; a feature that
others extend has one of its own (``DirectiveRule``, ``ItemRule``). Rules are named tuples: to
define a frozen dataclass takes six times as long, and every run that reads a guide defines them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

Rule = TypeVar("Rule")


class Grammar:
    """The rules of all features, each kind in the order in which they were added."""

    def __init__(self) -> None:
        self._rules: dict[type, tuple[Any, ...]] = {}

    def add(self, *rules: object) -> None:
        """Take in rules of any kinds."""
        for rule in rules:
            self._rules[type(rule)] = (*self._rules.get(type(rule), ()), rule)

    def of(self, kind: type[Rule]) -> tuple[Rule, ...]:
        """Give the rules of one kind."""
        return self._rules.get(kind, ())


class Feature(Protocol):
    """A module that is a feature of the dialect."""

    def register(self, grammar: Grammar) -> None:
        """Add the rules of the feature."""


def grammar_of(features: Iterable[Feature]) -> Grammar:
    """Gather the rules of features, in their order."""
    grammar = Grammar()
    for feature in features:
        feature.register(grammar)
    return grammar
