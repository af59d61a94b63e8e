"""The digest: one letter with everything that was published since the last one, for those who want it so."""

from collections.abc import Sequence
from datetime import datetime

from pressflow.formats import _view
from pressflow.formats._text import sign
from pressflow.formats.letter import inlined
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.letter import Letter, Reader
from pressflow.model.release import Release
from pressflow.theme.dates import long_date
from pressflow.theme.plain import wrap


def compose_digest(
    edition: Edition, releases: Sequence[Release], language: str, frequency: str, date: datetime
) -> Letter:
    """The digest of releases, in order, with places for its reader; corrected ones are marked.

    A release that is not written in the language is told in its original one.
    """
    words, publisher, reader = edition.theme.words(language), edition.publisher, Reader.places()
    entries = [_entry(edition, release, language) for release in releases]
    day = long_date(date, publisher.zone, language)
    subject = words[f"digest_{frequency}"].format(office=publisher.named(language), day=day)
    why = words["letter_why"].format(address=reader.address, list=reader.list_title)
    html = edition.theme.render(
        "letters/digest.html",
        language,
        **_view.values(edition, paths.index(language)),
        reader=reader,
        entries=entries,
        subject=subject,
        why=why,
    )
    told = (f"{entry['label']}{entry['title']}\n\n{wrap(entry['lead'])}\n\n{entry['url']}" for entry in entries)
    footer = (
        *sign(publisher, publisher.named(language)),
        "",
        wrap(why),
        f"{words['unsubscribe']}: {reader.unsubscribe_url}",
    )
    return Letter(
        kind="digest",
        language=language,
        subject=subject,
        sender=publisher.sender,
        reply_to=releases[0].original.press_contacts[0].email,
        date=date,
        domain=publisher.domain,
        help_url=publisher.base_url,
        greeting=words["greeting"],
        greeting_nobody=words["greeting_nobody"],
        text="\n".join((reader.greeting, "", "\n\n\n".join(told), "", "-- ", *footer, "")),
        html=inlined(html),
    )


def _entry(edition: Edition, release: Release, language: str) -> dict[str, str]:
    record, words = release.for_reader(language), edition.theme.words(language)
    return {
        "label": f"{words['subject_correction']}: " if release.corrected else "",
        "title": record.title,
        "lead": record.lead,
        "language": record.language,
        "url": _view.web_url(edition.publisher, paths.page(release.slug, record.language)),
    }
