"""Each state takes the commands it takes and no other; a refusal says in words what to do instead."""

import re
from dataclasses import replace

import pytest

from pressflow.model.journal import State
from pressflow.model.lifecycle import TRANSITIONS, Command, Facts, Refusal, transition

# What is true of a release for which everything is in order.
READY = Facts()
# The same, for the commands about an embargo.
GIVEN = replace(READY, embargoed="until noon", given=True)
EMBARGO = (Command.EMBARGO, Command.RECALL, Command.LIFT)

# The whole life, state by state: the commands taken, with where they lead; written down a second time, on purpose.
LIFE = """
draft       submit: in review | approve: approved | approve --quote: draft | cancel: cancelled
in review   submit: in review | approve: approved | approve --quote: in review | cancel: cancelled
approved    approve: approved | approve --quote: approved | schedule: scheduled | embargo: embargoed
approved    lift: published | publish: published | cancel: cancelled
scheduled   approve: scheduled | approve --quote: scheduled | schedule: scheduled | unschedule: approved
scheduled   hold: held | embargo: embargoed | lift: published | publish: published | cancel: cancelled
embargoed   approve: embargoed | embargo: embargoed | hold: held | recall: cancelled | lift: published
held        approve: approved | approve --quote: held | schedule: scheduled | unschedule: approved
held        embargo: embargoed | recall: cancelled | lift: published | publish: published | cancel: cancelled
published   approve: published | approve --quote: published | correct: published | publish: corrected
published   withdraw: withdrawn | kill: killed
corrected   approve: corrected | approve --quote: corrected | correct: corrected | publish: corrected
corrected   withdraw: withdrawn | kill: killed
withdrawn   approve: withdrawn | kill: killed
killed      approve: killed
cancelled   submit: in review
"""


def told() -> dict[tuple[State, Command], State]:
    """The table above."""
    rows = ((State(line[:12].strip()), line[12:].split(" | ")) for line in LIFE.strip().splitlines())
    pairs = ((state, step.rpartition(": ")) for state, steps in rows for step in steps)
    return {(state, Command(command)): State(after.strip()) for state, (command, _, after) in pairs}


def facts_for(state: State, command: Command) -> Facts:
    facts = GIVEN if command in EMBARGO else READY
    return replace(facts, correcting=state.public)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("command", Command)
def test_each_command_leads_where_the_life_of_a_release_says_or_is_refused(state: State, command: Command) -> None:
    after = transition(state, command, facts_for(state, command))
    if expected := told().get((state, command)):
        assert after == expected
    else:
        assert isinstance(after, Refusal)
        assert after.words.startswith(("is ", "has ", "invited"))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("command", Command)
def test_what_is_public_never_goes_back(state: State, command: Command) -> None:
    after = transition(state, command, facts_for(state, command))
    if state.public or state == State.KILLED:
        assert isinstance(after, Refusal) or after.public or after == State.KILLED
    if state == State.KILLED:
        assert isinstance(after, Refusal) or after == State.KILLED


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("command", Command)
def test_nothing_unapproved_becomes_public_or_reaches_anybody(state: State, command: Command) -> None:
    after = transition(state, command, replace(facts_for(state, command), approved=False))
    shown = isinstance(after, State) and (after.public or after == State.EMBARGOED)
    unchanged = after == state and command != Command.PUBLISH
    assert not shown or unchanged or command == Command.WITHDRAW


@pytest.mark.parametrize(
    ("state", "command", "changes", "words"),
    [
        (State.DRAFT, Command.APPROVE, {"alone": "Kim"}, "Kim wrote it or changed it last and cannot do this alone"),
        (State.DRAFT, Command.APPROVE, {"allowed": False}, "your role does not allow this"),
        (State.PUBLISHED, Command.APPROVE, {"approved": False}, "is public already; nothing to approve"),
        (State.APPROVED, Command.PUBLISH, {"unsigned": ("mayor",)}, r"must sign off first \(mayor\)"),
        (
            State.APPROVED,
            Command.PUBLISH,
            {"embargoed": "until noon"},
            "is under embargo until noon, and not public before",
        ),
        (
            State.APPROVED,
            Command.PUBLISH,
            {"early": "16 May"},
            "bears a later date: 16 May; nothing goes out before that",
        ),
        (
            State.APPROVED,
            Command.SCHEDULE,
            {"early": "16 May"},
            "bears a later date: 16 May; nothing goes out before that",
        ),
        (State.PUBLISHED, Command.PUBLISH, {}, "is public already; to change it: pressflow correct"),
        (State.CORRECTED, Command.PUBLISH, {"correcting": True, "approved": False}, "is not approved; let a colleague"),
        (State.APPROVED, Command.EMBARGO, {}, "is under no embargo that could be given out"),
        (State.APPROVED, Command.LIFT, {}, "is under no embargo that could be lifted"),
        (State.HELD, Command.RECALL, {}, "is not public, so nobody has it"),
        (State.HELD, Command.CANCEL, {"given": True}, "invited eyes have it; to take it back: pressflow recall"),
        (State.PUBLISHED, Command.WITHDRAW, {"alone": "Kim"}, "--force --reason"),
        (State.KILLED, Command.APPROVE, {"alone": "Kim", "forced": True}, "Kim took it back, so a colleague has to"),
        (State.WITHDRAWN, Command.APPROVE, {"alone": "Kim"}, "Kim took it back, so a colleague has to"),
        (State.KILLED, Command.APPROVE, {"allowed": False}, "your role does not allow this"),
        (State.EMBARGOED, Command.KILL, {"given": True}, "those who have it: pressflow recall"),
        (State.HELD, Command.KILL, {"given": True}, "those who have it: pressflow recall"),
    ],
)
def test_refusal_says_why_and_what_to_do(state: State, command: Command, changes: dict[str, bool], words: str) -> None:
    after = transition(state, command, replace(READY, **changes))  # type: ignore[arg-type]  # facts by name
    assert isinstance(after, Refusal)
    assert re.search(words, after.words)


@pytest.mark.parametrize("command", [Command.APPROVE, Command.WITHDRAW, Command.KILL])
def test_one_person_alone_may_where_they_say_why_it_cannot_wait(command: Command) -> None:
    state = State.DRAFT if command == Command.APPROVE else State.PUBLISHED
    assert isinstance(transition(state, command, Facts(alone="Kim", forced=True)), State)


def test_each_state_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(State)
