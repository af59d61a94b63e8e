"""A crop keeps what must stay in sight, as large as it can be, and never leaves the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.newsroom import Newsroom
from pressflow.pictures.cropping import MIDDLE, focus, frame
from tests import builders
from tests.pictures.test_developing import release_with

SIDES = st.integers(1, 16_383)
PARTS = st.integers(0, 100).map(lambda percent: percent / 100)


@pytest.mark.parametrize(
    ("size", "at", "left"),
    [
        ((900, 300), MIDDLE, (225, 0, 675, 300)),
        ((900, 300), (0.0, 0.0), (0, 0, 450, 300)),
        ((900, 300), (1.0, 1.0), (450, 0, 900, 300)),
        ((900, 300), (0.6, 0.9), (315, 0, 765, 300)),
        ((300, 900), (0.5, 0.3), (0, 170, 300, 370)),
        ((300, 900), (0.5, 0.05), (0, 0, 300, 200)),
        ((300, 200), (0.1, 0.9), (0, 0, 300, 200)),
    ],
)
def test_focus_is_in_the_middle_as_far_as_the_edges_allow(
    size: tuple[int, int], at: tuple[float, float], left: tuple[int, ...]
) -> None:
    assert frame(size, (480, 320), at) == pytest.approx(left)


@given(st.tuples(SIDES, SIDES), st.tuples(SIDES, SIDES), st.tuples(PARTS, PARTS))
def test_focus_stays_in_sight_and_the_frame_inside(
    size: tuple[int, int], shape: tuple[int, int], at: tuple[float, float]
) -> None:
    left, top, right, bottom = frame(size, shape, at)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    assert left - 1e-6 <= at[0] * size[0] <= right + 1e-6
    assert top - 1e-6 <= at[1] * size[1] <= bottom + 1e-6
    assert right - left == pytest.approx(size[0]) or bottom - top == pytest.approx(size[1])
    assert (right - left) / (bottom - top) == pytest.approx(shape[0] / shape[1])


def test_focus_is_the_one_the_record_says_and_else_the_middle(newsroom: Newsroom) -> None:
    release, _ = release_with(newsroom, builders.picture(), focus="50% 30%")
    assert focus(release, "assets/a.jpg") == (0.5, 0.3)
    assert focus(release, "assets/b.jpg") == MIDDLE
    release, _ = release_with(newsroom, builders.picture())
    assert focus(release, "assets/a.jpg") == MIDDLE


def test_focus_said_in_a_translation_alone_counts_and_the_original_s_comes_first(newsroom: Newsroom) -> None:
    english = {"file": "assets/a.jpg", "alt": "A bridge", "credit": "City of Lohtal", "focus": "0% 100%"}
    builders.add_release(newsroom, language="en", title="The new bridge is open", images=[english])
    release, _ = release_with(newsroom, builders.picture())
    assert focus(release, "assets/a.jpg") == (0, 1)
    release, _ = release_with(newsroom, builders.picture(), focus="10% 20%")
    assert focus(release, "assets/a.jpg") == (0.1, 0.2)
