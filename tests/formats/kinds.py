"""Every kind of letter that pressflow writes, in each language, as it goes over the wire."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from pressflow.dkim import signed
from pressflow.foreseeing import as_embargoed
from pressflow.formats import _recall
from pressflow.formats._digest import compose_digest
from pressflow.formats._note import note
from pressflow.formats.letter import Signer, compile_letter, compose
from pressflow.model.edition import Edition
from pressflow.model.journal import Embargoed
from pressflow.model.letter import Letter
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.test_recalls import WITHDRAWN_AT, corrected, killed, withdrawn

LISTED = ("release", "denial", "correction", "withdrawal", "kill", "embargo", "recall", "digest")
NOTES = ("confirm", "left_person", "left_desk", "link", "move", "moved")
LANGUAGES = ("de", "en")
_PAGE = "https://presse.lohtal.example.org/subscription/WzEsImxvY2FsIl0.x-Y_z" + "0123456789abcdef" * 8


def messages(single: Edition, kind: str, signer: Signer | None) -> Iterator[bytes]:
    """The messages of a kind to a reader whose name is not ASCII, or of a note to a person."""
    for language in LANGUAGES:
        if kind in NOTES:
            yield signed(_note(single, kind, language), signer)
            continue
        letter = _letter(single, kind, language)
        reader = editions.READER._replace(name="Jörg Berg", greeting=letter.greet("Jörg Berg"), embargo_url=_PAGE)
        yield compile_letter(letter, signer).fill(reader)


def _note(single: Edition, kind: str, language: str) -> bytes:
    places = {"url": _PAGE, "lists": "Lokalpresse, Kultur & Bühne", "list": "Lokalpresse", "until": "21. Mai 2026"}
    return note(single, kind, language, editions.READER.address, "0" * 40, WITHDRAWN_AT, **places)


def _letter(single: Edition, kind: str, language: str) -> Letter:
    edition = _MAKE.get(kind, lambda edition: edition)(single)
    (release,) = edition.releases
    record = release.record(language) or release.original
    match kind:
        case "recall":
            return _recall.compose(edition, record, "Der Festakt fällt aus.", WITHDRAWN_AT)
        case "digest":
            many = editions.many(edition, 40)
            return compose_digest(many, many.releases, language, "daily", WITHDRAWN_AT)
        case _:
            return compose(edition, release, record, kind)


def _killed(single: Edition) -> Edition:
    """As its recall knows it, with the words that only name it."""
    (release,), (bare,) = single.releases, killed(single).releases
    return single.of(replace(bare, records=release.records))


def _embargoed(single: Edition) -> Edition:
    (release,) = single.releases
    embargo = Embargo(until=datetime(2026, 5, 18, 8, 0, tzinfo=UTC))
    records = tuple(record.model_copy(update={"embargo": embargo}) for record in release.records)
    event = Embargoed(
        at=editions.PUBLISHED_AT,
        by="Kim",
        slug=release.slug,
        zone="Europe/Berlin",
        original="de",
        hash=release.hash,
        audience=(),
    )
    return single.of(as_embargoed(replace(release, records=records), event))


_MAKE = {
    "correction": lambda single: corrected(single, "correction", "correction"),
    "withdrawal": withdrawn,
    "kill": _killed,
    "embargo": _embargoed,
}
