"""Which files are made of a picture follows from its size alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.model.picture import Picture

SIDES = st.integers(1, 16_383)


def picture(width: int, height: int, file: str = "assets/bridge.png") -> Picture:
    return Picture(file, width, height, alpha=False, digest="")


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((4000, 3000), (480, 320)),
        ((3000, 4000), (480, 320)),
        ((480, 320), (480, 320)),
        ((64, 48), (64, 43)),
        ((9000, 200), (300, 200)),
        ((200, 9000), (200, 133)),
        ((1, 1), (1, 1)),
    ],
)
def test_teaser_has_one_shape_and_is_never_larger_than_the_picture(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    assert {(one.width, one.height) for one in picture(*size).teasers} == {shown}


@given(SIDES, SIDES)
def test_no_file_is_larger_than_the_picture_or_has_no_side(width: int, height: int) -> None:
    for one in picture(width, height).renditions:
        assert 1 <= one.width <= width
        assert 1 <= one.height <= max(height, 1)


def test_teaser_is_there_for_browsers_with_webp_and_without() -> None:
    webp, jpeg = picture(4000, 3000).teasers
    assert (webp.file, webp.kind) == ("assets/bridge-teaser.webp", "WEBP")
    assert (jpeg.file, jpeg.kind) == ("assets/bridge-teaser.jpg", "JPEG")


def test_only_teasers_are_cropped() -> None:
    found = picture(4000, 3000)
    assert {one for one in found.renditions if one.cropped} == set(found.teasers)


def test_files_have_different_names_like_the_picture_s() -> None:
    files = [one.file for one in picture(1200, 900, "assets/a.b/bridge.old.jpeg").renditions]
    assert len(set(files)) == len(files)
    assert all(file.startswith("assets/a.b/bridge.old") for file in files)
    assert "assets/a.b/bridge.old.jpg" in files
