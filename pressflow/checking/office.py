"""What is wrong with what all releases share: the logo, the colour, the settings of rules, the day of security.txt."""

from collections.abc import Iterator
from datetime import date

from pressflow.errors import InputError
from pressflow.folders import OUTSIDE
from pressflow.formats import security
from pressflow.formats.style import LIGHT_GROUND, shades
from pressflow.home import FILE
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom
from pressflow.settings import line_of
from pressflow.theme.colour import contrast
from pressflow.theme.folders import foreign_files


def check_office(newsroom: Newsroom, today: date | None) -> Iterator[Finding]:
    """All of it; with `today`, also what has run out by now."""
    yield from newsroom.shared_findings
    yield from check_looks(newsroom)
    yield from _unknown_rules(newsroom)
    if today and security.expired(newsroom.publisher, today):
        day = newsroom.publisher.security_expires
        message = f"newsroom.security_expires: was {day}; see whether all still holds, and set a later day"
        line = line_of(newsroom.folder, "newsroom", "security_expires")
        yield Finding(FILE, line, 1, "SECURITY-EXPIRED", message, "warning")


def check_looks(newsroom: Newsroom) -> Iterator[Finding]:
    """What is wrong with the theme's files and the office's logo, and what is doubtful about its colour."""
    publisher = newsroom.publisher
    foreign = list(foreign_files(newsroom.folder))
    yield from (Finding(file, 1, 1, "FILE-OUTSIDE", OUTSIDE) for file in foreign)
    if publisher.logo and not foreign:
        file = f"templates/{publisher.logo}"
        try:
            newsroom.theme.logo(publisher.logo)
        except InputError as error:
            yield Finding(file, 1, 1, "LOGO-FILE", str(error).removeprefix(f"{file}: "))
    # No colour can be read on both grounds; on dark ones another shade is what everybody expects.
    colour, (light, dark) = publisher.colour, shades(publisher.colour)
    if light != colour:
        message = (
            f"publisher.colour: {colour} has a contrast of {contrast(colour, LIGHT_GROUND):.1f} to 1 on light grounds, "
            f"where text needs 4.5; it is set in {light} there, and in {dark} on dark grounds"
        )
        yield Finding(FILE, line_of(newsroom.folder, "publisher", "colour"), 1, "COLOUR-CONTRAST", message, "warning")


def _unknown_rules(newsroom: Newsroom) -> Iterator[Finding]:
    from pressflow.checking.rules.waivers import unknown  # with what rules need, which looks do not

    for code in newsroom.settings.rules:
        if wrong := unknown(code):
            yield Finding(FILE, line_of(newsroom.folder, "rules", code), 1, "RULE-UNKNOWN", f"rules.{code}: {wrong}")
