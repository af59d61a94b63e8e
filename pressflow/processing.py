"""Processing: the record that Art. 30 GDPR asks for, written from what the settings say."""

from collections.abc import Iterator

from pressflow.model.base import in_language
from pressflow.newsroom import Newsroom

# The parts of the record, in the order of Art. 30 (1) a to g; the words of each are `processing_…` in the theme.
_PARTS = ("controller", "purposes", "subjects", "data", "recipients", "transfers", "periods", "measures")


def record_of_processing(newsroom: Newsroom, language: str) -> Iterator[str]:
    """The record of processing in a language, as lines of Markdown."""
    words, publisher = newsroom.theme.words(language), newsroom.publisher
    yield f"# {words['processing_title']}: {publisher.named(language)}"
    for part in _PARTS:
        yield ""
        yield f"## {words[f'processing_{part}']}"
        yield ""
        yield from _part(newsroom, language, part)


def _part(newsroom: Newsroom, language: str, part: str) -> Iterator[str]:
    words, settings = newsroom.theme.words(language), newsroom.settings
    publisher, privacy = newsroom.publisher, settings.privacy
    match part:
        case "controller":
            yield from _points(publisher.named(language), publisher.address, publisher.website, publisher.sender[1])
            yield f"- {words['processing_officer']}: {privacy.officer or words['processing_not_said']}"
        case "recipients":
            relays = ", ".join(relay.host for relay in settings.mail.relays) or settings.mail.host
            yield f"- {words['processing_relay']}: {relays}"
            yield from _points(*(in_language(one, language) for one in privacy.processors))
            yield f"- {words['processing_nobody_else']}"
        case "periods":
            days = {name: value for name, value in privacy.model_dump().items() if name.endswith("_days")}
            yield from _points(*words["processing_periods_text"].format(**days).split("\n"))
        case "measures":
            yield from _points(*words["processing_measures_text"].split("\n"))
            yield from _points(*(in_language(one, language) for one in privacy.measures))
        case _:
            lists = ", ".join(in_language(entry.title, language) for entry in publisher.lists.values())
            yield from _points(*words[f"processing_{part}_text"].format(lists=lists).split("\n"))


def _points(*texts: str) -> Iterator[str]:
    return (f"- {text}" for text in texts if text)
