"""Reading a record: front matter and Markdown of one language, checked field by field."""

import difflib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pressflow.errors import RuleError
from pressflow.model.body import Body, places, words
from pressflow.model.finding import Finding, Severity
from pressflow.model.mistakes import in_plain_words
from pressflow.model.publisher import Publisher
from pressflow.model.record import About, Header, PressContact, Record, SharedPressContact
from pressflow.model.typography import typeset
from pressflow.source.body import read_body
from pressflow.source.fields import Fields, read_yaml
from pressflow.source.lists import misread_points
from pressflow.source.shared import about, boilerplate_file, known_ids, read_about
from pressflow.source.text import decode

_LINK = re.compile(r"(?<!!)\[[^\[\]\n]*\]\(\s*<?([^\s)>]+)")
_PLACE = re.compile(r"\[quote:\s*[\w-]+\s*\]")
# What was meant as a place, well written or not.
_LOOSE_PLACE = re.compile(r"\[\s*quote\s*:[^\]\n]*\]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a record may name: the publisher's topics, shared press contacts, boilerplate in a folder.

    `frozen` are the files of a version that was read whole: then its boilerplate is among them.
    """

    publisher: Publisher
    region: str
    press_contacts: Mapping[str, SharedPressContact]
    shared: Path
    frozen: Mapping[str, bytes] | None = None

    def about(self, id_: str, language: str, findings: list[Finding]) -> About | None:
        """A boilerplate text in a language; None, with findings, where there is none or it cannot be read."""
        if self.frozen is None:
            return read_about(self.shared, id_, language, findings)
        data = self.frozen.get(boilerplate_file(id_, language))
        return about(data, id_, language, findings) if data is not None else None


def read_record(
    data: bytes, name: str, language: str, around: Surroundings, findings: list[Finding], *, frozen: bool = False
) -> Record | None:
    """The record in a file's bytes; what is wrong goes into `findings`, and it is None where it cannot be read.

    `name` is shown in findings. What a frozen record says was checked before it was approved.
    """
    text = decode(data, name, findings)
    if text is None:
        return None
    parser = _Parser(name, language, around, findings)
    record = parser.record(text, data)
    if record and not frozen:
        parser.check(record)
    return record


class _Parser:
    def __init__(self, name: str, language: str, around: Surroundings, findings: list[Finding]) -> None:
        self.name, self.language, self.around, self.findings = name, language, around, findings
        self.fields = Fields({}, {})
        self.body_text, self.body_line = "", 1

    def record(self, text: str, source: bytes) -> Record | None:
        """The record, or None where a field cannot be read."""
        header = self._header(text)
        if header is None:
            return None
        header = self._typeset(header)
        body, notes = self._text(self.body_text), self._text(header.notes or "", "notes")
        if body is None or notes is None:
            return None
        return Record.model_construct(
            **dict(header),
            language=self.language,
            body=body,
            press_contacts=self._contacts(header),
            about=self._about(header),
            editors_notes=notes,
            source=source,
        )

    def check(self, record: Record) -> None:
        """Find what is wrong, or doubtful, in what the record says."""
        self._lead(record)
        self._topics(record)
        self._body(record)
        self._quotes(record)

    def _text(self, markdown: str, field: str = "") -> Body | None:
        """The tree of the body, or of a field with a text of its own."""
        try:
            text = read_body(markdown, self.language)
        except RuleError as error:
            if field:
                self._at((field,), error.code, f"{field}: {error}")
            else:
                self._at_body(markdown.find("&#"), error.code, str(error))
            return None
        if field and any(places(text)):
            self._at((field,), "QUOTE-PLACE", f"{field}: a quote's place may only stand in the text below the fields")
            return None
        return text

    def _header(self, text: str) -> Header | None:
        front = self._split(text)
        fields = read_yaml(front, self.name, 2, self.findings) if front is not None else None
        if fields is None:
            return None
        self.fields = fields
        try:
            return Header.model_validate(
                fields.data, context={"zone": self.around.publisher.zone, "region": self.around.region}
            )
        except ValidationError as error:
            for mistake in in_plain_words(error, Header):
                field = _field(mistake.location)
                message = f"{field}: {mistake.message}" if field else mistake.message
                self._at(mistake.location, mistake.code, message)
            return None

    def _split(self, text: str) -> str | None:
        """The front matter, the body being kept; both are parted by lines of three hyphens."""
        if not re.match(r"---[ \t]*\n", text):
            message = "the file must begin with a line --- and the release's fields; compare: pressflow new HEADLINE"
            self.findings.append(Finding(self.name, 1, 1, "FRONT-MATTER", message))
            return None
        end = re.compile(r"^---[ \t]*$", re.MULTILINE).search(text, text.index("\n") + 1)
        if not end:
            message = "the fields are not closed; put a line --- between them and the text"
            self.findings.append(Finding(self.name, 1, 1, "FRONT-MATTER", message))
            return None
        self.body_text = text[end.end() :]
        self.body_line = text.count("\n", 0, end.end()) + 1
        return text[text.index("\n") + 1 : end.start()]

    def _typeset(self, header: Header) -> Header:
        """The header's words with the language's quotation marks."""
        return header.model_copy(
            update={
                **{
                    name: typeset(value, self.language)
                    for name in ("title", "kicker", "subtitle", "lead")
                    if (value := getattr(header, name))
                },
                "lead": typeset(" ".join(header.lead.split()), self.language),
                "quotes": tuple(
                    quote.model_copy(update={"text": typeset(" ".join(quote.text.split()), self.language)})
                    for quote in header.quotes
                ),
            }
        )

    def _contacts(self, header: Header) -> tuple[PressContact, ...]:
        found = []
        for number, entry in enumerate(header.contacts):
            if isinstance(entry, PressContact):
                found.append(entry)
            elif entry in self.around.press_contacts:
                found.append(self.around.press_contacts[entry].speaking(self.language))
            else:
                known = _meant(entry, self.around.press_contacts)
                message = f"press-contacts.yaml has no contact {entry!r}{known}"
                self._at(("contacts", number), "CONTACT-UNKNOWN", message)
        return tuple(found)

    def _about(self, header: Header) -> tuple[About, ...]:
        found = []
        for number, id_ in enumerate(header.boilerplate):
            before: list[Finding] = []
            if text := self.around.about(id_, self.language, before):
                found.append(text)
                continue
            if any(finding.code != "FILE-READ" for finding in before):
                self.findings.extend(before)
                continue
            message = f"there is no boilerplate/{id_}.{self.language}.md{_meant(id_, known_ids(self.around.shared))}"
            self._at(("boilerplate", number), "BOILERPLATE-UNKNOWN", message)
        return tuple(found)

    def _lead(self, record: Record) -> None:
        lead = " ".join(record.lead.split()).casefold().rstrip(".")
        if lead in " ".join(words(record.body).split()).casefold():
            message = "lead: the text below repeats it; every channel shows the lead above the text, so remove it there"
            self._at(("lead",), "LEAD-DUP", message)

    def _topics(self, record: Record) -> None:
        for number, topic in enumerate(record.topics):
            if topic not in self.around.publisher.topics:
                message = f"pressflow.toml has no topic {topic!r}{_meant(topic, self.around.publisher.topics)}"
                self._at(("topics", number), "TOPIC-UNKNOWN", message)

    def _body(self, record: Record) -> None:
        if not record.body and not record.quotes:
            message = "there is no text below the fields; write it below the second line ---"
            self._at_body(0, "BODY-EMPTY", message)
        if image := re.search(r"!\[[^\]]*\]", self.body_text):
            message = "pictures do not stand in the text; name them under images:, with alt and credit"
            self._at_body(image.start(), "BODY-IMAGE", message)
        if tag := re.search(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>|<!--", self.body_text):
            message = (
                f"{tag[0]} is HTML and will be shown as it stands; use Markdown, as in **bold** or [words](https://…)"
            )
            self._at_body(tag.start(), "BODY-HTML", message, "warning")
        for link in _LINK.finditer(self.body_text):
            if not link[1].lower().startswith(("http://", "https://", "mailto:", "tel:")):
                message = (
                    f"{link[1]!r} leads nowhere from a letter or a feed; write it as in https://www.example.org/page"
                )
                self._at_body(link.start(), "LINK-SYNTAX", message)
        for start, severity, message in misread_points(self.body_text):
            self._at_body(start, "BODY-LIST", message, severity)

    def _quotes(self, record: Record) -> None:
        known = [quote.id for quote in record.quotes]
        for number, id_ in enumerate(known):
            if id_ in known[:number]:
                message = f"two quotes have the id {id_!r}; give each its own"
                self._at(("quotes", number, "id"), "QUOTE-DUPLICATE", message)
        for id_, count in Counter(places(record.body)).items():
            found = [place.start() for place in re.finditer(rf"\[quote:\s*{id_}\s*\]", self.body_text)]
            if id_ not in known:
                message = f"no quote has the id {id_!r}{_meant(id_, known)}"
                self._at_body(found[0] if found else 0, "QUOTE-UNKNOWN", message)
            elif count > 1:
                message = f"the quote {id_!r} is placed {count} times; keep one"
                self._at_body(found[-1] if found else 0, "QUOTE-TWICE", message)
        lines = ["", *self.body_text.split("\n"), ""]
        for place in _LOOSE_PLACE.finditer(self.body_text):
            number = self.body_text.count("\n", 0, place.start()) + 1
            alone = not lines[number - 1].strip() and not lines[number + 1].strip()
            if not (alone and _PLACE.fullmatch(lines[number].strip())):
                message = "a quote's place needs a paragraph of its own, as in [quote: id] between empty lines"
                self._at_body(place.start(), "QUOTE-PLACE", message)

    def _at(self, location: tuple[str | int, ...], code: str, message: str, severity: Severity = "error") -> None:
        self.findings.append(Finding(self.name, *self.fields.position(location), code, message, severity))

    def _at_body(self, offset: int, code: str, message: str, severity: Severity = "error") -> None:
        start = max(offset, 0)
        line = self.body_line + self.body_text.count("\n", 0, start)
        column = start - self.body_text.rfind("\n", 0, start)
        self.findings.append(Finding(self.name, line, column, code, message, severity))


def _field(location: tuple[str | int, ...]) -> str:
    """The field as the office wrote it, an entry of a list counted from 1: contacts 2 email."""
    parts = [str(part + 1) if isinstance(part, int) else part for part in location]
    return " ".join(part for part in parts if part != "inline" and (part != "id" or part == parts[-1]))


def _meant(given: str, known: Mapping[str, object] | list[str]) -> str:
    close = difflib.get_close_matches(given, list(known), n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are: {', '.join(sorted(known))}" if known else "; there are none yet"
