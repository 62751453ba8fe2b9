"""Links: ``[text](target)``, ``<address>``, and ``[text][name]`` where it is defined."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown import inlinepatterns as standard
from markdown.util import STX, AtomicString

from sasshi.dialect.draft import Draft, Target
from sasshi.dialect.features.entities import plain
from sasshi.dialect.features.link_definitions import Definitions
from sasshi.dialect.grammar import Grammar
from sasshi.dialect.inline_parser import Binding, InlineRule, Made, counted, pattern_rule
from sasshi.dialect.leaf_pass import AS_TYPED, TEXT_KIND, LeafPass, OpeningRule
from sasshi.dialect.shielding import unshield

#: Deeper brackets, and longer link targets, are no links but a way to keep us busy.
MAX_BRACKETS = 32
MAX_TARGET = 1_000

#: An angle bracket that is neither escaped nor the beginning of a link's target.
ANGLE = r"(?<!\\)(?<!\]\()<"
_AUTOLINK = rf"{ANGLE}([A-Za-z][A-Za-z0-9+.-]+:[^\s<>{STX}]+)>"
_MAIL = rf"{ANGLE}([^<>\s!:{STX}]+@[^@<>\s{STX}]+)>"


def register(grammar: Grammar) -> None:
    """Add links of all kinds."""
    grammar.add(
        pattern_rule(Binding.LITERAL, _AUTOLINK, _make_autolink),
        pattern_rule(Binding.LITERAL, _MAIL, _make_mail),
        InlineRule(Binding.BRACKETS, _reference),
        InlineRule(Binding.BRACKETS, _link, attributed=("a",)),
        InlineRule(Binding.PIECES, _short_reference),
        OpeningRule("a", _open),
    )


def _make_autolink(match: re.Match[str], text: str) -> Made:
    """Make ``<https://…>`` a link whose text is its target; ``<tel:…>`` shows the number."""
    shown = re.sub("^(?:mailto|tel):", "", match[1], flags=re.IGNORECASE)
    return _plain_link(match[1], shown), match.start(), match.end()


def _make_mail(match: re.Match[str], text: str) -> Made:
    """Make ``<name@host>`` a link whose text is the address."""
    return _plain_link(f"mailto:{match[1]}", match[1]), match.start(), match.end()


def _plain_link(target: str, text: str) -> Element:
    element = Element("a", {"href": target, TEXT_KIND: AS_TYPED})
    element.text = AtomicString(text)
    return element


def _reference(draft: Draft, markdown: Markdown) -> standard.InlineProcessor | None:
    """Read ``[text][name]``, where there are definitions."""
    targets = draft.kept(Definitions).targets
    markdown.references = targets
    return _Reference(standard.REFERENCE_RE, markdown) if targets else None


def _link(draft: Draft, markdown: Markdown) -> standard.InlineProcessor:
    """Read ``[text](target "title")``."""
    return _Link(standard.LINK_RE, markdown)


def _short_reference(draft: Draft, markdown: Markdown) -> standard.InlineProcessor | None:
    """Read ``[name]``, where there are definitions."""
    targets = draft.kept(Definitions).targets
    return _ShortReference(standard.REFERENCE_RE, markdown) if targets else None


class Bounded(standard.LinkInlineProcessor):
    """A link whose closing bracket, and whose target, are sought only so far."""

    def handleMatch(self, m: re.Match[str], data: str) -> Made:
        """Make the link."""
        return counted(super().handleMatch(m, data), data)

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        """Give the text between the brackets, the place behind it, and whether it ends."""
        depth = 1
        for at in range(index, len(data)):
            depth += (data[at] == "[") - (data[at] == "]")
            if depth == 0:
                return data[index:at], at + 1, True
            if depth > MAX_BRACKETS:
                break
        return "", index, False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        """Give target and title between the parentheses."""
        if data[index : index + 1] != "(":
            return "", None, index, False
        href, title, end, handled = super().getLink(data[: index + MAX_TARGET], index)
        whole = data[end - 1 : end] == ")" and STX not in unshield(f"{href}{title}")
        return href, title, end, handled and whole


class _Link(Bounded):
    pass


class _Reference(Bounded, standard.ReferenceInlineProcessor):
    #: Without a space between the two brackets.
    RE_LINK = re.compile(r"\[([^\]]*)\]")


class _ShortReference(Bounded, standard.ShortReferenceInlineProcessor):
    pass


def _open(leaf: LeafPass, link: Element) -> None:
    href = link.get("href", "")
    target = href if link.get(TEXT_KIND) else plain(href).strip()
    if title := link.attrib.pop("title", None):  # nothing that paper could show
        leaf.draft.note("link-title", leaf.line, title=title)
    link.set("href", target)
    leaf.draft.links.append(Target(link, target, leaf.line))
