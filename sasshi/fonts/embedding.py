"""A text → a font file with its glyphs only, to be embedded in a PDF, glyph by glyph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import uharfbuzz as hb

from sasshi.fonts.faces import Face
from sasshi.fonts.subset import SHAPING_TABLES


@dataclass(frozen=True, slots=True)
class FontFile:
    """A TrueType file, and for each character its glyph and width in 1/1000 em."""

    data: bytes
    glyphs: Mapping[str, tuple[int, int]]


def font_file(text: str, faces: Iterable[Face]) -> FontFile | None:
    """Cut the first face that has all characters of a text; ``None`` if none has."""
    characters = sorted(set(text))
    for face in faces:
        whole = hb.Face(hb.Blob.from_file_path(str(face.path)))
        if all(ord(char) in whole.unicodes for char in characters):
            return _cut(whole, characters)
    return None


def _cut(whole: hb.Face, characters: list[str]) -> FontFile:
    plan = hb.SubsetInput()
    plan.unicode_set.update(map(ord, characters))
    plan.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in SHAPING_TABLES)
    plan.flags = hb.SubsetFlags.NO_HINTING
    cut = hb.subset(whole, plan)
    font = hb.Font(cut)
    glyphs = {}
    for char in characters:
        glyph = font.get_nominal_glyph(ord(char)) or 0
        glyphs[char] = glyph, round(1000 * font.get_glyph_h_advance(glyph) / cut.upem)
    return FontFile(bytes(cut.blob.data), glyphs)
