"""Mail that came back, in the forms that servers and people really use, in words of our own.

The forms are those of RFC 3464, 3834 and 5965 and of the providers' public documentation; each entry says what it is.
"""

from dataclasses import dataclass
from datetime import date

from pressflow.model.returned import Kind

TODAY = date(2026, 5, 20)
PATH = "bounces+17-abcdefghijklmnop@lohtal.example.org"
READER = "anna@desk.example.org"


@dataclass(frozen=True)
class Mail:
    """A mail, and what is to be read in it."""

    text: str
    kind: Kind
    status: str = ""
    about: str = READER
    until: date | None = None
    left: bool = False
    refers_to: tuple[str, ...] = ()


def report(status: str, diagnostic: str, action: str = "failed", said: str = "Your message was not delivered.") -> str:
    """A report as RFC 3464 has it, as Postfix, Exchange, Google and others send it."""
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.desk.example.org>
To: {PATH}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

{said}

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.desk.example.org
Arrival-Date: Wed, 20 May 2026 09:00:00 +0000

Final-Recipient: rfc822; {READER}
Original-Recipient: rfc822;{READER}
Action: {action}
Status: {status}
Remote-MTA: dns; inbox.desk.example.org
Diagnostic-Code: smtp; {diagnostic}

--b1
Content-Type: message/rfc822

From: press@lohtal.example.org
To: {READER}
Subject: New bridge is open

The bridge is open.
--b1--
"""


def reply(subject: str, body: str, headers: str = "Auto-Submitted: auto-replied") -> str:
    """An automatic reply (RFC 3834)."""
    return f"""From: Anna Berg <{READER}>
To: {PATH}
Subject: {subject}
{headers}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

{body}
"""


def plain(subject: str, body: str, sender: str = "MAILER-DAEMON@mx.desk.example.org") -> str:
    """A mail with no marks at all."""
    return f"""From: {sender}
To: {PATH}
Subject: {subject}

{body}
"""


COMPLAINT = f"""From: feedback@provider.example.net
To: abuse@lohtal.example.org
Subject: Complaint about a message
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

Somebody reported this message as junk.

--b2
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: ProviderFBL/1.0
Version: 1
Original-Mail-From: <{PATH}>
Original-Rcpt-To: <{READER}>

--b2
Content-Type: message/rfc822

Return-Path: <{PATH}>
From: press@lohtal.example.org
To: redacted@example.net
Subject: New bridge is open

The bridge is open.
--b2--
"""

MAILS: dict[str, Mail] = {
    # Reports: the mailbox is gone.
    "no such user": Mail(
        report("5.1.1", "550 5.1.1 <anna@desk.example.org>: Recipient address rejected: User unknown in virtual table"),
        Kind.HARD,
        "5.1.1",
    ),
    "google, no such user": Mail(
        report(
            "5.1.1",
            "550-5.1.1 The email account that you tried to reach does not exist. Please try 550 5.1.1 double-checking",
        ),
        Kind.HARD,
        "5.1.1",
    ),
    "exchange online, not found": Mail(
        report("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"),
        Kind.HARD,
        "5.1.10",
    ),
    "no such domain": Mail(report("5.1.2", "550 5.1.2 Host or domain name not found"), Kind.HARD, "5.1.2"),
    "mailbox disabled": Mail(
        report("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled"), Kind.HARD, "5.2.1"
    ),
    "status that says nothing, words that do": Mail(
        report("5.0.0", "550 Requested action not taken: mailbox unavailable"), Kind.HARD, "5.0.0"
    ),
    "better status in the words": Mail(report("5.0.0", "550 5.1.1 no such user here"), Kind.HARD, "5.1.1"),
    "german server": Mail(report("5.0.0", "550 Das Postfach existiert nicht"), Kind.HARD, "5.0.0"),
    # Reports: the mailbox is there.
    "mailbox full": Mail(
        report("5.2.2", "552 5.2.2 The email account that you tried to reach is over quota"), Kind.SOFT, "5.2.2"
    ),
    "mailbox full, for now": Mail(report("4.2.2", "452 4.2.2 Mailbox full"), Kind.SOFT, "4.2.2"),
    "held to be spam": Mail(
        report("5.7.1", "550 5.7.1 Message rejected as spam by content scanning"), Kind.SOFT, "5.7.1"
    ),
    "our server is blocked": Mail(
        report("5.7.1", "550 5.7.1 Service unavailable; client host blocked using a blacklist"), Kind.SOFT, "5.7.1"
    ),
    "dmarc": Mail(
        report("5.7.26", "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy"),
        Kind.SOFT,
        "5.7.26",
    ),
    "given up after days": Mail(report("4.4.7", "451 4.4.7 Delivery time expired"), Kind.SOFT, "4.4.7"),
    "no route": Mail(report("5.4.4", "550 5.4.4 Unable to route"), Kind.SOFT, "5.4.4"),
    "delayed only": Mail(report("4.4.1", "451 4.4.1 connection timed out", action="delayed"), Kind.DELAY, "4.4.1"),
    # Reports in a form of their own.
    "qmail": Mail(
        plain(
            "failure notice",
            "Hi. This is the qmail-send program at mx.desk.example.org.\n"
            "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
            "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
            f"<{READER}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            "--- Below this line is a copy of the message.\n\nReturn-Path: <x@lohtal.example.org>\n",
        ),
        Kind.HARD,
        "5.1.1",
    ),
    "exim": Mail(
        plain(
            "Mail delivery failed: returning message to sender",
            "This message was created automatically by mail delivery software.\n\n"
            "A message that you sent could not be delivered to one or more of its\n"
            "recipients. This is a permanent error. The following address(es) failed:\n\n"
            f"  {READER}\n    host mx.desk.example.org: 550 5.1.1 user unknown\n",
        ).replace("Subject:", f"X-Failed-Recipients: {READER}\nSubject:"),
        Kind.HARD,
        "5.1.1",
    ),
    "words of a daemon": Mail(
        plain("Returned mail", f"550 5.1.1 <{READER}>... User unknown"), Kind.HARD, "5.1.1", about=""
    ),
    # Complaints.
    "complaint": Mail(COMPLAINT, Kind.COMPLAINT, "abuse"),
    "complaint, reader blacked out": Mail(
        COMPLAINT.replace(f"Original-Rcpt-To: <{READER}>\n", ""), Kind.COMPLAINT, "abuse", about=""
    ),
    # Opt-outs.
    "apple": Mail(
        reply(
            "unsubscribe",
            "Apple Mail sent this email to unsubscribe from the message.",
            "Auto-Submitted: auto-replied\nX-Apple-Unsubscribe: true",
        ),
        Kind.OPT_OUT,
    ),
    "mail program": Mail(reply("unsubscribe", "", "X-Mailer: Some"), Kind.OPT_OUT),
    "person, in German": Mail(reply("AW: Abmelden bitte", "Danke!\n\n> Neue Brücke", "X-Mailer: Some"), Kind.OPT_OUT),
    "person, without a subject": Mail(reply("", "Bitte abmelden", "X-Mailer: Some"), Kind.OPT_OUT),
    # Automatic replies.
    "holiday, German": Mail(
        reply("Automatische Antwort: Neue Brücke", "Ich bin bis einschließlich 15. Juni 2026 nicht im Haus."),
        Kind.AUTO_REPLY,
        until=date(2026, 6, 15),
    ),
    "holiday, day in figures": Mail(
        reply("Abwesenheitsnotiz", "Vom 18.05. bis zum 02.06.2026 bin ich im Urlaub.", "X-Autoreply: yes"),
        Kind.AUTO_REPLY,
        until=date(2026, 6, 2),
    ),
    "holiday, English": Mail(
        reply("Automatic reply: New bridge", "I am out of the office until Monday, June 1st."),
        Kind.AUTO_REPLY,
        until=date(2026, 6, 1),
    ),
    "holiday, back on": Mail(
        reply(
            "Out of office",
            "I will be back in the newsroom on 3 June 2026. For urgent matters contact desk@desk.example.org.",
            "Precedence: auto_reply",
        ),
        Kind.AUTO_REPLY,
        until=date(2026, 6, 3),
        refers_to=("desk@desk.example.org",),
    ),
    "holiday, again from": Mail(
        reply("Abwesend", "Ich bin ab dem 7. Juni wieder erreichbar."),
        Kind.AUTO_REPLY,
        until=date(2026, 6, 7),
    ),
    "left the house": Mail(
        reply(
            "Automatische Antwort",
            "Anna Berg ist nicht mehr für das Tageblatt tätig. Bitte wenden Sie sich an kultur@desk.example.org.",
        ),
        Kind.AUTO_REPLY,
        left=True,
        refers_to=("kultur@desk.example.org",),
    ),
    "left the house, English": Mail(
        reply("Auto-Reply", "I have left the paper. Contact ben@desk.example.org instead."),
        Kind.AUTO_REPLY,
        left=True,
        refers_to=("ben@desk.example.org",),
    ),
    "thank you": Mail(
        reply("Automatische Antwort", "Vielen Dank, wir haben Ihre Nachricht erhalten."), Kind.AUTO_REPLY
    ),
    # What nobody understands is left to people.
    "question": Mail(
        plain("Frage zur Brücke", "Guten Tag, wie breit ist der Radweg? Wie kann ich mich abmelden?", READER),
        Kind.UNCLEAR,
        about="",
    ),
    "nothing": Mail("", Kind.UNCLEAR, about=""),
    "not junk": Mail(COMPLAINT.replace("Feedback-Type: abuse", "Feedback-Type: not-spam"), Kind.UNCLEAR, about=""),
    "delivered": Mail(report("2.1.5", "250 ok", action="delivered"), Kind.UNCLEAR, about=""),
    "junk": Mail(
        plain("Great offer", "Buy now: https://junk.example.net/550", "sales@junk.example.net"), Kind.UNCLEAR, about=""
    ),
}
