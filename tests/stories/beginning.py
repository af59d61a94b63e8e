"""`pressflow` that says "begins" when it has the newsroom to itself: from then on a test may kill it."""

import sys

from pressflow.cli import main


def _hook(event: str, given: tuple[object, ...]) -> None:
    if event == "open" and str(given[0]).endswith("newsroom.lock") and not _said:
        _said.append("begins")
        print("begins", flush=True)  # noqa: T201  what the test waits for


_said: list[str] = []

if __name__ == "__main__":
    sys.addaudithook(_hook)
    main()
