"""Font files as tables: reading, changing and writing them (OpenType, "Font File")."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

#: The whole file's checksum and ``checkSumAdjustment`` add up to this.
_MAGIC = 0xB1B0AFBA
#: Where the family is named: itself, unique identifier, full name, PostScript name.
_NAMES = (1, 3, 4, 6)


def read(face: Any) -> dict[str, bytes]:
    """Give the tables of a HarfBuzz face by their tags."""
    return {str(tag): bytes(face.reference_table(tag).data) for tag in face.table_tags}


def write(tables: Mapping[str, bytes]) -> bytes:
    """Put tables together to a TrueType file."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    header = struct.pack(
        ">I4H", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    entries, bodies, offset = [], [], 12 + 16 * count
    for tag in sorted(tables):
        body = _unsummed(tables[tag]) if tag == "head" else tables[tag]
        padded = body + bytes(-len(body) % 4)
        entries.append(struct.pack(">4s3I", tag.encode(), _checksum(padded), offset, len(body)))
        bodies.append(padded)
        offset += len(padded)
    file = bytearray(b"".join((header, *entries, *bodies)))
    at = 12 + 16 * count + sum(map(len, bodies[: sorted(tables).index("head")])) + 8
    struct.pack_into(">I", file, at, (_MAGIC - _checksum(bytes(file))) & 0xFFFFFFFF)
    return bytes(file)


def _unsummed(head: bytes) -> bytes:
    """Give ``head`` with a ``checkSumAdjustment`` of 0, as it counts in the file's checksum."""
    return head[:8] + bytes(4) + head[12:]


def _checksum(padded: bytes) -> int:
    numbers = array("I", padded)
    if struct.pack("=H", 1) != struct.pack(">H", 1):
        numbers.byteswap()
    return sum(numbers) & 0xFFFFFFFF


def glyphs(tables: Mapping[str, bytes]) -> list[bytes]:
    """Give the outlines of all glyphs, as they stand in ``glyf``."""
    (long,) = struct.unpack_from(">h", tables["head"], 50)
    (count,) = struct.unpack_from(">H", tables["maxp"], 4)
    ends = struct.unpack_from(f">{count + 1}{'I' if long else 'H'}", tables["loca"])
    step = 1 if long else 2
    return [tables["glyf"][step * a : step * b] for a, b in pairwise(ends)]


def with_glyphs(
    tables: Mapping[str, bytes], outlines: Sequence[bytes], advances: Sequence[int]
) -> dict[str, bytes]:
    """Give the tables with other outlines, none of them composite, and advances."""
    padded = [outline + bytes(-len(outline) % 4) for outline in outlines]
    ends = accumulate(map(len, padded), initial=0)
    boxes = [struct.unpack_from(">4h", outline, 2) if outline else None for outline in outlines]
    lefts = [box[0] if box else 0 for box in boxes]
    sides = list(zip(*filter(None, boxes), strict=True)) or [(0,)] * 4
    whole = struct.pack(">4h", *map(min, sides[:2]), *map(max, sides[2:]))
    head, hhea, count = tables["head"], tables["hhea"], len(outlines)
    return {
        **tables,
        "glyf": b"".join(padded),
        "loca": struct.pack(f">{count + 1}I", *ends),
        "head": head[:36] + whole + head[44:50] + b"\0\1" + head[52:],
        "hmtx": b"".join(struct.pack(">Hh", *pair) for pair in zip(advances, lefts, strict=True)),
        "hhea": hhea[:10]
        + struct.pack(">H", max(advances))
        + hhea[12:34]
        + struct.pack(">H", count),
        "maxp": tables["maxp"][:6] + _largest(outlines) + tables["maxp"][10:],
    }


def _largest(outlines: Sequence[bytes]) -> bytes:
    contours = [int.from_bytes(outline[:2], "big") for outline in outlines]
    last = (o[8 + 2 * n : 10 + 2 * n] for o, n in zip(outlines, contours, strict=True) if n)
    points = max((int.from_bytes(end, "big") + 1 for end in last), default=0)
    return struct.pack(">2H", points, max(contours))


def renamed(name: bytes, suffix: str) -> bytes:
    """Give the ``name`` table with something after the family's name, wherever that occurs."""
    _, count, storage = struct.unpack_from(">3H", name)
    records = [struct.unpack_from(">6H", name, 6 + 12 * number) for number in range(count)]
    texts = [name[storage + at : storage + at + size] for *_, size, at in records]
    family = next(text for text, record in zip(texts, records, strict=True) if record[3] == 1)
    longer = family + suffix.encode("utf-16-be")
    names = {family: longer, _squashed(family): _squashed(longer)}
    entries, at = [], 0
    for index, record in enumerate(records):
        if record[3] in _NAMES:
            for old, new in names.items():
                texts[index] = texts[index].replace(old, new, 1)
        entries.append(struct.pack(">6H", *record[:4], len(texts[index]), at))
        at += len(texts[index])
    return b"".join((struct.pack(">3H", 0, count, 6 + 12 * count), *entries, *texts))


def _squashed(name: bytes) -> bytes:
    return name.decode("utf-16-be").replace(" ", "").encode("utf-16-be")
