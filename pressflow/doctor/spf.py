"""SPF: whether a domain's record lets an address send mail for it (RFC 7208)."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal

from pressflow.doctor.dns import Lookup

# What a receiver would find; `unclear` where that depends on the single letter, or on what only receivers see.
Result = Literal["pass", "fail", "softfail", "neutral", "none", "permerror", "unclear"]
LOOKUPS = 10
_COSTLY = re.compile(r"[+?~-]?(include:|exists:|a\b|mx\b|ptr\b)|redirect=", re.IGNORECASE)
_RESULTS: dict[str, Result] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
# As in -ip4:192.0.2.0/24, a:mail.example.org/24//64, mx and all.
_TERM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^/\s]+))?((?:/\d+)?(?://\d+)?)", re.IGNORECASE)
_MODIFIER = re.compile(r"[a-z][a-z0-9_.-]*=", re.IGNORECASE)


class _End(Exception):
    """The record cannot be followed any further."""

    def __init__(self, result: Result) -> None:
        self.result = result


def records(look_up: Lookup, domain: str) -> list[str]:
    """The SPF records of a domain; more than one count for nothing (section 4.5)."""
    return [text for text in look_up(domain, "TXT") if re.match(r"v=spf1( |$)", text, re.IGNORECASE)]


def costs(look_up: Lookup, domain: str, seen: set[str]) -> int:
    """How many look-ups a receiver needs for a domain's record, at most (section 4.6.4)."""
    if domain in seen or len(seen) > 2 * LOOKUPS:
        return 0
    seen.add(domain)
    terms = [term for record in records(look_up, domain)[:1] for term in record.split()[1:] if _COSTLY.match(term)]
    further = [
        found[1] for term in terms if (found := re.match(r"\+?(?:include:|redirect=)([^%\s]+)$", term, re.IGNORECASE))
    ]
    return len(terms) + sum(costs(look_up, name.lower(), seen) for name in further)


def lets_nobody(record: str) -> bool:
    """Whether a record allows no server at all, as `v=spf1 -all` does."""
    terms = [term for term in record.split()[1:] if not term.lower().startswith("exp=")]
    return bool(terms) and all(term[0] in "-~" for term in terms)


def result(look_up: Lookup, domain: str, address: str) -> Result:
    """What receivers find when mail for the domain comes from an address (check_host, section 4)."""
    try:
        return _Check(look_up, ip_address(address)).of(domain)
    except _End as end:
        return end.result


class _Check:
    """One question to the records of a domain and of those that it includes; it counts its look-ups."""

    def __init__(self, look_up: Lookup, address: IPv4Address | IPv6Address) -> None:
        self._look_up, self._address, self._left = look_up, address, LOOKUPS

    def of(self, domain: str) -> Result:
        found = records(self._look_up, domain)
        if len(found) != 1:
            return "permerror" if found else "none"
        redirect = ""
        for term in found[0].split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
            elif not _MODIFIER.match(term) and (answer := self._answer(term, domain)):
                return answer
        return self._included(redirect) if redirect else "neutral"

    def _answer(self, term: str, domain: str) -> Result | None:
        """What a term says of the address; nothing where it does not speak of it."""
        if not (found := _TERM.fullmatch(term)):
            raise _End("permerror")
        sign, kind, name, length = found[1] or "+", found[2].lower(), found[3] or "", found[4]
        return _RESULTS[sign] if self._speaks(kind, name, length, domain) else None

    def _speaks(self, kind: str, name: str, length: str, domain: str) -> bool:
        if kind in ("ip4", "ip6"):
            return _within(self._address, name, length)
        if kind in ("ptr", "exists"):
            raise _End("unclear")
        if kind == "include":
            return self._included(name) == "pass"
        return kind == "all" or self._named(kind, name or domain, length)

    def _included(self, name: str) -> Result:
        """The result of another domain's record; there has to be one (sections 5.2 and 6.1)."""
        self._ask(name)
        answer = self.of(name.lower())
        if answer in ("none", "permerror"):
            raise _End("permerror")
        return answer

    def _named(self, kind: str, name: str, length: str) -> bool:
        """Whether the address is that of a name, or of a mail server of it (sections 5.3 and 5.4)."""
        self._ask(name)
        hosts = [record.split()[-1].rstrip(".") for record in self._look_up(name, "MX")] if kind == "mx" else [name]
        type_ = "A" if self._address.version == 4 else "AAAA"
        four, _, six = length.removeprefix("/").partition("//") if not length.startswith("//") else ("", "", length[2:])
        own = four if self._address.version == 4 else six
        found = (address for host in hosts[:LOOKUPS] for address in self._look_up(host, type_))
        return any(_within(self._address, address, f"/{own}" if own else "") for address in found)

    def _ask(self, name: str) -> None:
        """Count a look-up; raises where it is one too many, or what to look up depends on the letter."""
        self._left -= 1
        if self._left < 0 or not name:
            raise _End("permerror")
        if "%" in name:
            raise _End("unclear")


def _within(address: IPv4Address | IPv6Address, network: str, length: str) -> bool:
    try:
        return address in ip_network(f"{network}{length}", strict=False)
    except ValueError as error:
        raise _End("permerror") from error
