"""Why a letter was refused or put off, in one word that can be counted (RFC 3463, else RFC 5321)."""

from enum import StrEnum


class Cause(StrEnum):
    """What is the matter; each with the words the office reads."""

    NOBODY = "nobody"
    MOVED = "moved"
    DOMAIN = "domain"
    FULL = "full"
    CLOSED = "closed"
    SIZE = "size"
    BUSY = "busy"
    SYSTEM = "system"
    ROUTE = "route"
    CONTENT = "content"
    POLICY = "policy"
    RELAY = "relay"
    LOST = "lost"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The cause as a person says it."""
        return _WORDS[self]


_WORDS = {
    Cause.NOBODY: "no such mailbox",
    Cause.MOVED: "the mailbox has moved",
    Cause.DOMAIN: "the address leads nowhere",
    Cause.FULL: "the mailbox is full",
    Cause.CLOSED: "the mailbox takes nothing at the moment, or from nobody outside",
    Cause.SIZE: "the letter is too large",
    Cause.BUSY: "the other side is busy or wants fewer letters",
    Cause.SYSTEM: "the other side's mail system is in trouble",
    Cause.ROUTE: "the other side cannot be reached",
    Cause.CONTENT: "the other side does not like how the letter is made",
    Cause.POLICY: "the other side does not want mail from us, or thinks it is spam",
    Cause.RELAY: "the relay does not let us send",
    Cause.LOST: "the connection was lost",
    Cause.OTHER: "another reason",
}
# The class (4 or 5) is left out: what is the matter is the same, now or for good.
_BY_STATUS = {
    "1.1": Cause.NOBODY,
    "1.2": Cause.DOMAIN,
    "1.3": Cause.NOBODY,
    "1.4": Cause.NOBODY,
    "1.6": Cause.MOVED,
    "1.10": Cause.DOMAIN,  # RFC 7505
    "2.2": Cause.FULL,
    "2.3": Cause.SIZE,
    "3.1": Cause.FULL,
    "3.2": Cause.BUSY,
    "3.4": Cause.SIZE,
    "4.5": Cause.BUSY,
    "5.3": Cause.BUSY,
}
_BY_SUBJECT = {
    "1": Cause.NOBODY,
    "2": Cause.CLOSED,
    "3": Cause.SYSTEM,
    "4": Cause.ROUTE,
    "5": Cause.OTHER,
    "6": Cause.CONTENT,
    "7": Cause.POLICY,
}
_BY_CODE = {
    0: Cause.LOST,
    421: Cause.BUSY,
    450: Cause.BUSY,
    451: Cause.SYSTEM,
    452: Cause.FULL,
    550: Cause.NOBODY,
    551: Cause.MOVED,
    552: Cause.FULL,
    553: Cause.NOBODY,
    554: Cause.POLICY,
}
# Codes with which a server may ask for fewer letters; and what it says then, if it says more: that it is full, or busy.
_SLOWER = (421, 450, 452)
_FULL_OR_BUSY = ("", "0.0", "3.1", "3.2")


def cause_of(code: int, status: str) -> Cause:
    """The cause behind a reply: by its enhanced status as in "5.1.1", else by its code; 0 is no reply at all."""
    _, _, detail = status.partition(".")
    if detail in _BY_STATUS:
        return _BY_STATUS[detail]
    if detail and detail != "0.0":
        return _BY_SUBJECT.get(detail.partition(".")[0], Cause.OTHER)
    return _BY_CODE.get(code, Cause.OTHER)


def wants_fewer(code: int, status: str) -> bool:
    """Whether a reply asks for fewer letters: a server has too much to do or does not like our pace; no single mailbox.

    A 4.3.2 says that nothing is taken at the moment (RFC 3463, section 3.4): too many connections, or a restart.
    """
    if code not in _SLOWER:
        return False
    return status.partition(".")[2] in _FULL_OR_BUSY or cause_of(code, status) in (Cause.BUSY, Cause.POLICY)
