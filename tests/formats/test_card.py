"""The card: always of one size and small, in the office's colour, with all of its words inside, whatever they are."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
import typst
from PIL import Image, ImageChops

from pressflow.errors import InputError
from pressflow.formats import card
from pressflow.model import paths
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from pressflow.theme.colour import contrast
from pressflow.theme.folders import default_folder
from tests import builders
from tests.formats import editions

GERMAN = (
    "Großwärmepumpe an der Kläranlage versorgt ab Herbst viertausendzweihundert Haushalte in der Ostermühler Weststadt "
    "mit Wärme aus gereinigtem Abwasser, spart jährlich zehntausend Tonnen Kohlendioxid und senkt den Fernwärmepreis "
    "um fünf Prozent im Jahr"
)
LETTERS = "W" * 255
WORD = "Donaudampfschifffahrtsgesellschaftskapitänskajütenschlüsselloch" * 4
WORDS = ("W" * 11 + " ") * 21
HEBREW = "הגשר החדש מעל הנהר נפתח היום לתנועה"
COLOURS = ["#1d4f6e", "#ffee00", "#ffffff", "#000000", "#7f7f7f", "#f6f1e7", "#e2001a", "#2e7d32"]


def titled(edition: Edition, title: str, language: str = "de", **changes: str | None) -> Edition:
    """The edition's only release with another headline, in one language."""
    (release,) = edition.releases
    record = release.original.model_copy(update={"title": title, "language": language, **changes})
    return edition.of(replace(release, records=(record,)))


def png(edition: Edition) -> bytes:
    """The card of the edition's only release in the original's language."""
    (release,) = edition.releases
    document = editions.documents(edition, "card")[paths.card(release.slug, release.original.language)]
    assert document.media_type == "image/png"
    return document.content


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    """The box of all that is not ground: left, top, right, bottom."""
    box = ImageChops.difference(image, Image.new("RGB", image.size, image.getpixel((0, 0)))).getbbox()
    assert box
    return box


def said(edition: Edition, folder: Path) -> str:
    """The words that a card shows, as a PDF set from its template has them."""
    (release,) = edition.releases
    data = card._data(edition, release, release.original)
    (folder / "release.json").write_text(json.dumps(data), "utf-8")
    (folder / "card.typ").write_text(edition.theme.file("card.typ"), "utf-8")
    content = typst.compile(folder / "card.typ", root=folder, format="pdf", ignore_system_fonts=True)
    with pymupdf.open(stream=content) as found:  # type: ignore[no-untyped-call]  # PyMuPDF has no types
        words = "".join(page.get_text() for page in found)
    return re.sub("\xad\n|[\u200b\u2068\u2069]", "", words)


def test_each_language_has_a_card_of_the_size_that_pages_claim(single: Edition) -> None:
    found = editions.documents(single, "card")
    assert set(found) == {f"{language}/{builders.SLUG}.png" for language in ("de", "en")}
    for document in found.values():
        assert opened(document.content).size == (1200, 630)


@pytest.mark.parametrize("title", ["Neuer Steg ist offen", GERMAN, LETTERS, WORD, WORDS, HEBREW])
def test_words_stay_inside_the_margins_and_the_file_stays_small(single: Edition, title: str) -> None:
    content = png(titled(single, title, "he" if title == HEBREW else "de", kicker=title))
    left, top, right, bottom = inked(opened(content))
    assert 70 <= left < right <= 1200 - 70
    assert 50 <= top < bottom <= 630 - 40
    assert len(content) < 60_000


@pytest.mark.parametrize("colour", COLOURS)
def test_ground_is_the_office_s_colour_and_words_stand_out_from_it(single: Edition, colour: str) -> None:
    publisher = single.publisher.model_copy(update={"colour": colour})
    image = opened(png(titled(replace(single, publisher=publisher), "Neuer Steg ist offen")))
    shown = sorted(image.getcolors(1 << 16) or [], key=lambda found: -found[0])
    ground, ink = ("#" + bytes(pixel).hex() for _, pixel in shown[:2] if isinstance(pixel, tuple))
    assert ground == colour
    assert contrast(ground, ink) >= 4.5


def test_card_says_who_what_and_when_in_this_order(single: Edition, tmp_path: Path) -> None:
    words = " ".join(said(single, tmp_path).split())
    assert words == "Stadt Lohtal Verkehr Neue Brücke über die Loh ist fertig Pressemitteilung · 16. Mai 2026"


@pytest.mark.parametrize(("correction", "told"), [("correction", "Korrektur 18. Mai 2026"), ("typo", "")])
def test_correction_is_told_unless_it_is_silent(
    newsroom: Newsroom, tmp_path: Path, correction: CorrectionClass, told: str
) -> None:
    facts = said(editions.one(newsroom, correction), tmp_path).strip().split("\n")[-1]
    assert facts.removeprefix("Pressemitteilung · 16. Mai 2026").removeprefix(" · ") == told


def test_embargo_is_told_while_it_lasts(newsroom: Newsroom, tmp_path: Path) -> None:
    folder = builders.add_release(newsroom, embargo={"until": "2026-05-16 10:30"})
    edition = newsroom.edition(editions.release_in(newsroom, folder))
    assert "SPERRFRIST: frei ab 16. Mai 2026, 10:30 Uhr" in said(edition, tmp_path)
    public = edition.of(editions.published(edition.releases[0]))
    assert "SPERRFRIST" not in said(public, tmp_path)


def test_long_headline_is_set_smaller_and_stays_whole(single: Edition, tmp_path: Path) -> None:
    assert GERMAN.split() == [word for word in said(titled(single, GERMAN), tmp_path).split() if word in GERMAN]


@pytest.mark.parametrize("title", [LETTERS, WORDS])
def test_headline_that_fits_in_no_size_ends_with_an_ellipsis(single: Edition, tmp_path: Path, title: str) -> None:
    words = said(titled(single, title, kicker=None), tmp_path)
    assert "…" in words
    assert 30 <= words.count("W") < title.count("W")


def test_only_long_words_are_divided_and_none_in_leichte_sprache(single: Edition, tmp_path: Path) -> None:
    title = "Bundesimmissionsschutzgesetz " * 6
    pages = {language: titled(single, title, language) for language in ("de", "de-x-ls")}
    assert png(pages["de"]) != png(pages["de-x-ls"])
    assert inked(opened(png(titled(single, "Gemeinderat " * 12)))) == inked(
        opened(png(titled(single, "Gemeinderat " * 12, "de-x-ls")))
    )


def test_right_to_left_language_begins_at_the_right(single: Edition) -> None:
    hebrew = opened(png(titled(single, HEBREW, "he", kicker=None))).crop((0, 120, 1200, 500))
    german = opened(png(titled(single, "Neuer Steg ist offen", kicker=None))).crop((0, 120, 1200, 500))
    assert inked(hebrew)[2] > 1100
    assert inked(hebrew)[0] > 200
    assert inked(german)[0] < 100


def test_hostile_words_show_as_themselves(single: Edition, tmp_path: Path) -> None:
    title = r'#pagebreak() #read("/etc/passwd") $x$ *b* _i_ \ ] } `r` <l> = -- ~ \u{41} //'
    assert "".join(title.split()) in "".join(said(titled(single, title), tmp_path).split())
    assert opened(png(titled(single, title))).size == (1200, 630)


def test_character_without_a_font_is_shown_as_one(single: Edition) -> None:
    assert png(titled(single, "Fest 🎉 in 日本")) == png(titled(single, "Fest \ufffd in \ufffd\ufffd"))
    assert png(titled(single, "Fest ü in der Stadt")) != png(titled(single, "Fest \ufffd in der Stadt"))


def shadowed(newsroom: Newsroom, source: str) -> Edition:
    """An edition in a theme with a card of its own."""
    folder = builders.add_release(newsroom)
    file = newsroom.folder / "templates" / "card.typ"
    file.parent.mkdir()
    file.write_text(source, "utf-8")
    return newsroom.edition(editions.release_in(newsroom, folder))


def test_theme_may_have_its_own_card(newsroom: Newsroom) -> None:
    source = '#set page(width: 1200pt, height: 630pt, fill: rgb("#00ff00"))\n#json("release.json").title'
    assert opened(png(shadowed(newsroom, source))).getpixel((0, 0)) == (0, 255, 0)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("#let data = 1\n\n#data.title", r"^templates/card\.typ:3: "),
        ("#set page(width: 600pt, height: 315pt)\nx", r"card\.typ: makes a picture of 600 × 315 points; make it 1200 "),
        (
            "#set page(width: 1200pt, height: 630pt)\nx\n#pagebreak()\nx",
            r"^templates/card\.typ: makes 2 pages; make it one",
        ),
    ],
    ids=["name", "size", "pages"],
)
def test_wrong_template_is_named(newsroom: Newsroom, source: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        png(shadowed(newsroom, source))


def test_template_names_no_size_of_its_own() -> None:
    assert not {"1200", "630"} & set((default_folder() / "card.typ").read_text("utf-8").split())
