"""The state of a release follows from what was decided about it, and from nothing else."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from pressflow.model.journal import (
    Approved,
    Cancelled,
    Correcting,
    Created,
    Embargoed,
    Event,
    Held,
    Killed,
    Lifted,
    Published,
    Recalled,
    Scheduled,
    State,
    Submitted,
    Unscheduled,
    Withdrawn,
    approval,
    author,
    correcting,
    embargo,
    retrospective,
    slot,
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


WHO = {"at": NOW, "by": "Kim"}
SUBMITTED = Submitted(**WHO)
SCHEDULED = Scheduled(**WHO, slot=NOW, hash="new")
UNSCHEDULED = Unscheduled(**WHO)
HELD = Held(**WHO, reason="the worker slept")
EMBARGOED = Embargoed(**WHO, slug="bridge", zone="Europe/Berlin", original="de", hash="new", audience=("local",))
RECALLED = Recalled(**WHO, reason="broken")
LIFTED = Lifted(**WHO)
CORRECTING = Correcting(**WHO, correction="correction")
WITHDRAWN = Withdrawn(**WHO, reason="wrong", retrospective="it is night")
KILLED = Killed(**WHO, reason="a name", hash="new", retrospective="it is night")
CANCELLED = Cancelled(**WHO)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((CREATED, SUBMITTED), State.IN_REVIEW),
        ((CREATED, SUBMITTED, approved("old")), State.IN_REVIEW),
        ((CREATED, approved("new"), SCHEDULED), State.SCHEDULED),
        ((CREATED, approved("old"), SCHEDULED), State.SCHEDULED),
        ((CREATED, approved("new"), SCHEDULED, approved("new")), State.SCHEDULED),
        ((CREATED, approved("new"), SCHEDULED, UNSCHEDULED), State.APPROVED),
        ((CREATED, approved("old"), SCHEDULED, UNSCHEDULED), State.DRAFT),
        ((CREATED, approved("new"), SCHEDULED, HELD), State.HELD),
        ((CREATED, approved("new"), SCHEDULED, HELD, approved("new")), State.APPROVED),
        ((CREATED, approved("new"), EMBARGOED), State.EMBARGOED),
        ((CREATED, approved("new"), EMBARGOED, approved("new")), State.EMBARGOED),
        ((CREATED, approved("new"), EMBARGOED, RECALLED), State.CANCELLED),
        ((CREATED, approved("new"), EMBARGOED, LIFTED), State.EMBARGOED),
        ((CREATED, approved("new"), EMBARGOED, LIFTED, published(1, "new")), State.PUBLISHED),
        ((CREATED, CANCELLED), State.CANCELLED),
        ((CREATED, CANCELLED, SUBMITTED), State.IN_REVIEW),
        ((CREATED, published(1, "old"), CORRECTING, SUBMITTED, approved("new")), State.PUBLISHED),
        ((CREATED, published(1, "old"), CORRECTING, published(2, "new")), State.CORRECTED),
        ((CREATED, published(1, "old"), WITHDRAWN), State.WITHDRAWN),
        ((CREATED, published(1, "old"), WITHDRAWN, approved("old")), State.WITHDRAWN),
        ((CREATED, published(1, "old"), KILLED, approved("new"), published(2, "new")), State.KILLED),
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


def test_embargo_lasts_until_it_is_recalled_or_the_release_is_public() -> None:
    assert embargo((CREATED, EMBARGOED, HELD)) == EMBARGOED
    assert embargo((CREATED, EMBARGOED, RECALLED)) is None
    assert embargo((CREATED, EMBARGOED, published(1, "new"))) is None
    assert embargo((CREATED,)) is None


def test_slot_is_waited_for_until_something_ends_it() -> None:
    assert slot((CREATED, SCHEDULED, approved("new"))) == SCHEDULED
    for end in (UNSCHEDULED, HELD, EMBARGOED, CANCELLED, published(1, "new")):
        assert slot((CREATED, SCHEDULED, end)) is None


def test_correction_is_open_until_its_version_is_published() -> None:
    events = (CREATED, published(1, "old"), CORRECTING)
    assert correcting(events) == CORRECTING
    assert correcting((*events, published(2, "new"))) is None
    assert correcting((*events, WITHDRAWN)) is None


def alone(hash_: str) -> Approved:
    return approved(hash_, "Kim").model_copy(update={"retrospective": "it is night"})


def test_what_one_person_answered_for_alone_is_a_duty_until_another_approves_the_same() -> None:
    given = alone("new")
    assert retrospective((CREATED, given)) == (given,)
    assert retrospective((CREATED, given, approved("new", " kim "))) == (given,)
    assert retrospective((CREATED, given, approved("new", "Jo"))) == ()
    for ended in (WITHDRAWN, KILLED):
        assert retrospective((CREATED, ended)) == (ended,)
        assert retrospective((CREATED, ended, approved("old", "Jo"))) == ()


def test_text_that_people_still_see_is_answered_for_by_its_own_approval_alone() -> None:
    given, draft = alone("new"), approved("other", "Jo")
    for seen in (published(1, "new"), EMBARGOED):
        assert retrospective((CREATED, given, seen, draft)) == (given,)
        assert retrospective((CREATED, given, seen, approved("new", "Jo"))) == ()


def test_what_nobody_sees_any_more_is_answered_for_with_what_took_its_place() -> None:
    given, other = alone("new"), approved("other", "Jo")
    assert retrospective((CREATED, given, other)) == ()
    assert retrospective((CREATED, given, published(1, "new"), other, published(2, "other"))) == ()
    assert retrospective((CREATED, given, EMBARGOED, RECALLED, other)) == ()
    own = approved("other", "Kim")
    assert retrospective((CREATED, given, published(1, "new"), own, published(2, "other"))) == (given,)


def test_who_takes_back_what_another_published_alone_has_answered_for_it() -> None:
    public = (CREATED, alone("new"), published(1, "new"))
    assert retrospective((*public, WITHDRAWN.model_copy(update={"by": "Jo", "retrospective": None}))) == ()
    assert len(retrospective((*public, KILLED))) == 2  # Kim's own
    assert retrospective((*public, KILLED, approved("new", "Jo"))) == ()
