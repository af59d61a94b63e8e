"""llms.txt: Markdown in the proposal's order, and only where the office wants it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html
from markdown import markdown

from pressflow import formats
from pressflow.model.archive import PAGE
from pressflow.model.edition import Edition
from tests.formats import editions

BASE = "https://presse.lohtal.example.org/"


def wanting(edition: Edition, **changes: object) -> Edition:
    """The edition of an office that wants the file."""
    return replace(edition, publisher=edition.publisher.model_copy(update={"llms_txt": True, **changes}))


def read(edition: Edition) -> html.HtmlElement:
    """The file as readers of Markdown see it."""
    (document,) = editions.documents(edition, "llms").values()
    assert (document.path, document.media_type) == ("llms.txt", "text/plain; charset=utf-8")
    return html.fragment_fromstring(markdown(document.content.decode()), create_parent="div")


def sections(edition: Edition) -> dict[str, list[tuple[str, str]]]:
    """The links of each list with their titles, by the heading above."""
    parts = list(read(edition))
    heads = [(place, part) for place, part in enumerate(parts) if part.tag == "h2"]
    return {
        head.text_content(): [(link.text_content(), str(link.get("href"))) for link in parts[place + 1].iter("a")]
        for place, head in heads
    }


def test_office_that_does_not_ask_for_it_has_no_file(edition: Edition) -> None:
    assert editions.documents(edition, "llms") == {}


def test_title_and_summary_come_first_then_lists_below_headings(edition: Edition) -> None:
    parts = list(read(wanting(edition)))
    assert [part.tag for part in parts] == ["h1", "blockquote", *["h2", "ul"] * 4]
    assert parts[0].text_content() == "Stadt Lohtal: Presse"
    assert parts[1].text_content().strip() == "Pressemitteilungen von Stadt Lohtal"


def test_newest_releases_are_named_with_their_plain_texts(edition: Edition) -> None:
    found = sections(wanting(edition))
    assert list(found) == ["Mitteilungen (Deutsch)", "News (English)", "Feeds", "Optional"]
    assert found["Mitteilungen (Deutsch)"][0] == (
        "KORREKTUR: Der Markt zieht um",
        f"{BASE}de/2026-05-17-market.txt",
    )
    assert found["News (English)"] == [("New bridge across the Loh is finished", f"{BASE}en/2026-05-16-bridge.txt")]


def test_each_link_leads_to_a_document(edition: Edition) -> None:
    edition = wanting(edition)
    there = {document.path for document in formats.documents(edition)}
    links = [url for found in sections(edition).values() for _, url in found]
    assert len(links) == 4 + 6 + 1
    assert {url.removeprefix(BASE) for url in links} <= there


def test_release_is_told_with_its_day_and_its_lead(single: Edition) -> None:
    first = next(read(wanting(single)).iter("li"))
    record = single.releases[0].original
    assert first.text_content().strip() == f"{record.title}: 2026-05-16. {record.lead}"


def test_older_releases_are_left_to_the_archive(single: Edition) -> None:
    (release,) = single.releases
    copies = (
        replace(
            release,
            slug=f"release-{number:02}",
            records=(release.original.model_copy(update={"date": release.date + timedelta(days=number)}),),
        )
        for number in reversed(range(PAGE + 5))
    )
    found = sections(wanting(single.of(*copies)))["Mitteilungen (Deutsch)"]
    assert [url for _, url in found] == [f"{BASE}de/release-{number:02}.txt" for number in range(PAGE + 4, 4, -1)]


@pytest.mark.parametrize(
    "words",
    [
        "Brücke](https://boese.example/) [fertig",
        "Brücke ![Bild](https://boese.example/x.png) fertig",
        "Brücke <script>alert(1)</script> & <b>fertig</b>",
        "*Brücke* _ist_ `fertig` **jetzt** \\* \\",
        "# Brücke # fertig",
        "https://boese.example/ <https://boese.example/>",
    ],
)
def test_words_stay_words(single: Edition, words: str) -> None:
    (release,) = single.releases
    record = release.original.model_copy(update={"title": words, "lead": words})
    edition = wanting(single.of(replace(release, records=(record,))), name=words)
    root = read(edition)
    assert next(root.iter("h1")).text_content() == f"{words}: Presse"
    assert next(root.iter("li")).text_content().strip() == f"{words}: 2026-05-16. {words}"
    assert {str(link.get("href")).startswith(BASE) for link in root.iter("a")} == {True}
    assert list(root.iter("script", "img", "b", "em", "strong", "code")) == []


def test_site_without_releases_still_says_where_the_feeds_are(single: Edition) -> None:
    found = sections(wanting(single.of()))
    assert found["Feeds"][0] == ("RSS (Deutsch)", f"{BASE}de/rss.xml")
