"""The letters look like what they are: SpamAssassin finds nothing in them that speaks against them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pressflow.formats.letter import compile_letter
from pressflow.model.edition import Edition
from tests.formats import editions, kinds
from tests.formats.test_rfc import PDF, SIGN, copied, example_letters

# A rule that weighs more than this would need a reason.
WORST = 0.5
RULE = re.compile(r"^ *(-?\d+(?:\.\d)?) ([A-Z][A-Z0-9_]+) ", re.MULTILINE)


@pytest.fixture(scope="module")
def assassin() -> str:
    program = shutil.which("spamassassin")
    if not program:
        if os.environ.get("PRESSFLOW_TEST_NO_SKIP"):
            pytest.fail("SpamAssassin is missing: apt install spamassassin")
        pytest.skip("needs SpamAssassin: apt install spamassassin")
    return program


def messages(folder: Path) -> Iterator[bytes]:
    """The letters of all example releases: plain, signed, and with a file."""
    for letter in example_letters(copied(folder)):
        reader = editions.READER._replace(name="Jörg Berg", greeting=letter.greet("Jörg Berg"))
        yield compile_letter(letter).fill(reader)
        yield compile_letter(replace(letter, attached=(PDF,)), SIGN).fill(reader)


def rules(assassin: str, folder: Path, *mails: bytes) -> list[tuple[float, str]]:
    """The rules that mails meet, by weight; no network is asked."""
    box = folder / "box"
    box.write_bytes(b"".join(b"From x@example.org Sat May 16 08:31:05 2026\n" + _unix(mail) + b"\n" for mail in mails))
    ended = subprocess.run(
        [assassin, "-L", "-t", "--mbox", str(box)],
        capture_output=True,
        check=True,
        env={**os.environ, "HOME": str(folder), "LC_ALL": "C"},
    )
    report = ended.stdout.decode("utf-8", "replace")
    assert report.count("Content analysis details:") >= len(mails)  # a second time in what is wrapped as spam
    return sorted({(float(weight), name) for weight, name in RULE.findall(report)})


def _unix(mail: bytes) -> bytes:
    return mail.replace(b"\r\n", b"\n")


def test_no_rule_weighs_against_the_letters_of_all_example_releases(assassin: str, tmp_path: Path) -> None:
    found = rules(assassin, tmp_path, *messages(tmp_path / "office"))
    assert [rule for rule in found if rule[0] > WORST] == []
    assert (0.0, "HTML_MESSAGE") in found


@pytest.mark.parametrize("kind", [*kinds.LISTED, *kinds.NOTES])
def test_no_rule_weighs_against_a_letter_of_any_kind(assassin: str, tmp_path: Path, single: Edition, kind: str) -> None:
    found = rules(assassin, tmp_path, *kinds.messages(single, kind, SIGN))
    assert [rule for rule in found if rule[0] > WORST] == []


def test_what_does_look_like_spam_is_seen(assassin: str, tmp_path: Path) -> None:
    spam = (
        b"From: x <x@example.org>\r\nTo: y@example.org\r\nSubject: FREE\r\nDate: Sat, 16 May 2026 08:31:05 +0000\r\n"
        b"Message-ID: <x@example.org>\r\n\r\n"
        b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
    )
    assert (1000.0, "GTUBE") in rules(assassin, tmp_path, spam)
