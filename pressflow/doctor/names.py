"""What the DNS says of the office's domain: who may send for it, and how others can tell (SPF, DKIM, DMARC)."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from pressflow.dkim import Key, in_strings
from pressflow.doctor import spf as rules
from pressflow.doctor.answer import Answer, doubtful, good, wrong
from pressflow.doctor.dns import Lookup, reversed_name


def spf(look_up: Lookup, domain: str, relays: Sequence[str]) -> Answer:
    """The record that says which servers may send for the domain of the bounce address, our relays among them."""
    subject, records = f"SPF of {domain}", rules.records(look_up, domain)
    if not records:
        hosts = " ".join("ip4:ADDRESS" if _inside(relay) else f"a:{relay}" for relay in relays)
        which = " with the address your relay has on the internet" if any(map(_inside, relays)) else ""
        return wrong(subject, "there is no record", f'publish as TXT of {domain}{which}: "v=spf1 {hosts} -all"')
    if len(records) > 1:
        return wrong(subject, f"there are {len(records)} records, so none counts", "make one of them")
    (record,) = records
    if re.search(r"(^|\s)\+?all\b", record, re.IGNORECASE):
        return wrong(subject, record, 'everybody may send for you: end it with "-all"')
    if rules.lets_nobody(record):
        return wrong(subject, record, f"nobody may send for {domain}: name your relay before its end")
    if (number := rules.costs(look_up, domain, set())) > rules.LOOKUPS:
        advice = f"receivers stop at {rules.LOOKUPS} look-ups and count it as wrong: take out what you no longer use"
        return wrong(subject, f"{record} needs {number} look-ups", advice)
    if not re.search(r"[-~]all\b|redirect=", record, re.IGNORECASE):
        return doubtful(subject, record, 'it forbids nobody: end it with "-all"')
    return _relays_may_send(look_up, domain, relays, record)


def _relays_may_send(look_up: Lookup, domain: str, relays: Sequence[str], record: str) -> Answer:
    """Whether a record names the relays' addresses; what a relay inside uses outside cannot be seen from here."""
    subject = f"SPF of {domain}"
    found = {
        f"{relay} ({address})": rules.result(look_up, domain, address)
        for relay in dict.fromkeys(relays)
        for address in dict.fromkeys(_addresses(look_up, relay))
        if ip_address(address).is_global
    }
    if "permerror" in found.values():
        return wrong(subject, f"{record} cannot be read to its end", "mend what it includes and how it is written")
    if outside := [relay for relay, result in found.items() if result not in ("pass", "unclear")]:
        advice = (
            "if the relay itself delivers to receivers, put its address into the record; if it hands mail on to other "
            "servers, see that those are in it"
        )
        return doubtful(subject, f"{record} does not let {', '.join(outside)} send", advice)
    return good(subject, record)


def _inside(relay: str) -> bool:
    """Whether the relay is named by an address that nobody outside can see."""
    try:
        return not ip_address(relay).is_global
    except ValueError:
        return relay == "localhost"


def dkim(look_up: Lookup, key: Key, *, used: bool) -> Answer:
    """The public half of a key that signs letters, or that will (RFC 6376, section 3.6)."""
    subject = f"DKIM key {key.selector}" if used else f"DKIM key {key.selector}, not used yet"
    records = look_up(key.name, "TXT")
    ours = f"TXT of {key.name}: {in_strings(key.record)}"
    if not records:
        answer = wrong if used else doubtful
        return answer(subject, "its record is missing, so signatures do not count", f"publish as {ours}")
    if len(records) > 1:
        return wrong(subject, f"there are {len(records)} records under {key.name}", "leave only the one of your key")
    tags = tags_of(records[0])
    if tags.get("p") != tags_of(key.record)["p"] or tags.get("k", "rsa") != key.kind:
        what = "the key was taken back (p= is empty)" if tags.get("p") == "" else "its record is that of another key"
        return wrong(subject, what, f"publish as {ours}")
    if "y" in tags.get("t", "").split(":"):
        return doubtful(subject, "its record says t=y: receivers may treat signatures as a trial", "take out t=y")
    if not used:
        advice = f'write into pressflow.toml, under [dkim]: selectors = [..., "{key.selector}"]'
        return doubtful(subject, "its record is there, but no letter is signed with it", advice)
    return good(subject, f"its record is there, under {key.name}")


def tags_of(record: str) -> dict[str, str]:
    """The tags of a record such as v=DKIM1; k=rsa; p=... (RFC 6376, section 3.2)."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, _, value in pairs if name.strip()}


def dmarc(look_up: Lookup, sender: str, bounces: str, signing: str) -> Iterator[Answer]:
    """What receivers shall do with forged mail, and whether ours would pass as genuine (RFC 7489).

    `sender` is the domain of From, `bounces` that of the envelope, `signing` that of signatures, or nothing.
    """
    subject, place = f"DMARC of {sender}", f"_dmarc.{sender}"
    found = next(((name, record) for name in _upwards(sender) if (record := _dmarc(look_up, name))), None)
    if not found:
        advice = f'publish as TXT of {place}: "v=DMARC1; p=none; rua=mailto:postmaster@{sender}"'
        yield wrong(subject, "there is no record; large mail providers refuse bulk mail without", advice)
        return
    top, record = found
    tags = tags_of(record)
    policy = tags.get("sp" if top != sender and "sp" in tags else "p", "")
    if policy not in ("none", "quarantine", "reject"):
        yield wrong(subject, f"{record} has no policy", "write p=none, p=quarantine or p=reject")
    elif policy == "none":
        advice = "read its reports, and when all your mail passes write p=quarantine or p=reject"
        yield doubtful(subject, f"{record} only watches", advice)
    else:
        yield good(subject, record)
    yield _alignment(sender, bounces, signing, top, tags)


def _dmarc(look_up: Lookup, domain: str) -> str:
    records = [text for text in look_up(f"_dmarc.{domain}", "TXT") if re.match(r"v=DMARC1\s*(;|$)", text)]
    return records[0] if len(records) == 1 else ""


def _upwards(domain: str) -> Iterator[str]:
    """The domain and those above it that may answer for it."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def _alignment(sender: str, bounces: str, signing: str, top: str, tags: dict[str, str]) -> Answer:
    """Whether SPF and DKIM speak for the domain that readers see (RFC 7489, section 3.1)."""
    signed = _aligned(signing, sender, top, strict=tags.get("adkim") == "s")
    carried = _aligned(bounces, sender, top, strict=tags.get("aspf") == "s")
    if signed:
        return good("DMARC alignment", f"signatures for {signing} speak for {sender}")
    if signing and not carried:
        advice = f"sign for {sender}: set domain in [dkim], and publish the record there"
        return wrong("DMARC alignment", f"neither {signing} nor {bounces} speaks for {sender}", advice)
    if carried:
        advice = "forwarded letters lose this: let pressflow sign them (pressflow dkim new), or see that the relay does"
        return doubtful("DMARC alignment", f"only SPF of {bounces} speaks for {sender}", advice)
    advice = f"choose a bounce_address in {sender}, or let pressflow sign letters: pressflow dkim new"
    return wrong("DMARC alignment", f"SPF of {bounces} does not speak for {sender}, and nothing is signed here", advice)


def _aligned(domain: str, sender: str, top: str, *, strict: bool) -> bool:
    if strict or not domain:
        return domain == sender
    return all(name == top or name.endswith(f".{top}") for name in (domain, sender))


def mx(look_up: Lookup, domain: str) -> Answer:
    """Where mail to the domain goes, so that answers and bounces arrive (RFC 5321, section 5.1)."""
    subject, records = f"MX of {domain}", look_up(domain, "MX")
    hosts = [record.split()[-1].rstrip(".") for record in records]
    if records and not any(hosts):
        return wrong(subject, "the domain takes no mail (null MX)", "choose addresses in a domain that does")
    if not records:
        if look_up(domain, "A") or look_up(domain, "AAAA"):
            return doubtful(subject, "there is none, only an address", "publish an MX record; many servers want one")
        return wrong(subject, "there is none: answers and bounces go nowhere", "publish an MX record")
    lost = [host for host in hosts if not (look_up(host, "A") or look_up(host, "AAAA"))]
    if lost:
        return wrong(subject, f"{', '.join(lost)} has no address", "mend or remove it")
    return good(subject, ", ".join(hosts))


def ptr(look_up: Lookup, host: str) -> Answer:
    """Whether the relay's address has a name that leads back to it; receivers ask that (RFC 1912, section 2.1)."""
    subject = f"PTR of {host}"
    addresses = _addresses(look_up, host)
    public = [address for address in addresses if ip_address(address).is_global]
    if not addresses:
        return wrong(subject, "the relay's name has no address", "set host in [mail] to the relay's name")
    if not public:
        return good(subject, "an address inside your own network; its way out cannot be seen from here")
    for address in public:
        names = [name.rstrip(".") for name in look_up(reversed_name(address), "PTR")]
        if not any(address in _addresses(look_up, name) for name in names):
            found = f"{address} has " + (f"the name {names[0]}, which leads elsewhere" if names else "no name")
            return doubtful(
                subject, found, "if it also delivers to others, ask its provider for a name that leads back"
            )
    return good(subject, f"{', '.join(public)} and its name lead to each other")


def _addresses(look_up: Lookup, host: str) -> list[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        if host == "localhost":
            return ["127.0.0.1"]
        return [*look_up(host, "A"), *look_up(host, "AAAA")]
