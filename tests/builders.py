"""Builders: each gives something valid; a test changes only what it is about."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from pressflow.home import FILE
from pressflow.ledger import Transaction
from pressflow.model.delivery import Delivery
from pressflow.newsroom import Newsroom

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
SLUG = "2026-05-16-bridge"

SETTINGS = """
[publisher]
name = { de = "Stadt Lohtal", en = "City of Lohtal" }
kind = "government"
website = "https://www.lohtal.example.org/"
address = "Rathausplatz 1, 00000 Lohtal"
colour = "#1d4f6e"

[newsroom]
base_url = "https://presse.lohtal.example.org/"
title = { de = "Presse", en = "Press" }
time_zone = "Europe/Berlin"
languages = ["de", "en"]

[mail]
host = "127.0.0.1"
port = 25
security = "none"
from_name = "Stadt Lohtal, Pressestelle"
from_address = "presse@lohtal.example.org"
bounce_address = "bounces@lohtal.example.org"
hold = 0

[topics.traffic]
title = { de = "Verkehr", en = "Traffic" }
iptc = "04000000"

[topics.culture]
title = { de = "Kultur", en = "Culture" }
iptc = "01000000"

[lists.local]
title = { de = "Lokalpresse", en = "Local press" }

[lists.arts]
title = { de = "Feuilleton", en = "Arts desks" }
topics = ["culture"]
"""

PRESS_CONTACTS = """
office:
  name: Kim Berger
  role: { de: Pressesprecherin, en: Press officer }
  organisation: Stadt Lohtal
  phone: +49 221 4710-123
  email: presse@lohtal.example.org
"""

BODY = """
Die Brücke ist 84 Meter lang und ersetzt den Bau von 1961. Sie trägt auch Busse.

[quote: mayor]

Die Arbeiten haben 14 Monate gedauert:

- Abriss im Januar
- Neubau bis April
"""


def header(**changes: Any) -> dict[str, Any]:  # Any: whatever a header may hold
    """A valid header; a change to None takes the field out."""
    fields: dict[str, Any] = {
        "title": "Neue Brücke über die Loh ist fertig",
        "date": "2026-05-16 10:30",
        "place": "Lohtal",
        "lead": "Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.",
        "topics": ["traffic"],
        "quotes": [
            {
                "id": "mayor",
                "text": "Wir haben lange gewartet. Jetzt fährt der Bus wieder bis ins Tal.",
                "speaker": "Ute Sommer",
                "role": "Bürgermeisterin",
            }
        ],
        "contacts": ["office"],
        "boilerplate": ["city"],
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def record_text(body: str = BODY, **changes: Any) -> str:  # Any: as above
    """A valid record as a file."""
    front = yaml.safe_dump(header(**changes), allow_unicode=True, sort_keys=False)
    return f"---\n{front}---\n{body}"


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, colour: str = "#1d4f6e", mode: str = "RGB", **saved: Any
) -> bytes:  # Any: whatever Pillow's encoders take
    """A picture of one colour as a file."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **saved)
    return out.getvalue()


def make_newsroom(folder: Path, settings: str = SETTINGS) -> Newsroom:
    """A newsroom with its shared parts and no release."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(settings, "utf-8")
    (folder / "press-contacts.yaml").write_text(PRESS_CONTACTS, "utf-8")
    (folder / "boilerplate").mkdir(exist_ok=True)
    for language, title in (("de", "Über die Stadt Lohtal"), ("en", "About Lohtal")):
        text = f"## {title}\n\nLohtal liegt an der Loh und hat 12.000 Einwohner.\n"
        (folder / "boilerplate" / f"city.{language}.md").write_text(text, "utf-8")
    return Newsroom.at(folder)


def add_release(
    newsroom: Newsroom, slug: str = SLUG, *, body: str = BODY, language: str = "de", **changes: Any
) -> Path:
    """Write a release (or one more language of it) into a newsroom; gives its folder."""
    folder = newsroom.folder / "releases" / slug[:4] / slug
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{language}.md").write_text(record_text(body, **changes), "utf-8")
    newsroom.look_again()
    return folder


def contacts_csv(file: Path, number: int = 3, **changes: str) -> Path:
    """A CSV file with media contacts reader0@desk.example.org and so on, all on the list local."""
    row = {"name": "", "language": "de", "medium": "Tageblatt", "lists": "local", "basis": "consent", "proof": "form"}
    row |= changes
    lines = ["address," + ",".join(row)]
    lines += [f"reader{count}@desk.example.org," + ",".join(row.values()) for count in range(number)]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def add_contacts(newsroom: Newsroom, number: int = 3, **changes: str) -> None:
    """Import media contacts."""
    take_in(newsroom, contacts_csv(newsroom.folder / "contacts.csv", number, **changes))


def take_in(newsroom: Newsroom, file: Path) -> None:
    """Import the media contacts of a file."""
    from pressflow.importing import import_contacts

    import_contacts(newsroom, file, NOW)


def publish(newsroom: Newsroom, folder: Path, now: datetime = NOW) -> Any:  # Any: the story's own result
    """Approve and publish a release."""
    from pressflow import approving, publishing

    approving.approve(newsroom, folder, "Approver", now)
    return publishing.publish(newsroom, folder, "Author", now)


def claim(tx: Transaction, most: int = 100, now: datetime = NOW) -> tuple[Delivery, ...]:
    """What a worker would take now, if no hold and no canary were in the way."""
    from pressflow.ledger import blasts, turns

    for held in blasts.held(tx):
        blasts.clear(tx, held.id, now)
    return turns.claim(tx, "worker", most, now)
