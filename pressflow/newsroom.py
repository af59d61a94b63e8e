"""The newsroom: a directory with `pressflow.toml`, and the parts assembled from it."""

import difflib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pressflow import stamps
from pressflow.cache import FILE, Cache, Known
from pressflow.errors import InputError
from pressflow.folders import OUTSIDE, Look, release_folders
from pressflow.home import home
from pressflow.journal import append, read_journal
from pressflow.locks import OF_NEWSROOM, locked
from pressflow.model.finding import Finding, errors
from pressflow.model.journal import Created, Embargoed, Event, Published, State, state, uri, versions
from pressflow.model.publisher import Publisher
from pressflow.settings import Settings, read_settings
from pressflow.theme.folders import OWN, default_folder, foreign_files

if TYPE_CHECKING:
    from pressflow.formats.letter import Signer
    from pressflow.ledger import Ledger
    from pressflow.model.edition import Edition
    from pressflow.model.record import SharedPressContact
    from pressflow.model.release import Release
    from pressflow.pictures.darkroom import Darkroom
    from pressflow.source.record import Surroundings
    from pressflow.source.release import Reading
    from pressflow.theme.templates import NewsroomTheme
    from pressflow.tokens import Tokens


class Newsroom:
    """One office's newsroom; each part is made, and its code loaded, when it is first asked for."""

    def __init__(self, folder: Path, settings: Settings, seen: Look | None = None) -> None:
        self.folder = folder
        self.settings = settings
        self._seen = seen
        self._known: Mapping[str, Known] | None = None

    @classmethod
    def at(cls, folder: Path, seen: Look | None = None) -> "Newsroom":
        """The newsroom in a directory or in one above it; raises InputError where there is none.

        `seen` are its releases, where somebody just looked at them.
        """
        place = home(folder)
        return cls(place, read_settings(place), seen)

    def again(self) -> "Newsroom":
        """The same newsroom with its releases looked at anew, for who keeps one for long; other parts are shared."""
        fresh = Newsroom(self.folder, self.settings)
        shared = ("publisher", "theme", "pictures", "ledger", "tokens")
        fresh.__dict__.update({name: self.__dict__[name] for name in shared if name in self.__dict__})
        return fresh

    @cached_property
    def publisher(self) -> Publisher:
        """Who speaks."""
        return self.settings.speaker

    @cached_property
    def theme(self) -> "NewsroomTheme":
        """The looks: the newsroom's own templates before the default ones."""
        from pressflow.theme.templates import NewsroomTheme

        return NewsroomTheme(*self.theme_folders[:-1], compiled=self.var / "cache" / "templates")

    @cached_property
    def theme_folders(self) -> tuple[Path, ...]:
        """The folders of the theme's files: the newsroom's own, then the default ones.

        Raises InputError for a file that is a link to a place outside: whatever stands there would be public.
        """
        own = self.folder / OWN
        if foreign := next(foreign_files(self.folder), None):
            raise InputError(f"{foreign}: {OUTSIDE}")
        return (own, default_folder()) if own.is_dir() else (default_folder(),)

    @cached_property
    def pictures(self) -> "Darkroom":
        """The photos made ready for the public, each made once."""
        from pressflow.pictures.darkroom import Darkroom

        return Darkroom(self.var / "cache" / "pictures")

    @cached_property
    def ledger(self) -> "Ledger":
        """What was promised and what happened."""
        from pressflow.ledger import Ledger

        return Ledger.at(self.var / "ledger.sqlite", self.settings.mail.durability)

    @property
    def ledger_stamp(self) -> str:
        """What tells whether the ledger was written since."""
        return stamps.of_ledger(self.var)

    @cached_property
    def tokens(self) -> "Tokens":
        """Maker and reader of signed links and of the hashes in the ledger.

        Raises InputError where the secret is not the one the ledger was made with: nobody who was forgotten or
        unsubscribed would be known again.
        """
        from pressflow.ledger import records
        from pressflow.tokens import Tokens, read_secret

        file = self.var / "secret"
        with self.ledger.reading() as tx:
            known = records.fact(tx, "secret")
        if known and not file.exists():
            raise InputError(f"{file}: is missing, but the ledger needs it; restore it from your backup")
        tokens = Tokens(read_secret(file))
        if known is None:
            with self.ledger.writing() as tx:
                if records.fact(tx, "secret") is None:
                    records.put_fact(tx, "secret", tokens.fingerprint)
        elif known != tokens.fingerprint:
            raise InputError(f"{file}: is not the secret this ledger was made with; restore both from one backup")
        return tokens

    @property
    def dkim_folder(self) -> Path:
        """The folder of the keys that sign letters."""
        return self.folder / self.settings.dkim.folder

    @cached_property
    def signer(self) -> "Signer | None":
        """What signs letters; None where the relay does. Raises InputError for a key that is of no use."""
        if not (selectors := self.settings.dkim.selectors):
            return None
        from pressflow.dkim import read_keys, signer

        return signer(read_keys(self.dkim_folder, self.settings.signing_domain, selectors))

    @property
    def var(self) -> Path:
        """The folder for what must not go into git."""
        return self.folder / "var"

    @property
    def public(self) -> Path:
        """The folder of the built site."""
        return self.folder / "public"

    @property
    def cache(self) -> Path:
        """What is remembered of the built site; it may be thrown away."""
        return self.var / FILE

    @property
    def workers(self) -> Path:
        """The folder in which living workers show that they live."""
        return self.var / "workers"

    def lock(self, act: str) -> AbstractContextManager[None]:
        """Keep others from changing the newsroom during an act."""
        return locked(self.var / OF_NEWSROOM, act)

    @cached_property
    def _shared(self) -> "tuple[Surroundings, tuple[Finding, ...]]":
        from pressflow.source.record import Surroundings
        from pressflow.source.shared import read_press_contacts

        findings: list[Finding] = []
        region = self.settings.newsroom.region
        contacts = read_press_contacts(self.folder, self.publisher, region, findings)
        return Surroundings(self.publisher, region, contacts, self.folder), tuple(findings)

    @property
    def surroundings(self) -> "Surroundings":
        """What records may name."""
        return self._shared[0]

    @property
    def press_contacts(self) -> "tuple[SharedPressContact, ...]":
        """Whom journalists may ask, in the office's own order; those that are wrong are left out."""
        return tuple(self.surroundings.press_contacts.values())

    @property
    def shared_findings(self) -> tuple[Finding, ...]:
        """What is wrong with the shared parts."""
        return self._shared[1]

    @cached_property
    def places(self) -> dict[str, str]:
        """The release folders by slug, in order; raises InputError for two with one slug: they would share a URL."""
        return self._seen.folders if self._seen else release_folders(self.folder)

    @cached_property
    def folders(self) -> dict[str, Path]:
        """The same as paths."""
        return {name: self.place(name) for name in self.places}

    def look_again(self) -> None:
        """Look for release folders anew when somebody asks: there are others now."""
        for name in ("places", "folders"):
            self.__dict__.pop(name, None)
        self._seen = None

    def place(self, name: str) -> Path:
        """The folder of the release with this slug."""
        return Path(self.places[name])

    def known(self, before: Mapping[str, Known] | None = None) -> dict[str, Known]:
        """What each release's journal says, by the name of its folder; those not written since are remembered.

        `before` is what the cache knows of them, where it was just asked.
        """
        if self._known is None:
            self._known = self._remembered() if before is None else before
        seen, self._seen = self._seen or Look.at(self.places), None
        found = {}
        for name, place in self.places.items():
            stamp, known = seen.stamps.get(name, ""), self._known.get(name)
            current = known and stamp and known.stamp == stamp
            found[name] = known if known and current else Known.of(stamp, read_journal(Path(place)))
        self._known = found
        return found

    def _remembered(self) -> dict[str, Known]:
        with closing(Cache(self.cache)) as cache:
            return cache.releases()

    def find(self, slug: str) -> Path:
        """The folder of a release, by its name or a part that only it has; raises InputError otherwise."""
        name = Path(slug).name or slug
        matching = [name] if name in self.folders else [known for known in self.folders if name in known]
        if len(matching) == 1:
            return self.folders[matching[0]]
        if matching:
            raise InputError(f"{slug}: several releases match: {', '.join(matching)}; write more of the name")
        close = difflib.get_close_matches(name, self.folders, n=1, cutoff=0.4)
        hint = f"did you mean {close[0]}?" if close else "pressflow status lists all of them"
        raise InputError(f"{slug}: there is no such release in {self.folder / 'releases'}; {hint}")

    def name(self, path: Path) -> str:
        """A path as people see it: relative to the newsroom."""
        return str(path).removeprefix(f"{self.folder}/")

    def read(self, folder: Path) -> "Reading":
        """A release as the office is writing it."""
        from pressflow.source.release import read_release

        return read_release(folder, self.name(folder), self.surroundings, read_journal(folder))

    def adopt(self, folder: Path, by: str, now: datetime) -> None:
        """Give a release its permanent id (a tag URI, RFC 4151), unless it has one."""
        if not uri(read_journal(folder)):
            host = urlsplit(self.publisher.base_url).hostname
            day = now.astimezone(self.publisher.zone).date()
            append(folder, Created(at=now, by=by, uri=f"tag:{host},{day}:release/{secrets.token_hex(8)}"))

    def read_version(self, folder: Path, events: tuple[Event, ...], published: Published | Embargoed) -> "Reading":
        """A version of a release as it was frozen."""
        from pressflow.source.release import read_version

        return read_version(folder, self.name(folder), self.surroundings, events, published)

    def public_release(self, folder: Path) -> "Release | None":
        """The newest published version of a release, from its frozen copies, with those before it.

        One that was killed is without records. None for one that is not public. Raises InputError for a damaged one.
        """
        events = read_journal(folder)
        if not (published := versions(events)):
            return None
        if state(events) == State.KILLED:
            return self._killed(events, published[-1])
        *before, newest = (self._frozen(folder, events, version) for version in published)
        return replace(newest, before=tuple(before))

    def _killed(self, events: tuple[Event, ...], published: Published) -> "Release":
        """What is left of a release of which everything was removed: where it stood, and its number."""
        from pressflow.model.release import Release

        return Release(
            slug=published.slug,
            uri=uri(events) or "",
            records=(),
            assets=(),
            hash=published.hash,
            state=State.KILLED,
            events=events,
            reference=published.reference,
            version=published.version,
        )

    def _frozen(self, folder: Path, events: tuple[Event, ...], published: Published) -> "Release":
        reading = self.read_version(folder, events, published)
        if reading.release is None:
            raise InputError("\n".join(str(finding) for finding in errors(list(reading.findings))))
        return reading.release

    def public_releases(self) -> "Iterator[Release]":
        """Everything that is public; raises as above."""
        return (release for folder in self.folders.values() if (release := self.public_release(folder)))

    def edition(self, *releases: "Release") -> "Edition":
        """Releases, newest first, as formats are given them."""
        from pressflow.model.edition import Edition

        newest = sorted(releases, key=lambda release: (release.date, release.slug), reverse=True)
        return Edition(
            self.publisher, self.theme, self.pictures, tuple(newest), press_contacts=lambda: self.press_contacts
        )
