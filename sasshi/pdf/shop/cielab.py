"""CIELAB (CIE 15) from sRGB, and back."""

from __future__ import annotations

from sasshi.model.color import Color, level_of, linear

#: L*, a*, b*; L* is from 0 to 100.
Lab = tuple[float, float, float]


def lab_of(color: Color) -> Lab:
    """Give a colour of sRGB in CIELAB, relative to its own white."""
    red, green, blue = map(linear, color)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def from_lab(lab: Lab) -> Color:
    """Give the colour of sRGB nearest to one in CIELAB (D50)."""
    y = (lab[0] + 16) / 116
    cubes = (y + lab[1] / 500, y, y - lab[2] / 200)
    x, y, z = (t**3 if t > 6 / 29 else (t - 4 / 29) * 3 * (6 / 29) ** 2 for t in cubes)
    x, z = x * 0.9642, z * 0.8249
    light = (
        3.1339 * x - 1.6169 * y - 0.4906 * z,
        -0.9788 * x + 1.9161 * y + 0.0335 * z,
        0.0719 * x - 0.2290 * y + 1.4052 * z,
    )
    red, green, blue = map(level_of, light)
    return red, green, blue


def luminance_of(lightness: float) -> float:
    """Give Y, from 0 to 1, of an L*."""
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3
