"""Somebody answers when journalists read the release."""

from collections.abc import Iterator
from datetime import timedelta

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text
from pressflow.model.hours import reachable

_AFTER = timedelta(hours=2)


@rule(
    "CONTACT-HOURS",
    "warning",
    chapter="Press contacts",
    says="No press contact can be reached in the two hours after the release, by the `hours` they have. Choose another "
    "time, or another contact. A contact without `hours` can always be reached.",
    wrong="contact: {name: Kim Berger, email: presse@lohtal.example.org, hours: Mo-Fr 08:00-16:00}",
    right="contact: {name: Kim Berger, email: presse@lohtal.example.org, hours: Mo-Sa 08:00-16:00}",
    message="contacts: nobody can be reached between Saturday 10:30 and 12:30; choose another time or contact",
)
def hours(text: Text) -> Iterator[Found]:
    """Releases after which nobody answers."""
    record, contacts = text.record, text.record.press_contacts
    if not record.date or not contacts or not all(contact.hours for contact in contacts):
        return
    start = record.date.astimezone(text.around.publisher.zone)
    if record.embargo and record.embargo.until:
        start = record.embargo.until.astimezone(text.around.publisher.zone)
    if not any(reachable(contact.hours or "", start, start + _AFTER) for contact in contacts):
        until = f"{start:%A %H:%M} and {start + _AFTER:%H:%M}"
        yield text.at(
            "contacts", message=f"contacts: nobody can be reached between {until}; choose another time or contact"
        )
