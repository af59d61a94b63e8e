"""An office takes a file of the default theme for its own, and what it has already stays as it is."""

from pathlib import Path

import pytest

from pressflow.errors import InputError
from pressflow.theme.ejecting import eject, theme_files
from pressflow.theme.folders import default_folder
from pressflow.theme.templates import NewsroomTheme


def test_each_file_of_the_theme_can_be_taken(tmp_path: Path) -> None:
    for name in theme_files():
        assert eject(tmp_path, name) == tmp_path / "templates" / name
        assert (tmp_path / "templates" / name).read_bytes() == (default_folder() / name).read_bytes()
    assert {"style.css", "strings/de.toml", "new/en.md", "release.typ"} <= set(theme_files())


def test_what_newsrooms_are_made_from_cannot_be_taken() -> None:
    assert [name for name in theme_files() if name.startswith("init/")] == []


def test_file_that_was_taken_takes_the_default_one_s_place(tmp_path: Path) -> None:
    eject(tmp_path, "templates/style.css").write_text("body { color: red }\n", "utf-8")
    assert NewsroomTheme(tmp_path / "templates").file("style.css") == "body { color: red }\n"


def test_file_that_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    eject(tmp_path, "style.css").write_text("ours", "utf-8")
    with pytest.raises(InputError, match=r"templates/style\.css: is there already; delete it first"):
        eject(tmp_path, "style.css")
    assert (tmp_path / "templates" / "style.css").read_text("utf-8") == "ours"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("stile.css", "did you mean style.css?"),
        ("../pressflow.toml", "pressflow theme eject lists all of them"),
        ("init/de/pressflow.toml", "there is no such file in the theme"),
    ],
)
def test_file_that_the_theme_does_not_have_is_refused(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        eject(tmp_path, name)
    assert says in str(error.value)
    assert list(tmp_path.iterdir()) == []


def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("a file", "utf-8")
    with pytest.raises(InputError, match=r"style\.css: cannot be written"):
        eject(tmp_path, "style.css")
