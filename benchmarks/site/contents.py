"""The archive as content for Hugo, Eleventy and Pelican: front matter, Markdown, and what all pages share."""

import json
from collections.abc import Iterator

from benchmarks.site.generator import ABOUT, ABOUT_TITLE, BASE_URL, TYPES, Announcement, with_quote
from benchmarks.site.prose import TOPICS


def office() -> str:
    """What all pages share, as JSON: the office, its press contact, about-text, types and topics."""
    data = {
        "name": "Stadt Ostermühl",
        "title": "Presse",
        "url": BASE_URL,
        "website": "https://www.ostermuehl.example.org/",
        "address": "Marktplatz 1, 00000 Ostermühl",
        "contact": {
            "name": "Miriam Kessler",
            "role": "Leiterin des Presse- und Informationsamts",
            "phone": "+496990009120",
            "phone_shown": "+49 69 90009120",
            "email": "presse@ostermuehl.example.org",
        },
        "about": {"title": ABOUT_TITLE, "text": ABOUT},
        "genres": TYPES,
        "topics": {topic.id: {"title": topic.title, "iptc": topic.iptc} for topic in TOPICS},
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def with_front_matter(one: Announcement) -> str:
    """The release under YAML, as Hugo and Eleventy read it."""
    speaker = one.topics[0]
    (link,) = one.links
    fields = {
        "title": one.title,
        "slug": one.slug,
        "date": one.published.isoformat(),
        "kicker": one.kicker,
        "genre": one.type,
        "lead": one.lead,
        "topics": [topic.id for topic in one.topics],
        "keywords": one.keywords,
        "quote": {"text": one.quote, "speaker": speaker.speaker, "role": speaker.role},
        "links": [{"title": link[0], "url": link[1]}],
        "reference": one.reference,
        "uri": one.uri,
        "version": one.version,
        "updated": (one.updated or one.published).isoformat(),
        "note": one.note,
        # The lists of hugo-all.
        "years": [f"{one.published:%Y}"],
        "months": [f"{one.published:%Y-%m}"],
        "types": [TYPES[one.type]],
        "places": ["Ostermühl"],
    }
    front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return f"---\n{front}---\n{_markdown(one)}\n"


def with_metadata(one: Announcement) -> str:
    """The release under lines of metadata, as Pelican reads it; it knows strings only."""
    speaker = one.topics[0]
    (link,) = one.links
    fields = {
        "Title": one.title,
        "Date": one.published.isoformat(),
        "Slug": one.slug,
        "Genre": one.type,
        "Tags": ", ".join(topic.id for topic in one.topics),
        "Summary": one.lead,
        "Kicker": one.kicker,
        "Keywords": ", ".join(one.keywords),
        "Quote": one.quote,
        "Speaker": speaker.speaker,
        "Role": speaker.role,
        "Link_title": link[0],
        "Link_url": link[1],
        "Reference": one.reference,
        "Uri": one.uri,
        "Version": str(one.version),
        "Updated": (one.updated or one.published).isoformat(),
        "Note": one.note,
    }
    lines: Iterator[str] = (f"{name}: {value}\n" for name, value in fields.items() if value)
    return f"{''.join(lines)}\n{_markdown(one)}\n"


def _markdown(one: Announcement) -> str:
    return with_quote(one, f"> „{one.quote}“\n>\n> {one.attribution}")
