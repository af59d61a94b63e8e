"""An office whose releases, settings and looks change, and whose site must always be the one made from nothing."""

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from pressflow.building import Built, Staged, build
from pressflow.building.making import quiet
from pressflow.channels.tree import stamp_of
from pressflow.home import FILE
from pressflow.journal import append, read_journal
from pressflow.model import journal
from pressflow.model.base import Value
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.journal import Created, Published
from pressflow.newsroom import Newsroom
from pressflow.settings import MailSettings, NewsroomSettings, PublisherSettings
from pressflow.source.release import content_hash
from pressflow.source.whole import write_whole
from pressflow.theme.templates import _environment
from tests import builders

Records = dict[str, dict[str, Any]]  # Any: whatever a header may hold
Tree = dict[str, str]

# What is slow to make, and made of one release alone, as much else is.
SLOW = ("card", "images", "pdf", "search")
CONTACTS = [{"name": "Kim Berger", "phone": "+49 221 4710-123", "email": "presse@lohtal.example.org"}]


class Office:
    """A newsroom that changes on disk, as an editor, git and pressflow itself change it."""

    def __init__(self, folder: Path, omit: tuple[str, ...] = SLOW) -> None:
        self.folder = folder
        if not (folder / FILE).exists():
            builders.make_newsroom(folder)
            self.set(omit=list(omit))
        self._numbers = count()

    @property
    def newsroom(self) -> Newsroom:
        """The newsroom as the next run of pressflow finds it."""
        _environment.cache_clear()
        return Newsroom.at(self.folder)

    @property
    def public(self) -> Path:
        """The site."""
        return self.folder / "public"

    @property
    def spare(self) -> Path:
        """The tree beside it."""
        return self.folder / ".public.spare"

    @property
    def releases(self) -> list[Path]:
        """The release folders."""
        return sorted((self.folder / "releases").glob("*/*"))

    def build(self) -> Built:
        """Build as a new run of pressflow does."""
        return build(self.newsroom)

    # What changes.

    def release(
        self, slug: str, records: Records | None = None, assets: Mapping[str, bytes] = {}, **changes: Any
    ) -> Path:  # Any: as above
        """Publish a release, by its date in the name; of one language with these fields, or with all these records."""
        folder = self.folder / "releases" / slug[:4] / slug
        at = datetime.fromisoformat(f"{slug[:10]}T09:00+00:00")
        uri = f"tag:presse.lohtal.example.org,2026:release/{sha256(slug.encode()).hexdigest()[:16]}"
        folder.mkdir(parents=True)
        append(folder, Created(at=at, by="Kim", uri=uri))
        self.publish(folder, slug, at, records or {"de": {"date": f"{slug[:10]} 10:00", **changes}}, assets)
        return folder

    def correct(
        self, folder: Path, records: Records, correction: CorrectionClass = "correction", note: str = "Es waren 84."
    ) -> None:
        """Publish another version of a release."""
        last = journal.versions(read_journal(folder))[-1]
        self.publish(folder, last.slug, last.at + timedelta(days=1), records, {}, correction, {"de": note})

    def publish(
        self,
        folder: Path,
        slug: str,
        at: datetime,
        records: Records,
        assets: Mapping[str, bytes] = {},
        correction: CorrectionClass | None = None,
        note: dict[str, str] | None = None,
    ) -> None:
        """Freeze the next version of a release, and write it down."""
        number = len(journal.versions(read_journal(folder))) + 1
        texts = {
            f"{language}.md": builders.record_text(**{"contacts": CONTACTS, "boilerplate": None, **fields}).encode()
            for language, fields in records.items()
        }
        files = texts | dict(assets)
        write_whole(folder / "versions" / str(number), files)
        event = Published(
            at=at,
            by="Kim",
            version=number,
            slug=slug,
            zone="Europe/Berlin",
            original=next(iter(records)),
            archived=True,
            hash=content_hash(files, ("local",)),
            reference=f"{slug[:4]}-{next(self._numbers) + 1:03}",
            audience=("local",),
            correction=correction,
            note=note or {},
        )
        append(folder, event)

    def set(self, **values: object) -> None:
        """Change settings in pressflow.toml, each a line of its own; None takes one out."""
        file = self.folder / "pressflow.toml"
        text = file.read_text("utf-8")
        for name, value in values.items():
            before, header, table = text.partition(f"[{_table(name)}]\n")
            table, after = re.split(r"(?m)(?=^\[)|\Z", table, maxsplit=1)
            kept = re.sub(rf"(?m)^{name} = .*\n", "", table)
            line = "" if value is None else f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
            text = f"{before}{header}{line}{kept}{after}"
        file.write_text(text, "utf-8")

    def call_topic(self, topic: str, title: str) -> None:
        """Give a topic another title."""
        file = self.folder / "pressflow.toml"
        text = re.sub(rf"(\[topics\.{topic}\]\n)title = .*", rf'\1title = "{title}"', file.read_text("utf-8"))
        file.write_text(text, "utf-8")

    def theme(self, name: str, text: str | None) -> None:
        """Put a file into the newsroom's own templates/, or take it away."""
        file = self.folder / "templates" / name
        if text is None:
            file.unlink(missing_ok=True)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")

    def lose_spare(self) -> None:
        """Throw the spare tree away."""
        shutil.rmtree(self.spare)

    def lose_cache(self) -> None:
        """Throw away what is remembered."""
        shutil.rmtree(self.folder / "var" / "cache", ignore_errors=True)


def _table(setting: str) -> str:
    """The table of pressflow.toml in which a setting stands."""
    tables: dict[str, type[Value]] = {
        "publisher": PublisherSettings,
        "newsroom": NewsroomSettings,
        "mail": MailSettings,
    }
    return next(table for table, settings in tables.items() if setting in settings.model_fields)


def tree(folder: Path) -> Tree:
    """Every file of a folder with the hash of its bytes, and every folder in it."""
    return {path.relative_to(folder).as_posix(): _seen(path) for path in sorted(folder.rglob("*"))}


def _seen(path: Path) -> str:
    if path.is_symlink():
        return "a link"
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else "a folder"


@contextmanager
def from_nothing(office: Office, beside: Path) -> Iterator[tuple[Path, Path]]:
    """The site of an office and its cache, made from nothing in another folder."""
    shutil.rmtree(beside, ignore_errors=True)
    with Staged(office.newsroom, beside / "public", beside / "site.sqlite", quiet) as staged:
        staged.make(())
        staged.show()
    yield beside / "public", beside / "site.sqlite"
    shutil.rmtree(beside)


def remembered(file: Path) -> dict[str, list[tuple[Any, ...]]]:  # Any: what columns hold
    """What a cache remembers of the site."""
    tables = ("documents", "entries", "members", "shelves", "pages", "redirects")
    with closing(sqlite3.connect(file)) as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608  ours


def differing(one: Tree, other: Tree) -> list[str]:
    """The paths at which two trees differ."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def check_site(office: Office) -> None:
    """The site and what is remembered of it are those made from nothing, and the spare tree can follow."""
    with from_nothing(office, office.folder / "cold") as (public, cache):
        assert differing(tree(office.public), tree(public)) == []
        assert remembered(office.newsroom.cache) == remembered(cache)
    check_spare(office)


def check_spare(office: Office) -> None:
    """The spare tree differs from the public one where that is remembered, and nowhere else; unless it was lost."""
    with closing(sqlite3.connect(office.newsroom.cache)) as db:
        (spare,) = db.execute("SELECT value FROM facts WHERE name = 'spare'").fetchone()
        lag = {path for (path,) in db.execute("SELECT path FROM lag")}
    if spare and spare == stamp_of(office.spare):
        files = {path for path in differing(tree(office.public), tree(office.spare)) if not _folder(office, path)}
        assert files <= lag


def _folder(office: Office, path: str) -> bool:
    return (office.public / path).is_dir() or (office.spare / path).is_dir()


def check_rest(office: Office) -> None:
    """Another build has nothing to do, and does nothing."""
    before = office.public.stat()
    with Staged(office.newsroom, office.public, office.newsroom.cache, quiet) as staged:
        staged.make(())
        assert not staged.anything
        assert staged.show().changed == 0
        assert staged.cache.db.total_changes == 0
    after = office.public.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
