"""No letter of any kind leaves that is so long that mail programs hide its end; what must go out says less instead."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pressflow import approving, checking, correcting, digesting, embargoing, publishing, withdrawing
from pressflow.errors import InputError, PressflowError, StateError
from pressflow.formats._digest import compose_digest
from pressflow.formats.letter import HTML_LIMIT
from pressflow.ledger import records
from pressflow.ledger.tables import deliveries
from pressflow.model.letter import Letter
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW
from tests.formats import editions
from tests.stories.test_digesting import MORNING
from tests.stories.test_embargo import embargoed, office, send
from tests.stories.test_embargo import letters as given_to

__all__ = ["office"]

NOTE = {"de": "Alle Zahlen waren falsch."}


def long_body(number: str, paragraphs: int = 160) -> str:
    """A body of so many paragraphs, in each of which the number stands again and again."""
    text = (f"Im Abschnitt {count} fahren {number} Busse, und {number} Züge halten." for count in range(paragraphs))
    return "\n\n".join(("", *text, "[quote: mayor]", ""))


def letters(newsroom: Newsroom) -> Iterator[Letter]:
    """Every letter that was ever promised."""
    with newsroom.ledger.reading() as tx:
        for id_ in sorted(set(tx.execute(deliveries.select().with_only_columns(deliveries.c.letter_id)).scalars())):
            yield records.letter(tx, id_)


def sizes(newsroom: Newsroom) -> list[int]:
    return [len(letter.html.encode()) for letter in letters(newsroom)]


def sent_to_all(newsroom: Newsroom, folder: Path) -> None:
    """The release is public, and a reader has it or may have it."""
    builders.add_contacts(newsroom, 1)
    builders.publish(newsroom, folder)


def test_correction_of_every_paragraph_shows_what_it_has_room_for_and_says_where_the_rest_is(
    newsroom: Newsroom,
) -> None:
    folder = builders.add_release(newsroom, body=long_body("48"))
    sent_to_all(newsroom, folder)
    builders.add_release(newsroom, body=long_body("84"))
    correcting.correct(newsroom, folder, "Author", NOW, "correction", NOTE)
    approving.approve(newsroom, folder, "Colleague", NOW)
    send(newsroom, NOW)
    assert publishing.publish(newsroom, folder, "Author", NOW).promised == 1
    (letter,) = (one for one in letters(newsroom) if one.kind == "correction")
    assert len(letter.html.encode()) <= HTML_LIMIT
    told = letter.text.count("bisher: 48")
    assert told > 10
    left = f"Weitere Änderungen, auf der Seite: {160 - told // 2}"
    page = f"https://presse.lohtal.example.org/de/{builders.SLUG}.html"
    assert f"{left}: {page}" in " ".join(letter.text.split())
    assert f'<a href="{page}"' in letter.html.partition(left)[0].rpartition("<li")[2]
    assert (newsroom.public / "de" / f"{builders.SLUG}.html").read_text("utf-8").count("<del>") == 320


def test_correction_of_a_letter_that_has_no_room_left_is_found_by_check(
    newsroom: Newsroom, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_to_all(newsroom, release)
    monkeypatch.setattr("pressflow.formats.letter.HTML_LIMIT", max(sizes(newsroom)) + 500)
    builders.add_release(newsroom, body=builders.BODY.replace("84", "48"))
    correcting.correct(newsroom, release, "Author", NOW, "correction", {"de": "Falsch. " * 100})
    assert [finding.code for finding in checking.check(newsroom, [release])] == ["LETTER-SIZE"]
    with pytest.raises(StateError, match="LETTER-SIZE"):
        approving.approve(newsroom, release, "Colleague", NOW)


def test_digest_of_many_releases_says_how_many_others_there_are(newsroom: Newsroom, release: Path) -> None:
    lead = "Die Stadt Lohtal baut die Linie weiter aus und beginnt noch im Mai. " * 8
    many = editions.many(editions.one(newsroom), 300, title="Linie 7 fährt wieder", lead=lead)
    letter = compose_digest(many, many.releases, "de", "daily", MORNING)
    assert len(letter.html.encode()) <= HTML_LIMIT
    told = letter.text.count("fährt wieder")
    left = f"Weitere Mitteilungen, auf der Website: {300 - told}"
    assert 20 < told < 300
    assert f"{left}\n\nhttps://presse.lohtal.example.org/de/\n" in letter.text
    assert left in letter.html


ACTS: dict[str, Callable[[Newsroom, Path], object]] = {
    "withdrawal": lambda newsroom, folder: withdrawing.withdraw(newsroom, folder, "Colleague", NOW, "Falsch."),
    "kill": lambda newsroom, folder: withdrawing.kill(newsroom, folder, "Colleague", NOW, "Falsch."),
    "digest": lambda newsroom, _: list(digesting.plan_digests(newsroom, MORNING)),
}


@pytest.mark.parametrize("kind", ACTS)
def test_letter_that_is_too_long_is_not_promised(
    newsroom: Newsroom, release: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_to_all(newsroom, release)
    builders.add_contacts(newsroom, 1, frequency="daily")
    before = sizes(newsroom)
    monkeypatch.setattr("pressflow.formats.letter.HTML_LIMIT", 500)
    with pytest.raises(InputError, match=rf"{kind}: the letter has .* bytes; over 500 Gmail hides its end"):
        ACTS[kind](newsroom, release)
    assert sizes(newsroom) == before


GIVING: dict[str, Callable[[Newsroom, Path], object]] = {
    "publish": lambda newsroom, folder: embargoing.publish_or_give(newsroom, folder, "Jo", NOW),
    "give": lambda newsroom, folder: embargoing.give(newsroom, folder, "Jo", NOW),
    "recall": lambda newsroom, folder: embargoing.recall(newsroom, folder, "Jo", NOW, "Der Festakt fällt aus."),
}


@pytest.mark.parametrize("act", GIVING)
def test_letters_around_an_embargo_that_are_too_long_are_not_promised(
    office: Newsroom, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = embargoed(office)
    if act == "recall":
        embargoing.give(office, folder, "Jo", NOW)
    before = sizes(office)
    monkeypatch.setattr("pressflow.formats.letter.HTML_LIMIT", 500)
    with pytest.raises(PressflowError, match="over 500 Gmail hides its end"):
        GIVING[act](office, folder)
    assert sizes(office) == before
    assert bool(given_to(office, folder, "embargo")) == (act == "recall")


def test_recall_with_the_longest_note_is_a_short_letter(newsroom: Newsroom, release: Path) -> None:
    sent_to_all(newsroom, release)
    send(newsroom, NOW)
    withdrawing.withdraw(newsroom, release, "Colleague", NOW, '"&<' * 333)
    assert max(sizes(newsroom)) < HTML_LIMIT / 3
