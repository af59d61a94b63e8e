"""The recall of what was given out under embargo, as mail: which release, why, and whom to ask."""

from datetime import datetime

from pressflow.formats import _view
from pressflow.formats._text import contact_text, sign
from pressflow.formats.letter import inlined
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.letter import Letter, Reader
from pressflow.model.record import Record
from pressflow.theme.plain import wrap


def compose(edition: Edition, record: Record, reason: str, at: datetime) -> Letter:
    """The letter that takes a record back from whoever has it, with places for its reader."""
    words, publisher, reader = edition.theme.words(record.language), edition.publisher, Reader.places()
    why = words["letter_why"].format(address=reader.address, list=reader.list_title)
    lines = [words["embargo_recalled"].format(title=record.title)]
    lines += [words["embargo_recall_reason"].format(reason=reason)]
    contact = contact_text(record.press_contacts[0])
    subject = f"{words['embargo_recall']}: {record.title}"
    signed = "\n".join(("-- ", *sign(publisher, publisher.named(record.language))))
    footer = (signed, wrap(why), f"{words['unsubscribe']}: {reader.unsubscribe_url}")
    text = [reader.greeting, words["embargo_recall"], *(wrap(line) for line in lines), contact, *footer]
    html = edition.theme.render(
        "letters/recall.html",
        record.language,
        **_view.values(edition, paths.index(record.language)),
        subject=subject,
        reader=reader,
        lines=lines,
        contact=contact.splitlines(),
        why=why,
    )
    return Letter(
        kind="withdrawal",
        language=record.language,
        subject=subject,
        sender=publisher.sender,
        reply_to=record.press_contacts[0].email,
        date=at,
        domain=publisher.domain,
        help_url=publisher.base_url,
        greeting=words["greeting"],
        greeting_nobody=words["greeting_nobody"],
        text="\n\n".join(text) + "\n",
        html=inlined(html),
    )
