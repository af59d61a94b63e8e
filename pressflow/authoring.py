"""Authoring: how releases begin, from a headline or from a text written elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from pressflow.errors import InputError
from pressflow.model.base import in_language
from pressflow.model.finding import Finding
from pressflow.model.slug import slug
from pressflow.newsroom import Newsroom
from pressflow.source import scaffold
from pressflow.source.plain import read_plain
from pressflow.source.text import read_text
from pressflow.source.whole import write_whole


@dataclass(frozen=True, slots=True)
class Imported:
    """A release made from a plain text, and what the reading was unsure of."""

    file: Path
    doubts: tuple[str, ...]


def new_release(newsroom: Newsroom, title: str, by: str, now: datetime, language: str | None = None) -> Path:
    """Make a release with a filled-in header, dated the next full hour; gives the file to write in."""
    publisher = newsroom.publisher
    local = now.astimezone(publisher.zone)
    topics = tuple(publisher.topics)
    file = scaffold.new_release(
        newsroom.folder,
        title=title,
        language=language or publisher.languages[0],
        date=local.replace(minute=0, second=0, tzinfo=None) + timedelta(hours=1),
        place=_usual_place(newsroom),
        topics=topics[:1],
        all_topics=topics,
        contacts=tuple(newsroom.surroundings.press_contacts)[:1],
    )
    scaffold.write_schema(newsroom.folder)
    newsroom.adopt(file.parent, by, now)
    return file


def _usual_place(newsroom: Newsroom) -> str:
    """The place of the newest release, which is the office's own more often than not."""
    for folder in reversed(newsroom.folders.values()):
        if release := newsroom.read(folder).release:
            return release.original.place
    return ""


def import_text(newsroom: Newsroom, file: Path, by: str, now: datetime, topics: tuple[str, ...] = ()) -> Imported:
    """Make a release from a plain text; raises InputError where it cannot be read as one."""
    findings: list[Finding] = []
    text = read_text(file, str(file), findings)
    if text is None:
        raise InputError("\n".join(str(finding) for finding in findings))
    publisher = newsroom.publisher
    titles = {id_: _titles(topic.title, publisher.languages) for id_, topic in publisher.topics.items()}
    draft = read_plain(text, region=newsroom.settings.newsroom.region, topics=titles)
    fields = {**draft.fields, **({"topics": list(topics)} if topics else {})}
    day = str(fields.get("date", now.astimezone(publisher.zone).date()))[:10]
    folder = newsroom.folder / "releases" / day[:4] / f"{day}-{slug(str(fields['title']))}"
    target = folder / f"{draft.language}.md"
    if folder.exists():
        raise InputError(f"{newsroom.name(folder)}: is there already; rename or remove it to import the text again")
    write_whole(folder, {target.name: record_text(fields, draft.body).encode()})
    newsroom.adopt(folder, by, now)
    doubts = tuple(doubt for doubt in draft.doubts if not (topics and "topic" in doubt))
    return Imported(target, doubts)


def _titles(title: str | dict[str, str], languages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(in_language(title, language) for language in languages))


def record_text(fields: dict[str, object], body: str) -> str:
    """A record as a file: its fields as YAML, its text as Markdown."""
    front = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{front}---\n\n{body.strip()}\n"
