"""What check knows that no single file can tell."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pressflow import approving, checking, correcting, previewing, publishing, reporting
from pressflow.building import build
from pressflow.errors import InputError, StateError
from pressflow.formats.style import render as style_render
from pressflow.model.correction_class import CorrectionClass
from pressflow.newsroom import Newsroom
from pressflow.subscribing import forget
from tests import builders

ENGLISH = {
    "title": "New bridge across the Loh opens",
    "lead": "The City of Lohtal opened the new bridge across the Loh on Saturday.",
}


def _codes(newsroom: Newsroom, folder: Path) -> list[str]:
    return [finding.code for finding in checking.check(newsroom, [folder])]


def test_letter_that_mail_programs_would_cut_cannot_be_approved(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, body="[quote: mayor]\n\n" + "Noch ein Satz über die Brücke. " * 4000)
    assert _codes(newsroom, folder) == ["LETTER-SIZE"]
    with pytest.raises(StateError, match="LETTER-SIZE"):
        approving.approve(newsroom, folder, "Colleague", builders.NOW)


ATTACHING = builders.SETTINGS.replace("port = 25", 'port = 25\nattach = ["pdf"]')


def test_letter_with_too_much_attached_cannot_be_approved(tmp_path: Path) -> None:
    newsroom = builders.make_newsroom(tmp_path, ATTACHING.replace("port = 25", "port = 25\nattach_limit = 5000"))
    folder = builders.add_release(newsroom)
    assert _codes(newsroom, folder) == ["LETTER-ATTACHMENT"]
    with pytest.raises(StateError, match="LETTER-ATTACHMENT what is attached to the letter has"):
        approving.approve(newsroom, folder, "Colleague", builders.NOW)


def test_letter_with_the_pdf_may_go(tmp_path: Path) -> None:
    newsroom = builders.make_newsroom(tmp_path, ATTACHING)
    assert _codes(newsroom, builders.add_release(newsroom)) == []


def test_changed_frozen_version_is_found(newsroom: Newsroom, release: Path) -> None:
    builders.publish(newsroom, release)
    assert _codes(newsroom, release) == []
    frozen = release / "versions" / "1" / "de.md"
    frozen.write_text(frozen.read_text("utf-8").replace("84 Meter", "48 Meter"), "utf-8")
    assert _codes(newsroom, release) == ["VERSION-CHANGED"]


def test_translation_that_stayed_while_the_original_changed_is_doubted(newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, language="en", translation_of="de", **ENGLISH)
    approving.approve(newsroom, release, "Colleague", builders.NOW)
    assert _codes(newsroom, release) == []
    (release / "de.md").write_text(builders.record_text(subtitle="Auch Busse fahren wieder"), "utf-8")
    assert _codes(newsroom, release) == ["LANG-STALE"]
    builders.add_release(newsroom, language="en", translation_of="de", subtitle="Buses are back, too", **ENGLISH)
    assert _codes(newsroom, release) == []


@pytest.mark.parametrize(("class_", "codes"), [("update", ["LANG-STALE"]), ("typo", [])])
def test_translation_that_stays_while_the_original_is_corrected_is_doubted_unless_it_was_a_misprint(
    newsroom: Newsroom, release: Path, class_: CorrectionClass, codes: list[str]
) -> None:
    builders.add_release(newsroom, language="en", translation_of="de", **ENGLISH)
    builders.publish(newsroom, release)
    text = (release / "de.md").read_text("utf-8")
    (release / "de.md").write_text(text.replace("Verkehr", "Verker", 1), "utf-8")
    correcting.correct(newsroom, release, "Author", builders.NOW, class_, {})
    found = [one for one in checking.check(newsroom, [release]) if one.code == "LANG-STALE"]
    assert [one.code for one in found] == codes
    assert all("since version 1 was published" in one.message for one in found)


def test_translation_of_nothing_is_an_error(newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, language="en", translation_of="fr", **ENGLISH)
    assert _codes(newsroom, release) == ["LANG-FACTS"]


def test_event_of_an_embargo_is_translated_but_its_end_is_one(newsroom: Newsroom) -> None:
    german: dict[str, Any] = {"embargo": {"event": "Festakt im Rathaus"}, "date": None}
    folder = builders.add_release(newsroom, **german)
    english: dict[str, Any] = {
        **ENGLISH,
        "date": None,
        "translation_of": "de",
        "embargo": {"event": "Ceremony in the town hall"},
    }
    builders.add_release(newsroom, language="en", **english)
    assert _codes(newsroom, folder) == []
    english |= {"embargo": {"until": "2026-06-01 10:00"}, "date": "2026-06-01 10:00"}
    builders.add_release(newsroom, language="en", **english)
    assert "LANG-FACTS" in _codes(newsroom, folder)


def test_retrospective_approval_is_a_duty_until_a_colleague_approves_too(newsroom: Newsroom, release: Path) -> None:
    newsroom.adopt(release, "Author", builders.NOW)
    approving.approve(newsroom, release, "Author", builders.NOW, reason="nobody else is here")
    publishing.publish(newsroom, release, "Author", builders.NOW)
    (standing,) = reporting.overview(newsroom)
    assert "nobody else is here" in standing.duties[0]
    assert approving.approve(newsroom, release, "Colleague", builders.NOW).by == "Colleague"
    assert reporting.overview(newsroom)[0].duties == ()
    assert len(list(newsroom.public_releases())) == 1


def test_topic_that_the_settings_lost_does_not_take_old_releases_away(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, topics=["culture"])
    builders.publish(newsroom, folder)
    without = builders.SETTINGS.replace("[topics.culture]", "[topics.arts]").replace('["culture"]', '["arts"]')
    (newsroom.folder / "pressflow.toml").write_text(without, "utf-8")
    later = Newsroom.at(newsroom.folder)
    (public,) = later.public_releases()
    assert public.original.topics == ("culture",)
    assert later.publisher.topic("culture").title == "culture"


def test_preview_replaces_an_earlier_preview_and_nothing_else(
    newsroom: Newsroom, release: Path, tmp_path: Path
) -> None:
    out = tmp_path / "look"
    previewing.preview(newsroom, release, out, builders.NOW)
    previewing.preview(newsroom, release, out, builders.NOW)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(InputError, match="holds other files"):
        previewing.preview(newsroom, release, mine, builders.NOW)
    assert (mine / "thesis.txt").read_text("utf-8") == "years of work"


def test_reader_of_a_regional_language_gets_the_text_of_its_base(newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, language="en", translation_of="de", **ENGLISH)
    reading = newsroom.read(release)
    assert reading.release
    assert [reading.release.for_reader(tag).language for tag in ("en-GB", "de-AT", "fr")] == ["en", "de", "de"]


def test_forgotten_address_is_in_no_delivery_any_more(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    builders.publish(newsroom, release)
    forget(newsroom, "reader1@desk.example.org", builders.NOW)
    assert [entry.address for entry in reporting.deliveries(newsroom, release)] == ["", "reader0@desk.example.org"]
    with newsroom.ledger.writing() as tx:
        claimed = builders.claim(tx)
    assert [delivery.address for delivery in claimed] == ["reader0@desk.example.org"]


def test_old_address_of_two_releases_is_told_at_the_second(newsroom: Newsroom) -> None:
    first = builders.add_release(newsroom, redirect_from=["/alt.html", "/älter/"])
    other = builders.add_release(newsroom, "2026-05-18-market", redirect_from=["/ALT.html"])
    (finding,) = checking.check(newsroom, [first, other])
    assert (finding.path, finding.code) == ("releases/2026/2026-05-18-market/de.md", "ADDRESS-TAKEN")
    assert "also leads to releases/2026/2026-05-16-bridge/de.md" in finding.message


@pytest.mark.parametrize(
    ("old", "says"),
    [
        ("/alt", "market/de.md: redirect_from: /alt also leads to releases/2026/2026-05-16-bridge/de.md"),
        ("/de", "market/de.md: redirect_from: /de is where the site has de/"),
        ("/robots.txt", "market/de.md: redirect_from: /robots.txt is where the site has robots.txt"),
        ("/de/2026-05-16-bridge.html", "2026-05-18-market and releases/2026/2026-05-16-bridge would have the same web"),
    ],
)
def test_release_whose_old_address_is_taken_is_not_published(newsroom: Newsroom, old: str, says: str) -> None:
    builders.publish(newsroom, builders.add_release(newsroom, redirect_from="/alt"))
    other = builders.add_release(newsroom, "2026-05-18-market", redirect_from=old)
    with pytest.raises(InputError) as error:
        builders.publish(newsroom, other)
    assert says in str(error.value)
    assert not (newsroom.public / "de" / "2026-05-18-market.html").exists()


def test_address_for_security_reports_that_has_run_out_is_doubted(tmp_path: Path) -> None:
    lines = '\nsecurity_contact = "mailto:it@lohtal.example.org"\nsecurity_expires = 2026-05-19\n\n[mail]'
    newsroom = builders.make_newsroom(tmp_path, builders.SETTINGS.replace("\n[mail]", lines, 1))
    assert checking.check(newsroom, [], date(2026, 5, 19)) == ()
    (finding,) = checking.check(newsroom, [], date(2026, 5, 20))
    assert str(finding).startswith("pressflow.toml:16:1: SECURITY-EXPIRED (warning) newsroom.security_expires: was ")


def _office(folder: Path, colour: str, logo: str = "") -> Newsroom:
    """An office with this colour, and perhaps a logo that is said to be there."""
    said = f'colour = "{colour}"' + (f'\nlogo = "{logo}"' if logo else "")
    return builders.make_newsroom(folder, builders.SETTINGS.replace('colour = "#1d4f6e"', said))


def test_colour_that_can_be_read_is_no_finding(tmp_path: Path) -> None:
    assert checking.check(_office(tmp_path, "#1d4f6e"), []) == ()


def test_colour_that_cannot_be_read_is_a_warning_with_what_was_measured_and_what_is_used(tmp_path: Path) -> None:
    (finding,) = checking.check(_office(tmp_path, "#ffcc00"), [])
    assert (finding.path, finding.line, finding.severity) == ("pressflow.toml", 7, "warning")
    assert "#ffcc00 has a contrast of 1.4 to 1 on light grounds, where text needs 4.5" in finding.message
    light, dark = re.findall(r"in (#[0-9a-f]{6})", finding.message)
    style = next(style_render(_office(tmp_path / "again", "#ffcc00").edition())).content.decode()
    assert f"--colour-on-light: {light}; --colour-on-dark: {dark};" in style


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "is not there; put the logo there"), ("<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", "onload")],
)
def test_logo_that_cannot_be_shown_is_an_error_and_stops_the_build(
    tmp_path: Path, content: str | None, says: str
) -> None:
    newsroom = _office(tmp_path, "#1d4f6e", "logo.svg")
    if content:
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates" / "logo.svg").write_text(content, "utf-8")
    (finding,) = checking.check(newsroom, [])
    assert (finding.path, finding.code, finding.severity) == ("templates/logo.svg", "LOGO-FILE", "error")
    assert says in finding.message
    with pytest.raises(InputError, match=r"templates/logo\.svg: "):
        build(newsroom)
    assert not newsroom.public.exists()


def test_theme_file_from_outside_is_an_error(tmp_path: Path) -> None:
    newsroom = _office(tmp_path / "office", "#1d4f6e", "logo.svg")
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (newsroom.folder / "templates").mkdir()
    (newsroom.folder / "templates" / "logo.svg").symlink_to(tmp_path / "logo.svg")
    (finding,) = checking.check(newsroom, [])
    assert (finding.path, finding.code, finding.severity) == ("templates/logo.svg", "FILE-OUTSIDE", "error")
