"""The font that writes what is filled into other people's forms, and their fonts cannot write."""

from __future__ import annotations

from collections.abc import Sequence

from sasshi.fonts.embedding import font_file
from sasshi.fonts.faces import Face
from sasshi.pdf.impose import Glyphs, GlyphsOf

#: Most like what viewers take where a font lacks.
_FAMILY, _WEIGHT = "Sasshi Gothic", 400


def form_fonts(faces: Sequence[Face]) -> GlyphsOf:
    """Give what makes a font for a text: of our upright gothic, or else of any face."""
    liked = sorted(faces, key=lambda face: (face.family, face.weight) != (_FAMILY, _WEIGHT))
    upright = [face for face in liked if not face.italic]

    def glyphs_of(text: str) -> Glyphs | None:
        made = font_file(text, upright)
        return Glyphs(made.data, "SasshiForms", made.glyphs) if made else None

    return glyphs_of
