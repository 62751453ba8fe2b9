"""Values of CSS in SVG, in the words that the engine knows: lengths, and the ``font`` shorthand."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

_LENGTHS = (
    *("x", "y", "width", "height", "r", "rx", "ry", "cx", "cy", "x1", "y1", "x2", "y2", "dx", "dy"),
    *("font-size", "stroke-width", "letter-spacing", "textLength", "startOffset"),
)
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z]+|%)?")
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
#: Units that the engine reads.
_KNOWN = frozenset({*_PX, "q", "em", "ex", "rem", "%"})
#: What the engine does not know, as so many em: of a Latin digit, of a full-width character.
_EMS = {"ch": 0.5, "ic": 1.0, "lh": 1.2, "cap": 0.7, "rex": 0.5, "rch": 0.5}
_SIZES = {
    **{"xx-small": "9px", "x-small": "10px", "small": "13px", "medium": "16px"},
    **{"large": "18px", "x-large": "24px", "xx-large": "32px", "xxx-large": "48px"},
    **{"smaller": "0.833em", "larger": "1.2em"},
}
_FONT = re.compile(
    r"(?P<before>(?:[\w-]+\s+)*?)"
    r"(?P<size>[+.\d][\w.%+-]*|calc\([^)]*\)|(?:x{1,3}-)?(?:small|large)|medium|smaller|larger)"
    r"(?:\s*/\s*(?P<line>[\w.%+-]+))?\s+(?P<family>\S.*)",
    re.DOTALL,
)
_SYSTEM_FONTS = frozenset({"caption", "icon", "menu", "message-box", "small-caption", "status-bar"})
_OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_DECLARATION = re.compile(r"""((?:[^;"'(]|"[^"]*"|'[^']*'|\([^)]*\))+)""")


def length(text: str) -> float | None:
    """Give a length in px; ``None`` if it depends on something else, or is none."""
    parts = _LENGTH.fullmatch(text.strip())
    if parts is None or (parts[2] or "").lower() not in _PX:
        return None
    return float(parts[1]) * _PX[(parts[2] or "").lower()]


def declarations(element: Element) -> dict[str, str]:
    """Give what an element's ``style`` attribute declares."""
    found: dict[str, str] = {}
    for part in _DECLARATION.findall(element.get("style", "")):
        name, colon, value = part.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found


def with_values(element: Element, values: Mapping[str, str]) -> None:
    """Write an element's ``style`` attribute."""
    if values:
        element.set("style", ";".join(f"{name}:{value}" for name, value in values.items()))
    else:
        element.attrib.pop("style", None)


def value_of(element: Element, name: str) -> str:
    """Give a property's value on an element itself: its style goes before its attribute."""
    return declarations(element).get(name) or element.get(name) or ""


def readable_lengths(element: Element) -> Iterator[str]:
    """Write lengths as the engine reads them; give those that cannot be.

    It takes one that it does not know for nothing at all, and draws nothing.
    """
    style = declarations(element)
    for values in (style, element.attrib):
        for name in [name for name in _LENGTHS if name in values]:
            parts = [_readable(part, name) for part in _listed(values[name])]
            if None in parts:
                yield f"{name}: {values.pop(name)}"
            elif (text := " ".join(map(str, parts))) != values[name].strip():
                values[name] = text
    if style and style != declarations(element):
        with_values(element, style)


def _listed(value: str) -> list[str]:
    """Cut a list of lengths; one with brackets in it stays whole."""
    return [value] if "(" in value else value.replace(",", " ").split()


def _readable(value: str, name: str) -> str | None:
    word = value.strip().lower()
    if name == "font-size" and word in _SIZES:
        return _SIZES[word]
    if word in ("auto", "normal", "inherit", "initial", "unset", "none"):
        return value.strip()
    if word.startswith("calc("):
        return _calculated(word[4:])
    parts = _LENGTH.fullmatch(value.strip())
    if parts is None:
        return None
    number, unit = parts[1], (parts[2] or "").lower()
    if unit in _EMS:
        return f"{float(number) * _EMS[unit]:g}em"
    return (
        value.strip() if unit == parts[2] or not unit else number + unit if _known(unit) else None
    )


def _calculated(sum_: str) -> str | None:
    """Work a sum of lengths out that do not depend on anything else."""
    px = _LENGTH.sub(lambda each: str(length(each[0])), sum_)
    try:
        return f"{_number(ast.parse(px, mode='eval').body):g}px"
    except (SyntaxError, ArithmeticError, ValueError, RecursionError):
        return None


def _number(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number(operand)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_number(left), _number(right))
    raise ValueError


def _known(unit: str) -> bool:
    return unit in _KNOWN


def font_longhands(value: str) -> dict[str, str]:
    """Take the shorthand ``font`` apart; what is none gives nothing, as in browsers."""
    value = value.strip()
    names = ("font-style", "font-weight", "font-size", "font-family")
    if value in ("inherit", "initial", "unset"):
        return dict.fromkeys(names, value)
    if value in _SYSTEM_FONTS:
        return dict(zip(names, ("normal", "normal", "16px", "sans-serif"), strict=True))
    parts = _FONT.fullmatch(value)
    if parts is None:
        return {}
    style, weight = "normal", "normal"
    words = parts["before"].split()
    for word in words:
        if word in ("italic", "oblique"):
            style = word
        elif word in ("bold", "bolder", "lighter") or word.isdigit():
            weight = word
    return dict(zip(names, (style, weight, parts["size"], parts["family"]), strict=True))
