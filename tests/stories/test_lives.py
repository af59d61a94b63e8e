"""Any life a release may lead: random commands, clocks that jump, crashes and restarts, and what always holds."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from pressflow import approving, delivering, embargoing, reporting, scheduling
from pressflow.building.verifying import verify
from pressflow.errors import PressflowError
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.delivery import DeliveryState
from pressflow.model.journal import State
from pressflow.newsroom import Newsroom
from pressflow.worker import work
from tests import builders
from tests.smtp_server import MailServer, running
from tests.smtp_server import settings as with_relay

# The steps of a publish at which the power may fail.
STEPS = [
    "pressflow.publishing.freeze",
    "pressflow.embargoing.freeze",
    "pressflow.ledger.records.record",
    "pressflow.ledger.outbox.put",
    "pressflow.recording.append",
    "pressflow.recording.keep",
    "pressflow.building.Staged.show",
    "pressflow.channels.tree.Tree.finished",
    "pressflow.channels.tree.Tree.switch",
    "pressflow.ledger.records.open_version",
]
SLUGS = ("2026-05-20-plain", "2026-05-21-until", "2026-05-22-event")
# A word of each release that stands nowhere else.
SIGNS = dict(zip(SLUGS, ("Apfelringe", "Birnenmus", "Quittenbrot"), strict=True))
LISTS = '\n[lists.early]\ntitle = "Vorab"\nembargo = true\n\n[policy]\napprover_is_not_author = false\n'
# What a release that is public, or was, never becomes again.
FOR_EVER = {State.PUBLISHED, State.CORRECTED, State.WITHDRAWN, State.KILLED}


class PowerCut(BaseException):
    """The end of a process: nothing catches it."""


class Lives(RuleBasedStateMachine):
    """An office with three releases, a relay, and a clock that does what it likes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lives-"))
        self.now = builders.NOW
        self.relay_ = running(self.folder)
        self.relay: MailServer = self.relay_.__enter__()
        self.newsroom = builders.make_newsroom(self.folder / "office", with_relay(self.relay.port) + LISTS)
        self.seen: dict[str, dict[str, object]] = {}
        self.edits = 0

    @initialize()
    def begin(self) -> None:
        builders.add_contacts(self.newsroom, 2)
        builders.add_contacts(self.newsroom, 1, lists="early local")
        embargoes = (None, {"until": "2026-05-20 14:00"}, {"event": "Ende der Sitzung"})
        for slug, embargo in zip(SLUGS, embargoes, strict=True):
            self.write(slug, embargo=embargo)

    def write(self, slug: str, **changes: Any) -> None:  # Any: whatever a header may hold
        sign = SIGNS[slug]
        builders.add_release(
            self.newsroom,
            slug,
            title=f"Das Rathaus verteilt {sign}",
            body=f"Es gibt {sign} für alle, und zwar {self.edits} Stück.\n",
            lead=f"Die Stadt Lohtal hat beschlossen, ab sofort {sign} auf dem Markt zu verteilen.",
            quotes=None,
            date="2026-05-19 10:00",
            **changes,
        )

    # What people and workers do.

    @rule(slug=st.sampled_from(SLUGS))
    def approve(self, slug: str) -> None:
        self.do(lambda folder: approving.approve(self.newsroom, folder, "Jo", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def submit(self, slug: str) -> None:
        self.do(lambda folder: approving.submit(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def publish(self, slug: str) -> None:
        self.do(lambda folder: embargoing.publish_or_give(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS), minutes=st.integers(1, 90))
    def schedule(self, slug: str, minutes: int) -> None:
        slot = self.now + timedelta(minutes=minutes)
        self.do(lambda folder: scheduling.schedule(self.newsroom, folder, slot, "Kim", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def unschedule(self, slug: str) -> None:
        self.do(lambda folder: scheduling.unschedule(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def lift(self, slug: str) -> None:
        self.do(lambda folder: embargoing.lift(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def recall(self, slug: str) -> None:
        self.do(lambda folder: embargoing.recall(self.newsroom, folder, "Kim", self.now, "abgesagt"), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def cancel(self, slug: str) -> None:
        self.do(lambda folder: approving.cancel(self.newsroom, folder, "Kim", self.now), slug)

    @rule(slug=st.sampled_from(SLUGS))
    def edit(self, slug: str) -> None:
        file = self.newsroom.folders[slug] / "de.md"
        self.edits += 1
        head, _, _ = file.read_text("utf-8").rpartition("Es gibt")
        file.write_text(f"{head}Es gibt {SIGNS[slug]} für alle, und zwar {self.edits} Stück.\n", "utf-8")

    @rule(minutes=st.sampled_from([1, 5, 14, 30, 60, 200, -10, 60 * 24 * 3]))
    def clock_jumps(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def work(self) -> None:
        with suppress(PressflowError):
            work(self.newsroom, lambda: self.now, _told, _told, once=True)

    @rule(slug=st.sampled_from(SLUGS))
    def resume(self, slug: str) -> None:
        delivering.resume(self.newsroom, self.newsroom.folders[slug], self.now)

    @rule(step=st.sampled_from(STEPS), after=st.booleans(), slug=st.sampled_from(SLUGS), act=st.integers(0, 3))
    def power_cut(self, step: str, after: bool, slug: str, act: int) -> None:
        acts = (self.publish, self.lift, self.recall, self.approve)
        with cutting(step, after=after), suppress(PowerCut):
            acts[act](slug)
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
    def nobody_has_anything_twice(self) -> None:
        for slug, folder in self.newsroom.folders.items():
            entries = reporting.deliveries(self.newsroom, folder)
            promised = Counter((entry.version, entry.kind, entry.address) for entry in entries)
            assert all(number == 1 for number in promised.values()), slug
            doubts = sum(entry.doubts for entry in entries)
            sent = sum(entry.state == DeliveryState.SENT for entry in entries)
            taken = [entry for entry in self.relay.accepted() if SIGNS[slug] in self.text_of(entry)]
            assert sent <= len(taken) <= sent + doubts, slug

    def text_of(self, entry: Any) -> str:  # Any: an entry of the relay's log
        return self.relay.content(entry).decode("utf-8", "replace")

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
        from pressflow.ledger import records

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
    def no_version_comes_twice_and_numbers_have_no_gaps(self) -> None:
        references = []
        for slug in SLUGS:
            numbers = [event.version for event in journal.numbered(self.events(slug))]
            assert len(set(numbers)) == len(numbers)
            references += [event.reference for event in journal.versions(self.events(slug))]
        assert sorted(references) == [f"2026-{number:03}" for number in range(1, len(references) + 1)]

    @invariant()
    def embargo_letters_reach_guests_alone(self) -> None:
        for folder in self.newsroom.folders.values():
            for entry in reporting.deliveries(self.newsroom, folder):
                assert entry.kind == "release" or entry.address == "reader0@desk.example.org"

    def teardown(self) -> None:
        """In the end everything that was begun is finished: the site is the one made from nothing, and complete."""
        try:
            for minutes in (0, 1):
                self.now += timedelta(minutes=minutes)
                self.work()
            if self.newsroom.public.exists():
                assert verify(self.newsroom) == []
            self.channels_agree()
        finally:
            self.newsroom.ledger.close()
            self.relay_.__exit__(None, None, None)
            shutil.rmtree(self.folder)

    def channels_agree(self) -> None:
        """Every channel has the words of the version that is public, and no other's."""
        for slug in SLUGS:
            versions = journal.versions(self.events(slug))
            if not versions:
                continue
            frozen = (self.newsroom.folders[slug] / "versions" / str(versions[-1].version) / "de.md").read_text("utf-8")
            sentence = frozen.rpartition("\n---\n")[2].strip()
            for ending in ("html", "txt", "json"):
                page = (self.newsroom.public / "de" / f"{slug}.{ending}").read_text("utf-8")
                assert sentence in " ".join(page.split()), (slug, ending)

    def events(self, slug: str) -> tuple[journal.Event, ...]:
        return read_journal(self.newsroom.folders[slug])

    def state(self, slug: str) -> State:
        return journal.state(self.events(slug))


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
