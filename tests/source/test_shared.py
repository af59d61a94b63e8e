"""What releases share by id: press contacts and boilerplate, each mistake with its place in the shared file."""

from pathlib import Path

import pytest

from pressflow.model.finding import Finding
from pressflow.model.record import SharedPressContact
from pressflow.newsroom import Newsroom
from pressflow.source.shared import (
    CONTACTS,
    boilerplate_file,
    known_ids,
    read_about,
    read_press_contacts,
    write_press_contacts,
)
from tests import builders


def contacts(newsroom: Newsroom, text: str) -> tuple[dict[str, SharedPressContact], list[str]]:
    """What a file of press contacts gives."""
    (newsroom.folder / CONTACTS).write_text(text, "utf-8")
    findings: list[Finding] = []
    found = read_press_contacts(newsroom.folder, newsroom.publisher, "DE", findings)
    return found, [str(finding) for finding in findings]


def about(newsroom: Newsroom, text: str) -> list[str]:
    """The findings for a boilerplate text."""
    (newsroom.folder / boilerplate_file("city", "de")).write_text(text, "utf-8")
    findings: list[Finding] = []
    assert read_about(newsroom.folder, "city", "de", findings) is None
    return [str(finding) for finding in findings]


def test_contact_speaks_each_language_and_else_the_first(newsroom: Newsroom) -> None:
    office = newsroom.surroundings.press_contacts["office"]
    roles = [office.speaking(language).role for language in ("de", "de-x-ls", "en", "fr")]
    assert roles == ["Pressesprecherin", "Pressesprecherin", "Press officer", "Pressesprecherin"]
    assert office.speaking("en").organisation == "Stadt Lohtal"


def test_contacts_are_written_as_they_are_read(newsroom: Newsroom, tmp_path: Path) -> None:
    before = newsroom.surroundings.press_contacts
    (tmp_path / CONTACTS).write_bytes(write_press_contacts(before))
    findings: list[Finding] = []
    assert read_press_contacts(tmp_path, newsroom.publisher, "DE", findings) == before
    assert findings == []


def test_contact_that_is_wrong_is_named_and_the_others_are_read(newsroom: Newsroom) -> None:
    wrong = "desk:\n  name: Jo Blau\n  phone: 0221 4710-123\n  emial: jo@lohtal.example.org\n"
    text = builders.PRESS_CONTACTS.lstrip() + wrong
    found, findings = contacts(newsroom, text)
    assert list(found) == ["office"]
    assert findings == [
        f"{CONTACTS}:9:3: CONTACT-PHONE desk.phone: '0221 4710-123' lacks the country code; write +492214710123",
        f"{CONTACTS}:10:3: FIELD-UNKNOWN desk.emial: is not a field; did you mean email?",
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("office:\n  name: Kim: Berger\n", f"{CONTACTS}:2:12: YAML-COLON name: a colon and a space inside the text"),
        ("office: Kim\n", f"{CONTACTS}:1:1: FIELD-TYPE office: must be a group of fields"),
        ("- office\n", f"{CONTACTS}:1:1: YAML-SYNTAX holds no fields"),
        ('office:\n  name: "\\uE000name\\uE001"\n', f"{CONTACTS}:2:9: FILE-CONTROL holds the invisible control"),
        ("", f"{CONTACTS}:1:1: FILE-EMPTY is empty"),
        ("---", f"{CONTACTS}:1:1: YAML-SYNTAX holds no fields"),
        ("office: {}\n---\ndesk: {}\n", f"{CONTACTS}:2:1: YAML-SYNTAX cannot be read (but found another document)"),
        ("[a]: {b: c, b: d}\n", f"{CONTACTS}:1:1: YAML-SYNTAX a field's name must be a single word"),
        ("a:\n  b: c\n  b: {d: e, d: f}\n", f"{CONTACTS}:3:3: YAML-DUPLICATE b is given twice (first on line 2)"),
    ],
)
def test_file_of_contacts_that_cannot_be_read_is_told(newsroom: Newsroom, text: str, finding: str) -> None:
    found, (told,) = contacts(newsroom, text)
    assert found == {}
    assert told.startswith(finding)


def test_newsroom_without_shared_contacts_has_none(newsroom: Newsroom) -> None:
    (newsroom.folder / CONTACTS).unlink()
    findings: list[Finding] = []
    assert read_press_contacts(newsroom.folder, newsroom.publisher, "DE", findings) == {}
    assert findings == []


def test_boilerplate_has_a_title_and_a_text_in_its_language(newsroom: Newsroom) -> None:
    findings: list[Finding] = []
    german, english = (read_about(newsroom.folder, "city", language, findings) for language in ("de", "en"))
    assert findings == []
    assert german is not None
    assert english is not None
    assert (german.title, english.title) == ("Über die Stadt Lohtal", "About Lohtal")
    assert len(german.body) == 1
    assert known_ids(newsroom.folder) == ["city"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lohtal liegt an der Loh.\n", "FIELD-MISSING lacks its title; begin the file with a line such as ## About us"),
        ("## Über uns\n\n[quote: mayor]\n", "QUOTE-PLACE a quote's place may only stand in a release"),
        ("## Über uns\n\n&#xE000;address&#xE001;\n", "FILE-CONTROL holds the invisible control character U+E000"),
        ("", "FILE-EMPTY is empty"),
    ],
)
def test_boilerplate_that_is_wrong_is_told(newsroom: Newsroom, text: str, code: str) -> None:
    (finding,) = about(newsroom, text)
    assert finding.startswith(f"boilerplate/city.de.md:1:1: {code}")


def test_contacts_from_outside_the_newsroom_are_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    (newsroom.folder / CONTACTS).rename(tmp_path / CONTACTS)
    (newsroom.folder / CONTACTS).symlink_to(tmp_path / CONTACTS)
    findings: list[Finding] = []
    assert read_press_contacts(newsroom.folder, newsroom.publisher, "DE", findings) == {}
    assert [str(one) for one in findings] == [
        f"{CONTACTS}:1:1: FILE-OUTSIDE is a link to a place outside its folder; copy the file itself here"
    ]


@pytest.mark.parametrize("place", ["boilerplate", "boilerplate/city.de.md"])
def test_boilerplate_from_outside_its_folder_is_refused(newsroom: Newsroom, tmp_path: Path, place: str) -> None:
    (newsroom.folder / place).rename(tmp_path / "elsewhere")
    (newsroom.folder / place).symlink_to(tmp_path / "elsewhere")
    findings: list[Finding] = []
    assert read_about(newsroom.folder, "city", "de", findings) is None
    assert [(one.path, one.code) for one in findings] == [("boilerplate/city.de.md", "FILE-OUTSIDE")]


def test_boilerplate_may_be_a_link_to_another_one_and_a_link_to_itself_is_told(newsroom: Newsroom) -> None:
    (newsroom.folder / boilerplate_file("city", "fr")).symlink_to("city.de.md")
    (newsroom.folder / boilerplate_file("city", "it")).symlink_to("city.it.md")
    findings: list[Finding] = []
    assert read_about(newsroom.folder, "city", "fr", findings) is not None
    assert read_about(newsroom.folder, "city", "it", findings) is None
    assert [one.code for one in findings] == ["FILE-READ"]


def test_mistake_in_boilerplate_stops_the_release_that_names_it(newsroom: Newsroom, release: Path) -> None:
    (newsroom.folder / boilerplate_file("city", "de")).write_text("Ohne Titel\n", "utf-8")
    reading = newsroom.read(release)
    assert reading.release is None
    assert [finding.path for finding in reading.findings] == ["boilerplate/city.de.md"]
