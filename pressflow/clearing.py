"""Clearing: what the newsroom keeps of a release that was killed is removed, wherever it stands."""

import shutil
from pathlib import Path

from pressflow.channels.tree import clear_away
from pressflow.journal import FILE, read_journal
from pressflow.model.journal import versions
from pressflow.newsroom import Newsroom
from pressflow.source.freeze import clear


def clear_release(newsroom: Newsroom, uri: str) -> None:
    """Remove texts, files, versions, previews and developed pictures of a release; its journal stays.

    Safe to do again where it was interrupted: the pictures go first, since only the versions tell which they are.
    """
    folders = {known.uri: newsroom.folders[name] for name, known in newsroom.known().items()}
    if folder := folders.get(uri):
        _clear_pictures(newsroom, folder)
        shutil.rmtree(newsroom.var / "preview" / folder.name, ignore_errors=True)
        clear(folder, FILE)


def _clear_pictures(newsroom: Newsroom, folder: Path) -> None:
    events = read_journal(folder)
    for published in versions(events):
        if release := newsroom.read_version(folder, events, published).release:
            for asset in release.assets:
                if asset.picture:
                    newsroom.pictures.forget(release, asset)


def clear_spare(newsroom: Newsroom) -> None:
    """Remove the tree that was public before; the next build makes it anew."""
    clear_away(newsroom.public.with_name(f".{newsroom.public.name}.spare"))
