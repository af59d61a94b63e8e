"""The darkroom: pictures are developed once and kept, named by a hash of all that decides about their bytes."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from pressflow.errors import InputError, StateError
from pressflow.model.release import Asset, Release
from pressflow.pictures.cropping import focus


class Darkroom:
    """Pictures as editions are given them; the folder may be emptied at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sizes: dict[str, Mapping[str, int]] = {}

    def files(self, release: Release, asset: Asset) -> Mapping[str, bytes]:
        """The content of each file made of an asset, by the rendition's name.

        Raises InputError for a picture that cannot be read, StateError where there is no room for what is made of it.
        """
        kept = self._kept(release, asset)
        return {one.name: (kept / one.name).read_bytes() for one in release.renditions(asset)}

    def sizes(self, release: Release, asset: Asset) -> Mapping[str, int]:
        """How many bytes each of them has; raises as above."""
        kept = self._kept(release, asset)
        if kept.name not in self._sizes:
            self._sizes[kept.name] = {one.name: (kept / one.name).stat().st_size for one in release.renditions(asset)}
        return self._sizes[kept.name]

    def forget(self, release: Release, asset: Asset) -> None:
        """Remove the files made of an asset."""
        shutil.rmtree(self._place(release, asset), ignore_errors=True)

    def _place(self, release: Release, asset: Asset) -> Path:
        """Where the files made of an asset are kept."""
        from pressflow.pictures.developing import RECIPE  # with Pillow, which a release without pictures needs not
        from pressflow.pictures.xmp import packet

        renditions, xmp, seen = release.renditions(asset), packet(release, asset.file), focus(release, asset.file)
        digest = asset.picture.digest if asset.picture else ""
        names = [(one.name, one.width, one.height, one.media_type) for one in renditions]
        key = hashlib.sha256(repr((digest, names, xmp, seen, RECIPE)).encode()).hexdigest()
        return self.folder / key[:2] / key

    def _kept(self, release: Release, asset: Asset) -> Path:
        """The folder with the files made of an asset; they are made where they are not there yet."""
        kept = self._place(release, asset)
        if not kept.is_dir():
            from pressflow.pictures.developing import develop
            from pressflow.pictures.xmp import packet

            renditions, xmp, seen = release.renditions(asset), packet(release, asset.file), focus(release, asset.file)
            try:
                made = develop(asset.content, asset.media_type, renditions, xmp, seen)
            except Exception as error:  # decoders raise what their parsers raise
                raise InputError(
                    f"{release.slug}: {asset.file}: cannot be made ready: {error}; save it anew"
                ) from error
            try:
                _keep(kept, made)
            except OSError as error:
                raise StateError(
                    f"{self.folder}: cannot be written: {error.strerror}; make room for pictures"
                ) from error
        return kept


def _keep(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder whole or not at all; another process may have been faster, with the same bytes."""
    draft = folder.with_name(f".{secrets.token_hex(8)}")
    draft.mkdir(parents=True)
    try:
        for name, content in files.items():
            with (draft / name).open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        if not folder.is_dir():
            draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
