"""The release as a web page, one a language, with the newsroom's style sheet."""

from collections.abc import Iterable, Iterator, Mapping

from babel.core import get_global

from pressflow.formats import _content, _schema, _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.picture import Picture
from pressflow.model.record import Record
from pressflow.model.release import Release

SCOPE = "release"


def render(edition: Edition) -> Iterator[Document]:
    """A page for each release and language."""
    for release in edition.releases:
        for record in release.records:
            here = paths.page(release.slug, record.language)
            html = edition.theme.render(
                "page.html",
                record.language,
                **_view.values(edition, here, area=paths.index(record.language)),
                **_view.release_values(edition, release, record),
                alternates=_view.alternates(edition, release),
                pictures=_pictures(edition, release, record),
                schema_org=_schema.data(edition, release, record),
                shelves=_view.shelves(edition, record),
                text=_content.text_html(edition, release, record),
                locales=_locales(record.language, release.languages),
            )
            yield Document(here, "text/html; charset=utf-8", html.encode())


def _pictures(edition: Edition, release: Release, record: Record) -> dict[str, tuple[Picture, Mapping[str, int]]]:
    """Each picture that the page shows, by the record's name for it, with the sizes of its files in bytes."""
    return {
        image.file: (release.picture(image.file), edition.pictures.sizes(release, release.asset(image.file)))
        for image in record.images
    }


def _locales(language: str, others: Iterable[str]) -> tuple[str, ...]:
    """A page's language as Open Graph writes it, then those of its translations, each once: de_DE, en_GB."""
    if not (own := _locale(language)):
        return ()
    return tuple(dict.fromkeys((own, *(locale for other in others if (locale := _locale(other))))))


def _locale(tag: str) -> str | None:
    """The language with its country, or the one where most speak it; plain en is British, as dates are."""
    language, *parts = tag.partition("-x-")[0].split("-")
    likely = "GB" if language == "en" else get_global("likely_subtags").get(language, "").rpartition("_")[2]
    country = next((part.upper() for part in parts if len(part) == 2), likely)
    return f"{language}_{country}" if country.isalpha() else None
