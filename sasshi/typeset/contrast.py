"""Contrast, measured on laid-out pages: each text against what is drawn below it.

Pages are drawn without their texts, and the colour of a text is compared with what is there,
be it paper, a ground, a picture or a drawing (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image

from sasshi.engine.callbacks import DrawingCallbacks
from sasshi.engine.log import Log
from sasshi.engine.session import ENGINE
from sasshi.model import PX_PER_PT
from sasshi.model.color import luminance
from sasshi.problems import Place
from sasshi.typeset.ground import Color, Inked, inked
from sasshi.typeset.typesetter import Typeset

#: The least contrast that text is to have.
LEAST = 4.5
#: What takes less of the ground than this is a line or a dot that the text crosses.
_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Faint:
    """A text that is hard to tell from its ground; colours are ``#rrggbb``."""

    place: Place
    page: int
    text: str
    color: str
    ground: str
    ratio: float


def faint_texts(pages: Typeset) -> Iterator[Faint]:
    """Give one text for each pair of colours whose contrast is too low."""
    place_of = pages.place_of()
    drawn = _drawn(pages)
    seen: set[tuple[str, str]] = set()
    for text in inked(pages.document):
        ground = _ground(text, drawn[text.page - 1])
        if ground is None:
            continue
        color = _mixed(text.color, ground, text.alpha)
        ratio, pair = contrast(color, ground), (_hex(color), _hex(ground))
        if ratio < LEAST and pair not in seen:
            seen.add(pair)
            yield Faint(place_of(text.element), text.page, text.text.strip(), *pair, ratio)


def contrast(one: Color, other: Color) -> float:
    """Give the contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _drawn(pages: Typeset) -> list[Image.Image]:
    """Draw every page without its texts, one pixel for each px."""
    with Log(), ENGINE.drawing(DrawingCallbacks(pages.passes.keep_glyphs, texts=False)):
        data = pages.document.write_pdf()
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=PX_PER_PT).to_pil().convert("RGB") for page in document]


def _ground(text: Inked, page: Image.Image) -> Color | None:
    """Give the colour below a text: of those that take room there, the one nearest to it."""
    left, top, right, bottom = (round(edge) for edge in text.box)
    left, top = max(0, left), max(0, top)
    right, bottom = min(page.width, max(right, left + 1)), min(page.height, max(bottom, top + 1))
    if left >= right or top >= bottom:
        return None
    area = page.crop((left, top, right, bottom))
    counts = _colors(area)
    grounds = [color for count, color in counts if count >= _SHARE * area.width * area.height]
    if not grounds:  # a picture, or one colour that goes over into another
        grounds = [_colors(area.resize((1, 1), Image.Resampling.BOX))[0][1]]
    return min(grounds, key=lambda ground: contrast(_mixed(text.color, ground, text.alpha), ground))


def _colors(area: Image.Image) -> list[tuple[int, Color]]:
    counts: Any = area.getcolors(area.width * area.height)
    return [(n, (red / 255, green / 255, blue / 255)) for n, (red, green, blue) in counts]


def _mixed(color: Color, ground: Color, alpha: float) -> Color:
    """Give the colour that is seen where one lies over another."""
    red, green, blue = (alpha * c + (1 - alpha) * g for c, g in zip(color, ground, strict=True))
    return red, green, blue


def _hex(color: Color) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)
