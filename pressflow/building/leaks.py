"""The leak test: nothing of a release that is not public yet may stand in the site: no words, file or address of it."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pressflow.cache import Cache
from pressflow.errors import InputError
from pressflow.journal import read_journal
from pressflow.model.journal import Approved, Created, Event, newest, slot, versions
from pressflow.model.shingles import Guard, Shingle, shingles, shown_words, words, written_words
from pressflow.newsroom import Newsroom

if TYPE_CHECKING:
    from pressflow.model.release import Release

# What holds words that can be read without more than opening the file; a PDF and a picture are made of the same words.
_READ = (".html", ".txt", ".json", ".xml", ".opml", ".svg", ".md", ".conf", ".csv")
_REMEMBERED = "secrets"
_EMBARGO = re.compile(rb"^embargo:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Secret:
    """A release that is not public: what must not be found of it, since when there is it, and how it looks now.

    Of every release that is its address. Its words are looked for once somebody answers for it, or it is under embargo:
    a mere draft is often made from another text. Its files, where a time is set for it: two releases may share one.
    """

    slug: str
    shingles: frozenset[Shingle]
    files: frozenset[bytes]
    since: datetime
    stamp: str


def secret(folder: Path, events: tuple[Event, ...]) -> Secret:
    """What must not be found of the release in a folder."""
    texts = [file.read_bytes() for file in sorted(folder.glob("*.md"))]
    embargo = any(_EMBARGO.search(text) for text in texts)
    answered = embargo or newest(events, Approved) is not None
    timed = embargo or slot(events) is not None
    written = (text.decode("utf-8", "replace") for text in texts if answered)
    assets = (file.read_bytes() for file in sorted((folder / "assets").rglob("*")) if timed and file.is_file())
    hashes = frozenset(map(_hash, assets))
    stamp = hashlib.sha256(b"".join([*texts, *sorted(hashes)])).hexdigest() if answered else ""
    made = newest(events, Created)
    since = made.at if made else datetime.max.replace(tzinfo=UTC)
    found = frozenset(one for text in written for one in shingles(written_words(text)))
    return Secret(folder.name, found, hashes, since, stamp)


def look(
    newsroom: Newsroom,
    cache: Cache,
    tree: Path,
    hidden: Iterable[str],
    changed: set[str],
    going: Iterable["Release"],
) -> None:
    """Raise InputError where the site made ready in `tree` would show anything of the releases that are `hidden`.

    What changed is searched for all secrets. What stands there already is searched for those that changed since they
    were last looked for, once somebody answers for them.
    """
    folders = (newsroom.place(name) for name in hidden)
    secrets = sorted((secret(folder, read_journal(folder)) for folder in folders), key=lambda one: one.since)
    if not secrets:
        return
    search = _Search(newsroom, cache, tree, secrets)
    search.look_at(sorted(path for path in changed if cache.holds(path)), secrets)
    search.look_at_files(going, secrets)
    known: dict[str, str] = json.loads(cache.fact(_REMEMBERED) or "{}")
    fresh = [one for one in secrets if one.stamp and known.get(one.slug) != one.stamp]
    if fresh:
        # A release's plain text holds all words that its other documents, and lists and feeds, show of it.
        search.look_at(sorted(cache.made_by("text")), fresh)
    now = {one.slug: one.stamp for one in secrets if one.stamp}
    if now != known:
        cache.put_fact(_REMEMBERED, json.dumps(now))


class _Search:
    """Looks for secrets in the files of a site."""

    def __init__(self, newsroom: Newsroom, cache: Cache, tree: Path, secrets: list[Secret]) -> None:
        self.newsroom, self.cache, self.tree = newsroom, cache, tree
        self.since = {one.slug: one.since for one in secrets}
        common = (one for phrase in newsroom.settings.policy.common_phrases for one in shingles(words(phrase)))
        self.free: set[Shingle] = set(common)

    def look_at(self, paths: list[str], secrets: list[Secret]) -> None:
        """Raise InputError for the first of these documents that shows one of these secrets."""
        guard = Guard((one.slug, one.shingles) for one in secrets)
        address = re.compile("|".join(rf"(?<![\w-]){re.escape(one.slug)}(?![\w-])" for one in secrets))
        hashes = {hash_: one for one in secrets for hash_ in one.files}
        for path in paths:
            content = self._content(path)
            one = hashes.get(_hash(content))
            if one and not self._file_was_public(content, one.since):
                self._refuse(path, one.slug, "a file of it")
            text = content.decode("utf-8", "replace") if path.endswith(_READ) else ""
            if found := address.search(path) or address.search(text):
                self._refuse(path, found[0], "its address")
            for slug, shingle in guard.hits(shown_words(text)):
                if shingle not in self.free and not self._was_public(shingle, self.since[slug]):
                    self._refuse(path, slug, f"“{' '.join(shingle)}”")
                self.free.add(shingle)

    def look_at_files(self, going: Iterable["Release"], secrets: list[Secret]) -> None:
        """Raise InputError for a release that goes public with a picture or document of one that does not.

        What is made of a picture has other bytes than the picture itself.
        """
        hashes = {hash_: one for one in secrets for hash_ in one.files}
        for release in going:
            for asset in release.assets:
                one = hashes.get(_hash(asset.content))
                if one and not self._file_was_public(asset.content, one.since):
                    self._refuse(f"{release.slug}/{asset.file}", one.slug, "a file of it")

    def _content(self, path: str) -> bytes:
        return (self.tree / path).read_bytes()

    def _was_public(self, shingle: Shingle, since: datetime) -> bool:
        """Whether words stood in a release that was public before somebody began to write them again."""
        for path in self.cache.made_by("text"):
            text = self._content(path).decode("utf-8", "replace")
            if all(word in text.casefold() for word in shingle):
                found = shingles(shown_words(text))
                if shingle in set(found) and self._older(path.rpartition("/")[2].removesuffix(".txt"), since):
                    return True
        return False

    def _file_was_public(self, content: bytes, since: datetime) -> bool:
        """Whether a file was offered with a release that was public before."""
        size = len(content)
        for folder in self.newsroom.folders.values():
            frozen = folder.glob("versions/*/assets/**/*")
            same = (file for file in frozen if file.is_file() and file.stat().st_size == size)
            if any(file.read_bytes() == content for file in same) and self._older(folder.name, since):
                return True
        return False

    def _older(self, slug: str, since: datetime) -> bool:
        folder = self.newsroom.folders.get(slug)
        published = versions(read_journal(folder)) if folder else ()
        return bool(published) and published[0].at <= since

    def _refuse(self, path: str, slug: str, what: str) -> None:
        folder = self.newsroom.folders.get(slug)
        name = self.newsroom.name(folder) if folder else slug
        raise InputError(
            f"{path}: would show of {name}, which is not public yet, {what}; take that out of the text or template it "
            "comes from, or, if the words may stand in any release, add them to common_phrases under [policy] in "
            "pressflow.toml; the site stays as it was"
        )


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
