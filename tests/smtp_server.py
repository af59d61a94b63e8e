"""A mail server on loopback, in a process of its own, that misbehaves as its script says."""

import argparse
import asyncio
import json
import os
import re
import ssl
import subprocess
import sys
import time
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Literal

import trustme

Step = Literal["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "body", "dot", "rset", "quit"]
_OF_CONNECTION: tuple[Step, ...] = ("connect", "ehlo", "starttls", "auth", "rset", "quit")
_ROOT = Path(__file__).parent.parent
_LONGEST_LIFE = 7200.0
_LARGEST_LETTER = 2**22


@dataclass(frozen=True, slots=True)
class Rule:
    """What the server does instead of the usual, at one step.

    `body` is the middle of a message's data, `dot` their end; BDAT has the same two, and no `data`. `to` names a
    recipient, `nth` counts messages (by MAIL) from 1, or connections at the steps that belong to no message; with
    neither it is every message or connection. `times` is how often
    (0: always), `wait` how long the server thinks about it, in seconds. A `reply` of 421, or `close`, ends the
    connection; with neither reply nor close the server falls silent. `keep`, at the step `dot`, takes the message
    all the same. A reply is said as it stands, with CRLF behind it: it may be no reply at all, or several.
    """

    step: Step
    reply: str = ""
    to: str = ""
    nth: int = 0
    times: int = 0
    wait: float = 0.0
    keep: bool = False
    close: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """How the server behaves: `delay` is how slowly it answers to a message's end, in seconds.

    `most_connections` is how many it has open at once (0: any number); `busy_until` keeps back all answers to
    messages until that many connections are open.

    `offers` is what EHLO lists, as "PIPELINING", "CHUNKING", "SIZE 1000000", "STARTTLS" or "AUTH PLAIN"; what is not
    offered is understood all the same, but for the commands in `unknown`, which get a 500. `login` is the one
    password, of any user; with it, MAIL needs a login. `certificate` is a file with certificate and key, for STARTTLS;
    `tls` has TLS from the first byte. `alone` ends a connection on which a command came together with another (as
    Exim does to those who were not offered PIPELINING), `forgetful` throws away what came together with a command.
    `eager` says 354 to DATA without a recipient. Replies leave in pieces of `chop` bytes (0: whole).
    """

    rules: tuple[Rule, ...] = ()
    delay: float = 0.0
    most_connections: int = 0
    busy_until: int = 0
    offers: tuple[str, ...] = ("8BITMIME",)
    unknown: tuple[str, ...] = ()
    login: str = ""
    certificate: str = ""
    tls: bool = False
    alone: bool = False
    forgetful: bool = False
    eager: bool = False
    chop: int = 0

    @classmethod
    def from_json(cls, text: str) -> "Script":
        """The script as the command line has it."""
        values = json.loads(text)
        rules = tuple(Rule(**rule) for rule in values.get("rules", ()))
        lists = {name: tuple(values.get(name, getattr(cls(), name))) for name in ("offers", "unknown")}
        return cls(**{**values, **lists, "rules": rules})


_USUAL = Script()


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message the server took, for one recipient; `connection` counts from 1."""

    to: str
    message_id: str
    sha256: str
    time: float
    connection: int


class Server:
    """What all connections share: the script, the log, and how many there are of what."""

    def __init__(self, script: Script, log: Path) -> None:
        self.script = script
        self.log = log.open("a", encoding="utf-8")
        self.letters = log.with_suffix(".letters")
        self.letters.mkdir(exist_ok=True)
        self.connections = self.messages = 0
        self.held: set[asyncio.Task[None]] = set()
        self.heard: list[str] = []
        self.busy = asyncio.Event()
        self._applied: Counter[Rule] = Counter()

    def rule(self, step: Step, nth: int, recipients: list[str]) -> Rule | None:
        """The first rule for a step of a message that still holds."""
        for rule in self.script.rules:
            meant = rule.step == step and rule.nth in (0, nth) and (not rule.to or rule.to in recipients)
            if meant and not 0 < rule.times <= self._applied[rule]:
                self._applied[rule] += 1
                return rule
        return None

    def accept(self, recipients: list[str], content: bytes, connection: int) -> None:
        """Write a message down, durably: what the client hears comes after."""
        found = re.search(rb"(?im)^Message-ID:\s*(<[^>]*>)", content)
        message_id, digest = found[1].decode() if found else "", sha256(content).hexdigest()
        (self.letters / digest).write_bytes(content)
        for to in recipients:
            entry = Accepted(to, message_id, digest, time.time(), connection)
            self.log.write(json.dumps(asdict(entry)) + "\n")
        self.log.flush()
        os.fsync(self.log.fileno())

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hold the conversation of a connection to its end."""
        task = asyncio.current_task()
        assert task
        self.connections += 1
        self.held.add(task)
        if len(self.held) >= self.script.busy_until:
            self.busy.set()
        try:
            with suppress(_HangUp, OSError, asyncio.IncompleteReadError):
                await _Conversation(self, reader, writer, self.connections).hold()
        finally:
            self.held.remove(task)
            writer.close()

    async def listen(self) -> asyncio.Server:
        """Be there on a free port of loopback."""
        tls = self.tls if self.script.tls else None
        return await asyncio.start_server(self.serve, "127.0.0.1", 0, limit=_LARGEST_LETTER, ssl=tls)

    @property
    def tls(self) -> ssl.SSLContext:
        """The server's side of TLS."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.script.certificate)
        return context


class _HangUp(Exception):
    """The server ends the connection."""


@dataclass
class _Conversation:
    """The server's side of one connection (RFC 5321)."""

    server: Server
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    nth: int = 0
    recipients: list[str] = field(default_factory=list)
    chunks: bytes = b""
    known: bool = False

    async def hold(self) -> None:
        most = self.server.script.most_connections
        if 0 < most < len(self.server.held):
            await self.say("421 4.7.0 too many connections")
            return
        await self.answer("connect", "220 mail.example.org ready")
        while line := await self.reader.readline():
            await self.mind(line)
            words = line.decode("ascii", "replace").strip()
            self.server.heard.append(words)
            await self.obey(words)

    async def mind(self, line: bytes) -> None:
        """Be as particular as the script says about what came together with a command."""
        waiting: bytearray = getattr(self.reader, "_buffer")  # noqa: B009  it has no public name
        if waiting and self.server.script.alone:
            await self.say("554 5.5.0 SMTP synchronization error")
            raise _HangUp
        if waiting and self.server.script.forgetful:
            waiting.clear()

    async def obey(self, line: str) -> None:
        """Do what the client asks."""
        verb = line.upper().partition(" ")[0]
        match verb:
            case _ if verb in self.server.script.unknown:
                await self.say("500 5.5.2 what?")
            case "EHLO":
                lines = ("mail.example.org", *self.server.script.offers)
                marks = "-" * (len(lines) - 1) + " "
                usual = "\r\n".join(f"250{mark}{line}" for mark, line in zip(marks, lines, strict=True))
                await self.answer("ehlo", usual)
            case "HELO" | "NOOP":
                await self.say("250 ok")
            case "STARTTLS":
                await self.starttls()
            case "AUTH":
                await self.auth(line)
            case "MAIL" if self.server.script.login and not self.known:
                await self.say("530 5.7.0 log in first")
            case "MAIL":
                await self.mail()
            case "RCPT" if self.nth:
                await self.rcpt(line)
            case "DATA" if self.recipients or (self.nth and self.server.script.eager):
                await self.data()
            case "BDAT":
                await self.bdat(line)
            case "RSET":
                self.reset()
                await self.answer("rset", "250 2.0.0 forgotten")
            case "QUIT":
                await self.answer("quit", "221 2.0.0 bye")
                raise _HangUp
            case "RCPT" | "DATA":
                await self.say("503 5.5.1 not now")
            case _:
                await self.say("500 5.5.2 what?")

    async def starttls(self) -> None:
        if await self.answer("starttls", "220 2.0.0 go ahead"):
            await self.writer.start_tls(self.server.tls)

    async def auth(self, line: str) -> None:
        """PLAIN with an initial response (RFC 4616, RFC 4954)."""
        password = b64decode(line.rsplit(maxsplit=1)[-1]).split(b"\0")[-1].decode()
        if password != self.server.script.login:
            await self.say("535 5.7.8 no")
        elif await self.answer("auth", "235 2.7.0 yes"):
            self.known = True

    async def mail(self) -> None:
        self.server.messages += 1
        self.reset()
        self.nth = self.server.messages
        if not await self.answer("mail", "250 2.1.0 ok"):
            self.reset()

    async def rcpt(self, line: str) -> None:
        address = line.partition("<")[2].partition(">")[0]
        self.recipients.append(address)
        if not await self.answer("rcpt", "250 2.1.5 ok"):
            self.recipients.remove(address)

    async def data(self) -> None:
        if not await self.answer("data", "354 go ahead"):
            return
        if rule := self.rule("body"):
            await self.reader.readexactly(50)
            await self.follow(rule)
        ended = await self.reader.readuntil(b"\r\n.\r\n") if self.recipients else await self.nothing()
        await self.end(re.sub(rb"(?m)^\.", b"", ended.removesuffix(b".\r\n")))

    async def nothing(self) -> bytes:
        """The lone dot of a client that has nobody to write to."""
        line = await self.reader.readline()
        self.server.heard.append(line.decode("ascii", "replace").strip())
        return line

    async def bdat(self, line: str) -> None:
        """A chunk (RFC 3030): its bytes are read whatever becomes of it."""
        _, size, *last = line.split()
        if self.recipients and (rule := self.rule("body")):
            await self.reader.readexactly(min(50, int(size)))
            await self.follow(rule)
        self.chunks += await self.reader.readexactly(int(size))
        if not self.recipients:
            await self.say("503 5.5.1 nobody to give it to")
        elif last:
            await self.end(self.chunks)
        else:
            await self.say("250 2.0.0 go on")

    async def end(self, content: bytes) -> None:
        """The end of a message: it is kept, or not, and then the client hears of it."""
        if not self.recipients:
            await self.say("554 5.5.1 nobody to give it to")
            return
        if self.server.script.busy_until:
            await self.server.busy.wait()
        await asyncio.sleep(self.server.script.delay / 2)
        rule = self.rule("dot")
        if rule is None or rule.keep:
            self.server.accept(self.recipients, content, self.number)
        await asyncio.sleep(self.server.script.delay / 2)
        if rule is None:
            await self.say("250 2.0.0 kept")
        else:
            await self.follow(rule)
        self.reset()

    def reset(self) -> None:
        self.nth, self.recipients, self.chunks = 0, [], b""

    def rule(self, step: Step) -> Rule | None:
        return self.server.rule(step, self.number if step in _OF_CONNECTION else self.nth, self.recipients)

    async def answer(self, step: Step, usual: str) -> bool:
        """Answer as usual, or as a rule says; whether that is a yes: a rule may say the same in other words."""
        rule = self.rule(step)
        if rule is None:
            await self.say(usual)
        else:
            await self.follow(rule)
        return rule is None or rule.reply[:3] == usual[:3]

    async def follow(self, rule: Rule) -> None:
        await asyncio.sleep(rule.wait)
        if rule.reply:
            await self.say(rule.reply)
        elif not rule.close:
            await self.reader.read()
        if rule.close or not rule.reply or rule.reply.startswith("421"):
            raise _HangUp

    async def say(self, reply: str) -> None:
        said = f"{reply}\r\n".encode("latin-1")
        size = self.server.script.chop or len(said)
        for start in range(0, len(said), size):
            self.writer.write(said[start : start + size])
            await self.writer.drain()
            if size < len(said):
                await asyncio.sleep(0)


def port(listening: asyncio.Server) -> int:
    """Where a server listens."""
    number: int = listening.sockets[0].getsockname()[1]
    return number


async def _run(log: Path, port_file: Path, script: Script) -> None:
    """Serve until the parent is gone, or the server has lived long enough."""
    parent, end = os.getppid(), time.monotonic() + _LONGEST_LIFE
    listening = await Server(script, log).listen()
    draft = port_file.with_suffix(".draft")
    draft.write_text(str(port(listening)), "ascii")
    draft.replace(port_file)
    while os.getppid() == parent and time.monotonic() < end:  # noqa: ASYNC110  nothing tells when a parent dies
        await asyncio.sleep(0.2)


def main() -> None:
    """`python -m tests.smtp_server --log FILE --port-file FILE [--script JSON]`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--script", type=Script.from_json, default=Script())
    given = parser.parse_args()
    asyncio.run(_run(given.log, given.port_file, given.script))


@dataclass(frozen=True, slots=True)
class MailServer:
    """A running server as a test sees it."""

    port: int
    log: Path

    def accepted(self) -> list[Accepted]:
        """Every message the server took, in order."""
        return [Accepted(**json.loads(line)) for line in self.log.read_text("utf-8").splitlines()]

    def recipients(self) -> list[str]:
        """Who got a message, sorted; twice who got two."""
        return sorted(entry.to for entry in self.accepted())

    def content(self, entry: Accepted) -> bytes:
        """A message as it came."""
        return (self.log.with_suffix(".letters") / entry.sha256).read_bytes()


@contextmanager
def running(
    folder: Path,
    *rules: Rule,
    delay: float = 0.0,
    most_connections: int = 0,
    busy_until: int = 0,
    script: Script = _USUAL,
) -> Iterator[MailServer]:
    """A server for the length of a test; its log in `folder` is gone on with by the next one there.

    `script` says what the other arguments do not: what is offered, TLS, login and other manners.
    """
    script = replace(script, rules=rules, delay=delay, most_connections=most_connections, busy_until=busy_until)
    log, port_file = folder / "accepted.jsonl", folder / "port"
    port_file.unlink(missing_ok=True)
    options = {"--log": str(log), "--port-file": str(port_file), "--script": json.dumps(asdict(script))}
    command = [sys.executable, "-m", "tests.smtp_server", *(part for option in options.items() for part in option)]
    process = subprocess.Popen(command, cwd=_ROOT)
    try:
        wait_until(port_file.exists, "the mail server listens")
        yield MailServer(int(port_file.read_text("ascii")), log)
    finally:
        process.terminate()
        process.wait()


def certificates(folder: Path) -> tuple[str, str]:
    """A certificate with its key for a server at 127.0.0.1, and that of who issued it (for SSL_CERT_FILE), as files."""
    issuer = trustme.CA()
    server, trusted = folder / "server.pem", folder / "issuer.pem"
    issuer.issue_cert("127.0.0.1", "localhost").private_key_and_cert_chain_pem.write_to_path(server)
    issuer.cert_pem.write_to_path(trusted)
    return str(server), str(trusted)


def settings(at: int, **mail: float) -> str:
    """Settings of a newsroom whose relay listens at a port, with more settings for its mail."""
    from tests import builders

    values = {"port": at, "connections": 4, "retry_after": 1, **mail}
    lines = "\n".join(f"{name} = {value}" for name, value in values.items())
    return builders.SETTINGS.replace("port = 25", lines)


def wait_until(condition: Callable[[], object], what: str, seconds: float = 60) -> None:
    """Look until something has become true; raises TimeoutError where it does not."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} seconds in vain until {what}")
        time.sleep(0.001)


if __name__ == "__main__":
    main()
