"""A PDF without the spaces that are drawn into gaps, to measure the gaps themselves.

A gap between kanji and Latin holds a space glyph that shares one ``ActualText`` with the
character before it, so that nobody copies it. PDFium says nothing of the places of such
characters. Here the pair is turned into the character alone, followed by the distance.
"""

from __future__ import annotations

import io
from typing import Any

import pikepdf


def unmarked(data: bytes) -> bytes:
    """Give the PDF with every character of such a pair in its place, and no space."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            fonts: Any = page.obj.Resources.get("/Font", {})
            widths = {name: _widths(font) for name, font in fonts.items()}
            found = _without_pairs(pikepdf.parse_content_stream(page), widths)
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(found))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def _widths(font: Any) -> dict[int, float]:
    """Read the advances of a composite font, in thousandths of an em."""
    found: dict[int, float] = {}
    given = list(font["/DescendantFonts"][0].get("/W", []))
    while given:
        first, widths, *given = given
        if isinstance(widths, pikepdf.Array):
            found |= {int(first) + i: float(width) for i, width in enumerate(widths)}
        else:  # from a number to a number, all of one width
            width, *given = given
            found |= dict.fromkeys(range(int(first), int(widths) + 1), float(width))
    return found


def _without_pairs(instructions: Any, widths: dict[str, dict[int, float]]) -> list[Any]:
    """Take the pairs out of a page's instructions."""
    found: list[Any] = []
    font, inside, pair = "", False, list[Any]()
    for operands, operator in instructions:
        name = str(operator)
        if name == "Tf":
            font = str(operands[0])
        if name == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            inside = inside or "/ActualText" in operands[1]
            if inside:
                continue
        if inside and name == "EMC":
            *before, back, space = pair
            distance = float(back) - widths[font][int.from_bytes(bytes(space), "big")]
            operands, operator = [pikepdf.Array([*before, distance])], pikepdf.Operator("TJ")
            inside, pair = False, []
        elif inside and name == "TJ":
            pair.extend(operands[0])
            continue
        found.append((operands, operator))
    return found
