"""The letters of every example release keep to the standards of mail, header by header; and the checker sees faults."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.dkim import Key, signer
from pressflow.formats.letter import Signer, compile_letter, compose
from pressflow.model.edition import Edition
from pressflow.model.letter import Attached, Letter
from pressflow.newsroom import Newsroom
from tests.formats import editions, kinds
from tests.formats.reading import Tags, body, html_tokens, mail, text_tokens, tokens
from tests.formats.rfc import faults

ROOT = Path(__file__).parents[2]
SIGN = signer((Key("ostermuehl.example.org", "press", Ed25519PrivateKey.from_private_bytes(bytes(32))),))
PDF = Attached("Brücke über die Loh.pdf", "application/pdf", b"%PDF-1.7\n" * 99)


def copied(folder: Path) -> Newsroom:
    """The example office in a folder of its own."""
    for name in ("releases", "boilerplate"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("pressflow.toml", "press-contacts.yaml"):
        shutil.copy(ROOT / name, folder / name)
    return Newsroom.at(folder)


def example_letters(newsroom: Newsroom) -> Iterator[Letter]:
    """The letters of all its releases, in each language."""
    for folder in newsroom.folders.values():
        release = newsroom.read(folder).release
        assert release is not None
        release = editions.published(replace(release, uri=editions.URI))
        for record in release.records:
            yield compose(newsroom.edition(release), release, record)


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> list[Letter]:
    return list(example_letters(copied(tmp_path_factory.mktemp("office"))))


@pytest.fixture(scope="module")
def sent(letters: list[Letter]) -> bytes:
    """One letter with everything: a signature and a file."""
    return compile_letter(replace(letters[0], attached=(PDF,)), SIGN).fill(editions.READER)


NAMES = ["Anna Berg", "", "Jörg Müller-Lüdenscheidt", 'Dr. "Kim" Berg, Lokales', "أنا بيرغ", "🦊" * 60, "=?utf-8?q?x?="]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_letters_of_all_example_releases_keep_to_the_standards(letters: list[Letter], name: str) -> None:
    assert len(letters) > 7
    for letter in letters:
        reader = editions.READER._replace(name=name, greeting=letter.greet(name))
        for sign in (None, SIGN):
            assert faults(compile_letter(letter, sign).fill(reader)) == [], letter.subject
        assert faults(compile_letter(replace(letter, attached=(PDF,)), SIGN).fill(reader)) == []


@pytest.mark.parametrize("kind", [*kinds.LISTED, *kinds.NOTES])
@pytest.mark.parametrize("sign", [None, SIGN], ids=["plain", "signed"])
def test_every_kind_of_letter_keeps_to_the_standards(single: Edition, kind: str, sign: Signer | None) -> None:
    messages = list(kinds.messages(single, kind, sign))
    assert len(messages) == 2
    for message in messages:
        assert faults(message, listed=kind in kinds.LISTED) == []
        assert faults(message, listed=kind not in kinds.LISTED) != []


def test_every_note_of_the_service_is_looked_at(single: Edition) -> None:
    subjects = [word for word in single.theme.words("de") if re.fullmatch("note_.*_subject", word)]
    assert {word[len("note_") : -len("_subject")] for word in subjects} == set(kinds.NOTES)


def test_letter_in_a_thread_keeps_to_the_standards(letters: list[Letter]) -> None:
    before = " ".join(f"<{number:040x}@ostermuehl.example.org>" for number in range(20))
    content = compile_letter(letters[0], SIGN).fill(editions.READER._replace(references=before))
    assert faults(content) == []
    assert str(mail(content)["References"]).split() == before.split()


def test_both_bodies_of_all_example_letters_carry_the_same_words(letters: list[Letter]) -> None:
    for letter in letters:
        message = mail(compile_letter(letter).fill(editions.READER._replace(greeting="Guten Tag,")))
        text, html = body(message, "plain"), body(message, "html")
        links = {link["href"] for link in Tags(html).named("a")}
        shown = set(html_tokens(html))
        assert shown - set(tokens(text)) == set()
        assert {word for word in set(text_tokens(text)) - shown if not any(word in link for link in links)} == set()


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ue000\ue001"), min_size=1, max_size=120)


@settings(max_examples=150, deadline=None)
@given(name=LINES, subject=LINES, sender=LINES)
def test_no_words_of_anybody_s_break_a_standard(name: str, subject: str, sender: str) -> None:
    letter = replace(SMALL, subject=f"x{subject}", sender=(sender, "presse@example.org"))
    assert faults(compile_letter(letter, SIGN).fill(editions.READER._replace(name=name, greeting=name))) == []


SMALL = Letter(
    kind="release",
    language="de",
    subject="Neue Brücke",
    sender=("Presse", "presse@example.org"),
    reply_to="presse@example.org",
    date=editions.PUBLISHED_AT,
    domain="example.org",
    help_url="https://presse.example.org/",
    greeting="Guten Tag {name},",
    greeting_nobody="Guten Tag,",
    text="Text",
    html="<p>Text</p>",
)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"Subject: ", b"Subject : ", "no field name"),
        (b"Subject: ", b"Subject: \xc3\xa4", "7-bit"),
        (b"Subject: ", b"Subject: x\r\nSubject: ", "subject: stands 2 times"),
        (b"Subject: ", b"Subject: =?utf-8?q?=FF?= ", "cannot be decoded"),
        (b"Subject: ", b"Subject: " + b"word " * 20, "columns"),
        (b"Subject: ", b"X-Mailer: x\r\nSubject: ", "nobody checks it"),
        (b"Date: Sat", b"Date: Sun", "was no Sun"),
        (b"Date: Sat, 16", b"Date: Sat, 36", "is no date-time"),
        (b"Message-ID: <", b"Message-ID: <<", "does not have the form"),
        (b"To: Anna Berg", b"To: Berg, Anna", "does not have the form"),
        (b"To: Anna Berg", b"To: =?utf-8?q?a.b?=", "may not"),
        (b"List-Id: <", b"List-Id: ", "no list id"),
        (b"List-Unsubscribe: <https", b"List-Unsubscribe: <http", "no https"),
        (b"List-Unsubscribe: <", b"List-Unsubscribe: ", "angle brackets"),
        (b"List-Unsubscribe-Post: ", b"X", "list-unsubscribe-post: stands 0 times"),
        (b"One-Click", b"Two-Click", "does not have the form"),
        (b"MIME-Version: 1.0", b"MIME-Version: 1.1", "does not have the form"),
        (b"--=_mixed_", b"--=mixed", "is not cut by its boundary"),
        (b"quoted-printable", b"8bit", "does not have the form"),
        (b"from:", b"x-from:", "does not sign"),
        (b"\r\nFrom: ", b"\r\n \r\nFrom: ", "white space"),
        (b"Guten Tag", b"Guten Tag=G", "cannot be decoded"),
        (b"Guten Tag", b"Guten Tag" * 9, "columns"),
        (b"Guten Tag", b"Guten Tag\n", "line ends"),
        (b"attachment;", b"attached;", "does not have the form"),
        (b"JVBERi", b"JVBER", "base64"),
    ],
)
def test_checker_sees_faults(sent: bytes, old: bytes, new: bytes, told: str) -> None:
    message = sent.replace(b"\r\n\r\n\r\n", b"\r\n\r\nGuten Tag\r\n\r\n", 1)
    assert faults(message) == []
    assert old in message
    found = faults(message.replace(old, new))
    assert any(told in fault for fault in found), found
