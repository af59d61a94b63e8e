"""What a format looks at besides releases is noted, and a change of it makes anew whatever shows it."""

import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pressflow.building import Staged
from pressflow.building.looks import Watch
from pressflow.building.making import quiet
from pressflow.errors import InputError
from pressflow.formats import text
from pressflow.model.edition import Document, Edition
from pressflow.model.publisher import Publisher
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.still import still
from pressflow.theme.folders import default_folder
from tests import builders
from tests.building.offices import SLOW, Office, check_rest, check_site

PICTURE = {"file": "assets/bridge.jpg", "alt": "Die Brücke über die Loh", "credit": "Stadt Lohtal/Jo Blau"}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9"><path d="M0 0h9v9z"/></svg>'

# For each field of the publisher, settings that change it.
SETTINGS: dict[str, dict[str, Any]] = {  # Any: what settings may be
    "name": {"name": "Markt Lohtal"},
    "kind": {"kind": "company"},
    "website": {"website": "https://www.lohtal.example.org/neu/"},
    "address": {"address": "Marktplatz 3, 00000 Lohtal"},
    "colour": {"colour": "#7a1f3d"},
    "logo": {"logo": "logo.svg"},
    "title": {"title": "Nachrichten"},
    "base_url": {"base_url": "https://news.lohtal.example.org/"},
    "zone": {"time_zone": "Asia/Tokyo"},
    "sender": {"from_address": "stadt@lohtal.example.org"},
    "languages": {"languages": ["en", "de", "fr"]},
    "topics": {},
    "lists": {},
    "security_contact": {"security_contact": "mailto:it@lohtal.example.org", "security_expires": "2027-06-30"},
    "security_expires": {"security_contact": "mailto:it@lohtal.example.org", "security_expires": "2028-06-30"},
    "llms_txt": {"llms_txt": True},
    "omit": {},
    "hubs": {"hubs": ["https://hub.example.org/"]},
    "terms": {},
    "footer": {},
    "accessibility_contact": {"accessibility_contact": "zugang@lohtal.example.org"},
    "accessibility_date": {"accessibility_date": "2026-03-01"},
    "service": {},
}
# Those that are tables, as they stand at the end of pressflow.toml.
TABLES = {
    "lists": '\n[lists.sports]\ntitle = "Sportredaktionen"\n',
    "terms": '\n[[newsroom.terms]]\nname = "Amtszeit Sommer"\nfrom = 2019-11-01\nuntil = 2026-05-17\n',
    "footer": '\n[[newsroom.footer]]\ntitle = "Impressum"\nurl = "https://www.lohtal.example.org/impressum"\n',
    "service": '\n[web]\nurl = "https://dienst.lohtal.example.org/"\n',
}
# What letters and the web service show, and the site does not.
ELSEWHERE = {"attach", "regions"}
# Folders of the theme that no page of the site is made of.
PARTS_ELSEWHERE = ("deny", "desk", "init", "letters", "new", "web")
THEME = [
    file.relative_to(default_folder()).as_posix()
    for file in sorted(default_folder().rglob("*"))
    if file.is_file() and file.relative_to(default_folder()).parts[0] not in PARTS_ELSEWHERE
]


def full(folder: Path, omit: tuple[str, ...]) -> Office:
    """An office with a release that has everything, one corrected, and one in English alone."""
    office = Office(folder, omit)
    office.theme("logo.svg", LOGO)
    office.theme("note.html", "Notiz")
    both = {"date": "2026-05-16 10:30", "people": ["Ute Sommer"], "places": ["Lohtal"], "images": [PICTURE]}
    both["links"] = [{"title": "Der Bau in Zahlen", "url": "https://www.lohtal.example.org/bau"}]
    office.release("2026-05-16-bridge", {"de": both, "en": both}, {"assets/bridge.jpg": builders.picture()})
    fields = {"date": "2025-12-30 23:30", "topics": ["culture"], "redirect_from": ["/alt/"]}
    fire = office.release("2025-12-30-fire", {"de": fields})
    office.correct(fire, {"de": {**fields, "title": "Feuerwehr bleibt doch bereit"}})
    office.release("2026-05-18-fair", {"en": {"date": "2026-05-18 09:00", "title": "The fair is back in town"}})
    office.build()
    return office


def change_settings(office: Office, field: str) -> None:
    office.set(**SETTINGS[field])
    if field == "omit":
        office.set(omit=[*office.newsroom.publisher.omit, "newsml"])
    if field == "topics":
        office.call_topic("traffic", "Mobilität")
    if table := TABLES.get(field):
        file = office.folder / "pressflow.toml"
        file.write_text(file.read_text("utf-8") + table, "utf-8")


def change_theme(office: Office, name: str) -> None:
    """Shadow a file of the theme with one that differs in what is made with it."""
    text = (default_folder() / name).read_text("utf-8")
    if name.endswith(".toml"):
        text = re.sub(r'(?m)^(\w+ = ")(?=\w)', r"\1Neu: ", text)
    elif name.endswith(".typ"):
        text = text.replace("#set document(", "#set text(tracking: 1pt)\n#set document(", 1) + "\n#v(1pt)\n"
    elif name.endswith((".html", ".svg")):
        shown = next(place for place in ("{% block main %}\n", "</body>", "</") if place in text)
        text = text.replace(shown, f"{shown}<p>neu</p>" if "block" in shown else f"<!-- neu -->{shown}", 1)
    else:
        text += "\n/* neu */\n"
    office.theme(name, text)


def settle(office: Office) -> int:
    """Build, and see that this was right; gives how many files are new or changed."""
    built = office.build()
    check_site(office)
    check_rest(office)
    return built.changed


def test_each_field_of_the_publisher_is_tried() -> None:
    assert SETTINGS.keys() == Publisher.model_fields.keys() - ELSEWHERE


def unseen(office: Office, names: Iterable[str], change: Callable[[Office, str], None]) -> set[str]:
    """Those names whose change nobody sees on the site; after each, the site is right."""
    found = set()
    for name in names:
        change(office, name)
        if not settle(office):
            found.add(name)
    return found


def each_change_is_followed(office: Office) -> None:
    omit = set(office.newsroom.settings.newsroom.omit)
    assert unseen(office, SETTINGS, change_settings) == set()
    made_by = {"release.typ": "pdf", "card.typ": "card", "search.html": "search", "search.js": "search"}
    of_no_page = {
        "preview.html",
        "ostermuehl.svg",
        "tombstone.html",
        *(name for name, one in made_by.items() if one in omit),
    }
    assert unseen(office, THEME, change_theme) == of_no_page


def test_change_of_any_setting_or_file_of_the_theme_is_followed(tmp_path: Path) -> None:
    each_change_is_followed(full(tmp_path, SLOW))


@pytest.mark.soak
def test_change_of_any_setting_or_file_of_the_theme_is_followed_by_all_formats(tmp_path: Path) -> None:
    each_change_is_followed(full(tmp_path, ()))


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("pressflow.__version__", "0.0.0"),
        ("pressflow.stamps.of_folder", lambda *_: [("/formats/text.py", "written")]),
        ("pressflow.stamps.of_libraries", lambda: [("/site-packages", "installed")]),
    ],
)
def test_other_code_makes_everything_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str, says: object
) -> None:
    office.release("2026-05-16-bridge")
    office.build()
    as_before = text.render
    monkeypatch.setattr(text, "render", lambda edition: (_signed(document) for document in as_before(edition)))
    assert office.build().changed == 0  # nobody said that the code is another
    monkeypatch.setattr(place, says)
    assert still(office.folder) is None
    assert settle(office) == 1
    assert (office.public / "de" / "2026-05-16-bridge.txt").read_text("utf-8").endswith("by another version\n")


def _signed(document: Document) -> Document:
    return replace(document, content=document.content + b"by another version\n")


def test_region_changes_no_document_since_national_numbers_are_read_in_none(office: Office) -> None:
    contacts = [{"name": "Kim Berger", "phone": "0221 4710-123", "email": "presse@lohtal.example.org"}]
    folder = office.release("2026-05-16-bridge", contacts=contacts)
    with pytest.raises(InputError, match="CONTACT-PHONE"):
        office.build()
    shutil.rmtree(folder)
    office.release("2026-05-17-fair")
    office.build()
    office.set(region="CH")
    assert settle(office) == 0


# What is watched


@pytest.fixture
def watch(office: Office) -> Watch:
    """What notes the looks of an office."""
    return Watch(office.newsroom.edition())


def test_field_that_a_format_reads_is_noted_for_that_format_alone(watch: Watch) -> None:
    assert watch.edition("page").publisher.colour == "#1d4f6e"
    assert watch.edition("rss").publisher.hubs == ()
    assert watch.uses == {"page": {"publisher colour"}, "rss": {"publisher hubs"}}


def test_field_that_is_read_by_the_publisher_itself_is_noted_too(watch: Watch) -> None:
    publisher = watch.edition("page").publisher
    assert publisher.root == "/"
    assert publisher.named("de") == "Stadt Lohtal"
    assert publisher.topic("traffic").iptc == "04000000"
    assert watch.uses["page"] == {"publisher base_url", "publisher name", "publisher topics"}


def test_what_a_publisher_does_not_have_is_missing_as_from_any_value(watch: Watch) -> None:
    publisher = watch.edition("page").publisher
    assert not hasattr(publisher, "nonsense")
    assert not hasattr(publisher, "__html__")


def test_files_of_the_theme_are_noted_with_those_they_include_and_their_words(watch: Watch) -> None:
    theme = watch.edition("page").theme
    theme.words("de-x-ls")
    assert watch.uses["page"] == {f"file strings/{name}.toml" for name in ("en", "de", "de-x-ls")}
    theme.file("style.css")
    assert "file style.css" in watch.uses["page"]


def test_what_is_looked_at_for_a_part_that_formats_share_is_noted_for_each_of_them(
    watch: Watch, office: Office
) -> None:
    release = office.newsroom.public_release(office.release("2026-05-16-bridge"))
    assert release
    made: list[str] = []

    def name(edition: Edition, release: Release, record: Record) -> str:
        made.append(release.slug)
        return edition.publisher.named(record.language)

    shown = {watch.edition(format_).shared(release, release.original, name) for format_ in ("page", "text")}
    assert shown == {"Stadt Lohtal"}
    assert made == ["2026-05-16-bridge"]
    assert watch.uses == {"page": {"publisher name"}, "text": {"publisher name"}}


def test_template_that_another_includes_in_a_roundabout_way_is_noted(office: Office) -> None:
    office.release("2026-05-16-bridge")
    office.theme("entry.html", '{% set name = "no" ~ "te.html" %}{% include name %}{{ record.title }}')
    office.theme("note.html", "Notiz")
    office.build()
    office.theme("note.html", "Andere Notiz")
    assert settle(office)
    assert "Andere Notiz" in (office.public / "de" / "index.html").read_text("utf-8")


def test_file_that_is_written_while_the_site_is_made_counts_as_changed_afterwards(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.release("2026-05-16-bridge")
    office.theme("entry.html", "Vorher {{ record.title }}")

    def meanwhile() -> None:
        office.theme("entry.html", "Nachher {{ record.title }}")

    with monkeypatch.context() as patched:
        patched.setattr("pressflow.building.Staged.finish", _before(meanwhile))
        office.build()
    assert settle(office)
    assert "Nachher" in (office.public / "de" / "index.html").read_text("utf-8")


def _before(act: Callable[[], None]) -> Callable[..., None]:
    """Finishing, and an act just before."""
    finish = Staged.finish

    def both(staged: Staged, *made: str) -> None:
        act()
        finish(staged, *made)

    return both


def test_new_text_does_not_wait_for_the_slow_documents_of_all_others(tmp_path: Path) -> None:
    office = Office(tmp_path, omit=("card", "images", "search"))
    office.release("2026-05-16-bridge")
    office.build()
    before = (office.public / "de" / "2026-05-16-bridge.pdf").read_bytes()
    change_theme(office, "release.typ")
    office.release("2026-05-17-school")
    with Staged(office.newsroom, office.public, office.newsroom.cache, quiet) as staged:
        staged.hurried = True
        staged.make(())
        staged.show()
    assert (office.public / "de" / "2026-05-17-school.pdf").is_file()
    assert (office.public / "de" / "2026-05-16-bridge.pdf").read_bytes() == before
    assert still(office.folder) is None
    assert settle(office)
    assert (office.public / "de" / "2026-05-16-bridge.pdf").read_bytes() != before
