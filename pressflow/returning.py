"""Returning: what mail that came back changes at once, and what it only proposes."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pressflow import leaving
from pressflow.errors import InputError, RuleError
from pressflow.ledger import Transaction, contacts, preferences, records, returns
from pressflow.ledger.contacts import Stored
from pressflow.ledger.returns import Proposal, Return, Sent
from pressflow.model.address import email_address
from pressflow.model.contact import Reason
from pressflow.model.returned import Kind, Returned
from pressflow.newsroom import Newsroom
from pressflow.source.returned import classify
from pressflow.source.returned.report import severity

AGAIN = "read before"
PROPOSED = "proposed"
_LINK = re.compile(r"/unsubscribe/([^/?#\s]+)")


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a mail is about beyond doubt: a mark of ours says so. `list_id` is the list of the letter it is about."""

    address_hash: str
    contact_id: int | None
    list_id: str
    delivery_id: int | None = None


def take_in(newsroom: Newsroom, mails: Iterable[bytes], now: datetime) -> dict[str, int]:
    """Act on mails that came back, each in a transaction of its own; how many of which kind, and what was proposed.

    A mail that was read before changes nothing. Only a mark that we made suppresses anybody.
    """
    counts: Counter[str] = Counter()
    today, _ = now.astimezone(newsroom.publisher.zone).date(), newsroom.tokens
    for mail in mails:
        came = classify(mail, today)
        with newsroom.ledger.writing() as tx:
            counts.update(_act(newsroom, tx, came, hashlib.sha256(mail).hexdigest(), now))
    return dict(counts)


def _act(newsroom: Newsroom, tx: Transaction, came: Returned, message_hash: str, now: datetime) -> tuple[str, ...]:
    whom = _marked(newsroom, tx, came.marks)
    written = Return(came.kind, came.status, came.detail, now)
    known = whom or _named(newsroom, tx, came.about)
    if not returns.put_return(
        tx, message_hash, known.address_hash if known else "", written, known.delivery_id if known else None
    ):
        return (AGAIN,)
    if whom and came.kind in (Kind.HARD, Kind.SOFT, Kind.COMPLAINT, Kind.OPT_OUT):
        _settle(newsroom, tx, whom, came, now)
        return (came.kind,)
    proposed = sum(_propose(tx, known, kind, value, came, now) for kind, value in _changes(came)) if known else 0
    return (came.kind, *[PROPOSED] * proposed)


def _marked(newsroom: Newsroom, tx: Transaction, marks: tuple[str, ...]) -> Whom | None:
    """Whom the first mark tells that is truly ours: a return path, an address to leave by, an unsubscribe link."""
    for mark in marks:
        if delivery := newsroom.tokens.read_return_path(mark):
            if sent := returns.sent(tx, delivery):
                return _of(sent)
        elif left := newsroom.tokens.read_leave_address(mark) or _linked(newsroom, mark):
            contact_id, list_id = left
            if known := contacts.contact_by_id(tx, contact_id):
                return Whom(known.address_hash, known.id, list_id)
    return None


def _of(sent: Sent) -> Whom:
    return Whom(sent.address_hash, sent.contact_id, sent.list_id, sent.delivery_id)


def _linked(newsroom: Newsroom, mark: str) -> tuple[int, str] | None:
    if not (found := _LINK.search(mark)):
        return None
    try:
        return newsroom.tokens.read_unsubscribe(found[1])
    except InputError:
        return None


def _named(newsroom: Newsroom, tx: Transaction, about: tuple[str, ...]) -> Whom | None:
    """Whom a mail only names: enough for a proposal, for nothing else."""
    for address in about:
        try:
            address_hash = newsroom.tokens.address_hash(email_address(address))
        except RuleError:
            continue
        if known := contacts.contact_by_hash(tx, address_hash):
            return Whom(address_hash, known.id, "")
    return None


def _settle(newsroom: Newsroom, tx: Transaction, whom: Whom, came: Returned, now: datetime) -> None:
    """What needs no decision: the mailbox is gone, its owner complained, or wants to leave."""
    match came.kind:
        case Kind.HARD:
            contacts.suppress(tx, whom.address_hash, Reason.HARD_BOUNCE, now, detail=_why(came))
        case Kind.COMPLAINT:
            contacts.suppress(tx, whom.address_hash, Reason.COMPLAINT, now, detail=_why(came))
        case Kind.SOFT:
            _count_soft(newsroom, tx, whom.address_hash, came, now)
        case _:
            known = contacts.contact_by_id(tx, whom.contact_id or 0)
            if known and known.address_hash == whom.address_hash:
                undo = f"{newsroom.publisher.front}{leaving.UNDO}"
                leaving.leave(newsroom, tx, known, whom.list_id, undo, now)


def _count_soft(newsroom: Newsroom, tx: Transaction, address_hash: str, came: Returned, now: datetime) -> None:
    """Failures on enough different days within the time of the policy end letters to an address."""
    policy = newsroom.settings.bounces
    since = now - timedelta(days=policy.soft_days)
    if returns.days_of(tx, address_hash, Kind.SOFT, since) >= policy.soft_limit:
        contacts.suppress(tx, address_hash, Reason.SOFT_BOUNCES, now, detail=_why(came))


def _why(came: Returned) -> str:
    return f"{came.status} {came.detail}".strip()


def _changes(came: Returned) -> list[tuple[str, str]]:
    """What a mail suggests, as kinds and values of proposals."""
    match came.kind:
        case Kind.AUTO_REPLY if came.left:
            return [("left", ", ".join(came.refers_to))]
        case Kind.AUTO_REPLY if came.until:
            return [("absent", came.until.isoformat())]
        case Kind.AUTO_REPLY if came.refers_to:
            return [("refers", ", ".join(came.refers_to))]
        case Kind.HARD | Kind.COMPLAINT | Kind.OPT_OUT:
            return [(came.kind, came.status)]
        case Kind.UNCLEAR:
            return [("unclear", "")]
        case _:
            return []


def _propose(tx: Transaction, known: Whom, kind: str, value: str, came: Returned, now: datetime) -> bool:
    if known.contact_id is None:
        return False
    returns.propose(tx, kind, value, came.detail, now, address_hash=known.address_hash, contact_id=known.contact_id)
    return True


def count_refusals(newsroom: Newsroom, now: datetime) -> dict[str, int]:
    """Count what relays refused for good while a letter was handed over (5xx) like mail that came back."""
    counts: Counter[str] = Counter()
    with newsroom.ledger.reading() as tx:
        if records.fact(tx, "refused") == str(returns.refused(tx)):
            return {}
    with newsroom.ledger.writing() as tx:
        records.put_fact(tx, "refused", str(returns.refused(tx)))
        for refused in list(returns.refusals(tx, now - timedelta(days=newsroom.settings.bounces.soft_days))):
            status = next(iter(re.findall(r"\b[45]\.\d{1,3}\.\d{1,3}\b", refused.reply)), "")
            kind = severity(status, refused.reply)
            came = Returned(kind, status=status, detail=refused.reply)
            if returns.put_return(
                tx, f"delivery {refused.sent.delivery_id}", refused.sent.address_hash,
                Return(kind, status, refused.reply, refused.at), refused.sent.delivery_id,
            ):  # fmt: skip
                _settle(newsroom, tx, _of(refused.sent), came, now)
                counts[kind] += 1
    return dict(counts)


def review(newsroom: Newsroom) -> tuple[Proposal, ...]:
    """The changes that wait for a decision, the oldest first."""
    with newsroom.ledger.reading() as tx:
        return tuple(returns.proposals(tx))


def decide(newsroom: Newsroom, id_: int, by: str, now: datetime, *, accept: bool) -> str:
    """Accept or dismiss a proposal; gives what was done, in words. Raises InputError for one that is not open."""
    with newsroom.ledger.writing() as tx:
        proposal = next(returns.proposals(tx, id_=id_), None)
        if proposal is None:
            raise InputError(f"there is no open proposal {id_}; pressflow contacts review lists all there are")
        returns.decide(tx, id_, "accepted" if accept else "dismissed", by, now)
        if not accept:
            return "nothing is changed"
        known = (
            contacts.contact_by_hash(tx, newsroom.tokens.address_hash(proposal.address)) if proposal.address else None
        )
        return _accept(newsroom, tx, known, proposal, now) if known else "the contact is gone already"


def _accept(newsroom: Newsroom, tx: Transaction, known: Stored, proposal: Proposal, now: datetime) -> str:
    match proposal.kind:
        case "absent":
            back = datetime.fromisoformat(proposal.value).replace(tzinfo=newsroom.publisher.zone) + timedelta(days=1)
            preferences.pause(tx, known.id, back)
            return f"{proposal.address}: no letters until the end of {proposal.value}"
        case "left" | Kind.HARD:
            contacts.suppress(tx, known.address_hash, Reason.HARD_BOUNCE, now, detail=proposal.evidence)
        case Kind.COMPLAINT:
            contacts.suppress(tx, known.address_hash, Reason.COMPLAINT, now, detail=proposal.evidence)
        case Kind.OPT_OUT:
            contacts.suppress(tx, known.address_hash, Reason.UNSUBSCRIBED, now, detail=proposal.evidence)
        case _:
            return f"{proposal.address}: noted; nothing is changed by itself"
    return f"{proposal.address}: will not be written to any more"
