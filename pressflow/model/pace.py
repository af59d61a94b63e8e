"""Pace: how many letters a minute a relay or a receiving domain gets; learned down at a complaint, up again slowly."""

from dataclasses import dataclass

_MINUTE = 60.0
_SLOWEST = 6.0
# After a complaint nothing goes for a moment, then half as much as before; each quiet minute it is half as much again.
_REST, _DOWN, _UP = 5.0, 0.5, 1.5
# Faster than this nobody notices a limit that was only learned.
_FORGET = 6000.0


@dataclass(slots=True)
class Pace:
    """A token bucket (moments in seconds, of any clock); `limit` is letters a minute as configured, 0 for none."""

    limit: float = 0.0
    learned: float = 0.0
    _tokens: float = 1.0
    _filled: float = 0.0
    _complained: float = 0.0
    _rest_until: float = 0.0
    _since: float = 0.0
    _count: int = 0

    @property
    def rate(self) -> float:
        """Letters a minute as they may go now; 0 is as fast as they can."""
        if not self.learned:
            return self.limit
        return min(filter(None, (self.limit, self.learned)), default=0.0)

    def wait(self, now: float) -> float:
        """For how long the next letter must wait, in seconds."""
        if self.learned:
            self._recover(now)
        if now < self._rest_until:
            return self._rest_until - now
        if not self.rate:
            return 0.0
        self._fill(now)
        return max(0.0, (1.0 - self._tokens) * _MINUTE / self.rate)

    def take(self, now: float) -> None:
        """Count a letter that goes."""
        if now - self._since > _MINUTE:
            self._since, self._count = now, 0
        self._count += 1
        if self.rate:
            self._fill(now)
            self._tokens -= 1.0

    def complain(self, now: float) -> None:
        """Learn from a complaint: half of what went in the last minute; one complaint a rest, however many come.

        Where nothing went yet and nothing is known, there is only the rest.
        """
        if now < self._rest_until:
            return
        lately = self._count * _MINUTE / max(now - self._since, 1.0)
        if known := self.learned or min(filter(None, (lately, self.limit)), default=0.0):
            self.learned = max(_SLOWEST, _DOWN * known)
        self._complained, self._rest_until, self._tokens = now, now + _REST, 1.0

    def _recover(self, now: float) -> None:
        while self.learned and now - self._complained >= _MINUTE:
            self.learned *= _UP
            self._complained += _MINUTE
            if self.learned > (self.limit or _FORGET):
                self.learned = 0.0

    def _fill(self, now: float) -> None:
        """A second's worth of letters may go at once."""
        most = max(1.0, self.rate / _MINUTE)
        self._tokens = min(most, self._tokens + (now - self._filled) * self.rate / _MINUTE)
        self._filled = now
