"""The embargo page: closed until a guest promises, theirs alone, and of no use once it is over or taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pressflow import approving, embargoing
from pressflow.newsroom import Newsroom
from tests import builders
from tests.web.reading import SETTINGS, Page, Reader, reading

HIDDEN, SLUG = "Quittenmarmelade", "2026-05-21-quitten"
GUEST = "reader0@desk.example.org"


@dataclass
class Guest:
    """A guest with their link, and what the office holds in its hands."""

    reader: Reader
    folder: Path
    path: str

    def promise(self) -> Page:
        """Promise to keep the embargo."""
        return self.reader.send(self.reader.open(self.path), "accept")

    def office(self) -> Newsroom:
        """The newsroom as a command of the office opens it."""
        return Newsroom.at(self.reader.newsroom.folder)


@pytest.fixture
def guest(published: Path, tmp_path: Path) -> Iterator[Guest]:
    """A guest of a release that was given under embargo while the service was at work."""
    del published
    early = '[lists.early]\ntitle = "Vorab"\nembargo = true\n\n[web]'
    newsroom = builders.make_newsroom(tmp_path / "office", SETTINGS.replace("[web]", early))
    builders.add_contacts(newsroom, 2, lists="early", name="Mila Roth", accredited="2026-01-15")
    with reading(newsroom) as someone:
        assert someone.open("/embargo/nobody").status == 404
        folder = give(Newsroom.at(newsroom.folder))
        everybody, _ = embargoing.guest_list(Newsroom.at(newsroom.folder), folder)
        (key,) = [one.key for one in everybody if one.address == GUEST]
        yield Guest(someone, folder, f"/embargo/{newsroom.tokens.embargo(key)}")


def give(office: Newsroom) -> Path:
    folder = builders.add_release(
        office,
        SLUG,
        body=f"Die {HIDDEN} wird verteilt.\n\n[quote: mayor]\n",
        title=f"Das Rathaus kocht {HIDDEN}",
        date="2026-05-21 11:00",
        embargo={"until": "2026-05-21 11:00"},
        images=[{"file": "assets/topf.jpg", "alt": "Ein Topf", "credit": "Stadt Lohtal"}],
        attachments=[{"file": "assets/rezept.txt", "caption": f"Rezept für {HIDDEN}"}],
    )
    (folder / "assets").mkdir()
    (folder / "assets" / "rezept.txt").write_text(f"{HIDDEN}: Quitten, Zucker\n", "utf-8")
    (folder / "assets" / "topf.jpg").write_bytes(builders.picture(size=(1200, 900)))
    approving.approve(office, folder, "Jo", builders.NOW)
    embargoing.give(office, folder, "Kim", builders.NOW)
    return folder


def acts(guest: Guest) -> list[str]:
    _, noted = embargoing.guest_list(guest.office(), guest.folder)
    return [one.act for one in noted]


def test_page_says_nothing_of_the_release_before_the_promise(guest: Guest) -> None:
    page = guest.reader.open(guest.path)
    assert (page.status, page.title) == (200, "Unter Sperrfrist")
    assert HIDDEN not in page.text
    assert "SPERRFRIST: frei ab 21. Mai 2026, 11:00 Uhr" in page.text
    assert GUEST in page.text


def test_looking_is_no_promise(guest: Guest) -> None:
    for _ in range(3):
        assert HIDDEN not in guest.reader.open(guest.path).text
    assert "accepted" not in acts(guest)


def test_page_shows_everything_after_the_promise_and_whose_copy_it_is(guest: Guest) -> None:
    page = guest.promise()
    assert page.title == f"Das Rathaus kocht {HIDDEN}"
    assert "Jetzt fährt der Bus wieder bis ins Tal." in page.text
    assert f"Persönliches Exemplar für Mila Roth · {GUEST}" in page.text
    assert page.response.headers["cache-control"] == "no-store"
    assert "noindex" in page.response.headers["x-robots-tag"]
    assert guest.reader.open(guest.path).title == page.title


def test_pictures_and_documents_come_through_the_page_alone(guest: Guest) -> None:
    files = [f"{guest.path}/assets/rezept.txt", f"{guest.path}/assets/topf.jpg"]
    assert {guest.reader.client.get(file).status_code for file in files} == {404}
    page = guest.promise()
    found = [url.partition("?")[0] for url in re.findall(r'(?:src|href)="(/embargo/[^"]+/assets/[^"]+)"', page.text)]
    assert len(found) >= 3
    for url in found:
        answer = guest.reader.client.get(url)
        assert answer.status_code == 200, url
        assert answer.headers["cache-control"] == "no-store"
    recipe = guest.reader.client.get(files[0])
    assert recipe.content == f"{HIDDEN}: Quitten, Zucker\n".encode()
    assert recipe.headers["content-disposition"] == "attachment; filename*=UTF-8''rezept.txt"


@pytest.mark.parametrize("file", ["../de.md", "de.md", "assets/nothing.txt", "%2e%2e/de.md", "assets/../../de.md"])
def test_no_other_file_is_given_out(guest: Guest, file: str) -> None:
    guest.promise()
    assert guest.reader.client.get(f"{guest.path}/{file}").status_code == 404


def test_each_opening_and_promise_and_file_is_noted(guest: Guest) -> None:
    guest.promise()
    guest.reader.client.get(f"{guest.path}/assets/rezept.txt")
    assert {"opened", "accepted", "file"} <= set(acts(guest))


def test_link_that_was_revoked_says_so(guest: Guest) -> None:
    guest.promise()
    embargoing.revoke(guest.office(), guest.folder, GUEST, guest.reader.now)
    page = guest.reader.open(guest.path)
    assert (page.status, page.title) == (410, "Dieser Zugang ist geschlossen")
    assert HIDDEN not in page.text
    assert guest.reader.client.get(f"{guest.path}/assets/rezept.txt").status_code == 404


def test_release_that_was_taken_back_is_shown_to_nobody(guest: Guest) -> None:
    guest.promise()
    embargoing.recall(guest.office(), guest.folder, "Kim", guest.reader.now, "Falsches Rezept")
    assert guest.reader.open(guest.path).status == 410


def test_link_leads_to_the_public_page_once_the_embargo_is_over(guest: Guest) -> None:
    guest.reader.wait(days=2)
    embargoing.lift(guest.office(), guest.folder, "Kim", guest.reader.now)
    answer = guest.reader.client.get(guest.path)
    assert (answer.status_code, answer.headers["cache-control"]) == (302, "no-store")
    assert answer.headers["location"] == f"https://presse.lohtal.example.org/de/{SLUG}.html"


def test_nobody_can_join_a_list_for_embargoes_or_loses_it_by_choosing(guest: Guest) -> None:
    reader = guest.reader
    assert "Vorab" not in reader.open("/service/de/subscribe").text
    assert reader.subscribe(lists=["early"]).status == 422
    reader.send(reader.open(reader.settings_path(GUEST)), "save", lists=["arts"], speaks="de", frequency="immediate")
    known = reader.known(GUEST)
    assert known
    assert known.contact.lists == ("arts", "early")
