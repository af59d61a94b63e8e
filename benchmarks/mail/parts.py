"""What a letter costs before it reaches a socket: `parts.py`, microseconds of processor time, the best of many."""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

# Run as a script, too: then the repository is not where Python looks for modules.
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.mail.office import Office
from pressflow import clock
from pressflow.channels.smtp.dialogue import Dialogue
from pressflow.channels.smtp.line import Mode, Verdict
from pressflow.delivering.clearing import clear_blasts
from pressflow.delivering.letters import Letters
from pressflow.ledger import turns
from pressflow.model.delivery import Delivery, Envelope
from pressflow.newsroom import Newsroom

LETTERS, TIMES = 2000, 25
OFFERS = {"size": "0", "pipelining": "", "chunking": "", "8bitmime": ""}
_YES = b"250 2.1.0 ok\r\n250 2.1.5 ok\r\n"
_TAKEN = b"250 2.0.0 ok queued as 0123456789\r\n"
REPLIES = {Mode.BDAT: (_YES + _TAKEN,), Mode.PIPELINED: (_YES + b"354 go on\r\n", _TAKEN)}


def main() -> None:
    """Print what filling takes, and what is said and heard in each mode."""
    with tempfile.TemporaryDirectory(prefix="pressflow-parts-") as place:
        newsroom = Newsroom.at(Office(Path(place) / "office", LETTERS).folder)
        deliveries, letters = _claimed(newsroom), Letters(newsroom)
        _say("fill", lambda: [letters.fill(delivery) for delivery in deliveries])
        messages = [letters.fill(delivery) for delivery in deliveries]
        for mode in REPLIES:
            _say(f"dialogue, {mode}", partial(_carry_all, mode, messages))


def _claimed(newsroom: Newsroom) -> tuple[Delivery, ...]:
    clear_blasts(newsroom, clock.now())
    with newsroom.ledger.writing() as tx:
        return turns.claim(tx, "parts", LETTERS, clock.now())


def _carry_all(mode: Mode, messages: Sequence[tuple[Envelope, list[bytes]]]) -> None:
    dialogue = Dialogue(mode, OFFERS)
    for message in messages:
        dialogue.begin(*message)
        answers = [dialogue.receive(reply)[1] for reply in REPLIES[mode]]
        if not answers[-1] or answers[-1].verdict is not Verdict.SENT:
            raise OSError(f"a letter was not taken: {answers[-1]}")


def _say(part: str, act: Callable[[], object]) -> None:
    best = min(_cpu(act) for _ in range(TIMES))
    print(f"{part}: {1e6 * best / LETTERS:.1f} µs")


def _cpu(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


if __name__ == "__main__":
    main()
