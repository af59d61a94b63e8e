"""pressflow theme eject: lists the theme's files, and copies one."""

import json

from pressflow.newsroom import Newsroom
from pressflow.theme.ejecting import theme_files
from tests.cli.run import Terminal


def test_files_are_listed_with_those_of_the_office_s_own(terminal: Terminal, newsroom: Newsroom) -> None:
    room = str(newsroom.folder)
    assert terminal("theme", "eject", "style.css", "-C", room).out.startswith("templates/style.css\n")
    lines = terminal("theme", "eject", "-C", room).out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == list(theme_files())
    assert [line for line in lines if "own" in line] == ["style.css  (your own)"]


def test_both_answers_can_be_had_as_json(terminal: Terminal, newsroom: Newsroom) -> None:
    room = str(newsroom.folder)
    taken = json.loads(terminal("theme", "eject", "base.html", "--json", "-C", room).out)
    assert taken == {"file": "templates/base.html"}
    listed = json.loads(terminal("theme", "eject", "--json", "-C", room).out)
    assert [one["file"] for one in listed if one["own"]] == ["base.html"]


def test_second_time_is_an_error_in_plain_words(terminal: Terminal, newsroom: Newsroom) -> None:
    room = str(newsroom.folder)
    terminal("theme", "eject", "base.html", "-C", room)
    again = terminal("theme", "eject", "base.html", "-C", room)
    assert (again.status, again.err) == (1, "templates/base.html: is there already; delete it first to begin anew\n")
