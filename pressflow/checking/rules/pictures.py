"""A picture's description describes it, and is no file name and no caption."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text

_LONG = 250
_BASE = "{file: assets/bruecke.jpg, credit: Stadt Lohtal, alt: "


@rule(
    "ALT-FILE",
    "error",
    chapter="Pictures and documents",
    says="A picture's description is its file name. Write what is to be seen.",
    wrong=f"images: [{_BASE}bruecke.jpg}}]",
    right=f"images: [{_BASE}Eine Brücke aus Stahl}}]",
    message="images 1 alt: is the file's name; describe what is to be seen",
)
def file_name(text: Text) -> Iterator[Found]:
    """Descriptions that are file names."""
    for number, image in enumerate(text.record.images):
        path = PurePosixPath(image.file)
        names = {_bare(path.name), _bare(path.stem)}
        looks = image.alt and re.fullmatch(
            r"[\w-]+\.(?:jpe?g|png|webp|gif|tiff?)|(?:IMG|DSC)[_-]?\d+", image.alt.strip(), re.IGNORECASE
        )
        if image.alt and (looks or (_bare(image.alt) in names and len(image.alt.split()) < 2)):
            message = f"images {number + 1} alt: is the file's name; describe what is to be seen"
            yield text.at("images", number, "alt", message=message)


@rule(
    "ALT-CAPTION",
    "warning",
    chapter="Pictures and documents",
    says="A picture's description and its caption are the same; who hears a page read aloud hears it twice. "
    "Describe what "
    "is to be seen, and let the caption say who, where and when.",
    wrong=f"images: [{_BASE}Die neue Brücke, caption: Die neue Brücke}}]",
    right=f"images: [{_BASE}Eine Brücke aus Stahl, caption: Die neue Brücke}}]",
    message="images 1 alt: repeats the caption; describe what is to be seen",
)
def caption(text: Text) -> Iterator[Found]:
    """Descriptions that repeat the caption."""
    for number, image in enumerate(text.record.images):
        if image.alt and image.caption and _bare(image.alt) == _bare(image.caption):
            message = f"images {number + 1} alt: repeats the caption; describe what is to be seen"
            yield text.at("images", number, "alt", message=message)


@rule(
    "ALT-LONG",
    "warning",
    chapter="Pictures and documents",
    says="A picture's description has more than 250 characters; some screen readers cut it off, and none can "
    "pause in it. "
    "Shorten it, and move details into the text.",
    wrong=f"images: [{_BASE}" + "Eine Brücke aus Stahl mit Bögen. " * 9 + "}]",
    right=f"images: [{_BASE}Eine Brücke aus Stahl}}]",
    message="images 1 alt: has 296 characters; over 250 some readers cut it off",
)
def long(text: Text) -> Iterator[Found]:
    """Descriptions nobody can listen to."""
    for number, image in enumerate(text.record.images):
        if len(image.alt or "") > _LONG:
            message = (
                f"images {number + 1} alt: has {len(image.alt or '')} characters; over {_LONG} some readers cut it off"
            )
            yield text.at("images", number, "alt", message=message)


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold().replace("_", " ")))
