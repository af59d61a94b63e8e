"""Verifying: the site compared, byte for byte, with the one made from nothing."""

from pressflow.building import Staged
from pressflow.building.indexing import bring_up
from pressflow.building.making import Progress, quiet
from pressflow.channels.tree import clear_away, differences
from pressflow.newsroom import Newsroom


def verify(newsroom: Newsroom, progress: Progress = quiet) -> list[str]:
    """The paths at which the site is not the one made from nothing; it stays as it is. Raises as `build` does."""
    # On the same file system, in a folder that no web server shows.
    beside = newsroom.public.with_name(f".{newsroom.public.name}.verify")
    public, cache = beside / newsroom.public.name, beside / newsroom.cache.name
    clear_away(beside)
    try:
        with Staged(newsroom, public, cache, progress) as staged:
            staged.make(())
            staged.show()
        with Staged(newsroom, public, cache, progress) as staged:
            bring_up(staged)
        return differences(newsroom.public, public)
    finally:
        clear_away(beside)
