"""The main proof: a sender that is killed again and again skips nobody, and sends nobody a second letter unnoticed."""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pressflow import clock, delivering
from pressflow.newsroom import Newsroom
from tests import builders
from tests.smtp_server import Accepted, MailServer, Rule, Script, Step, certificates, running, settings, wait_until

CONNECTIONS = 4
# A connection ends after so many letters: each run has the QUIT of many.
LETTERS = 15
KILLS, CONTACTS = 20, 500
SOAK_KILLS, SOAK_CONTACTS = 200, 3000
# The server is so slow that letters are always on their way; a kill comes so long after a letter, at most.
DELAY, LATEST = 0.012, 0.015
# So often a sender dies while it begins, and so often what is in doubt is sent again before the next one dies.
EARLY, RESUMED = 4, 5
# Where others keep the machine busy, a sender takes its time; in seconds.
PATIENCE = 600


@dataclass
class Blast:
    """A newsroom that sends one release to many, and what was leaving at each kill: who had it, and to whom."""

    newsroom: Newsroom
    release: Path
    server: MailServer
    leaving: list[set[tuple[str, str]]] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.newsroom.var / "ledger.sqlite"

    def work(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "pressflow", "work", "-C", str(self.newsroom.folder)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def work_and_kill(self, when: Callable[[int], bool], moment: float) -> None:
        """Let a sender begin, and kill it a moment after something is true; `when` is given its process's number."""
        process = self.work()
        try:
            wait_until(lambda: when(process.pid) or process.poll() is not None, "it is time to kill", PATIENCE)
            time.sleep(moment)  # a random one: there is nothing to wait for
        finally:
            process.kill()
        assert process.wait() == -signal.SIGKILL, "the sender ended before it was killed"
        self.leaving.append(self.now_leaving())

    def has_begun(self, process: int) -> bool:
        return any(self.newsroom.workers.glob(f"{process}-*.lock"))

    def accepted(self) -> int:
        return self.server.log.read_bytes().count(b"\n")

    def now_leaving(self) -> set[tuple[str, str]]:
        """Asks a copy: the next sender finds the ledger just as the dead one left it."""
        copy = self.newsroom.folder / "copy"
        copy.mkdir()
        for file in (self.ledger, self.ledger.with_name(f"{self.ledger.name}-wal")):
            if file.exists():
                shutil.copy(file, copy)
        rows = _rows(
            copy / self.ledger.name,
            "select worker, address from deliveries join progress on delivery_id = id where state = 'sending'",
        )
        shutil.rmtree(copy)
        return set(rows)

    def resume(self) -> None:
        delivering.resume(self.newsroom, self.release, clock.now())
        self.newsroom.ledger.close()

    def finish(self) -> None:
        """Send what is left, then what is in doubt, and again where the relay leaves that in doubt, too."""
        assert self.work().wait() == 0
        for _ in range(10):
            self.resume()
            assert self.work().wait() == 0
            if not _rows(self.ledger, "select 1, 1 from progress where state = 'uncertain'"):
                return


_USUAL = Script()


def _rows(ledger: Path, query: str) -> list[Any]:  # Any: columns
    with closing(sqlite3.connect(ledger)) as connection:
        return connection.execute(query).fetchall()


def kill_often(
    tmp_path: Path, kills: int, contacts: int, seed: int, *rules: Rule, script: Script = _USUAL, secure: str = "none"
) -> Blast:
    """Send a release to so many contacts while the sender is killed so many times, spread over all of it."""
    chance = random.Random(seed)  # noqa: S311  no secret, and to be had again
    with running(tmp_path, *rules, delay=DELAY, script=script) as server:
        text = settings(server.port, connections=CONNECTIONS, letters_per_connection=LETTERS).replace(
            'security = "none"', f'security = "{secure}"'
        )
        newsroom = builders.make_newsroom(tmp_path / "office", text)
        release = builders.add_release(newsroom)
        builders.add_contacts(newsroom, contacts)
        builders.publish(newsroom, release, clock.now())
        newsroom.ledger.close()
        blast = Blast(newsroom, release, server)
        # What each kill leaves in doubt waits for its resume: so many letters must be left for the last ones.
        marks = sorted(chance.sample(range(1, contacts - kills * CONNECTIONS), kills))
        for number, mark in enumerate(marks, 1):
            enough = max(mark, blast.accepted() + 1)
            reached = blast.has_begun if number % EARLY == 0 else lambda _, to=enough: blast.accepted() >= to
            blast.work_and_kill(reached, chance.uniform(0, LATEST))
            if number % RESUMED == 0:
                blast.resume()
        blast.finish()
    return blast


def check(blast: Blast, kills: int, contacts: int, seed: int) -> None:
    """Nobody is skipped, and whatever came twice was in doubt, in the open, under one Message-ID."""
    again = f"with the seed {seed}"
    copies: dict[str, list[Accepted]] = defaultdict(list)
    for entry in blast.server.accepted():
        copies[entry.to].append(entry)
    # What one sender was sending is seen at its own kill, and again where the next was killed before it looked.
    died_sending = set().union(*blast.leaving)
    of_sender = Counter(sender for sender, _ in died_sending)
    in_doubt = Counter(address for _, address in died_sending)

    assert len(blast.leaving) == kills, again
    assert died_sending, again
    assert set(copies) == {f"reader{number}@desk.example.org" for number in range(contacts)}, again
    assert set(_rows(blast.ledger, "select address, state from deliveries join progress on delivery_id = id")) == {
        (to, "sent") for to in copies
    }, again
    letters = {(entry.message_id, entry.sha256, entry.to) for entries in copies.values() for entry in entries}
    assert len(letters) == len({message_id for message_id, _, _ in letters}) == contacts, again
    assert max(of_sender.values()) <= CONNECTIONS, again
    assert (
        dict(
            _rows(blast.ledger, "select address, doubts from deliveries join progress on delivery_id = id where doubts")
        )
        == in_doubt
    ), again
    assert all(len(entries) - 1 <= in_doubt[to] for to, entries in copies.items()), again


# How relays let us speak, and what is the matter with some messages: later, no, gone, gone but kept, slow.
MODES = {"bdat": ("PIPELINING", "CHUNKING", "SIZE 1000000"), "pipelined": ("PIPELINING",), "stepwise": ()}
REPLIES = ("450 4.2.1 later", "550 5.1.1 nobody here", "421 4.3.0 going down")
COMMANDS: tuple[Step, ...] = ("rcpt", "data", "dot")
STEPS: tuple[Step, ...] = ("mail", "rcpt", "data", "body", "dot")
FAULTS = (
    *(Rule(step, reply, times=1) for step in COMMANDS for reply in REPLIES),
    Rule("mail", "451 4.3.0 in trouble just now", times=1),
    Rule("mail", "550 5.7.1 not from you just now", times=1),
    Rule("mail", "552 5.3.4 too large", times=1),
    *(Rule(step, times=1, close=True) for step in STEPS),
    Rule("mail", "250 2.1.0 slowly", times=1, wait=0.2),
    Rule("rcpt", "250 2.1.5 slowly", times=1, wait=0.2),
    Rule("data", "354 slowly", times=1, wait=0.2),
    Rule("dot", times=1, close=True, keep=True),
    Rule("dot", "250 2.0.0 slowly", times=1, wait=0.2, keep=True),
)
# And with some connections, where they begin, between two letters, and where they end: later, no, gone or slow.
USUAL: dict[Step, str] = {
    "connect": "220 mail.example.org slowly",
    "ehlo": "250 mail.example.org slowly",  # and offers nothing: then it is one command at a time
    "starttls": "220 2.0.0 slowly",
    "auth": "235 2.7.0 slowly",
    "rset": "250 2.0.0 slowly",
    "quit": "221 2.0.0 slowly",
}
FAULTS_OF_CONNECTIONS = tuple(
    rule
    for step, usual in USUAL.items()
    for rule in (
        Rule(step, "421 4.3.0 going down"),
        Rule(step, "554 5.3.2 no service"),
        Rule(step, close=True),
        Rule(step, usual, wait=0.2),
    )
)
# Never all connections of a sender at once: it would wait for half a minute.
FAULTY = range(2, 60, 3)


def faults(seed: int, contacts: int, mode: str) -> list[Rule]:
    """Something is the matter with every tenth message or so, and every third connection, at any step of the mode."""
    chance = random.Random(seed)  # noqa: S311  no secret, and to be had again
    of_letters = [rule for rule in FAULTS if mode != "bdat" or rule.step != "data"]
    letters = [replace(chance.choice(of_letters), nth=nth) for nth in chance.sample(range(1, contacts), contacts // 10)]
    return letters + [replace(chance.choice(FAULTS_OF_CONNECTIONS), nth=nth) for nth in FAULTY]


def check_with_faults(blast: Blast, contacts: int, seed: int) -> None:
    """Nobody is skipped; who was refused was told no; every copy too many was in doubt, in the open."""
    again = f"with the seed {seed}"
    copies = Counter(entry.to for entry in blast.server.accepted())
    rows = _rows(blast.ledger, "select address, state, doubts from deliveries join progress on delivery_id = id")
    states = Counter(state for _, state, _ in rows)
    assert set(states) <= {"sent", "refused"}, again
    assert len(rows) == contacts, again
    for address, state, doubts in rows:
        assert (state == "sent") <= copies[address] <= doubts + (state == "sent"), (address, again)
    died_sending = set().union(*blast.leaving)
    assert died_sending or len(blast.leaving) < KILLS, again  # of so many kills one meets a letter that leaves
    assert max(Counter(sender for sender, _ in died_sending).values(), default=0) <= CONNECTIONS, again
    tallied = _rows(blast.ledger, "select state, number from tallies where number > 0")
    unsent = {state: number for state, number in states.items() if state != "sent"}
    assert dict(tallied) == {"promised": contacts} | unsent, again
    letters = {(entry.message_id, entry.sha256, entry.to) for entry in blast.server.accepted()}
    assert len(letters) == len({to for _, _, to in letters}), again


def _kill_among_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kills: int, contacts: int, mode: str, secure: str
) -> None:
    seed, script = _seed(), Script(offers=MODES[mode])
    if secure != "none":
        certificate, trusted = certificates(tmp_path)
        monkeypatch.setenv("SSL_CERT_FILE", trusted)
        monkeypatch.setenv("PRESSFLOW_MAIL__USERNAME", "robin")
        monkeypatch.setenv("PRESSFLOW_MAIL__PASSWORD", "open sesame")
        offers = (*script.offers, "STARTTLS", "AUTH PLAIN")
        script = replace(script, offers=offers, certificate=certificate, login="open sesame")
    blast = kill_often(tmp_path, kills, contacts, seed, *faults(seed, contacts, mode), script=script, secure=secure)
    check_with_faults(blast, contacts, seed)


@pytest.mark.parametrize(("mode", "secure"), [("bdat", "none"), ("pipelined", "starttls"), ("stepwise", "none")])
def test_killed_sender_and_faulty_relay_together_skip_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, secure: str
) -> None:
    _kill_among_faults(tmp_path, monkeypatch, 4, 120, mode, secure)


@pytest.mark.soak
@pytest.mark.parametrize("secure", ["none", "starttls"])
@pytest.mark.parametrize("mode", MODES)
def test_sender_killed_two_hundred_times_in_all_modes_skips_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str, secure: str
) -> None:
    _kill_among_faults(tmp_path, monkeypatch, 34, 900, mode, secure)


def _seed() -> int:
    return random.SystemRandom().randrange(10**6)


def test_killed_sender_skips_nobody_and_repeats_only_what_was_in_doubt(tmp_path: Path) -> None:
    seed = _seed()
    check(kill_often(tmp_path, KILLS, CONTACTS, seed), KILLS, CONTACTS, seed)


@pytest.mark.soak
def test_sender_killed_two_hundred_times_skips_nobody_and_repeats_only_what_was_in_doubt(tmp_path: Path) -> None:
    seed = _seed()
    check(kill_often(tmp_path, SOAK_KILLS, SOAK_CONTACTS, seed), SOAK_KILLS, SOAK_CONTACTS, seed)
