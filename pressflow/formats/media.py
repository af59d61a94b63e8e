"""The photos and documents of a release, as files beside its pages; of photos, only what was made of them."""

from collections.abc import Iterator

from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "release"


def render(edition: Edition) -> Iterator[Document]:
    """Each rendition of a picture, each other asset byte for byte."""
    for release in edition.releases:
        for asset in release.assets:
            if asset.picture is None:
                yield Document(paths.asset(release.slug, asset.file), asset.media_type, asset.content)
                continue
            files = edition.pictures.files(release, asset)
            for one in release.renditions(asset):
                yield Document(paths.asset(release.slug, one.file), one.media_type, files[one.name])
