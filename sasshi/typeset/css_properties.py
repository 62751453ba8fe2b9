"""What a style sheet says of how things are set: custom properties, classes.

Themes choose by custom properties, ``--line-end: hang``: CSS has no property for most of it.
"""

from __future__ import annotations

from typing import Any

from sasshi.japanese.paragraph import LineStyle, Px

#: The custom properties that the typesetter reads, and the words that each takes; ``standing``
#: (a width) and ``beside`` are for pages of vertical writing.
CSS_PROPERTIES = {
    "wrap": ("normal", "phrases", "balance"),
    "kinsoku": ("strict", "loose"),
    "line-start": ("flush", "full", "half"),
    "line-end": ("half", "full", "hang"),
    "mark": ("none", "emphasis"),
    "emphasis": ("dot", "sesame", "bold"),
    "digits": ("own", "wide"),
    "cell": ("none", "upright"),
    "address": ("whole", "parts"),
    "beside": (),
    "standing": (),
    "table-smallest": (),
}
_PX_OF = {"px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4}


def css_word(style: Any, name: str, default: str) -> str:
    """Read a custom property that is one word: ``hang`` of ``--line-end: hang``."""
    for token in style[f"__{name.replace('-', '_')}"] or ():
        if token.type == "ident":
            return str(token.lower_value)
    return default


def css_length_px(style: Any, name: str) -> Px:
    """Read a custom property that is a length in pt, mm or px; 0 if it is none."""
    for token in style[f"__{name.replace('-', '_')}"] or ():
        if token.type == "dimension":
            return float(token.value) * _PX_OF.get(token.lower_unit, 0.0)
    return 0.0


def css_classes(box: Any) -> list[str]:
    """Give the classes of a box's element; a box without one has none."""
    return box.element.get("class", "").split() if box.element is not None else []


def line_style(style: Any, measure: Px, indent: Px) -> LineStyle:
    """Read how the lines of a paragraph are set; their length is known to layout alone."""
    return LineStyle(
        measure=measure,
        indent=indent,
        justify=style["text_align_all"] == "justify",
        balance=css_word(style, "wrap", "normal") in ("phrases", "balance"),
        line_start=css_word(style, "line-start", "flush"),
        line_end=css_word(style, "line-end", "half"),
    )
