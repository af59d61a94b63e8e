"""Rules for the first files of a newsroom and of a release."""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from pressflow.checking import check
from pressflow.errors import InputError
from pressflow.model.contact import MediaContact
from pressflow.model.finding import Finding
from pressflow.model.record import Header
from pressflow.model.slug import slug
from pressflow.newsroom import Newsroom
from pressflow.settings import Settings, read_settings
from pressflow.source.fields import read_yaml
from pressflow.source.scaffold import SCHEMA, make_newsroom, new_release, write_schema
from pressflow.theme.folders import default_folder
from tests import builders

LANGUAGES = ["de", "en"]
TITLE = 'Müll: „Drei Höfe“ öffnen "früher" \\ für $5'
LEAD = "  Die Wertstoffhöfe in Lüttwarden und Saltmere öffnen von Montag an schon um sieben Uhr, eine Stunde früher.\n"
# Where an office in the language's country differs from the default, or the first try should need no certificate.
SET_OTHERWISE = {"region", "security"}


def release(folder: Path, **changes: Any) -> Path:  # Any: whatever new_release takes
    return new_release(
        folder,
        **{
            "title": TITLE,
            "language": "de",
            "date": datetime(2026, 5, 16, 10, 30),  # noqa: DTZ001  local time, as the file shows it
            "place": "Lüttwarden",
            "topics": ("kultur",),
            "all_topics": ("kultur", "bildung", "haus"),
            "contacts": ("presse",),
            **changes,
        },
    )


def front(text: str) -> dict[str, Any]:  # Any: whatever YAML holds
    wrong: list[Finding] = []
    fields = read_yaml(text.split("---\n")[1], "de.md", 2, wrong)
    assert fields, wrong
    return fields.data


def findings(folder: Path) -> list[str]:
    newsroom = Newsroom.at(folder)
    return [str(finding) for finding in check(newsroom, list(newsroom.folders.values()))]


def uncommented(text: str) -> str:
    """The template with each optional field in use."""
    return re.sub(r"^#(?=[a-z_]+:|  )", "", text, flags=re.MULTILINE)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    make_newsroom(tmp_path / "office", "de")
    return tmp_path / "office"


# A newsroom


def test_new_newsroom_passes_check_without_a_warning(tmp_path: Path, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    assert list(Newsroom.at(tmp_path / "office").folders) == ["2026-01-15-example"]
    assert findings(tmp_path / "office") == []


def test_new_newsroom_gives_exactly_the_files_it_wrote_in_order(tmp_path: Path, language: str) -> None:
    files = make_newsroom(tmp_path / "office", language)
    assert files == sorted(path for path in (tmp_path / "office").rglob("*") if path.is_file())
    assert [str(path.relative_to(tmp_path / "office")) for path in files] == [
        ".gitattributes",
        ".gitignore",
        "README.md",
        f"boilerplate/about.{language}.md",
        "media-contacts.csv",
        "press-contacts.yaml",
        "pressflow.toml",
        SCHEMA,
        f"releases/2026/2026-01-15-example/{language}.md",
    ]


def test_new_newsroom_keeps_site_and_ledger_out_of_git(tmp_path: Path, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    assert {"/public/", "/var/"} <= set((tmp_path / "office" / ".gitignore").read_text("utf-8").splitlines())


def test_new_newsroom_speaks_its_language(tmp_path: Path, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    assert read_settings(tmp_path / "office").newsroom.languages == (language,)


def test_new_newsroom_leads_nowhere_outside_example_domains(tmp_path: Path, language: str) -> None:
    for file in make_newsroom(tmp_path / "office", language):
        text = "" if file.name == SCHEMA else file.read_text("utf-8")
        hosts = re.findall(r"(?:https?://|\w@)([\w.-]+)", text)
        assert [host for host in hosts if not host.endswith("example.org")] == []


def test_media_contacts_of_a_new_newsroom_can_be_imported(tmp_path: Path, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    with (tmp_path / "office" / "media-contacts.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    contacts = [MediaContact.model_validate({**row, "lists": row["lists"].split()}) for row in rows]
    assert len(contacts) == 2
    lists = {id_ for contact in contacts for id_ in contact.lists}
    assert lists == set(read_settings(tmp_path / "office").lists)


def test_readme_of_a_new_newsroom_names_every_file_and_everyday_command(tmp_path: Path, language: str) -> None:
    files = make_newsroom(tmp_path / "office", language)
    readme = (tmp_path / "office" / "README.md").read_text("utf-8")
    top = {path.relative_to(tmp_path / "office").parts[0] for path in files} - {
        "README.md",
        ".gitignore",
        ".gitattributes",
    }
    assert {name for name in (*top, "public", "var") if f"`{name}" not in readme} == set()
    for verb in ("new", "check", "preview", "approve", "publish", "work", "status"):
        assert f"`pressflow {verb}" in readme


def test_newsroom_takes_the_place_of_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    assert make_newsroom(tmp_path / "office", "en")


def test_newsroom_is_not_made_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "notes.txt").touch()
    (tmp_path / "file").touch()
    for taken in ("office", "file"):
        with pytest.raises(InputError, match=rf"{taken}: is there already"):
            make_newsroom(tmp_path / taken, "en")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "notes.txt", "office"]


def test_newsroom_does_not_replace_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="is the folder you are in"):
        make_newsroom(Path(), "en")


@pytest.mark.parametrize("unknown", ["fr", "", ".", "../init/en"])
def test_newsroom_in_an_unknown_language_is_refused_with_the_known_ones(tmp_path: Path, unknown: str) -> None:
    with pytest.raises(InputError, match="choose one of de, en"):
        make_newsroom(tmp_path / "office", unknown)
    assert list(tmp_path.iterdir()) == []


def test_newsroom_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(InputError, match="office: cannot be written: No space left on device"):
        make_newsroom(tmp_path / "office", "en")
    assert list(tmp_path.iterdir()) == []


# Its settings


def names(model: type[BaseModel], table: str = "") -> Iterator[tuple[str, str, FieldInfo]]:
    """Each setting by its table and name; a table of tables (`topics`) stands for all its entries."""
    for name, field in model.model_fields.items():
        inner = get_origin(field.annotation) is not tuple and next(
            (one for one in (field.annotation, *get_args(field.annotation)) if _is_model(one)), None
        )
        if inner:
            yield from names(inner, name)
        elif name != "rules":  # its names are the codes of findings
            yield table, name, field


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def tables(text: str) -> dict[str, str]:
    """The text of each table; that of the first entry where there are several (`topics.culture`)."""
    found: dict[str, str] = {}
    for part in re.split(r"^\[", text, flags=re.MULTILINE)[1:]:
        found.setdefault(re.split(r"[.\]]", part)[0], part)
    return found


def test_each_setting_an_office_must_choose_stands_in_the_settings_file(language: str) -> None:
    given = tables((default_folder() / "init" / language / "pressflow.toml").read_text("utf-8"))
    needed = [(table, name) for table, name, field in names(Settings) if field.is_required() and table in given]
    assert len(needed) > 10
    for table, name in needed:
        assert re.search(rf"^{name} = ", given[table], re.MULTILINE), f"{table}.{name}"


def test_each_setting_in_the_settings_file_stands_below_a_comment(language: str) -> None:
    text = (default_folder() / "init" / language / "pressflow.toml").read_text("utf-8")
    for table, part in tables(text).items():
        for name in re.findall(r"^(\w+) = ", part, re.MULTILINE):
            if table not in ("topics", "lists"):
                explained = rf"^# .*\n(?:\w+ = .*\n)*{name} = "
                assert re.search(explained, part, re.MULTILINE), f"{table}.{name}"
    for table, name, field in names(Settings):
        if table == "newsroom" and any(map(_is_model, get_args(field.annotation))):  # groups, here only as examples
            assert re.search(rf"^# \S.*\n(# .*\n)*# \[\[{table}\.{name}\]\]$", text, re.MULTILINE), name


def test_groups_of_settings_that_can_wait_are_named_at_its_end(language: str) -> None:
    text = (default_folder() / "init" / language / "pressflow.toml").read_text("utf-8")
    named = set(re.findall(r"^#   \[(\w+)\]  ", text, re.MULTILINE))
    assert named.isdisjoint(tables(text))
    assert named | tables(text).keys() == set(Settings.model_fields)


def test_optional_settings_stand_at_their_default(tmp_path: Path, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    settings, seen = read_settings(tmp_path / "office"), 0
    given = tables((tmp_path / "office" / "pressflow.toml").read_text("utf-8"))
    for table, name, field in names(Settings):
        stands = table in given and re.search(rf"^{name} = ", given[table], re.MULTILINE)
        if stands and table not in ("topics", "lists") and not field.is_required() and name not in SET_OTHERWISE:
            assert getattr(getattr(settings, table), name) == field.default, f"{table}.{name}"
            seen += 1
    assert seen > 10


def test_password_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    secret = "open sesame"  # noqa: S105  opens nothing
    monkeypatch.setenv("PRESSFLOW_MAIL__PASSWORD", secret)
    assert read_settings(tmp_path / "office").mail.password == secret
    assert "PRESSFLOW_MAIL__PASSWORD" in (tmp_path / "office" / "pressflow.toml").read_text("utf-8")


# A release


def test_new_release_lacks_only_its_lead(office: Path) -> None:
    file = release(office)
    assert file == office / "releases/2026/2026-05-16-muell-drei-hoefe-oeffnen-frueher-fuer-5/de.md"
    assert [re.sub(r".*/de\.md:\d+:\d+: ", "", found) for found in findings(office)] == [
        "FIELD-EMPTY lead: is empty; fill it in or remove the line"
    ]


def test_new_release_with_lead_and_text_passes_check(office: Path, language: str) -> None:
    make_newsroom(office.with_name("other"), language)
    settings = read_settings(office.with_name("other"))
    contact = {"de": "presse", "en": "press"}[language]
    topics = tuple(settings.topics)
    file = release(office.with_name("other"), language=language, topics=topics, contacts=(contact,))
    text = file.read_text("utf-8").replace("lead: >-\n\n", f"lead: >-\n{LEAD}\n")
    file.write_text(f"{text}The text.\n", "utf-8")
    assert findings(office.with_name("other")) == []


def test_new_release_holds_what_it_was_given(office: Path) -> None:
    fields = front(release(office, place="Bad Lütten: Nord", topics=("kultur", "haus")).read_text("utf-8"))
    assert fields == {
        "title": TITLE,
        "date": "2026-05-16 10:30",
        "place": "Bad Lütten: Nord",
        "lead": "",
        "topics": ["kultur", "haus"],
        "contacts": ["presse"],
    }


def test_new_release_has_no_text_yet_and_no_placeholder_left(office: Path, language: str) -> None:
    _, header, body = release(office, language=language).read_text("utf-8").split("---\n")
    assert body == ""
    assert "$" not in header.replace("$schema=../../../record.schema.json", "").replace("für $5", "")
    assert "kultur, bildung, haus" in header


def test_new_release_names_the_schema_to_editors_in_its_first_line(office: Path) -> None:
    file = release(office)
    line = file.read_text("utf-8").splitlines()[1]
    assert line == f"# yaml-language-server: $schema=../../../{SCHEMA}"
    assert (file.parent / line.partition("=")[2]).resolve() == office / SCHEMA


def test_template_explains_every_field(language: str) -> None:
    text = (default_folder() / "new" / f"{language}.md").read_text("utf-8")
    values = dict.fromkeys(re.findall(r"(?<!\$)\$(\w+)", text), "x")
    assert list(front(uncommented(Template(text).substitute(values)))) == [
        *("title", "date", "place", "lead", "topics", "contacts"),
        *("kicker", "subtitle", "type", "quotes", "boilerplate", "links", "images", "attachments", "notes"),
        *("embargo", "people", "places", "keywords", "translation_of", "variant", "redirect_from", "waive"),
    ]
    assert set(front(uncommented(Template(text).substitute(values)))) == set(Header.model_fields)


def test_optional_fields_of_a_new_release_are_valid_as_they_stand(tmp_path: Path, language: str) -> None:
    make_newsroom(tmp_path / "office", language)
    contact = {"de": "presse", "en": "press"}[language]
    topic = next(iter(read_settings(tmp_path / "office").topics))
    file = release(tmp_path / "office", language=language, topics=(topic,), contacts=(contact,))
    text = uncommented(file.read_text("utf-8")).replace("lead: >-\n\n", f"lead: >-\n{LEAD}\n")
    original = {"de": "translation_of: en\n", "en": "translation_of: de\n"}[language]
    assert original in text  # what it translates is not there in this test
    file.write_text(f"{text.replace(original, '')}The text.\n\n[quote: meyer]\n", "utf-8")
    (file.parent / "assets").mkdir()
    (file.parent / "assets" / "photo.jpg").write_bytes(builders.picture())
    (file.parent / "assets" / "document.pdf").write_bytes(b"%PDF-1.7\n")
    assert findings(tmp_path / "office") == []


def test_office_template_comes_before_the_default_one(office: Path) -> None:
    (office / "templates" / "new").mkdir(parents=True)
    (office / "templates" / "new" / "de.md").write_text("---\ntitle: $title\n---\nLiebe Redaktion\n", "utf-8")
    assert release(office, title="Kurz").read_text("utf-8") == '---\ntitle: "Kurz"\n---\nLiebe Redaktion\n'


@pytest.mark.parametrize("wrong", ["title: $titel", "costs: $ 5"])
def test_office_template_that_is_wrong_is_named(office: Path, wrong: str) -> None:
    (office / "templates" / "new").mkdir(parents=True)
    (office / "templates" / "new" / "de.md").write_text(wrong, "utf-8")
    with pytest.raises(InputError, match=r"templates/new/de\.md: cannot be filled in"):
        release(office)


def test_variant_has_the_template_of_its_language_and_other_languages_the_english_one(office: Path) -> None:
    assert "# Die Überschrift" in release(office, language="de-x-ls", title="Eins").read_text("utf-8")
    assert "# The headline" in release(office, language="fr", title="Deux").read_text("utf-8")


def test_release_is_not_made_twice(office: Path) -> None:
    text = release(office).read_text("utf-8")
    with pytest.raises(InputError, match=r"2026-05-16-muell-.*: there is such a release already"):
        release(office, title=TITLE.upper(), language="en")
    assert release(office, title="Anders").parent.parent.name == "2026"
    (file,) = office.glob("releases/2026/2026-05-16-muell-*/*")
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("title", ["", "  ", "北京", "— !?"])
def test_headline_that_can_name_no_folder_is_refused(office: Path, title: str) -> None:
    with pytest.raises(InputError, match="no Latin letter"):
        release(office, title=title)
    assert list(Newsroom.at(office).folders) == ["2026-01-15-example"]


@pytest.mark.parametrize("language_", ["", "../en", "Deutsch", "en/x"])
def test_release_in_no_language_is_refused(office: Path, language_: str) -> None:
    with pytest.raises(InputError, match="is not a language"):
        release(office, language=language_)


def test_release_that_cannot_be_finished_leaves_nothing(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(InputError, match="No space left on device"):
        release(office)
    assert [path.name for path in (office / "releases" / "2026").iterdir()] == ["2026-01-15-example"]


def test_headline_is_cleaned_of_what_was_copied_along(office: Path) -> None:
    text = release(office, title=" Wär\u00admepumpe\u200b\nläuft\x1b \ud800an ").read_text("utf-8")
    assert front(text)["title"] == "Wärmepumpe läuft an"


_PRINTED = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)


@given(st.lists(_PRINTED, max_size=20))
def test_headline_survives_whatever_it_holds(words: list[str]) -> None:
    title = unicodedata.normalize("NFC", " ".join(["Neu:", *words]))
    with TemporaryDirectory() as folder:
        assert front(release(Path(folder), title=title).read_text("utf-8"))["title"] == title


@given(st.text(st.characters()), st.text(st.characters()), st.lists(_PRINTED))
def test_any_headline_place_and_topic_give_a_header_that_can_be_read(title: str, place: str, ids: list[str]) -> None:
    topics = tuple(unicodedata.normalize("NFC", id_) for id_ in ids)
    with TemporaryDirectory() as folder:
        file = release(Path(folder), title=f"Neu {title}", place=place, topics=topics, all_topics=(place, *topics))
        fields = front(file.read_text("utf-8"))
    assert fields["title"].startswith("Neu")
    assert "\n" not in fields["title"] + fields["place"]
    assert fields["topics"] == list(topics)


# A slug


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Abwasser heizt 3.600 Wohnungen: Großwärmepumpe läuft",
            "abwasser-heizt-3600-wohnungen-grosswaermepumpe-laeuft",
        ),
        ("ÄÖÜ ẞ äöüß", "aeoeue-ss-aeoeuess"),
        (unicodedata.normalize("NFD", "Über Köln"), "ueber-koeln"),
        ("Café Łódź, Ærø, İzmir, Yıldırım", "cafe-lodz-aero-izmir-yildirim"),
        ("The city’s CO₂ – don't ask", "the-citys-co2-dont-ask"),
        ("Am 16.05.2026 um 10.30 Uhr", "am-16-05-2026-um-10-30-uhr"),
        ("  --  ", ""),
        ("北京", ""),
    ],
)
def test_slug_is_the_headline_in_plain_letters(title: str, expected: str) -> None:
    assert slug(title) == expected


def test_slug_is_cut_at_a_word() -> None:
    assert slug("wort " * 20) == "-".join(["wort"] * 12)
    assert slug("x" * 59 + " yy") == "x" * 59
    assert slug("x" * 60 + " yy") == "x" * 60
    assert slug("x" * 70) == "x" * 60


@given(st.text(st.characters()))
def test_slug_is_always_fit_for_a_folder_and_a_web_address(title: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(title))
    assert len(slug(title)) <= 60
    assert slug(slug(title)) == slug(title)


# The schema


def test_schema_lists_the_fields_of_a_record(tmp_path: Path) -> None:
    schema = json.loads(write_schema(tmp_path).read_text("utf-8"))
    assert set(schema["properties"]) == {*Header.model_fields, "quote", "contact"}


def test_schema_is_written_only_when_it_changes(tmp_path: Path) -> None:
    file = write_schema(tmp_path)
    before = file.stat().st_ino
    assert write_schema(tmp_path).stat().st_ino == before
    file.write_text("{}", "utf-8")
    assert json.loads(write_schema(tmp_path).read_text("utf-8")) != {}
    assert [path.name for path in tmp_path.iterdir()] == [SCHEMA]


def test_schema_that_cannot_be_written_is_an_expected_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_schema(tmp_path / "nowhere")
