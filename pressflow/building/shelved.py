"""The archive as the build cache knows it: formats of lists are given as much of it as they are to show."""

from collections.abc import Collection, Iterator
from functools import cached_property

from pressflow.cache import Cache
from pressflow.model import archive
from pressflow.model.archive import Entry, Gone, Located, Page, Shelf, span


class Shelved:
    """An archive in the cache; with `only`, what formats see of it is one shelf, or some pages of one."""

    def __init__(
        self,
        cache: Cache,
        main: tuple[str, ...],
        only: Shelf | None = None,
        numbers: Collection[int] | None = None,
        languages: tuple[str, ...] = (),
    ) -> None:
        self._cache, self._main, self._only, self._numbers = cache, main, only, numbers
        self._languages = languages

    def only(self, shelf: Shelf, numbers: Collection[int] | None = None) -> "Shelved":
        """One shelf of it, or some of that shelf's pages."""
        return Shelved(self._cache, self._main, shelf, numbers, self.languages)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The publisher's languages, then those of single releases."""
        return self._languages or archive.languages(self._main, self._cache.languages())

    @cached_property
    def shelves(self) -> tuple[Shelf, ...]:
        """The shelves to show."""
        return (self._only,) if self._only else archive.in_order(self._cache.shelves(), self.languages)

    def pages(self, shelf: Shelf) -> Iterator[Page]:
        """The pages of a shelf, oldest first; only those that are to be shown."""
        for number in sorted(self._numbers or range(1, shelf.pages + 1)):
            yield Page(shelf, number, tuple(self._cache.standing(shelf.key, *span(shelf, number))[::-1]))

    def newest(self, shelf: Shelf, most: int) -> tuple[Entry, ...]:
        """The newest entries of a shelf, newest first."""
        return tuple(self._cache.newest(shelf.key, most))

    def located(self, shelf: Shelf) -> Iterator[Located]:
        """Where the entries of a shelf stand, oldest first, but for those that were withdrawn."""
        return self._cache.located(shelf.key)

    def pinned(self, language: str) -> tuple[Entry, ...]:
        """What stands at the head of the newsroom in a language, what was pinned last first."""
        return archive.pinned(self._cache.pinned(language))

    def gone(self, language: str = "") -> tuple[Gone, ...]:
        """What was removed for good of what was written in a language, or in any; the newest first."""
        return archive.newest_gone(self._cache.gone(language))

    def content(self, entry: Entry) -> str:
        """The full text of an entry as HTML."""
        return self._cache.content(entry)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """The old addresses that lead to releases."""
        yield from self._cache.redirects()
