"""The plain text of a release, copied from a web site, a mail or a Word file, read into the fields of a record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pressflow.source.plain.blocks import Doubt, clean_lines, join_lines
from pressflow.source.plain.contacts import read_contacts
from pressflow.source.plain.dates import check_weekdays, choose_date
from pressflow.source.plain.headline import read_head, type_of
from pressflow.source.plain.language import language_of
from pressflow.source.plain.lead import take_lead
from pressflow.source.plain.links import take_links
from pressflow.source.plain.markup import mark_headings, markdown
from pressflow.source.plain.places import guess_place, take_dateline
from pressflow.source.plain.quotes import take_quotes
from pressflow.source.plain.sections import cut_sections, take_date_line, take_embargo
from pressflow.source.plain.topics import guess_topics


@dataclass(frozen=True)
class Draft:
    """A record read out of plain text, and what the reading was unsure of."""

    language: str
    fields: dict[str, object]
    body: str
    doubts: tuple[str, ...]


def read_plain(text: str, *, region: str, topics: Mapping[str, Iterable[str]] = {}) -> Draft:
    """The record in `text`, with doubts; phone numbers without a country code are read as those of `region`.

    Raises InputError when there is no headline, or nothing below it.
    """
    doubts: list[str] = []
    doubt: Doubt = doubts.append
    lines = clean_lines(text)
    source = " ".join(lines)
    language = language_of(source)

    embargo, page = take_embargo(lines, doubt)
    sections = cut_sections(page, doubt)
    date_line, story = take_date_line(sections, doubt)
    head, blocks = read_head(story, doubt)
    dateline, blocks = take_dateline(blocks, doubt)
    links, blocks = take_links(blocks, language, doubt)
    quotes, blocks = take_quotes(blocks, source, language, doubt)
    lead, blocks = take_lead(mark_headings(blocks), doubt)
    links_below, notes = take_links(join_lines(sections.notes), language, doubt)
    contacts, links_beside = read_contacts(sections.contacts, region, doubt)
    if notes:
        doubt(
            f"What follows the text, from “{notes[0].text[:60]}” on, went to notes; if it closes every release, "
            "keep it in boilerplate and name it there."
        )
    said = " ".join(
        [lead, *(block.text for block in blocks if block.kind != "quote"), *(quote["text"] for quote in quotes)]
    )
    stated = date_line.day if date_line else dateline.day
    check_weekdays(source, doubt)
    found: dict[str, object] = {
        "title": head["title"],
        "date": choose_date(stated, embargo, said, doubt),
        "place": dateline.place or (date_line and date_line.place) or guess_place(said, language, doubt),
        "lead": lead,
        "quotes": quotes,
        "contacts": contacts,
        "kicker": head.get("kicker"),
        "subtitle": head.get("subtitle"),
        "type": type_of(head["title"], [*sections.furniture, head.get("kicker", "")]),
        "embargo": embargo,
        "topics": guess_topics(" ".join([*head.values(), said]), topics, doubt),
        "links": [*links, *links_beside, *links_below],
        "notes": markdown(mark_headings(notes)),
    }
    fields = {name: value for name, value in found.items() if value}
    return Draft(language, fields, markdown(blocks), tuple(doubts))
