"""The newsroom's site as a folder: a new tree beside the old one, put in its place in one step."""

import os
import re
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from pressflow.channels.exchange import exchange
from pressflow.errors import Unavailable
from pressflow.model.delivery import Envelope, Receipt
from pressflow.model.edition import Document


class SiteChannel:
    """Carries documents into a folder; whoever looks sees the old site or the new one, never a mixture."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    async def ready(self) -> None:
        """Put right what an interrupted delivery left behind: the old tree comes back, half a new one goes."""
        ours = re.compile(rf"\.{re.escape(self.folder.name)}\.[0-9a-f]{{8}}(\.old)?")
        for left in self.folder.parent.glob(".*") if self.folder.parent.is_dir() else ():
            found = ours.fullmatch(left.name)
            if not found or not left.is_dir() or left.is_symlink():
                continue
            if found[1] and not self.folder.exists():
                left.rename(self.folder)
            else:
                shutil.rmtree(left)

    async def deliver(self, envelope: Envelope, documents: Sequence[Document]) -> Receipt:
        """Make the folder hold exactly these documents; says how many there are and how many are new or changed."""
        try:
            await self.ready()
            changed = [document for document in documents if not self._has(document)]
            paths = {document.path for document in documents}
            if not changed and paths == self._paths():
                return Receipt(f"{len(paths)} files, nothing changed")
            self._replace(documents)
        except OSError as error:
            what = error.filename or self.folder
            raise Unavailable(
                f"{what}: cannot be written: {error.strerror}; {self.folder.name} stays as it was"
            ) from error
        return Receipt(f"{len(paths)} files, {len(changed)} new or changed")

    async def close(self) -> None:
        """Nothing is kept open."""

    def _has(self, document: Document) -> bool:
        file = self.folder / document.path
        return file.is_file() and file.read_bytes() == document.content

    def _paths(self) -> set[str]:
        return {file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*") if file.is_file()}

    def _replace(self, documents: Sequence[Document]) -> None:
        tree = self.folder.with_name(f".{self.folder.name}.{secrets.token_hex(4)}")
        try:
            for document in documents:
                file = tree / document.path
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("xb") as stream:
                    stream.write(document.content)
                    stream.flush()
                    os.fsync(stream.fileno())
            exchange(tree, self.folder)
        finally:
            shutil.rmtree(tree, ignore_errors=True)
