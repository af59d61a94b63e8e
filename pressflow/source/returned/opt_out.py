"""Opt-outs: mail that asks not to be written to, by people and by their mail programs."""

import re
from email.message import Message

from pressflow.model.returned import Kind, Returned
from pressflow.source.returned.parts import addresses_to, header, own_lines, sender, words

# The whole subject, or the whole first line, that means it: who writes more than that is read by a person.
_WORDS = re.compile(
    r"(?:(?:re|aw|wg|fwd?)\s*:\s*)*\W*(?:please\s+|bitte\s+)?"
    r"(?:unsubscribe(?: me)?|remove(?: me)?|opt[ -]?out|stop"
    r"|abmelden|abmeldung|abbestellen|abbestellung|austragen|newsletter abbestellen|vom verteiler (?:nehmen|streichen))"
    r"(?:\s+(?:please|bitte))?\W*",
    re.IGNORECASE,
)


def read(mail: Message) -> Returned | None:
    """The wish to leave, or nothing where a mail is none.

    Apple's mail programs send theirs marked as an automatic reply, so it is looked for before those.
    """
    if mail.get_content_type() == "multipart/report":
        return None
    apple = header(mail, "X-Apple-Unsubscribe").casefold() == "true"
    lines = own_lines(words(mail))
    alone = not header(mail, "Subject") and len(lines) == 1 and bool(_WORDS.fullmatch(lines[0]))
    if not (apple or _WORDS.fullmatch(header(mail, "Subject")) or alone):
        return None
    return Returned(Kind.OPT_OUT, addresses_to(mail), (sender(mail),), detail=header(mail, "Subject")[:200])
