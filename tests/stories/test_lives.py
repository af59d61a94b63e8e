"""Any life a release may lead: random commands, clocks that jump, crashes and restarts, and what always holds."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pressflow import approving, correcting, delivering, denying, embargoing, reporting, scheduling, withdrawing
from pressflow.building.verifying import verify
from pressflow.errors import PressflowError
from pressflow.journal import read_journal
from pressflow.ledger import records
from pressflow.ledger.outbox import Entry
from pressflow.model import journal
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.delivery import DeliveryState, delivery_key, message_id
from pressflow.model.grading import CLASSES, NOTED
from pressflow.model.journal import Approved, Event, State
from pressflow.model.lifecycle import TRANSITIONS
from pressflow.newsroom import Newsroom
from pressflow.worker import work
from tests import builders
from tests.formats import reading
from tests.smtp_server import Accepted, MailServer, Rule, running
from tests.smtp_server import settings as with_relay
from tests.stories import agreeing

# The steps of a publish at which the power may fail.
STEPS = [
    "pressflow.publishing.freeze",
    "pressflow.embargoing.freeze",
    "pressflow.ledger.records.record",
    "pressflow.ledger.outbox.put",
    "pressflow.recording.append",
    "pressflow.recording.keep",
    "pressflow.ledger.superseding.supersede",
    "pressflow.clearing.clear",
    "pressflow.publishing.index",
    "pressflow.building.Staged.show",
    "pressflow.channels.tree.Tree.finished",
    "pressflow.channels.tree.Tree.switch",
    "pressflow.ledger.records.open_version",
]
SLUGS = ("2026-05-20-plain", "2026-05-21-until", "2026-05-22-event")
# A word of each release that stands nowhere else.
SIGNS = dict(zip(SLUGS, ("Apfelringe", "Birnenmus", "Quittenbrot"), strict=True))
SLUG = st.sampled_from(SLUGS)
LISTS = '\n[lists.early]\ntitle = "Vorab"\nembargo = true\n\n[policy]\napprover_is_not_author = false\n'
# What a release that is public, or was, never becomes again.
FOR_EVER = {State.PUBLISHED, State.CORRECTED, State.WITHDRAWN, State.KILLED}
# What is the matter with some letters: kept without a word, put off, given up without being kept.
FAULTS = (
    Rule("dot", nth=3, close=True, keep=True),
    Rule("dot", "451 4.3.0 later", nth=5),
    Rule("dot", nth=8, close=True),
    Rule("dot", nth=13, close=True, keep=True),
)
# What the power may fail in.
ACTS = ("publish", "lift", "recall", "approve", "withdraw", "kill")
# How a text is edited: another number, other wording, a slip of the pen.
Edit = Literal["number", "wording", "spelling"]
EDITS: tuple[Edit, ...] = get_args(Edit)


class PowerCut(BaseException):
    """The end of a process: nothing catches it."""


@dataclass(frozen=True)
class Words:
    """What a release says, as often as it was edited."""

    number: int = 0
    whom: str = "alle Kinder"
    gives: str = "verteilt"
    embargo: dict[str, str] | None = None

    def edited(self, how: Edit) -> "Words":
        """The same, edited."""
        match how:
            case "number":
                return replace(self, number=self.number + 1)
            case "wording":
                return replace(self, whom="jeden" if self.whom != "jeden" else "alle Kinder")
            case "spelling":
                return replace(self, gives="vertielt" if self.gives != "vertielt" else "verteilt")


class Lives(RuleBasedStateMachine):
    """An office with three releases, a relay with moods, and a clock that does what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lives-"))
        self.now = builders.NOW
        self.relay_ = running(self.folder, *FAULTS)
        self.relay: MailServer = self.relay_.__enter__()
        self.newsroom = builders.make_newsroom(self.folder / "office", with_relay(self.relay.port) + LISTS)
        self.seen: dict[str, dict[str, object]] = {}
        self.dated: dict[tuple[str, str], str] = {}
        self.overtaken: set[tuple[str, int]] = set()
        self.read = 0
        self.words: dict[str, Words] = {}

    @initialize()
    def begin(self) -> None:
        builders.add_contacts(self.newsroom, 2)
        builders.add_contacts(self.newsroom, 1, lists="early local", accredited="2026-01-15")
        embargoes = (None, {"until": "2026-05-20 14:00"}, {"event": "Ende der Sitzung"})
        for slug, embargo in zip(SLUGS, embargoes, strict=True):
            self.write(slug, Words(embargo=embargo))

    def write(self, slug: str, words: Words) -> None:
        sign, self.words[slug] = SIGNS[slug], words
        builders.add_release(
            self.newsroom,
            slug,
            title=f"Das Rathaus verteilt {sign}",
            body=f"Das Rathaus {words.gives} {sign} an {words.whom}, und zwar {words.number} Stück.\n",
            lead=f"Die Stadt Lohtal hat beschlossen, ab sofort {sign} auf dem Markt zu verteilen.",
            quotes=None,
            date="2026-05-19 10:00",
            embargo=words.embargo,
        )

    # What people and workers do.

    @rule(slug=SLUG)
    def approve(self, slug: str) -> None:
        self.do(lambda folder: approving.approve(self.newsroom, folder, "Jo", self.now), slug)

    @rule(slug=SLUG)
    def submit(self, slug: str) -> None:
        self.do(lambda folder: approving.submit(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=SLUG)
    def publish(self, slug: str) -> None:
        self.do(lambda folder: embargoing.publish_or_give(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=SLUG)
    def approve_and_publish(self, slug: str) -> None:
        self.approve(slug)
        self.publish(slug)

    @rule(slug=SLUG, minutes=st.integers(1, 90))
    def schedule(self, slug: str, minutes: int) -> None:
        slot = self.now + timedelta(minutes=minutes)
        self.do(lambda folder: scheduling.schedule(self.newsroom, folder, slot, "Kim", self.now), slug)

    @rule(slug=SLUG)
    def unschedule(self, slug: str) -> None:
        self.do(lambda folder: scheduling.unschedule(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=SLUG)
    def lift(self, slug: str) -> None:
        self.do(lambda folder: embargoing.lift(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=SLUG)
    def recall(self, slug: str) -> None:
        self.do(lambda folder: embargoing.recall(self.newsroom, folder, "Kim", self.now, "abgesagt"), slug)

    @rule(slug=SLUG)
    def cancel(self, slug: str) -> None:
        self.do(lambda folder: approving.cancel(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=SLUG, how=st.sampled_from(EDITS))
    def edit(self, slug: str, how: Edit) -> None:
        if self.state(slug) != State.KILLED:
            self.write(slug, self.words[slug].edited(how))

    @rule(slug=SLUG, class_=st.sampled_from(CLASSES))
    def correct(self, slug: str, class_: CorrectionClass) -> None:
        note = {"de": "Die Zahl war falsch."} if class_ in NOTED else {}
        self.do(lambda folder: correcting.correct(self.newsroom, folder, "Kim", self.now, class_, note), slug)

    @rule(slug=SLUG, class_=st.sampled_from(CLASSES), how=st.sampled_from(EDITS))
    def correct_and_publish(self, slug: str, class_: CorrectionClass, how: Edit) -> None:
        self.edit(slug, how)
        self.correct(slug, class_)
        self.approve_and_publish(slug)

    @rule(slug=SLUG)
    def withdraw(self, slug: str) -> None:
        self.do(lambda folder: withdrawing.withdraw(self.newsroom, folder, "Kim", self.now, "Aufgehoben."), slug)

    @rule(slug=SLUG)
    def kill(self, slug: str) -> None:
        self.do(lambda folder: withdrawing.kill(self.newsroom, folder, "Kim", self.now, "Persönliches."), slug)

    @precondition(lambda self: len(self.newsroom.folders) == len(SLUGS))
    @rule()
    def deny(self) -> None:
        with suppress(PressflowError):
            denying.deny(self.newsroom, "Kim", self.now, {"de": "eine E-Mail vom 20. Mai"}, place="Lohtal")

    @rule(minutes=st.sampled_from([1, 5, 14, 30, 60, 200, -10, 60 * 24 * 3]))
    def clock_jumps(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def work(self) -> None:
        with suppress(PressflowError):
            work(self.newsroom, lambda: self.now, _told, _told, once=True)

    @rule(slug=SLUG)
    def resume(self, slug: str) -> None:
        delivering.resume(self.newsroom, self.newsroom.folders[slug], self.now)

    @rule(step=st.sampled_from(STEPS), after=st.booleans(), slug=SLUG, act=st.sampled_from(ACTS))
    def power_cut(self, step: str, after: bool, slug: str, act: str) -> None:
        self.approve(slug)
        with cutting(step, after=after), suppress(PowerCut):
            getattr(self, act)(slug)
        self.restart()

    @precondition(lambda self: len(self.newsroom.folders) == len(SLUGS))
    @rule(step=st.sampled_from(STEPS), after=st.booleans())
    def power_cut_at_a_denial(self, step: str, after: bool) -> None:
        with cutting(step, after=after), suppress(PowerCut):
            self.deny()
        self.restart()

    @rule(step=st.sampled_from(STEPS), after=st.booleans())
    def power_cut_at_work(self, step: str, after: bool) -> None:
        with cutting(step, after=after), suppress(PowerCut):
            self.work()
        self.restart()

    @rule()
    def restart(self) -> None:
        self.newsroom.ledger.close()
        self.newsroom = Newsroom.at(self.newsroom.folder)

    def do(self, act: Callable[[Path], object], slug: str) -> None:
        with suppress(PressflowError):
            act(self.newsroom.folders[slug])

    # What always holds.

    @invariant()
    def nobody_has_anything_twice_or_what_was_overtaken(self) -> None:
        """Each letter the relay took is one promise's, and is taken once for each time it was in doubt, at most."""
        accepted = self.relay.accepted()
        copies, promised = Counter(letter.message_id for letter in accepted), self.promised()
        assert set(copies) <= set(promised)
        for key, (slug, entry) in promised.items():
            sent = entry.state == DeliveryState.SENT
            assert sent <= copies[key] <= sent + entry.doubts, (slug, entry)
        for letter in accepted[self.read :]:
            slug, entry = promised[letter.message_id]
            assert (slug, entry.version) not in self.overtaken, (slug, entry)
            self.says_what_was_published(slug, entry, letter)
        self.read = len(accepted)
        for slug in self.newsroom.folders:
            numbers = [event.version for event in journal.numbered(self.events(slug))]
            self.overtaken |= {(slug, number) for number in numbers[:-1] if number > -1}

    def promised(self) -> dict[str, tuple[str, Entry]]:
        """Every delivery by its Message-ID, with its release."""
        found = {}
        for slug, folder in self.newsroom.folders.items():
            uri = journal.uri(self.events(slug)) or ""
            for entry in reporting.deliveries(self.newsroom, folder):
                key = message_id(delivery_key(uri, entry.version, entry.kind, entry.address), "lohtal.example.org")
                assert key not in found, entry
                found[key] = slug, entry
        return found

    def says_what_was_published(self, slug: str, entry: Entry, letter: Accepted) -> None:
        """The letter has the words of its version; one about a release that was removed has none of them."""
        mail = reading.mail(self.relay.content(letter))
        texts = [reading.text_tokens(reading.body(mail, "plain")), reading.html_tokens(reading.body(mail, "html"))]
        if self.state(slug) == State.KILLED:
            assert not any(SIGNS[slug] in text for text in texts), entry
        elif entry.kind in ("release", "correction", "embargo", "denial"):
            events = [one for one in journal.numbered(self.events(slug)) if one.version == entry.version]
            record = agreeing.frozen(self.newsroom, self.newsroom.folders[slug], *events)  # type: ignore[arg-type]  # of such letters
            assert all(reading.carries(text, reading.record_tokens(record)) for text in texts), entry

    @invariant()
    def nothing_is_public_that_is_not_published(self) -> None:
        files = [file for file in self.newsroom.public.rglob("*") if file.is_file()]
        for slug, sign in SIGNS.items():
            if self.state(slug) in FOR_EVER or self.recorded(slug):
                continue
            for file in files:
                assert slug not in file.as_posix(), file
                assert sign.encode() not in file.read_bytes(), file

    def recorded(self, slug: str) -> bool:
        """Whether the ledger has published it, and the journal is about to say so."""
        uri = journal.uri(self.events(slug))
        with self.newsroom.ledger.reading() as tx:
            return any(one.uri == uri and one.version > 0 for one in records.unopened(tx))

    @invariant()
    def what_is_fixed_for_ever_never_changes(self) -> None:
        for slug in SLUGS:
            events = self.events(slug)
            now: dict[str, object] = {"uri": journal.uri(events)} if events else {}
            if versions := journal.versions(events):
                first = versions[0]
                now |= {"first": first.at, "reference": first.reference, "slug": first.slug, "public": True}
                assert self.state(slug) in FOR_EVER
            before = self.seen.get(slug, {})
            assert {name: now.get(name) for name in before} == before
            self.seen[slug] = now

    @invariant()
    def feeds_keep_ids_and_dates(self) -> None:
        now = agreeing.dates(self.newsroom)
        assert {key: date for key, date in self.dated.items() if key in now and now[key] != date} == {}
        self.dated |= now

    @invariant()
    def no_version_comes_twice_and_numbers_have_no_gaps(self) -> None:
        references: set[str] = set()
        for slug in self.newsroom.folders:
            numbers = [event.version for event in journal.numbered(self.events(slug))]
            assert len(set(numbers)) == len(numbers)
            references |= {event.reference for event in journal.versions(self.events(slug))}
        assert sorted(references) == [f"2026-{number:03}" for number in range(1, len(references) + 1)]

    @invariant()
    def every_step_is_a_legal_one(self) -> None:
        for slug in self.newsroom.folders:
            events = self.events(slug)
            for number in range(1, len(events)):
                before, after = events[:number], events[: number + 1]
                allowed = states(before) | {to for state in states(before) for to in TRANSITIONS[state].values()}
                assert states(after) & allowed, (slug, events[number])

    @invariant()
    def embargo_letters_reach_guests_alone(self) -> None:
        for folder in self.newsroom.folders.values():
            for entry in reporting.deliveries(self.newsroom, folder):
                assert entry.kind != "embargo" or entry.address == "reader0@desk.example.org"

    @invariant()
    def nothing_is_left_of_what_was_removed(self) -> None:
        for slug, sign in SIGNS.items():
            if self.state(slug) == State.KILLED and not self.recorded(slug):
                assert [file.name for file in self.newsroom.folders[slug].iterdir()] == ["journal.jsonl"]
                files = [file for file in self.newsroom.public.rglob("*") if file.is_file()]
                assert [file for file in files if sign.encode() in file.read_bytes()] == []

    def teardown(self) -> None:
        """In the end everything that was begun is finished: the site is the one made from nothing, and complete."""
        try:
            for minutes in (0, 1):
                self.now += timedelta(minutes=minutes)
                self.work()
            if self.newsroom.public.exists():
                assert verify(self.newsroom) == []
            for folder in self.newsroom.folders.values():
                assert agreeing.disagreements(self.newsroom, folder) == [], folder.name
            self.newsroom.ledger.close()
            self.removed_words_are_nowhere()
        finally:
            self.newsroom.ledger.close()
            self.relay_.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    def removed_words_are_nowhere(self) -> None:
        removed = [sign for slug, sign in SIGNS.items() if self.state(slug) == State.KILLED]
        for file in self.newsroom.folder.rglob("*") if removed else ():
            content = file.read_bytes() if file.is_file() else b""
            assert [sign for sign in removed if sign.encode() in content] == [], file

    def events(self, slug: str) -> tuple[journal.Event, ...]:
        return read_journal(self.newsroom.folders[slug])

    def state(self, slug: str) -> State:
        return journal.state(self.events(slug))


def states(events: tuple[Event, ...]) -> set[State]:
    """The state after these events, where the text is still the one approved last, and where it is not."""
    approved = journal.newest(events, Approved)
    return {journal.state(events), journal.state(events, approved.hash if approved else None)}


def _told(*words: object) -> None:
    """Nobody listens."""


@contextmanager
def cutting(step: str, *, after: bool) -> Iterator[None]:
    """Let the power fail before a step, or right after it."""
    from pkgutil import resolve_name

    original = resolve_name(step)

    def cut(*args: Any, **kwargs: Any) -> None:  # Any: whatever the step takes
        if after:
            original(*args, **kwargs)
        raise PowerCut(step)

    with patch(step, cut):
        yield


def test_whatever_happens_nobody_has_anything_twice_and_nothing_is_early() -> None:
    run_state_machine_as_test(Lives, settings=_settings(4, 15))


@pytest.mark.soak
def test_whatever_happens_for_long() -> None:
    run_state_machine_as_test(Lives, settings=_settings(int(os.environ.get("LIVES", "30")), 50))


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
