"""Colours → inks, through a press's ICC profile: black and grey in black alone, never too much."""

from __future__ import annotations

import bisect
import functools
import io
import itertools
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageMath

from sasshi.model.color import Color, level_of, luminance
from sasshi.pdf.shop.cielab import Lab, lab_of, luminance_of

#: Our own profile, of offset on coated paper in general; ``tools/make_profile.py`` makes it.
OWN_PROFILE = Path(__file__).with_name("coated.icc")
#: The most ink that may lie on one spot, all four added (3.0 is 300 %), and the most that we ask
#: for: some is left for what JPEG does to pictures.
INK_LIMIT, INK_ASKED = 3.0, 2.8
#: A grey below this L* is black, a colour above that a tint, and in one so little black is only
#: specks.
BLACK_LIGHTNESS, TINT, SPECKS = 24.0, 70.0, 0.06
#: The chroma up to which a colour of text is as good as black in drawings.
NEARLY_BLACK = 12.0
#: Colours that are no further apart (ΔE*ab) look the same.
SAME = 2.0
#: By how many of 255 the channels of a grey picture may differ.
GREY_NOISE = 6
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION

#: Cyan, magenta, yellow and black, from 0 to 1.
Inks = tuple[float, float, float, float]
BLACK: Inks = (0.0, 0.0, 0.0, 1.0)


class PressProfile:
    """The ICC profile of a press with four inks, ready to turn colours and pictures into them.

    ``black`` are the colours of text to print as solid black. What is drawn in such a colour is
    black, too, unless it is far from it.

    Raises:
        ValueError: the profile is not one of a press with four inks.

    """

    def __init__(self, profile: bytes, black: Iterable[Color] = ()) -> None:
        try:
            self._profile = ImageCms.getOpenProfile(io.BytesIO(profile))
            lab = ImageCms.createProfile("LAB")
            self._separation = self._transform(ImageCms.createProfile("sRGB"))
            self._proof = ImageCms.buildTransform(self._profile, lab, "CMYK", "LAB", _INTENT)
        except (ImageCms.PyCMSError, OSError) as broken:
            raise ValueError(f"not the profile of a press: {broken}") from broken
        self.name = ImageCms.getProfileDescription(self._profile).strip()
        self._black = {_bytes(color) for color in black}
        self._inks_by_color: dict[tuple[int, ...], Inks] = {}

    def inks(self, color: Color) -> Inks:
        """Give the inks of a colour, in whole percents.

        Greys are black ink alone: four inks that must meet exactly make text with coloured rims.
        """
        key = _bytes(color)
        if key not in self._inks_by_color:
            self._inks_by_color[key] = self._inks(key)
        return self._inks_by_color[key]

    def is_of_text(self, color: Color) -> bool:
        """Tell whether text of this colour is to be solid black."""
        return _bytes(color) in self._black

    def _inks(self, key: tuple[int, ...]) -> Inks:
        red, green, blue = (level / 255 for level in key)
        lightness, a, b = lab_of((red, green, blue))
        if key in self._black and math.hypot(a, b) <= NEARLY_BLACK:
            return BLACK
        if math.hypot(a, b) <= _grey_chroma(lightness):
            solid = lightness < BLACK_LIGHTNESS
            black = self._greys[round(level_of(luminance((red, green, blue))) * 255)]
            return BLACK if solid else (0.0, 0.0, 0.0, round(black / 255, 2))
        pixel = ImageCms.applyTransform(Image.new("RGB", (1, 1), key), self._separation)
        c, m, y, k = (ink / 255 for ink in _pixel(pixel))
        inks = limited((c, m, y, k))
        if lightness <= TINT:
            inks = self._fewer(inks)
        elif k <= SPECKS:
            inks = (c, m, y, 0.0)
        c, m, y, k = (round(ink, 2) for ink in inks)
        return c, m, y, k

    def _fewer(self, inks: Inks) -> Inks:
        """Let black stand in for the least of the coloured inks, if that looks the same.

        Lines and small letters in three inks stay sharp where four do not meet exactly.
        """
        least = min(range(3), key=inks.__getitem__)
        wanted = self._seen([inks])[0]
        best = inks
        for reach in (0.24, 0.08, 0.02):
            steps = [reach * step / 3 for step in range(-3, 4)]
            tried = [_moved(best, least, offsets) for offsets in itertools.product(steps, repeat=3)]
            off, best = min(
                (math.dist(wanted, seen), inks)
                for seen, inks in zip(self._seen(tried), tried, strict=True)
            )
        return best if off <= SAME and sum(best) <= INK_ASKED else inks

    def _seen(self, inks: Sequence[Inks]) -> list[Lab]:
        """Give inks as they look, in CIELAB relative to the paper."""
        image = Image.new("CMYK", (len(inks), 1))
        image.putdata([tuple(round(ink * 255) for ink in each) for each in inks])
        seen = ImageCms.applyTransform(image, self._proof) or image
        # As a whole, Pillow gives a and b as signed bytes; as bands they are as in memory.
        lab = zip(*(band.tobytes() for band in seen.split()), strict=True)
        return [(lightness / 2.55, a - 128.0, b - 128.0) for lightness, a, b in lab]

    def picture(self, image: Image.Image, profile: bytes | None = None) -> Image.Image:
        """Give a picture in inks (``CMYK``), or in black alone (``L``) if it is grey.

        ``profile`` is its own, if it has one; otherwise its colours are sRGB's.
        """
        if image.mode == "RGB" and _is_grey(image):
            image = image.convert("L")
        if image.mode == "L":
            return image.point([255 - black for black in self._greys])
        if image.mode != "CMYK":
            image = ImageCms.applyTransform(image, self._separation_from(profile)) or image
        return _limited_picture(image)

    def _separation_from(self, profile: bytes | None) -> ImageCms.ImageCmsTransform:
        """Give the way from a picture's own profile to inks; one of no use counts as none."""
        try:
            if profile:
                return self._transform(ImageCms.getOpenProfile(io.BytesIO(profile)))
        except ImageCms.PyCMSError:
            pass
        return self._separation

    def _transform(self, source: Any) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(source, self._profile, "RGB", "CMYK", _INTENT, _FLAGS)

    @functools.cached_property
    def _greys(self) -> tuple[int, ...]:
        """Give for each grey of sRGB the black ink that looks as dark, both from 0 to 255.

        Paper counts as white and solid black as no light at all.
        """
        ramp = [(0.0, 0.0, 0.0, black / 255) for black in range(256)]
        light = [luminance_of(lab[0]) for lab in self._seen(ramp)]
        darkness = [(light[0] - y) / (light[0] - light[-1]) for y in light]
        wanted = (1 - luminance((grey / 255,) * 3) for grey in range(256))
        return tuple(min(255, bisect.bisect_left(darkness, dark)) for dark in wanted)


def limited(inks: Inks, most: float = INK_ASKED) -> Inks:
    """Take as much of the coloured inks as keeps all four within ``most``."""
    c, m, y, k = inks
    share = min(1.0, (most - k) / max(c + m + y, 1e-9))
    return c * share, m * share, y * share, k


def _moved(inks: Inks, without: int, offsets: Sequence[float]) -> Inks:
    by = iter(offsets)
    c, m, y, k = (
        0.0 if at == without else min(1.0, max(0.0, ink + next(by))) for at, ink in enumerate(inks)
    )
    return c, m, y, k


def most_ink(image: Image.Image) -> float:
    """Give the ink on the darkest spot of a picture (``CMYK`` or ``L``), all four inks added."""
    if image.mode == "L":
        return 1 - float(image.getextrema()[0]) / 255  # type: ignore[arg-type]
    total = ImageMath.lambda_eval(lambda _: _["c"] + _["m"] + _["y"] + _["k"], **_bands(image))
    return float(total.getextrema()[1]) / 255


def _grey_chroma(lightness: float) -> float:
    """Give the CIELAB chroma up to which a colour counts as a grey.

    A dark grey may lean to a colour and is printed black; a light tint is meant to be seen.
    """
    return 7.0 - 0.1 * max(0.0, lightness - 40)


def _bytes(color: Color) -> tuple[int, ...]:
    return tuple(round(min(1.0, max(0.0, value)) * 255) for value in color)


def _pixel(image: Image.Image | None) -> tuple[int, ...]:
    return tuple(image.tobytes()) if image else ()


def _is_grey(image: Image.Image) -> bool:
    """Tell whether all of a picture is grey, but for what JPEG does to it."""
    red, green, blue = image.split()
    apart = (ImageChops.difference(green, other).getextrema()[1] for other in (red, blue))
    return all(int(most) <= GREY_NOISE for most in apart)  # type: ignore[arg-type]


def _limited_picture(image: Image.Image) -> Image.Image:
    if most_ink(image) <= INK_ASKED + 0.01:
        return image
    bands = _bands(image)
    room = round(INK_ASKED * 255)

    def share(_: dict[str, Any]) -> Any:
        colored = _["c"] + _["m"] + _["y"] + 1e-6
        return _["convert"](_["min"]((room - _["k"]) / colored, 1.0), "F")

    shares = ImageMath.lambda_eval(share, **bands)
    scaled = [
        ImageMath.lambda_eval(lambda _: _["convert"](_["ink"] * _["by"], "L"), ink=band, by=shares)
        for band in (bands["c"], bands["m"], bands["y"])
    ]
    return Image.merge("CMYK", [*scaled, image.getchannel("K")])


def _bands(image: Image.Image) -> dict[str, Image.Image]:
    """Give the inks of a picture as 32-bit numbers, so that they can be added up."""
    return {name: band.convert("I") for name, band in zip("cmyk", image.split(), strict=True)}
