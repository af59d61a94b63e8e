"""security.txt: RFC 9116, and only where the office says whom to tell."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pressflow.errors import InputError
from pressflow.formats import security
from pressflow.model.edition import Edition
from pressflow.settings import read_settings
from tests.builders import SETTINGS
from tests.formats import editions

GIVEN = 'security_contact = "mailto:it@Lohtal.example.org"\nsecurity_expires = 2027-06-30\n'


def settings(lines: str) -> str:
    """Settings with these lines in the group newsroom."""
    return SETTINGS.replace("\n[mail]", f"{lines}\n[mail]", 1)


def given(folder: Path, edition: Edition, lines: str = GIVEN) -> Edition:
    """The edition of an office with these lines in its settings."""
    (folder / "pressflow.toml").write_text(settings(lines), "utf-8")
    return replace(edition, publisher=read_settings(folder).speaker)


def fields(edition: Edition) -> list[tuple[str, str]]:
    """The fields: one a line (section 2.2)."""
    (document,) = editions.documents(edition, "security").values()
    assert document.path == ".well-known/security.txt"  # section 3
    assert document.media_type == "text/plain; charset=utf-8"
    lines = document.content.decode().removesuffix("\n").split("\n")
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


def test_office_that_says_nothing_has_no_file(single: Edition) -> None:
    assert editions.documents(single, "security") == {}


def test_each_field_that_must_be_there_is_there_once(single: Edition, tmp_path: Path) -> None:
    assert fields(given(tmp_path, single)) == [
        ("Contact", "mailto:it@lohtal.example.org"),
        ("Expires", "2027-06-30T23:59:59Z"),
        ("Preferred-Languages", "de, en"),
        ("Canonical", "https://presse.lohtal.example.org/.well-known/security.txt"),
    ]


def test_end_is_a_moment_on_the_day_of_the_settings(single: Edition, tmp_path: Path) -> None:
    """Section 2.5.5: the format of RFC 3339."""
    moment = datetime.fromisoformat(dict(fields(given(tmp_path, single)))["Expires"])
    assert (moment.date(), moment.tzinfo) == (date(2027, 6, 30), UTC)


def test_form_on_the_web_will_do(single: Edition, tmp_path: Path) -> None:
    lines = GIVEN.replace("mailto:it@Lohtal.example.org", "https://www.lohtal.example.org/melden")
    assert fields(given(tmp_path, single, lines))[0] == ("Contact", "https://www.lohtal.example.org/melden")


def test_file_has_expired_when_its_day_is_over(single: Edition, tmp_path: Path) -> None:
    publisher = given(tmp_path, single).publisher
    assert not security.expired(publisher, date(2027, 6, 30))
    assert security.expired(publisher, date(2027, 7, 1))
    assert not security.expired(single.publisher, date(2027, 7, 1))


@pytest.mark.parametrize(
    ("lines", "where", "says"),
    [
        (GIVEN.replace("mailto:", ""), "newsroom.security_contact", "write it as in mailto:security@example.org"),
        (GIVEN.replace("mailto:it@", "mailto:it"), "newsroom.security_contact", "is not a mail address"),
        (GIVEN.replace("mailto:it@L", "http://l"), "newsroom.security_contact", "neither mailto: nor https://"),
        (GIVEN.replace("2027-06-30", '"30.6.2027"'), "newsroom.security_expires", "write it as in 2027-06-30"),
        (GIVEN.replace("2027-06-30", "2027-06-30T12:00:00Z"), "newsroom.security_expires", "is not a day"),
        (GIVEN.splitlines()[0], "newsroom", "go together (RFC 9116); give both or neither"),
        (GIVEN.splitlines()[1], "newsroom", "go together (RFC 9116); give both or neither"),
    ],
)
def test_mistake_in_the_settings_is_told_with_its_line(tmp_path: Path, lines: str, where: str, says: str) -> None:
    text = settings(lines)
    (tmp_path / "pressflow.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        read_settings(tmp_path)
    name = where.rpartition(".")[2] if "." in where else "[newsroom]"
    line = text[: text.index(name)].count("\n") + 1
    assert str(error.value).startswith(f"pressflow.toml:{line}: {where}: ")
    assert says in str(error.value)
