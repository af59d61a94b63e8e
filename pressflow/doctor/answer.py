"""Answer: what the doctor says about one thing."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a thing stands."""

    GOOD = "good"
    DOUBTFUL = "look at"
    WRONG = "change"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was looked at, how it stands, what was found, and what to do where that is not good."""

    subject: str
    verdict: Verdict
    found: str
    advice: str = ""


def good(subject: str, found: str) -> Answer:
    """All is as it should be."""
    return Answer(subject, Verdict.GOOD, found)


def doubtful(subject: str, found: str, advice: str) -> Answer:
    """It works, or cannot be told from here; somebody should look."""
    return Answer(subject, Verdict.DOUBTFUL, found, advice)


def wrong(subject: str, found: str, advice: str) -> Answer:
    """It must be changed, or letters do not arrive."""
    return Answer(subject, Verdict.WRONG, found, advice)
