"""Text in a box → operators of PDF: lines broken, size found, set as a form's field asks.

ISO 32000-2, 12.7.4.3 (variable text). Where it says nothing, sizes and places are those that
viewers choose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sasshi.pdf.impose.typefaces import Typeface

#: In pt: sizes of text that is fitted to its box.
_LARGEST_FITTED, _LEAST_FITTED = 12.0, 4.0
#: The height of a line, and of a line that fills its box, in em.
_LEADING, _BOX_LEADING = 1.16, 1.35
#: What text is parted into, to break lines: words with the blank behind them, wide characters.
_PARTS = re.compile(r"[^\S\n]*[⺀-鿿豈-﫿\uff00-\uffef]|\S[^\s⺀-鿿豈-﫿\uff00-\uffef]*|\s")


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is to be set: ``size_pt`` 0 fits it; ``align`` 0 left, 1 in the middle, 2 right.

    ``cells`` parts a line into so many places of the same width, one for each character.
    ``paint`` are the operators for its colour.
    """

    size_pt: float = 0.0
    align: int = 0
    paint: str = "0 g"
    lines: bool = False
    cells: int = 0


def set_text(
    text: str, face: Typeface, box: tuple[float, float], padding_pt: float, how: Setting
) -> str:
    """Set a text into a box of a width and height in pt, its font called ``/F``."""
    room = box[0] - 2 * padding_pt, box[1] - 2 * padding_pt
    if min(room) <= 0:
        return ""
    size = how.size_pt or _fitted(text, face, room, how)
    rows = _rows(text, face, room[0] / size) if how.lines else [text.replace("\n", " ")]
    if how.lines:
        first = box[1] - padding_pt - face.ascent * size
    else:
        first = (box[1] - (face.ascent + face.descent) * size) / 2
    shown = "\n".join(
        _row(row, face, size, (padding_pt, first - number * _LEADING * size), room[0], how)
        for number, row in enumerate(rows)
    )
    clip = f"{padding_pt / 2:.3f} {padding_pt / 2:.3f} {box[0] - padding_pt:.3f}"
    return (
        f"/Tx BMC q {clip} {box[1] - padding_pt:.3f} re W n BT {how.paint} /F {size:.3f} Tf\n"
        f"{shown}\nET Q EMC"
    )


def row_height(how: Setting) -> float:
    """Give the height of a row of text whose size is said, in points."""
    return _LEADING * how.size_pt


def _row(
    row: str,
    face: Typeface,
    size: float,
    start: tuple[float, float],
    room: float,
    how: Setting,
) -> str:
    if how.cells:
        wide = room / how.cells
        places = (
            (start[0] + (place + 0.5) * wide - face.width(char) * size / 2, char)
            for place, char in enumerate(row[: how.cells])
        )
        return "\n".join(_shown(char, face, x, start[1]) for x, char in places)
    beside = room - face.measure(row) * size
    return _shown(row, face, start[0] + beside * how.align / 2, start[1])


def _shown(text: str, face: Typeface, x: float, y: float) -> str:
    return f"1 0 0 1 {x:.3f} {y:.3f} Tm <{face.encode(text).hex()}> Tj"


def _fitted(text: str, face: Typeface, room: tuple[float, float], how: Setting) -> float:
    """Find the size at which a text fits its room."""
    if how.lines:
        size = _LARGEST_FITTED
        while size > _LEAST_FITTED:
            rows = len(_rows(text, face, room[0] / size))
            if rows * _LEADING * size <= room[1]:
                break
            size -= 0.5
        return size
    tall = room[1] / _BOX_LEADING
    if how.cells:
        return tall
    return max(_LEAST_FITTED, min(tall, room[0] / (face.measure(text) or 1)))


def _rows(text: str, face: Typeface, room_em: float) -> list[str]:
    """Break a text into lines: at its own breaks, between words, and between wide characters."""
    return [row for line in text.split("\n") for row in _broken(line, face, room_em)]


def _broken(line: str, face: Typeface, room_em: float) -> Iterator[str]:
    row, used = "", 0.0
    for part in _pieces(_PARTS.findall(line), face, room_em):
        wide = face.measure(part)
        if row and used + wide > room_em and not part.isspace() and not _closes(part):
            yield row.rstrip()
            row, used = "", 0.0
        row, used = row + part, used + wide
    yield row.rstrip()


def _pieces(parts: Sequence[str], face: Typeface, room_em: float) -> Iterator[str]:
    """Part what is wider than a line by itself into its characters."""
    for part in parts:
        yield from part if face.measure(part) > room_em else (part,)


def _closes(part: str) -> bool:
    """Tell whether no line begins with this: a bracket or mark that closes (JLREQ, 3.1.7)."""
    return part[0] in "、。，．？！・：；" or unicodedata.category(part[0]) in ("Pe", "Pf")
