"""Mail that came back is what it says in any of the forms in use; whatever it is, there is an answer."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.model.returned import Kind
from pressflow.source.returned import classify
from pressflow.source.returned.reply import away_until
from pressflow.source.returned.report import severity
from tests.source.returned.corpus import MAILS, PATH, READER, TODAY, report


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_mail_is_what_it_says(name: str, end: str) -> None:
    mail = MAILS[name]
    came = classify(mail.text.replace("\n", end).encode(), TODAY)
    assert (came.kind, came.status) == (mail.kind, mail.status)
    assert (came.until, came.left, came.refers_to) == (mail.until, mail.left, mail.refers_to)
    assert mail.about in (came.about or ("",))


@pytest.mark.parametrize("name", [name for name in MAILS if name != "nothing"])
def test_mark_of_the_letter_is_found_in_every_form(name: str) -> None:
    assert PATH in classify(MAILS[name].text.encode(), TODAY).marks


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("bis 31.12.", date(2026, 12, 31)),
        ("bis Freitag, den 29. Mai", date(2026, 5, 29)),
        ("until 29 May 2026", date(2026, 5, 29)),
        ("until May 29", date(2026, 5, 29)),
        ("through 2026-05-29", date(2026, 5, 29)),
        ("bis 3.1.", None),
        ("bis 31. Februar 2026", None),
        ("bis gleich", None),
        ("until 1 May 2026", None),
        ("bis 29. Mai 2036", None),
        ("Sie haben 15. Juni geschrieben", None),
    ],
)
def test_day_somebody_is_away_until_lies_ahead(said: str, day: date | None) -> None:
    assert away_until(said, TODAY) == day


def test_day_without_a_year_is_the_coming_one() -> None:
    assert away_until("bis zum 6. Januar", date(2026, 12, 20)) == date(2027, 1, 6)


@pytest.mark.parametrize("status", ["4.1.1", "5.7.1", "5.2.2", "5.4.4", "5.3.0", "5.5.0", "", "nonsense"])
def test_in_doubt_the_mailbox_is_there(status: str) -> None:
    assert severity(status, "something is wrong") == Kind.SOFT


@settings(max_examples=300)
@given(st.binary(max_size=3000) | st.text(max_size=3000).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_the_bytes_are_there_is_an_answer(data: bytes) -> None:
    assert classify(data, TODAY).kind in Kind


@settings(max_examples=400)
@given(st.data())
def test_damaged_mail_has_an_answer(data: st.DataObject) -> None:
    """Real forms with pieces cut out, doubled and changed."""
    text = bytearray(MAILS[data.draw(st.sampled_from(sorted(MAILS)))].text.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at, size = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 200))
        text[at : at + size] = data.draw(st.binary(max_size=20) | st.just(bytes(text[at : at + size]) * 2))
    assert classify(bytes(text), TODAY).kind in Kind


def test_deeply_nested_mail_has_an_answer() -> None:
    text = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    assert classify(text.encode(), TODAY).kind in Kind


def test_endless_mail_is_read_so_far_as_it_says_what_it_is() -> None:
    long = report("5.1.1", "550 5.1.1 no such user") + "x" * 5_000_000
    assert (came := classify(long.encode(), TODAY)).kind == Kind.HARD
    assert READER in came.about
