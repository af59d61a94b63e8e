"""An archive of invented releases, the same for a number, written as a pressflow newsroom.

python benchmarks/site/generator.py FOLDER [RELEASES] makes such a newsroom alone.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

# Run as a script, too: then the repository is not where Python looks for modules.
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.site.prose import CORRECTION, TOPICS, Topic, Writer
from pressflow.model.journal import Created, Event, Published
from pressflow.source.release import content_hash

ZONE = ZoneInfo("Europe/Berlin")
FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2025, 1, 1)
TYPES = {"press_release": "Pressemitteilung", "statement": "Stellungnahme", "media_advisory": "Einladung an die Medien"}
AUTHOR = "Jonas Reimann"
BASE_URL = "https://presse.ostermuehl.example.org/"

# What the other tools do not make is left out: of a release they make its page, its text and its JSON.
OMIT = 'omit = ["card", "images", "newsml", "ninjs1", "pdf", "search"]'

SETTINGS = f"""
[publisher]
name = "Stadt Ostermühl"
kind = "government"
website = "https://www.ostermuehl.example.org/"
address = "Marktplatz 1, 00000 Ostermühl"

[newsroom]
base_url = "{BASE_URL}"
title = "Presse"
time_zone = "{ZONE.key}"
languages = ["de"]
{OMIT}

[mail]
from_name = "Stadt Ostermühl, Presseamt"
from_address = "presse@ostermuehl.example.org"
bounce_address = "bounces@ostermuehl.example.org"

[lists.lokalpresse]
title = "Lokalpresse"
"""
AUDIENCE = ("lokalpresse",)
CONTACTS = b"""presse:
  email: presse@ostermuehl.example.org
  name: Miriam Kessler
  organisation: Stadt Osterm\xc3\xbchl
  phone: '+496990009120'
  role: Leiterin des Presse- und Informationsamts
"""
ABOUT_TITLE = "Über die Stadt Ostermühl"
ABOUT = (
    "Ostermühl liegt an der Wirle und ist kreisfrei. In der Stadt leben 84.600 Menschen, 2.140 arbeiten in der "
    "Verwaltung. An ihrer Spitze steht Oberbürgermeisterin Annegret Lenz."
)
SHARED = {"press-contacts.yaml": CONTACTS, "boilerplate/stadt.de.md": f"## {ABOUT_TITLE}\n\n{ABOUT}\n".encode()}
_QUOTE = "[quote: speaker]"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One invented release as every tool is given it; in `body`, `[quote: speaker]` is the quote's place."""

    slug: str
    uri: str
    reference: str
    published: datetime
    type: str
    topics: tuple[Topic, ...]
    title: str
    kicker: str
    lead: str
    quote: str
    keywords: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    body: str
    updated: datetime | None = None
    note: str = ""

    @property
    def version(self) -> int:
        """How often it was published."""
        return 2 if self.updated else 1

    @property
    def attribution(self) -> str:
        """Who says the quote."""
        return f"{self.topics[0].speaker}, {self.topics[0].role}"


def archive(releases: int, more: int = 0) -> Iterator[Announcement]:
    """So many releases, the oldest first, spread evenly over ten years; then `more`, one on each day after these."""
    step = (LAST_DAY - FIRST_DAY) / releases
    years: Counter[int] = Counter()
    for number in range(releases + more):
        passed = step * number if number < releases else LAST_DAY - FIRST_DAY + timedelta(number - releases)
        # From eight o'clock to five, in the order of the numbers.
        moment = datetime.combine(FIRST_DAY + timedelta(passed.days), time(8), ZONE)
        published = moment + timedelta(minutes=passed.seconds * 540 // 86400)
        years[published.year] += 1
        yield announcement(number, published, f"{published.year}-{years[published.year]:03}")


def announcement(number: int, published: datetime, reference: str) -> Announcement:
    """The release with this number."""
    chance = Random(f"Ostermühl {number}")  # noqa: S311  the same for a number, that is the point
    topic, other = chance.sample(TOPICS, 2)
    writer = Writer(chance, topic)
    title = writer.headline
    return Announcement(
        slug=f"{published.date()}-{writer.work.slug}-{number:05}",
        uri=f"tag:presse.ostermuehl.example.org,{published.date()}:release/{number:016x}",
        reference=reference,
        published=published,
        type=chance.choices(tuple(TYPES), (8, 1, 1))[0],
        topics=(topic, other) if chance.random() < 0.5 else (topic,),
        title=title,
        kicker=writer.kicker,
        lead=writer.lead,
        quote=writer.quote,
        keywords=(writer.district, writer.work.noun.partition(" ")[2]),
        links=((f"Unterlagen: {topic.title}, {writer.district}", writer.page),),
        body=writer.body(_QUOTE),
    )


def corrected(one: Announcement, number: int) -> Announcement:
    """The release as its second version says it: a sum is another one, and a note tells."""
    chance = Random(f"Korrektur {number}")  # noqa: S311  the same for a number, that is the point
    note = Writer(chance, one.topics[0]).fill(CORRECTION)
    return replace(one, updated=one.published + timedelta(days=1), note=note, body=f"{one.body}\n\n{note}")


def with_quote(one: Announcement, quote: str) -> str:
    """The text with the quote in its place."""
    return one.body.replace(_QUOTE, quote)


def record(one: Announcement) -> bytes:
    """The release as pressflow reads it."""
    speaker = one.topics[0]
    (link,) = one.links
    lines = (
        "---",
        f"title: {quoted(one.title)}",
        f"kicker: {one.kicker}",
        f"type: {one.type}",
        f"date: {one.published:%Y-%m-%d %H:%M}",
        "place: Ostermühl",
        f"lead: {quoted(one.lead)}",
        f"topics: [{', '.join(topic.id for topic in one.topics)}]",
        f"keywords: [{', '.join(one.keywords)}]",
        "quote:",
        "  id: speaker",
        f"  text: {quoted(one.quote)}",
        f"  speaker: {speaker.speaker}",
        f"  role: {speaker.role}",
        "links:",
        f"  - title: {quoted(link[0])}",
        f"    url: {link[1]}",
        "contacts: [presse]",
        "boilerplate: [stadt]",
        "---",
        one.body,
    )
    return ("\n".join(lines) + "\n").encode()


def quoted(text: str) -> str:
    """A text as YAML between quotation marks, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)


def write_newsroom(folder: Path) -> None:
    """A newsroom without releases."""
    topics = "".join(f'\n[topics.{topic.id}]\ntitle = "{topic.title}"\niptc = "{topic.iptc}"\n' for topic in TOPICS)
    _write(folder, {"pressflow.toml": f"{SETTINGS}{topics}".encode(), **SHARED})


def write_release(folder: Path, one: Announcement) -> None:
    """A release that is public, with its journal and each of its versions; `folder` is the newsroom's.

    Written as pressflow writes them, but not forced to the disk one by one: that would take longer than measuring.
    """
    home = folder / "releases" / str(one.published.year) / one.slug
    first = {"de.md": record(replace(one, updated=None, note="", body=_first_body(one))), **SHARED}
    versions = [first] if one.version == 1 else [first, {"de.md": record(one), **SHARED}]
    for number, files in enumerate(versions, 1):
        _write(home / "versions" / str(number), files)
    _write(home, {"de.md": versions[-1]["de.md"], "journal.jsonl": "".join(_journal(one, versions)).encode()})


def _first_body(one: Announcement) -> str:
    """What the first version said: the second has its note at the end."""
    return one.body.removesuffix(f"\n\n{one.note}") if one.note else one.body


def _journal(one: Announcement, versions: list[dict[str, bytes]]) -> Iterator[str]:
    """The lines of a release's journal, each holding the hash of the line before it."""
    previous = ""
    for event in _events(one, versions):
        line = json.dumps({**event.model_dump(mode="json"), "previous": previous}, ensure_ascii=False)
        previous = hashlib.sha256(line.encode()).hexdigest()
        yield f"{line}\n"


def _events(one: Announcement, versions: list[dict[str, bytes]]) -> Iterator[Event]:
    yield Created(at=one.published, by=AUTHOR, uri=one.uri)
    for number, files in enumerate(versions, 1):
        yield Published(
            at=one.published if number == 1 or not one.updated else one.updated,
            by=AUTHOR,
            version=number,
            slug=one.slug,
            zone=ZONE.key,
            original="de",
            archived=True,
            hash=content_hash(files, AUDIENCE),
            reference=one.reference,
            audience=AUDIENCE,
            correction="correction" if number > 1 else None,
            note={"de": one.note} if number > 1 else {},
        )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def main() -> None:
    """Make a newsroom: FOLDER [RELEASES]."""
    folder, releases = Path(sys.argv[1]), int((sys.argv[2:] or ["1000"])[0])
    write_newsroom(folder)
    for one in archive(releases):
        write_release(folder, one)
    print(f"{folder}: {releases} releases")


if __name__ == "__main__":
    main()
