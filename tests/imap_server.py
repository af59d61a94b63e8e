"""A mailbox on loopback that is read over IMAP with TLS: as much of RFC 9051 as pressflow needs."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.smtp_server import MailServer


@dataclass
class Mailbox:
    """What is in it, who may look, and what it was asked; `relay` delivers to it once `delivers` is set."""

    certificate: str
    relay: MailServer | None = None
    user: str = "seed"
    password: str = "open sesame"  # noqa: S105  of a mailbox in a test
    folder: str = "Press copies"
    delivers: bool = False
    port: int = 0
    heard: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def found(self, id_: str) -> str:
        """The numbers of the letters whose Message-ID has this in it."""
        entries = self.relay.accepted() if self.relay and self.delivers else []
        return " ".join(str(number) for number, entry in enumerate(entries, 1) if id_ in entry.message_id)


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    box: Mailbox

    def handle(self) -> None:
        self.say("* OK here")
        known = opened = False
        while line := self.rfile.readline().decode("ascii").strip():
            tag, _, words = line.partition(" ")
            self.box.heard.append(words)
            match words.split()[0].upper():
                case "CAPABILITY":
                    self.say("* CAPABILITY IMAP4rev1", f"{tag} OK done")
                case "LOGIN":
                    known = words == f'LOGIN {self.box.user} "{self.box.password}"'
                    self.say(f"{tag} OK done" if known else f"{tag} NO [AUTHENTICATIONFAILED] not you")
                case "EXAMINE" | "SELECT" as command if known:
                    opened = words == f'{command} "{self.box.folder}"'
                    rights = "READ-ONLY" if command == "EXAMINE" else "READ-WRITE"
                    self.say(*(("* 1 EXISTS", f"{tag} OK [{rights}]") if opened else (f"{tag} NO no such folder",)))
                case "UID" if opened:
                    self.say(*self.by_number(words), f"{tag} OK done")
                case "SEARCH" if opened:
                    (id_,) = re.findall('HEADER Message-ID "([^"]*)"', words)
                    self.say(f"* SEARCH {self.box.found(id_)}".rstrip(), f"{tag} OK done")
                case "LOGOUT":
                    self.say("* BYE", f"{tag} OK done")
                    return
                case _:
                    self.say(f"{tag} BAD not now")

    def by_number(self, words: str) -> list[str]:
        """What is said of the mails, by numbers that stay."""
        if words == "UID SEARCH UNSEEN":
            unseen = (str(number) for number in range(1, len(self.box.mails) + 1) if number not in self.box.seen)
            return [f"* SEARCH {' '.join(unseen)}".rstrip()]
        if fetch := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", words):
            mail = self.box.mails[int(fetch[1]) - 1][: int(fetch[2])]
            return [f"* {fetch[1]} FETCH (UID {fetch[1]} BODY[]<0> {{{len(mail)}}}", f"{mail.decode('ascii')})"]
        (number,) = re.findall(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", words)
        self.box.seen.add(int(number))
        return []

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    """TLS is agreed on in the connection's own thread; one that breaks off there is no fault of the server."""

    daemon_threads = True

    def __init__(self, box: Mailbox) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.context.load_cert_chain(box.certificate)
        super().__init__(("127.0.0.1", 0), type("Talk", (_Talk,), {"box": box}))

    def finish_request(self, request: object, client_address: object) -> None:
        try:
            with self.context.wrap_socket(request, server_side=True) as secure:  # type: ignore[arg-type]  # a socket
                super().finish_request(secure, client_address)
        except OSError:
            return


@contextmanager
def reading(certificate: str, relay: MailServer | None = None) -> Iterator[Mailbox]:
    """A mailbox for the length of a test, which holds what a relay took, and whatever is put there."""
    box = Mailbox(certificate, relay)
    with _Server(box) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
