"""Whether the time of an answer tells if an address is known: sign-ups of readers, of strangers, of those who left.

Each asks once, in turns, from a network of its own, over one connection on loopback.
`python -m benchmarks.web.timing [--each 400]`
"""

import argparse
import http.client
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.web.run import CONTACTS, office, server
from pressflow import clock, subscribing
from pressflow.demo import free_port
from pressflow.newsroom import Newsroom
from pressflow.web.forms import stamp

WHO = ("stranger", "reader", "left")


def questions(each: int) -> Iterator[tuple[str, str]]:
    """Who asks with which address, mixed, the same each time."""
    asking = [(who, number) for number in range(each) for who in WHO]
    Random(7).shuffle(asking)  # noqa: S311  an order, no secret
    for who, number in asking:
        first = number if who == "reader" else CONTACTS // 2 + number
        yield who, f"new{number}@desk.example.org" if who == "stranger" else f"reader{first}@desk.example.org"


def measured(port: int, signed: str, each: int) -> dict[str, list[float]]:
    """Milliseconds to the answer, by who asked."""
    took: dict[str, list[float]] = {who: [] for who in WHO}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for number, (who, address) in enumerate(questions(each)):
        form = {"act": "subscribe", "lists": "kultur", "speaks": "de", "stamp": signed, "address": address}
        network = f"10.{number // 250}.{number % 250}.1"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": network}
        begun = time.perf_counter()
        connection.request("POST", "/service/de/subscribe", urlencode(form), headers)
        answer = connection.getresponse()
        answer.read()
        took[who].append((time.perf_counter() - begun) * 1000)
        if answer.status >= 400:
            sys.exit(f"{address}: refused with {answer.status}")
    return took


def slower(some: list[float], others: list[float]) -> float:
    """How often one of some took longer than one of the others: 0.5 where time tells nothing."""
    return sum((one > other) + (one == other) / 2 for one in some for other in others) / (len(some) * len(others))


def main() -> None:
    """Print medians, and how well the time tells each from a stranger."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=400)
    each = parser.parse_args().each
    with tempfile.TemporaryDirectory(dir=Path(__file__).parent, prefix=".run.") as place:
        folder, port = Path(place) / "office", free_port()
        office(folder)
        newsroom = Newsroom.at(folder)
        for number in range(each):
            subscribing.suppress(
                newsroom, f"reader{CONTACTS // 2 + number}@desk.example.org", "unsubscribed", clock.now()
            )
        signed = stamp(newsroom.tokens, "subscribe", clock.now() - timedelta(seconds=10))
        newsroom.ledger.close()
        serve = [sys.executable, "-m", "pressflow", "serve", "--port", str(port), "-C", str(folder)]
        with server(serve, port, "/healthz"):
            took = measured(port, signed, each)
    for who, times in took.items():
        print(
            f"{who:10} median {statistics.median(times):6.2f} ms   slower than a stranger: "
            f"{slower(times, took['stranger']):.3f} of pairs"
        )


if __name__ == "__main__":
    main()
