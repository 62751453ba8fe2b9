"""Where the engine draws what is in an SVG."""

from __future__ import annotations

from math import cos, degrees, inf, sin
from typing import Any

from sasshi.engine.callbacks import DrawingCallbacks, Own
from sasshi.engine.internals import EMPTY_BOUNDING_BOX, INITIAL_VALUES, split_first_line, svg_size
from sasshi.engine.svg_path import Walk

_XLINK = "{http://www.w3.org/1999/xlink}href"
#: Where on the path a text that is anchored so begins, in parts of its own length before.
_BEGINS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def texts_on_paths(own: Own, callbacks: DrawingCallbacks) -> Own:
    """Set each character of a text on a path where the path is, turned as it turns.

    What goes beyond its ends is not drawn, as in browsers.
    """

    def text(svg: Any, node: Any, font_size: float) -> None:
        target = node.get("href") or node.get(_XLINK) or ""
        path = svg.paths.get(target.removeprefix("#"))
        if path is None or not node.text:
            own(svg, node, font_size)
            return
        node.text_bounding_box = EMPTY_BOUNDING_BOX
        walk = Walk(path.get("d") or "")
        widths = _widths(svg, node, font_size)
        begin = svg_size(node.get("startOffset", "0"), font_size, walk.length)
        begin -= _BEGINS.get(node.get("data-anchor"), 0.0) * sum(widths)
        _place(node, walk, begin, widths)
        own(svg, node, font_size)

    return text


def _place(node: Any, walk: Walk, begin: float, widths: list[float]) -> None:
    """Give each character its own place, by the middle of what it stands on."""
    shown, xs, ys, turns = "", [], [], []
    for char, width in zip(node.text, widths, strict=True):
        middle, start = walk.at(begin + width / 2), begin
        begin = start + width
        if middle is None:
            continue
        x, y, angle = middle
        shown += char
        xs.append(f"{x - width / 2 * cos(angle):.3f}")
        ys.append(f"{y - width / 2 * sin(angle):.3f}")
        turns.append(f"{degrees(angle):.3f}")
    node._etree_node.text = shown
    node.attrib |= {"x": " ".join(xs), "y": " ".join(ys), "rotate": " ".join(turns)}
    node.attrib.pop("textLength", None)


class _Style(dict[str, Any]):
    """The style of a text in an SVG, as the engine makes it."""

    font_config: Any = None


def _widths(svg: Any, node: Any, font_size: float) -> list[float]:
    """Give the width of each character, with the space after it."""
    style = _Style(INITIAL_VALUES)
    style.font_config = svg.font_config
    families = node.get("font-family", "sans-serif").split(",")
    weight = {"normal": "400", "bold": "700"}.get(word := node.get("font-weight", "400"), word)
    style |= {
        "font_family": [family.strip(" \"'") for family in families],
        "font_style": node.get("font-style", "normal"),
        "font_weight": int(weight) if weight.isdigit() else 400,
        "font_size": font_size,
    }
    space = svg.length(node.get("letter-spacing"), font_size)
    widths = (split_first_line(char, style, svg.context, inf, 0)[3] for char in node.text)
    return [width + space for width in widths]
