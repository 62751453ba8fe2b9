"""Layout tables of a turned font: Latin keeps its own, and punctuation is squeezed.

What the font's tables say of wide characters is about the way they stood. So ``GSUB`` and
``GPOS`` are cut down to the glyphs that lie, and one rule is added.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from typing import Any

from sasshi.japanese.classes import BLANK_AFTER, OPENING

TABLES = ("GSUB", "GPOS", "GDEF")

#: Features that make wide glyphs of narrow ones, or set them for a column or a half.
_DROPPED = (
    *("vert", "vrt2", "valt", "vhal", "vchw", "vpal", "vkrn", "vkna", "hkna", "fwid", "hwid"),
    *("pwid", "twid", "qwid", "halt", "palt", "chws", "dlig", "ruby"),
)
#: Marks in the middle of their cell (JLREQ A.5), and the full-width space.
_MIDDLE, _SPACE = frozenset("・：；"), frozenset("\u3000")


def layout_tables(
    face: Any, cells: Collection[int], punctuation: Mapping[str, int]
) -> dict[str, bytes]:
    """Give the layout tables of a face without a word about the glyphs ``cells``.

    ``punctuation`` are characters and their glyphs, squeezed where they meet (``chws``).
    """
    import uharfbuzz as hb

    plan = hb.SubsetInput()
    plan.glyph_set.update(set(range(face.glyph_count)).difference(cells))
    plan.flags = hb.SubsetFlags.RETAIN_GIDS
    features = plan.layout_feature_tag_set
    features.clear()
    features.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    features.invert()
    kept = hb.subset(face, plan)
    tables = {
        tag: bytes(kept.reference_table(tag).data) for tag in TABLES if tag in kept.table_tags
    }
    squeeze = _squeeze(punctuation, face.upem)
    if squeeze:
        tables["GPOS"] = _with_lookup(tables.get("GPOS", _EMPTY), b"chws", squeeze)
    return tables


def _squeeze(punctuation: Mapping[str, int], em: int) -> bytes:
    """Give the lookup that takes half an em out where two blank halves meet (JLREQ 3.1.4).

    A pair's first glyph loses it: the blank is its own or the one before the second.
    """
    classes = {glyph: _class(char) for char, glyph in punctuation.items() if _class(char)}
    if not classes:
        return b""
    half = -em // 2
    rows = [[half * (second in _SQUEEZED[first]) for second in range(5)] for first in range(5)]
    records = b"".join(struct.pack(">5h", *row) for row in rows)
    coverage = struct.pack(f">{2 + len(classes)}H", 1, len(classes), *sorted(classes))
    ranges = (struct.pack(">3H", glyph, glyph, classes[glyph]) for glyph in sorted(classes))
    definition = struct.pack(">2H", 2, len(classes)) + b"".join(ranges)
    ends = [16 + len(records), 16 + len(records) + len(coverage)]
    pairs = struct.pack(">8H", 2, ends[0], 4, 0, ends[1], ends[1], 5, 5)
    return struct.pack(">4H", 2, 0, 1, 8) + pairs + records + coverage + definition


def _class(char: str) -> int:
    """Class a character: 1 opening, 2 closing or ending, 3 in the middle, 4 a space, 0 other."""
    groups = (OPENING, BLANK_AFTER, _MIDDLE, _SPACE)
    return next((number for number, group in enumerate(groups, 1) if char in group), 0)


#: By class of the first character: which ones after it make it lose half an em.
_SQUEEZED = ((), (1,), (1, 2, 3, 4), (1,), (1,))
#: A ``GPOS`` table that says nothing: no scripts, features, lookups.
_EMPTY = struct.pack(">8H", 1, 0, 10, 12, 14, 0, 0, 0)


def _with_lookup(gpos: bytes, feature: bytes, lookup: bytes) -> bytes:
    """Add a feature of one lookup to a ``GPOS`` table, and make one script of all.

    The old table follows whole, for lookups hold only distances of their own.
    """
    _, _, _, at, lookups_at = struct.unpack_from(">5H", gpos)
    old = [at for (at,) in struct.iter_unpack(">H", _list(gpos, lookups_at, 2))]
    features: dict[bytes, set[int]] = {feature: {len(old)}}
    for tag, offset in struct.iter_unpack(">4sH", _list(gpos, at, 6)):
        numbers = struct.iter_unpack(">H", _list(gpos, at + offset + 2, 2))
        features.setdefault(tag, set()).update(number for (number,) in numbers)
    scripts = _scripts(len(features))
    listed = _features(features)
    start = 4 + 2 * len(old)
    beyond = start + len(lookup) + lookups_at
    offsets = (*(beyond + at for at in old), start)
    if max(offsets) > 0xFFFF:
        return _with_lookup(_EMPTY, feature, lookup)
    header = struct.pack(">5H", 1, 0, 10, 10 + len(scripts), 10 + len(scripts) + len(listed))
    lookups = struct.pack(f">{1 + len(offsets)}H", len(offsets), *offsets)
    return header + scripts + listed + lookups + lookup + gpos


def _list(table: bytes, at: int, size: int) -> bytes:
    """Give the records of a list that begins with their number (OpenType, common tables)."""
    (count,) = struct.unpack_from(">H", table, at)
    return table[at + 2 : at + 2 + count * size]


def _scripts(features: int) -> bytes:
    script = struct.pack(">H4sH2H", 1, b"DFLT", 8, 4, 0)
    return script + struct.pack(f">{3 + features}H", 0, 0xFFFF, features, *range(features))


def _features(features: Mapping[bytes, Collection[int]]) -> bytes:
    records, bodies, at = [], [], 2 + 6 * len(features)
    for tag in sorted(features):
        numbers = sorted(features[tag])
        records.append(struct.pack(">4sH", tag, at))
        bodies.append(struct.pack(f">{2 + len(numbers)}H", 0, len(numbers), *numbers))
        at += len(bodies[-1])
    return b"".join((struct.pack(">H", len(features)), *records, *bodies))
