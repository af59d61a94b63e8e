"""The digest: one letter with everything that was published since the last one, for those who want it so."""

from collections.abc import Sequence
from datetime import datetime

from pressflow.formats import _view
from pressflow.formats._text import sign
from pressflow.formats.letter import fullest, inlined
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.letter import Letter, Reader
from pressflow.model.release import Release
from pressflow.theme.dates import long_date
from pressflow.theme.plain import wrap

# How many releases a digest tells of that cannot hold all.
_SHOWN = range(60, 0, -10)


def compose_digest(
    edition: Edition, releases: Sequence[Release], language: str, frequency: str, date: datetime
) -> Letter:
    """The digest of releases, in order, with places for its reader; corrected ones are marked.

    A release that is not written in the language is told in its original one. Where they are more than a letter can
    hold, it says how many others there are, and where.
    """
    entries = [_entry(edition, release, language) for release in releases]
    reply_to = releases[0].original.press_contacts[0].email
    shown = (len(entries), *(number for number in _SHOWN if number < len(entries)))
    return fullest(_composed(edition, entries, number, language, frequency, date, reply_to) for number in shown)


def _composed(
    edition: Edition,
    entries: Sequence[dict[str, str]],
    shown: int,
    language: str,
    frequency: str,
    date: datetime,
    reply_to: str,
) -> Letter:
    words, publisher, reader = edition.theme.words(language), edition.publisher, Reader.places()
    left, more_at = len(entries) - shown, _view.web_url(publisher, paths.index(language))
    more = words["digest_more"].format(count=left) if left else ""
    day = long_date(date, publisher.zone, language)
    subject = words[f"digest_{frequency}"].format(office=publisher.named(language), day=day)
    why = words["letter_why"].format(address=reader.address, list=reader.list_title)
    html = edition.theme.render(
        "letters/digest.html",
        language,
        **_view.values(edition, paths.index(language)),
        reader=reader,
        entries=entries[:shown],
        more=more,
        more_at=more_at,
        subject=subject,
        why=why,
    )
    told = [f"{entry['label']}{entry['title']}\n\n{wrap(entry['lead'])}\n\n{entry['url']}" for entry in entries[:shown]]
    told += [f"{more}\n\n{more_at}"] if more else []
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
        reply_to=reply_to,
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
