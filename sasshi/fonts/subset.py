"""Font files cut down: before layout to a text's characters, after it to the glyphs it took."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from sasshi.fonts.faces import Face, open_face

#: What the layout engine makes by itself, beside the document's text: list markers and
#: counters, hyphens, ellipses, and ``text-transform: full-width``.
BASIC = frozenset(
    [
        *map(chr, range(0x20, 0x7F)),
        *"\u00a0\u00ad\u2010\u2011\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u25aa\u25e6",
        *map(chr, range(0x3000, 0x3004)),
        *"「」『』〇一二三四五六七八九十百千万壱弐参",
        *map(chr, range(0x3041, 0x3097)),
        *map(chr, range(0x30A1, 0x30FD)),
        *map(chr, range(0xFF01, 0xFF5F)),
    ]
)

#: Features that no theme uses: other forms of kanji, and the list of all alternates. Six
#: faces, 1,200 characters, all features → without these: 18 → 13 ms, 3.41 → 2.97 MB; for
#: a few characters the Gothic falls from 92 to 33 kB (aalt alone is most of it).
DROPPED_FEATURES = (
    *("aalt", "expt", "hist", "hojo", "jp04", "jp78", "jp83", "jp90"),
    *("nalt", "nlck", "salt", "smpl", "tnam", "trad"),
)

#: Tables that only shaping needs.
SHAPING_TABLES = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"JSTF", b"DSIG", b"VORG", b"vhea", b"vmtx")


def needed_code_points(characters: Iterable[str]) -> frozenset[int]:
    """Give the code points to keep for ``characters`` (strings of any length).

    Adds what layout makes of them: BASIC, the other case (``text-transform``), and the
    composed form of a base and a mark, which shaping prefers (か + ゙ → が).
    """
    chars = set("".join(characters))
    marks = [char for char in chars if unicodedata.combining(char)]
    composed = (unicodedata.normalize("NFC", char + mark) for mark in marks for char in chars)
    cased = (char.upper() + char.lower() for char in chars)
    return frozenset(map(ord, chars.union(BASIC, *composed, *cased)))


def subset_face(face: Face, code_points: Iterable[int]) -> bytes:
    """Give the face as a TrueType file with the glyphs of ``code_points`` only.

    Layout features stay, so that alternates can be reached, but for DROPPED_FEATURES.
    What the face has not is passed over.

    Raises:
        MachineError: the file cannot be read, or is not a font.

    """
    import uharfbuzz as hb

    plan = hb.SubsetInput()
    plan.unicode_set.update(code_points)
    features = plan.layout_feature_tag_set
    features.clear()
    features.update(int.from_bytes(tag.encode(), "big") for tag in DROPPED_FEATURES)
    features.invert()
    return bytes(hb.subset(open_face(face), plan).blob.data)


def keep_glyphs(font: bytes, glyphs: Iterable[int]) -> bytes:
    """Cut a font file down to the glyphs that a finished PDF shows, their numbers unchanged.

    Layout tables go: nothing is shaped any more. What is beyond the last glyph goes too.
    """
    import uharfbuzz as hb

    wanted = set(glyphs)
    face = hb.Face(hb.Blob(font))
    for numbers, flags in (
        (wanted, hb.SubsetFlags.RETAIN_GIDS),
        (range(max(wanted) + 1), hb.SubsetFlags.DEFAULT),
    ):
        plan = hb.SubsetInput()
        plan.glyph_set.update(numbers)
        plan.drop_table_tag_set.update(int.from_bytes(tag, "big") for tag in SHAPING_TABLES)
        plan.flags = flags | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
        face = hb.subset(face, plan)
    return bytes(face.blob.data)


def space_of(font: bytes) -> tuple[int, int]:
    """Give a font file's space: its glyph, and its advance in thousandths of an em."""
    import uharfbuzz as hb

    face = hb.Face(hb.Blob(font))
    sized = hb.Font(face)
    glyph = sized.get_nominal_glyph(0x20) or 0
    return glyph, round(sized.get_glyph_h_advance(glyph) * 1000 / face.upem)
