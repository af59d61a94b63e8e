"""What mailauth, a verifier of others', makes of our signatures."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pressflow.dkim import Key, make_key, signer
from pressflow.formats.letter import compile_letter, compose
from tests.builders import make_newsroom
from tests.formats import editions

# Where make web-tools has npm put it.
MAILAUTH = Path(__file__).parents[1] / ".web-tools" / "node_modules" / ".bin" / "mailauth"
DOMAIN = "lohtal.example.org"

pytestmark = pytest.mark.skipif(
    not MAILAUTH.exists() and not os.environ.get("PRESSFLOW_TEST_NO_SKIP"),
    reason="NO MAILAUTH: signatures were not verified by a second program; make web-tools",
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Key, ...]:
    folder = tmp_path_factory.mktemp("keys")
    return make_key(folder, DOMAIN, "ed", "ed25519"), make_key(folder, DOMAIN, "rsa", "rsa")


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory, keys: tuple[Key, ...]) -> bytes:
    """A whole letter with both signatures."""
    edition = editions.one(make_newsroom(tmp_path_factory.mktemp("newsroom")))
    (release,) = edition.releases
    return compile_letter(compose(edition, release, release.original), signer(keys)).fill(editions.READER)


def verified(message: bytes, folder: Path, *keys: Key) -> dict[str, Any]:  # Any: JSON
    """What mailauth says of the signatures and of DMARC, with these records in the DNS, and one for DMARC."""
    zone = {key.name: {"TXT": [[key.record]]} for key in keys} | {f"_dmarc.{DOMAIN}": {"TXT": [["v=DMARC1; p=reject"]]}}
    (folder / "dns.json").write_text(json.dumps(zone), "utf-8")
    (folder / "letter.eml").write_bytes(message)
    options: list[str | Path] = [
        "--dns-cache",
        folder / "dns.json",
        "--mta",
        "mx.example.org",
        "--client-ip",
        "192.0.2.1",
    ]
    command = [str(word) for word in (MAILAUTH, "report", *options, folder / "letter.eml")]
    report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    results = {one["selector"]: one["status"]["result"] for one in report["dkim"]["results"]}
    return results | {"dmarc": report["dmarc"]["status"]["result"]}


def test_both_signatures_hold_and_stand_for_the_sender(letter: bytes, keys: tuple[Key, ...], tmp_path: Path) -> None:
    assert verified(letter, tmp_path, *keys) == {"ed": "pass", "rsa": "pass", "dmarc": "pass"}


@pytest.mark.parametrize(("old", "new"), [(b"Subject: ", b"Subject: x"), (b"Verkehr freigegeben", b"Verkehr gesperrt")])
def test_signatures_break_with_what_they_were_made_for(
    letter: bytes, keys: tuple[Key, ...], tmp_path: Path, old: bytes, new: bytes
) -> None:
    assert old in letter
    found = verified(letter.replace(old, new), tmp_path, *keys)
    assert "pass" not in found.values()
