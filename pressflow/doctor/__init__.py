"""The doctor: looks whether letters can leave and will be believed, and says what to change."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import ParamSpec

from pressflow.dkim import read_keys
from pressflow.doctor import machine, names
from pressflow.doctor.answer import Answer, Verdict, doubtful, wrong
from pressflow.doctor.dns import Lookup, Silent, resolver
from pressflow.doctor.machine import Elsewhere, clock_of
from pressflow.doctor.relay import relay
from pressflow.errors import InputError
from pressflow.newsroom import Newsroom

__all__ = ["Answer", "Verdict", "clock_of", "examine", "resolver"]

P = ParamSpec("P")


def examine(newsroom: Newsroom, look_up: Lookup, now: datetime, elsewhere: Elsewhere) -> Iterator[Answer]:
    """Everything that decides whether letters arrive, one answer each; nothing is changed and no mail is sent."""
    yield from machine.writable(newsroom.folder, newsroom.var, newsroom.public, newsroom.folder / "releases")
    yield machine.disk(newsroom.var)
    yield machine.clock(now, elsewhere)
    for one in newsroom.settings.mail.all_relays:
        yield from relay(one, newsroom.settings.mail.bounce_address, now)
    yield from _names(newsroom, look_up)


def _names(newsroom: Newsroom, look_up: Lookup) -> Iterator[Answer]:
    mail = newsroom.settings.mail
    sender, bounces = (address.rpartition("@")[2] for address in (mail.from_address, mail.bounce_address))
    signing = newsroom.settings.signing_domain if newsroom.settings.dkim.selectors else ""
    yield from _asked("SPF", names.spf, look_up, bounces, [one.host for one in mail.all_relays])
    yield from _keys(newsroom, look_up)
    yield from _asked("DMARC", names.dmarc, look_up, sender, bounces, signing)
    for domain in dict.fromkeys((sender, bounces)):
        yield from _asked("MX", names.mx, look_up, domain)
    for host in dict.fromkeys(one.host for one in mail.all_relays):
        yield from _asked("PTR", names.ptr, look_up, host)


def _asked(
    subject: str, question: Callable[P, Answer | Iterator[Answer]], *args: P.args, **kwargs: P.kwargs
) -> list[Answer]:
    """The answers to a question; where the DNS is silent, that is the answer."""
    try:
        said = question(*args, **kwargs)
        return [said] if isinstance(said, Answer) else list(said)
    except Silent as error:
        return [doubtful(subject, str(error), "try again; name another server with --resolver")]


def _keys(newsroom: Newsroom, look_up: Lookup) -> Iterator[Answer]:
    """The keys that sign letters, and those that were made and are not used yet."""
    settings, folder = newsroom.settings, newsroom.dkim_folder
    used = settings.dkim.selectors
    made = sorted(file.stem for file in folder.glob("*.pem") if file.stem not in used)
    if not used:
        yield doubtful(
            "DKIM", "pressflow does not sign letters", "see that your relay does, or make a key: pressflow dkim new"
        )
    for selector in (*used, *made):
        try:
            (key,) = read_keys(folder, settings.signing_domain, (selector,))
        except InputError as error:
            yield wrong(f"DKIM key {selector}", "it is of no use", str(error))
            continue
        yield from _asked(f"DKIM key {selector}", names.dkim, look_up, key, used=selector in used)
