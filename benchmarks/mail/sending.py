"""Send what an office promised, in this process, and say how long that took: `sending.py FOLDER`, settings as usual.

Starting Python and loading pressflow are left out; opening the ledger and the connections are not.
"""

import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pressflow import clock
from pressflow.delivering import Outcome
from pressflow.newsroom import Newsroom
from pressflow.worker import work


def main() -> None:
    """Send, and print letters, seconds, processor seconds and the most memory in MiB."""
    newsroom, sent = Newsroom.at(Path(sys.argv[1])), 0

    def count(outcomes: Sequence[Outcome]) -> None:
        nonlocal sent
        sent += sum(outcome.state == "sent" for outcome in outcomes)

    cpu, start = time.process_time(), time.perf_counter()
    work(newsroom, clock.now, count, lambda *_: None, once=True)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    # Not getrusage, which counts what the parent had when it started this.
    status = Path("/proc/self/status").read_text("ascii")
    memory = int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) // 1024
    print(json.dumps({"letters": sent, "seconds": seconds, "cpu": cpu, "memory": memory}))


if __name__ == "__main__":
    main()
