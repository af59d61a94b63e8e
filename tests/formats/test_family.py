"""What every format promises; a new format is tested here by being there."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from pressflow import formats
from pressflow.model.edition import Edition
from pressflow.model.publisher import Optional
from pressflow.source.body import read_body
from tests import builders
from tests.formats import editions, reading

each_format = pytest.mark.parametrize("name", formats.names())
ROOT = Path(__file__).parents[2]


@each_format
def test_same_edition_gives_the_same_bytes(edition: Edition, name: str) -> None:
    assert list(formats.named(name)(edition)) == list(formats.named(name)(edition))


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    ],
    ids=["C", "Turkish"],
)
def test_same_bytes_come_out_of_another_process(edition: Edition, tmp_path: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tests.formats.editions", str(tmp_path / "office")]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.split("\n") == editions.digests(edition)


@each_format
def test_order_in_which_releases_are_given_does_not_matter(edition: Edition, tmp_path: Path, name: str) -> None:
    newsroom = builders.make_newsroom(tmp_path / "office")
    shuffled = replace(newsroom.edition(*reversed(edition.releases)), reader=edition.reader)
    assert list(formats.named(name)(shuffled)) == list(formats.named(name)(edition))


@each_format
def test_format_says_how_much_of_the_newsroom_a_document_of_it_shows(name: str) -> None:
    assert formats.scope(name) in get_args(formats.Scope)


@pytest.mark.parametrize("name", [name for name in formats.names() if formats.scope(name) in ("release", "letter")])
def test_document_of_a_release_shows_nothing_of_other_releases(edition: Edition, name: str) -> None:
    alone = [document for release in edition.releases for document in formats.named(name)(edition.of(release))]
    assert {document.path: document for document in alone} == editions.documents(edition, name)


@pytest.mark.parametrize("name", get_args(Optional))
def test_format_that_an_office_does_not_offer_is_not_there_and_nothing_leads_to_it(single: Edition, name: str) -> None:
    publisher = single.publisher.model_copy(update={"omit": (name,)})
    left = {document.path: document for document in formats.documents(replace(single, publisher=publisher))}
    gone = editions.documents(single, name).keys()
    assert gone
    assert gone.isdisjoint(left)
    for path, document in left.items():
        if document.media_type.startswith("text/html") and not path.startswith("letter/"):
            tags = reading.Tags(document.content.decode())
            links = [link["href"] for link in tags.named("a", "link")]
            links += [script["src"] for script in tags.named("script") if "src" in script]
            links += [meta["content"] for meta in tags.named("meta") if "content" in meta]
            there = {unquote(urljoin(f"{single.publisher.base_url}{path}", link)) for link in links}
            assert there.isdisjoint(f"{single.publisher.base_url}{one}" for one in gone), path


@each_format
def test_paths_are_relative_and_lead_nowhere_else(edition: Edition, name: str) -> None:
    for path in editions.documents(edition, name):
        assert re.fullmatch(r"[\w.+-]+(/[\w.+-]+)*", path), path
        assert not {"", ".", ".."} & set(path.split("/"))


def test_no_two_documents_share_a_path_on_any_file_system(edition: Edition) -> None:
    paths = [document.path.casefold() for document in formats.documents(edition)]
    assert len(paths) == len(set(paths))


@each_format
def test_every_document_says_what_it_is(edition: Edition, name: str) -> None:
    for document in formats.named(name)(edition):
        assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?", document.media_type)
        if document.media_type.endswith("charset=utf-8"):
            assert document.content.decode("utf-8").strip()


@each_format
def test_no_place_and_no_template_sign_is_left(edition: Edition, name: str) -> None:
    for document in formats.named(name)(edition):
        if document.media_type == "message/rfc822":
            message = reading.mail(document.content)
            text = reading.body(message, "plain") + reading.body(message, "html")
        elif document.media_type.endswith("charset=utf-8"):
            text = document.content.decode("utf-8")
        else:
            continue
        assert [sign for sign in ("\ue000", "\ue001", "\ue002", "{{", "}}", "{%", "{#") if sign in text] == [], (
            document.path
        )


@each_format
def test_an_edition_without_releases_is_no_error(edition: Edition, name: str) -> None:
    documents = list(formats.named(name)(edition.of()))
    assert all(document.content for document in documents)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_channel_carries_the_same_words_in_the_same_order(single: Edition, language: str) -> None:
    record = single.releases[0].record(language)
    assert record is not None
    wanted = reading.record_tokens(record)
    found = reading.bodies(single, language)
    assert {place.split()[0] for place in found} >= {
        "page",
        "text",
        "letter",
        "rss",
        "atom",
        "jsonfeed",
        "ninjs",
        "ninjs1",
        "newsml",
        "pdf",
    }
    assert [place for place, words in found.items() if not reading.carries(words, wanted)] == []


# Texts of every shape the tree can have, made of words without digits, which would look like footnotes.
_WORDS = st.lists(st.text("abcäßé", min_size=1, max_size=6), min_size=1, max_size=6).map(" ".join)
_MARKED = st.one_of(
    _WORDS,
    _WORDS.map("**{}**".format),
    _WORDS.map("*{}*".format),
    _WORDS.map("[{}](https://a.example/x)".format),
    _WORDS.map('"{}"'.format),
)
_LINE = st.lists(_MARKED, min_size=1, max_size=3).map(" ".join)
_BLOCK = st.one_of(
    _LINE,
    _LINE.map("## {}".format),
    _LINE.map("> {}".format),
    st.lists(_LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.tuples(_LINE, _LINE, _LINE).map(lambda lines: "1. {}\n    - {}\n2. {}".format(*lines)),
    st.tuples(_LINE, _LINE).map(lambda lines: "- {}\n\n    {}".format(*lines)),
    st.tuples(_LINE, _LINE).map(lambda cells: "| {} | {} |\n|---|---|\n| x | y |".format(*cells)),
    st.tuples(_LINE, _LINE).map("  \n".join),
)
_BODY = st.lists(_BLOCK, min_size=1, max_size=4).map("\n\n".join)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=_BODY, place=st.booleans(), lead=_WORDS)
def test_every_channel_carries_the_words_of_any_text(single: Edition, body: str, place: bool, lead: str) -> None:
    (release,) = single.releases
    text = f"{body}\n\n[quote: mayor]\n\nende" if place else body
    record = release.original.model_copy(update={"body": read_body(text, "de"), "lead": lead})
    changed = single.of(replace(release, records=(record,)))
    wanted = reading.record_tokens(record)
    for found, words in reading.bodies(changed, "de").items():
        assert reading.carries(words, wanted), (found, text)


FEEDS = {"application/rss+xml", "application/atom+xml"}
HOSTILE = "<script>alert(1)</script> \"&'<>` ]]> <img src=x onerror=alert(2)> &lt;b&gt; %s {name} \\"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """An edition in which everything a person writes is an attack."""
    newsroom = builders.make_newsroom(tmp_path_factory.mktemp("hostile") / "office")
    url = "https://a.example/?a=1&b=\"'<script>"
    header: dict[str, Any] = {
        "title": HOSTILE,
        "kicker": HOSTILE,
        "subtitle": HOSTILE,
        "place": HOSTILE,
        "lead": f"{HOSTILE} und noch ein paar Worte dazu",
        "quotes": [{"id": "a", "text": HOSTILE, "speaker": HOSTILE, "role": HOSTILE, "organisation": HOSTILE}],
        "contacts": [{"name": HOSTILE, "role": HOSTILE, "organisation": HOSTILE, "email": "a'b&c@lohtal.example.org"}],
        "keywords": [HOSTILE],
        "people": [HOSTILE],
        "places": [HOSTILE],
        "links": [{"title": HOSTILE, "url": url.replace(" ", "")}],
        "images": [
            {"file": "assets/a b'&.png", "alt": HOSTILE, "caption": HOSTILE, "credit": HOSTILE, "licence": HOSTILE}
        ],
        "attachments": [{"file": "assets/t.csv", "caption": HOSTILE, "credit": HOSTILE}],
        "notes": HOSTILE,
        "variant": HOSTILE,
    }
    link = '<a href="javascript:alert(4)">x</a> [x](https://a.example/"onclick="alert)'
    folder = builders.add_release(
        newsroom, "2026-05-16-hostile", body=f"{HOSTILE}\n\n- {HOSTILE}\n\n{link}\n", **header
    )
    (folder / "assets").mkdir()
    (folder / "assets" / "a b'&.png").write_bytes(editions.PNG)
    (folder / "assets" / "t.csv").write_bytes(b"a\n")
    about = newsroom.folder / "boilerplate" / "city.de.md"
    about.write_text(f"## {HOSTILE}\n\n{HOSTILE} [klick](javascript:alert(3)) [klick](JaVaScRipt:alert(3))\n", "utf-8")
    release = editions.release_in(newsroom, folder)
    reader = editions.READER._replace(name=HOSTILE, list_title=HOSTILE)
    return replace(newsroom.edition(editions.published(release, "correction", note=HOSTILE)), reader=reader)


def test_nothing_a_person_writes_becomes_markup(hostile: Edition) -> None:
    places = []
    for place, html in reading.markup_of(hostile):
        places.append(place.split()[0])
        tags = reading.Tags(html)
        scripts = [one for one in tags.running() if not re.fullmatch(r"(\.\./)*theme/\w+\.js", one.get("src", ""))]
        assert [*scripts, *tags.named("iframe", "object", "svg", "base")] == [], place
        assert tags.named("form") == [] or place.startswith("search "), place
        assert [name for _, attributes in tags.found for name in attributes if name.startswith("on")] == [], place
        assert [link for link in tags.named("a") if re.match(r"\s*(javascript|data):", link["href"])] == [], place
        assert (tags.open, tags.wrong) in (([], []), (["html"], [])), place
    assert set(places) >= {"page", "index", "letter", "rss", "atom", "jsonfeed", "ninjs", "newsml"}


def test_nothing_a_person_writes_is_lost(hostile: Edition) -> None:
    (release,) = hostile.releases
    wanted = reading.record_tokens(release.original)
    for place, words in reading.bodies(hostile, "de").items():
        assert reading.carries(words, wanted), place


def test_feeds_and_wire_formats_stay_well_formed(hostile: Edition) -> None:
    kinds = set()
    for document in formats.documents(hostile):
        kind = document.media_type.partition(";")[0]
        kinds.add(kind)
        root = etree.fromstring(document.content) if kind.endswith("xml") else None
        if root is not None and kind in FEEDS and document.path.startswith("de/"):
            titles = [element.text for element in root.iter("title", f"{reading.ATOM}title")]
            assert f"KORREKTUR: {release_title(hostile)}" in titles
        if kind.endswith("json"):
            assert json.loads(document.content)
    assert {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"} <= kinds


def release_title(edition: Edition) -> str:
    return edition.releases[0].original.title
