"""The journal on disk: written durably, line by line; a changed, missing or torn line does not pass."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.errors import InputError
from pressflow.journal import FILE, append, read_journal
from pressflow.model.journal import Approved, Created, Event, Published

NOW = datetime(2026, 5, 16, 8, 30, tzinfo=UTC)
URI = "tag:presse.example.org,2026-05-16:release/1"


def published(version: int, **further: Any) -> Published:  # Any: whatever else a version bears
    """A version that became public."""
    return Published(
        at=NOW,
        by="Kim",
        version=version,
        slug="bridge",
        zone="Europe/Berlin",
        original="de",
        hash=f"sha256:{version}",
        reference="2026-001",
        audience=("local",),
        **further,
    )


EVENTS: tuple[Event, ...] = (
    Created(at=NOW, by="Kim Würth", uri=URI),
    Approved(at=NOW, by="Jo", hash="sha256:1", audience=("local",), retrospective="Es „eilt“\u2028sehr"),
    published(1),
    published(2, correction="correction", note={"de": "84 statt 48\nMeter"}),
)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder with a journal."""
    for event in EVENTS:
        append(tmp_path, event)
    return tmp_path


def lines(folder: Path) -> list[bytes]:
    return (folder / FILE).read_bytes().splitlines(keepends=True)


def put(folder: Path, content: list[bytes]) -> None:
    (folder / FILE).write_bytes(b"".join(content))


def test_journal_gives_back_what_was_decided(written: Path) -> None:
    assert read_journal(written) == EVENTS


def test_folder_without_a_journal_has_no_events(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == ()


def test_each_decision_is_one_line_that_people_can_read(written: Path) -> None:
    found = (written / FILE).read_text("utf-8").split("\n")
    assert found.pop() == ""
    assert [json.loads(line)["event"] for line in found] == ["created", "approved", "published", "published"]
    assert '"by": "Kim Würth"' in found[0]


def test_lines_written_before_are_never_touched(tmp_path: Path) -> None:
    before = b""
    for event in EVENTS:
        append(tmp_path, event)
        now = (tmp_path / FILE).read_bytes()
        assert now.startswith(before)
        before = now


@pytest.mark.parametrize("number", [1, 2, 3])
def test_changed_line_does_not_pass(written: Path, number: int) -> None:
    content = lines(written)
    content[number - 1] = content[number - 1].replace(b'"by": "', b'"by": "X')
    put(written, content)
    with pytest.raises(
        InputError, match=rf"{FILE}:{number + 1}: does not follow the line before it; .* restore the file"
    ):
        read_journal(written)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_removed_line_does_not_pass(written: Path, number: int) -> None:
    content = lines(written)
    del content[number - 1]
    put(written, content)
    with pytest.raises(InputError, match=f"{FILE}:{number}: does not follow the line before it"):
        read_journal(written)


def test_exchanged_and_repeated_lines_do_not_pass(written: Path) -> None:
    one, two, three, four = lines(written)
    for content in ([two, one, three, four], [one, one, two, three, four], [one, three, two, four]):
        put(written, content)
        with pytest.raises(InputError, match="does not follow the line before it"):
            read_journal(written)


@pytest.mark.parametrize(
    "line",
    [b"", b"x", b"{}", b"[]", b"null", b'"x"', b'{"previous": ""}', b'{"previous": "", "event": "exploded"}', b"\xff"],
)
def test_line_that_is_no_event_does_not_pass(tmp_path: Path, line: bytes) -> None:
    put(tmp_path, [line + b"\n"])
    with pytest.raises(InputError, match=rf"{FILE}.*; ?restore the file|{FILE}: is not UTF-8; restore the file"):
        read_journal(tmp_path)


def test_unknown_field_does_not_pass(tmp_path: Path) -> None:
    append(tmp_path, EVENTS[0])
    (line,) = lines(tmp_path)
    put(tmp_path, [line.replace(b'{"at"', b'{"mood": "fine", "at"')])
    with pytest.raises(InputError, match=f"{FILE}:1: is not a line pressflow wrote; restore the file"):
        read_journal(tmp_path)


def test_half_a_line_left_by_a_power_cut_is_an_act_that_did_not_happen(written: Path) -> None:
    content = lines(written)
    for length in range(1, len(content[3]) - 1):
        put(written, [*content[:3], content[3][:length]])
        assert read_journal(written) == EVENTS[:3]


def test_next_decision_takes_half_a_line_away(written: Path) -> None:
    content = lines(written)
    whole = b"".join(content)
    for length in (1, 20, len(content[3]) - 2):
        put(written, [*content[:3], content[3][:length]])
        append(written, EVENTS[3])
        assert (written / FILE).read_bytes() == whole


def test_last_line_may_lack_its_end_as_editors_leave_it(written: Path) -> None:
    whole = (written / FILE).read_bytes()
    (written / FILE).write_bytes(whole.rstrip(b"\n"))
    assert read_journal(written) == EVENTS
    append(written, published(3))
    assert (written / FILE).read_bytes().startswith(whole)
    assert read_journal(written) == (*EVENTS, published(3))


def test_windows_line_ends_are_no_change(written: Path) -> None:
    whole = (written / FILE).read_bytes()
    (written / FILE).write_bytes(whole.replace(b"\n", b"\r\n"))
    assert read_journal(written) == EVENTS
    append(written, published(3))
    assert read_journal(written) == (*EVENTS, published(3))


def test_half_a_sign_at_the_end_is_half_a_line(written: Path) -> None:
    content = lines(written)
    cut = content[1].index("„".encode()) + 1
    put(written, [content[0], content[1][:cut]])
    assert read_journal(written) == EVENTS[:1]
    append(written, EVENTS[1])
    assert read_journal(written) == EVENTS[:2]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))), max_size=4))
def test_any_words_come_back(tmp_path: Path, words: list[tuple[str, str]]) -> None:
    (tmp_path / FILE).unlink(missing_ok=True)
    events = tuple(
        Approved(at=NOW, by=by, hash="sha256:1", audience=(), retrospective=reason).model_copy() for by, reason in words
    )
    for event in events:
        append(tmp_path, event)
    assert read_journal(tmp_path) == events
