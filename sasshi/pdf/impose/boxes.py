"""The boxes of a page and how it is turned → what of it is printed, and where that lies.

Boxes: ISO 32000-2, 14.11.2; ``/Rotate`` and ``/UserUnit``: 7.7.3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pikepdf

#: A page that has no MediaBox, though it must, is as large as viewers take it for: US Letter.
_LETTER_PT = (0.0, 0.0, 612.0, 792.0)
#: In points: what is narrower than this is no page.
_LEAST_PT = 1.0
_INNER_BOXES = ("/CropBox", "/TrimBox", "/BleedBox")
_TURNING = ("/Rotate", "/UserUnit")
_UPRIGHT = (1.0, 0.0, 0.0, 1.0)
#: From user space to the page as it is seen, by ``/Rotate``, degrees clockwise.
_TURNS = {
    0: _UPRIGHT,
    90: (0.0, -1.0, 1.0, 0.0),
    180: (-1.0, 0.0, 0.0, -1.0),
    270: (0.0, 1.0, -1.0, 0.0),
}


Turn = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageArea:
    """What of a page is printed: in its user space, and ``seen`` as it stands upright, in points.

    ``bled`` is what may be printed beyond its edges, ``bleed_pt`` how far that is on each side
    at least. ``turn`` are the first four numbers of the matrix from user space to what is seen.
    """

    bled: pikepdf.Rectangle
    turn: Turn
    seen: pikepdf.Rectangle
    bleed_pt: float = 0.0


def page_area(page: pikepdf.Page) -> PageArea:
    """Read what of a page is printed: its TrimBox, as far as it is within CropBox and MediaBox.

    What a page has of the nodes above it must be its own by now, and it must have a size: pikepdf
    sees to both. A box that is none, or shares nothing with the one around it, is passed over.
    """
    own = page.obj
    said = own.keys()
    media = _rectangle(own.get("/MediaBox")) or pikepdf.Rectangle(*_LETTER_PT)
    cut, bled = media, media
    if not said.isdisjoint(_INNER_BOXES):
        cut, bled = _cut_and_bled(own, media)
    turn = _UPRIGHT if said.isdisjoint(_TURNING) else _turn(own)
    seen = cut if turn == _UPRIGHT else pikepdf.Matrix(*turn, 0, 0).transform(cut)
    beyond = 0.0 if bled == cut else _beyond(cut, bled) * max(map(abs, turn))
    return PageArea(bled, turn, seen, beyond)


def _cut_and_bled(
    page: pikepdf.Object, media: pikepdf.Rectangle
) -> tuple[pikepdf.Rectangle, pikepdf.Rectangle]:
    crop_box, trim_box, bleed_box = (_rectangle(page.get(key)) for key in _INNER_BOXES)
    crop = _within(crop_box, media)
    trim = trim_box or crop
    cut = _within(trim, crop)
    # What a viewer hides is not for bleed either, unless it is hidden because it is bleed.
    bled = _within(bleed_box or crop, media if trim <= crop else crop)
    return cut, bled if cut <= bled else _hull(bled, cut)


def _beyond(cut: pikepdf.Rectangle, bled: pikepdf.Rectangle) -> float:
    return max(
        0.0,
        min(
            cut.llx - bled.llx,
            cut.lly - bled.lly,
            bled.urx - cut.urx,
            bled.ury - cut.ury,
        ),
    )


def _turn(page: pikepdf.Object) -> Turn:
    angle: object = page.Rotate if "/Rotate" in page else 0
    turn = _TURNS.get(angle % 360, _UPRIGHT) if isinstance(angle, int) else _UPRIGHT
    unit: object = page.UserUnit if "/UserUnit" in page else 1
    if unit == 1 or not isinstance(unit, int | Decimal) or unit <= 0:
        return turn
    a, b, c, d = (float(unit) * each for each in turn)
    return a, b, c, d


def _rectangle(box: object) -> pikepdf.Rectangle | None:
    """Read a box; ``None`` if it is not four numbers, or has no inside."""
    if not isinstance(box, pikepdf.Array):
        return None
    try:
        rectangle = pikepdf.Rectangle(box)
    except (TypeError, ValueError):
        return None
    return rectangle if _is_wide(rectangle) else None


def _is_wide(box: pikepdf.Rectangle) -> bool:
    return box.width >= _LEAST_PT and box.height >= _LEAST_PT


def _within(box: pikepdf.Rectangle | None, around: pikepdf.Rectangle) -> pikepdf.Rectangle:
    """Give what of a box is within the one around it; that one, if it is nothing."""
    if box is None:
        return around
    common = box & around  # turned inside out where they share nothing
    return common if _is_wide(common) else around


def _hull(one: pikepdf.Rectangle, other: pikepdf.Rectangle) -> pikepdf.Rectangle:
    return pikepdf.Rectangle(
        min(one.llx, other.llx),
        min(one.lly, other.lly),
        max(one.urx, other.urx),
        max(one.ury, other.ury),
    )
