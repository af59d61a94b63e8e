"""Press contacts out of the lines below "Pressekontakt": names, roles, numbers, mail addresses hidden from robots."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pressflow.errors import RuleError
from pressflow.model.address import email_address
from pressflow.source.plain.blocks import Doubt
from pressflow.source.plain.dates import find_days
from pressflow.source.plain.people import ORGANISATION, ROLE, is_name

Contact = dict[str, str]
Link = dict[str, str]

_PRESS = r"(?:Presse|Medien|Press|Media)"
_HEADING = re.compile(
    rf"(?P<press>{_PRESS}[- ]?(?:kontakte?|contacts?|ansprechpartner(?:in|innen)?|anfragen|enquiries|inquiries)"
    rf"|(?:Kontakt|Ansprechpartner(?:in|innen)?|Contact)\s(?:für|for)\s(?:(?:die|the)\s)?(?:{_PRESS}|Journalist)\w*)"
    r"|(?:Ihre?\s)?(?:Kontakte?|Ansprechpartner(?:in|innen)?|Ansprechperson(?:en)?|Contacts?)"
    r"|(?:(?:Bei|Für|Ihre)\s)?(?:(?:journalistische|weitere)\s)?(?:Rück|Nach)fragen"
    r"(?:\swenden Sie sich(?:\s(?:bitte|gerne?|direkt))*\san(?=:))?(?P<more>\s[^.:]{1,60}(?=:))?"
    r"|For (?:further|more) information,?(?: please)? contact",
    re.IGNORECASE,
)
# "presse [at] example [punkt] org": written so that robots do not read it; here it must be read.
_HIDDEN = (
    (re.compile(r"\s*[\[({<]\s*(?:at|ät|@)\s*[\])}>]\s*", re.IGNORECASE), "@"),
    (re.compile(r"\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*", re.IGNORECASE), "."),
    (re.compile(r"(?<=\w)\s*@\s*(?=\w)"), "@"),
    (re.compile(r"(?<=\w)\s+(?:at|ät)\s+(?=[\w-]+(?:\.|\s+(?:dot|punkt)\s+)\w)", re.IGNORECASE), "@"),
    *[(re.compile(r"(?<=@)([\w.-]+)\s+(?:dot|punkt)\s+(?=\w)", re.IGNORECASE), r"\1.")] * 3,
)
_EMAIL = re.compile(r"(?:mailto:)?(?<![\w.+'-])([\w.+'-]+@[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)[^\s|<>]+(?<![.,;:)])", re.IGNORECASE)
_DIGITS = r"[+(]?[0-9(][0-9()\s/.–-]{4,30}[0-9]"
_PHONE_LABEL = r"(?:\b(?:Tel(?:efon|efonnummer|ephone)?|Fon|Phone|Mobil(?:telefon|e)?|Handy|Cell)\b\.?:?|\b[TM]:)"
_PHONE = re.compile(rf"{_PHONE_LABEL}\s*({_DIGITS})|(?<!\w)((?:\+|\(?0){_DIGITS})", re.IGNORECASE)
_PHONE_AND_FAX = re.compile(r"\b(Tel\w*\.?)\s*(?:/|und|&)\s*(?:Tele)?fax\b", re.IGNORECASE)
_FAX = re.compile(rf"\b(?:Tele)?fax\b[.:\s|-]*(?:{_DIGITS})?", re.IGNORECASE)
_NEXT_PHONE = re.compile(r"\s*[/,;]\s*(?=\+|0[1-9])")
_ADDRESS_LABEL = rf"{_PHONE_LABEL}|\b(?:E-?\s?Mail|Mail)\b:?"
_LABEL = re.compile(
    rf"{_ADDRESS_LABEL}|\b(?:Internet|Web(?:site)?|Homepage|Name|Herr|Frau|Mrs?|Ms)\b[.:]*", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*[,;·•]\s*|\s+[–—/-]+\s+")
_POSTAL = re.compile(
    r"\b[0-9]{4,5}\s\w|\b\w*(?:straße|strasse|str\.|platz|weg|allee|street|road)\s.*[0-9]|Postfach", re.IGNORECASE
)
_FIELDS = ("name", "role", "organisation", "phone", "email")


@dataclass(frozen=True)
class Fact:
    """One thing a line says: a heading, a field of a contact, a URL, a fax number, or something else."""

    kind: str
    value: str


def is_contact_heading(line: str) -> bool:
    """Whether the line opens the press contacts."""
    return _split_heading(line) is not None


def gives_address(line: str) -> bool:
    """Whether the line gives a phone number or a mail address, or the label of one."""
    plain = _readable(line)
    if _EMAIL.search(plain) or re.fullmatch(_ADDRESS_LABEL, plain, re.IGNORECASE):
        return True
    phone = _PHONE.search(plain)
    return bool(phone and not find_days(phone[0]))


def read_contacts(lines: list[str], region: str, doubt: Doubt) -> tuple[list[Contact], list[Link]]:
    """The contacts, and the web addresses among their lines."""
    facts = [fact for line in lines for fact in _facts(line, region)]
    contacts, spare = _group(fact for fact in facts if fact.kind in {*_FIELDS, "heading"})
    spare += [fact.value for fact in facts if fact.kind == "other"]
    faxes = [fact.value for fact in facts if fact.kind == "fax"]
    if faxes:
        doubt(f"{_listed(faxes)} was left out: a record has no field for fax numbers.")
    if spare:
        doubt(
            f"Among the press contacts stands something the record has no field for, or is unclear: {_listed(spare)}."
        )
    _doubt_gaps(contacts, doubt)
    return contacts, [_link(fact.value, contacts) for fact in facts if fact.kind == "url"]


def _split_heading(line: str) -> tuple[list[Fact], str] | None:
    """What the heading says beyond being one, and what follows it in the line."""
    match = _HEADING.match(line)
    rest = line[match.end() :].strip() if match else ""
    if not match or (rest and rest[0] not in ":|"):
        return None
    facts = (("heading", match["press"]), ("other", match["more"]))
    return [Fact(kind, value.strip()) for kind, value in facts if value], rest.lstrip(":| ")


def _facts(line: str, region: str) -> Iterator[Fact]:
    """What the line says, in its order."""
    heading = _split_heading(line)
    if heading:
        yield from heading[0]
    rest = heading[1] if heading else line
    rest = _PHONE_AND_FAX.sub(r"\1", _readable(rest))
    found: list[tuple[int, Fact]] = []
    for kind, pattern in (("url", _URL), ("email", _EMAIL), ("fax", _FAX), ("phone", _PHONE)):
        matches = pattern.finditer(rest)
        found += [(match.start(), fact) for match in matches for fact in _checked(kind, match, region)]
        rest = pattern.sub(lambda match: ";".ljust(len(match[0])), rest)
    found += [(rest.index(piece), fact) for piece in _pieces(rest) for fact in _named(piece)]
    yield from (fact for _, fact in sorted(found, key=lambda item: item[0]))


def _readable(line: str) -> str:
    """The line without the bars of a table, its mail addresses written out."""
    for pattern, plain in _HIDDEN:
        line = pattern.sub(plain, line)
    return " ".join(re.sub(r"-{3,}|\|", " ", line).split())


def _checked(kind: str, match: re.Match[str], region: str) -> Iterator[Fact]:
    if kind == "email":
        try:
            yield Fact(kind, email_address(match[1]))
        except RuleError:
            yield Fact("other", match[0])
    elif kind == "phone":
        for number in _NEXT_PHONE.split(match[1] or match[2]):
            e164 = _e164(number, region)
            yield Fact(kind, e164) if e164 else Fact("other", number)
    else:
        yield Fact(kind, match[0])


def _e164(number: str, region: str) -> str | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed) or find_days(number):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _pieces(rest: str) -> Iterator[str]:
    parts = _SEPARATOR.split(rest)
    # The name of a ministry has commas of its own.
    if ORGANISATION.match(rest) and ";" not in rest and not any(is_name(one) or ROLE.search(one) for one in parts):
        parts = [rest]
    for part in parts:
        for piece in _LABEL.split(part):
            plain = piece.strip(" .:,;/|()–—-")
            if re.search(r"\w", plain):
                yield plain


def _named(piece: str) -> Iterator[Fact]:
    """What a piece without number or address says, by the words people use for it."""
    first, *others = piece.split()
    if _POSTAL.search(piece) or re.search(r"[0-9]", piece) or len(piece) > 150 or not piece[0].isalpha():
        yield Fact("other", piece)
    elif ROLE.fullmatch(first) and is_name(" ".join(others)) and not ORGANISATION.search(piece):
        yield from (Fact("role", first), Fact("name", " ".join(others)))
    elif ROLE.search(" ".join(piece.split()[:3])):
        yield Fact("role", piece)
    elif is_name(piece) and not ORGANISATION.search(piece):
        yield Fact("name", piece)
    else:
        yield Fact("organisation", piece) if piece[0].isupper() else Fact("other", piece)


def _group(facts: Iterator[Fact]) -> tuple[list[Contact], list[str]]:
    """One contact after the other: a name or a heading below a number or an address opens the next."""
    groups: list[Contact] = [{}]
    spare: list[str] = []
    for fact in facts:
        is_reached = bool(groups[-1].keys() & {"phone", "email"})
        opens = {"heading", "name", "organisation"} if is_reached else {"name"} & groups[-1].keys()
        if fact.kind in opens:
            groups.append({})
        if fact.kind not in groups[-1]:
            groups[-1][fact.kind] = fact.value
        elif fact.kind in {"role", "organisation"}:
            groups[-1][fact.kind] += f", {fact.value}"
        elif fact.value != groups[-1][fact.kind]:
            spare.append(fact.value)
    contacts: list[Contact] = []
    for group in groups:
        if group.keys() & {"name", "phone", "email"}:
            contacts.append(group)
        elif contacts:  # an organisation named below the number
            spare += [value for field, value in group.items() if field in contacts[-1]]
            contacts[-1] = group | contacts[-1]
        else:
            spare += group.values()
    return [_in_order(contact) for contact in contacts], spare


def _in_order(contact: Contact) -> Contact:
    if "heading" in contact:
        contact = {"role": contact["heading"], **contact}
    return {field: contact[field] for field in _FIELDS if field in contact}


def _link(url: str, contacts: list[Contact]) -> Link:
    title = next((contact["organisation"] for contact in contacts if "organisation" in contact), "Website")
    return {"title": title, "url": url if "://" in url else f"https://{url}"}


def _doubt_gaps(contacts: list[Contact], doubt: Doubt) -> None:
    if not contacts:
        doubt("No press contact was found; add whom journalists may ask, with a mail address.")
    for contact in contacts:
        label = ", ".join(contact[key] for key in ("name", "role", "organisation") if key in contact)
        label = label or contact.get("email") or contact["phone"]
        if "name" not in contact:
            doubt(f"The press contact “{label}” names no person; add a name if journalists may ask for somebody.")
        if "email" not in contact:
            doubt(f"The press contact “{label}” has no mail address, or none that can be right; a record needs one.")


def _listed(words: list[str]) -> str:
    return ", ".join(f"“{one}”" for one in words)
