"""The office's marks: its logo stands in every masthead with the office's name, its icon bears its colour."""

from dataclasses import replace

import pytest
from lxml import etree

from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from tests import builders
from tests.formats import editions
from tests.formats.reading import Tags

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h9"/></svg>'


def marked(newsroom: Newsroom, name: str, content: bytes) -> Edition:
    """An edition of an office with a logo."""
    (newsroom.folder / "templates").mkdir()
    (newsroom.folder / "templates" / name).write_bytes(content)
    edition = newsroom.edition()
    return replace(edition, publisher=edition.publisher.model_copy(update={"logo": name}))


@pytest.mark.parametrize(
    ("name", "content", "path", "width", "height"),
    [
        ("Wappen.svg", SVG, "theme/logo.svg", "288", "96"),
        ("wappen.png", builders.picture("PNG", (120, 40)), "theme/logo.png", "120", "40"),
    ],
)
def test_logo_stands_in_the_masthead(
    newsroom: Newsroom, name: str, content: bytes, path: str, width: str, height: str
) -> None:
    edition = marked(newsroom, name, content)
    assert editions.documents(edition, "marks")[path].content == content
    for page in editions.documents(edition, "index").values():
        (image,) = Tags(page.content.decode()).named("img")
        language = "en" if page.path.startswith("en/") else "de"
        assert image["alt"] == edition.publisher.named(language)
        assert image["src"].removeprefix("../") == path
        assert (image["width"], image["height"]) == (width, height)


def test_office_without_logo_is_named_in_letters(edition: Edition) -> None:
    assert set(editions.documents(edition, "marks")) == {"theme/icon.svg"}
    page = editions.documents(edition, "index")["de/index.html"].content.decode()
    assert '<span class="brand-name">Stadt Lohtal</span>' in page


@pytest.mark.parametrize(("colour", "ink"), [("#1d4f6e", "#ffffff"), ("#ffee00", "#000000")])
def test_icon_bears_the_office_s_colour_and_stands_out_from_it(edition: Edition, colour: str, ink: str) -> None:
    publisher = edition.publisher.model_copy(update={"colour": colour})
    icon = etree.fromstring(
        editions.documents(replace(edition, publisher=publisher), "marks")["theme/icon.svg"].content
    )
    assert [part.get("fill") or part.get("stroke") for part in icon] == [colour, ink]
