"""Addresses: mail addresses, phone numbers and web addresses, read strictly and written one way."""

import re
from functools import lru_cache
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from pressflow.errors import RuleError

# A local part that no rule is about (RFC 5322, dot-atom, and short enough), and how long an address may be.
_PLAIN = re.compile(r"(?=.{1,64}\Z)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*")
_LONGEST = 254
# A domain that no rule is about: labels that are not in another script, under a name that is nobody's for tests or at
# home (RFC 6761). To ask the library takes long at the start, and then not at all for most offices.
_USUAL = re.compile(
    r"(?=.{1,200}\Z)(?!.*--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:com|edu|gov|info|int|net|org|[a-z]{2})"
)
# The same few contacts stand in thousands of releases, and to read an address or a number takes long.
_KNOWN = 1000


@lru_cache(_KNOWN)
def email_address(text: str) -> str:
    """The mail address with its domain in lower case and, where it was international, in ASCII (RFC 5890).

    Raises RuleError with what is wrong. An address whose local part needs SMTPUTF8 (RFC 6531) is refused:
    letters go out without that extension, so it could not be reached.
    """
    local, at, domain = text.rpartition("@")
    if at and len(text) <= _LONGEST and _PLAIN.fullmatch(local) and (known := _domain(domain)):
        return f"{local}@{known}"
    return _whole_address(text)


@lru_cache(10 * _KNOWN)
def _domain(domain: str) -> str:
    """A domain as it is written in addresses, or nothing for one that cannot be: asked once, not for each reader."""
    if _USUAL.fullmatch(domain):
        return domain
    try:
        return _whole_address(f"x@{domain}").removeprefix("x@") if domain.isascii() and len(domain) <= _LONGEST else ""
    except RuleError:
        return ""


def _whole_address(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True, strict=True)
    except EmailNotValidError as error:
        raise RuleError("CONTACT-ADDRESS", f"{text!r} is not a mail address: {error}") from error
    if valid.ascii_email is None:
        raise RuleError(
            "CONTACT-ADDRESS",
            f"{text!r} has letters beyond ASCII before the @; most mail servers cannot carry that",
        )
    return valid.ascii_email


Email = Annotated[str, AfterValidator(email_address)]


def same_address(address: str) -> str:
    """The key under which two writings are one address: providers do not tell capitals apart."""
    return address.lower()


@lru_cache(_KNOWN)
def masked(address: str) -> str:
    """The address as logs show it: who is meant can be guessed by those who know, and by nobody else."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}" if at else "…"


def phone_number(text: str, region: str) -> str:
    """The number in E.164 (ITU-T), as in +492214710123.

    Raises RuleError for a number that cannot be one, or without country code; the message offers the fix.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise RuleError("CONTACT-PHONE", f"{text!r} is not a phone number; write it as in +49 221 4710-123") from error
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_possible_number(number):
        raise RuleError(
            "CONTACT-PHONE",
            f"{text!r} is too short or too long for a phone number; write it as in +49 221 4710-123",
        )
    if not text.startswith("+"):
        raise RuleError("CONTACT-PHONE", f"{text!r} lacks the country code; write {e164}")
    return e164


@lru_cache(_KNOWN)
def readable_phone(e164: str) -> str:
    """The number with spaces, as people read it: +49 221 4710123."""
    import phonenumbers

    return phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def web_address(text: str) -> str:
    """The URL, which must be http or https with a host and without spaces or a password (RFC 3986)."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError as error:
        raise RuleError("LINK-SYNTAX", f"{text!r} is not a web address: {error}") from error
    if parts.scheme not in ("http", "https") or not host or any(char.isspace() for char in text):
        raise RuleError("LINK-SYNTAX", f"{text!r} is not a web address; write it as in https://www.example.org/page")
    if parts.username or parts.password:
        raise RuleError("LINK-SYNTAX", f"{text!r} carries a user name or a password; leave them out")
    return text
