"""Which glyph stands for a character in a column, and how it comes to lie in its cell.

Worked out by HarfBuzz, which shapes the characters from top to bottom: so vertical forms
(GSUB ``vert``), side bearings and origins (``vmtx``, ``VORG``, GPOS) are what any vertical
engine would take.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from sasshi.japanese.classes import BLANK_AFTER, OPENING
from sasshi.model import ASCENT, MIDDLE

#: Characters that stand upright in a column though East Asian Width does not call them wide
#: (UAX #50, Vertical_Orientation=U, without scripts and pictures that Japanese text has not).
_UPRIGHT_SPANS = """
    A7 A9 AE B1 BC-BE D7 F7 2016 2020-2021 2030-2031 203B-203C 2042 2047-2049 2051 20DD-20E0
    20E2-20E4 2100-2101 2103-2109 210F 2113-2114 2116-2117 211E-2123 2125 2127 2129 212E
    2135-213F 2145-214A 214C-214D 214F-2189 218C-218F 221E 2234-2235 2300-2307 230C-2319
    231C-231F 2324-2328 232B 237D-239A 23BE-23CD 23CF 23D1-23DB 23E2-2422 2424-24FF 25A0-25FC
    25FF-2613 2616-2619 2620-2767 2776-2793 2B12-2B1A 2B1D-2B2F 2B51-2B54 2B56-2B59 303F
    1F100-1F18F
"""
UPRIGHT = frozenset(
    code
    for first, _, last in (span.partition("-") for span in _UPRIGHT_SPANS.split())
    for code in range(int(first, 16), int(last or first, 16) + 1)
)
#: In a Latin face only what no letter stands beside: signs, boxes, stars.
_SIGNS = 0x2300
#: Wide characters that lie where a font has no vertical form of them (UAX #50, R and Tr; but the
#: semicolon stands in every Japanese font that has a form of it).
LYING = frozenset(
    "〈〉《》「」『』【】〔〕〖〗〘〙〚〛〜〝〞〟〰゠ー﹉﹊﹋﹌﹍﹎﹏﹘﹙﹚﹛﹜﹝﹞﹣﹤﹥﹦"
    "（）－：＜＝＞［］＿｛｜｝～｟｠￣"
)
#: Not wide, and lying by UAX #50, but Japanese: they have a cell, and a vertical form where the
#: font has one. Single quotation marks are none of them: they are apostrophes too.
QUOTES = frozenset("“”")
JAPANESE = frozenset("—―…‥") | QUOTES
#: Dashes: they fill their cell, so that two of them are one line (――, JLREQ cl-08).
DASHES = frozenset("—―")
#: How far a dash reaches beyond its cell on either side, in em: where two only met, rounding to
#: the dots of a screen would leave a hair between them. Rounded fonts have 0.02.
_OVERLAP_EM = 0.01
#: Kana with a mark that have no code point of their own, but a glyph (鼻濁音, アイヌ語).
MARKED = tuple(base + "\u309a" for base in "かきくけこカキクケコセツトㇷ")


@dataclass(frozen=True, slots=True)
class Cell:
    """What is drawn for a glyph: ``source``, turned or not, moved, with an advance (font units).

    ``overlap`` is how far its ends are to reach beyond the cell at least; ``None``: they stay.
    """

    source: int
    turn: bool
    dx: int
    dy: int
    advance: int
    overlap: int | None = None


def cells(face: Any) -> dict[int, Cell]:
    """Give a cell for each glyph that has one in a column; what has none lies as Latin does."""
    import uharfbuzz as hb

    font = hb.Font(face)
    texts = _with_cells(face)
    level, upright = _shaped(font, texts, "ltr"), _shaped(font, texts, "ttb")
    cell_of: dict[int, Cell] = {}
    for text in texts:
        if text in level and text in upright:
            # A language of its own may already have another form along the line (``locl``).
            glyphs = {level[text][0], font.get_nominal_glyph(ord(text)) if len(text) == 1 else 0}
            cell = _cell(font, text, level[text][0], *upright[text])
            cell_of |= dict.fromkeys(glyphs - {0}, cell) if cell else {}
    return cell_of


def _with_cells(face: Any) -> list[str]:
    chars = [chr(code) for code in sorted(face.unicodes)]
    wide = {char for char in chars if unicodedata.east_asian_width(char) in "WF"}
    wide.discard("\u3099")
    wide.discard("\u309a")
    first = 0 if wide else _SIGNS
    other = {
        c for c in chars if ord(c) >= first and (ord(c) in UPRIGHT or (wide and c in JAPANESE))
    }
    marked = [text for text in MARKED if set(text) <= set(chars)]
    return [*sorted(wide | other), *marked, *_variants(face, wide | other)]


def _variants(face: Any, standing: Collection[str]) -> Iterator[str]:
    """Give those of the characters with the selectors by which the face has another glyph."""
    for selector in face.variation_selectors:
        for code in face.variation_unicodes(selector):
            if chr(code) in standing:
                yield chr(code) + chr(selector)


def _shaped(font: Any, texts: Sequence[str], direction: str) -> dict[str, tuple[int, Any]]:
    """Shape each text for itself (a space keeps them apart): its glyph, if one, and position."""
    import uharfbuzz as hb

    buffer = hb.Buffer()
    buffer.add_str(" ".join(texts))
    buffer.direction, buffer.script, buffer.language = direction, "Kana", "ja"
    hb.shape(font, buffer)
    places = zip(buffer.glyph_infos or (), buffer.glyph_positions or (), strict=True)
    clusters: dict[int, list[tuple[int, Any]]] = {}
    for info, position in places:
        clusters.setdefault(info.cluster, []).append((info.codepoint, position))
    starts = accumulate((len(text) + 1 for text in texts), initial=0)
    shaped = {text: clusters.get(start, []) for text, start in zip(texts, starts, strict=False)}
    return {text: glyphs[0] for text, glyphs in shaped.items() if len(glyphs) == 1}


def _cell(font: Any, text: str, glyph: int, form: int, position: Any) -> Cell | None:
    em = font.face.upem
    overlap = round(_OVERLAP_EM * em) if text in DASHES else None
    if form == glyph and text in QUOTES:
        return None
    if form == glyph and (text in LYING or text in JAPANESE):
        advance = font.get_glyph_h_advance(glyph)
        cell = max(em, advance)
        return Cell(glyph, False, round((cell - advance) * _blank_before(text)), 0, cell, overlap)
    advance, origin = -position.y_advance, -position.y_offset
    if "vmtx" not in font.face.table_tags:
        advance, origin = em, round(ASCENT * em)
    cell = max(em, advance)
    dx = origin + round((cell - advance) * _blank_before(text))
    return Cell(form, True, dx, position.x_offset + round(MIDDLE * em), cell, overlap)


def _blank_before(text: str) -> float:
    """Say how much of the blank of a narrow glyph stands before it, when it gets a whole em.

    Marks keep their half blank where JLREQ has it (A.1, A.2, A.6, A.7); others are centred.
    """
    return 1.0 if text in OPENING else 0.0 if text in BLANK_AFTER else 0.5
