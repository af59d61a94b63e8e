"""Retaining: what was kept long enough is erased, and what was erased is told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pressflow.ledger import consent, records, retention, returns
from pressflow.newsroom import Newsroom

_EVERY = timedelta(days=1)
_FACT = "retained"


def retain(newsroom: Newsroom, now: datetime) -> Iterator[str]:
    """Erase what the settings no longer keep, once a day; gives what was erased, in words."""
    with newsroom.ledger.writing() as tx:
        last = records.fact(tx, _FACT)
        if last and datetime.fromisoformat(last) + _EVERY > now:
            return
        kept = newsroom.settings.privacy
        erased = {
            "sign-ups that nobody confirmed": consent.drop_sign_ups(tx, now - timedelta(days=kept.unconfirmed_days)),
            "texts of letters": retention.empty_letters(tx, now - timedelta(days=kept.letters_days)),
            "contacts who left": retention.erase_who_left(tx, now - timedelta(days=kept.unsubscribed_days)),
            "mails that came back": returns.drop_old(tx, now - timedelta(days=kept.returns_days)),
        }
        records.put_fact(tx, _FACT, now.isoformat())
    for what, number in erased.items():
        if number:
            yield f"erased, as [privacy] says: {number} {what}"
