"""Ways from one document to another are the shortest, whatever the depth of both."""

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from pressflow.model import paths

PATHS = st.lists(st.sampled_from(["de", "en", "topics", "a", "index.html"]), min_size=1, max_size=4).map("/".join)


@given(PATHS, PATHS | st.just("."))
def test_way_is_the_shortest(here: str, there: str) -> None:
    assert paths.relative(here, there) == posixpath.relpath(there, posixpath.dirname(here) or ".")
