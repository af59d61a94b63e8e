"""The press contacts: all the office shares, in its own order, in the reader's language."""

from pathlib import Path

import pytest

from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from tests.formats.reading import Tags, shown
from tests.formats.standing import assert_sound, html

TWO = """
office:
  name: Kim Berger
  role: { de: Pressesprecherin, en: Press officer }
  organisation: Stadt Lohtal
  phone: +49 221 4710-123
  email: presse@lohtal.example.org
arts:
  organisation: { de: Museum Lohtal, en: Lohtal Museum }
  email: museum@lohtal.example.org
"""


def words(edition: Edition, language: str) -> str:
    return " ".join(shown(html(edition, "contacts", f"{language}/contacts.html").partition("<main")[2]).split())


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_is_sound(edition: Edition, language: str) -> None:
    assert_sound(edition, "contacts", f"{language}/contacts.html")


def test_contacts_come_in_the_office_s_order_and_the_reader_s_language(newsroom: Newsroom) -> None:
    (newsroom.folder / "press-contacts.yaml").write_text(TWO, "utf-8")
    german, english = (words(newsroom.edition(), language) for language in ("de", "en"))
    assert "Kim Berger Pressesprecherin Stadt Lohtal +49 221 4710123 presse@lohtal.example.org" in german
    assert "Kim Berger Press officer Stadt Lohtal" in english
    assert german.index("presse@lohtal.example.org") < german.index("Museum Lohtal museum@lohtal.example.org")
    assert "Lohtal Museum museum@lohtal.example.org" in english


def test_phone_and_mail_are_links(newsroom: Newsroom) -> None:
    links = {link["href"] for link in Tags(html(newsroom.edition(), "contacts", "de/contacts.html")).named("a")}
    assert {"tel:+492214710123", "mailto:presse@lohtal.example.org"} <= links


def test_office_without_shared_contacts_names_the_address_its_letters_come_from(newsroom: Newsroom) -> None:
    Path(newsroom.folder / "press-contacts.yaml").unlink()
    assert "Schreiben Sie uns: presse@lohtal.example.org" in words(newsroom.edition(), "de")
