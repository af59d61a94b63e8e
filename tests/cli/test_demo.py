"""The demo does the whole day once, and nothing twice."""

import re
from mailbox import Maildir
from pathlib import Path

from tests.cli.run import Terminal


def test_demo_tells_who_got_what_and_who_did_not_and_why(terminal: Terminal, tmp_path: Path) -> None:
    first = terminal("demo", "--folder", "office")
    assert first.status == 0
    assert "7 releases: all is well" in first.out
    assert "50 new" in first.out
    assert re.search(
        r"Waits +2026-11-18-ehrenbuergerrecht: is under embargo until .*: pressflow lift 2026-11-18-ehrenbuergerrecht",
        first.out,
    )
    assert "2026-001 2026-09-01-kitas: is public already, nothing new promised" in first.out
    (number,) = re.findall(r"Built +(\d+) files in \S+/office/public: ", first.out)
    assert int(number) == sum(file.is_file() for file in (tmp_path / "office" / "public").rglob("*"))
    letters = Maildir(tmp_path / "office" / "mailbox")
    assert f"{len(letters)} letters in this run" in first.out
    assert len({letter["Message-ID"] for letter in letters}) == len(letters) > 100
    assert "h.brandt@freie-presse.example.org: suppressed (unsubscribed)" in first.out
    assert "redaktion@ehemals.example.net: refused (550 5.1.1 no such mailbox here)" in first.out
    assert "1 letter deferred by the server at first, then accepted" in first.out
    assert (tmp_path / "office" / "public" / "en" / "index.html").is_file()

    second = terminal("demo", "--folder", "office")
    assert "0 letters in this run" in second.out
    assert "nobody gets anything twice" in second.out
    assert len(Maildir(tmp_path / "office" / "mailbox")) == len(letters)


def test_nothing_of_the_embargoed_release_is_public(terminal: Terminal, tmp_path: Path) -> None:
    terminal("demo", "--folder", "office")
    for file in (tmp_path / "office" / "public").rglob("*"):
        assert "ehrenbuergerrecht" not in file.name
        assert not file.is_file() or b"Immerath" not in file.read_bytes(), file
