"""Every accident in a record gives one clear line: where, which rule, what to do; and never an exception."""

import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.model.body import words
from pressflow.model.finding import Finding, errors
from pressflow.model.record import Quote, Record
from pressflow.source.record import Surroundings, read_record
from pressflow.source.text import LIMIT, decode, read_bytes

# The lines are counted on: title is line 2, contacts line 7, the text begins on line 9.
RECORD = """\
---
title: Neue Brücke über die Loh ist fertig
date: 2026-05-16 10:30
place: Lohtal
lead: Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.
topics: traffic
contacts: office
---
Die Brücke ist 84 Meter lang.
"""
QUOTES = """\
quotes:
  - id: mayor
    text: Wir haben lange gewartet.
    speaker: Ute Sommer
"""
CONTACT = """\
contacts:
  - name: Kim Berger
    phone: +49 221 4710-123
    email: presse@lohtal.example.org
"""
FIELDS = ("title", "date", "place", "lead", "topics", "contacts")


def changed(old: str, new: str) -> str:
    """The record with one part of it changed."""
    assert old in RECORD
    return RECORD.replace(old, new, 1)


def with_fields(fields: str) -> str:
    """The record with further fields, from line 8 on."""
    return changed("contacts: office\n", f"contacts: office\n{fields}")


def with_contact(old: str, new: str) -> str:
    """The record with a press contact of its own, one part of it changed; it stands on lines 7 to 10."""
    assert old in CONTACT
    return changed("contacts: office\n", CONTACT.replace(old, new, 1))


def quoted(body: str) -> str:
    """The record with a quote, `mayor`, and another text, which begins on line 14 (after an empty one)."""
    return with_fields(QUOTES).replace("Die Brücke ist 84 Meter lang.\n", f"\n{body}\n")


def read(text: str | bytes, around: Surroundings) -> tuple[Record | None, list[Finding]]:
    """What a file with this text gives."""
    findings: list[Finding] = []
    data = text if isinstance(text, bytes) else text.encode()
    return read_record(data, "r/de.md", "de", around, findings), findings


IMAGE = "images:\n  - file: {file}\n    alt: Die Brücke\n    credit: Stadt Lohtal\n"

# What happens to offices: a name, the text, the place, the code, and words of the message.
ACCIDENTS: list[tuple[str, str | bytes, str, str, tuple[str, ...]]] = [
    # YAML
    (
        "colon in the headline",
        changed("title: Neue Brücke über", "title: Neue Brücke: über"),
        "2:19",
        "YAML-COLON",
        ("title:", 'title: "Neue Brücke: über die Loh ist fertig"'),
    ),
    (
        "colon and quotation marks in the headline",
        changed("title: Neue Brücke über", 'title: Neue "Brücke": über'),
        "2:21",
        "YAML-COLON",
        ("title: \"Neue 'Brücke': über die Loh ist fertig\"",),
    ),
    (
        "colon in a list",
        with_fields("keywords:\n  - Brücke\n  - Loh: der Fluss: klein\n"),
        "10:19",
        "YAML-COLON",
        ('"der Fluss: klein"',),
    ),
    (
        "no space after the colon of the first field",
        changed("title: Neue", "title:Neue"),
        "2:7",
        "YAML-SPACE",
        ("title: needs a space",),
    ),
    (
        "no space after a colon",
        changed("place: Lohtal", "place:Lohtal"),
        "4:7",
        "YAML-SPACE",
        ("place: needs a space",),
    ),
    ("tab before a field", changed("place: Lohtal", "\tplace: Lohtal"), "4:1", "YAML-TAB", ("replace it with spaces",)),
    ("tab before a point", changed("contacts: office", "contacts:\n\t- office"), "8:1", "YAML-TAB", ("tab",)),
    (
        "headline that begins with quotation marks",
        changed("title: Neue", 'title: "Neue"'),
        "2:15",
        "YAML-SYNTAX",
        ("put the field's text in quotation marks",),
    ),
    ("bracket left open", changed("topics: traffic", "topics: [traffic"), "7:9", "YAML-SYNTAX", ("']'",)),
    (
        "a field given twice",
        changed("place: Lohtal", "place: Lohtal\nplace: Loh"),
        "5:1",
        "YAML-DUPLICATE",
        ("first on line 4", "keep one"),
    ),
    ("hashtag", changed("Brücke über", "#Brücke über"), "2:8", "YAML-HASH", ("'#Brücke über", "quotation marks")),
    ("anchor", changed("place: Lohtal", "place: &p Lohtal"), "4:8", "YAML-ALIAS", ("&", "quotation marks")),
    (
        "anchor and alias",
        changed("place: Lohtal", "place: &p Lohtal\nkicker: *p"),
        "4:8",
        "YAML-ALIAS",
        ("quotation marks",),
    ),
    ("headline with a star", changed("title: Neue", "title: *Neue"), "2:8", "YAML-ALIAS", ("*", "quotation marks")),
    ("headline with an exclamation", changed("title: Neue", "title: !Neue"), "2:8", "YAML-ALIAS", ("!", "quotation")),
    (
        "parts in parts in parts",
        with_fields(f"keywords: {'[' * 60_000}\n"),
        "8:22",
        "YAML-DEPTH",
        ("fewer levels",),
    ),
    ("no fields", "---\n---\nText\n", "2:1", "YAML-SYNTAX", ("holds no fields", "title: Headline")),
    ("a list for fields", "---\n- title\n---\nText\n", "2:1", "YAML-SYNTAX", ("holds no fields",)),
    # Fields
    (
        "unknown field",
        with_fields("headlnie: Neu\n"),
        "8:1",
        "FIELD-UNKNOWN",
        ("headlnie: is not a field", "remove it"),
    ),
    (
        "misspelt optional field",
        with_fields("subtilte: Neu\n"),
        "8:1",
        "FIELD-UNKNOWN",
        ("did you mean subtitle?",),
    ),
    (
        "misspelt required field",
        changed("place: Lohtal", "plaec: Lohtal"),
        "4:1",
        "FIELD-UNKNOWN",
        ("plaec: is not a field; did you mean place?",),
    ),
    (
        "misspelt field of a contact",
        with_contact("email:", "emial:"),
        "10:5",
        "FIELD-UNKNOWN",
        ("contacts 1 emial: is not a field; did you mean email?",),
    ),
    ("short headline", changed("Neue Brücke über die Loh ist fertig", "Neu"), "2:1", "FIELD-LENGTH", ("at least 10",)),
    ("endless headline", changed("Neue Brücke", "Neu " * 70), "2:1", "FIELD-LENGTH", ("at most 255",)),
    ("short lead", changed("lead: Die Stadt Lohtal hat", 'lead: "Neu" #'), "5:1", "FIELD-LENGTH", ("at least 40",)),
    ("endless lead", changed("freigegeben.", "frei " * 120), "5:1", "FIELD-LENGTH", ("at most 600",)),
    ("place of two lines", changed("place: Lohtal", 'place: "Loh\\ntal"'), "4:1", "FIELD-VALUE", ("write it in one",)),
    ("list for a text", changed("place: Lohtal", "place: [Loh, Tal]"), "4:1", "FIELD-TYPE", ("must be one text",)),
    ("unknown type", with_fields("type: news\n"), "8:1", "FIELD-VALUE", ("choose one of 'press_release'",)),
    # Dates
    (
        "date in the German way",
        changed("2026-05-16 10:30", "16.05.2026"),
        "3:1",
        "DATE-FORMAT",
        ("'16.05.2026'", "write year-month-day hour:minute, as in 2026-05-16 10:30"),
    ),
    (
        "day that does not exist",
        changed("2026-05-16", "2026-02-30"),
        "3:1",
        "DATE-FORMAT",
        ("does not exist", "as in"),
    ),
    ("no time", changed("2026-05-16 10:30", "2026-05-16"), "3:1", "DATE-FORMAT", ("add it, as in 2026-05-16 10:30",)),
    (
        "offset that does not exist",
        changed("10:30", "10:30+99:99"),
        "3:1",
        "DATE-FORMAT",
        ("does not exist", "as in 2026-05-16 10:30"),
    ),
    ("year that cannot be meant", changed("2026-05-16", "0001-01-01"), "3:1", "DATE-FORMAT", ("year",)),
    (
        "end of time",
        changed("2026-05-16 10:30", "9999-12-31 23:59-12:00"),
        "3:1",
        "DATE-FORMAT",
        ("year",),
    ),
    (
        "hour that summer time skips",
        changed("2026-05-16 10:30", "2026-03-29 02:30"),
        "3:1",
        "TIME-DST",
        ("2026-03-29 02:30 does not exist in Europe/Berlin",),
    ),
    (
        "hour that comes twice",
        changed("2026-05-16 10:30", "2026-10-25 02:30"),
        "3:1",
        "TIME-DST",
        ("2026-10-25 02:30+02:00 for the first", "2026-10-25 02:30+01:00 for the second"),
    ),
    # Press contacts
    ("no contact", changed("contacts: office", "contacts: []"), "7:1", "FIELD-EMPTY", ("at least one",)),
    (
        "unknown contact",
        changed("contacts: office", "contacts: [offise]"),
        "7:12",
        "CONTACT-UNKNOWN",
        ("'offise'", "did you mean office?"),
    ),
    (
        "contact that is nobody",
        with_contact("name: Kim Berger", "role: Sprecherin"),
        "8:5",
        "FIELD-VALUE",
        ("contacts 1: a contact needs a name or an organisation",),
    ),
    (
        "bad mail address",
        with_contact("presse@", "presse@@"),
        "10:5",
        "CONTACT-ADDRESS",
        ("contacts 1 email", "is not a mail address"),
    ),
    (
        "mail address no server carries",
        with_contact("presse@", "büro@"),
        "10:5",
        "CONTACT-ADDRESS",
        ("letters beyond ASCII before the @",),
    ),
    (
        "bad phone",
        with_contact("+49 221 4710-123", "ruf an"),
        "9:5",
        "CONTACT-PHONE",
        ("is not a phone number", "write it as in +49 221 4710-123"),
    ),
    ("short phone", with_contact("+49 221 4710-123", "+1 22"), "9:5", "CONTACT-PHONE", ("write it as in",)),
    (
        "national phone number",
        with_contact("+49 221 4710-123", "0221 4710-123"),
        "9:5",
        "CONTACT-PHONE",
        ("lacks the country code; write +492214710123",),
    ),
    (
        "contact and contacts",
        changed("contacts: office", "contact: office\ncontacts: office"),
        "1:1",
        "FIELD-VALUE",
        ("both contact and contacts are given; keep contacts",),
    ),
    # Files
    (
        "not UTF-8",
        RECORD.encode().replace("ü".encode(), b"\xfc", 1),
        "2:15",
        "FILE-ENCODING",
        ("byte 0xfc", "save the file as UTF-8"),
    ),
    (
        "not UTF-8 far down, behind other umlauts",
        RECORD.encode().replace(b"f\xc3\xbcr", b"f\xfcr"),
        "5:69",
        "FILE-ENCODING",
        ("byte 0xfc",),
    ),
    ("UTF-16", RECORD.encode("utf-16"), "1:1", "FILE-ENCODING", ("byte 0xff", "save the file as UTF-8")),
    ("empty file", "", "1:1", "FILE-EMPTY", ("is empty",)),
    ("only white space", " \n\t\r\n ", "1:1", "FILE-EMPTY", ("is empty",)),
    ("no front matter", "Die Brücke ist fertig.\n", "1:1", "FRONT-MATTER", ("must begin with a line ---",)),
    (
        "front matter not closed",
        changed("---\nDie Brücke", "Die Brücke"),
        "1:1",
        "FRONT-MATTER",
        ("the fields are not closed; put a line --- between",),
    ),
    ("escape character", RECORD + "Rot: \x1b[31m\n", "10:6", "FILE-CONTROL", ("U+001B", "delete it")),
    ("null byte", changed("Lohtal", "Loh\x00tal"), "4:11", "FILE-CONTROL", ("U+0000", "delete it")),
    ("private use character", changed("Lohtal", "Loh\ue001tal"), "4:11", "FILE-CONTROL", ("U+E001", "delete it")),
    ("forged place", RECORD + "\ue000address\ue001\n", "10:1", "FILE-CONTROL", ("U+E000", "delete it")),
    ("turned writing", RECORD + "abc \u202edef\n", "10:5", "FILE-CONTROL", ("U+202E", "delete it")),
    ("isolated writing", RECORD + "abc \u2066def\n", "10:5", "FILE-CONTROL", ("U+2066", "delete it")),
    (
        "forged place in YAML's writing",
        changed("place: Lohtal", r'place: "Loh\uE000name\uE001tal"'),
        "4:8",
        "FILE-CONTROL",
        ("U+E000", "delete it"),
    ),
    ("bell in YAML's writing", changed("place: Lohtal", r'place: "Loh\atal"'), "4:8", "FILE-CONTROL", ("U+0007",)),
    (
        "forged place in HTML's writing",
        RECORD + "\nAn &#xe000;address&#57345;\n",
        "11:4",
        "FILE-CONTROL",
        ("U+E000", "delete it"),
    ),
    (
        "forged place in the notes",
        with_fields('notes: "An &#xe000;address&#xe001;"\n'),
        "8:1",
        "FILE-CONTROL",
        ("notes:", "U+E000"),
    ),
    # Text
    (
        "lead repeated in the text",
        RECORD
        + "\nDie Stadt Lohtal hat am **Samstag** die neue Brücke\nüber die Loh für den Verkehr freigegeben. Ja.\n",
        "5:1",
        "LEAD-DUP",
        ("the text below repeats it", "remove it there"),
    ),
    ("no text", changed("Die Brücke ist 84 Meter lang.\n", ""), "8:1", "BODY-EMPTY", ("write it below",)),
    ("picture in the text", RECORD + "\n![Bild](a.jpg)\n", "11:1", "BODY-IMAGE", ("under images:", "alt and credit")),
    ("picture by reference", RECORD + "\nSo: ![Bild][1]\n", "11:5", "BODY-IMAGE", ("under images:",)),
    (
        "link without https",
        RECORD + "\nMehr [hier](www.example.org).\n",
        "11:6",
        "LINK-SYNTAX",
        ("'www.example.org' leads nowhere", "https://www.example.org/page"),
    ),
    ("script as a link", RECORD + "\n[hier](javascript:alert(1))\n", "11:1", "LINK-SYNTAX", ("leads nowhere",)),
    (
        "date at the beginning of a paragraph",
        RECORD + "\n16. Mai: Die Brücke wird eröffnet.\n",
        "11:1",
        "BODY-LIST",
        ("16. would be shown as 1.", r"write 16\."),
    ),
    ("numbers with a gap", RECORD + "\n1. Eins\n3. Drei\n", "12:1", "BODY-LIST", ("3. would be shown as 2.",)),
    ("inner point too far out", RECORD + "\n- Eins\n  - Zwei\n", "12:1", "BODY-LIST", ("4 spaces further in",)),
    # Pictures
    (
        "image without description",
        with_fields("images:\n  - file: assets/a.jpg\n    credit: Stadt\n"),
        "9:5",
        "ALT-MISSING",
        ("images 1: describe the picture", "alt:", "decorative: true"),
    ),
    (
        "image described and decorative",
        with_fields(IMAGE.format(file="assets/a.jpg") + "    decorative: yes\n"),
        "9:5",
        "ALT-MISSING",
        ("images 1",),
    ),
    (
        "image without credit",
        with_fields("images:\n  - file: assets/a.jpg\n    alt: Brücke\n"),
        "9:5",
        "FIELD-MISSING",
        ("images 1 credit: is missing; add it",),
    ),
    *(
        (
            f"image at {file}",
            with_fields(IMAGE.format(file=file)),
            "9:5",
            "FIELD-VALUE",
            ("must lie in the release's folder assets/; write it as in assets/photo.jpg",),
        )
        for file in ("../a.jpg", "/etc/a.jpg", "assets/../../a.jpg", "a.jpg", "assets//a.jpg", "assets/./a.jpg")
    ),
    # Quotes
    (
        "quote placed twice",
        quoted("[quote: mayor]\n\nDann.\n\n[quote: mayor]"),
        "18:1",
        "QUOTE-TWICE",
        ("'mayor' is placed 2 times; keep one",),
    ),
    (
        "place of an unknown quote",
        quoted("Text.\n\n[quote:  major ]"),
        "16:1",
        "QUOTE-UNKNOWN",
        ("no quote has the id 'major'; did you mean mayor?",),
    ),
    (
        "place inside a sentence",
        quoted("Sie sagte [quote: mayor] gestern."),
        "14:11",
        "QUOTE-PLACE",
        ("a paragraph of its own",),
    ),
    (
        "place right below a paragraph",
        quoted("Sie sagte:\n[quote: mayor]"),
        "15:1",
        "QUOTE-PLACE",
        ("a paragraph of its own",),
    ),
    ("place in a list", quoted("- [quote: mayor]"), "14:3", "QUOTE-PLACE", ("a paragraph of its own",)),
    ("place with a capital", quoted("[Quote: mayor]"), "14:1", "QUOTE-PLACE", ("as in [quote: id]",)),
    ("place not closed", quoted("[quote: mayor"), "14:1", "QUOTE-PLACE", ("as in [quote: id]",)),
    (
        "place in the notes",
        with_fields('notes: "[quote: mayor]"\n'),
        "8:1",
        "QUOTE-PLACE",
        ("notes:", "only stand in the text"),
    ),
    (
        "two quotes with one id",
        with_fields(QUOTES + QUOTES.partition("\n")[2]),
        "12:5",
        "QUOTE-DUPLICATE",
        ("two quotes have the id 'mayor'; give each its own",),
    ),
    (
        "quote without a speaker",
        with_fields("quotes:\n  - text: Endlich!\n"),
        "9:5",
        "FIELD-MISSING",
        ("quotes 1 speaker: is missing; add it",),
    ),
    # What is named by id
    (
        "unknown topic",
        changed("topics: traffic", "topics: [culture, trafic]"),
        "6:19",
        "TOPIC-UNKNOWN",
        ("no topic 'trafic'; did you mean traffic?",),
    ),
    (
        "unknown boilerplate",
        with_fields("boilerplate: citty\n"),
        "8:1",
        "BOILERPLATE-UNKNOWN",
        ("no boilerplate/citty.de.md; did you mean city?",),
    ),
    (
        "boilerplate from elsewhere",
        with_fields("boilerplate: ../../city\n"),
        "8:1",
        "FIELD-VALUE",
        ("is not an id",),
    ),
    (
        "embargo with both ends",
        with_fields("embargo:\n  until: 2026-06-01 10:00\n  event: Feier\n"),
        "8:1",
        "FIELD-VALUE",
        ("embargo: an embargo ends either", "give one of them"),
    ),
    (
        "embargo without an end",
        with_fields("embargo:\n  reason: Feier\n"),
        "8:1",
        "FIELD-VALUE",
        ("give one of them",),
    ),
    (
        "link that repeats its address",
        with_fields("links:\n  - title: https://example.org/\n    url: https://example.org/\n"),
        "9:5",
        "FIELD-VALUE",
        ("links 1: the title repeats the URL",),
    ),
    (
        "link that is a script",
        with_fields("links:\n  - title: Hier\n    url: javascript:alert(1)\n"),
        "10:5",
        "LINK-SYNTAX",
        ("is not a web address",),
    ),
]


@pytest.mark.parametrize(
    ("text", "place", "code", "says"), [case[1:] for case in ACCIDENTS], ids=[c[0] for c in ACCIDENTS]
)
def test_accident_gives_one_line_with_its_place_and_what_to_do(
    around: Surroundings, text: str | bytes, place: str, code: str, says: tuple[str, ...]
) -> None:
    _, findings = read(text, around)
    assert len(findings) == 1, findings
    line = str(findings[0])
    assert line.startswith(f"r/de.md:{place}: {code} "), line
    assert all(part in line for part in says), line
    assert "\n" not in line


WARNINGS: list[tuple[str, str | bytes, str, str, str]] = [
    ("Windows line ends", RECORD.replace("\n", "\r\n"), "1:1", "FILE-CRLF", "better save with LF"),
    ("old Macintosh line ends", RECORD.replace("\n", "\r"), "1:1", "FILE-CRLF", "better save with LF"),
    ("Windows line ends further down", RECORD[:-1] + "\r\n", "9:1", "FILE-CRLF", "better save with LF"),
    ("byte order mark", "\ufeff" + RECORD, "1:1", "FILE-BOM", "better save as UTF-8 without BOM"),
    ("HTML", RECORD + "\nDas ist <b>fett</b>.\n", "11:9", "BODY-HTML", "<b> is HTML and will be shown as it stands"),
    ("hidden remark", RECORD + "\n<!-- noch prüfen -->\n", "11:1", "BODY-HTML", "will be shown as it stands"),
    ("list without an empty line", RECORD + "Denn:\n- Eins\n- Zwei\n", "11:1", "BODY-LIST", "an empty line above"),
]


@pytest.mark.parametrize(
    ("text", "place", "code", "says"), [case[1:] for case in WARNINGS], ids=[c[0] for c in WARNINGS]
)
def test_doubtful_thing_is_a_warning_and_stops_nothing(
    around: Surroundings, text: str | bytes, place: str, code: str, says: str
) -> None:
    record, findings = read(text, around)
    assert record is not None
    assert findings
    assert str(findings[0]).startswith(f"r/de.md:{place}: {code} (warning) "), findings
    assert says in findings[0].message
    assert errors(findings) == []


@pytest.mark.parametrize("field", FIELDS)
def test_missing_field_is_named(around: Surroundings, field: str) -> None:
    text = "".join(line for line in RECORD.splitlines(keepends=True) if not line.startswith(f"{field}:"))
    record, findings = read(text, around)
    assert record is None
    (finding,) = findings
    assert str(finding).startswith(f"r/de.md:1:1: FIELD-MISSING {field}")
    assert "is missing" in finding.message


@pytest.mark.parametrize("field", FIELDS)
def test_field_without_a_text_has_one_finding_on_its_line(around: Surroundings, field: str) -> None:
    lines = [f"{field}:\n" if line.startswith(f"{field}:") else line for line in RECORD.splitlines(keepends=True)]
    _, (finding,) = read("".join(lines), around)
    assert finding.line == lines.index(f"{field}:\n") + 1
    assert finding.code == ("DATE-FORMAT" if field == "date" else "FIELD-EMPTY")


def test_several_mistakes_are_all_told_at_once(around: Surroundings) -> None:
    text = (
        changed("place: Lohtal", "plaec: Lohtal")
        .replace("2026-05-16 10:30", "morgen")
        .replace("title: Neue", "headline: N")
    )
    _, findings = read(text, around)
    assert [(finding.line, finding.code) for finding in sorted(findings)] == [
        (1, "FIELD-MISSING"),
        (2, "FIELD-UNKNOWN"),
        (3, "DATE-FORMAT"),
        (4, "FIELD-UNKNOWN"),
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_windows_line_ends_and_byte_order_mark_read_the_same(around: Surroundings, mark: str) -> None:
    text = quoted("Eine **Brücke**.\n\n[quote: mayor]\n\n- eins\n- zwei")
    record, findings = read(mark + text.replace("\n", "\r\n"), around)
    assert record is not None
    assert record.model_copy(update={"source": text.encode()}) == read(text, around)[0]
    assert {finding.severity for finding in findings} == {"warning"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_numbers_are_those_an_editor_shows(around: Surroundings, end: str) -> None:
    text = quoted("Text.\n\n[quote: major]").replace("place: Lohtal", "place: Lohtal\nkicker: [a]")
    _, findings = read(text.replace("\n", end), around)
    assert [(finding.line, finding.column, finding.code) for finding in errors(findings)] == [(5, 1, "FIELD-TYPE")]
    _, findings = read(text.replace("[a]", "a").replace("\n", end), around)
    assert [(finding.line, finding.column, finding.code) for finding in errors(findings)] == [(17, 1, "QUOTE-UNKNOWN")]


def test_unicode_line_separators_shift_no_line_number(around: Surroundings) -> None:
    _, (finding,) = read(changed("Neue Brücke", "Neue\u2028Brücke\x85alt").replace("place:", "plaec:"), around)
    assert (finding.line, finding.code) == (4, "FIELD-UNKNOWN")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-10-25 02:30+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 02:30 +01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T00:30Z", "2026-10-25T02:30:00+02:00"),
        ("2026-03-29 03:30", "2026-03-29T03:30:00+02:00"),
        ("2026-05-16 9:05", "2026-05-16T09:05:00+02:00"),
    ],
)
def test_offset_says_which_of_two_hours_is_meant(around: Surroundings, written: str, meant: str) -> None:
    record, findings = read(changed("2026-05-16 10:30", written), around)
    assert findings == []
    assert record is not None
    assert record.date is not None
    assert record.date.isoformat() == meant


def test_words_that_yaml_would_convert_stay_as_they_are(around: Surroundings) -> None:
    record, findings = read(
        changed(
            "place: Lohtal", "place: no\nkicker: 10:30\nsubtitle: 0211\nkeywords: [yes, 1e3, null, ~, 0x1f, 1_000]"
        ),
        around,
    )
    assert findings == []
    assert record is not None
    assert (record.place, record.kicker, record.subtitle) == ("no", "10:30", "0211")
    assert record.keywords == ("yes", "1e3", "null", "~", "0x1f", "1_000")


def test_remark_behind_a_value_is_no_part_of_it(around: Surroundings) -> None:
    record, findings = read(changed("place: Lohtal", "place: Lohtal # nicht Loh"), around)
    assert findings == []
    assert record is not None
    assert record.place == "Lohtal"


def test_only_item_of_a_list_may_stand_under_the_singular(around: Surroundings) -> None:
    text = changed("contacts: office", "contact: office\nquote:\n  text: Endlich!\n  speaker: Ute Sommer")
    record, findings = read(text, around)
    assert findings == []
    assert record is not None
    assert [contact.name for contact in record.press_contacts] == ["Kim Berger"]
    assert record.quotes == (Quote(id="1", text="Endlich!", speaker="Ute Sommer"),)


def test_mistake_under_the_singular_is_found_there(around: Surroundings) -> None:
    text = changed("contacts: office", "contact:\n  name: Kim\n  email: kim@@example.org")
    _, (finding,) = read(text, around)
    assert (finding.line, finding.column, finding.code) == (9, 3, "CONTACT-ADDRESS")


def test_quotes_without_ids_are_numbered(around: Surroundings) -> None:
    quotes = "quotes:\n- text: Eins.\n  speaker: Ute\n- text: Zwei.\n  speaker: Ute\n"
    record, findings = read(with_fields(quotes) + "\n[quote: 2]\n", around)
    assert findings == []
    assert record is not None
    assert [quote.id for quote in record.quotes] == ["1", "2"]
    parts = [part.text if isinstance(part, Quote) else type(part).__name__ for part in record.parts()]
    assert parts == ["Paragraph", "QuotePlace", "Eins."]


def test_quote_that_is_not_placed_comes_after_the_body(around: Surroundings) -> None:
    record, findings = read(quoted("Eins.\n\nZwei."), around)
    assert findings == []
    assert record is not None
    assert [type(part).__name__ for part in record.parts()] == ["Paragraph", "Paragraph", "Quote"]


def test_quotation_marks_are_those_of_the_language(around: Surroundings) -> None:
    text = changed("Neue Brücke", "Neue 'Brücke'").replace("Die Brücke", 'Die "Brücke"')
    german = read_record(text.encode(), "r/de.md", "de", around, [])
    english = read_record(text.encode(), "r/en.md", "en", around, [])
    assert german is not None
    assert english is not None
    assert german.title.startswith("Neue ‚Brücke‘ über")
    assert english.title.startswith("Neue ‘Brücke’ über")
    assert words(german.body).startswith("Die „Brücke“ ist")


def test_contact_speaks_the_language_of_the_record(around: Surroundings) -> None:
    german, english = (read_record(RECORD.encode(), "r", language, around, []) for language in ("de", "en"))
    assert german is not None
    assert english is not None
    assert (german.press_contacts[0].role, english.press_contacts[0].role) == ("Pressesprecherin", "Press officer")


def test_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "de.md"
    file.touch()
    os.truncate(file, 50 * 1024 * 1024)
    findings: list[Finding] = []
    tracemalloc.start()
    try:
        assert read_bytes(file, "r/de.md", findings) is None
        assert tracemalloc.get_traced_memory()[1] < LIMIT
    finally:
        tracemalloc.stop()
    (finding,) = findings
    assert str(finding).startswith("r/de.md:1:1: FILE-SIZE has 52,428,800 bytes")
    assert f"at most {LIMIT:,}" in finding.message
    assert "assets/" in finding.message


def test_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    findings: list[Finding] = []
    assert read_bytes(tmp_path / "de.md", "r/de.md", findings) is None
    assert [str(finding) for finding in findings] == [
        "r/de.md:1:1: FILE-READ cannot be read: No such file or directory"
    ]


# Texts that are nearly records: what YAML and Markdown give a meaning to, in any order.
_BITS = [
    "---\n",
    "title: ",
    "date: 2026-05-16 10:30\n",
    "- ",
    "\n",
    "  ",
    "\t",
    ": ",
    "#",
    "&a ",
    "*a",
    "!",
    "[",
    "]",
    "{",
]
_BITS += [
    "}",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "%",
    "@",
    "`",
    "\r\n",
    "[quote: x]",
    "**",
    "_",
    "<b>",
    "![",
    "](",
    "1. ",
    "é",
    "🦊",
]
ANY_TEXT = st.one_of(
    st.text(),
    st.lists(st.sampled_from(_BITS)).map("".join),
    st.lists(st.sampled_from(_BITS)).map(lambda bits: f"---\n{''.join(bits)}\n---\n"),
    st.lists(st.sampled_from(_BITS)).map(lambda bits: RECORD + "".join(bits)),
    st.tuples(st.sampled_from(RECORD.splitlines()), st.text()).map(
        lambda both: RECORD.replace(both[0], both[0] + both[1])
    ),
)
SETTINGS = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@SETTINGS
@given(text=ANY_TEXT)
def test_any_text_gives_a_record_or_says_why_not(around: Surroundings, text: str) -> None:
    record, findings = read(text.encode("utf-8", "surrogatepass"), around)
    assert record is not None or errors(findings)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= finding.line <= lines and finding.column >= 1 and finding.message for finding in findings)


@SETTINGS
@given(data=st.one_of(st.binary(), ANY_TEXT.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_give_a_text_or_say_why_not(data: bytes) -> None:
    findings: list[Finding] = []
    text = decode(data, "r/de.md", findings)
    if text is None:
        assert len(errors(findings)) == 1
    else:
        assert errors(findings) == []
        assert "\r" not in text
