"""Golden files: documents as they were once looked at and found right.

They are renewed with `RENEW_GOLDEN=1 pytest tests/formats -n0`; git then shows what changed.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"


def golden(name: str, content: bytes) -> bytes:
    """What the golden file holds; with RENEW_GOLDEN, it is written first."""
    file = FOLDER / name
    if os.environ.get("RENEW_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    return file.read_bytes()
