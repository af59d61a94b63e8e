"""Any colour an office has is made one that people can read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.theme.colour import contrast, legible

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#1d4f6e", "#ffffff") == contrast("#ffffff", "#1d4f6e")


def test_colour_that_can_be_read_stays() -> None:
    assert legible("#1d4f6e", "#ffffff") == "#1d4f6e"
    assert legible("#1D4F6E", "#ffffff").lower() == "#1d4f6e"


def test_colour_that_cannot_be_read_becomes_darker_or_lighter() -> None:
    assert contrast(legible("#ffee00", "#ffffff"), "#ffffff") >= 4.5
    assert contrast(legible("#1d4f6e", "#23282d", 7), "#23282d") >= 7


@settings(max_examples=100, deadline=None)
@given(COLOURS, st.sampled_from(["#ffffff", "#f1f3f5", "#15181b", "#23282d"]), st.sampled_from([4.5, 7.0]))
def test_every_colour_can_be_made_legible(colour: str, ground: str, ratio: float) -> None:
    assert contrast(legible(colour, ground, ratio), ground) >= ratio
