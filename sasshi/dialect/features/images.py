"""Pictures: ``![alt](source)`` within a text."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import inlinepatterns as standard

from sasshi.dialect import typography
from sasshi.dialect.draft import Target
from sasshi.dialect.features.entities import plain
from sasshi.dialect.features.links import Bounded
from sasshi.dialect.features.ruby import without_readings
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, InlineRule
from sasshi.dialect.leaf_pass import LeafPass, OpeningRule


def register(grammar: Grammar) -> None:
    """Add pictures."""
    grammar.add(
        InlineRule(
            Binding.BRACKETS,
            lambda draft, md: _Image(standard.IMAGE_LINK_RE, md),
            attributed=("img",),
        ),
        OpeningRule("img", _open),
    )


class _Image(Bounded, standard.ImageInlineProcessor):
    pass


def _open(leaf: LeafPass, image: Element) -> None:
    lang, line = leaf.draft.lang, leaf.line
    source = plain(image.get("src", "")).strip()
    image.set("src", source)
    leaf.draft.images.append(Target(image, source, line))
    alt = plain(without_readings(image.get("alt", "")))
    image.set("alt", typography.apply(alt, typography.soft_breaks(alt, lang)))
    image.set("data-line", str(line))
    leaf.stand_in(typography.OBJECT)
