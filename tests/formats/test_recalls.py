"""Tests of what channels show of releases that were corrected, withdrawn or killed."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree

from pressflow import formats
from pressflow.formats import _recall, letter
from pressflow.model import paths
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.edition import Edition
from pressflow.model.journal import Killed, Pinned, State, Withdrawn
from pressflow.model.letter import Letter, Reader
from pressflow.model.release import Release
from tests.formats import editions
from tests.formats.reading import shown

WITHDRAWN_AT = datetime(2026, 5, 19, 7, 0, tzinfo=UTC)
ATOM, TOMBSTONES = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"
PAGE = "de/2026-05-16-bridge.html"


def corrected(
    single: Edition, *classes: CorrectionClass, title: str = "Neue Brücke über die Loh ist eröffnet"
) -> Edition:
    """The edition with its release corrected in these ways; each version but the last had the headline it has."""
    (release,) = single.releases
    *_, newest = [editions.published(release, *classes[:number]) for number in range(len(classes) + 1)]
    older = tuple(editions.published(release, *classes[:number]) for number in range(len(classes)))
    record = newest.original.model_copy(update={"title": title})
    return single.of(replace(newest, records=(record, *newest.records[1:]), before=older))


def withdrawn(single: Edition, **changes: object) -> Edition:
    (release,) = single.releases
    event = Withdrawn(at=WITHDRAWN_AT, by="Kim", reason="Der Beschluss ist aufgehoben.", **changes)
    return single.of(replace(release, events=(*release.events, event), state=State.WITHDRAWN))


def killed(single: Edition) -> Edition:
    (release,) = single.releases
    event = Killed(at=WITHDRAWN_AT, by="Kim", reason="Persönliches", hash=release.hash, languages=release.languages)
    bare = replace(release, records=(), assets=(), events=(*release.events, event), state=State.KILLED)
    return single.of(bare)


def html(edition: Edition, path: str = PAGE, name: str = "page") -> str:
    return editions.documents(edition, name)[path].content.decode()


def test_correction_shows_the_words_that_are_gone_and_those_that_are_new(single: Edition) -> None:
    page = html(corrected(single, "correction"))
    assert '<del><span class="unseen">bisher: </span>fertig</del>' in page
    assert '<ins><span class="unseen">jetzt: </span>eröffnet</ins>' in page


def test_silent_correction_shows_nothing(single: Edition) -> None:
    edition = corrected(single, "typo")
    assert "<del>" not in html(edition)
    assert "KORREKTUR" not in html(edition, "de/rss.xml", "rss")
    assert "AKTUALISIERT" not in html(edition, "de/rss.xml", "rss")


@pytest.mark.parametrize(
    ("class_", "mark"), [("update", "AKTUALISIERT"), ("correction", "KORREKTUR"), ("material", "KORREKTUR")]
)
def test_feeds_say_before_the_headline_that_it_changed(single: Edition, class_: CorrectionClass, mark: str) -> None:
    feed = html(corrected(single, class_), "de/rss.xml", "rss")
    assert f"<title>{mark}: Neue Brücke über die Loh ist eröffnet</title>" in feed


def test_identity_and_first_date_stay_for_ever(single: Edition) -> None:
    before = json.loads(editions.documents(single, "jsonfeed")["de/feed.json"].content)["items"][0]
    for edition in (corrected(single, "correction"), withdrawn(single)):
        after = json.loads(editions.documents(edition, "jsonfeed")["de/feed.json"].content)["items"][0]
        assert (after["id"], after["date_published"], after["url"]) == (
            before["id"],
            before["date_published"],
            before["url"],
        )
        assert after["date_modified"] > before["date_modified"]


def test_older_version_stays_at_an_address_of_its_own(single: Edition) -> None:
    edition = corrected(single, "correction")
    page = html(edition, "de/2026-05-16-bridge.v1.html", "versions")
    words = " ".join(shown(page).split())
    assert "Frühere Fassung 1" in words
    assert "Neue Brücke über die Loh ist fertig" in words
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="https://presse.lohtal.example.org/{PAGE}">' in page
    assert 'href="2026-05-16-bridge.v1.html"' in html(edition)


def test_older_version_offers_no_files(single: Edition) -> None:
    page = html(corrected(single, "correction"), "de/2026-05-16-bridge.v1.html", "versions")
    assert "media/" not in page


def test_older_versions_stand_in_no_list(single: Edition) -> None:
    edition = corrected(single, "correction")
    for name in ("index", "rss", "atom", "jsonfeed", "sitemap", "sitemaps", "llms", "search"):
        for document in editions.documents(edition, name).values():
            assert b".v1.html" not in document.content, document.path


def test_withdrawn_release_keeps_its_text_under_a_notice(single: Edition) -> None:
    page = html(withdrawn(single))
    words = " ".join(shown(page).split())
    assert "Zurückgezogen 19. Mai 2026 Der Beschluss ist aufgehoben." in words
    assert "Die Brücke ist 84 Meter lang" in words
    assert '<meta name="robots" content="noindex">' in page


def test_note_of_a_language_goes_before_the_reason(single: Edition) -> None:
    edition = withdrawn(single, note={"en": "The decision was annulled."})
    assert "The decision was annulled." in html(edition, "en/2026-05-16-bridge.html")
    assert "Der Beschluss ist aufgehoben." in html(edition)


def test_page_of_a_withdrawn_release_invites_nobody_to_use_it(single: Edition) -> None:
    inviting = ("data-copy-headline", 'class="copying"', "theme/script.js", ">Zum Weiterverwenden<")
    assert [text for text in inviting if text in html(withdrawn(single))] == []
    assert [text for text in inviting if text in html(single)] == list(inviting)


@pytest.mark.parametrize("name", ["text", "ninjs", "newsml"])
def test_every_form_says_that_it_was_withdrawn(single: Edition, name: str) -> None:
    documents = editions.documents(withdrawn(single), name).values()
    assert all("Der Beschluss ist aufgehoben." in document.content.decode() for document in documents)


def test_editorial_systems_are_told_to_cancel_it(single: Edition) -> None:
    edition = withdrawn(single)
    item = json.loads(editions.documents(edition, "ninjs")["de/2026-05-16-bridge.json"].content)
    assert (item["pubStatus"], item["versionCreated"]) == ("canceled", "2026-05-19T07:00:00+00:00")
    assert b"stat:canceled" in editions.documents(edition, "newsml")["de/2026-05-16-bridge.newsml.xml"].content


@pytest.mark.parametrize("make", [withdrawn, killed])
def test_feeds_recall_it(single: Edition, make: object) -> None:
    edition = make(single)  # type: ignore[operator]  # one of both
    feed = etree.fromstring(editions.documents(edition, "atom")["de/atom.xml"].content)
    (title,) = feed.findall(f"{ATOM}entry/{ATOM}title")
    assert str(title.text).startswith("RÜCKRUF: ")
    (grave,) = feed.findall(f"{TOMBSTONES}deleted-entry")
    (release,) = edition.releases
    assert (grave.get("ref"), grave.get("when")) == (release.uri, "2026-05-19T07:00:00+00:00")
    assert feed.findtext(f"{ATOM}updated") == "2026-05-19T07:00:00+00:00"
    assert "RÜCKRUF: " in html(edition, "de/rss.xml", "rss")


def test_search_engines_are_not_led_to_what_was_withdrawn(single: Edition) -> None:
    for name in ("sitemap", "sitemaps", "llms"):
        for document in editions.documents(withdrawn(single), name).values():
            assert b"2026-05-16-bridge" not in document.content, document.path


def test_nothing_is_left_of_the_words_of_a_killed_release(single: Edition) -> None:
    edition, (release,) = killed(single), single.releases
    words = re.compile("Brücke|bridge across|Sommer|Kaya|Persönliches|bridge.png|figures")
    made = [document for name in formats.names() for document in formats.named(name)(replace(edition, reader=None))]
    assert [document.path for document in made if words.search(document.content.decode(errors="ignore"))] == []
    assert release.original.title.startswith("Neue Brücke")


@pytest.mark.parametrize(("language", "word"), [("de", "Mitteilung 2026‑007"), ("en", "Release 2026‑007")])
def test_tombstone_says_that_a_release_was_removed(single: Edition, language: str, word: str) -> None:
    page = html(killed(single), f"{language}/2026-05-16-bridge.html", "tombstone")
    assert word in shown(page)
    assert '<meta name="robots" content="noindex">' in page


def test_servers_are_told_what_is_gone(single: Edition) -> None:
    rules = editions.documents(killed(single), "gone")
    assert r'"~^/de/2026-05-16-bridge\." "/de/2026-05-16-bridge.html";' in rules[paths.NGINX_GONE].content.decode()
    assert r'"~^/media/2026-05-16-bridge/" "/de/2026-05-16-bridge.html"' in rules[paths.CADDY_GONE].content.decode()
    assert r'RedirectMatch 410 "^/en/2026-05-16-bridge\."' in rules[paths.APACHE_GONE].content.decode()
    assert [len(document.content.splitlines()) for document in editions.documents(single, "gone").values()] == [1, 1, 1]


def test_pinned_release_stands_at_the_head_of_the_front_page(single: Edition) -> None:
    (release,) = single.releases
    pinned = single.of(replace(release, events=(*release.events, Pinned(at=WITHDRAWN_AT, by="Kim"))))
    assert 'class="pinned"' not in html(single, "de/index.html", "index")
    page = html(pinned, "de/index.html", "index")
    assert page.index("Wichtig") < page.index('id="year-2026"')
    assert 'class="pinned"' not in html(pinned, "de/topics/traffic/index.html", "index")


def compose(edition: Edition, kind: str) -> Letter:
    (release,) = edition.releases
    return letter.compose(edition, release, release.original, kind)


def test_correction_letter_says_so_and_shows_the_change_before_the_text(single: Edition) -> None:
    found = compose(corrected(single, "correction"), "correction")
    assert found.subject == "KORREKTUR: Neue Brücke über die Loh ist eröffnet"
    change = "Überschrift: Neue Brücke über die Loh ist [bisher: fertig | jetzt: eröffnet]"
    assert change in " ".join(found.text.split())
    assert found.text.index("Was sich geändert hat") < found.text.index("=====")
    assert "<del" in found.html
    assert "".join(change.split()) in "".join(shown(found.html).split())


def test_who_never_had_the_older_text_gets_the_new_one_plainly(single: Edition) -> None:
    found = compose(corrected(single, "correction"), "release")
    assert found.subject == "Neue Brücke über die Loh ist eröffnet"
    assert "bisher" not in found.text


def test_recall_says_which_release_and_why_and_not_its_text(single: Edition) -> None:
    found = compose(withdrawn(single), "withdrawal")
    assert found.subject == "RÜCKRUF: Neue Brücke über die Loh ist fertig"
    assert "Der Beschluss ist aufgehoben." in found.text
    assert "84 Meter" not in found.text
    assert "2026-007" in found.text
    assert found.date == WITHDRAWN_AT


def test_recall_of_a_killed_release_says_none_of_its_words(single: Edition) -> None:
    (release,) = single.releases
    event = Killed(at=WITHDRAWN_AT, by="Kim", reason="Persönliches", hash=release.hash)
    found = compose(single.of(replace(release, events=(*release.events, event))), "kill")
    assert found.subject == "RÜCKRUF: Mitteilung 2026-007"
    assert not re.search("Neue Brücke|Persönliches|84", found.text + found.html.partition("</style>")[2])


@pytest.mark.parametrize("kind", ["correction", "withdrawal", "kill"])
def test_letter_answers_the_readers_own_earlier_one(single: Edition, kind: str) -> None:
    edition = corrected(single, "correction") if kind == "correction" else withdrawn(single)
    reader = editions.READER._replace(
        references="<a@lohtal.example.org> <b@lohtal.example.org>",
    )
    head = letter.compile_letter(compose(edition, kind)).fill(reader).partition(b"\r\n\r\n")[0].decode()
    assert "\r\nIn-Reply-To: <b@lohtal.example.org>\r\n" in head
    assert "\r\nReferences: <a@lohtal.example.org>\r\n <b@lohtal.example.org>" in head


def test_first_letter_answers_nothing(single: Edition) -> None:
    reader: Reader = editions.READER
    head = letter.compile_letter(compose(single, "release")).fill(reader).partition(b"\r\n\r\n")[0]
    assert b"In-Reply-To" not in head


def test_release_knows_the_versions_before_it(single: Edition) -> None:
    (release,) = corrected(single, "correction", "typo").releases
    assert [one.version for one in release.before] == [1, 2]
    found = release.at(2)
    assert isinstance(found, Release)
    assert found.version == 2
    assert release.at(7) is None


def test_recall_of_what_guests_had_is_signed_as_text_and_as_html(single: Edition) -> None:
    letter = _recall.compose(single, single.releases[0].original, "Der Festakt fällt aus.", WITHDRAWN_AT)
    signed = ("Stadt Lohtal", single.publisher.address, single.publisher.website)
    assert "\n".join(("-- ", *signed)) in letter.text
    assert [line for line in signed if line not in letter.html] == []
