"""The photos and documents of a release, as files beside its pages."""

from collections.abc import Iterator

from pressflow.model import paths
from pressflow.model.edition import Document, Edition


def render(edition: Edition) -> Iterator[Document]:
    """Each asset that a record names, byte for byte."""
    for release in edition.releases:
        for asset in release.assets:
            yield Document(paths.asset(release.slug, asset.file), asset.media_type, asset.content)
