"""The page at an old address sends people on at once, and search engines to the page that counts."""

import posixpath
from dataclasses import replace
from urllib.parse import unquote

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, shown

PAGE = "de/2026-05-16-bridge.html"
URL = f"https://presse.lohtal.example.org/{PAGE}"


def pages(edition: Edition, *old: str, **changes: str) -> dict[str, str]:
    """The pages at old addresses of a release in its first language, by path."""
    (release,) = edition.releases
    record = release.original.model_copy(update={"redirect_from": old, **changes})
    documents = editions.documents(edition.of(replace(release, records=(record,))), "moved")
    assert {document.media_type for document in documents.values()} <= {"text/html; charset=utf-8"}
    return {path: document.content.decode() for path, document in documents.items()}


def test_page_stands_where_an_old_address_is_one(single: Edition) -> None:
    found = pages(single, "/presse/alt.html", "/presse/stra%C3%9Fe/", "/presse/alt", "/presse/alt.php")
    assert list(found) == ["presse/alt.html", "presse/straße/index.html"]


def test_release_that_was_always_here_has_none(single: Edition) -> None:
    assert pages(single) == {}


def test_ways_to_write_an_address_are_one_page(single: Edition) -> None:
    assert list(pages(single, "/alt/", "/alt/index.html", "/Alt/")) == ["Alt/index.html"]


def test_reader_is_sent_on_at_once_also_in_a_folder_on_disk(single: Edition) -> None:
    for path, html in pages(single, "/presse/2019/alt.html", "/alt.html", "/presse/a%20b/").items():
        tags = Tags(html)
        (refresh,) = (tag for tag in tags.named("meta") if tag.get("http-equiv") == "refresh")
        delay, _, url = refresh["content"].partition("; url=")
        assert delay == "0"
        (link,) = tags.named("a")
        assert link["href"] == url
        assert posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(url))) == PAGE


def test_search_engines_keep_the_page_that_counts_and_not_this_one(single: Edition) -> None:
    (html,) = pages(single, "/alt.html").values()
    tags = Tags(html)
    assert [link["href"] for link in tags.named("link") if link["rel"] == "canonical"] == [URL]
    assert [tag["content"] for tag in tags.named("meta") if tag.get("name") == "robots"] == ["noindex"]


def test_page_says_in_its_language_what_has_moved(single: Edition) -> None:
    (html,) = pages(single, "/alt.html").values()
    assert Tags(html).named("html")[0]["lang"] == "de"
    assert "Diese Mitteilung steht jetzt unter einer anderen Adresse" in shown(html)
    assert single.releases[0].original.title in shown(html)


def test_nothing_a_person_writes_becomes_markup(single: Edition) -> None:
    hostile = """<script>alert(1)</script>"'&><img src=x onerror=alert(2)>"""
    (html,) = pages(single, "/%22%3E%3Cscript%3Ealert(1)%3Cx/alt'onload=x.html", title=hostile).values()
    tags = Tags(html)
    assert (tags.open, tags.wrong) == ([], [])
    assert tags.named("script", "img") == []
    assert [name for _, attributes in tags.found for name in attributes if name.startswith("on")] == []
    assert hostile in shown(html)


def test_site_in_a_folder_of_its_host_has_pages_only_there(single: Edition) -> None:
    publisher = single.publisher.model_copy(update={"base_url": "https://www.lohtal.example.org/presse/"})
    assert list(pages(replace(single, publisher=publisher), "/presse/alt.html", "/alt.html")) == ["alt.html"]
