"""The theme: an office shadows single files and single words, and a mistake in them is told with its place."""

import os
import tomllib
from pathlib import Path

import pytest

from pressflow.errors import InputError
from pressflow.theme.folders import default_folder
from pressflow.theme.templates import NewsroomTheme


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The folder of an office's own templates."""
    folder = tmp_path / "templates"
    (folder / "strings").mkdir(parents=True)
    return folder


def test_words_come_in_the_language_its_base_or_english(own: Path) -> None:
    theme = NewsroomTheme(own)
    assert [theme.words(language)["end_mark"] for language in ("de", "de-x-ls", "en", "en-GB", "fr")] == [
        "ENDE",
        "ENDE",
        "END",
        "END",
        "END",
    ]


def test_every_language_of_the_theme_has_the_same_words() -> None:
    theme = NewsroomTheme()
    languages = [file.stem for file in (default_folder() / "strings").glob("*.toml")]
    assert {"de", "en"} <= set(languages)
    english = _own_words("en")
    for language in languages:
        assert _own_words(language).keys() == english.keys(), language
        assert all(theme.words(language).values()), language


def _own_words(language: str) -> dict[str, str]:
    return tomllib.loads((default_folder() / "strings" / f"{language}.toml").read_text("utf-8"))


def test_office_overrides_single_words(own: Path) -> None:
    (own / "strings" / "de.toml").write_text('end_mark = "SCHLUSS"\n', "utf-8")
    theme = NewsroomTheme(own)
    assert theme.words("de")["end_mark"] == "SCHLUSS"
    assert theme.words("de")["contact"] == "Pressekontakt"
    assert theme.words("en")["end_mark"] == "END"


def test_office_shadows_single_files(own: Path) -> None:
    (own / "style.css").write_text("body { color: red }\n", "utf-8")
    (own / "page.html").write_text("{{ words.end_mark }} {{ mark }}\n", "utf-8")
    theme = NewsroomTheme(own)
    assert theme.file("style.css") == "body { color: red }\n"
    assert theme.render("page.html", "de", mark="<x>") == "ENDE &lt;x&gt;\n"
    assert "<!doctype html>" in theme.file("base.html")


def test_one_template_speaks_each_language(own: Path) -> None:
    (own / "page.html").write_text(
        "{{ 'Ja' | quoted }} {{ {'de': 'eins', 'en': 'one'} | in_language }} {{ language }}", "utf-8"
    )
    theme = NewsroomTheme(own)
    assert [theme.render("page.html", language) for language in ("de", "en", "de")] == [
        "„Ja“ eins de",
        "“Ja” one en",
        "„Ja“ eins de",
    ]


def test_template_that_is_edited_is_read_again(own: Path) -> None:
    (own / "page.html").write_text("alt", "utf-8")
    assert NewsroomTheme(own).render("page.html", "de") == "alt"
    (own / "page.html").write_text("neuer", "utf-8")
    os.utime(own / "page.html", (1, 1))
    assert NewsroomTheme(own).render("page.html", "de") == "neuer"


def test_folder_that_is_not_there_changes_nothing(own: Path) -> None:
    assert NewsroomTheme(own / "nowhere").words("de") == NewsroomTheme().words("de")


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ nothing }}", "templates/page.html.*'nothing' is undefined"),
        ("a\n{% if %}", "templates/page.html:2: "),
        ("{% include 'elsewhere.html' %}", "templates/page.html.*elsewhere.html"),
    ],
)
def test_mistake_in_a_template_is_told_with_its_place(own: Path, template: str, says: str) -> None:
    (own / "page.html").write_text(template, "utf-8")
    with pytest.raises(InputError, match=says):
        NewsroomTheme(own).render("page.html", "de")


def test_mistake_in_the_words_is_told_with_its_file(own: Path) -> None:
    (own / "strings" / "de.toml").write_text("end_mark = ENDE\n", "utf-8")
    with pytest.raises(InputError, match=r"strings/de\.toml: .*line 1"):
        NewsroomTheme(own).words("de")
