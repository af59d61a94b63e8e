"""Looks: what a format's documents show besides releases, so that a change of it makes anew exactly what it touches."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, cast

import pressflow
from pressflow import stamps
from pressflow.errors import InputError
from pressflow.folders import OUTSIDE, is_foreign
from pressflow.model.publisher import Publisher
from pressflow.newsroom import Newsroom

if TYPE_CHECKING:
    from pressflow.model.edition import Edition, Making, Theme
    from pressflow.model.logo import Logo
    from pressflow.model.record import Record, SharedPressContact
    from pressflow.model.release import Release

# The code that decides how documents look.
_CODE = ("building", "formats", "model", "pictures", "search", "source", "theme")


class Looks:
    """The newsroom's present looks: its settings, theme and code."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self._hashes: dict[str, str] = {}

    def key(self, uses: Iterable[str]) -> str:
        """One hash for everything named in `uses`, as it is now, and for the code."""
        parts = [self.code, *(f"{use} {self._hash(use)}" for use in sorted(uses) if use)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def look(self) -> None:
        """Look at all files now, before anything is made of them: what is written meanwhile counts as changed then."""
        from pressflow.source.shared import CONTACTS

        self._hash(f"shared {CONTACTS}")
        for folder in self.newsroom.theme_folders:
            for file in folder.rglob("*"):
                self._hash(f"file {file.relative_to(folder).as_posix()}")

    def _hash(self, use: str) -> str:
        if use not in self._hashes:
            kind, _, name = use.partition(" ")
            content = {"file": self._theme_file, "shared": self._shared_file, "publisher": self._said}[kind](name)
            self._hashes[use] = hashlib.sha256(content).hexdigest()
        return self._hashes[use]

    def _said(self, field: str) -> bytes:
        return repr(getattr(self.newsroom.publisher, field)).encode()

    def _shared_file(self, name: str) -> bytes:
        file = self.newsroom.folder / name
        if is_foreign(self.newsroom.folder, name):
            raise InputError(f"{name}: {OUTSIDE}")
        return file.read_bytes() if file.is_file() else b""

    def _theme_file(self, name: str) -> bytes:
        """A file of the theme in each folder that has it: strings are put together from all of them."""
        files = [folder / name for folder in self.newsroom.theme_folders]
        return b"\0".join(file.read_bytes() for file in files if file.is_file())

    @cached_property
    def code(self) -> str:
        """The version, the files of the code, and the folders its libraries are installed in."""
        package = Path(pressflow.__file__).parent
        files = [(part, stamps.of_folder(package / part, ".py")) for part in _CODE]
        around = (self.newsroom.settings.newsroom.region, self.newsroom.publisher.languages)
        seen = [pressflow.__version__, files, stamps.of_libraries(), around]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


class Watch:
    """Editions that note what a format looks at."""

    def __init__(self, edition: "Edition") -> None:
        self._edition = edition
        self._seen: dict[str, set[str]] = {}
        self._watched: dict[str, Edition] = {}
        self._shared: dict[str, set[str]] = {}
        self._latest: Release | None = None
        self._made: dict[tuple[str, str], str] = {}

    def edition(self, format_: str) -> "Edition":
        """The edition as this format is given it."""
        if format_ not in self._watched:
            seen = self._seen[format_] = set()
            self._watched[format_] = replace(
                self._edition,
                publisher=cast("Publisher", _Watched(self._edition.publisher, seen)),
                theme=_WatchedTheme(self._edition.theme, seen),
                press_contacts=partial(_press_contacts, self._edition, seen),
                kept={},  # who shows what another format keeps would look at nothing
                once=partial(self._once, format_),
            )
        return self._watched[format_]

    def _once(self, format_: str, _: "Edition", release: "Release", record: "Record", make: "Making") -> str:
        """Make a part that formats share for one of them; what is looked at for it, all of them look at."""
        part = f"part {make.__qualname__}"
        self._shared.setdefault(format_, set()).add(part)
        if release is not self._latest:
            self._latest, self._made = release, {}
        key = (part, record.language)
        if key not in self._made:
            self._made[key] = make(self.edition(part), release, record)
        return self._made[key]

    @property
    def uses(self) -> dict[str, frozenset[str]]:
        """What each format has looked at so far."""
        parts = set().union(*self._shared.values())
        return {name: frozenset(self._looked_at(name)) for name in self._seen.keys() - parts}

    def _looked_at(self, name: str) -> set[str]:
        """What was looked at for a format, or for a part, and for the parts that it shares with others."""
        return self._seen[name].union(*map(self._looked_at, self._shared.get(name, ())))


def _press_contacts(edition: "Edition", seen: set[str]) -> "tuple[SharedPressContact, ...]":
    from pressflow.source.shared import CONTACTS

    seen.add(f"shared {CONTACTS}")
    return edition.press_contacts()


_FIELDS = frozenset(Publisher.model_fields)


class _Watched:
    """A publisher that notes which of its fields are read, also by its own properties and functions."""

    def __init__(self, publisher: Publisher, seen: set[str]) -> None:
        self._publisher, self._seen = publisher, seen

    def __getattr__(self, name: str) -> Any:  # Any: what publishers have
        if name in _FIELDS:
            self._seen.add(f"publisher {name}")
            self.__dict__[name] = getattr(self._publisher, name)  # to be noted once is enough
            return self.__dict__[name]
        if name not in Publisher.__dict__:
            raise AttributeError(name)
        own = Publisher.__dict__[name]
        if isinstance(own, property):
            assert own.fget  # noqa: S101  a property without a getter is none
            found = own.fget(self)
        else:
            found = own.__get__(self) if isinstance(own, FunctionType) else getattr(self._publisher, name)
        self.__dict__[name] = found  # what it looks at is noted
        return found


class _WatchedTheme:
    """A theme that notes which of its files are read."""

    def __init__(self, theme: "Theme", seen: set[str]) -> None:
        self._theme, self._seen = theme, seen

    def render(self, template: str, language: str, **values: Any) -> str:  # Any: what templates show
        """The template filled with values, in a language."""
        text = self._theme.render(template, language, **values)
        self._note(self._theme.files(template, language))
        return text

    def words(self, language: str) -> Mapping[str, str]:
        """The interface's words in a language."""
        self._note(self._theme.files("", language))
        return self._theme.words(language)

    def file(self, name: str) -> str:
        """A file of the theme as text."""
        self._note((name,))
        return self._theme.file(name)

    def logo(self, name: str) -> "Logo":
        """The office's logo in a file of the theme."""
        self._note((name,))
        return self._theme.logo(name)

    def files(self, template: str, language: str) -> tuple[str, ...]:
        """The files that a template in a language is made of."""
        return self._theme.files(template, language)

    def _note(self, names: Iterable[str]) -> None:
        self._seen.update(f"file {name}" for name in names)
