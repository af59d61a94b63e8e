"""Editions for the tests of formats: one release with everything in it, in two languages, and others beside it."""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pressflow import formats
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.edition import Document, Edition
from pressflow.model.journal import Created, Event, Killed, Published, State
from pressflow.model.letter import Reader
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from tests import builders

URI = "tag:presse.lohtal.example.org,2026-05-16:release/0123456789abcdef"
PNG = builders.picture("PNG")
PUBLISHED_AT = datetime(2026, 5, 16, 8, 31, 5, tzinfo=UTC)
CORRECTED_AT = datetime(2026, 5, 18, 12, 0, tzinfo=UTC)

READER = Reader(
    address="anna.berg@desk.example.org",
    name="Anna Berg",
    greeting="",
    list_id="local",
    list_title="Lokalpresse",
    unsubscribe_url="https://presse.lohtal.example.org/unsubscribe/WzEsImxvY2FsIl0.x-Y_z",
    return_path="bounces+1-abcdefghijklmnop@lohtal.example.org",
    message_id="<0123456789abcdef0123456789abcdef01234567@lohtal.example.org>",
)

GERMAN_BODY = """
Die Brücke ist *84 Meter* lang und ersetzt den Bau von 1961, von dem [die Chronik](https://www.lohtal.example.org/chronik)
erzählt. Sie trägt auch **Busse & Lastwagen**; die "alte Loh" trug nur Fußgänger.

[quote: mayor]

## Was gebaut wurde

Die Arbeiten haben 14 Monate gedauert:

- Abriss im Januar
- Neubau bis April, in zwei Teilen:
    1. Pfeiler
    2. Fahrbahn
- Mehr dazu unter https://www.lohtal.example.org/bruecke?jahr=2026&teil=2 und in [der Chronik](https://www.lohtal.example.org/chronik).

### Zahlen

| Jahr | Busse am Tag |
|------|--------------|
| 1961 | 12           |
| 2026 | **140**      |

> Wer baut, der bleibt.
>
> Altes Sprichwort aus dem Tal

Zum Schluss ein Satz.<break>
Und [eine Anschrift](mailto:bauamt@lohtal.example.org).
""".replace("<break>", "  ")
ENGLISH_BODY = """
The bridge is 84 metres long and replaces the one of 1961. It carries
[buses](https://www.lohtal.example.org/buses), too.

[quote: mayor]

The work took 14 months.
"""
HEADER: dict[str, Any] = {  # Any: whatever a header may hold
    "kicker": "Verkehr",
    "subtitle": "Nach 14 Monaten Bauzeit rollt der Verkehr wieder",
    "keywords": ["Brücke", "Loh & Tal"],
    "people": ["Ute Sommer"],
    "places": ["Lohtal"],
    "links": [{"title": "Die Brücke in Zahlen", "url": "https://www.lohtal.example.org/bruecke"}],
    "images": [
        {
            "file": "assets/bridge.png",
            "alt": "Eine Brücke aus Stahl über einem Fluss",
            "caption": "Die neue Brücke am Tag der Freigabe",
            "credit": "Stadt Lohtal/Jo Blau",
            "licence": "Frei für die Presse",
        },
        {"file": "assets/line.png", "decorative": "true", "credit": "Stadt Lohtal"},
    ],
    "attachments": [{"file": "assets/figures.csv", "caption": "Alle Zahlen als Tabelle"}],
    "notes": "Am 20. Mai um 10 Uhr ist [die Brücke](https://www.lohtal.example.org/karte) für Kameras gesperrt.",
    "contacts": [
        "office",
        {"organisation": "Bauamt Lohtal", "phone": "+49 221 4710-200", "email": "bauamt@lohtal.example.org"},
    ],
    "quotes": [
        {
            "id": "mayor",
            "text": "Wir haben lange gewartet. Jetzt fährt der Bus wieder bis ins Tal.",
            "speaker": "Ute Sommer",
            "role": "Bürgermeisterin",
        },
        {"id": "builder", "text": "Das war unser schönster Bau.", "speaker": "Ali Kaya", "organisation": "Bau AG"},
    ],
}
ENGLISH: dict[str, Any] = {
    "title": "New bridge across the Loh is finished",
    "lead": "On Saturday the City of Lohtal opened the new bridge across the river Loh to all traffic.",
    "quotes": [{"id": "mayor", "text": "We have waited long.", "speaker": "Ute Sommer", "role": "Mayor"}],
}


def write(newsroom: Newsroom) -> Path:
    """Write the release with everything in it into a newsroom."""
    folder = builders.add_release(newsroom, body=GERMAN_BODY, **HEADER)
    builders.add_release(newsroom, body=ENGLISH_BODY, language="en", **ENGLISH)
    (folder / "assets").mkdir(exist_ok=True)
    for name, content in (("bridge.png", PNG), ("line.png", PNG + b"x"), ("figures.csv", b"year,buses\n2026,140\n")):
        (folder / "assets" / name).write_bytes(content)
    return folder


def release_in(newsroom: Newsroom, folder: Path) -> Release:
    """The release in a folder as the office is writing it; it must be without a fault."""
    reading = newsroom.read(folder)
    assert reading.release is not None, reading.findings
    return replace(reading.release, uri=f"{URI}-{folder.name}")


def published(release: Release, *corrections: CorrectionClass, note: str = "Es waren 84 Meter, nicht 48.") -> Release:
    """A release as it stands after it was published, and corrected in these ways."""
    events: tuple[Event, ...] = (Created(at=PUBLISHED_AT, by="Kim", uri=release.uri),)
    for version, correction in enumerate((None, *corrections), 1):
        events += (
            Published(
                at=CORRECTED_AT if correction else PUBLISHED_AT,
                by="Kim",
                version=version,
                slug=release.slug,
                zone="Europe/Berlin",
                original=release.original.language,
                hash=release.hash,
                reference="2026-007",
                audience=("local",),
                correction=correction,
                note={"de": note, "en": "It was 84 metres, not 48."} if correction else {},
            ),
        )
    state = State.CORRECTED if corrections else State.PUBLISHED
    return replace(release, events=events, state=state, reference="2026-007", version=len(corrections) + 1)


def killed(release: Release) -> Release:
    """What is left of a release that was killed."""
    event = Killed(at=CORRECTED_AT, by="Kim", reason="Persönliches", hash=release.hash, languages=release.languages)
    return replace(release, records=(), assets=(), events=(*release.events, event), state=State.KILLED)


def full(newsroom: Newsroom) -> Edition:
    """An edition with everything: the full release, one corrected, one plain."""
    corrected = builders.add_release(newsroom, "2026-05-17-market", date="2026-05-17 09:00", title="Der Markt zieht um")
    plain = builders.add_release(newsroom, "2025-12-30-fire", date="2025-12-30 23:30", title="Feuerwehr bleibt bereit")
    releases = [
        published(release_in(newsroom, write(newsroom))),
        published(release_in(newsroom, corrected), "correction"),
        published(release_in(newsroom, plain), "typo"),
    ]
    return replace(newsroom.edition(*releases), reader=READER)


def one(newsroom: Newsroom, *corrections: CorrectionClass) -> Edition:
    """An edition with the full release alone."""
    return replace(newsroom.edition(published(release_in(newsroom, write(newsroom)), *corrections)), reader=READER)


def many(edition: Edition, number: int, **changes: Any) -> Edition:  # Any: whatever a record may hold
    """An edition with its only release's original so many times, each a day older than the one before."""
    (release,) = edition.releases
    original = release.original.model_copy(update=changes)
    return edition.of(
        *(
            replace(
                release,
                slug=f"release-{count:03}",
                uri=f"{release.uri}-{count}",
                records=(original.model_copy(update={"date": release.date - timedelta(days=count)}),),
            )
            for count in range(number)
        )
    )


def web_size(edition: Edition, file: str) -> int:
    """How many bytes a picture's file for the web has; the pictures are as wide as that."""
    return len(documents(edition, "media")[f"media/{edition.releases[0].slug}/{file}-64.jpg"].content)


def documents(edition: Edition, name: str) -> dict[str, Document]:
    """What a format makes of an edition, by path."""
    return {document.path: document for document in formats.named(name)(edition)}


def digests(edition: Edition) -> list[str]:
    """One line for each document of each format, so that two runs can be compared."""
    return [
        f"{name} {document.path} {document.media_type} {sha256(document.content).hexdigest()}"
        for name in formats.names()
        for document in formats.named(name)(edition)
    ]


if __name__ == "__main__":  # another process, with another environment, makes the same edition
    sys.stdout.write("\n".join(digests(full(builders.make_newsroom(Path(sys.argv[1]))))))
