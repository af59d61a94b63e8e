"""A compiled letter: for any reader it says what Python's own email package would write, in bytes any relay carries."""

import email
import quopri
import re
from collections.abc import Iterator
from dataclasses import replace
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.errors import RuleError
from pressflow.formats.letter import compile_letter, compose
from pressflow.model.address import email_address
from pressflow.model.edition import Edition
from pressflow.model.letter import Attached, Letter, Reader
from tests.formats import editions
from tests.formats.reading import Tags, body, mail

CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"


@pytest.fixture(scope="module")
def stored(single: Edition) -> Letter:
    """The stored letter of the release with everything in it."""
    (release,) = single.releases
    return compose(single, release, release.original)


class Both:
    """A letter and what it is compiled to; Hypothesis shows little of it when a test fails."""

    def __init__(self, letter: Letter) -> None:
        self.letter, self.compiled = letter, compile_letter(letter)


@pytest.fixture(scope="module")
def both(stored: Letter) -> Both:
    return Both(stored)


def shown(text: str) -> str:
    """A text as a header shows it: on one line."""
    return " ".join(re.sub(CONTROL, " ", text).split())


def reference(letter: Letter, reader: Reader) -> EmailMessage:
    """The letter as the email package writes and reads it."""
    filled, message = letter.for_reader(reader), EmailMessage(policy=SMTP)
    local, _, domain = letter.sender[1].rpartition("@")
    message["From"] = Address(letter.sender[0], local, domain)
    message["Reply-To"] = letter.reply_to
    local, _, domain = reader.address.rpartition("@")
    message["To"] = Address(shown(reader.name), local, domain)
    message["Subject"] = letter.subject
    message["Date"] = letter.date
    message["Message-ID"] = reader.message_id
    message["List-Id"] = f"<{reader.list_id}.{letter.domain}>"
    message["List-Unsubscribe"] = f"<{reader.unsubscribe_url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["List-Help"] = f"<{letter.help_url}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(ordinary(filled.text))
    message.add_alternative(ordinary(filled.html), subtype="html")
    message["Content-Language"] = letter.language  # set earlier, it would go to the first part
    return message


def ordinary(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def lines(content: bytes) -> list[bytes]:
    """The lines of a message, which all end with CRLF."""
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r") == content.count(b"\r\n")
    return content.split(b"\r\n")


def unfolded(content: bytes, name: str) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", str(email.message_from_bytes(content)[name]))


def to(content: bytes) -> tuple[str, str]:
    """Name and address in To; `email.headerregistry` leaves spaces between the encoded words of a name."""
    written = unfolded(content, "To")
    name, address = parseaddr(written)
    return str(make_header(decode_header(name))) if written.startswith("=?") else name, address


def assert_carried(content: bytes) -> None:
    """Any relay carries the message: 7-bit, no line too long, none that a careless server changes."""
    content.decode("ascii")
    header, _, rest = content.partition(b"\r\n\r\n")
    for line in lines(header + b"\r\n"):
        assert len(line) <= 78 or b" " not in line.strip().partition(b": ")[2], line
        assert len(line) <= 998
        assert not line or line.strip()
    for line in lines(rest):
        assert len(line) <= (78 if line.startswith(b" filename") else 76)
        assert not line.endswith((b" ", b"\t"))
        assert not line.startswith((b".", b"From "))
        assert b"  " not in line


def assert_same(content: bytes, wanted: EmailMessage) -> None:
    """Both say the same, once they are decoded."""
    found = mail(content)
    assert not [defect for part in found.walk() for defect in part.defects]
    raw = email.message_from_bytes(content)
    assert sorted(raw.keys()) == sorted(wanted.keys())
    assert [part.get_content_type() for part in found.walk()] == [part.get_content_type() for part in wanted.walk()]
    for name in set(wanted.keys()) - {"To", "Content-Type"}:
        assert unfolded(content, name) == str(wanted[name]) or str(found[name]) == str(wanted[name])
    (meant,) = wanted["To"].addresses
    assert to(content) == (meant.display_name, meant.addr_spec)
    for kind in ("plain", "html"):
        assert ordinary(body(found, kind)).rstrip("\n") == ordinary(body(wanted, kind)).rstrip("\n")


NAMES = st.one_of(
    st.text(max_size=200),
    st.text(st.sampled_from("aä🦊 \"',;:<>()@\\.=?_\r\n\t"), max_size=200),
    st.text(st.sampled_from("אבגدجب ab\u202e\u200f"), max_size=60),
    st.sampled_from(
        [
            "Anna Berg",
            "Jörg Müller-Lüdenscheidt",
            "Anna Berg\r\nBcc: alle@example.org",
            "Anna\nX-Spam: no\n\n<script>",
            "Anna\x00\x0b\x85\u2028Berg",
            "=?utf-8?q?=0D=0ABcc:_alle=40example.org?=",
            "=?utf-8?q?a?=  =?utf-8?q?b?=",
            "x =?a",
            'Anna" <andere@example.org>, "Berg',
            "أنا بيرغ",
            "\u202eanna",
            "👩‍👩‍👧 Familie",
            "Berg, Anna (Lokales)",
            "Ä" * 200,
            "A" * 200,
            "Wort " * 40,
            ". . .",
            ".",
            "From here",
            "\ue000address\ue001 {name}",
        ]
    ),
)
ADDRESSES = st.one_of(
    st.emails(),
    st.sampled_from(
        ["a@example.org", f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 50}.example.org", "o'neill+x@example.org"]
    ),
)
URLS = st.text(st.sampled_from("abcXYZ019-_.~%/"), max_size=300).map("https://presse.example.org/unsubscribe/".__add__)


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    """A reader as they come out of the ledger, with a name that anybody may have typed."""
    try:
        address = email_address(draw(ADDRESSES))
    except RuleError:
        address = "a@example.org"
    name = draw(NAMES)
    return editions.READER._replace(
        name=name,
        address=address,
        greeting=f"Guten Tag {name}," if name else "Guten Tag,",
        list_title=draw(NAMES),
        unsubscribe_url=draw(URLS),
    )


@settings(max_examples=400, deadline=None)
@given(reader=readers())
def test_any_reader_gets_what_the_email_package_would_write(both: Both, reader: Reader) -> None:
    content = both.compiled.fill(reader)
    assert_carried(content)
    assert_same(content, reference(both.letter, reader))
    tags = [tag for tag, _ in Tags(body(mail(content), "html")).found]
    assert tags == [tag for tag, _ in Tags(both.letter.html).found]


@pytest.mark.soak
@settings(max_examples=5_000, deadline=None)
@given(reader=readers())
def test_thousands_of_readers_get_what_the_email_package_would_write(both: Both, reader: Reader) -> None:
    content = both.compiled.fill(reader)
    assert_carried(content)
    assert_same(content, reference(both.letter, reader))


@settings(max_examples=100, deadline=None)
@given(reader=readers())
def test_each_attempt_is_the_same_to_the_byte(both: Both, reader: Reader) -> None:
    assert both.compiled.fill(reader) == both.compiled.fill(reader) == compile_letter(both.letter).fill(reader)


@settings(max_examples=100, deadline=None)
@given(reader=readers(), names=st.sets(st.sampled_from(["greeting", "list_id", "list_title", "leave_address"])))
def test_what_readers_have_in_common_may_be_written_beforehand(both: Both, reader: Reader, names: set[str]) -> None:
    shared = both.compiled.with_shared(reader, names)
    other = reader._replace(**dict.fromkeys(names, "of another"))
    assert b"".join(shared.pieces(other)) == shared.fill(other) == both.compiled.fill(reader)


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ue000\ue001"), max_size=300),
    st.text(st.sampled_from("ä.= \t\nF"), max_size=300),
    st.lists(st.sampled_from(["From ", ".", "=", " ", "x" * 74, "x" * 75, "ä" * 13, "\n", "\r\n"]), max_size=20).map(
        "".join
    ),
)


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(st.tuples(TEXTS, st.sampled_from(Reader._fields)), max_size=8), end=TEXTS)
def test_any_text_with_places_anywhere_comes_out_as_it_is(both: Both, parts: list[tuple[str, str]], end: str) -> None:
    text = "".join(f"{words}\ue000{field}\ue001" for words, field in parts) + end
    letter = replace(both.letter, text=text, html=text)
    content = compile_letter(letter).fill(editions.READER)
    assert_carried(content)
    filled = letter.for_reader(editions.READER)
    assert list(_bodies(content)) == [ordinary(filled.text), ordinary(filled.html)]


def _bodies(content: bytes) -> Iterator[str]:
    for part in email.message_from_bytes(content).walk():
        if not part.is_multipart():
            yield quopri.decodestring(str(part.get_payload()).encode()).decode().replace("\r\n", "\n")


def test_boundary_can_stand_in_no_part(stored: Letter) -> None:
    own = email.message_from_bytes(compile_letter(stored).fill(editions.READER)).get_boundary()
    forged = replace(stored, text=f"x\n--{own}--\n--{own}\nContent-Type: text/html\n\n<b>y</b>")
    content = compile_letter(forged).fill(editions.READER._replace(list_title=f"--{own}"))
    assert len(list(mail(content).iter_parts())) == 2
    assert body(mail(content), "plain").startswith(f"x\n--{own}--\n")


def test_address_beyond_ascii_in_a_link_is_written_in_ascii(stored: Letter) -> None:
    reader = editions.READER._replace(unsubscribe_url="https://presse.example.org/Größe x\r\nBcc: y")
    header, _, _ = compile_letter(replace(stored, help_url="https://example.org/ä")).fill(reader).partition(b"\r\n\r\n")
    assert b"List-Unsubscribe: <https://presse.example.org/Gr%C3%B6%C3%9Fe%20xBcc:%20y>\r\n" in header
    assert b"List-Help: <https://example.org/%C3%A4>\r\n" in header


@pytest.mark.parametrize(
    "name", ["2026-05-16-bridge.de.pdf", "Brücke über die Loh.pdf", 'a"b\\c.pdf', "x" * 150 + ".pdf"]
)
def test_file_goes_with_the_letter_under_its_name(stored: Letter, name: str) -> None:
    letter = replace(stored, attached=(Attached(name, "application/pdf", b"%PDF-1.7\n\x00\xff" * 100),))
    content = compile_letter(Letter.from_json(letter.to_json())).fill(editions.READER)
    assert_carried(content)
    message = mail(content)
    assert message.get_content_type() == "multipart/mixed"
    assert not [defect for part in message.walk() for defect in part.defects]
    words, file = message.iter_parts()
    assert words.get_content_type() == "multipart/alternative"
    assert (file.get_content_type(), file.get_content_disposition()) == ("application/pdf", "attachment")
    assert file.get_filename() == name
    assert file.get_payload(decode=True) == letter.attached[0].content
    for kind in ("plain", "html"):
        assert body(message, kind) == body(mail(compile_letter(stored).fill(editions.READER)), kind)
