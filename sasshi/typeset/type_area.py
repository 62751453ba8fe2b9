"""The type area (基本版面, JLREQ 2.2): so many characters by so many lines, and the margins."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sasshi.model import MM_PER_PT, Pt, TokenValue

#: Tokens that a type area is made from: every theme has them, from ``base``.
NEEDED = ("writing", "size", "leading", "chars", "lines", "column-chars", "columns", "gutter")
#: Custom properties that style sheets are given besides the tokens.
MADE = ("head-margin", "foot-margin", "bleed", "more-note", "more-rule")

#: What is left over above and below the lines: the foot gets a little more than the head.
HEAD_SHARE = 0.47
#: Less white than this at the fore-edge and the head and foot, and fingers cover text.
LEAST_MARGIN_MM = 10.0


@dataclass(frozen=True, slots=True)
class TypeArea:
    """Margins, and the distance of lines on the grid."""

    top_mm: float
    bottom_mm: float
    inner_mm: float
    outer_mm: float
    leading_pt: float

    @property
    def sound(self) -> bool:
        """Tell whether every margin leaves room for fingers, and for the printer."""
        return min(self.top_mm, self.bottom_mm, self.outer_mm) >= LEAST_MARGIN_MM


def type_area(page_mm: tuple[float, float], tokens: Mapping[str, TokenValue]) -> TypeArea:
    """Lay the tokens' ``chars`` × ``lines`` of text onto a page; the rest goes to the margins.

    The gutter gets what the token ``gutter`` says, the fore-edge all the rest of the width.
    """
    size, leading = points(tokens["size"]), points(tokens["leading"])
    width = float(tokens["chars"]) * size * MM_PER_PT
    height = float(tokens["lines"]) * leading * MM_PER_PT
    return _placed(page_mm, width, height, tokens)


def column_area(page_mm: tuple[float, float], tokens: Mapping[str, TokenValue]) -> TypeArea:
    """Lay the columns of vertical writing onto a page as it will be read, likewise."""
    width = float(tokens["columns"]) * points(tokens["leading"])
    height = float(tokens["column-chars"]) * points(tokens["size"])
    return _placed(page_mm, width * MM_PER_PT, height * MM_PER_PT, tokens)


def _placed(
    page_mm: tuple[float, float],
    width_mm: float,
    height_mm: float,
    tokens: Mapping[str, TokenValue],
) -> TypeArea:
    gutter = float(str(tokens["gutter"]).removesuffix("mm"))
    over = page_mm[1] - height_mm
    return TypeArea(
        top_mm=over * HEAD_SHARE,
        bottom_mm=over * (1 - HEAD_SHARE),
        inner_mm=gutter,
        outer_mm=page_mm[0] - width_mm - gutter,
        leading_pt=points(tokens["leading"]),
    )


def points(value: TokenValue) -> Pt:
    """Read a token that is a length in points, such as ``9.5pt``."""
    return Pt(float(str(value).removesuffix("pt")))


def bleed_css(bleed_mm: float) -> str:
    """Tell the engine and the style sheets how far beyond a page is printed, to be cut off."""
    return f":root{{--bleed:{bleed_mm}mm}}@page{{bleed:{bleed_mm}mm}}"


def page_css(page_mm: tuple[float, float], area: TypeArea) -> str:
    """Write the ``@page`` rules of a type area, bound on the left; facing pages mirror each other.

    The height gets a hundredth of a millimetre more, so that rounding never costs a line.
    """
    return (
        f"@page{{size:{page_mm[0]}mm {page_mm[1]}mm;"
        f"margin-top:{area.top_mm:.4f}mm;margin-bottom:{area.bottom_mm - 0.01:.4f}mm}}"
        f"@page:left{{margin-left:{area.outer_mm:.4f}mm;margin-right:{area.inner_mm:.4f}mm}}"
        f"@page:right{{margin-left:{area.inner_mm:.4f}mm;margin-right:{area.outer_mm:.4f}mm}}"
    )


def turned_page_css(page_mm: tuple[float, float], area: TypeArea) -> str:
    """Write the ``@page`` rules for pages of vertical writing, as they are laid out: on their side.

    Turned clockwise, what is their top will be their right edge. The book is bound on the
    right: pages with an odd number are on the left of a spread, and have the spine there.
    """
    width, height = page_mm
    head, foot = f"{area.top_mm:.4f}mm", f"{area.bottom_mm - 0.01:.4f}mm"
    inner, outer = area.inner_mm, area.outer_mm
    return (
        f":root{{--head-margin:{head};--foot-margin:{foot}}}"
        f"@page{{size:{height}mm {width}mm;margin-left:{head};margin-right:{foot}}}"
        f"@page:right{{margin-top:{inner:.4f}mm;margin-bottom:{outer - 0.01:.4f}mm}}"
        f"@page:left{{margin-top:{outer:.4f}mm;margin-bottom:{inner - 0.01:.4f}mm}}"
    )


def digits_css(notes: int, rules: int) -> str:
    """Tell the style sheets by how many digits the longest numbers are longer than two."""
    digits = {"note": len(str(max(notes, 10))), "rule": len(str(max(rules, 10)))}
    return ":root{" + "".join(f"--more-{name}:{count - 2};" for name, count in digits.items()) + "}"


def token_css(tokens: Mapping[str, TokenValue]) -> str:
    """Write the tokens as custom properties of the root, for the style sheets to use."""
    return ":root{" + "".join(f"--{name}:{_css(value)};" for name, value in tokens.items()) + "}"


def _css(value: TokenValue) -> str:
    """Write a value as CSS: colours, lengths, numbers and words as they are, text as a string."""
    text = str(value)
    if re.fullmatch(r"[#\w.%-]+", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\a ")
    return f'"{escaped}"'
