"""A DNS zone made up for tests: as a function, and as a server on this machine."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from pressflow.doctor.dns import Lookup, Silent

Zone = Mapping[tuple[str, str], list[str]]


def zone(records: Zone, *silent: str) -> Lookup:
    """What looks records up in a zone; names in `silent` get no answer."""

    def look_up(name: str, kind: str) -> list[str]:
        if name in silent:
            raise Silent(f"the DNS does not answer for {name}")
        return list(records.get((name, kind), []))

    return look_up


@contextmanager
def serving(records: Zone) -> Iterator[str]:
    """A DNS server with these records; gives its address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(sock, records), daemon=True)
        thread.start()
        yield f"127.0.0.1:{sock.getsockname()[1]}"
        sock.sendto(b"", sock.getsockname())
        thread.join()


def _serve(sock: socket.socket, records: Zone) -> None:
    while True:
        data, client = sock.recvfrom(4096)
        if not data:
            return
        asked = dns.message.from_wire(data)
        sock.sendto(_answer(asked, records).to_wire(), client)


def _answer(asked: dns.message.Message, records: Zone) -> dns.message.Message:
    (question,) = asked.question
    name, kind = question.name.to_text().rstrip("."), dns.rdatatype.to_text(question.rdtype)
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.RA
    if found := records.get((name, kind)):
        answer.answer.append(dns.rrset.from_text(question.name, 300, "IN", kind, *found))
    elif not any(known == name for known, _ in records):
        answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer
