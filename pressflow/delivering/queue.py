"""The queue of a worker: what it has claimed, each letter at the pace of the domain it is for."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator

from pressflow.model.delivery import Delivery
from pressflow.model.pace import Pace
from pressflow.settings import MailSettings

# Letters that must wait longer than this, in seconds, are given back to the ledger.
LONG = 2.0
_MINUTE = 60.0


class Queue:
    """Claimed deliveries in order; moments are the event loop's, in seconds."""

    def __init__(self, mail: MailSettings) -> None:
        self._domains = {domain.lower(): name for name, group in mail.groups.items() for domain in group.domains}
        self._paces = {name: Pace(group.per_minute) for name, group in mail.groups.items() if group.per_minute}
        self._limits = {name: group.per_minute for name, group in mail.groups.items()}
        self._each = self._whole = mail.per_minute_domain
        self._waiting: deque[Delivery] = deque()
        self._lately: Counter[str] = Counter()
        self._since = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def share(self, workers: int) -> None:
        """Keep to our part of each limit, where so many workers send."""
        self._each = self._whole / workers
        for group, pace in self._paces.items():
            pace.limit = (self._limits.get(group) or self._whole) / workers

    def add(self, claimed: Iterable[Delivery]) -> None:
        """Put deliveries at the end; one that was stopped and let go again may still be in it, and stays there once."""
        known = {delivery.id for delivery in self._waiting}
        self._waiting.extend(delivery for delivery in claimed if delivery.id not in known)

    def drain(self) -> list[Delivery]:
        """Take all that is left out of it."""
        left = list(self._waiting)
        self._waiting.clear()
        return left

    def take(self, most: int, now: float) -> Iterator[tuple[Delivery, float]]:
        """Up to `most` deliveries that may go now, each with 0, and those in the way with how long they must wait."""
        for _ in range(len(self._waiting)):
            if most == 0:
                return
            delivery = self._waiting.popleft()
            wait = self._wait(delivery, now)
            if wait == 0.0:
                most -= 1
            elif wait <= LONG:
                self._waiting.append(delivery)
                continue
            yield delivery, wait

    def soonest(self, now: float) -> float:
        """How long until something in the queue may go."""
        return min((self._wait(delivery, now) for delivery in self._waiting), default=0.0)

    def went(self, delivery: Delivery, now: float) -> None:
        """Count a letter for the pace of its domain."""
        group = self._group(delivery)
        if now - self._since > _MINUTE:
            self._since = now
            self._lately.clear()
        self._lately[group] += 1
        if pace := self._pace(group):
            pace.take(now)

    def complain(self, delivery: Delivery, now: float) -> None:
        """Learn that a domain wants fewer letters."""
        group = self._group(delivery)
        if group not in self._paces:
            self._paces[group] = Pace(self._each, _since=self._since, _count=self._lately[group])
        self._paces[group].complain(now)

    def _wait(self, delivery: Delivery, now: float) -> float:
        if not self._paces and not self._each:
            return 0.0
        pace = self._pace(self._group(delivery))
        return pace.wait(now) if pace else 0.0

    def _pace(self, group: str) -> Pace | None:
        if self._each and group not in self._paces:
            self._paces[group] = Pace(self._each)
        return self._paces.get(group)

    def _group(self, delivery: Delivery) -> str:
        domain = delivery.address.rpartition("@")[2]
        return self._domains.get(domain, domain) if self._domains else domain
