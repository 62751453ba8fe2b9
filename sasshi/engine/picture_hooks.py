"""Where the engine draws pictures: no more of their pixels go into a PDF than print shows."""

from __future__ import annotations

from copy import copy
from math import hypot
from typing import Any

from sasshi.engine.callbacks import DrawingCallbacks, Own
from sasshi.pictures.pixels import is_line_art, size_of, smaller

#: In dots an inch. More is not seen in a photograph (offset printing takes 300); the
#: edges of line art are seen up to about twice as much.
PHOTO_DPI, LINE_ART_DPI = 300, 600
#: A picture that has hardly more than this is left as it is.
_TOLERANCE = 1.02


def drawn_at_print_resolution(own: Own, callbacks: DrawingCallbacks) -> Own:
    """Measure how large a picture is drawn on its page, and how many of its pixels that takes.

    The engine's own option for this divides by zero where a page is turned by a quarter.
    """

    def draw(
        self: Any, stream: Any, concrete_width: float, concrete_height: float, style: Any
    ) -> None:
        width, height = concrete_width, concrete_height
        ratio = _ratio(self, stream, width, height)
        if ratio == 1:
            own(self, stream, width, height, style)
            return
        name = stream.add_image(self, style["image_rendering"] == "auto", ratio)
        stream.transform(width, 0, 0, -height, 0, height)
        stream.draw_x_object(name)

    return draw


def _ratio(image: Any, stream: Any, width: float, height: float) -> float:
    """Give the part of a picture's pixels a side that its place on the page takes, 1 at most."""
    if "Type" in stream.extra or "Subtype" in stream.extra or not (width and height):
        return 1  # within a group or a pattern: how large that is drawn is not known here
    (a, b, _), (c, d, _), _ = stream.ctm
    inches = hypot(a, b) * width / 72, hypot(c, d) * height / 72
    dpi = min(image.width / inches[0], image.height / inches[1]) if all(inches) else 0
    if dpi <= PHOTO_DPI * _TOLERANCE:
        return 1
    wanted = LINE_ART_DPI if is_line_art(image.image_data.data) else PHOTO_DPI
    return min(1.0, wanted / dpi)


def written_at_print_resolution(own: Own, callbacks: DrawingCallbacks) -> Own:
    """Write a picture with the pixels that it takes where it is drawn largest."""

    def get_x_object(self: Any, interpolate: bool, dpi_ratio: float) -> Any:
        ratio = dpi_ratio
        if ratio >= 1:
            return own(self, interpolate, 1)
        key = f"{self.id}-{ratio:.4f}"
        if key not in self._cache:
            self._cache[key] = smaller(self.image_data.data, ratio)
        image = copy(self)
        image.width, image.height = size_of(self._cache[key])
        image.image_data = self.cache_image_data(self._cache[key], slot=f"{ratio:.4f}")
        return own(image, interpolate, 1)

    return get_x_object
