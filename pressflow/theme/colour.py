"""Colours people can read: the office's, made darker or lighter until it stands out from its ground."""

from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours such as #1d4f6e, 1 to 21 (WCAG 2.2, success criterion 1.4.3)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache
def legible(colour: str, ground: str, ratio: float = 4.5) -> str:
    """The shade of the colour nearest to it in which text on `ground` has this contrast, or black or white."""
    goal = ink(ground)
    shades = (colour, *(_shade(colour, goal, percent) for percent in range(1, 100)))
    return next((shade for shade in shades if contrast(shade, ground) >= ratio), goal)


def ink(ground: str) -> str:
    """Black or white: the one that stands out more, by 4.5 to 1 at least on any ground."""
    return max(("#ffffff", "#000000"), key=lambda one: contrast(one, ground))


def _channels(colour: str) -> list[float]:
    return [value / 255 for value in bytes.fromhex(colour.removeprefix("#"))]


def _luminance(colour: str) -> float:
    linear = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in _channels(colour))
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _shade(colour: str, goal: str, percent: int) -> str:
    """The colour this much of the way to black or white, its hue and saturation kept."""
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    end = _channels(goal)[0]
    rgb = hls_to_rgb(hue, lightness + (end - lightness) * percent / 100, saturation)
    return "#" + bytes(round(255 * value) for value in rgb).hex()
