"""Automatic replies: somebody is away, has left the house, or refers to somebody else (RFC 3834)."""

import re
from datetime import date
from email.message import Message

from pressflow.model.returned import Kind, Returned
from pressflow.source.returned.parts import addresses_to, header, marks, own_lines, sender, words

_SUBJECT = re.compile(
    r"\W*(?:automatische antwort|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|autoreply|out of (?:the )?office"
    r"|abwesenheit|abwesend|nicht im (?:büro|haus)|on vacation|on leave|urlaub|réponse automatique)",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"nicht mehr (?:für|bei|im|in|zu erreichen|unter dieser|als|tätig|aktiv)"
    r"|(?:ist|bin|habe?|hat) .{0,80}(?:ausgeschieden|verlassen)"
    r"|im ruhestand|in (?:den )?(?:ruhestand|rente|pension)|no longer (?:with|work|employed|at)|(?:has|have) left"
    r"|left the (?:company|organi[sz]ation|paper|newsroom)|retired|wird nicht mehr (?:gelesen|abgerufen|bearbeitet)",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januar", "january", "jänner", "jan"),
            ("februar", "february", "feb"),
            ("märz", "maerz", "march", "mär", "mar"),
            ("april", "apr"),
            ("mai", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("dezember", "december", "dez", "dec"),
        ),
        1,
    )
    for name in names
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = (
    rf"(?:(?P<day>\d{{1,2}})\.?(?:st|nd|rd|th)? ?(?:of )?(?P<month>{_MONTH})\b\.?,? ?(?P<year>\d{{4}})?"
    rf"|(?P<month2>{_MONTH})\.? (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b,? ?(?P<year2>\d{{4}})?"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2})"
    r"|(?P<day4>\d{1,2})\.(?P<month4>\d{1,2})\.(?P<year4>\d{4}|\d{2})?)"
)
_AWAY = re.compile(
    r"(?:\bbis(?: zum| einschließlich| inkl\.?| inklusive)*|\buntil(?: and including)?|\bthrough|\btill"
    r"|\b(?:wieder|zurück|erreichbar)\b.{0,20}?\bab(?: dem)?|\b(?:back|return\w*)\b.{0,30}?\bon"
    r"|\bab (?=.{0,40}\bwieder))"
    rf"[\s:,]*(?:\b(?:mo|di|mi|do|fr|sa|so|mon|tues?|wednes|thurs?|fri|satur|sun)\w*,?\s+)?(?:(?:den|dem|the)\s+)?{_DAY}",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:wenden|kontaktier|erreich|schreib|vertret|anfragen|nachfolg|weiter(?:geleitet|leit)|contact|reach|write to"
    r"|e-?mail|forward|colleague|instead|successor)[^@]{0,200}?([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24})",
    re.IGNORECASE | re.DOTALL,
)


def read(mail: Message, today: date) -> Returned | None:
    """The automatic reply, or nothing where a mail is none; a report of a server is none, even so marked."""
    if mail.get_content_type() == "multipart/report" or not _automatic(mail):
        return None
    said = "\n".join(own_lines(words(mail)))[:5000]
    whole = f"{header(mail, 'Subject')}\n{said}"
    writer = sender(mail)
    refers = tuple(one for one in dict.fromkeys(_REFERS.findall(said)) if one.casefold() != writer.casefold())
    return Returned(
        Kind.AUTO_REPLY,
        (*addresses_to(mail), *marks(mail)),
        (writer,) if writer else (),
        detail=" ".join(said.split())[:300] or header(mail, "Subject")[:300],
        until=away_until(whole, today),
        left=bool(_LEFT.search(whole)),
        refers_to=refers[:3],
    )


def _automatic(mail: Message) -> bool:
    marked = header(mail, "Auto-Submitted").casefold().startswith("auto-replied")
    old = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-AutoReply-From", "X-Mail-Autoreply")
    return bool(
        marked
        or any(header(mail, name).casefold() not in ("", "no") for name in old)
        or header(mail, "Precedence").casefold() in ("auto_reply", "auto-reply")
        or _SUBJECT.match(header(mail, "Subject"))
    )


def away_until(said: str, today: date) -> date | None:
    """The last day somebody says they are away, or the one they are back on; None where no coming day is named."""
    days = [day for found in _AWAY.finditer(" ".join(said.split())) if (day := _day(found.groupdict(), today))]
    return max(days, default=None)


def _day(found: dict[str, str | None], today: date) -> date | None:
    def part(name: str) -> str:
        return next((value for key, value in found.items() if value and key.rstrip("234") == name), "")

    month = _MONTHS.get(part("month").casefold()) or int(part("month") or 0)
    year = int(part("year") or 0)
    year += 2000 if 0 < year < 100 else 0
    try:
        if year:
            day = date(year, month, int(part("day")))
        else:
            day = date(today.year, month, int(part("day")))
            day = day.replace(year=day.year + 1) if (today - day).days > 180 else day
    except ValueError:
        return None
    return day if 0 <= (day - today).days <= 2 * 366 else None
