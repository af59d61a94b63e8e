"""The leak test: what is not public yet gets into the site by no way, and what was public before stops nobody."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pressflow import approving
from pressflow.building import build
from pressflow.errors import InputError
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW

SLUG = "2026-05-21-quitten"
WORDS = "Die Stadt verteilt im Herbst zehntausend Gläser Marmelade aus eigenen Quitten an alle Schulen."
UNLIKE: dict[str, Any] = {
    "title": "Alle Schulen bekommen Marmelade",
    "lead": "Im Herbst bekommen alle Schulen der Stadt Lohtal etwas Süßes von den Bäumen am alten Friedhof.",
    "quotes": None,
    "embargo": {"until": "2026-05-30 10:00"},
}
LATER = NOW + timedelta(days=1)


def hidden(newsroom: Newsroom, now: datetime = NOW, *, approve: bool = False) -> Path:
    """A release that is not public, with words, a file and an address of its own."""
    folder = builders.add_release(
        newsroom,
        SLUG,
        body=f"{WORDS}\n",
        **UNLIKE,
        attachments=[{"file": "assets/rezept.txt", "caption": "Rezept"}],
    )
    (folder / "assets").mkdir()
    (folder / "assets" / "rezept.txt").write_text("Quitten, Zucker\n", "utf-8")
    newsroom.adopt(folder, "Kim", now)
    if approve:
        approving.approve(newsroom, folder, "Jo", now)
    return folder


def other(newsroom: Newsroom, body: str, **changes: Any) -> Path:
    return builders.add_release(newsroom, body=f"{body}\n\n[quote: mayor]\n", title="Die Brücke ist offen", **changes)


def public(newsroom: Newsroom) -> str:
    files = [file for file in newsroom.public.rglob("*") if file.is_file()]
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in files)


def test_words_of_a_hidden_release_stop_the_publishing_of_another(newsroom: Newsroom) -> None:
    hidden(newsroom)
    folder = other(newsroom, f"Heute wurde gefeiert. {WORDS.replace('zehntausend', '**zehntausend**')}")
    with pytest.raises(
        InputError, match=r"would show of releases/2026/2026-05-21-quitten, .* “zehntausend gläser marmelade"
    ):
        builders.publish(newsroom, folder)
    assert not newsroom.public.exists() or "Quitten" not in public(newsroom)


def test_seven_words_in_a_row_are_no_leak(newsroom: Newsroom) -> None:
    hidden(newsroom)
    seven = " ".join(WORDS.split()[:7])
    assert builders.publish(newsroom, other(newsroom, f"{seven} Brot."), LATER).new


def test_template_that_names_a_hidden_release_stops_the_build(newsroom: Newsroom) -> None:
    builders.publish(newsroom, builders.add_release(newsroom))
    hidden(newsroom)
    (newsroom.folder / "templates").mkdir()
    page = Path(__file__).parents[2] / "templates" / "notfound.html"
    own = newsroom.folder / "templates" / "notfound.html"
    own.write_text(page.read_text("utf-8").replace("{% block main %}", f"{{% block main %}}<p>{SLUG}</p>"), "utf-8")
    before = public(newsroom)
    with pytest.raises(InputError, match=rf"404\.html: would show of .*{SLUG}, which is not public yet, its address"):
        build(Newsroom.at(newsroom.folder))
    assert public(newsroom) == before


def test_file_of_a_hidden_release_stops_the_publishing_of_another(newsroom: Newsroom) -> None:
    folder = other(newsroom, "Kurz.", attachments=[{"file": "assets/plan.txt", "caption": "Plan"}])
    hidden(newsroom)
    (folder / "assets").mkdir()
    (folder / "assets" / "plan.txt").write_text("Quitten, Zucker\n", "utf-8")
    with pytest.raises(InputError, match=f"{SLUG}, which is not public yet, a file of it"):
        builders.publish(newsroom, folder)


def test_words_that_are_public_since_before_are_no_leak(newsroom: Newsroom) -> None:
    builders.publish(newsroom, other(newsroom, WORDS))
    hidden(newsroom, LATER, approve=True)
    build(newsroom)
    again = builders.add_release(newsroom, "2026-05-22-again", body=f"{WORDS}\n\n[quote: mayor]\n")
    assert builders.publish(newsroom, again, LATER).new


def test_what_became_public_after_somebody_wrote_it_under_embargo_is_found_when_that_is_approved(
    newsroom: Newsroom,
) -> None:
    fields = UNLIKE | {"embargo": None}
    folder = builders.add_release(newsroom, SLUG, body="Noch leer.\n", **fields)
    newsroom.adopt(folder, "Kim", NOW - timedelta(hours=1))
    builders.publish(newsroom, other(newsroom, WORDS))
    again = builders.add_release(newsroom, SLUG, body=f"{WORDS}\n", **fields)
    build(newsroom)  # nobody answers for it yet
    approving.approve(newsroom, again, "Jo", NOW)
    with pytest.raises(InputError, match="“zehntausend gläser marmelade aus eigenen quitten an alle”"):
        build(newsroom)


def test_common_phrases_may_stand_in_any_release(newsroom: Newsroom) -> None:
    hidden(newsroom)
    toml = newsroom.folder / "pressflow.toml"
    toml.write_text(toml.read_text("utf-8") + f'\n[policy]\ncommon_phrases = ["{WORDS}"]\n', "utf-8")
    newsroom = Newsroom.at(newsroom.folder)
    assert builders.publish(newsroom, other(newsroom, WORDS)).new


def test_release_that_goes_public_itself_is_no_secret(newsroom: Newsroom) -> None:
    hidden(newsroom)
    folder = builders.add_release(newsroom, SLUG, body=f"{WORDS}\n", **UNLIKE | {"embargo": None})
    assert builders.publish(newsroom, folder).new
    assert "Quitten" in public(newsroom)


def test_mere_draft_made_from_another_text_stops_nobody(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, SLUG)
    assert builders.publish(newsroom, builders.add_release(newsroom)).new


def test_address_that_begins_alike_is_another(newsroom: Newsroom) -> None:
    hidden(newsroom)
    assert builders.publish(newsroom, builders.add_release(newsroom, f"{SLUG}-fest")).new
