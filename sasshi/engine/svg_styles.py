"""Style sheets within an SVG → ``style`` attributes, with variables and shorthands resolved.

The engine passes over custom properties, ``@media``, and the style of ``font: italic 12px serif``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from sasshi.engine.internals import cssselect2, tinycss2
from sasshi.engine.svg_values import font_longhands, with_values

_STYLE = "{http://www.w3.org/2000/svg}style"
#: Of what a variable may hold others: those that hold each other end here.
_MOST_DEPTH = 20


def inline_styles(root: Element) -> None:
    """Write what applies to each element into its ``style``, and empty the style sheets."""
    matcher, kept = cssselect2.Matcher(), ""
    for sheet in [each for each in root.iter(_STYLE) if each.get("type", "text/css") == "text/css"]:
        text = "".join(sheet.itertext())
        for rule in _rules(tinycss2.parse_stylesheet(text, True, True)):
            if rule.type == "at-rule":
                kept += rule.serialize()
            else:
                _add(matcher, rule)
        for child in list(sheet):
            sheet.remove(child)
        sheet.text, kept = kept, ""
    _apply(cssselect2.ElementWrapper.from_xml_root(root), matcher, {})


def _rules(rules: list[Any]) -> Iterator[Any]:
    """Give the rules that count on paper, and fonts."""
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type != "at-rule" or rule.content is None:
            continue
        elif rule.lower_at_keyword == "font-face":
            yield rule
        elif rule.lower_at_keyword in ("supports", "layer") or (
            rule.lower_at_keyword == "media" and _on_paper(tinycss2.serialize(rule.prelude))
        ):
            yield from _rules(tinycss2.parse_rule_list(rule.content, True, True))


def _on_paper(query: str) -> bool:
    """Tell whether a media query holds for print, by its words."""
    words = query.lower().strip()
    kinds = [part.strip() for part in words.split(",")]
    return any(
        not re.search(r"\b(?:screen|speech|dark|hover|max-width)\b", kind)
        and "not print" not in kind
        for kind in kinds
    )


def _add(matcher: Any, rule: Any) -> None:
    """Add a rule; one with a selector that is not understood is passed over, as in browsers."""
    declared = [
        (each.name if each.name.startswith("--") else each.lower_name, each)
        for each in tinycss2.parse_blocks_contents(rule.content, True, True)
        if each.type == "declaration"
    ]
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude)
    except cssselect2.parser.SelectorError:
        return
    for selector in selectors:
        if selector.pseudo_element is None and not selector.never_matches:
            matcher.add_selector(selector, declared)


def _apply(wrapper: Any, matcher: Any, inherited: Mapping[str, str]) -> None:
    """Set the style of an element and of those in it."""
    element = wrapper.etree_element
    sheet = [pair for *_, declared in matcher.match(wrapper) for pair in declared]
    own = [
        (each.name if each.name.startswith("--") else each.lower_name, each)
        for each in tinycss2.parse_blocks_contents(element.get("style", ""), True, True)
        if each.type == "declaration"
    ]
    ordered = [
        pair
        for important in (False, True)
        for pair in (*sheet, *own)
        if pair[1].important is important
    ]
    values: dict[str, str] = {}
    for name, each in ordered:
        values.pop(name, None)  # the last one is the one that counts, and comes last
        values[name] = tinycss2.serialize(each.value).strip()
    custom = {**inherited, **{n: v for n, v in values.items() if n.startswith("--")}}
    with_values(element, _resolved(values, custom))
    _resolve_attributes(element, custom)
    for child in wrapper.iter_children():
        _apply(child, matcher, custom)


def _resolved(values: Mapping[str, str], custom: Mapping[str, str]) -> dict[str, str]:
    """Put variables in, and take shorthands apart; what has no value is left out."""
    resolved: dict[str, str] = {}
    for name, value in values.items():
        whole = None if name.startswith("--") else put_in(value, custom)
        if whole is None:
            continue
        if name == "font":
            resolved |= font_longhands(whole)
        else:
            resolved[name] = whole
    return resolved


def _resolve_attributes(element: Element, custom: Mapping[str, str]) -> None:
    element.attrib.pop("font", None)  # no attribute in any browser, but one for the engine
    for name, value in list(element.attrib.items()):
        if name != "style" and "var(" in value:
            whole = put_in(value, custom)
            if whole is None:
                del element.attrib[name]
            else:
                element.set(name, whole)


def put_in(value: str, custom: Mapping[str, str], depth: int = 0) -> str | None:
    """Put the values of variables into a value; ``None`` if one has none."""
    while (at := value.find("var(")) >= 0:
        end = _closing(value, at + 4)
        if end is None or depth > _MOST_DEPTH:
            return None
        name, comma, fallback = value[at + 4 : end].partition(",")
        inner = custom.get(name.strip())
        inner = put_in(inner, custom, depth + 1) if inner is not None else None
        if inner is None and comma:
            inner = put_in(fallback, custom, depth + 1)
        if inner is None:
            return None
        value = value[:at] + inner.strip() + value[end + 1 :]
    return value


def _closing(value: str, at: int) -> int | None:
    """Find the bracket that closes one opened before a place."""
    depth = 1
    for place in range(at, len(value)):
        depth += {"(": 1, ")": -1}.get(value[place], 0)
        if not depth:
            return place
    return None
