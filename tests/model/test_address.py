"""Addresses are read strictly and written one way."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.errors import RuleError
from pressflow.model.address import (
    _whole_address,
    email_address,
    phone_number,
    readable_phone,
    same_address,
    web_address,
)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("presse@lohtal.example.org", "presse@lohtal.example.org"),
        ("Presse@LOHTAL.Example.org", "Presse@lohtal.example.org"),
        ("presse@bücher.example.org", "presse@xn--bcher-kva.example.org"),
        ("o'neill+news@example.org", "o'neill+news@example.org"),
    ],
)
def test_mail_address_has_its_domain_in_ascii_and_lower_case(written: str, address: str) -> None:
    assert email_address(written) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "presse",
        "presse@",
        "@example.org",
        "a b@example.org",
        "a@b@example.org",
        "a@example..org",
        "presse@lohtal",
        "Presse <presse@example.org>",
        "presse@example.org, andere@example.org",
        "presse@example.org\r\nBcc: andere@example.org",
        "presse@example.org\n",
        "presse@[127.0.0.1]",
        ".a@example.org",
        "a" * 65 + "@example.org",
        "pre\u202esse@example.org",
    ],
)
def test_what_is_no_mail_address_is_refused(written: str) -> None:
    with pytest.raises(RuleError, match="mail") as error:
        email_address(written)
    assert error.value.code == "CONTACT-ADDRESS"


def test_mail_address_that_needs_smtputf8_is_refused() -> None:
    with pytest.raises(RuleError, match="letters beyond ASCII before the @"):
        email_address("jürgen@example.org")


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.emails(), st.text(st.sampled_from('a@.-_\r\n "<>,:;[]ü'), max_size=12)))
def test_accepted_mail_address_is_plain_ascii_on_one_line(text: str) -> None:
    try:
        address = email_address(text)
    except RuleError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' ,;:<>()[]"\\')
    assert address.count("@") == 1
    assert email_address(address) == address


def test_capitals_do_not_make_another_address() -> None:
    assert same_address("Anna.Berg@Example.org") == same_address("anna.berg@example.org")
    assert same_address("anna@example.org") != same_address("anne@example.org")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+49 221 4710-123", "+492214710123"),
        ("+49 (0)221 4710-123", "+492214710123"),
        ("+49 (221) 4710/123", "+492214710123"),
        ("+1 202-555-0143", "+12025550143"),
    ],
)
def test_phone_number_is_written_in_e164(written: str, number: str) -> None:
    assert phone_number(written, "DE") == number


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("0221 4710-123", "'0221 4710-123' lacks the country code; write +492214710123"),
        ("0049 221 4710-123", "lacks the country code; write +492214710123"),
        ("ruf an", "is not a phone number; write it as in +49 221 4710-123"),
        ("", "is not a phone number"),
        ("+49 1", "is not a phone number"),
        ("+1 22", "is too short or too long"),
        ("+49 221 4710 123 4710 123", "is too short or too long"),
    ],
)
def test_other_phone_number_is_refused_with_the_fix(written: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        phone_number(written, "DE")
    assert error.value.code == "CONTACT-PHONE"
    assert says in str(error.value)


def test_fix_follows_the_offices_country() -> None:
    with pytest.raises(RuleError, match=r"write \+431234567"):
        phone_number("01 234567", "AT")


def test_phone_number_is_shown_in_groups() -> None:
    assert readable_phone("+492214710123") == "+49 221 4710123"


@pytest.mark.parametrize(
    "url",
    ["https://www.example.org/", "http://example.org", "https://example.org/a?b=c&d#e", "https://bücher.example/ä"],
)
def test_web_address_stays_as_it_is(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "www.example.org",
        "example",
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "https://",
        "https:///path",
        "https://exa mple.org",
        "https://example.org/a b",
        "https://example.org/\nx",
        "https://user@example.org",
        "https://user:word@example.org",
        "https://[example.org",
    ],
)
def test_other_web_address_is_refused(url: str) -> None:
    with pytest.raises(RuleError) as error:
        web_address(url)
    assert error.value.code == "LINK-SYNTAX"


@given(
    st.from_regex(r"[A-Za-z0-9]+([._+-][A-Za-z0-9]+){0,3}", fullmatch=True) | st.text(max_size=70),
    st.from_regex(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+){0,3}", fullmatch=True)
    | st.sampled_from(["example.org", "EXAMPLE.org", "a.test", "x.local", "localhost", f"{'a' * 60}." * 4 + "org"])
    | st.text(max_size=20),
)
def test_quick_way_for_plain_addresses_finds_what_the_thorough_one_does(local: str, domain: str) -> None:
    def outcome(way: Callable[[str], str]) -> str:
        try:
            return way(f"{local}@{domain}")
        except RuleError as error:
            return str(error)

    assert outcome(email_address) == outcome(_whole_address)


LABELS = st.from_regex(r"[a-z0-9-]{1,4}|[a-z]{62,65}|xn--[a-z0-9]{1,8}|localhost|local|invalid", fullmatch=True)
ENDS = st.sampled_from(
    ("org", "de", "com", "eu", "test", "local", "onion", "arpa", "museum", "d", "99", "", "xn--p1ai")
)


@settings(max_examples=300)
@given(st.lists(LABELS, min_size=0, max_size=4), ENDS)
def test_usual_domain_is_accepted_just_as_the_library_accepts_it(labels: list[str], end: str) -> None:
    written = f"x@{'.'.join((*labels, end))}"
    assert _read(email_address, written) == _read(_whole_address, written)


def _read(read: Callable[[str], str], text: str) -> str:
    """The address, or nothing where it is refused."""
    try:
        return read(text)
    except RuleError:
        return ""
