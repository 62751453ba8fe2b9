"""Colours of sRGB (IEC 61966-2-1), and how light they are."""

from __future__ import annotations

from collections.abc import Iterable

#: Red, green and blue, from 0 to 1.
Color = tuple[float, float, float]


def luminance(color: Iterable[float]) -> float:
    """Give Y of a colour, its parts from 0 to 1: black is 0, white 1 (WCAG 2.2, the same)."""
    red, green, blue = map(linear, color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(level: float) -> float:
    """Give the light of one channel, from 0 to 1 like its level."""
    return level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4


def level_of(light: float) -> float:
    """Give the level of a channel whose light is given; what cannot be shown is cut off."""
    light = min(1.0, max(0.0, light))
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
