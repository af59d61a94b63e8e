"""The state of a release follows from what was decided about it, and from nothing else."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from pressflow.model.journal import (
    Approved,
    Created,
    Event,
    Published,
    State,
    approval,
    author,
    state,
    uri,
    versions,
)

NOW = datetime(2026, 5, 16, 8, 30, tzinfo=UTC)
URI = "tag:presse.example.org,2026-05-16:release/1"
CREATED = Created(at=NOW, by="Kim", uri=URI)


def approved(hash_: str, by: str = "Jo") -> Approved:
    return Approved(at=NOW, by=by, hash=hash_, audience=("local",))


def published(version: int, hash_: str) -> Published:
    return Published(
        at=NOW,
        by="Kim",
        version=version,
        slug="bridge",
        zone="Europe/Berlin",
        original="de",
        hash=hash_,
        reference="2026-001",
        audience=("local",),
    )


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), State.DRAFT),
        ((CREATED,), State.DRAFT),
        ((CREATED, approved("new")), State.APPROVED),
        ((CREATED, approved("old")), State.DRAFT),
        ((CREATED, approved("old"), approved("new")), State.APPROVED),
        ((CREATED, approved("new"), approved("old")), State.DRAFT),
        ((CREATED, approved("new"), published(1, "new")), State.PUBLISHED),
        ((CREATED, approved("old"), published(1, "old")), State.PUBLISHED),
        ((CREATED, approved("old"), published(1, "old"), approved("new")), State.PUBLISHED),
        ((CREATED, approved("old"), published(1, "old"), approved("new"), published(2, "new")), State.CORRECTED),
    ],
)
def test_state_follows_from_the_events_and_the_text(events: tuple[Event, ...], expected: State) -> None:
    assert state(events, "new") == expected


def test_no_text_is_approved_where_there_is_none() -> None:
    assert state((CREATED, approved("new"))) == State.DRAFT
    assert state((CREATED, approved("new")), None) == State.DRAFT


@pytest.mark.parametrize("one", State)
def test_only_three_states_stand_on_the_site(one: State) -> None:
    assert one.public == (one in {State.PUBLISHED, State.CORRECTED, State.WITHDRAWN})


def test_journal_names_the_id_the_author_the_approval_and_the_versions() -> None:
    events = (CREATED, approved("a", "Jo"), published(1, "a"), approved("b", "Lu"), published(2, "b"))
    assert (uri(events), author(events)) == (URI, "Kim")
    given = approval(events)
    assert given is not None
    assert (given.by, given.hash) == ("Lu", "b")
    assert [event.version for event in versions(events)] == [1, 2]
    assert (uri(()), author(()), approval(()), versions(())) == (None, None, None, ())


def test_events_cannot_be_changed_and_hold_nothing_unknown() -> None:
    with pytest.raises(ValidationError):
        CREATED.by = "Jo"  # type: ignore[misc]  # what is tested
    with pytest.raises(ValidationError):
        Created(at=NOW, by="Kim", uri=URI, reason="x")  # type: ignore[call-arg]  # what is tested
