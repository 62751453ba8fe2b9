"""Fonts for vertical writing (縦書き), for a layout engine that knows only lines.

The text is laid out in lines with a font whose wide characters lie on their left side, and
the finished page is given a quarter turn clockwise (``sasshi.pdf.rotate``): the lines are columns
then, from right to left, the wide characters stand, and Latin lies on its right side as it
should (JLREQ 2.3.2). Half-width katakana lie too: UAX #50 has them among what is rotated.

The character map stays as it is, so text extracts, and is read out, as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sasshi.fonts.vertical import forms, outlines, sfnt
from sasshi.fonts.vertical.layout_tables import TABLES, layout_tables

#: What the name of an upright family ends with.
UPRIGHT = " Upright"

#: Tables that hold for upright glyphs only.
_DROPPED = frozenset({*TABLES, "BASE", "JSTF", "VORG", "vhea", "vmtx", "DSIG"})


def vertical_font(font: bytes) -> bytes:
    """Give the font for vertical writing that is derived from a TrueType font (``glyf``).

    Each wide character's glyph gives way to its vertical form, lying on its side in a cell of
    one em along the line. Ascent and descent stay: as they are evened (``install``), they are
    half an em on either side of the middle of the column.
    """
    import uharfbuzz as hb

    face = hb.Face(hb.Blob(font))
    cells = forms.cells(face)
    tables = sfnt.read(face)
    if cells:
        tables = _drawn(hb.Font(face), tables, cells)
    glyph = hb.Font(face).get_nominal_glyph
    mapped = {chr(code): glyph(code) for code in face.unicodes}
    punctuation = {char: each for char, each in mapped.items() if each in cells}
    kept = {tag: table for tag, table in tables.items() if tag not in _DROPPED}
    return sfnt.write(kept | layout_tables(face, cells, punctuation))


def upright_twin(font: bytes) -> bytes:
    """Give the font as it is, as a family of its own for what stands upright on a turned page."""
    import uharfbuzz as hb

    tables = sfnt.read(hb.Face(hb.Blob(font)))
    return sfnt.write(tables | {"name": sfnt.renamed(tables["name"], UPRIGHT)})


def _drawn(
    font: Any, tables: dict[str, bytes], cells: Mapping[int, forms.Cell]
) -> dict[str, bytes]:
    """Draw the glyphs of the cells, and composite ones out: a part of them may be turned."""
    old = sfnt.glyphs(tables)
    old = [
        outlines.drawn_out(font, number) if outlines.is_composite(glyph) else glyph
        for number, glyph in enumerate(old)
    ]
    new, advances = list(old), [font.get_glyph_h_advance(number) for number in range(len(old))]
    for number, cell in cells.items():
        source = old[cell.source]
        if cell.overlap is not None:
            low, high = -cell.overlap - cell.dx, cell.advance + cell.overlap - cell.dx
            ends = (-high, -low) if cell.turn else (low, high)
            source = outlines.drawn_out(font, cell.source, ends, axis=int(cell.turn))
        new[number] = outlines.moved(source, cell.dx, cell.dy, turn=cell.turn)
        advances[number] = cell.advance
    return sfnt.with_glyphs(tables, new, advances)
