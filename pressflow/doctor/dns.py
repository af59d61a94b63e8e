"""Asking the DNS: the records under a name, or that it does not answer."""

from collections.abc import Callable

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

from pressflow.errors import InputError, PressflowError

# The records of a type under a name, as texts; none where there are none. Raises Silent.
Lookup = Callable[[str, str], list[str]]
_PATIENCE = 5.0


class Silent(PressflowError):
    """The DNS does not answer: nothing can be said."""


def resolver(server: str = "") -> Lookup:
    """What asks the machine's own resolver, or a server such as 9.9.9.9 or 127.0.0.1:5353."""
    try:
        asked = dns.resolver.Resolver(configure=not server)
        if server:
            host, _, port = server.rpartition(":") if server.count(":") == 1 else (server, "", "53")
            asked.nameservers, asked.port = [host], int(port)
    except (dns.exception.DNSException, ValueError, OSError) as error:
        raise InputError(
            f"--resolver: {server!r} is not the address of a DNS server; write it as in 9.9.9.9"
        ) from error

    deaf: list[str] = []

    def look_up(name: str, kind: str) -> list[str]:
        if deaf:  # who did not answer once is not waited for again
            raise Silent(deaf[0])
        try:
            found = asked.resolve(name, kind, lifetime=_PATIENCE, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return []
        except dns.exception.Timeout as error:
            deaf.append(f"the DNS server does not answer within {_PATIENCE:.0f} seconds")
            raise Silent(deaf[0]) from error
        except dns.exception.DNSException as error:
            raise Silent(f"the DNS does not answer for {name}: {error}") from error
        if kind == "TXT":  # a text is cut into strings that belong together (RFC 7208, section 3.3)
            return [b"".join(record.strings).decode("utf-8", "replace") for record in found]
        return [record.to_text() for record in found]

    return look_up


def reversed_name(address: str) -> str:
    """The name under which an IP address's own name stands."""
    return dns.reversename.from_address(address).to_text()
