"""The life of a release: which command leads from which state to which, and what has to be true for it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pressflow.model.journal import Role, State


class Command(StrEnum):
    """What people, or a worker in their stead, do with a release."""

    SUBMIT = "submit"
    APPROVE = "approve"
    SIGN_OFF = "approve --quote"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    HOLD = "hold"
    EMBARGO = "embargo"
    RECALL = "recall"
    LIFT = "lift"
    PUBLISH = "publish"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    KILL = "kill"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a release when a command is given.

    `approved`: the text, files and audience are those somebody approved; `approver`: who approved others. `alone`: the
    name of who acts, where policy wants a second person and they wrote it, changed it last, or took back what they
    would approve; `forced`: they say why it cannot wait. `allowed`: their role permits the act. `unsigned`: the quotes
    that policy wants signed off and nobody has. `embargoed`: until when, or until what, the record says, where that is
    not over. `given`: invited eyes have it. `early`: the later date it bears. `correcting`: the files are the draft of
    a next version.
    """

    approved: bool = True
    approver: str = ""
    alone: str = ""
    forced: bool = False
    allowed: bool = True
    unsigned: tuple[str, ...] = ()
    embargoed: str = ""
    given: bool = False
    early: str = ""
    correcting: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command is not carried out, and what to do instead."""

    words: str


# Each state with the commands it allows, and the state each leads to. What is not here is refused.
TRANSITIONS: dict[State, dict[Command, State]] = {
    State.DRAFT: {
        Command.SUBMIT: State.IN_REVIEW,
        Command.APPROVE: State.APPROVED,
        Command.SIGN_OFF: State.DRAFT,
        Command.CANCEL: State.CANCELLED,
    },
    State.IN_REVIEW: {
        Command.SUBMIT: State.IN_REVIEW,
        Command.APPROVE: State.APPROVED,
        Command.SIGN_OFF: State.IN_REVIEW,
        Command.CANCEL: State.CANCELLED,
    },
    State.APPROVED: {
        Command.APPROVE: State.APPROVED,
        Command.SIGN_OFF: State.APPROVED,
        Command.SCHEDULE: State.SCHEDULED,
        Command.EMBARGO: State.EMBARGOED,
        Command.LIFT: State.PUBLISHED,
        Command.PUBLISH: State.PUBLISHED,
        Command.CANCEL: State.CANCELLED,
    },
    State.SCHEDULED: {
        Command.APPROVE: State.SCHEDULED,
        Command.SIGN_OFF: State.SCHEDULED,
        Command.SCHEDULE: State.SCHEDULED,
        Command.UNSCHEDULE: State.APPROVED,
        Command.HOLD: State.HELD,
        Command.EMBARGO: State.EMBARGOED,
        Command.LIFT: State.PUBLISHED,
        Command.PUBLISH: State.PUBLISHED,
        Command.CANCEL: State.CANCELLED,
    },
    State.EMBARGOED: {
        Command.APPROVE: State.EMBARGOED,
        Command.EMBARGO: State.EMBARGOED,
        Command.HOLD: State.HELD,
        Command.RECALL: State.CANCELLED,
        Command.LIFT: State.PUBLISHED,
    },
    State.HELD: {
        Command.APPROVE: State.APPROVED,
        Command.SIGN_OFF: State.HELD,
        Command.SCHEDULE: State.SCHEDULED,
        Command.UNSCHEDULE: State.APPROVED,
        Command.EMBARGO: State.EMBARGOED,
        Command.RECALL: State.CANCELLED,
        Command.LIFT: State.PUBLISHED,
        Command.PUBLISH: State.PUBLISHED,
        Command.CANCEL: State.CANCELLED,
    },
    State.PUBLISHED: {
        Command.APPROVE: State.PUBLISHED,
        Command.SIGN_OFF: State.PUBLISHED,
        Command.CORRECT: State.PUBLISHED,
        Command.PUBLISH: State.CORRECTED,
        Command.WITHDRAW: State.WITHDRAWN,
        Command.KILL: State.KILLED,
    },
    State.CORRECTED: {
        Command.APPROVE: State.CORRECTED,
        Command.SIGN_OFF: State.CORRECTED,
        Command.CORRECT: State.CORRECTED,
        Command.PUBLISH: State.CORRECTED,
        Command.WITHDRAW: State.WITHDRAWN,
        Command.KILL: State.KILLED,
    },
    State.WITHDRAWN: {Command.APPROVE: State.WITHDRAWN, Command.KILL: State.KILLED},
    State.KILLED: {Command.APPROVE: State.KILLED},
    State.CANCELLED: {Command.SUBMIT: State.IN_REVIEW},
}


def transition(state: State, command: Command, facts: Facts) -> State | Refusal:
    """The state a command leads to; or why it is refused, and what to do."""
    after = TRANSITIONS[state].get(command)
    if after is None:
        if facts.given and state == State.HELD and command in (Command.WITHDRAW, Command.KILL):
            return Refusal(_GIVEN)
        if state in _UNAPPROVED and _approved in _GUARDS.get(command, ()):
            return Refusal(_unapproved(facts))
        return Refusal(_WORDS.get((state, command)) or f"is {state}: {_HINTS[state]}")
    words = next((words for guard in _GUARDS.get(command, ()) if (words := guard(state, facts))), "")
    return Refusal(words) if words else after


def may(roles: frozenset[Role] | None, command: Command, *, forced: bool) -> bool:
    """Whether somebody with these roles may give a command; None where the office has not said who has which."""
    if roles is None or command == Command.SIGN_OFF:  # who is quoted need not be of the office
        return True
    if forced:
        return "emergency" in roles
    if command in (Command.APPROVE, Command.KILL):
        return not roles.isdisjoint(("approver", "emergency"))
    return bool(roles)


Guard = Callable[[State, Facts], str]


def _allowed(_state: State, facts: Facts) -> str:
    return "" if facts.allowed else "your role does not allow this; see roles in pressflow.toml, or ask a colleague"


def _by_another(state: State, facts: Facts) -> str:
    """Nobody is the second person for what they took back themselves, whatever the reason."""
    if facts.alone and state in (State.WITHDRAWN, State.KILLED):
        return f"{facts.alone} took it back, so a colleague has to approve that: pressflow approve --as NAME"
    return ""


def _two_people(_state: State, facts: Facts) -> str:
    if not facts.alone or facts.forced:
        return ""
    return (
        f"{facts.alone} wrote it or changed it last and cannot do this alone; ask a colleague (--as NAME), "
        'or, when it cannot wait: --force --reason "…"'
    )


def _approved(state: State, facts: Facts) -> str:
    """Public text changes only by a correction that was approved."""
    if state.public and not facts.correcting:
        return "is public already; to change it: pressflow correct"
    return "" if facts.approved else _unapproved(facts)


def _unapproved(facts: Facts) -> str:
    why = f"was changed after {facts.approver} approved it" if facts.approver else "is not approved"
    return f"{why}; let a colleague read it, then: pressflow approve"


def _open(state: State, facts: Facts) -> str:
    """A public text has something to approve where it is corrected, or was approved by one person alone."""
    if state in (State.PUBLISHED, State.CORRECTED) and not (facts.correcting or facts.approved):
        return "is public already; nothing to approve: to change it, pressflow correct"
    return ""


def _signed_off(_state: State, facts: Facts) -> str:
    if not facts.unsigned:
        return ""
    quotes = ", ".join(facts.unsigned)
    return f"who is quoted must sign off first ({quotes}): pressflow approve --quote ID --as NAME"


def _free(_state: State, facts: Facts) -> str:
    if not facts.embargoed:
        return ""
    return f"is under embargo {facts.embargoed}, and not public before; to end the embargo now: pressflow lift"


def _due(_state: State, facts: Facts) -> str:
    """Nothing public before its date; what invited eyes get may bear a later one."""
    if facts.early and not facts.embargoed:
        return f"bears a later date: {facts.early}; nothing goes out before that"
    return ""


def _under_embargo(_state: State, facts: Facts) -> str:
    return "" if facts.embargoed else "is under no embargo that could be given out; pressflow publish makes it public"


def _ends(_state: State, facts: Facts) -> str:
    return "" if facts.embargoed or facts.given else "is under no embargo that could be lifted: pressflow publish"


def _given(_state: State, facts: Facts) -> str:
    return "" if facts.given else _NOT_PUBLIC


def _kept(_state: State, facts: Facts) -> str:
    return "invited eyes have it; to take it back: pressflow recall" if facts.given else ""


_NOT_PUBLIC = "is not public, so nobody has it; to give it up: pressflow cancel"
_GIVEN = "is not public; to take it back from those who have it: pressflow recall"
_GUARDS: dict[Command, tuple[Guard, ...]] = {
    Command.APPROVE: (_allowed, _open, _by_another, _two_people),
    Command.SCHEDULE: (_allowed, _approved, _signed_off, _due),
    Command.EMBARGO: (_allowed, _under_embargo, _approved, _signed_off),
    Command.RECALL: (_allowed, _given),
    Command.LIFT: (_allowed, _ends, _approved, _signed_off),
    Command.PUBLISH: (_allowed, _approved, _signed_off, _free, _due),
    Command.CORRECT: (_allowed,),
    Command.WITHDRAW: (_allowed, _two_people),
    Command.KILL: (_allowed, _two_people),
    Command.CANCEL: (_allowed, _kept),
}

_UNAPPROVED = (State.DRAFT, State.IN_REVIEW)

# What to do instead, where a state refuses a command.
_HINTS: dict[State, str] = {
    State.DRAFT: "it is not approved; let a colleague read it, then: pressflow approve",
    State.IN_REVIEW: "it is not approved; let a colleague read it, then: pressflow approve",
    State.APPROVED: "pressflow publish or pressflow schedule takes it further, pressflow cancel gives it up",
    State.SCHEDULED: "pressflow unschedule takes it out of its slot first",
    State.EMBARGOED: "invited eyes have it; pressflow lift makes it public, pressflow recall takes it back",
    State.HELD: "pressflow publish or pressflow schedule takes it further, pressflow cancel gives it up",
    State.PUBLISHED: "pressflow correct changes it, pressflow withdraw takes it back",
    State.CORRECTED: "pressflow correct changes it, pressflow withdraw takes it back",
    State.WITHDRAWN: "it stays under its notice; what holds now is said in a new release",
    State.KILLED: "it is gone for good; what holds now is said in a new release",
    State.CANCELLED: "it was given up; to take it up again: pressflow submit",
}
_WORDS: dict[tuple[State, Command], str] = {
    **{
        (state, command): _NOT_PUBLIC
        for state in (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED, State.HELD, State.CANCELLED)
        for command in (Command.WITHDRAW, Command.KILL, Command.RECALL)
    },
    (State.EMBARGOED, Command.WITHDRAW): _GIVEN,
    (State.EMBARGOED, Command.KILL): _GIVEN,
    (State.EMBARGOED, Command.PUBLISH): "is under embargo; when that is over: pressflow lift",
    (State.DRAFT, Command.UNSCHEDULE): "has no slot to give up",
    (State.IN_REVIEW, Command.UNSCHEDULE): "has no slot to give up",
    (State.APPROVED, Command.UNSCHEDULE): "has no slot to give up",
}
