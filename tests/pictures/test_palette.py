"""A drawing with a palette looks the same and is smaller."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from pressflow.pictures.palette import with_palette
from pressflow.theme.colour import contrast


def drawing(ground: str, ink: str) -> bytes:
    """Round shapes on a ground, with all the shades between the two."""
    image = Image.new("RGB", (400, 200), ground)
    pen = ImageDraw.Draw(image)
    for count in range(12):
        pen.ellipse((count * 30, count * 8, count * 30 + 61, count * 8 + 47), fill=ink)
    out = BytesIO()
    image.resize((300, 150), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_ground_and_ink_keep_their_colours_and_no_shade_moves_far(ground: str) -> None:
    before = drawing(ground, max("#ffffff", "#000000", key=lambda ink: contrast(ink, ground)))
    with Image.open(BytesIO(before)) as drawn, Image.open(BytesIO(with_palette(before))) as found:
        assert found.size == drawn.size
        shown = found.convert("RGB")
        assert shown.getpixel((299, 0)) == drawn.getpixel((299, 0))
        assert shown.getpixel((150, 60)) == drawn.getpixel((150, 60))
        assert max(high for _, high in ImageChops.difference(shown, drawn).getextrema()) <= 24  # type: ignore[misc]  # three channels


def test_file_becomes_smaller_and_stays_a_png() -> None:
    before = drawing("#1d4f6e", "#ffffff")
    after = with_palette(before)
    assert len(after) < len(before) / 2
    with Image.open(BytesIO(after)) as found:
        assert (found.format, found.mode) == ("PNG", "P")


def test_damaged_picture_is_an_error() -> None:
    with pytest.raises(OSError, match="image file"):
        with_palette(b"\x89PNG\r\n\x1a\n")
