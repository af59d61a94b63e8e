"""What can go wrong in plain words; the command line prints these in one line and exits with status 1.

PressflowError
├── InputError      a file or an argument of the office's is wrong; the message says where and what to do
├── StateError      the act is not possible now (not approved, under embargo, already running)
│   └── Busy            somebody else is at work here; in a moment it is possible
├── LedgerError     the ledger cannot be read or written
├── ChannelError    a channel could not carry a document
│   ├── Refused         for good: do not try again
│   ├── Unavailable     not now: try again later
│   └── Uncertain       the other side may have it or not; only a person or a policy may try again
└── RelayError      the mail relay itself does not take our mail; no single delivery is to blame

RuleError stands beside them: a ValueError of a single value, made into a finding with its place by the reader.
"""


class PressflowError(Exception):
    """An expected error; its text is meant for the person at the keyboard."""


class InputError(PressflowError):
    """A file, a setting or an argument is wrong."""


class RuleError(ValueError):
    """A value breaks a rule; `code` names the family of the rule, as findings show it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class StateError(PressflowError):
    """The release or the newsroom is not in a state that allows the act."""


class Busy(StateError):
    """Somebody else holds the lock."""


class LedgerError(PressflowError):
    """The ledger cannot be opened, read or written."""


class ChannelError(PressflowError):
    """A channel could not carry a document; `reply` keeps the other side's own words."""

    def __init__(self, message: str, *, reply: str = "") -> None:
        super().__init__(message)
        self.reply = reply or message


class Refused(ChannelError):
    """The other side refused for good."""


class Unavailable(ChannelError):
    """The other side did not take it now."""


class Uncertain(ChannelError):
    """The other side may or may not have it."""


class RelayError(ChannelError):
    """The relay cannot be reached or does not accept us at all; `code` and `status` are its reply's, if it gave one."""

    def __init__(self, message: str, *, code: int = 0, status: str = "") -> None:
        super().__init__(message)
        self.code, self.status = code, status
