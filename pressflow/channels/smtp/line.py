"""What a line to a relay is: what it is handed, what it answers, and what is remembered about the relay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

from pressflow.model.delivery import Envelope


class Mode(StrEnum):
    """How many commands leave in one write."""

    BDAT = "bdat"  # the whole letter: MAIL, RCPT, BDAT and the message (RFC 3030, RFC 2920)
    PIPELINED = "pipelined"  # MAIL, RCPT and DATA; the message when the relay asks for it (RFC 2920)
    STEPWISE = "stepwise"  # one


class Verdict(StrEnum):
    """What an answer means for a letter."""

    SENT = "sent"  # the relay has it
    REFUSED = "refused"  # not this letter to this reader, for good
    LATER = "later"  # not now; the relay does not have it
    AGAIN = "again"  # the relay does not have it, since it took in nothing: one command at a time it will
    UNCERTAIN = "uncertain"  # the relay has it or not; nobody can know
    RELAY = "relay"  # the relay refuses our sender, or us as a whole; no reader is to blame


class Answer(NamedTuple):
    """What became of a letter: the relay's own words on one line, or ours where it said nothing.

    `code` is the reply's (RFC 5321, section 4.2; 0 where there was none), `status` the enhanced code (RFC 3463) as
    in "5.1.1" or empty, `stage` what was answered: "connect", "mail", "rcpt" or "data".
    """

    verdict: Verdict
    reply: str
    code: int
    status: str
    stage: str


Done = Callable[[Answer], None]
Message = bytes | Sequence[bytes]


class Line(Protocol):
    """An open session with one relay, which carries one message at a time."""

    mode: Mode

    @property
    def idle(self) -> bool:
        """Whether a letter may be started."""

    @property
    def closed(self) -> bool:
        """Whether the line is of no use any more; open another one."""

    @property
    def carried(self) -> int:
        """How many letters were begun on this line."""

    def start(self, envelope: Envelope, message: Message, done: Done) -> None:
        """Begin with a letter: writes at once and never waits; raises RuntimeError where one is under way already.

        `done` gets the answer exactly once, from the event loop and never from within `start`, also when the
        connection dies.
        """

    async def freshen(self) -> bool:
        """Ask the relay whether it still listens, if it was idle for long; False where the line is dead."""

    async def close(self) -> None:
        """Leave politely and soon; a letter that is under way is answered first, as far as it can be."""


class Relay(Protocol):
    """What must be known of a relay to open a line; times are in seconds."""

    @property
    def host(self) -> str:
        """Its name."""

    @property
    def port(self) -> int:
        """Its port."""

    @property
    def security(self) -> Literal["none", "starttls", "tls"]:
        """How the connection is protected."""

    @property
    def username(self) -> str:
        """The login; empty where it asks for none."""

    @property
    def password(self) -> str:
        """The login's password."""

    @property
    def from_address(self) -> str:
        """Our address, whose domain is our name in EHLO."""

    @property
    def timeout(self) -> float:
        """The longest wait for the answer to a command."""

    @property
    def answer_timeout(self) -> float:
        """The longest wait for the answer to a whole letter."""

    @property
    def wire(self) -> Literal["fast", "plain"]:
        """Whether the line speaks for itself, or through aiosmtplib."""


def _nobody(_: str) -> None:
    """Nobody asked."""


@dataclass(slots=True)
class RelayMemory:
    """What was learned about a relay, for all its lines: why it is spoken to one command at a time, if it is.

    `told` hears that once, in the relay's words.
    """

    told: Callable[[str], None] = _nobody
    stepwise: str = ""

    def learn(self, why: str) -> None:
        """Speak to the relay one command at a time from now on."""
        if not self.stepwise:
            self.stepwise = why
            self.told(why)
